package org.rationale.explanations;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.rationale.explanations.checker.Rules;

/** Patterns of facts of which all facts are wanted; no pattern is taken up below a wider one. */
final class SearchScope {

  private final Set<List<Integer>> patterns = new LinkedHashSet<>();
  private final Deque<List<Integer>> open = new ArrayDeque<>();

  void want(List<Integer> pattern) {
    if (!patterns.contains(pattern) && !isBelowAnother(pattern)) {
      patterns.add(pattern);
      open.add(pattern);
    }
  }

  /** The next pattern that was not looked at yet. */
  Optional<List<Integer>> next() {
    return Optional.ofNullable(open.poll());
  }

  private boolean isBelowAnother(List<Integer> pattern) {
    for (int opened = 1; opened < 8; opened++) {
      List<Integer> wider =
          Arrays.asList(
              (opened & 4) == 0 ? pattern.get(0) : Rules.NONE,
              (opened & 2) == 0 ? pattern.get(1) : Rules.NONE,
              (opened & 1) == 0 ? pattern.get(2) : Rules.NONE);
      if (!wider.equals(pattern) && patterns.contains(wider)) {
        return true;
      }
    }
    return false;
  }

  /** The widest patterns. */
  List<List<Integer>> widest() {
    List<List<Integer>> widest = new ArrayList<>(patterns);
    widest.removeIf(this::isBelowAnother);
    return widest;
  }
}
