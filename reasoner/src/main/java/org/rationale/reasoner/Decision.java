package org.rationale.reasoner;

import java.util.List;
import org.apache.jena.graph.Node;
import org.rationale.kg.Percept;

/**
 * What was decided about one case, and all that it rests on. Immutable.
 *
 * @param caseFile the case as it was given
 * @param subject what the case is about
 * @param pack which knowledge and rules were used
 * @param outcomes one for each of the pack's questions, in their order
 * @param percepts everything that was read from the inputs, in the order of inputs and positions
 * @param violations of the shapes for percepts: for people, one line each; empty if all conform
 * @param proofGraph every fact and derivation
 */
public record Decision(
    Case caseFile,
    Node subject,
    PackIdentity pack,
    List<Outcome> outcomes,
    List<Percept> percepts,
    List<String> violations,
    ProofGraph proofGraph) {
  public Decision {
    outcomes = List.copyOf(outcomes);
    percepts = List.copyOf(percepts);
    violations = List.copyOf(violations);
  }
}
