package org.rationale.reasoner;

import java.util.stream.IntStream;

/**
 * Makes room where a level has too many states. The weightiest stay. What the others weigh goes to
 * a weaker state for the lower bound and to a stronger one for the upper: the goal is monotone in
 * what is reached, so both stay bounds. Where no neighbour is known, the goal fails for the one and
 * holds for the other.
 */
final class Rounding {

  /** Weights are told apart by their exponents and this many bits more. */
  private static final int BITS = 6;

  private static final int SHIFT = 52 - BITS;

  /** States whose neighbours are looked for at a time, by any thread. */
  private static final int CHUNK = 512;

  private final Reachability arcs;
  private final StateTable table;
  private final int level;
  private final int words;
  private final boolean[] kept;

  private Rounding(Reachability arcs, StateTable table, int level, int words, int width) {
    this.arcs = arcs;
    this.table = table;
    this.level = level;
    this.words = words;
    this.kept = weightiest(table, width);
  }

  /**
   * Moves the weights of the states of a level that go.
   *
   * @param words of a key
   * @param width how many states may stay
   * @param lower where what is settled for the lower bound is added, by {@link DecisionGraph}'s
   *     ends
   * @param upper the same for the upper bound
   * @return which states stay
   */
  static boolean[] round(
      Reachability arcs,
      StateTable table,
      int level,
      int words,
      int width,
      double[] lower,
      double[] upper) {
    Rounding rounding = new Rounding(arcs, table, level, words, width);
    rounding.move(lower, upper);
    return rounding.kept;
  }

  /** For each state whether it stays: about as many as there may be, never more. */
  static boolean[] weightiest(StateTable table, int width) {
    int[] counts = new int[1 << (11 + BITS)];
    for (int state = 0; state < table.size(); state++) {
      counts[bucket(weight(table, state))]++;
    }
    int least = counts.length;
    for (int room = width; least > 0 && room >= counts[least - 1]; least--) {
      room -= counts[least - 1];
    }
    boolean[] kept = new boolean[table.size()];
    for (int state = 0; state < kept.length; state++) {
      kept[state] = bucket(weight(table, state)) >= least;
    }
    return kept;
  }

  private static int bucket(double weight) {
    return (int) (Double.doubleToRawLongBits(weight) >>> SHIFT);
  }

  private static double weight(StateTable table, int state) {
    return Math.max(table.lower(state), table.upper(state));
  }

  private void move(double[] lower, double[] upper) {
    int[] going = ascending();
    int[] weaker = new int[going.length];
    int[] stronger = new int[going.length];
    // Neighbours depend on what was so before any weight moves, so the number of threads does not
    // show.
    IntStream.range(0, (going.length + CHUNK - 1) / CHUNK)
        .parallel()
        .forEach(
            chunk -> {
              Search search = new Search();
              for (int i = CHUNK * chunk; i < Math.min(CHUNK * (chunk + 1), going.length); i++) {
                weaker[i] = search.weaker(going[i]);
                stronger[i] = search.stronger(going[i]);
              }
            });
    // A neighbour may be a state that goes itself: it comes later in these orders.
    for (int i = going.length - 1; i >= 0; i--) {
      double weight = table.lower(going[i]);
      if (weaker[i] == StateTable.NONE) {
        lower[DecisionGraph.FAILS] += weight;
      } else {
        table.add(weaker[i], weight, 0);
      }
    }
    for (int i = 0; i < going.length; i++) {
      double weight = table.upper(going[i]);
      if (stronger[i] == StateTable.NONE) {
        upper[DecisionGraph.HOLDS] += weight;
      } else {
        table.add(stronger[i], 0, weight);
      }
    }
  }

  /** The states that go, weaker ones before stronger ones. */
  private int[] ascending() {
    int[] ranks = new int[kept.length];
    int highest = 0;
    Relation relation = new Relation(arcs);
    long[] key = new long[words];
    for (int state = 0; state < ranks.length; state++) {
      if (!kept[state]) {
        table.key(state, key);
        relation.read(key, level);
        ranks[state] = relation.rank();
        highest = Math.max(highest, ranks[state]);
      }
    }
    int[] starts = new int[highest + 2];
    for (int state = 0; state < ranks.length; state++) {
      starts[ranks[state] + 1] += kept[state] ? 0 : 1;
    }
    for (int rank = 1; rank < starts.length; rank++) {
      starts[rank] += starts[rank - 1];
    }
    int[] ascending = new int[starts[highest + 1]];
    for (int state = 0; state < ranks.length; state++) {
      if (!kept[state]) {
        ascending[starts[ranks[state]]++] = state;
      }
    }
    return ascending;
  }

  /** Looks for the best neighbour of a state: one that stays, and the weightiest of these. */
  private final class Search {

    private final Relation from = new Relation(arcs);
    private final Relation to = new Relation(arcs);
    private final long[] key = new long[words];
    private int at;
    private int best;

    int weaker(int state) {
      begin(state);
      for (long left = from.tied(); left != 0; left &= left - 1) {
        to.copyIsolated(from, Long.numberOfTrailingZeros(left));
        consider();
      }
      return best;
    }

    int stronger(int state) {
      begin(state);
      for (long left = from.representatives(level); left != 0; left &= left - 1) {
        int one = Long.numberOfTrailingZeros(left);
        for (long others = left & left - 1; others != 0; others &= others - 1) {
          to.copyTied(from, one, Long.numberOfTrailingZeros(others));
          consider();
        }
      }
      return best;
    }

    private void begin(int state) {
      table.key(state, key);
      from.read(key, level);
      at = state;
      best = StateTable.NONE;
    }

    private void consider() {
      if (to.verdict(level) != DecisionGraph.TERMINALS) {
        return;
      }
      to.write(key, level);
      int found = table.find(key);
      if (found != StateTable.NONE
          && found != at
          && (best == StateTable.NONE
              || (kept[found] && !kept[best])
              || (kept[found] == kept[best] && weight(table, found) > weight(table, best)))) {
        best = found;
      }
    }
  }
}
