package org.rationale.reasoner;

import it.unimi.dsi.fastutil.doubles.DoubleArrayList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Decides the switches of a program one by one, for all worlds at once: what is left of the program
 * after a level is a state, equal states are one, and each knows the weight of the worlds that lead
 * to it. Where a level has too many states the least weighty are given up; their weight is what
 * stays unknown. This is the frontier method for networks (Sekine, Imai and Tani, <i>Computing the
 * Tutte polynomial of a graph of moderate size</i>, 1995; with bounded width: Sasaki, Fujiwara and
 * Onizuka, <i>Efficient network reliability computation in uncertain graphs</i>, EDBT 2019),
 * carried over to ground programs with negation and evidence.
 */
final class Frontier {

  private final FlatProgram program;
  private final double[] chances;
  private final int width;
  private final int nodeLimit;
  private final BooleanSupplier stop;
  private final DecisionGraph graph = new DecisionGraph();
  private final DoubleArrayList weights = new DoubleArrayList();
  private final List<Map<State, Integer>> states = new ArrayList<>();
  private int root = DecisionGraph.UNKNOWN;

  private record State(int[] code, int hash) {
    State(int[] code) {
      this(code, Arrays.hashCode(code));
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof State state && state.hash == hash && Arrays.equals(state.code, code);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  private Frontier(
      FlatProgram program, double[] chances, int width, int nodeLimit, BooleanSupplier stop) {
    this.program = program;
    this.chances = chances;
    this.width = width;
    this.nodeLimit = nodeLimit;
    this.stop = stop;
  }

  /**
   * @param chances of the variables; they say what to give up
   * @param width how many states a level may have
   * @param nodeLimit how many states there may be in all
   * @param stop asked now and then; true gives up all that is open
   */
  static Frontier of(
      FlatProgram program, double[] chances, int width, int nodeLimit, BooleanSupplier stop) {
    Frontier frontier = new Frontier(program, chances, width, nodeLimit, stop);
    frontier.run();
    return frontier;
  }

  private void run() {
    weights.size(DecisionGraph.TERMINALS);
    for (int level = 0; level <= program.levels(); level++) {
      states.add(new LinkedHashMap<>());
    }
    root = enter(Residual.start(program), 0, 1);
    for (int level = 0; level < program.levels(); level++) {
      Map<State, Integer> here = kept(states.get(level));
      for (Map.Entry<State, Integer> entry : here.entrySet()) {
        expand(entry.getKey().code(), entry.getValue(), level);
      }
      states.set(level, Map.of());
    }
    for (int node : states.get(program.levels()).values()) {
      giveUp(node);
    }
  }

  /** The weightiest states of a level; the others are given up. */
  private Map<State, Integer> kept(Map<State, Integer> all) {
    int room = stop.getAsBoolean() ? 0 : Math.min(width, Math.max(0, nodeLimit - graph.size()));
    if (all.size() <= room) {
      return all;
    }
    List<Map.Entry<State, Integer>> sorted = new ArrayList<>(all.entrySet());
    sorted.sort(
        Comparator.comparingDouble(
            (Map.Entry<State, Integer> entry) -> -weights.getDouble(entry.getValue())));
    sorted.subList(room, sorted.size()).forEach(entry -> giveUp(entry.getValue()));
    Map<State, Integer> kept = new LinkedHashMap<>();
    sorted.subList(0, room).forEach(entry -> kept.put(entry.getKey(), entry.getValue()));
    return kept;
  }

  private void giveUp(int node) {
    graph.follow(node, DecisionGraph.UNKNOWN, DecisionGraph.UNKNOWN);
    reach(DecisionGraph.UNKNOWN, weights.getDouble(node));
  }

  private void expand(int[] code, int node, int level) {
    double weight = weights.getDouble(node);
    if (!ResidualCode.matters(program, code, level)) {
      int end = program.endOfGroup(level);
      int same = enter(ResidualCode.later(program, code, end), end + 1, weight);
      graph.follow(node, same, same);
      return;
    }
    double p = chances[program.switchAt(level)];
    graph.follow(
        node,
        enter(Residual.next(program, code, level, false), level + 1, (1 - p) * weight),
        enter(
            Residual.next(program, code, level, true), program.endOfGroup(level) + 1, p * weight));
  }

  private int enter(Residual residual, int level, double weight) {
    return switch (residual.verdict()) {
      case EXCLUDED -> reach(DecisionGraph.EXCLUDED, weight);
      case FAILS -> reach(DecisionGraph.FAILS, weight);
      case HOLDS -> reach(DecisionGraph.HOLDS, weight);
      case OPEN -> enter(residual.code(), level, weight);
    };
  }

  private int enter(int[] code, int level, double weight) {
    int node = states.get(level).computeIfAbsent(new State(code), state -> add(level));
    return reach(node, weight);
  }

  private int reach(int node, double weight) {
    weights.set(node, weights.getDouble(node) + weight);
    return node;
  }

  private int add(int level) {
    weights.add(0);
    return graph.add(level);
  }

  /** The weight of the worlds with the evidence in which the goal holds, of those decided. */
  double holds() {
    return weights.getDouble(DecisionGraph.HOLDS);
  }

  /** The weight of the worlds with the evidence in which the goal fails, of those decided. */
  double fails() {
    return weights.getDouble(DecisionGraph.FAILS);
  }

  /** The weight of the worlds that were not decided. */
  double unknown() {
    return weights.getDouble(DecisionGraph.UNKNOWN);
  }

  /** How many states were made. */
  int size() {
    return graph.size();
  }

  /** Whether nothing was given up. */
  boolean isComplete() {
    return graph.isComplete();
  }

  /** As functions in diagrams: goal with evidence, and evidence. Only where all is decided. */
  long[] functions(Bdd bdd) {
    return graph.functions(root, bdd);
  }
}
