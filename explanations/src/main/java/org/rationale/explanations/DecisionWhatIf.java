package org.rationale.explanations;

import java.util.List;
import org.rationale.explanations.WhatIf.Moved;
import org.rationale.reasoner.Decision;
import org.rationale.reasoner.Outcome;

/**
 * What other inputs make of a decision.
 *
 * @param before the decision about the inputs as they are
 * @param after the decision about the other inputs
 * @param outcomes one for each of the pack's questions, in their order
 * @param facts the difference between the facts of both
 */
public record DecisionWhatIf(
    Decision before, Decision after, List<OutcomeChange> outcomes, WhatIf facts) {

  public DecisionWhatIf {
    outcomes = List.copyOf(outcomes);
  }

  /**
   * A question's result on both sides.
   *
   * @param answered whether other answers are chosen, or whether an answer replaces an abstention
   *     or the other way round
   * @param candidates those whose probability moved, those that are candidates after it first
   */
  public record OutcomeChange(
      Outcome before, Outcome after, boolean answered, List<Moved> candidates) {
    public OutcomeChange {
      candidates = List.copyOf(candidates);
    }
  }
}
