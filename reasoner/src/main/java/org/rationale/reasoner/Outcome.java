package org.rationale.reasoner;

import java.util.List;

/**
 * The result of one question.
 *
 * @param question what was asked
 * @param candidates most probable first; ties in the order of their terms
 * @param result what the policy made of them
 */
public record Outcome(Question question, List<Answer> candidates, Result result) {
  public Outcome {
    candidates = List.copyOf(candidates);
  }

  /** What the policy made of the candidates. */
  public sealed interface Result {

    /** The chosen answers: one, or any number for {@link Policy.AllAbove}. */
    record Chosen(List<Answer> answers) implements Result {
      public Chosen {
        answers = List.copyOf(answers);
      }
    }

    /**
     * No answer.
     *
     * @param reason one sentence
     * @param missing inputs that were not given and that the question or its candidates' rules need
     */
    record Abstained(String reason, List<String> missing) implements Result {
      public Abstained {
        missing = List.copyOf(missing);
      }
    }
  }
}
