package org.rationale.reasoner;

/**
 * Lays what is known about terms with neighbouring numbers into neighbouring slots of a hash table.
 *
 * @param shift how many slots a term has for itself on average, as a power of two
 * @param mask of the bits of a hash that tell a term's slots apart
 */
record Nearness(int shift, int mask) {

  /** For a table so small that all its slots are near. */
  Nearness(int spread) {
    this(0, spread - 1);
  }

  /**
   * @param slots how many slots the table has, a power of two
   * @param terms how many terms there are
   * @param spread over how many slots, a power of two, what is known about one term spreads at
   *     least
   */
  static Nearness of(int slots, int terms, int spread) {
    int shift = Math.max(0, 31 - Integer.numberOfLeadingZeros(slots / Math.max(1, terms)));
    return new Nearness(shift, Math.max(spread, 1 << shift) - 1);
  }

  /** The first slot to try, still to be cut to the table's size. */
  int home(int term, int hash) {
    return (term << shift) + (hash & mask);
  }
}
