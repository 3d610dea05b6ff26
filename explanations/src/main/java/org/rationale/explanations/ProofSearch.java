package org.rationale.explanations;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import org.apache.jena.graph.Triple;
import org.rationale.explanations.Proofs.Completeness;
import org.rationale.kg.Probability;
import org.rationale.kg.Valuation;
import org.rationale.reasoner.ProofGraph;

/**
 * The proofs of a statement, the most likely or the shortest first.
 *
 * <p>A state has chosen a way for some facts and has others open. Its bound, never below the
 * probability of a proof that completes it, is the product of the distinct random choices made so
 * far, or the best bottleneck of an open fact where that is lower. The product over a proof read as
 * a tree (k-best parsing as in Huang and Chiang 2005) would not do as a bound: a shared premise
 * counts once here, so sharing makes a proof likelier than its tree. States of equal bound are
 * taken deepest first, so that certain knowledge, where all is equally likely, is walked straight
 * to a proof. For the shortest proofs, a state's bound is the number of facts that it has chosen
 * ways for or has open, as a negative number: no proof that completes it has fewer.
 */
final class ProofSearch {

  private static final Comparator<State> MOST_PROMISING =
      Comparator.comparingDouble((State state) -> -state.bound())
          .thenComparingInt(state -> -state.chosen().size())
          .thenComparingLong(State::order);

  private final ProofGraph graph;
  private final Hypergraph hypergraph;
  private final Map<Triple, Double> bottlenecks;
  private final ProofProbability probability;
  private final Triple root;
  private final ProofQuery.Order order;
  private final int maximumStates;
  private long states;

  /** A complete proof. */
  record Found(Map<Triple, Way> ways, Valuation valuation, int order) {}

  /** The proofs in their order. */
  record Result(List<Found> proofs, Completeness completeness) {}

  private record State(
      Map<Triple, Way> chosen,
      List<Triple> open,
      Map<Way.RandomChoice, Way> choices,
      double product,
      double bound,
      long order) {}

  ProofSearch(ProofGraph graph, Triple root, ProofQuery.Order order, int maximumStates) {
    this.graph = graph;
    this.root = root;
    this.order = order;
    this.maximumStates = maximumStates;
    this.hypergraph = new Hypergraph(graph, root);
    this.bottlenecks = hypergraph.best(Math::min);
    this.probability = new ProofProbability(graph);
  }

  Result best(int maximumProofs) {
    if (!bottlenecks.containsKey(root)) {
      return new Result(List.of(), Completeness.ALL);
    }
    PriorityQueue<State> queue = new PriorityQueue<>(MOST_PROMISING);
    queue.add(new State(Map.of(), List.of(root), Map.of(), 1, 1, 0));
    List<Found> found = new ArrayList<>();
    Completeness completeness = Completeness.ALL;
    while (!queue.isEmpty()) {
      State state = queue.remove();
      if (found.size() >= maximumProofs && atLeast(found, maximumProofs, state.bound())) {
        completeness = Completeness.FIRST;
        break;
      }
      if (states > maximumStates) {
        completeness = Completeness.CUT_SHORT;
        break;
      }
      if (state.open().isEmpty()) {
        complete(state, found.size()).ifPresent(found::add);
      } else {
        expand(state, queue);
      }
    }
    if (found.isEmpty() && completeness == Completeness.CUT_SHORT) {
      greedy().ifPresent(found::add);
    }
    List<Found> sorted = found.stream().sorted(inOrder()).toList();
    if (sorted.size() > maximumProofs && completeness == Completeness.ALL) {
      completeness = Completeness.FIRST;
    }
    return new Result(sorted.subList(0, Math.min(maximumProofs, sorted.size())), completeness);
  }

  private Comparator<Found> inOrder() {
    Comparator<Found> likeliest =
        Comparator.comparingDouble((Found proof) -> -rounded(proof.valuation()));
    Comparator<Found> shortest = Comparator.comparingInt(proof -> proof.ways().size());
    return switch (order) {
      case LIKELY -> likeliest.thenComparing(shortest).thenComparingInt(Found::order);
      case SHORT -> shortest.thenComparing(likeliest).thenComparingInt(Found::order);
    };
  }

  /** Probabilities that differ only by the order of their factors are ties. */
  private static double rounded(Valuation valuation) {
    return Math.round(valuation.probability().value() * 1e12) / 1e12;
  }

  private boolean atLeast(List<Found> found, int count, double bound) {
    return found.stream().filter(proof -> isAtLeast(proof, bound)).limit(count).count() == count;
  }

