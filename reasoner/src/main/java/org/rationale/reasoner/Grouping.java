package org.rationale.reasoner;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.jena.graph.Triple;
import org.rationale.rules.drl.DrlMatch;
import org.rationale.rules.drl.DrlRule;
import org.rationale.rules.drl.DrlRules;

/**
 * Which uncertain facts have to be tried together because a DRL rule negates or accumulates over
 * them, directly or through what other DRL rules conclude from them.
 *
 * @param groups disjoint, each in the order of its facts' terms
 * @param ruleGroups for each rule that negates or accumulates over uncertain facts, the index of
 *     its group
 */
record Grouping(List<List<Triple>> groups, Map<String, Integer> ruleGroups) {

  private static final Grouping NONE = new Grouping(List.of(), Map.of());

  Optional<List<Triple>> groupOf(DrlRule rule) {
    return Optional.ofNullable(ruleGroups.get(rule.id())).map(groups::get);
  }

  /**
   * @param seen matches found so far, in whatever worlds
   */
  static Grouping of(DrlRules rules, Set<Triple> uncertain, List<DrlMatch> seen) {
    if (uncertain.isEmpty()) {
      return NONE;
    }
    Map<Triple, Set<Triple>> influences = influences(uncertain, seen);
    Map<String, Set<Triple>> byRule = new LinkedHashMap<>();
    for (DrlRule rule : rules.rules()) {
      Set<Triple> together = watched(rule, uncertain, influences);
      if (rule.nonmonotone() && !together.isEmpty()) {
        byRule.put(rule.id(), together);
      }
    }
    List<Set<Triple>> joined = new ArrayList<>();
    byRule.values().forEach(together -> join(joined, together));
    List<List<Triple>> groups =
        joined.stream()
            .map(set -> set.stream().sorted(TripleOrder.INSTANCE).toList())
            .sorted(Comparator.comparing(List::getFirst, TripleOrder.INSTANCE))
            .toList();
    Map<String, Integer> ruleGroups = new HashMap<>();
    byRule.forEach(
        (rule, together) -> {
          Triple any = together.iterator().next();
          for (int i = 0; i < groups.size(); i++) {
            if (groups.get(i).contains(any)) {
              ruleGroups.put(rule, i);
            }
          }
        });
    return new Grouping(groups, ruleGroups);
  }

  /** For each conclusion, the uncertain facts that it may depend on. */
  private static Map<Triple, Set<Triple>> influences(Set<Triple> uncertain, List<DrlMatch> seen) {
    Map<Triple, Set<Triple>> influences = new LinkedHashMap<>();
    boolean changed = true;
    while (changed) {
      changed = false;
      for (DrlMatch match : seen) {
        Set<Triple> into = new LinkedHashSet<>();
        for (Triple premise : match.premises()) {
          into.addAll(influences.getOrDefault(premise, Set.of()));
          if (uncertain.contains(premise)) {
            into.add(premise);
          }
        }
        if (match.rule().nonmonotone()) {
          into.addAll(watched(match.rule(), uncertain, influences));
        }
        changed |=
            influences.computeIfAbsent(match.conclusion(), c -> new LinkedHashSet<>()).addAll(into);
      }
    }
    return influences;
  }

  private static Set<Triple> watched(
      DrlRule rule, Set<Triple> uncertain, Map<Triple, Set<Triple>> influences) {
    Set<Triple> together = new LinkedHashSet<>();
    for (Triple fact : uncertain) {
      if (rule.watched().stream().anyMatch(pattern -> pattern.admits(fact))) {
        together.add(fact);
      }
    }
    influences.forEach(
        (conclusion, from) -> {
          if (rule.watched().stream().anyMatch(pattern -> pattern.admits(conclusion))) {
            together.addAll(from);
          }
        });
    return together;
  }

  private static void join(List<Set<Triple>> sets, Set<Triple> together) {
    Set<Triple> joined = new LinkedHashSet<>(together);
    sets.removeIf(
        set -> {
          boolean touches = set.stream().anyMatch(together::contains);
          if (touches) {
            joined.addAll(set);
          }
          return touches;
        });
    sets.add(joined);
  }
}
