package org.rationale.explanations;

import java.util.List;
import java.util.Optional;
import org.rationale.kg.Probability;

/**
 * Something that may be asked for, and what the answer would do to a decision.
 *
 * <p>Its gain is the mutual information, in bits, between the leading answer {@code S} of the
 * decision's first question and the reply {@code A}:
 *
 * <pre>{@code I(S; A) = H(S) - Σ P(a) H(S | a),   H(S) = - P(S) log2 P(S) - P(¬S) log2 P(¬S)}</pre>
 *
 * <p>Where the thing was read and is uncertain, {@code P(a)} and {@code P(S | a)} are exact, from
 * the circuit of the proof graph. Where nothing was read, nothing says how likely a reply is. Then
 * each reply that can be told from the others by what it does counts the same, {@code P(a) = 1/n},
 * and {@code H(S)} is that of the mean of {@code P(S | a)}: the gain says how far the replies pull
 * the decision apart, and is no expectation.
 *
 * @param input the name of the input
 * @param part its member, empty if it may stand anywhere in the input
 * @param text what is asked for, for people
 * @param basis where the probabilities of replies come from
 * @param gain in bits, in [0, 1]
 * @param replies what may be answered, those that do the same together
 */
public record Inquiry(
    String input, String part, String text, Basis basis, double gain, List<Reply> replies) {

  public Inquiry {
    replies = List.copyOf(replies);
  }

  /** Where the probabilities of replies come from. */
  public enum Basis {
    /** It was read with a probability: what is asked for is whether that is so. */
    READ,
    /** Nothing was read of it. */
    NONE
  }

  /**
   * A reply, or several that do the same.
   *
   * @param text for people
   * @param probability of the reply; empty if nothing says it
   * @param leading the probability of the leading answer then; empty if no question has one
   * @param verdict what the first question is answered with then, for people; empty if that stays
   * @param changed the ids of the questions that are answered with something else then
   */
  public record Reply(
      String text,
      Optional<Probability> probability,
      Optional<Probability> leading,
      Optional<String> verdict,
      List<String> changed) {
    public Reply {
      changed = List.copyOf(changed);
    }
  }
}
