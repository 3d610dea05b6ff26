package org.rationale.reasoner;

import it.unimi.dsi.fastutil.ints.Int2IntLinkedOpenHashMap;
import it.unimi.dsi.fastutil.ints.Int2IntOpenHashMap;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.jena.graph.Node;
import org.rationale.kg.Origin;

/**
 * Makes ground programs of what was recorded. Certain facts are dropped, so is what no goal and no
 * observation can reach, and what shares no random choice becomes programs of its own. Confined to
 * one thread at a time.
 */
final class Grounding {

  private static final int UNKNOWN = -1;

  private final ProofStore store;

  /** Twice the row, plus one for what sources state of it and nothing else. */
  private final Long2IntOpenHashMap numbers = new Long2IntOpenHashMap();

  private final List<Atom> atoms = new ArrayList<>();
  private final Map<Object, Integer> switches = new HashMap<>();
  private final Map<Object, Integer> groups = new HashMap<>();
  private final List<RandomInput> inputs = new ArrayList<>();
  private final IntArrayList groupOf = new IntArrayList();

  private static final class Atom {
    private final int row;
    private final boolean stated;
    private List<GroundProgram.Clause> clauses = List.of();
    private boolean explored;

    Atom(int row, boolean stated) {
      this.row = row;
      this.stated = stated;
    }
  }

  /** Rows that all hold and rows of which none holds. */
  record Rows(List<Integer> held, List<Integer> absent) {}

  /**
   * Some goals, those observations that bear on them, and their random choices.
   *
   * @param observed the rows of the observations
   */
  record Part(
      GroundProgram program, double[] probabilities, int[] inputs, int[] goals, int[] observed) {}

  /** One alternative of a base choice or one independent source. */
  private record SourceKey(int fact, int index) {}

  /** One substitution of a probabilistic rule. */
  private record RuleKey(Object rule, List<Integer> substitution) {}

  Grounding(ProofStore store) {
    this.store = store;
    numbers.defaultReturnValue(UNKNOWN);
  }

  RandomInput input(int number) {
    return inputs.get(number);
  }

  /** How many random choices were met so far. */
  int inputs() {
    return inputs.size();
  }

  /**
   * The independent parts that goals and evidence fall into. Goals and observations about certain
   * rows only are in none.
   *
   * @param goals of which none is impossible for a certain row
   */
  List<Part> parts(List<Rows> goals, Rows evidence) {
    return partsOf(goals.stream().map(this::goal).toList(), evidence);
  }

  /** The same of goals about atoms that were numbered here. */
  List<Part> partsOf(List<GroundProgram.Goal> raw, Rows evidence) {
    GroundProgram.Goal observed = goal(evidence);
    Int2IntLinkedOpenHashMap parent = new Int2IntLinkedOpenHashMap();
    for (GroundProgram.Goal goal : raw) {
      reach(goal.held(), parent);
      reach(goal.absent(), parent);
    }
    reach(observed.held(), parent);
    reach(observed.absent(), parent);
    link(parent);
    for (GroundProgram.Goal goal : raw) {
      int first = first(goal);
      for (int[] side : new int[][] {goal.held(), goal.absent()}) {
        for (int atom : side) {
          union(first, atom, parent);
        }
      }
    }
    Map<Integer, IntArrayList> byRoot = new LinkedHashMap<>();
    for (int i = 0; i < raw.size(); i++) {
      if (!raw.get(i).isTrivial()) {
        byRoot.computeIfAbsent(find(first(raw.get(i)), parent), root -> new IntArrayList()).add(i);
      }
    }
    for (int atom : observed.held()) {
      byRoot.computeIfAbsent(find(atom, parent), root -> new IntArrayList());
    }
    for (int atom : observed.absent()) {
      byRoot.computeIfAbsent(find(atom, parent), root -> new IntArrayList());
    }
    List<Part> parts = new ArrayList<>();
    byRoot.forEach(
        (root, members) -> {
          List<GroundProgram.Goal> own = new ArrayList<>();
          members.forEach(i -> own.add(raw.get(i)));
          GroundProgram.Goal given =
              new GroundProgram.Goal(
                  Arrays.stream(observed.held())
                      .filter(atom -> find(atom, parent) == root)
                      .toArray(),
                  Arrays.stream(observed.absent())
                      .filter(atom -> find(atom, parent) == root)
                      .toArray());
          parts.add(new Renumbering().part(own, given, members.toIntArray()));
        });
    return parts;
  }

