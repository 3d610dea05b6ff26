package org.rationale.explanations;

/**
 * Which proofs of a statement are wanted.
 *
 * @param order which come first
 * @param from the number of the first one that is wanted; at least 1
 * @param most how many are wanted from there on; at least 1, at most {@value #MOST}
 */
public record ProofQuery(Order order, int from, int most) {

  /** How many proofs one answer may hold. */
  public static final int MOST = 1000;

  /** Which proofs come first. */
  public enum Order {
    /** The most likely ones; of equally likely ones those that use fewer facts. */
    LIKELY,
    /** Those that use the fewest facts, shared ones counted once; of these the most likely. */
    SHORT
  }

  public ProofQuery {
    if (from < 1 || most < 1 || most > MOST) {
      throw new IllegalArgumentException(
          "There are no (%d) proofs from the (%d)th on.\nMaybe ask for 1 to %d, from 1 on."
              .formatted(most, from, MOST));
    }
  }

  /** The first ones. */
  public static ProofQuery first(Order order, int most) {
    return new ProofQuery(order, 1, most);
  }

  /** The number of the last one that is wanted. */
  int last() {
    return (int) Math.min(Integer.MAX_VALUE, (long) from + most - 1);
  }
}
