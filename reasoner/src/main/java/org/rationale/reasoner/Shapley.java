package org.rationale.reasoner;

import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * Shapley values of switches that may be taken away. Without evidence a probability is linear in
 * the probability of each switch, so that the value of player i is the integral over t from 0 to 1
 * of the derivative to i when every player is there with probability t (Owen, <i>Multilinear
 * extensions of games</i>, 1972); the integrand is a polynomial and Gauss-Legendre quadrature gives
 * it exactly. With evidence coalitions are enumerated, or orders of the players are sampled. A
 * player may add much in a few orders only, so the margin is an empirical Bernstein bound
 * (Audibert, Munos and Szepesvári, <i>Exploration-exploitation tradeoff using variance estimates in
 * multi-armed bandits</i>, 2009), which holds for any distribution, and not a normal one.
 */
final class Shapley {

  /** With more players orders are sampled: 2^n coalitions are evaluated. */
  private static final int FEW = 12;

  /** The bound fails with three times the exponential of minus this: 5%. */
  private static final double X = Math.log(3 / 0.05);

  /** What a player adds lies in [-1, 1]. */
  private static final double RANGE = 2;

  private final GroundProgram program;
  private final Posterior posterior;
  private final double[] probabilities;
  private final int[] players;

  /** For each player its value, and how far the exact one may be away. */
  record Values(double[] values, double[] margins) {}

  /**
   * @param posterior of the program's only goal
   * @param players switches
   */
  Shapley(GroundProgram program, Posterior posterior, double[] probabilities, int[] players) {
    this.program = program;
    this.posterior = posterior;
    this.probabilities = probabilities;
    this.players = players;
  }

  Values values(int orders, long seed) {
    if (program.evidence().isTrivial()) {
      return new Values(integrated(), new double[players.length]);
    }
    return players.length <= FEW
        ? new Values(enumerated(this::worth), new double[players.length])
        : sampled(orders, seed);
  }

  private double[] integrated() {
    double[] values = new double[players.length];
    int points = players.length / 2 + 1;
    for (int point = 1; point <= points; point++) {
      double x = root(points, point);
      double slope = slope(points, x);
      double weight = 1 / ((1 - x * x) * slope * slope);
      double t = (x + 1) / 2;
      double[] there = probabilities.clone();
      for (int player : players) {
        there[player] *= t;
      }
      double[] chances = Chances.of(program, there);
      double[] derivatives = Chances.derivatives(program, there, posterior.slopes(chances));
      for (int i = 0; i < players.length; i++) {
        values[i] += weight * probabilities[players[i]] * derivatives[players[i]];
      }
    }
    return values;
  }

  /** A root of a Legendre polynomial, by Newton's method. */
  private static double root(int degree, int number) {
    double x = Math.cos(Math.PI * (number - 0.25) / (degree + 0.5));
    for (int i = 0; i < 100; i++) {
      double step = legendre(degree, x) / slope(degree, x);
      x -= step;
      if (Math.abs(step) < 1e-15) {
        break;
      }
    }
    return x;
  }

  private static double legendre(int degree, double x) {
    double before = 1;
    double value = x;
    for (int n = 2; n <= degree; n++) {
      double next = ((2 * n - 1) * x * value - (n - 1) * before) / n;
      before = value;
      value = next;
    }
    return value;
  }

  private static double slope(int degree, double x) {
    double before = degree == 1 ? 1 : legendre(degree - 1, x);
    return degree * (x * legendre(degree, x) - before) / (x * x - 1);
  }

  private double worth(boolean[] isThere) {
    double[] there = probabilities.clone();
    for (int i = 0; i < players.length; i++) {
      if (!isThere[i]) {
        there[players[i]] = 0;
      }
    }
    return posterior.value(Chances.of(program, there));
  }

  private double[] enumerated(ToDoubleFunction<boolean[]> game) {
    int n = players.length;
    double[] worth = new double[1 << n];
    for (int set = 0; set < worth.length; set++) {
      worth[set] = game.applyAsDouble(members(set, n));
    }
    double[] share = new double[n];
    for (int size = 0; size < n; size++) {
      share[size] = 1.0 / n;
      for (int i = 1; i <= size; i++) {
        share[size] *= (double) i / (n - i);
      }
    }
    double[] values = new double[n];
    for (int set = 0; set < worth.length; set++) {
      for (int i = 0; i < n; i++) {
        if ((set >> i & 1) == 0) {
          values[i] += share[Integer.bitCount(set)] * (worth[set | 1 << i] - worth[set]);
        }
      }
    }
    return values;
  }

  private static boolean[] members(int set, int n) {
    boolean[] members = new boolean[n];
    for (int i = 0; i < n; i++) {
      members[i] = (set >> i & 1) == 1;
    }
    return members;
  }

  private Values sampled(int orders, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int n = players.length;
    double[] sum = new double[n];
    double[] squares = new double[n];
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      order[i] = i;
    }
    for (int round = 0; round < orders; round++) {
      for (int i = n - 1; i > 0; i--) {
        int j = random.nextInt(i + 1);
        int swapped = order[i];
        order[i] = order[j];
        order[j] = swapped;
      }
      boolean[] isThere = new boolean[n];
      double before = worth(isThere);
      for (int player : order) {
        isThere[player] = true;
        double now = worth(isThere);
        sum[player] += now - before;
        squares[player] += (now - before) * (now - before);
        before = now;
      }
    }
    double[] values = new double[n];
    double[] margins = new double[n];
    for (int i = 0; i < n; i++) {
      values[i] = sum[i] / orders;
      double variance = Math.max(0, squares[i] / orders - values[i] * values[i]);
      margins[i] = Math.sqrt(2 * variance * X / orders) + 3 * RANGE * X / orders;
    }
    return new Values(values, margins);
  }
}
