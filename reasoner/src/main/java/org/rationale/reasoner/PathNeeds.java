package org.rationale.reasoner;

import java.util.Arrays;

/** Which rows rules look for on which path while they are closed, by predicate. */
final class PathNeeds {

  static final PathNeeds NOTHING = new PathNeeds();

  /** A bit for each path by predicate. */
  private byte[] byPredicate = new byte[0];

  /** Of paths that rows of any predicate belong on. */
  private byte ofAny;

  private byte ofSome;

  /**
   * Adds a need.
   *
   * @param predicate a term number, or negative for any
   */
  void add(int path, int predicate) {
    if (path >= AccessPath.COUNT) {
      return;
    }
    int bit = 1 << path;
    ofSome |= (byte) bit;
    if (predicate < 0) {
      ofAny |= (byte) bit;
      return;
    }
    if (predicate >= byPredicate.length) {
      byPredicate = Arrays.copyOf(byPredicate, predicate + 1);
    }
    byPredicate[predicate] |= (byte) bit;
  }

  /** The paths that rows of a predicate belong on, a bit for each. */
  int of(int predicate) {
    return predicate < byPredicate.length ? ofAny | byPredicate[predicate] : ofAny;
  }

  /** Whether any row belongs on a path. */
  boolean includesSome(int path) {
    return (ofSome & 1 << path) != 0;
  }
}
