package org.rationale.reasoner;

import java.util.List;

/**
 * What a pack decides.
 *
 * @param id unique in the pack: {@code diagnosis}
 * @param label for people: {@code What is the most likely diagnosis?}
 * @param predicate the IRI that links a subject to its candidate answers in the proof graph
 * @param policy how the answer is chosen among the candidates
 * @param needs the inputs without which it cannot be answered well; an abstention names those
 *     absent
 * @param caution what a person must still judge; empty if nothing is said
 */
public record Question(
    String id, String label, String predicate, Policy policy, List<String> needs, String caution) {
  public Question {
    needs = List.copyOf(needs);
  }
}
