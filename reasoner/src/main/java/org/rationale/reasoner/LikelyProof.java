package org.rationale.reasoner;

import java.util.List;
import org.rationale.kg.Probability;

/**
 * A proof as the random inputs that it needs.
 *
 * @param probability that all of them go their way and nothing that the proof excludes holds, given
 *     the evidence
 */
public record LikelyProof(Probability probability, List<RandomInput> inputs) {
  public LikelyProof {
    inputs = List.copyOf(inputs);
  }
}
