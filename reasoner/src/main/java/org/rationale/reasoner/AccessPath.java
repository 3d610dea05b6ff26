package org.rationale.reasoner;

import java.util.Arrays;

/**
 * One way to find the rows of a fact table by some of their terms: chains through an int array, the
 * youngest row first, and an open-addressing table of the youngest row for each key, in which keys
 * with neighbouring terms lie {@linkplain Nearness near each other}.
 */
final class AccessPath {

  static final int SUBJECT_PREDICATE = 0;
  static final int PREDICATE_OBJECT = 1;
  static final int PREDICATE = 2;
  static final int SUBJECT = 3;
  static final int OBJECT = 4;

  /** How many kinds of path are kept. */
  static final int COUNT = 5;

  /** All rows, in their order; no path is kept for it. */
  static final int ALL = 5;

  /** The one row of a statement; found without a path. */
  static final int STATEMENT = 6;

  private static final int END = 0;
  private static final int SMALLEST = 64;

  /** How many slots are tried near the first key. */
  private static final int TRIES = 8;

  private static final int SPREAD = 16;
  private static final Nearness SMALL = new Nearness(SPREAD);
  private static final int FULL = Integer.MIN_VALUE;

  private final int kind;
  private final TermTable terms;

  /** Which of a row's three ints is the first key. */
  private final int first;

  /** Whether the predicate is a key as well. */
  private final boolean hasSecond;

  /** For each row the next older one of its chain + 1; empty while no row is on this path. */
  private int[] next = new int[0];

  private int capacity;

  /** The youngest row of a chain + 1. */
  private int[] heads = new int[0];

  private int chains;
  private Nearness nearness = SMALL;

  AccessPath(int kind, int capacity, TermTable terms) {
    this.kind = kind;
    this.capacity = capacity;
    this.terms = terms;
    this.first = firstKey(kind, 0, 1, 2);
    this.hasSecond = kind == SUBJECT_PREDICATE || kind == PREDICATE_OBJECT;
  }

  /**
   * A copy that may be changed apart from this path.
   *
   * @param ofCopy the terms of the table that it belongs to
   */
  AccessPath copy(TermTable ofCopy) {
    AccessPath copy = new AccessPath(kind, capacity, ofCopy);
    copy.next = next.clone();
    copy.heads = heads.clone();
    copy.chains = chains;
    copy.nearness = nearness;
    return copy;
  }

  /** The path to take when these components are known. */
  static int of(boolean s, boolean p, boolean o) {
    if (p) {
      return s ? (o ? STATEMENT : SUBJECT_PREDICATE) : (o ? PREDICATE_OBJECT : PREDICATE);
    }
    return s ? SUBJECT : o ? OBJECT : ALL;
  }

  static int firstKey(int path, int s, int p, int o) {
    return switch (path) {
      case SUBJECT_PREDICATE, SUBJECT -> s;
      case PREDICATE_OBJECT, OBJECT -> o;
      default -> p;
    };
  }

  static int secondKey(int path, int s, int p, int o) {
    return path == SUBJECT_PREDICATE || path == PREDICATE_OBJECT ? p : 0;
  }

  void grow(int toCapacity) {
    capacity = toCapacity;
    if (next.length > 0) {
      next = Arrays.copyOf(next, capacity);
    }
  }

  /** Puts the youngest row on the path. */
  void insert(int row, int[] rows) {
    if (next.length == 0) {
      next = new int[capacity];
      heads = new int[SMALLEST];
    }
    int at = locate(3 * row, rows);
    if (at >= 0) {
      next[row] = heads[at];
      heads[at] = row + 1;
      return;
    }
    heads[~at] = row + 1;
    next[row] = END;
    chains++;
    if (2 * chains > heads.length) {
      rehash(rows);
    }
  }

  /** Where a chain's slot is or, as a complement, where it would be. */
  private int locate(int a, int b, int[] rows) {
    int hash = hash(a, b);
    int at = probe(nearness.home(a, hash), TRIES, a, b, rows);
    return at == FULL ? probe(hash, Integer.MAX_VALUE, a, b, rows) : at;
  }

  private int probe(int home, int tries, int a, int b, int[] rows) {
    int[] table = heads;
    int mask = table.length - 1;
    int at = home & mask;
    for (int left = tries; left > 0; left--) {
      int head = table[at];
      if (head == END) {
        return ~at;
      }
      int cell = 3 * (head - 1);
      if (rows[cell + first] == a && (!hasSecond || rows[cell + 1] == b)) {
        return at;
      }
      at = (at + 1) & mask;
    }
    return FULL;
  }

  private void rehash(int[] rows) {
    int[] old = heads;
    heads = new int[2 * old.length];
    nearness = Nearness.of(heads.length, terms.size(), SPREAD);
    for (int head : old) {
      if (head != END) {
        heads[~locate(3 * (head - 1), rows)] = head;
      }
    }
  }

  private int locate(int cell, int[] rows) {
    return locate(rows[cell + first], hasSecond ? rows[cell + 1] : 0, rows);
  }

  /** The youngest row with these keys, or -1. */
  int first(int a, int b, int[] rows) {
    if (heads.length == 0) {
      return -1;
    }
    int at = locate(a, b, rows);
    return at < 0 ? -1 : heads[at] - 1;
  }

  /** The next older row of a chain, or -1. */
  int next(int row) {
    return next[row] - 1;
  }

  /** A path of the same kind that all rows are on. */
  AccessPath completed(int[] rows, int size) {
    AccessPath path = new AccessPath(kind, capacity, terms);
    for (int row = 0; row < size; row++) {
      path.insert(row, rows);
    }
    return path;
  }

  long bytes() {
    return 4L * (next.length + heads.length);
  }

  private static int hash(int a, int b) {
    int hash = a * 0x9E3779B1 + b * 0x85EBCA77;
    hash ^= hash >>> 15;
    hash *= 0x2C1B3C6D;
    return hash ^ (hash >>> 13);
  }
}
