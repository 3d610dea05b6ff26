package org.rationale.kg;

import java.util.Optional;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;

/**
 * A statement that a perceptor made of an input.
 *
 * @param id unique within a case, and the same for the same input: {@code note/3}
 * @param statement what is claimed
 * @param probability calibrated; 1 for a value that was given and not estimated
 * @param score what the model said before calibration; its scale is the model's own
 * @param perceptor the perceptor's id in the pack
 * @param model what read the input
 * @param input the input's name in the case
 * @param inputSha256 of the input's canonical bytes, hexadecimal
 * @param region where in the input
 * @param choice shared by percepts that exclude each other
 * @param note how it was read, in words for people: {@code matched "short of breath"; negated by
 *     "denies"}
 * @param doubt what a classifier knows of how far this can be relied on
 */
public record Percept(
    String id,
    Triple statement,
    Probability probability,
    double score,
    String perceptor,
    ModelIdentity model,
    String input,
    String inputSha256,
    Region region,
    Optional<Node> choice,
    String note,
    Optional<Doubt> doubt) {

  /** The same percept of another statement. */
  public Percept saying(Triple other) {
    return new Percept(
        id,
        other,
        probability,
        score,
        perceptor,
        model,
        input,
        inputSha256,
        region,
        choice,
        note,
        doubt);
  }

  /** One without stated doubts. */
  public Percept(
      String id,
      Triple statement,
      Probability probability,
      double score,
      String perceptor,
      ModelIdentity model,
      String input,
      String inputSha256,
      Region region,
      Optional<Node> choice,
      String note) {
    this(
        id,
        statement,
        probability,
        score,
        perceptor,
        model,
        input,
        inputSha256,
        region,
        choice,
        note,
        Optional.empty());
  }
}
