package org.rationale.reasoner;

import it.unimi.dsi.fastutil.doubles.DoubleArrayList;
import it.unimi.dsi.fastutil.ints.IntArrayList;
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

  private static final int EXCLUDED = 0;
  private static final int FAILS = 1;
  private static final int HOLDS = 2;
  private static final int UNKNOWN = 3;
  private static final int TERMINALS = 4;

  private final FlatProgram program;
  private final double[] chances;
  private final int width;
  private final int nodeLimit;
  private final BooleanSupplier stop;
  private final IntArrayList levels = new IntArrayList();
  private final IntArrayList lows = new IntArrayList();
  private final IntArrayList highs = new IntArrayList();
  private final DoubleArrayList weights = new DoubleArrayList();
  private final List<Map<State, Integer>> states = new ArrayList<>();
  private int root = UNKNOWN;

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
    for (int terminal = 0; terminal < TERMINALS; terminal++) {
      add(Integer.MAX_VALUE);
    }
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
    int room = stop.getAsBoolean() ? 0 : Math.min(width, Math.max(0, nodeLimit - levels.size()));
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
    lows.set(node, UNKNOWN);
    highs.set(node, UNKNOWN);
    weights.set(UNKNOWN, weights.getDouble(UNKNOWN) + weights.getDouble(node));
  }

  private void expand(int[] code, int node, int level) {
    double weight = weights.getDouble(node);
    if (!Residual.matters(program, code, level)) {
      int end = program.endOfGroup(level);
      int same = enter(Residual.later(program, code, end), end + 1, weight);
      lows.set(node, same);
      highs.set(node, same);
      return;
    }
    double p = chances[program.switchAt(level)];
    lows.set(node, enter(Residual.next(program, code, level, false), level + 1, (1 - p) * weight));
    highs.set(
        node,
        enter(
            Residual.next(program, code, level, true), program.endOfGroup(level) + 1, p * weight));
  }

  private int enter(Residual residual, int level, double weight) {
    return switch (residual.verdict()) {
      case EXCLUDED -> reach(EXCLUDED, weight);
      case FAILS -> reach(FAILS, weight);
      case HOLDS -> reach(HOLDS, weight);
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
    levels.add(level);
    lows.add(UNKNOWN);
    highs.add(UNKNOWN);
    weights.add(0);
    return levels.size() - 1;
  }

  /** The weight of the worlds with the evidence in which the goal holds, of those decided. */
  double holds() {
    return weights.getDouble(HOLDS);
  }

  /** The weight of the worlds with the evidence in which the goal fails, of those decided. */
  double fails() {
    return weights.getDouble(FAILS);
  }

  /** The weight of the worlds that were not decided. */
  double unknown() {
    return weights.getDouble(UNKNOWN);
  }

  /** How many states were made. */
  int size() {
    return levels.size();
  }

  /** Whether nothing was given up. */
  boolean isComplete() {
    for (int node = TERMINALS; node < lows.size(); node++) {
      if (lows.getInt(node) == UNKNOWN || highs.getInt(node) == UNKNOWN) {
        return false;
      }
    }
    return true;
  }

  /** As functions in diagrams: goal with evidence, and evidence. Only where all is decided. */
  long[] functions(Bdd bdd) {
    long[] joint = new long[levels.size()];
    long[] evidence = new long[levels.size()];
    joint[HOLDS] = bdd.truth();
    evidence[HOLDS] = bdd.truth();
    joint[FAILS] = bdd.falsity();
    evidence[FAILS] = bdd.truth();
    joint[EXCLUDED] = bdd.falsity();
    evidence[EXCLUDED] = bdd.falsity();
    // States are made level by level, so those that follow a state come after it.
    Integer[] deepestFirst = new Integer[levels.size() - TERMINALS];
    Arrays.setAll(deepestFirst, i -> i + TERMINALS);
    Arrays.sort(deepestFirst, Comparator.comparingInt((Integer node) -> -levels.getInt(node)));
    for (int node : deepestFirst) {
      int low = lows.getInt(node);
      int high = highs.getInt(node);
      int level = levels.getInt(node);
      joint[node] = bdd.node(level, (int) joint[low], (int) joint[high]);
      evidence[node] = bdd.node(level, (int) evidence[low], (int) evidence[high]);
    }
    return new long[] {joint[root], evidence[root]};
  }
}
