package org.rationale.reasoner;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.rationale.kg.InvalidInputException;
import org.rationale.rules.drl.DrlMatch;
import org.rationale.rules.drl.DrlRule;
import org.rationale.rules.drl.DrlRules;
import org.rationale.rules.drl.DrlSession;

/**
 * What DRL rules conclude from facts of which some are uncertain.
 *
 * <p>A rule that only matches facts is fired once over all possible facts: a match holds where its
 * premises do. A rule that negates or accumulates may match differently in each world, so it is
 * fired in every world of the uncertain facts that matter to it: those that it watches and those
 * from which other DRL rules conclude what it watches. Each match then carries what must be absent
 * for it, and the probability read from the proof graph stays exact. Groups of uncertain facts that
 * no rule connects are taken one after the other, not multiplied.
 */
final class DrlWorlds {

  /** 2 to this power worlds are fired at most for one group of facts. */
  static final int MAXIMUM_FACTS = 12;

  private final DrlRules rules;
  private final Watchers watchers;
  private final DrlSession session;
  private final Set<Triple> uncertain;
  private final Map<MatchKey, DrlDerivation> derivations = new LinkedHashMap<>();

  private DrlWorlds(DrlRules rules, Watchers watchers, DrlSession session, Set<Triple> uncertain) {
    this.rules = rules;
    this.watchers = watchers;
    this.session = session;
    this.uncertain = uncertain;
  }

  /**
   * A match and what must not hold for it.
   *
   * @param absent minimal sets of uncertain facts; if one of them holds entirely, the rule does not
   *     match in this way
   */
  record DrlDerivation(DrlMatch match, List<Set<Triple>> absent) {}

  /** Among derivations of one conclusion. */
  static final Comparator<DrlDerivation> ORDER =
      Comparator.comparing((DrlDerivation derivation) -> derivation.match().rule().id())
          .thenComparing(derivation -> derivation.match().bindings().toString())
          .thenComparing(derivation -> derivation.match().premises().toString())
          .thenComparing(derivation -> derivation.absent().toString());

  private record MatchKey(
      String rule, Map<String, Node> bindings, List<Triple> premises, Triple conclusion) {
    static MatchKey of(DrlMatch match) {
      return new MatchKey(
          match.rule().id(), match.bindings(), match.premises(), match.conclusion());
    }
  }

  /** The worlds of a group in which a match occurs. */
  private record Occurrence(DrlMatch match, BitSet worlds) {}

  /**
   * What the rules conclude, and what must be absent for it.
   *
   * @param watchers of these rules
   * @param session in which all facts that may hold do, also when this returns
   * @param everything what the rules conclude from all of them
   * @param uncertain the facts that do not hold in every world, DRL conclusions aside
   * @return in no order
   */
  static List<DrlDerivation> derivations(
      DrlRules rules,
      Watchers watchers,
      DrlSession session,
      List<DrlMatch> everything,
      Set<Triple> uncertain) {
    return new DrlWorlds(rules, watchers, session, uncertain).run(everything);
  }

  private List<DrlDerivation> run(List<DrlMatch> everything) {
    List<DrlMatch> seen = new ArrayList<>(everything);
    Grouping grouping = Grouping.of(watchers, uncertain, seen);
    if (grouping.groups().isEmpty()) {
      return everything.stream().map(match -> new DrlDerivation(match, List.of())).toList();
    }
    while (true) {
      derivations.clear();
      for (DrlMatch match : everything) {
        if (grouping.groupOf(match.rule()).isEmpty()) {
          derivations.put(MatchKey.of(match), new DrlDerivation(match, List.of()));
        }
      }
      for (List<Triple> group : grouping.groups()) {
        seen.addAll(fireWorlds(group, grouping, everything));
      }
      // A world may show conclusions that were not seen before and that tie in further facts.
      Grouping again = Grouping.of(watchers, uncertain, seen);
      if (again.equals(grouping)) {
        return List.copyOf(derivations.values());
      }
      grouping = again;
    }
  }

