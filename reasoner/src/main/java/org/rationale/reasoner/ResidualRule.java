package org.rationale.reasoner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What is left of a clause when its switches are decided: all of {@code held} and of each excluded
 * set not all.
 *
 * @param held ascending
 */
record ResidualRule(int head, int[] held, int[][] excluded) {

  /** Growth by which an atom may be resolved away: it pays off in states that become equal. */
  private static final int GROWTH = 6;

  static final Comparator<ResidualRule> ORDER =
      Comparator.comparingInt(ResidualRule::head)
          .thenComparing(ResidualRule::held, Arrays::compare)
          .thenComparing(rule -> Arrays.deepToString(rule.excluded()));

  boolean isUnary() {
    return held.length == 1 && excluded.length == 0;
  }

  /** Those of which no other asks for less; of equal ones the first. */
  static List<ResidualRule> withoutSubsumed(List<ResidualRule> rules) {
    List<ResidualRule> left = new ArrayList<>();
    for (int i = 0; i < rules.size(); i++) {
      ResidualRule rule = rules.get(i);
      boolean subsumed = false;
      for (int j = 0; j < rules.size() && !subsumed; j++) {
        ResidualRule other = rules.get(j);
        subsumed =
            i != j
                && other.head() == rule.head()
                && other.held().length <= rule.held().length
                && rule.includes(other)
                && (!other.includes(rule) || j < i);
      }
      if (!subsumed) {
        left.add(rule);
      }
    }
    return left;
  }

  /** Whether a body has all conditions of another. */
  private boolean includes(ResidualRule other) {
    for (int atom : other.held()) {
      if (!FlatProgram.contains(held, atom)) {
        return false;
      }
    }
    for (int[] set : other.excluded()) {
      if (Arrays.stream(excluded).noneMatch(own -> Arrays.equals(own, set))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Puts what concludes an atom in the place of the atom, wherever it is read.
   *
   * @return empty if there would be too many rules, or some that say more than a rule can
   */
  static Optional<List<ResidualRule>> withoutAtom(List<ResidualRule> rules, int atom) {
    List<ResidualRule> own = new ArrayList<>();
    List<ResidualRule> uses = new ArrayList<>();
    List<ResidualRule> others = new ArrayList<>();
    boolean excluded = false;
    for (ResidualRule rule : rules) {
      if (rule.head() == atom) {
        own.add(rule);
      } else if (FlatProgram.contains(rule.held(), atom)) {
        uses.add(rule);
      } else if (Arrays.stream(rule.excluded()).anyMatch(set -> FlatProgram.contains(set, atom))) {
        excluded = true;
        uses.add(rule);
      } else {
        others.add(rule);
      }
      if (rule.head() != atom
          && FlatProgram.contains(rule.held(), atom)
          && Arrays.stream(rule.excluded()).anyMatch(set -> FlatProgram.contains(set, atom))) {
        return Optional.empty();
      }
    }
    if (own.isEmpty() && !uses.isEmpty()) {
      return Optional.empty();
    }
    boolean tooMany = own.size() * uses.size() > own.size() + uses.size() + GROWTH;
    if (tooMany || (excluded && own.stream().anyMatch(rule -> rule.excluded().length > 0))) {
      return Optional.empty();
    }
    for (ResidualRule use : uses) {
      if (FlatProgram.contains(use.held(), atom)) {
        for (ResidualRule definition : own) {
          others.add(
              new ResidualRule(
                  use.head(),
                  FlatProgram.joined(FlatProgram.without(use.held(), atom), definition.held()),
                  joined(use.excluded(), definition.excluded())));
        }
      } else {
        List<int[]> sets = new ArrayList<>();
        for (int[] set : use.excluded()) {
          if (FlatProgram.contains(set, atom)) {
            for (ResidualRule definition : own) {
              sets.add(FlatProgram.joined(FlatProgram.without(set, atom), definition.held()));
            }
          } else {
            sets.add(set);
          }
        }
        others.add(new ResidualRule(use.head(), use.held(), joined(sets.toArray(int[][]::new))));
      }
    }
    return Optional.of(others);
  }

  private static int[][] joined(int[][]... some) {
    List<int[]> all = new ArrayList<>();
    for (int[][] sets : some) {
      for (int[] set : sets) {
        if (all.stream().noneMatch(known -> Arrays.equals(known, set))) {
          all.add(set);
        }
      }
    }
    all.sort(Arrays::compare);
    return all.toArray(int[][]::new);
  }
}
