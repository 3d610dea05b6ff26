package org.rationale.reasoner;

/**
 * The most likely worlds of a circuit's root: the largest product on any path, where a group of
 * switches that a path leaves open goes its most likely way. The switches of a group stand together
 * in the order of levels, and what follows one that is on depends on none after it.
 */
final class LikelyWorld {

  private static final int NONE = -1;

  private final GroundProgram program;
  private final Circuit circuit;
  private final double[] probabilities;
  private final double[] best;
  private final boolean[] takesHigh;

  /** For each level and those after it in its group: the most likely way, none before being on. */
  private final double[] ahead;

  private final int[] choiceAhead;
  private final int[] endOfGroup;

  /** Sums over whole groups that start at or after a level. */
  private final double[] after;

  LikelyWorld(GroundProgram program, Circuit circuit, double[] probabilities) {
    this.program = program;
    this.circuit = circuit;
    this.probabilities = probabilities;
    int levels = circuit.levels();
    this.ahead = new double[levels];
    this.choiceAhead = new int[levels];
    this.endOfGroup = new int[levels];
    this.after = new double[levels + 1];
    groups();
    this.best = new double[circuit.size()];
    this.takesHigh = new boolean[circuit.size()];
    best[0] = Double.NEGATIVE_INFINITY;
    double[] chances = Chances.of(program, probabilities);
    for (int node = 2; node < best.length; node++) {
      int level = circuit.level(node);
      double p = chances[circuit.switchAt(level)];
      double high = Math.log(p) + from(circuit.high(node), endOfGroup[level] + 1);
      double low = Math.log1p(-p) + from(circuit.low(node), level + 1);
      takesHigh[node] = high >= low;
      best[node] = Math.max(high, low);
    }
  }

  private void groups() {
    for (int level = circuit.levels() - 1; level >= 0; level--) {
      int[] group = program.groups()[program.groupOf(circuit.switchAt(level))];
      int position = level;
      for (int k = 0; k < group.length; k++) {
        if (group[k] == circuit.switchAt(level)) {
          position = k;
        }
      }
      endOfGroup[level] = level + group.length - 1 - position;
      double before = 0;
      for (int k = 0; k < position; k++) {
        before += probabilities[group[k]];
      }
      double none = 1 - before;
      double largest = Double.NEGATIVE_INFINITY;
      int choice = NONE;
      for (int k = position; k < group.length; k++) {
        none -= probabilities[group[k]];
        if (probabilities[group[k]] > largest) {
          largest = probabilities[group[k]];
          choice = group[k];
        }
      }
      if (none > largest) {
        largest = none;
        choice = NONE;
      }
      ahead[level] = Math.log(largest / Math.max(1 - before, Double.MIN_NORMAL));
      choiceAhead[level] = choice;
      after[level] = (position == 0 ? ahead[level] : 0) + after[level + 1];
    }
  }

  /** The logarithm of the most that a node is worth from a level on that may lie before it. */
  private double from(int node, int level) {
    int to = node < 2 ? circuit.levels() : circuit.level(node);
    return best[node] + skipped(level, to);
  }

  private double skipped(int level, int to) {
    if (level >= to) {
      return 0;
    }
    double rest = isStart(level) ? 0 : ahead[level];
    return rest + after[level] - after[to];
  }

  private boolean isStart(int level) {
    return program.groups()[program.groupOf(circuit.switchAt(level))][0] == circuit.switchAt(level);
  }

  /** The logarithm of the weight of the most likely world of a root. */
  double logarithm(int root) {
    return from(root, 0);
  }

  /** Whether each switch is on in the most likely world of a root. */
  boolean[] world(int root) {
    boolean[] on = new boolean[program.switches()];
    int level = 0;
    int node = root;
    while (node > 1) {
      fill(level, circuit.level(node), on);
      int here = circuit.level(node);
      if (takesHigh[node]) {
        on[circuit.switchAt(here)] = true;
        level = endOfGroup[here] + 1;
        node = circuit.high(node);
      } else {
        level = here + 1;
        node = circuit.low(node);
      }
    }
    fill(level, circuit.levels(), on);
    return on;
  }

  private void fill(int from, int to, boolean[] on) {
    int level = from;
    while (level < to) {
      if (choiceAhead[level] != NONE) {
        on[choiceAhead[level]] = true;
      }
      level = endOfGroup[level] + 1;
    }
  }
}
