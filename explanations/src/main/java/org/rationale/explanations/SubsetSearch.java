package org.rationale.explanations;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Var;
import org.rationale.explanations.RepairSearch.Found;
import org.rationale.explanations.RepairSearch.Result;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.Valuation;
import org.rationale.reasoner.ProofGraph;
import org.rationale.rules.Rule;

/**
 * Finds the minimal sets of changes that reach a goal where the changes can be listed: in a case,
 * and where rules in DRL can matter, of which only the text is known. Sets of {@link Possibilities}
 * are tried out by reasoning, all of one size before any of the next. Before that, those that the
 * rules' texts lead to are tried out, so that what is near is found also where there are too many
 * sets to try them all.
 */
final class SubsetSearch {

  private static final int MOST_STEPS = 60_000;
  private static final int MOST_POSSIBILITIES = 2_000;
  private static final int MOST_OF_A_PLAN = 200;

  /** To look through these takes as long as a trial. */
  private static final int FACTS_OF_A_TRIAL = 10_000;

  private final Revisable program;
  private final FactIndex facts;
  private final Triple statement;
  private final Cone cone;
  private final WhyNot.Wanted wanted;
  private final int size;
  private final int mostTrials;
  private final Possibilities.Found possible;
  private final List<Possibility> changes;
  private final Map<Set<Integer>, Optional<Valuation>> tried = new HashMap<>();
  private final List<Set<Integer>> minimal = new ArrayList<>();
  private int trials;

  SubsetSearch(Revisable program, FactIndex facts, Cone cone, WhyNot.Options options) {
    this.program = program;
    this.facts = facts;
    this.statement = cone.statement();
    this.cone = cone;
    this.wanted = options.wanted();
    this.size = options.size();
    this.mostTrials = options.trials();
    this.possible =
        Possibilities.of(
            program, facts, cone, wanted instanceof WhyNot.Wanted.AtLeast, MOST_POSSIBILITIES);
    this.changes = possible.changes();
  }

  /** What sets are made of. */
  WhyNot.Among among() {
    return new WhyNot.Among(changes.size(), possible.all(), possible.unreadNumbers());
  }

  Result search() {
    int complete = 0;
    try (Revisable.Trials open = program.trials()) {
      suggested().forEach(set -> suggest(set, open));
      for (int k = 1; k <= size && tryAll(k, open); k++) {
        complete = possible.all() ? k : 0;
      }
    }
    List<Found> found = new ArrayList<>();
    for (RangeUnion.Repair repair : RangeUnion.of(minimal.stream().map(this::repair).toList())) {
      found.add(new Found(candidate(repair.changes()), repair.valuation()));
    }
    return new Result(RepairSearch.withoutInstances(found), complete);
  }

  // ---- sets that the rules' texts lead to -----------------------------------------------------

  /** Sets in which a plan's changes are, the smallest first. */
  private List<Set<Integer>> suggested() {
    List<Rule> rules = new ArrayList<>(cone.rules());
    cone.drlRules().forEach(rule -> rules.add(DrlApproximation.of(rule)));
    Set<Set<Integer>> sets = new LinkedHashSet<>();
    new Abduction(program, rules, facts, MOST_STEPS)
        .plans(statement, size, plan -> sets.addAll(setsOf(plan)));
    return sets.stream().sorted(Comparator.comparingInt(Set::size)).toList();
  }

  private List<Set<Integer>> setsOf(Abduction.Plan plan) {
    Set<Integer> removed = new TreeSet<>();
    for (Triple removal : plan.removals()) {
      int at = index(new Change.Remove(removal));
      if (at < 0) {
        return List.of();
      }
      removed.add(at);
    }
    List<Set<Integer>> sets = new ArrayList<>();
    extend(plan, 0, plan.substitution(), removed, sets);
    return sets;
  }

  private int index(Change change) {
    for (int i = 0; i < changes.size(); i++) {
      if (changes.get(i).change().equals(change)) {
        return i;
      }
    }
    return -1;
  }

  private void extend(
      Abduction.Plan plan, int at, Substitution bound, Set<Integer> set, List<Set<Integer>> sets) {
    if (sets.size() >= MOST_OF_A_PLAN) {
      return;
    }
    if (at == plan.additions().size()) {
      if (!set.isEmpty() && set.size() <= size) {
        sets.add(set);
      }
      return;
    }
    Triple pattern = bound.of(plan.additions().get(at));
    for (int i = 0; i < changes.size(); i++) {
      if (changes.get(i).change() instanceof Change.Add(Triple added)) {
        Optional<Substitution> after = bound.unify(pattern, added);
        if (after.isPresent() && fulfils(plan, after.get())) {
          Set<Integer> more = new TreeSet<>(set);
          more.add(i);
          extend(plan, at + 1, after.get(), more, sets);
        }
      }
    }
  }

  private static boolean fulfils(Abduction.Plan plan, Substitution bound) {
    return plan.conditions().stream()
        .filter(condition -> condition.variable().isEmpty())
        .filter(condition -> Conditions.isReady(condition.expression(), condition.copy(), bound))
        .allMatch(condition -> Conditions.holds(condition.expression(), condition.copy(), bound));
  }

  /** Tries a set out and, if it is a repair, all parts of it. */
  private void suggest(Set<Integer> set, Revisable.Trials open) {
    if (trials > mostTrials / 2 || !isSensible(set) || hasMinimalPart(set)) {
      return;
    }
    if (isEnough(set, open)) {
      List<Integer> all = List.copyOf(set);
      List<Set<Integer>> parts = new ArrayList<>();
      for (int bits = 1; bits < 1 << all.size(); bits++) {
        Set<Integer> part = new TreeSet<>();
        for (int i = 0; i < all.size(); i++) {
          if ((bits >> i & 1) == 1) {
            part.add(all.get(i));
          }
        }
        parts.add(part);
      }
      parts.sort(Comparator.comparingInt(Set::size));
      for (Set<Integer> part : parts) {
        if (!hasMinimalPart(part) && isEnough(part, open)) {
          minimal.add(part);
        }
      }
    }
  }

