package org.rationale.explanations.checker;

/** What a checker makes of a certificate. */
public sealed interface Verdict {

  /**
   * All that can be checked is right.
   *
   * @param steps that follow from rules
   * @param hosted steps of hosted rules, which are taken as they are
   * @param opaque conditions of rules that could not be evaluated
   * @param facts that sources state
   * @param percepts those of them that models state
   * @param numbers probabilities that were found again from the steps
   * @param unchecked probabilities that were not
   * @param outcomes candidates, rankings and choices
   */
  record Accepted(
      int steps,
      int hosted,
      int opaque,
      int facts,
      int percepts,
      int numbers,
      int unchecked,
      int outcomes)
      implements Verdict {}

  /** An element is wrong: {@code steps[3]}. */
  record Rejected(String element, String why) implements Verdict {}

  /** It is no certificate that the checker knows. */
  record Unreadable(String why) implements Verdict {}
}
