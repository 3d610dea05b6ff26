package org.rationale.tests;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.rationale.kg.Derivation;
import org.rationale.kg.Origin;
import org.rationale.kg.Probability;
import org.rationale.reasoner.ProofGraph;

/**
 * The definition of a probability, carried out: every world of the random choices that a statement
 * depends on is written down, one bit each, and the weights of those where it holds are added up.
 * Shares nothing with the engine but the derivations and sources of the proof graph.
 *
 * <p>A world is a number; its digits, one for each random choice, say which alternative is taken.
 */
final class TruthTable {

  private final ProofGraph graph;
  private final Map<String, Node> choiceOfRule;
  private final Triple root;

  /** Statements that the root depends on and that no source makes certain, with their numbers. */
  private final Map<Triple, Integer> numbers = new LinkedHashMap<>();

  private final List<List<Way>> ways = new ArrayList<>();
  private final Map<Object, Map<Object, Double>> choices = new LinkedHashMap<>();

  /** One way to hold: by a source or by a derivation, if its random alternative is taken. */
  private record Way(Optional<Object> alternative, List<Triple> held, List<List<Triple>> absent) {}

  private record SourceKey(Triple statement, int index) {}

  private record RuleKey(Object rule, Map<String, Node> substitution) {}

  /**
   * @param choiceOfRule the choice of each rule that is an alternative, by the rule's id
   */
  TruthTable(ProofGraph graph, Map<String, Node> choiceOfRule, Triple root) {
    this.graph = graph;
    this.choiceOfRule = choiceOfRule;
    this.root = root;
    Deque<Triple> open = new ArrayDeque<>(List.of(root));
    while (!open.isEmpty()) {
      Triple statement = open.remove();
      if (!numbers.containsKey(statement)) {
        numbers.put(statement, numbers.size());
        List<Way> found = isGiven(statement) ? List.of(always()) : ways(statement);
        ways.add(found);
        for (Way way : found) {
          open.addAll(way.held());
          way.absent().forEach(open::addAll);
        }
      }
    }
  }

  private static Way always() {
    return new Way(Optional.empty(), List.of(), List.of());
  }

  private boolean isGiven(Triple statement) {
    return graph.fact(statement).stream()
        .flatMap(fact -> fact.origins().stream())
        .anyMatch(
            origin ->
                switch (origin) {
                  case Origin.Asserted asserted ->
                      asserted.probability().isCertain() && asserted.choice().isEmpty();
                  case Origin.Perceived perceived ->
                      perceived.percept().probability().isCertain()
                          && perceived.percept().choice().isEmpty();
                  case Origin.Derived derived -> false;
                });
  }

  private List<Way> ways(Triple statement) {
    List<Way> found = new ArrayList<>();
    List<Origin> origins = graph.fact(statement).orElseThrow().origins();
    for (int i = 0; i < origins.size(); i++) {
      Object key = new SourceKey(statement, i);
      switch (origins.get(i)) {
        case Origin.Asserted asserted ->
            found.add(
                new Way(
                    alternative(key, asserted.probability(), asserted.choice().map(c -> c)),
                    List.of(),
                    List.of()));
        case Origin.Perceived perceived ->
            found.add(
                new Way(
                    alternative(
                        key,
                        perceived.percept().probability(),
                        perceived.percept().choice().map(c -> c)),
                    List.of(),
                    List.of()));
        case Origin.Derived derived -> derived.derivations().forEach(d -> found.add(way(d)));
      }
    }
    return found;
  }

  private Way way(Derivation derivation) {
    List<List<Triple>> absent = new ArrayList<>();
    derivation.absences().forEach(absence -> absent.addAll(absence.possible()));
    return new Way(
        alternative(
            new RuleKey(derivation.rule(), derivation.substitution()),
            derivation.probability(),
            Optional.ofNullable(choiceOfRule.get(derivation.rule()))
                .map(choice -> new RuleKey(choice, derivation.substitution()))),
        derivation.premises(),
        absent);
  }

  private Optional<Object> alternative(
      Object key, Probability probability, Optional<Object> choice) {
    if (probability.isCertain() && choice.isEmpty()) {
      return Optional.empty();
    }
    choices
        .computeIfAbsent(choice.orElse(key), c -> new LinkedHashMap<>())
        .put(key, probability.value());
    return Optional.of(key);
  }

  /** How many worlds there are, as a power of 2. */
  double logWorlds() {
    return choices.values().stream().mapToDouble(c -> Math.log(c.size() + 1)).sum() / Math.log(2);
  }

  /** Ids of the rules that fire with a probability and that the statement depends on. */
  List<String> probabilisticRules() {
    return choices.values().stream()
        .flatMap(alternatives -> alternatives.keySet().stream())
        .filter(RuleKey.class::isInstance)
        .map(key -> String.valueOf(((RuleKey) key).rule()))
        .distinct()
        .toList();
  }