  /** Fires every world of a group; other uncertain facts all hold. */
  private List<DrlMatch> fireWorlds(
      List<Triple> group, Grouping grouping, List<DrlMatch> everything) {
    if (group.size() > MAXIMUM_FACTS) {
      throw new InvalidInputException(
          "too-many-uncertain-facts",
          String.join(
              ", ",
              rules.rules().stream()
                  .filter(rule -> grouping.groupOf(rule).equals(Optional.of(group)))
                  .map(DrlRule::id)
                  .toList()),
          "these DRL rules negate or accumulate over %d uncertain facts, more than the %d whose worlds can all be tried."
              .formatted(group.size(), MAXIMUM_FACTS),
          "Let SRL rules decide from the uncertain facts, and let DRL accumulate what is certain; or"
              + " ask for estimates: --probability samples:10000, from Java Inference.sample.");
    }
    int worlds = 1 << group.size();
    Map<MatchKey, Occurrence> occurrences = new LinkedHashMap<>();
    List<Set<Triple>> holds = new ArrayList<>(Collections.nCopies(worlds, Set.of()));
    int world = worlds - 1;
    List<DrlMatch> matches = everything;
    for (int step = 1; ; step++) {
      Set<Triple> held = new HashSet<>(facts(world, group));
      for (DrlMatch match : matches) {
        held.add(match.conclusion());
        occurrences
            .computeIfAbsent(MatchKey.of(match), key -> new Occurrence(match, new BitSet(worlds)))
            .worlds()
            .set(world);
      }
      holds.set(world, held);
      if (step == worlds) {
        break;
      }
      // From one world to the next a single fact comes or goes.
      int changed = Integer.numberOfTrailingZeros(step);
      world ^= 1 << changed;
      matches = flip(group.get(changed), (world >> changed & 1) == 1);
    }
    // The last world lacks one fact.
    flip(group.get(group.size() - 1), true);
    occurrences.forEach(
        (key, occurrence) -> {
          DrlMatch match = occurrence.match();
          Optional<List<Triple>> own = grouping.groupOf(match.rule());
          if (own.equals(Optional.of(group))) {
            record(match, occurrence.worlds(), holds, group);
          } else if (own.isEmpty() && !match.rule().nonmonotone()) {
            derivations.putIfAbsent(key, new DrlDerivation(match, List.of()));
          }
        });
    return occurrences.values().stream().map(Occurrence::match).toList();
  }

  private List<DrlMatch> flip(Triple fact, boolean holds) {
    return holds
        ? session.change(List.of(fact), List.of())
        : session.change(List.of(), List.of(fact));
  }

  private void record(DrlMatch match, BitSet fires, List<Set<Triple>> holds, List<Triple> group) {
    List<Integer> fails = new ArrayList<>();
    int premiseBits = 0;
    for (int i = 0; i < group.size(); i++) {
      if (match.premises().contains(group.get(i))) {
        premiseBits |= 1 << i;
      }
    }
    for (int world = 0; world < holds.size(); world++) {
      if (!fires.get(world) && hold(match.premises(), holds.get(world), group)) {
        fails.add(world & ~premiseBits);
      }
    }
    List<Integer> minimal = minimal(fails);
    int conditions = premiseBits;
    boolean antitone =
        fires.stream()
            .allMatch(
                world -> minimal.stream().noneMatch(set -> (world & ~conditions & set) == set));
    if (antitone) {
      List<Set<Triple>> absent = minimal.stream().map(set -> facts(set, group)).toList();
      derivations.put(MatchKey.of(match), new DrlDerivation(match, absent));
      return;
    }
    // The rule needs facts that Drools does not report as premises: one derivation per world.
    for (int world : fires.stream().toArray()) {
      Set<Triple> present = new LinkedHashSet<>(match.premises());
      present.addAll(facts(world, group));
      DrlMatch exact =
          new DrlMatch(match.rule(), match.bindings(), List.copyOf(present), match.conclusion());
      List<Set<Triple>> absent =
          facts((holds.size() - 1) & ~world, group).stream().map(Set::of).toList();
      derivations.put(MatchKey.of(exact), new DrlDerivation(exact, absent));
    }
  }

  /** Whether premises hold in a world of a group; what is given outside of the group does. */
  private boolean hold(List<Triple> premises, Set<Triple> held, List<Triple> group) {
    return premises.stream()
        .allMatch(
            premise ->
                held.contains(premise) || (session.holds(premise) && !group.contains(premise)));
  }

  private static List<Integer> minimal(List<Integer> sets) {
    TreeMap<Integer, List<Integer>> bySize = new TreeMap<>();
    sets.stream()
        .distinct()
        .sorted()
        .forEach(
            set -> bySize.computeIfAbsent(Integer.bitCount(set), n -> new ArrayList<>()).add(set));
    List<Integer> minimal = new ArrayList<>();
    for (List<Integer> sameSize : bySize.values()) {
      for (int set : sameSize) {
        if (minimal.stream().noneMatch(smaller -> (set & smaller) == smaller)) {
          minimal.add(set);
        }
      }
    }
    return minimal;
  }

  private static Set<Triple> facts(int bits, List<Triple> group) {
    Set<Triple> facts = new LinkedHashSet<>();
    for (int i = 0; i < group.size(); i++) {
      if ((bits >> i & 1) == 1) {
        facts.add(group.get(i));
      }
    }
    return facts;
  }
}
