package org.rationale.reasoner;

import java.util.Arrays;
import java.util.Comparator;

/**
 * Reduced ordered binary decision diagrams (Bryant 1986) over the variables of switches. Equal
 * functions have equal handles.
 */
final class Bdd implements BooleanAlgebra {

  private static final int FALSE = 0;
  private static final int TRUE = 1;
  private static final int TERMINAL = Integer.MAX_VALUE;
  private static final int LARGEST_CACHE = 4 << 20;

  private final int nodeLimit;
  private int[] variable = new int[1 << 10];
  private int[] low = new int[1 << 10];
  private int[] high = new int[1 << 10];
  private int size = 2;
  private int[] unique = new int[1 << 12];
  private int[] cache = new int[4 << 8];
  private final int[] levelOf;

  /**
   * @param levelOf the place of each switch's variable in the order
   */
  Bdd(int nodeLimit, int[] levelOf) {
    this.nodeLimit = nodeLimit;
    this.levelOf = levelOf;
    variable[FALSE] = TERMINAL;
    variable[TRUE] = TERMINAL;
    Arrays.fill(cache, -1);
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
  public long variable(int s) {
    return node(levelOf[s], FALSE, TRUE);
  }

  @Override
  public long and(long a, long b) {
    return ite((int) a, (int) b, FALSE);
  }

  /**
   * Those that start furthest down first: what is above then grows on top of what is there, by what
   * the two have in common.
   */
  @Override
  public long all(long first, long[] functions) {
    return BooleanAlgebra.super.all(
        first,
        Arrays.stream(functions)
            .boxed()
            .sorted(
                Comparator.comparingInt((Long function) -> variable[function.intValue()])
                    .reversed())
            .mapToLong(Long::longValue)
            .toArray());
  }

  @Override
  public long or(long a, long b) {
    return ite((int) a, TRUE, (int) b);
  }

  @Override
  public long not(long a) {
    return ite((int) a, FALSE, TRUE);
  }

  /** What functions need of these diagrams, and nothing else. */
  Circuit circuit(long[] functions) {
    boolean[] needed = new boolean[size];
    for (long function : functions) {
      needed[(int) function] = true;
    }
    int[] renumbered = new int[size];
    renumbered[TRUE] = TRUE;
    int count = 2;
    for (int node = size - 1; node > TRUE; node--) {
      if (needed[node]) {
        needed[low[node]] = true;
        needed[high[node]] = true;
        count++;
      }
    }
    int[] levels = new int[count];
    int[] lows = new int[count];
    int[] highs = new int[count];
    int next = 2;
    for (int node = 2; node < size; node++) {
      if (needed[node]) {
        levels[next] = variable[node];
        lows[next] = renumbered[low[node]];
        highs[next] = renumbered[high[node]];
        renumbered[node] = next++;
      }
    }
    int[] roots = Arrays.stream(functions).mapToInt(f -> renumbered[(int) f]).toArray();
    int[] switchAt = new int[levelOf.length];
    for (int s = 0; s < levelOf.length; s++) {
      switchAt[levelOf[s]] = s;
    }
    return new Circuit(switchAt, levels, lows, highs, roots);
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
    int slot = (hash(condition, then, otherwise) & ((cache.length >> 2) - 1)) << 2;
    if (cache[slot] == condition && cache[slot + 1] == then && cache[slot + 2] == otherwise) {
      return cache[slot + 3];
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
    if (cache.length < size && cache.length < LARGEST_CACHE) {
      cache = new int[4 * cache.length];
      Arrays.fill(cache, -1);
    }
    slot = (hash(condition, then, otherwise) & ((cache.length >> 2) - 1)) << 2;
    cache[slot] = condition;
    cache[slot + 1] = then;
    cache[slot + 2] = otherwise;
    cache[slot + 3] = result;
    return result;
  }

  private int cofactor(int node, int top, int[] branch) {
    return variable[node] == top ? branch[node] : node;
  }

  /** The function that is one function where a variable is false and another where it is true. */
  int node(int level, int lo, int hi) {
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