  /** Sources that may fail and that the statement depends on. */
  List<Triple> uncertainSources() {
    return choices.values().stream()
        .flatMap(alternatives -> alternatives.keySet().stream())
        .filter(SourceKey.class::isInstance)
        .map(key -> ((SourceKey) key).statement())
        .distinct()
        .toList();
  }

  /** The weight of the worlds in which the statement holds. */
  double probability() {
    int worlds = 1;
    Map<Object, BitSet> taken = new LinkedHashMap<>();
    List<double[]> weightsOfDigits = new ArrayList<>();
    for (Map<Object, Double> alternatives : choices.values()) {
      worlds = Math.multiplyExact(worlds, alternatives.size() + 1);
    }
    int stride = 1;
    for (Map<Object, Double> alternatives : choices.values()) {
      int digits = alternatives.size() + 1;
      double[] weights = new double[digits];
      double rest = 1;
      int digit = 0;
      for (Map.Entry<Object, Double> alternative : alternatives.entrySet()) {
        BitSet where = new BitSet(worlds);
        for (int start = digit * stride; start < worlds; start += digits * stride) {
          where.set(start, start + stride);
        }
        taken.put(alternative.getKey(), where);
        weights[digit++] = alternative.getValue();
        rest -= alternative.getValue();
      }
      weights[digit] = Math.max(0, rest);
      weightsOfDigits.add(weights);
      stride *= digits;
    }
    BitSet holds = solve(worlds, taken)[0];
    double sum = 0;
    for (int world = holds.nextSetBit(0); world >= 0; world = holds.nextSetBit(world + 1)) {
      double weight = 1;
      int left = world;
      for (double[] weights : weightsOfDigits) {
        weight *= weights[left % weights.length];
        left /= weights.length;
      }
      sum += weight;
    }
    return sum;
  }

  /** For each statement, the worlds in whose least model it is. The root has number 0. */
  private BitSet[] solve(int worlds, Map<Object, BitSet> taken) {
    BitSet[] holds = new BitSet[numbers.size()];
    for (List<Integer> component : components()) {
      component.forEach(number -> holds[number] = new BitSet(worlds));
      boolean changed = true;
      while (changed) {
        changed = false;
        for (int number : component) {
          int before = holds[number].cardinality();
          for (Way way : ways.get(number)) {
            holds[number].or(where(way, worlds, taken, holds, component));
          }
          changed |= holds[number].cardinality() != before;
        }
      }
    }
    return holds;
  }

  private BitSet where(
      Way way, int worlds, Map<Object, BitSet> taken, BitSet[] holds, List<Integer> component) {
    BitSet where = new BitSet(worlds);
    where.set(0, worlds);
    way.alternative().ifPresent(alternative -> where.and(taken.get(alternative)));
    way.held().forEach(premise -> where.and(holds[number(premise)]));
    for (List<Triple> together : way.absent()) {
      BitSet present = new BitSet(worlds);
      present.set(0, worlds);
      for (Triple statement : together) {
        if (component.contains(number(statement))) {
          throw new AssertionError(
              "The absence of (%s) is a premise of itself.".formatted(statement));
        }
        present.and(holds[number(statement)]);
      }
      where.andNot(present);
    }
    return where;
  }

  private int number(Triple statement) {
    Integer number = numbers.get(statement);
    if (number == null) {
      throw new AssertionError("(%s) was not visited from (%s).".formatted(statement, root));
    }
    return number;
  }

  /** Statements that depend on each other, what they depend on first. */
  private List<List<Integer>> components() {
    List<BitSet> reached = new ArrayList<>();
    for (int number = 0; number < numbers.size(); number++) {
      reached.add(reachedFrom(number));
    }
    // What a component depends on reaches less than the component; its members reach the same.
    Map<BitSet, List<Integer>> components = new LinkedHashMap<>();
    for (int number = 0; number < numbers.size(); number++) {
      components.computeIfAbsent(reached.get(number), r -> new ArrayList<>()).add(number);
    }
    return components.entrySet().stream()
        .sorted(
            Comparator.comparingInt(
                (Map.Entry<BitSet, List<Integer>> entry) -> entry.getKey().cardinality()))
        .map(Map.Entry::getValue)
        .toList();
  }

  private BitSet reachedFrom(int start) {
    BitSet reached = new BitSet();
    Deque<Integer> open = new ArrayDeque<>(List.of(start));
    while (!open.isEmpty()) {
      int number = open.remove();
      if (!reached.get(number)) {
        reached.set(number);
        for (Way way : ways.get(number)) {
          way.held().forEach(statement -> open.add(number(statement)));
          way.absent().forEach(set -> set.forEach(statement -> open.add(number(statement))));
        }
      }
    }
    return reached;
  }
}