  private static int first(GroundProgram.Goal goal) {
    return goal.held().length > 0
        ? goal.held()[0]
        : goal.absent().length > 0 ? goal.absent()[0] : UNKNOWN;
  }

  private GroundProgram.Goal goal(Rows rows) {
    return new GroundProgram.Goal(
        rows.held().stream()
            .filter(row -> !store.isCertain(row))
            .mapToInt(row -> number(row, false))
            .distinct()
            .toArray(),
        rows.absent().stream()
            .filter(row -> row != FactTable.NONE)
            .mapToInt(row -> number(row, false))
            .distinct()
            .toArray());
  }

  private void reach(int[] starts, Int2IntLinkedOpenHashMap parent) {
    IntArrayList open = new IntArrayList();
    for (int start : starts) {
      if (!parent.containsKey(start)) {
        parent.put(start, start);
        open.add(start);
      }
    }
    while (!open.isEmpty()) {
      for (GroundProgram.Clause clause : clauses(open.popInt())) {
        reach(clause.premises(), parent, open);
        for (int[] set : clause.excluded()) {
          reach(set, parent, open);
        }
      }
    }
  }

  private static void reach(int[] atoms, Int2IntLinkedOpenHashMap parent, IntArrayList open) {
    for (int atom : atoms) {
      if (!parent.containsKey(atom)) {
        parent.put(atom, atom);
        open.add(atom);
      }
    }
  }

  /** Joins atoms that depend on each other or on one group of switches. */
  private void link(Int2IntLinkedOpenHashMap parent) {
    Int2IntOpenHashMap ofGroup = new Int2IntOpenHashMap();
    ofGroup.defaultReturnValue(UNKNOWN);
    for (int atom : parent.keySet().toIntArray()) {
      for (GroundProgram.Clause clause : clauses(atom)) {
        for (int premise : clause.premises()) {
          union(atom, premise, parent);
        }
        for (int[] set : clause.excluded()) {
          for (int excluded : set) {
            union(atom, excluded, parent);
          }
        }
        for (int s : clause.switches()) {
          int other = ofGroup.putIfAbsent(groupOf.getInt(s), atom);
          if (other != UNKNOWN) {
            union(atom, other, parent);
          }
        }
      }
    }
  }

  private static void union(int a, int b, Int2IntLinkedOpenHashMap parent) {
    if (a != UNKNOWN) {
      parent.put(find(a, parent), find(b, parent));
    }
  }

  private static int find(int atom, Int2IntLinkedOpenHashMap parent) {
    int root = atom;
    for (int next = parent.get(root); next != root; next = parent.get(root)) {
      root = next;
    }
    parent.put(atom, root);
    return root;
  }

  /** The atom of a row. */
  int atom(int row) {
    return number(row, false);
  }

  /** A further atom that stands for no row. */
  int event(List<GroundProgram.Clause> clauses) {
    Atom atom = new Atom(FactTable.NONE, false);
    atom.explored = true;
    atom.clauses = List.copyOf(clauses);
    atoms.add(atom);
    return atoms.size() - 1;
  }

  /** The switch for whether a source states a row, the first if several say the same; or none. */
  int[] switchOf(int row, Origin origin) {
    int index = store.sources(row).indexOf(origin);
    if (index < 0) {
      throw new IllegalArgumentException("The source (%s) does not state this.".formatted(origin));
    }
    return source(row, index, origin);
  }

