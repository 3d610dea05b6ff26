package org.rationale.reasoner;

import org.rationale.kg.Probability;

/** How the answer is chosen among ranked candidates. */
public sealed interface Policy {

  /** The most probable candidate if it reaches the threshold, else an abstention. */
  record MostProbable(Probability threshold) implements Policy {}

  /** Every candidate that reaches the threshold; none is an answer too, not an abstention. */
  record AllAbove(Probability threshold) implements Policy {}

  /**
   * The value of a score: the most probable value if it reaches the threshold; an abstention if
   * there is none. The other values and their probabilities stand beside it.
   */
  record ScoreValue(Probability threshold) implements Policy {}
}
