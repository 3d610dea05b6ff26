package org.rationale.reasoner;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.rationale.kg.Percept;
import org.rationale.perception.Perceptor;
import org.rationale.perception.StandIn;

/**
 * Settles which percepts stand in for what others did not say: a number that the note gives counts
 * where the chart has none, and lies beside the chart's where it has one. It depends on all
 * percepts of a case and on nothing else, so it comes out alike however often and after whatever
 * change it is asked.
 */
final class StandIns {

  private final Map<String, List<StandIn>> byPerceptor = new HashMap<>();

  StandIns(List<Perceptor> perceptors) {
    for (Perceptor perceptor : perceptors) {
      if (!perceptor.standIns().isEmpty()) {
        byPerceptor.put(perceptor.id(), perceptor.standIns());
      }
    }
  }

  /** The percepts in their order, those that stand in under the predicate that they now have. */
  List<Percept> settled(List<Percept> percepts) {
    if (byPerceptor.isEmpty()) {
      return percepts;
    }
    record Said(String perceptor, Node subject, Node predicate) {}
    Set<Said> said = new HashSet<>();
    for (Percept percept : percepts) {
      if (percept.probability().value() > 0) {
        said.add(
            new Said(
                percept.perceptor(),
                percept.statement().getSubject(),
                percept.statement().getPredicate()));
      }
    }
    return percepts.stream()
        .map(
            percept -> {
              Triple statement = percept.statement();
              for (StandIn standIn : byPerceptor.getOrDefault(percept.perceptor(), List.of())) {
                if (statement.getPredicate().equals(standIn.predicate())
                    || statement.getPredicate().equals(standIn.besides())) {
                  boolean others =
                      said.stream()
                          .anyMatch(
                              other ->
                                  !other.perceptor().equals(percept.perceptor())
                                      && other.subject().equals(statement.getSubject())
                                      && other.predicate().equals(standIn.predicate()));
                  Node predicate = others ? standIn.besides() : standIn.predicate();
                  return predicate.equals(statement.getPredicate())
                      ? percept
                      : percept.saying(
                          Triple.create(statement.getSubject(), predicate, statement.getObject()));
                }
              }
              return percept;
            })
        .toList();
  }
}