  private int number(int row, boolean stated) {
    long key = 2L * row + (stated ? 1 : 0);
    int known = numbers.get(key);
    if (known == UNKNOWN) {
      known = atoms.size();
      atoms.add(new Atom(row, stated));
      numbers.put(key, known);
    }
    return known;
  }

  private List<GroundProgram.Clause> clauses(int number) {
    Atom atom = atoms.get(number);
    if (!atom.explored) {
      atom.explored = true;
      List<GroundProgram.Clause> clauses = new ArrayList<>();
      List<Origin> sources = store.sources(atom.row);
      for (int i = 0; i < sources.size(); i++) {
        clauses.add(
            new GroundProgram.Clause(
                "", source(atom.row, i, sources.get(i)), new int[0], new int[0][]));
      }
      if (!atom.stated) {
        for (Match match : store.matches(atom.row)) {
          clause(match).ifPresent(clauses::add);
        }
      }
      atom.clauses = clauses;
    }
    return atom.clauses;
  }

  private boolean isCertain(int row, boolean stated) {
    return stated
        ? store.sources(row).stream().anyMatch(ProofStore::isCertain)
        : store.isCertain(row);
  }

  /** What a match needs; empty if it excludes what is certain. */
  Optional<GroundProgram.Clause> clause(Match match) {
    int[] premises =
        Arrays.stream(match.premises())
            .filter(row -> !isCertain(row, match.ofData()))
            .map(row -> number(row, match.ofData()))
            .toArray();
    List<int[]> excluded = new ArrayList<>();
    for (Match.Absence absence : match.absences()) {
      for (int[] rows : absence.possible()) {
        int[] set =
            Arrays.stream(rows)
                .filter(row -> !isCertain(row, absence.ofData()))
                .map(row -> number(row, absence.ofData()))
                .toArray();
        if (set.length == 0) {
          return Optional.empty();
        }
        excluded.add(set);
      }
    }
    String rule =
        switch (match) {
          case Match.OfRule ofRule -> ofRule.rule().rule().id();
          case Match.OfDrl ofDrl -> ofDrl.drl().rule().id();
        };
    return Optional.of(
        new GroundProgram.Clause(rule, fires(match), premises, excluded.toArray(int[][]::new)));
  }

  private int[] source(int row, int index, Origin origin) {
    Optional<Object> choice =
        switch (origin) {
          case Origin.Asserted asserted -> asserted.choice().map(c -> c);
          case Origin.Perceived perceived -> perceived.percept().choice().map(c -> c);
          case Origin.Derived derived ->
              throw new IllegalStateException("A derived fact is no source of itself.");
        };
    if (choice.isEmpty() && ProofStore.isCertain(origin)) {
      return new int[0];
    }
    SourceKey key = new SourceKey(row, index);
    Integer known = switches.get(key);
    if (known == null) {
      known = add(key, choice, new RandomInput.OfFact(store.facts().triple(row), origin));
    }
    return new int[] {known};
  }

  private int[] fires(Match match) {
    return switch (match) {
      case Match.OfDrl drl -> new int[0];
      case Match.OfRule rule -> {
        Optional<Node> choice = rule.rule().rule().choice();
        if (choice.isEmpty() && rule.rule().rule().probability().isCertain()) {
          yield new int[0];
        }
        List<Integer> substitution = rule.substitution();
        RuleKey key = new RuleKey(rule.rule().rule().id(), substitution);
        Integer known = switches.get(key);
        if (known == null) {
          known =
              add(
                  key,
                  choice.map(c -> new RuleKey(c, substitution)),
                  new RandomInput.OfRule(
                      rule.rule().rule().id(),
                      RecordedProofGraph.substitution(rule, store.facts().terms()),
                      rule.rule().rule().probability()));
        }
        yield new int[] {known};
      }
    };
  }

