package org.rationale.reasoner;

import java.util.Arrays;

/**
 * Decision diagrams as an arithmetic circuit: for any chances of the variables, the weight of each
 * root in one pass and its derivatives in a second (Darwiche, <i>A differential approach to
 * inference in Bayesian networks</i>, 2003). Sums have no negative terms, so nothing cancels.
 * Immutable.
 */
final class Circuit implements Compiled {

  private static final int TRUE = 1;

  private final int[] switchAt;
  private final int[] level;
  private final int[] low;
  private final int[] high;
  private final int[] roots;

  /**
   * @param switchAt the switch at each level
   * @param level of each node; 0 and 1 are the terminals
   * @param low older than its node, where the variable is false
   * @param high older than its node, where the variable is true
   */
  Circuit(int[] switchAt, int[] level, int[] low, int[] high, int[] roots) {
    this.switchAt = switchAt;
    this.level = level;
    this.low = low;
    this.high = high;
    this.roots = roots;
  }

  int size() {
    return level.length;
  }

  int roots() {
    return roots.length;
  }

  int root(int number) {
    return roots[number];
  }

  int level(int node) {
    return level[node];
  }

  int low(int node) {
    return low[node];
  }

  int high(int node) {
    return high[node];
  }

  /** The switch whose variable stands at a level. */
  int switchAt(int at) {
    return switchAt[at];
  }

  int levels() {
    return switchAt.length;
  }

  /** The weight of each node: the probability that its function is true. */
  double[] weights(double[] chances) {
    double[] weights = new double[level.length];
    weights[TRUE] = 1;
    for (int node = 2; node < weights.length; node++) {
      double p = chances[switchAt[level[node]]];
      weights[node] = p * weights[high[node]] + (1 - p) * weights[low[node]];
    }
    return weights;
  }

  /** Logarithms of the weights, for those too small for a double. */
  double[] logarithms(double[] chances) {
    double[] logs = new double[level.length];
    logs[0] = Double.NEGATIVE_INFINITY;
    for (int node = 2; node < logs.length; node++) {
      double p = chances[switchAt[level[node]]];
      logs[node] = sum(Math.log(p) + logs[high[node]], Math.log1p(-p) + logs[low[node]]);
    }
    return logs;
  }

  private static double sum(double a, double b) {
    double larger = Math.max(a, b);
    return larger == Double.NEGATIVE_INFINITY
        ? larger
        : larger + Math.log1p(Math.exp(Math.min(a, b) - larger));
  }

  /**
   * For each switch the derivative of a root's weight with respect to the chance of its variable.
   *
   * @param weights of all nodes
   */
  double[] derivatives(int root, double[] chances, double[] weights) {
    double[] derivatives = new double[switchAt.length];
    double[] reached = new double[level.length];
    reached[root] = 1;
    for (int node = root; node > TRUE; node--) {
      if (reached[node] != 0) {
        int s = switchAt[level[node]];
        double p = chances[s];
        reached[high[node]] += p * reached[node];
        reached[low[node]] += (1 - p) * reached[node];
        derivatives[s] += reached[node] * (weights[high[node]] - weights[low[node]]);
      }
    }
    return derivatives;
  }

  /**
   * For each switch the weight of a root where its variable is true as well: all at once, where a
   * root for each would be as many diagrams.
   *
   * @param weights of all nodes
   */
  double[] whereTrue(int root, double[] chances, double[] weights) {
    double[] high = new double[switchAt.length];
    double[] decided = new double[switchAt.length];
    double[] reached = new double[level.length];
    reached[root] = 1;
    for (int node = root; node > TRUE; node--) {
      if (reached[node] != 0) {
        int s = switchAt[level[node]];
        double p = chances[s];
        reached[this.high[node]] += p * reached[node];
        reached[low[node]] += (1 - p) * reached[node];
        high[s] += p * reached[node] * weights[this.high[node]];
        decided[s] += reached[node] * weights[node];
      }
    }
    for (int s = 0; s < high.length; s++) {
      // On paths that do not ask for the variable it is as likely as ever.
      high[s] += chances[s] * Math.max(0, weights[root] - decided[s]);
    }
    return high;
  }

  @Override
  public long bytes() {
    return 12L * level.length + 4L * switchAt.length + 4L * roots.length;
  }

  @Override
  public String toString() {
    return "Circuit[%d nodes, roots %s]".formatted(size(), Arrays.toString(roots));
  }
}