  /** Of equally short ones the likeliest is wanted, so that all of a length must be seen. */
  private boolean isAtLeast(Found proof, double bound) {
    return switch (order) {
      case LIKELY -> proof.valuation().probability().value() >= bound;
      case SHORT -> -proof.ways().size() > bound;
    };
  }

  private void expand(State state, PriorityQueue<State> queue) {
    Triple fact = state.open().getFirst();
    for (Way way : hypergraph.ways(fact)) {
      if (usable(way, fact, state.chosen())) {
        extend(state, fact, way).ifPresent(queue::add);
      }
    }
  }

  private Optional<State> extend(State state, Triple fact, Way way) {
    double product = state.product();
    Map<Way.RandomChoice, Way> choices = state.choices();
    if (!way.probability().isCertain()) {
      Way earlier = choices.get(way.choice());
      if (earlier != null && !same(earlier, way)) {
        return Optional.empty();
      }
      if (earlier == null) {
        choices = new HashMap<>(choices);
        choices.put(way.choice(), way);
        product *= way.probability().value();
      }
    }
    Map<Triple, Way> chosen = new LinkedHashMap<>(state.chosen());
    chosen.put(fact, way);
    List<Triple> open = new ArrayList<>(state.open().subList(1, state.open().size()));
    for (Triple premise : way.premises()) {
      if (!chosen.containsKey(premise) && !open.contains(premise)) {
        open.add(premise);
      }
    }
    double likeliest = product;
    for (Triple premise : open) {
      likeliest = Math.min(likeliest, bottlenecks.getOrDefault(premise, 0.0));
    }
    states++;
    double bound =
        switch (order) {
          case LIKELY -> likeliest;
          case SHORT -> -(chosen.size() + open.size());
        };
    return likeliest > 0
        ? Optional.of(new State(chosen, open, choices, product, bound, states))
        : Optional.empty();
  }

  /** Whether both go the same way of one random choice: two heads of one rule instance do. */
  private static boolean same(Way first, Way second) {
    return switch (first) {
      case Way.Given given -> given.equals(second);
      case Way.Concluded concluded -> second instanceof Way.Concluded;
    };
  }

  /** Whether the way's premises are provable and none of them rests on the fact itself. */
  private boolean usable(Way way, Triple fact, Map<Triple, Way> chosen) {
    Set<Triple> seen = new HashSet<>();
    Deque<Triple> below = new ArrayDeque<>();
    for (Triple premise : way.premises()) {
      if (!bottlenecks.containsKey(premise)) {
        return false;
      }
      below.add(premise);
    }
    while (!below.isEmpty()) {
      Triple statement = below.remove();
      if (statement.equals(fact)) {
        return false;
      }
      Way next = chosen.get(statement);
      if (next != null && seen.add(statement)) {
        below.addAll(next.premises());
      }
    }
    return true;
  }

  private Optional<Found> complete(State state, int order) {
    if (excluded(state)) {
      return Optional.empty();
    }
    Valuation valuation = probability.of(state.chosen(), state.product());
    return valuation.probability().equals(Probability.ZERO)
        ? Optional.empty()
        : Optional.of(new Found(state.chosen(), valuation, order));
  }

  /**
   * Whether no world with the evidence has all facts of the proof. Besides what the evidence rules
   * out, these are proofs with two alternatives of one choice among rules, which a derivation does
   * not show.
   */
  private boolean excluded(State state) {
    long switches =
        state.choices().keySet().stream().filter(Way.RandomChoice.Switch.class::isInstance).count();
    return (switches > 1 || !graph.evidence().isEmpty())
        && graph
            .probability(List.copyOf(state.chosen().keySet()), List.of())
            .probability()
            .equals(Probability.ZERO);
  }

  /** The best proof when read as a tree: a proof at any size, though not always the likeliest. */
  private Optional<Found> greedy() {
    State state = new State(Map.of(), List.of(root), Map.of(), 1, 1, 0);
    while (!state.open().isEmpty()) {
      Triple fact = state.open().getFirst();
      State current = state;
      Optional<State> next =
          hypergraph.ways(fact).stream()
              .filter(way -> usable(way, fact, current.chosen()))
              .flatMap(way -> extend(current, fact, way).stream())
              .findFirst();
      if (next.isEmpty()) {
        return Optional.empty();
      }
      state = next.get();
    }
    return complete(state, 0);
  }
}
