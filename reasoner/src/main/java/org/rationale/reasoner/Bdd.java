package org.rationale.reasoner;

import java.util.Arrays;
import org.rationale.kg.Probability;

/**
 * Reduced ordered binary decision diagrams (Bryant 1986) over independent variables, with their
 * weight. Equal functions have equal handles. The order of variables is the order in which they
 * were made.
 */
final class Bdd implements BooleanAlgebra {

  private static final int FALSE = 0;
  private static final int TRUE = 1;
  private static final int TERMINAL = Integer.MAX_VALUE;

  private final int nodeLimit;
  private int[] variable = new int[1 << 10];
  private int[] low = new int[1 << 10];
  private int[] high = new int[1 << 10];
  private int size = 2;
  private int[] unique = new int[1 << 12];
  private final long[] cacheKeys = new long[3 << 14];
  private final int[] cacheValues = new int[1 << 14];
  private double[] probabilities = new double[16];
  private int variables;
  private double[] weights = new double[1 << 10];
  private int weighed = 2;

  Bdd(int nodeLimit) {
    this.nodeLimit = nodeLimit;
    variable[FALSE] = TERMINAL;
    variable[TRUE] = TERMINAL;
    weights[TRUE] = 1;
    Arrays.fill(cacheKeys, -1);
  }

  int size() {
    return size;
  }

  @Override
  public long falsity() {
    return FALSE;
  }

  @Override
  public long truth() {
    return TRUE;
  }

  @Override
  public long variable(Probability probability) {
    if (variables == probabilities.length) {
      probabilities = Arrays.copyOf(probabilities, 2 * variables);
    }
    probabilities[variables] = probability.value();
    return node(variables++, FALSE, TRUE);
  }

  @Override
  public long and(long a, long b) {
    return ite((int) a, (int) b, FALSE);
  }

  @Override
  public long or(long a, long b) {
    return ite((int) a, TRUE, (int) b);
  }

  @Override
  public long not(long a) {
    return ite((int) a, FALSE, TRUE);
  }

  /** The probability that the function is true. */
  double weight(long function) {
    if (weights.length < size) {
      weights = Arrays.copyOf(weights, variable.length);
    }
    // Children are always made before their parents, so one pass in order of birth is enough.
    for (; weighed < size; weighed++) {
      double p = probabilities[variable[weighed]];
      weights[weighed] = p * weights[high[weighed]] + (1 - p) * weights[low[weighed]];
    }
    return weights[(int) function];
  }

  private int ite(int condition, int then, int otherwise) {
    if (condition == TRUE) {
      return then;
    }
    if (condition == FALSE) {
      return otherwise;
    }
    if (then == otherwise) {
      return then;
    }
    if (then == TRUE && otherwise == FALSE) {
      return condition;
    }
    int slot = hash(condition, then, otherwise) & (cacheValues.length - 1);
    if (cacheKeys[3 * slot] == condition
        && cacheKeys[3 * slot + 1] == then
        && cacheKeys[3 * slot + 2] == otherwise) {
      return cacheValues[slot];
    }
    int top = Math.min(variable[condition], Math.min(variable[then], variable[otherwise]));
    int result =
        node(
            top,
            ite(
                cofactor(condition, top, low),
                cofactor(then, top, low),
                cofactor(otherwise, top, low)),
            ite(
                cofactor(condition, top, high),
                cofactor(then, top, high),
                cofactor(otherwise, top, high)));
    cacheKeys[3 * slot] = condition;
    cacheKeys[3 * slot + 1] = then;
    cacheKeys[3 * slot + 2] = otherwise;
    cacheValues[slot] = result;
    return result;
  }

  private int cofactor(int node, int top, int[] branch) {
    return variable[node] == top ? branch[node] : node;
  }

  private int node(int level, int lo, int hi) {
    if (lo == hi) {
      return lo;
    }
    int mask = unique.length - 1;
    int slot = hash(level, lo, hi) & mask;
    while (unique[slot] != 0) {
      int known = unique[slot];
      if (variable[known] == level && low[known] == lo && high[known] == hi) {
        return known;
      }
      slot = (slot + 1) & mask;
    }
    if (size >= nodeLimit) {
      throw new LimitReached();
    }
    if (size == variable.length) {
      variable = Arrays.copyOf(variable, 2 * size);
      low = Arrays.copyOf(low, 2 * size);
      high = Arrays.copyOf(high, 2 * size);
    }
    int made = size++;
    variable[made] = level;
    low[made] = lo;
    high[made] = hi;
    unique[slot] = made;
    if (4 * size > 3 * unique.length) {
      rehash();
    }
    return made;
  }

  private void rehash() {
    unique = new int[2 * unique.length];
    int mask = unique.length - 1;
    for (int node = 2; node < size; node++) {
      int slot = hash(variable[node], low[node], high[node]) & mask;
      while (unique[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      unique[slot] = node;
    }
  }

  private static int hash(int a, int b, int c) {
    int h = a * 0x9E3779B1 ^ b * 0x85EBCA77 ^ c * 0xC2B2AE3D;
    h ^= h >>> 15;
    h *= 0x2C1B3C6D;
    return h ^ (h >>> 13);
  }

  /** Unwinds the recursion when the limit is reached; whoever set the limit catches it. */
  static final class LimitReached extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LimitReached() {
      super("The limit of nodes is reached.", null, false, false);
    }
  }
}