  // ---- all sets -------------------------------------------------------------------------------

  /** Tries all sets of a size out; returns false, and tries none, if they are too many. */
  private boolean tryAll(int number, Revisable.Trials open) {
    int most = Math.max(0, mostTrials - trials) / cost();
    List<Set<Integer>> sets = new ArrayList<>();
    if (!choose(number, 0, new ArrayList<>(), sets, most)) {
      return false;
    }
    trials += sets.size() * cost();
    // Each is tried out by itself, so that any number of threads finds the same.
    List<Optional<Valuation>> valuations =
        IntStream.range(0, sets.size())
            .parallel()
            .mapToObj(i -> valuation(sets.get(i), open))
            .toList();
    for (int i = 0; i < sets.size(); i++) {
      tried.put(sets.get(i), valuations.get(i));
      if (reaches(valuations.get(i))) {
        minimal.add(sets.get(i));
      }
    }
    return true;
  }

  /** Collects sets that may be repairs; returns false as soon as they are too many. */
  private boolean choose(
      int left, int from, List<Integer> chosen, List<Set<Integer>> sets, int most) {
    if (left == 0) {
      Set<Integer> set = new TreeSet<>(chosen);
      if (!hasMinimalPart(set) && !tried.containsKey(set)) {
        sets.add(set);
      }
      return sets.size() <= most;
    }
    for (int i = from; i + left <= changes.size(); i++) {
      chosen.add(i);
      boolean isFew = !goesWith(chosen, i) || choose(left - 1, i + 1, chosen, sets, most);
      chosen.removeLast();
      if (!isFew) {
        return false;
      }
    }
    return true;
  }

  private int cost() {
    return 1 + facts.all().size() / FACTS_OF_A_TRIAL;
  }

  private boolean isEnough(Set<Integer> set, Revisable.Trials open) {
    return reaches(
        tried.computeIfAbsent(
            set,
            untried -> {
              trials += cost();
              return valuation(untried, open);
            }));
  }

  private boolean reaches(Optional<Valuation> valuation) {
    return valuation.filter(found -> RepairSearch.reaches(found, wanted)).isPresent();
  }

  /** What reasoning makes of a set; empty if the evidence would be impossible. */
  private Optional<Valuation> valuation(Set<Integer> set, Revisable.Trials open) {
    try {
      List<Change> together = set.stream().map(i -> changes.get(i).change()).toList();
      ProofGraph after = open.after(together);
      return Optional.of(after.probability(Statements.asWritten(after, statement)));
    } catch (InvalidInputException impossible) {
      return Optional.empty();
    }
  }

  private boolean hasMinimalPart(Set<Integer> set) {
    return minimal.stream().anyMatch(set::containsAll);
  }

  private boolean isSensible(Set<Integer> set) {
    List<Integer> so = new ArrayList<>();
    for (int i : set) {
      so.add(i);
      if (!goesWith(so, i)) {
        return false;
      }
    }
    return true;
  }

  /** Whether the last change says something beside the others. */
  private boolean goesWith(List<Integer> chosen, int last) {
    Triple said = changes.get(last).statement();
    for (int other : chosen) {
      Triple already = changes.get(other).statement();
      boolean replaces =
          other != last && (program.replaces(said, already) || program.replaces(already, said));
      if (other != last && (said.equals(already) || replaces)) {
        return false;
      }
    }
    return true;
  }

  // ---- what was found -------------------------------------------------------------------------

  private RangeUnion.Repair repair(Set<Integer> set) {
    return new RangeUnion.Repair(
        set.stream().map(changes::get).toList(),
        tried.getOrDefault(set, Optional.empty()).orElseThrow());
  }

  /** With variables for numbers of which only a range matters, and for the unknown term. */
  private static Candidate candidate(List<Possibility> repair) {
    Map<Change, Triple> shown = new LinkedHashMap<>();
    Map<String, Node> witnesses = new LinkedHashMap<>();
    List<String> conditions = new ArrayList<>();
    Map<Change, NumberRange> ranges = new LinkedHashMap<>();
    Set<String> names = new HashSet<>();
    for (Possibility possibility : repair) {
      Triple statement = possibility.statement();
      Node subject = named(statement.getSubject(), witnesses);
      Node object = named(statement.getObject(), witnesses);
      if (possibility.range().isPresent()) {
        String name = name(statement.getPredicate(), names);
        object = Var.alloc(name);
        witnesses.put(name, statement.getObject());
        conditions.addAll(possibility.range().get().conditions(name));
        ranges.put(possibility.change(), possibility.range().get());
      }
      shown.put(possibility.change(), Triple.create(subject, statement.getPredicate(), object));
    }
    return new Candidate(shown, witnesses, conditions, ranges);
  }

  private static Node named(Node term, Map<String, Node> witnesses) {
    if (!Witnesses.isFresh(term)) {
      return term;
    }
    witnesses.put("x", term);
    return Var.alloc("x");
  }

  private static String name(Node predicate, Set<String> names) {
    String plain = Witnesses.plain(predicate.getLocalName());
    String name = plain;
    for (int i = 2; name.equals("x") || !names.add(name); i++) {
      name = plain + i;
    }
    return name;
  }
}
