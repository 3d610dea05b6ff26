package org.rationale.kg;

/** The probability of a fact, all its origins and the evidence considered. */
public record FactProbability(Probability probability, Guarantee guarantee) {

  /** For a fact that holds in every world. */
  public static final FactProbability CERTAIN =
      new FactProbability(Probability.ONE, Guarantee.EXACT);
}
