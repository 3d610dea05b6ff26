package org.rationale.reasoner;

import java.util.List;
import org.rationale.kg.Guarantee;
import org.rationale.kg.Probability;

/** Applies a question's policy to its candidates. */
final class Verdicts {

  private Verdicts() {}

  /**
   * @param candidates most probable first
   * @param missing what the question needs and was not given
   */
  static Outcome.Result of(Question question, List<Answer> candidates, List<String> missing) {
    return switch (question.policy()) {
      case Policy.MostProbable policy -> mostProbable(policy.threshold(), candidates, missing);
      case Policy.AllAbove policy ->
          new Outcome.Result.Chosen(
              candidates.stream().filter(answer -> reaches(answer, policy.threshold())).toList());
      case Policy.ScoreValue policy ->
          candidates.isEmpty()
              ? new Outcome.Result.Abstained("The score cannot be computed.", missing)
              : mostProbable(policy.threshold(), candidates, missing);
    };
  }

  private static Outcome.Result mostProbable(
      Probability threshold, List<Answer> candidates, List<String> missing) {
    if (candidates.isEmpty()) {
      return new Outcome.Result.Abstained("Nothing that was given points to any answer.", missing);
    }
    Answer best = candidates.getFirst();
    return reaches(best, threshold)
        ? new Outcome.Result.Chosen(List.of(best))
        : new Outcome.Result.Abstained(
            "No answer reaches the probability of %s that is asked for; the most probable is %s."
                .formatted(threshold.value(), best.label()),
            missing);
  }

  /** Only what surely reaches the threshold counts: with an interval, its lower end. */
  private static boolean reaches(Answer answer, Probability threshold) {
    Probability sure =
        switch (answer.valuation().guarantee()) {
          case Guarantee.Exact exact -> answer.valuation().probability();
          case Guarantee.Bounded bounded -> bounded.lower();
          case Guarantee.Estimated estimated -> estimated.lower();
        };
    return sure.compareTo(threshold) >= 0;
  }
}
