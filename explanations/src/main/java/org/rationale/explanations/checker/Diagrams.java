package org.rationale.explanations.checker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reduced ordered binary decision diagrams (Bryant 1986): equal functions have equal numbers. */
final class Diagrams {

  static final int FALSE = 0;
  static final int TRUE = 1;
  private static final int MOST_NODES = 1_000_000;
  private static final int MOST_WORK = 200_000_000;

  private int work = MOST_WORK;
  private final List<List<Integer>> nodes = new ArrayList<>();
  private final Map<List<Integer>, Integer> numbers = new HashMap<>();
  private final Map<List<Integer>, Integer> known = new HashMap<>();

  /** Unwinds when there would be too many nodes. */
  static final class TooLarge extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooLarge() {
      super("", null, false, false);
    }
  }

  Diagrams() {
    nodes.add(List.of(Integer.MAX_VALUE));
    nodes.add(List.of(Integer.MAX_VALUE));
  }

  /** The function that is one where a variable is false and another where it is true. */
  int node(int variable, int low, int high) {
    return low == high
        ? low
        : numbers.computeIfAbsent(
            List.of(variable, low, high),
            node -> {
              if (nodes.size() > MOST_NODES) {
                throw new TooLarge();
              }
              nodes.add(node);
              return nodes.size() - 1;
            });
  }

  int and(int a, int b) {
    return choose(a, b, FALSE);
  }

  int or(int a, int b) {
    return choose(a, TRUE, b);
  }

  int not(int a) {
    return choose(a, FALSE, TRUE);
  }

  private int choose(int test, int then, int otherwise) {
    if (--work < 0) {
      throw new TooLarge();
    }
    if (test == TRUE || then == otherwise) {
      return then;
    }
    if (test == FALSE) {
      return otherwise;
    }
    List<Integer> key = List.of(test, then, otherwise);
    Integer before = known.get(key);
    if (before != null) {
      return before;
    }
    int top = Math.min(variable(test), Math.min(variable(then), variable(otherwise)));
    int[] sides = new int[3];
    for (int side = 1; side <= 2; side++) {
      sides[side] =
          choose(side(test, top, side), side(then, top, side), side(otherwise, top, side));
    }
    int made = node(top, sides[1], sides[2]);
    known.put(key, made);
    return made;
  }

  int variable(int node) {
    return nodes.get(node).getFirst();
  }

  /** Where a function goes if the variable that it decides is false (1), or true (2). */
  int side(int node, int side) {
    return nodes.get(node).get(side);
  }

  private int side(int node, int variable, int side) {
    return variable(node) == variable ? side(node, side) : node;
  }

  /** The variables that a function depends on. */
  Set<Integer> support(int function) {
    Set<Integer> variables = new HashSet<>();
    List<Integer> open = new ArrayList<>(List.of(function));
    Set<Integer> seen = new HashSet<>(open);
    for (int i = 0; i < open.size(); i++) {
      if (open.get(i) > TRUE) {
        variables.add(variable(open.get(i)));
        nodes.get(open.get(i)).stream().skip(1).filter(seen::add).forEach(open::add);
      }
    }
    return variables;
  }
}
