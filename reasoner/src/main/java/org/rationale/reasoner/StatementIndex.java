package org.rationale.reasoner;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * From a statement to its row, by open addressing.
 *
 * <p>Closing goes through rows in the order of birth, and terms are numbered as they come, so what
 * is looked up next is mostly about the same subject, or one with a number nearby. A slot is
 * therefore first sought {@linkplain Nearness near the subject}, then near the object, for subjects
 * with very many statements, and only then anywhere. Nothing is ever removed; so a look-up can end
 * at the first empty slot on that way.
 */
final class StatementIndex {

  /** How many slots are tried near a term. */
  private static final int TRIES = 8;

  private static final int SPREAD = 32;
  private static final int SMALLEST = 128;
  private static final Nearness SMALL = new Nearness(SPREAD);
  private static final int FULL = Integer.MIN_VALUE;
  private static final int NONE = -1;
  private static final VarHandle SLOTS = MethodHandles.arrayElementVarHandle(long[].class);

  private final TermTable terms;

  /**
   * The hash of a statement, so that most slots of other statements are told without a look at
   * their rows, and in the lower half its row + 1; 0 for none.
   */
  private long[] slots = new long[SMALLEST];

  private Nearness nearness = SMALL;
  private int statements;

  StatementIndex(TermTable terms) {
    this.terms = terms;
  }

  /**
   * A copy that may be changed apart from this index.
   *
   * @param ofCopy the terms of the table that it belongs to
   */
  StatementIndex copy(TermTable ofCopy) {
    StatementIndex copy = new StatementIndex(ofCopy);
    copy.slots = slots.clone();
    copy.nearness = nearness;
    copy.statements = statements;
    return copy;
  }

  /**
   * The row of a statement, or -1.
   *
   * @param rows three terms for each row
   */
  int find(int s, int p, int o, int[] rows) {
    int at = locate(s, p, o, hash(s, p, o), rows);
    return at < 0 ? -1 : (int) slots[at] - 1;
  }

  /** Makes a row the one of its statement. */
  void put(int row, int[] rows) {
    int s = rows[3 * row];
    int p = rows[3 * row + 1];
    int o = rows[3 * row + 2];
    int hash = hash(s, p, o);
    int at = locate(s, p, o, hash, rows);
    if (at >= 0) {
      slots[at] = slot(hash, row);
      return;
    }
    slots[~at] = slot(hash, row);
    statements++;
    if (2L * statements > slots.length) {
      resize(Math.multiplyExact(2, slots.length), rows);
    }
  }

  /**
   * Puts rows that are all new, among themselves apart from repetitions, of which the oldest row
   * stays. There must be room. With several threads each puts some of them.
   *
   * @param shared whether other threads put rows as well
   * @return the rows that were left out, in no order
   */
  IntArrayList putAll(int from, int to, int[] rows, boolean shared) {
    IntArrayList repeated = new IntArrayList();
    for (int row = from; row < to; row++) {
      int left = shared ? putShared(row, rows) : putOldest(row, rows);
      if (left != NONE) {
        repeated.add(left);
      }
    }
    return repeated;
  }

  /** Notes how many statements were put by {@link #putAll}. */
  void count(int put) {
    statements += put;
  }

  private int putOldest(int row, int[] rows) {
    int s = rows[3 * row];
    int p = rows[3 * row + 1];
    int o = rows[3 * row + 2];
    int hash = hash(s, p, o);
    int at = locate(s, p, o, hash, rows);
    if (at >= 0) {
      return row;
    }
    slots[~at] = slot(hash, row);
    return NONE;
  }

  /** The row that has to give way, this or an earlier one, or {@link #NONE}. */
  private int putShared(int row, int[] rows) {
    int s = rows[3 * row];
    int p = rows[3 * row + 1];
    int o = rows[3 * row + 2];
    int hash = hash(s, p, o);
    long mine = slot(hash, row);
    while (true) {
      // Empty slots fill up meanwhile, and full ones stay full: looking again is enough.
      int at = locate(s, p, o, hash, rows);
      if (at < 0) {
        if (SLOTS.compareAndSet(slots, ~at, 0L, mine)) {
          return NONE;
        }
        continue;
      }
      long known = (long) SLOTS.getAcquire(slots, at);
      int other = (int) known - 1;
      if (other < row) {
        return row;
      }
      if (SLOTS.compareAndSet(slots, at, known, mine)) {
        return other;
      }
    }
  }

  /**
   * Gives rows the numbers that they have after some were taken out that no slot holds.
   *
   * @param gone in ascending order
   */
  void closeGaps(int[] gone) {
    for (int at = 0; at < slots.length; at++) {
      if (slots[at] != 0) {
        int older = ~Arrays.binarySearch(gone, (int) slots[at] - 1);
        slots[at] -= older;
      }
    }
  }

  /** Makes room for a number of statements. */
  void reserve(int number, int[] rows) {
    int length = slots.length;
    while (2L * number > length && length < 1 << 30) {
      length *= 2;
    }
    if (length > slots.length) {
      resize(length, rows);
    }
  }

  /** Where a statement's slot is or, as a complement, where it would be. */
  private int locate(int s, int p, int o, int hash, int[] rows) {
    int at = probe(nearness.home(s, hash), TRIES, s, p, o, hash, rows);
    if (at == FULL) {
      at = probe(nearness.home(o, hash), TRIES, s, p, o, hash, rows);
    }
    return at == FULL ? probe(hash, Integer.MAX_VALUE, s, p, o, hash, rows) : at;
  }

  private int probe(int home, int tries, int s, int p, int o, int hash, int[] rows) {
    long[] table = slots;
    int mask = table.length - 1;
    int at = home & mask;
    for (int left = tries; left > 0; left--) {
      long slot = table[at];
      if (slot == 0) {
        return ~at;
      }
      if ((int) (slot >>> Integer.SIZE) == hash) {
        int cell = 3 * ((int) slot - 1);
        if (rows[cell] == s && rows[cell + 1] == p && rows[cell + 2] == o) {
          return at;
        }
      }
      at = (at + 1) & mask;
    }
    return FULL;
  }

  private void resize(int length, int[] rows) {
    long[] old = slots;
    slots = new long[length];
    nearness = Nearness.of(length, terms.size(), SPREAD);
    for (long slot : old) {
      if (slot != 0) {
        int cell = 3 * ((int) slot - 1);
        int hash = (int) (slot >>> Integer.SIZE);
        slots[~locate(rows[cell], rows[cell + 1], rows[cell + 2], hash, rows)] = slot;
      }
    }
  }

  long bytes() {
    return 8L * slots.length;
  }

  private static long slot(int hash, int row) {
    return ((long) hash << Integer.SIZE) | (row + 1);
  }

  private static int hash(int s, int p, int o) {
    int hash = s * 0x9E3779B1 + o * 0x85EBCA77 + p * 0xC2B2AE3D;
    hash ^= hash >>> 16;
    hash *= 0x7FEB352D;
    return hash ^ (hash >>> 15);
  }
}