  private int add(Object key, Optional<Object> choice, RandomInput input) {
    int number = inputs.size();
    switches.put(key, number);
    inputs.add(input);
    groupOf.add(groups.computeIfAbsent(choice.orElse(key), group -> groups.size()).intValue());
    return number;
  }

  /** Numbers atoms and switches as a walk from the goals meets them. */
  private final class Renumbering {

    private final Int2IntOpenHashMap newAtoms = new Int2IntOpenHashMap();
    private final IntArrayList oldAtoms = new IntArrayList();
    private final Int2IntOpenHashMap newSwitches = new Int2IntOpenHashMap();
    private final IntArrayList oldSwitches = new IntArrayList();
    private final Int2IntOpenHashMap newGroups = new Int2IntOpenHashMap();
    private final IntArrayList newGroupOf = new IntArrayList();

    Renumbering() {
      newAtoms.defaultReturnValue(UNKNOWN);
      newSwitches.defaultReturnValue(UNKNOWN);
      newGroups.defaultReturnValue(UNKNOWN);
    }

    Part part(List<GroundProgram.Goal> goals, GroundProgram.Goal evidence, int[] numbersOfGoals) {
      List<GroundProgram.Goal> newGoals = goals.stream().map(this::goal).toList();
      GroundProgram.Goal newEvidence = goal(evidence);
      List<List<GroundProgram.Clause>> all = new ArrayList<>();
      for (int atom = 0; atom < oldAtoms.size(); atom++) {
        List<GroundProgram.Clause> renumbered = new ArrayList<>();
        for (GroundProgram.Clause clause : clauses(oldAtoms.getInt(atom))) {
          int[] own = new int[clause.switches().length];
          for (int i = 0; i < own.length; i++) {
            own[i] = ofSwitch(clause.switches()[i]);
          }
          int[][] excluded = new int[clause.excluded().length][];
          for (int i = 0; i < excluded.length; i++) {
            excluded[i] = ofAtoms(clause.excluded()[i]);
          }
          renumbered.add(
              new GroundProgram.Clause(clause.rule(), own, ofAtoms(clause.premises()), excluded));
        }
        all.add(renumbered);
      }
      double[] probabilities = new double[oldSwitches.size()];
      for (int s = 0; s < probabilities.length; s++) {
        probabilities[s] = inputs.get(oldSwitches.getInt(s)).probability().value();
      }
      return new Part(
          new GroundProgram(all, newGroupOf.toIntArray(), newGoals, newEvidence),
          probabilities,
          oldSwitches.toIntArray(),
          numbersOfGoals,
          IntStream.concat(Arrays.stream(evidence.held()), Arrays.stream(evidence.absent()))
              .map(atom -> atoms.get(atom).row)
              .toArray());
    }

    private GroundProgram.Goal goal(GroundProgram.Goal goal) {
      return new GroundProgram.Goal(ofAtoms(goal.held()), ofAtoms(goal.absent()));
    }

    private int[] ofAtoms(int[] old) {
      int[] renumbered = new int[old.length];
      for (int i = 0; i < old.length; i++) {
        int known = newAtoms.get(old[i]);
        if (known == UNKNOWN) {
          known = oldAtoms.size();
          oldAtoms.add(old[i]);
          newAtoms.put(old[i], known);
        }
        renumbered[i] = known;
      }
      return renumbered;
    }

    private int ofSwitch(int old) {
      int known = newSwitches.get(old);
      if (known == UNKNOWN) {
        known = oldSwitches.size();
        oldSwitches.add(old);
        newSwitches.put(old, known);
        int group = newGroups.get(groupOf.getInt(old));
        if (group == UNKNOWN) {
          group = newGroups.size();
          newGroups.put(groupOf.getInt(old), group);
        }
        newGroupOf.add(group);
      }
      return known;
    }
  }
}
