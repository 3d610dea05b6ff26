package org.rationale.reasoner;

import java.util.List;
import org.apache.jena.graph.Triple;
import org.rationale.kg.Probability;

/**
 * The most likely world given the evidence: the most probable explanation.
 *
 * @param probability of this one world, given the evidence
 * @param chosen the random inputs that go their way in it
 * @param statements the uncertain statements that hold in it, in the order of the proof graph
 */
public record ProbableWorld(
    Probability probability, List<RandomInput> chosen, List<Triple> statements) {
  public ProbableWorld {
    chosen = List.copyOf(chosen);
    statements = List.copyOf(statements);
  }
}
