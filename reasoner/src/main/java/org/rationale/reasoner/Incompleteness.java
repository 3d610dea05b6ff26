package org.rationale.reasoner;

/**
 * Why reasoning did not find all there is.
 *
 * @param limit which limit was reached
 * @param message for people: the limit, its value, and the rule that ran when it was reached
 */
public record Incompleteness(Limit limit, String message) {

  /** What ended a closure. */
  public enum Limit {
    FACTS,
    DERIVATIONS,
    TIME,
    MEMORY,
    CANCELLED
  }
}
