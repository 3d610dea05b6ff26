package org.rationale.explanations;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.jena.graph.Triple;
import org.rationale.kg.Derivation;
import org.rationale.kg.Origin;
import org.rationale.reasoner.ProofGraph;

/**
 * The proof by which reasoning reached a certain fact. It is as likely as a proof can be, and found
 * by looking at nothing but its own facts, however many other proofs there are.
 */
final class FirstProof {

  /**
   * A certain proof.
   *
   * @param isOnly whether none of its facts has another way to hold
   */
  record Found(Map<Triple, Way> ways, boolean isOnly) {}

  private FirstProof() {}

  /** Empty if the fact was reached by a proof that is not certain, or in a circle. */
  static Optional<Found> of(ProofGraph graph, Triple statement) {
    Map<Triple, Way> ways = new LinkedHashMap<>();
    Set<Triple> finished = new HashSet<>();
    boolean isOnly = true;
    Deque<Triple> path = new ArrayDeque<>(List.of(statement));
    while (!path.isEmpty()) {
      Triple fact = path.peek();
      Way way = ways.get(fact);
      if (way == null) {
        Optional<Way> first = way(graph, fact);
        if (first.isEmpty()) {
          return Optional.empty();
        }
        ways.put(fact, first.get());
        isOnly &= isOnly(graph, fact, first.get());
        for (Triple premise : first.get().premises()) {
          if (ways.containsKey(premise) && !finished.contains(premise)) {
            return Optional.empty();
          }
          if (!finished.contains(premise)) {
            path.push(premise);
          }
        }
      } else {
        path.pop();
        finished.add(fact);
      }
    }
    return Optional.of(new Found(ways, isOnly));
  }

  private static Optional<Way> way(ProofGraph graph, Triple fact) {
    if (!graph.isCertain(fact)) {
      return Optional.empty();
    }
    if (Statements.isGiven(graph, fact)) {
      return graph.fact(fact).stream()
          .flatMap(found -> found.origins().stream())
          .filter(origin -> !(origin instanceof Origin.Derived))
          .map(origin -> new Way.Given(fact, origin))
          .filter(given -> given.probability().isCertain())
          .<Way>map(given -> given)
          .findFirst();
    }
    return graph.derivations(fact).stream()
        .findFirst()
        .filter(FirstProof::isCertain)
        .map(Way.Concluded::new);
  }

  private static boolean isCertain(Derivation derivation) {
    return derivation.probability().isCertain()
        && derivation.absences().stream().allMatch(absence -> absence.possible().isEmpty());
  }

  private static boolean isOnly(ProofGraph graph, Triple fact, Way way) {
    List<Derivation> derivations = graph.derivations(fact);
    return switch (way) {
      case Way.Given given ->
          derivations.isEmpty()
              && graph.fact(fact).stream().allMatch(found -> found.origins().size() == 1);
      case Way.Concluded concluded -> derivations.size() == 1;
    };
  }
}
