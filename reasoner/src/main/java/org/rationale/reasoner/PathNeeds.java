package org.rationale.reasoner;

/** Which rows rules look for on which path while they are closed, by predicate. */
final class PathNeeds {

  static final PathNeeds NOTHING = new PathNeeds();

  private static final boolean[] NONE = new boolean[0];

  private final boolean[][] byPath = new boolean[AccessPath.COUNT][];
  private final boolean[] everything = new boolean[AccessPath.COUNT];

  PathNeeds() {
    java.util.Arrays.fill(byPath, NONE);
  }

  /**
   * Adds a need.
   *
   * @param predicate a term number, or negative for any
   */
  void add(int path, int predicate) {
    if (path >= AccessPath.COUNT) {
      return;
    }
    if (predicate < 0) {
      everything[path] = true;
      return;
    }
    if (predicate >= byPath[path].length) {
      byPath[path] = java.util.Arrays.copyOf(byPath[path], predicate + 1);
    }
    byPath[path][predicate] = true;
  }

  boolean includes(int path, int predicate) {
    boolean[] predicates = byPath[path];
    return everything[path] || (predicate < predicates.length && predicates[predicate]);
  }
}
