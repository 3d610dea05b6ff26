package org.rationale.reasoner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.jena.graph.Triple;
import org.rationale.rules.drl.DrlMatch;
import org.rationale.rules.drl.DrlRule;

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
  static Grouping of(Watchers watchers, Set<Triple> uncertain, List<DrlMatch> seen) {
    if (uncertain.isEmpty() || watchers.size() == 0) {
      return NONE;
    }
    List<Triple> facts = List.copyOf(uncertain);
    BitSet[] watched = watched(watchers, facts, seen);
    List<BitSet> joined = new ArrayList<>();
    for (BitSet together : watched) {
      if (!together.isEmpty()) {
        join(joined, together);
      }
    }
    List<List<Triple>> groups =
        joined.stream()
            .map(set -> set.stream().mapToObj(facts::get).sorted(TripleOrder.INSTANCE).toList())
            .sorted(Comparator.comparing(List::getFirst, TripleOrder.INSTANCE))
            .toList();
    Map<String, Integer> ruleGroups = new HashMap<>();
    for (int rule = 0; rule < watched.length; rule++) {
      if (!watched[rule].isEmpty()) {
        Triple any = facts.get(watched[rule].nextSetBit(0));
        for (int i = 0; i < groups.size(); i++) {
          if (groups.get(i).contains(any)) {
            ruleGroups.put(watchers.id(rule), i);
          }
        }
      }
    }
    return new Grouping(groups, ruleGroups);
  }

  /** For each rule that negates or accumulates, the uncertain facts that it may depend on. */
  private static BitSet[] watched(Watchers watchers, List<Triple> facts, List<DrlMatch> seen) {
    BitSet[] watched = new BitSet[watchers.size()];
    Arrays.setAll(watched, rule -> new BitSet());
    Map<Triple, Integer> numbers = new HashMap<>();
    for (int i = 0; i < facts.size(); i++) {
      int number = i;
      numbers.put(facts.get(i), number);
      watchers.forEach(facts.get(i), rule -> watched[rule].set(number));
    }
    // For each conclusion, the uncertain facts that it may depend on.
    Map<Triple, BitSet> influences = new HashMap<>();
    boolean changed = true;
    while (changed) {
      changed = false;
      for (DrlMatch match : seen) {
        BitSet into = new BitSet();
        for (Triple premise : match.premises()) {
          BitSet inherited = influences.get(premise);
          if (inherited != null) {
            into.or(inherited);
          }
          Integer own = numbers.get(premise);
          if (own != null) {
            into.set(own);
          }
        }
        if (match.rule().nonmonotone()) {
          into.or(watched[watchers.number(match.rule())]);
        }
        if (!into.isEmpty()) {
          BitSet known = influences.computeIfAbsent(match.conclusion(), c -> new BitSet());
          int before = known.cardinality();
          known.or(into);
          if (known.cardinality() > before) {
            changed = true;
            watchers.forEach(match.conclusion(), rule -> watched[rule].or(known));
          }
        }
      }
    }
    return watched;
  }

  private static void join(List<BitSet> sets, BitSet together) {
    BitSet joined = (BitSet) together.clone();
    sets.removeIf(
        set -> {
          boolean touches = set.intersects(together);
          if (touches) {
            joined.or(set);
          }
          return touches;
        });
    sets.add(joined);
  }
}
