package org.rationale.reasoner;

import java.util.Arrays;

/**
 * One way to find the rows of a fact table by some of their terms: chains through an int array, the
 * youngest row first, and an open-addressing table of the youngest row for each key.
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

  private final int kind;
  private PathNeeds needs = PathNeeds.NOTHING;

  /** For each row the next older one of its chain + 1; empty while no row is on this path. */
  private int[] next = new int[0];

  private int capacity;

  /** The youngest row of a chain + 1. */
  private int[] heads = new int[0];

  private int chains;

  AccessPath(int kind, int capacity) {
    this.kind = kind;
    this.capacity = capacity;
  }

  /** A copy that may be changed apart from this path. */
  AccessPath copy() {
    AccessPath copy = new AccessPath(kind, capacity);
    copy.needs = needs;
    copy.next = next.clone();
    copy.heads = heads.clone();
    copy.chains = chains;
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

  void require(PathNeeds required) {
    needs = required;
  }

  void grow(int toCapacity) {
    capacity = toCapacity;
    if (next.length > 0) {
      next = Arrays.copyOf(next, capacity);
    }
  }

  /** Puts the youngest row on the path, if all rows belong on it or those of its predicate do. */
  void insert(int row, int[] rows, boolean all) {
    if (!all && !needs.includes(kind, rows[3 * row + 1])) {
      return;
    }
    if (next.length == 0) {
      next = new int[capacity];
      heads = new int[SMALLEST];
    }
    int mask = heads.length - 1;
    int a = first(row, rows);
    int b = second(row, rows);
    int at = hash(a, b) & mask;
    while (heads[at] != END) {
      int head = heads[at] - 1;
      if (first(head, rows) == a && second(head, rows) == b) {
        next[row] = heads[at];
        heads[at] = row + 1;
        return;
      }
      at = (at + 1) & mask;
    }
    heads[at] = row + 1;
    next[row] = END;
    chains++;
    if (3 * chains > 2 * heads.length) {
      rehash(rows);
    }
  }

  private void rehash(int[] rows) {
    int[] old = heads;
    heads = new int[2 * old.length];
    int mask = heads.length - 1;
    for (int head : old) {
      if (head != END) {
        int at = hash(first(head - 1, rows), second(head - 1, rows)) & mask;
        while (heads[at] != END) {
          at = (at + 1) & mask;
        }
        heads[at] = head;
      }
    }
  }

  /** The youngest row with these keys, or -1. */
  int first(int a, int b, int[] rows) {
    if (heads.length == 0) {
      return -1;
    }
    int mask = heads.length - 1;
    for (int at = hash(a, b) & mask; heads[at] != END; at = (at + 1) & mask) {
      int head = heads[at] - 1;
      if (first(head, rows) == a && second(head, rows) == b) {
        return head;
      }
    }
    return -1;
  }

  /** The next older row of a chain, or -1. */
  int next(int row) {
    return next[row] - 1;
  }

  /** A path of the same kind that all rows are on. */
  AccessPath completed(int[] rows, int size) {
    AccessPath path = new AccessPath(kind, capacity);
    for (int row = 0; row < size; row++) {
      path.insert(row, rows, true);
    }
    return path;
  }

  long bytes() {
    return 4L * (next.length + heads.length);
  }

  private int first(int row, int[] rows) {
    return switch (kind) {
      case SUBJECT_PREDICATE, SUBJECT -> rows[3 * row];
      case PREDICATE_OBJECT, OBJECT -> rows[3 * row + 2];
      default -> rows[3 * row + 1];
    };
  }

  private int second(int row, int[] rows) {
    return kind == SUBJECT_PREDICATE || kind == PREDICATE_OBJECT ? rows[3 * row + 1] : 0;
  }

  private static int hash(int a, int b) {
    int hash = a * 0x9E3779B1 + b * 0x85EBCA77;
    hash ^= hash >>> 15;
    hash *= 0x2C1B3C6D;
    return hash ^ (hash >>> 13);
  }
}
