package org.rationale.reasoner;

import java.util.Arrays;

/**
 * States as keys of a fixed number of words, numbered as they come, each with two weights: what is
 * counted for the lower bound and what is counted for the upper. Confined to one thread.
 */
final class StateTable {

  static final int NONE = -1;

  private final int words;

  /** Longs of an entry: its key and two weights, side by side in memory. */
  private final int stride;

  private int size;
  private long[] entries;

  /** Half of a hash above the number of its state plus one, or 0; at most half of it is taken. */
  private long[] index;

  /**
   * @param words of a key
   * @param expected about how many states there will be
   */
  StateTable(int words, int expected) {
    this.words = words;
    this.stride = words + 2;
    int room = Math.max(16, expected);
    entries = new long[room * stride];
    index = new long[Integer.highestOneBit(2 * room - 1) << 1];
  }

  int size() {
    return size;
  }

  /** Copies the key of a state. */
  void key(int state, long[] into) {
    System.arraycopy(entries, state * stride, into, 0, words);
  }

  double lower(int state) {
    return Double.longBitsToDouble(entries[state * stride + words]);
  }

  double upper(int state) {
    return Double.longBitsToDouble(entries[state * stride + words + 1]);
  }

  void add(int state, double toLower, double toUpper) {
    int at = state * stride + words;
    entries[at] = Double.doubleToRawLongBits(Double.longBitsToDouble(entries[at]) + toLower);
    entries[at + 1] =
        Double.doubleToRawLongBits(Double.longBitsToDouble(entries[at + 1]) + toUpper);
  }

  /** The number of a state, or {@link #NONE}. */
  int find(long[] key) {
    return (int) index[slot(hash(key, 0), key)] - 1;
  }

  /** The number of a state, which is new with weights 0 if it is not known. */
  int number(long[] key) {
    long hash = hash(key, 0);
    int slot = slot(hash, key);
    if (index[slot] != 0) {
      return (int) index[slot] - 1;
    }
    if ((size + 1) * stride > entries.length) {
      entries = Arrays.copyOf(entries, 2 * entries.length);
    }
    int state = size++;
    System.arraycopy(key, 0, entries, state * stride, words);
    index[slot] = entry(hash, state);
    if (2 * size > index.length) {
      rehash();
    }
    return state;
  }

  private int slot(long hash, long[] key) {
    int mask = index.length - 1;
    int slot = (int) hash & mask;
    for (long found = index[slot]; found != 0; found = index[slot]) {
      if (found >>> 32 == hash >>> 32 && isAt(((int) found - 1) * stride, key)) {
        return slot;
      }
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private static long entry(long hash, int state) {
    return (hash & ~0xFFFFFFFFL) | (state + 1);
  }

  private boolean isAt(int at, long[] key) {
    for (int i = 0; i < words; i++) {
      if (entries[at + i] != key[i]) {
        return false;
      }
    }
    return true;
  }

  private void rehash() {
    index = new long[2 * index.length];
    int mask = index.length - 1;
    for (int state = 0; state < size; state++) {
      long hash = hash(entries, state * stride);
      int slot = (int) hash & mask;
      while (index[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      index[slot] = entry(hash, state);
    }
  }

  private long hash(long[] key, int from) {
    long hash = 0;
    for (int i = 0; i < words; i++) {
      hash = (hash ^ key[from + i]) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 32;
    }
    return hash ^ (hash >>> 29);
  }
}
