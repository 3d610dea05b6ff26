package org.rationale.explanations;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;
import org.apache.jena.graph.Triple;
import org.rationale.kg.Derivation;
import org.rationale.kg.Origin;
import org.rationale.reasoner.ProofGraph;

/**
 * The part of a proof graph that a statement can be proved from: each fact with every way in which
 * it can come to hold.
 *
 * <p>{@link #best} is Knuth's generalisation of Dijkstra's algorithm (A generalization of
 * Dijkstra's algorithm, 1977): for an operator that never raises a value it finds, for every fact,
 * the best value over all acyclic proofs read as trees.
 */
final class Hypergraph {

  private final Map<Triple, List<Way>> ways = new LinkedHashMap<>();

  Hypergraph(ProofGraph graph, Triple root) {
    Deque<Triple> open = new ArrayDeque<>(List.of(root));
    while (!open.isEmpty()) {
      Triple statement = open.remove();
      if (!ways.containsKey(statement)) {
        List<Way> found = waysOf(graph, statement);
        ways.put(statement, found);
        found.forEach(way -> open.addAll(way.premises()));
      }
    }
    Map<Triple, Double> tree = best((choice, premises) -> choice * premises);
    Comparator<Way> likeliestFirst =
        Comparator.comparingDouble(
            way -> {
              double value = way.probability().value();
              for (Triple premise : way.premises()) {
                value *= tree.getOrDefault(premise, 0.0);
              }
              return -value;
            });
    ways.replaceAll((statement, found) -> found.stream().sorted(likeliestFirst).toList());
  }

  /** Every way of a fact, the likeliest first; of equals in the proof graph's order. */
  List<Way> ways(Triple statement) {
    return ways.getOrDefault(statement, List.of());
  }

  private static List<Way> waysOf(ProofGraph graph, Triple statement) {
    List<Way> found = new ArrayList<>();
    Set<Derivation> derivations = new LinkedHashSet<>(graph.derivations(statement));
    graph
        .fact(statement)
        .ifPresent(
            fact -> {
              for (Origin origin : fact.origins()) {
                switch (origin) {
                  case Origin.Asserted asserted -> found.add(new Way.Given(statement, asserted));
                  case Origin.Perceived perceived -> found.add(new Way.Given(statement, perceived));
                  case Origin.Derived derived -> derivations.addAll(derived.derivations());
                }
              }
            });
    derivations.forEach(derivation -> found.add(new Way.Concluded(derivation)));
    return found;
  }

  /**
   * The best value of each fact; facts without an acyclic proof are absent.
   *
   * @param combine of a way's own probability, or of what has been combined so far, and the value
   *     of a premise; never above either
   */
  Map<Triple, Double> best(DoubleBinaryOperator combine) {
    record Settled(Triple statement, double value, long order) {}
    Map<Triple, List<Waiting>> waitingFor = new HashMap<>();
    PriorityQueue<Settled> queue =
        new PriorityQueue<>(
            Comparator.comparingDouble((Settled settled) -> -settled.value())
                .thenComparingLong(Settled::order));
    long order = 0;
    for (Map.Entry<Triple, List<Way>> entry : ways.entrySet()) {
      for (Way way : entry.getValue()) {
        Waiting waiting = new Waiting(entry.getKey(), way);
        if (waiting.missing == 0) {
          queue.add(new Settled(entry.getKey(), waiting.value, order++));
        }
        way.premises()
            .forEach(
                premise ->
                    waitingFor.computeIfAbsent(premise, key -> new ArrayList<>()).add(waiting));
      }
    }
    Map<Triple, Double> values = new HashMap<>();
    while (!queue.isEmpty()) {
      Settled settled = queue.remove();
      if (values.putIfAbsent(settled.statement(), settled.value()) != null) {
        continue;
      }
      for (Waiting waiting : waitingFor.getOrDefault(settled.statement(), List.of())) {
        waiting.value = combine.applyAsDouble(waiting.value, settled.value());
        waiting.missing--;
        if (waiting.missing == 0) {
          queue.add(new Settled(waiting.conclusion, waiting.value, order++));
        }
      }
    }
    return values;
  }

  /** A way whose premises are being settled. */
  private static final class Waiting {
    private final Triple conclusion;
    private int missing;
    private double value;

    Waiting(Triple conclusion, Way way) {
      this.conclusion = conclusion;
      this.missing = way.premises().size();
      this.value = way.probability().value();
    }
  }
}
