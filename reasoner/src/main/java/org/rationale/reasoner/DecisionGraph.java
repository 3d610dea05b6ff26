package org.rationale.reasoner;

import it.unimi.dsi.fastutil.ints.IntArrayList;

/**
 * The states in which switches were decided one by one, and what followed each when its switch was
 * off and when it was on.
 */
final class DecisionGraph {

  /** The evidence does not hold. */
  static final int EXCLUDED = 0;

  /** The evidence holds and the goal does not. */
  static final int FAILS = 1;

  /** Both hold. */
  static final int HOLDS = 2;

  /** Given up. */
  static final int UNKNOWN = 3;

  static final int TERMINALS = 4;

  private final IntArrayList levels = new IntArrayList();
  private final IntArrayList lows = new IntArrayList();
  private final IntArrayList highs = new IntArrayList();

  DecisionGraph() {
    for (int terminal = 0; terminal < TERMINALS; terminal++) {
      add(Integer.MAX_VALUE);
    }
  }

  /** A new state, of which nothing follows yet. */
  int add(int level) {
    levels.add(level);
    lows.add(UNKNOWN);
    highs.add(UNKNOWN);
    return levels.size() - 1;
  }

  void follow(int node, int low, int high) {
    lows.set(node, low);
    highs.set(node, high);
  }

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
  long[] functions(int root, Bdd bdd) {
    int[] joint = new int[levels.size()];
    int[] evidence = new int[levels.size()];
    joint[HOLDS] = (int) bdd.truth();
    evidence[HOLDS] = (int) bdd.truth();
    evidence[FAILS] = (int) bdd.truth();
    for (int node : deepestFirst()) {
      int low = lows.getInt(node);
      int high = highs.getInt(node);
      int level = levels.getInt(node);
      joint[node] = bdd.node(level, joint[low], joint[high]);
      evidence[node] = bdd.node(level, evidence[low], evidence[high]);
    }
    return new long[] {joint[root], evidence[root]};
  }

  /** What follows a state is deeper than it. */
  private int[] deepestFirst() {
    int deepest = -1;
    for (int node = TERMINALS; node < levels.size(); node++) {
      deepest = Math.max(deepest, levels.getInt(node));
    }
    int[] starts = new int[deepest + 2];
    for (int node = TERMINALS; node < levels.size(); node++) {
      starts[deepest - levels.getInt(node) + 1]++;
    }
    for (int depth = 1; depth < starts.length; depth++) {
      starts[depth] += starts[depth - 1];
    }
    int[] sorted = new int[levels.size() - TERMINALS];
    for (int node = TERMINALS; node < levels.size(); node++) {
      sorted[starts[deepest - levels.getInt(node)]++] = node;
    }
    return sorted;
  }
}
