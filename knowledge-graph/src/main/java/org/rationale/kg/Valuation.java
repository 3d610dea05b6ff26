package org.rationale.kg;

/** The probability of a fact, all its origins and the evidence considered. */
public record Valuation(Probability probability, Guarantee guarantee) {

  /** For a fact that holds in every world. */
  public static final Valuation CERTAIN = new Valuation(Probability.ONE, Guarantee.EXACT);
}
