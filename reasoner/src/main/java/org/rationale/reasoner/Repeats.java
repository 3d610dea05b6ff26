package org.rationale.reasoner;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Remembers in a bit what rules conclude again and again. Where a relation is dense, as transitive
 * ones become, nearly all conclusions are there already; a matrix of bits for its subjects and
 * objects stays in the cache when the table of statements does not.
 *
 * <p>For closing a root from scratch, in the phase in which all is certain: what once holds then
 * goes on to hold.
 */
final class Repeats {

  /** From how many repeated conclusions of a rule on it may pay. */
  private static final int MANY = 1 << 14;

  /** How often, on average, each row must have been concluded again. */
  private static final int TIMES = 2;

  /** How many bits there may be for each row. */
  private static final int BITS_FOR_A_ROW = 64;

  private static final long MOST_BITS = 1L << 30;

  private final FactTable facts;
  private final List<CompiledRule> rules;
  private final int[] repeated;
  private final int[] tryAt;
  private final @Nullable Matrix[] matrices;

  Repeats(FactTable facts, List<CompiledRule> rules) {
    this.facts = facts;
    this.rules = rules;
    this.repeated = new int[rules.size()];
    this.tryAt = new int[rules.size()];
    this.matrices = new @Nullable Matrix[rules.size()];
  }

  /**
   * Whether a rule's conclusion is known to hold; if not, it may hold all the same. Many threads
   * may ask at once while none notes anything.
   */
  boolean knows(CompiledRule rule, int s, int p, int o) {
    Matrix matrix = matrices[rule.index()];
    return matrix != null && matrix.get(s, p, o);
  }

  /** Notes what a rule concluded first. */
  void isNew(CompiledRule rule, int s, int p, int o) {
    Matrix matrix = matrices[rule.index()];
    if (matrix != null) {
      matrix.set(s, p, o);
    }
  }

  /** Notes that a rule concluded a number of times what held before. */
  void again(CompiledRule rule, int times) {
    int index = rule.index();
    repeated[index] += times;
    if (repeated[index] >= Math.max(MANY, tryAt[index])) {
      consider(index);
    }
  }

  private void consider(int index) {
    int rows = facts.size();
    CompiledRule.Template[] head = rules.get(index).head();
    if (repeated[index] / TIMES >= rows && head.length == 1 && head[0].p() >= 0) {
      matrices[index] = Matrix.of(facts, head[0].p());
    }
    // Looking at all rows again must not cost more than what was concluded since.
    tryAt[index] = Math.max(2 * repeated[index], TIMES * rows);
  }

  /** Bits for the subjects and objects of one predicate whose numbers lie in two ranges. */
  private record Matrix(int predicate, int firstS, int firstO, int width, int height, long[] bits) {

    static @Nullable Matrix of(FactTable facts, int p) {
      int firstS = Integer.MAX_VALUE;
      int firstO = Integer.MAX_VALUE;
      int lastS = 0;
      int lastO = 0;
      for (int row = 0; row < facts.size(); row++) {
        if (facts.predicate(row) == p) {
          firstS = Math.min(firstS, facts.subject(row));
          lastS = Math.max(lastS, facts.subject(row));
          firstO = Math.min(firstO, facts.object(row));
          lastO = Math.max(lastO, facts.object(row));
        }
      }
      long height = (long) lastS - firstS + 1;
      long width = (long) lastO - firstO + 1;
      if (height <= 0
          || height * width > Math.min(MOST_BITS, (long) BITS_FOR_A_ROW * facts.size())) {
        return null;
      }
      long[] bits = new long[(int) (height * width / Long.SIZE) + 1];
      Matrix matrix = new Matrix(p, firstS, firstO, (int) width, (int) height, bits);
      for (int row = 0; row < facts.size(); row++) {
        if (facts.predicate(row) == p && facts.isCertain(row) && !facts.isDead(row)) {
          matrix.set(facts.subject(row), p, facts.object(row));
        }
      }
      return matrix;
    }

    boolean get(int s, int p, int o) {
      int at = at(s, p, o);
      return at >= 0 && (bits[at >>> 6] & 1L << at) != 0;
    }

    void set(int s, int p, int o) {
      int at = at(s, p, o);
      if (at >= 0) {
        bits[at >>> 6] |= 1L << at;
      }
    }

    private int at(int s, int p, int o) {
      int row = s - firstS;
      int column = o - firstO;
      return p == predicate && row >= 0 && row < height && column >= 0 && column < width
          ? row * width + column
          : -1;
    }
  }
}
