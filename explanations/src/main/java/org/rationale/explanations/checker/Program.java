package org.rationale.explanations.checker;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.rationale.explanations.checker.Certificate.Fact;
import org.rationale.explanations.checker.Certificate.Rule;
import org.rationale.explanations.checker.Certificate.Source;
import org.rationale.explanations.checker.Certificate.Step;
import org.rationale.explanations.checker.Certificate.Variable;

/**
 * A certificate's steps as a propositional program over its variables, evaluated where some of them
 * are known. Atom 2i says that fact i holds, atom 2i + 1 that a source states it.
 */
final class Program {

  /** A way for an atom to hold: the switch is on, all premises hold, no set holds wholly. */
  record Clause(int layer, int head, int variable, int[] premises, int[][] absent) {}

  /** What is known of each atom. */
  record State(boolean[] sure, boolean[] possible) {
    boolean isOpen(int atom) {
      return possible[atom] && !sure[atom];
    }
  }

  static final byte UNKNOWN = 0;
  static final byte TRUE = 1;
  static final byte FALSE = 2;

  private final List<Variable> variables;
  private final int[][] earlier;
  private final List<List<Clause>> clauses = new ArrayList<>();
  private final Map<Object, Object> owners = new HashMap<>();

  Program(Certificate c) {
    this.variables = c.variables();
    this.earlier = new int[variables.size()][];
    Map<Integer, TreeMap<Integer, Integer>> groups = new HashMap<>();
    for (int i = 0; i < earlier.length; i++) {
      Variable v = variables.get(i);
      Integer taken = groups.computeIfAbsent(v.group(), g -> new TreeMap<>()).put(v.place(), i);
      Rejection.unless(taken == null, "variables", i, "its place in the group is taken");
    }
    groups.values().forEach(this::chain);
    for (int i = 0; i < c.facts().size(); i++) {
      Fact fact = c.facts().get(i);
      clauses.add(new ArrayList<>());
      clauses.add(new ArrayList<>());
      for (int k = 0; k < fact.sources().size(); k++) {
        Source source = fact.sources().get(k);
        Object key = List.of("source", i, k);
        Object choice = source.choice() < 0 ? key : List.of("sources", source.choice());
        own("facts", i, source.variable(), source.probability(), key, choice);
        add(new Clause(-1, 2 * i + 1, source.variable(), new int[0], new int[0][]));
      }
      add(new Clause(fact.layer(), 2 * i, Terms.NONE, new int[] {2 * i + 1}, new int[0][]));
    }
    for (int i = 0; i < c.steps().size(); i++) {
      Step step = c.steps().get(i);
      Rule rule = c.rules().get(step.rule());
      Object key = List.of("rule", step.rule(), step.substitution());
      Object choice =
          rule.choice() < 0 ? key : List.of("rules", rule.choice(), step.substitution());
      own("steps", i, step.variable(), rule.probability(), key, choice);
      int only = rule.dataOnly() ? 1 : 0;
      List<int[]> absent = new ArrayList<>();
      for (int n = 0; n < step.absent().size(); n++) {
        int inner = Derivations.readsDataOnly(rule, n) ? 1 : 0;
        step.absent().get(n).forEach(set -> absent.add(atoms(set, inner)));
      }
      int layer = c.facts().get(step.conclusion()).layer();
      int[] premises = atoms(step.premises(), only);
      int[][] sets = absent.toArray(int[][]::new);
      add(new Clause(layer, 2 * step.conclusion(), step.variable(), premises, sets));
    }
    for (int i = 0; i < variables.size(); i++) {
      Rejection.unless(owners.containsKey(i), "variables", i, "nothing depends on it");
    }
  }

  private static int[] atoms(Collection<Integer> facts, int stated) {
    return facts.stream().mapToInt(fact -> 2 * fact + stated).distinct().toArray();
  }

  private void add(Clause clause) {
    clauses.get(clause.head()).add(clause);
  }

  private void chain(TreeMap<Integer, Integer> group) {
    int[] members = group.values().stream().mapToInt(Integer::intValue).toArray();
    double sum = 0;
    for (int k = 0; k < members.length; k++) {
      earlier[members[k]] = Arrays.copyOf(members, k);
      sum += variables.get(members[k]).probability();
    }
    Rejection.unless(sum <= 1 + 1e-9, "variables", members[0], "its choice adds up to more than 1");
  }

  /** What is uncertain has one variable, with its weight, in the group of its choice. */
  private void own(
      String list, int number, int variable, double weight, Object key, Object choice) {
    boolean certain = weight == 1 && key.equals(choice);
    Rejection.unless(weight >= 0 && weight <= 1, list, number, "its probability is none");
    Rejection.unless(
        certain ? variable == Terms.NONE : variable >= 0 && variable < variables.size(),
        list,
        number,
        "what is uncertain needs a variable, and nothing else has one");
    if (!certain) {
      Variable v = variables.get(variable);
      Rejection.unless(v.probability() == weight, list, number, "its variable has another weight");
      boolean right =
          match(variable, key)
              && match(key, variable)
              && match(List.of("group", v.group()), choice)
              && match(choice.equals(key) ? List.of("alone", key) : choice, v.group());
      Rejection.unless(right, list, number, "its variable or group belongs to something else");
    }
  }

  private boolean match(Object one, Object other) {
    Object known = owners.putIfAbsent(one, other);
    return known == null || known.equals(other);
  }

  /** The chance of a variable: its weight in what the earlier places of its group leave. */
  double chance(int variable) {
    double own = variables.get(variable).probability();
    double left = 1;
    for (int k : earlier[variable]) {
      left -= variables.get(k).probability();
    }
    return own == 0 ? 0 : left <= 0 ? 1 : Math.min(1, own / left);
  }

  /** Whether a variable's input goes its way; {@link Terms#NONE} is what is certain. */
  byte on(int variable, byte[] values) {
    if (variable == Terms.NONE) {
      return TRUE;
    }
    byte result = values[variable];
    for (int k : earlier[variable]) {
      if (values[k] == TRUE) {
        return FALSE;
      }
      result = values[k] == UNKNOWN && result == TRUE ? UNKNOWN : result;
    }
    return result;
  }

  /** The variables that must become known for {@link #on} to be known. */
  List<Integer> unknown(int variable, byte[] values) {
    if (on(variable, values) != UNKNOWN) {
      return List.of();
    }
    return IntStream.concat(Arrays.stream(earlier[variable]), IntStream.of(variable))
        .filter(k -> values[k] == UNKNOWN)
        .boxed()
        .toList();
  }

  /** All clauses that some atoms depend on, by layer. */
  List<List<Clause>> cone(Collection<Integer> atoms) {
    TreeMap<Integer, List<Clause>> cone = new TreeMap<>();
    BitSet seen = new BitSet();
    List<Integer> open = new ArrayList<>(atoms);
    for (int i = 0; i < open.size(); i++) {
      if (!seen.get(open.get(i))) {
        seen.set(open.get(i));
        for (Clause clause : clauses.get(open.get(i))) {
          cone.computeIfAbsent(clause.layer(), layer -> new ArrayList<>()).add(clause);
          Arrays.stream(clause.premises()).forEach(open::add);
          Arrays.stream(clause.absent()).flatMapToInt(Arrays::stream).forEach(open::add);
        }
      }
    }
    cone.values().forEach(layer -> layer.sort(Comparator.comparingInt(Clause::head)));
    return List.copyOf(cone.values());
  }

  List<Clause> clauses(int atom) {
    return clauses.get(atom);
  }

  /** The groups of the variables that clauses depend on. */
  Set<Integer> groups(List<List<Clause>> cone) {
    return cone.stream()
        .flatMap(List::stream)
        .filter(clause -> clause.variable() >= 0)
        .map(clause -> variables.get(clause.variable()).group())
        .collect(Collectors.toSet());
  }

  /** What follows from what is known of the variables, layer by layer. */
  State evaluate(List<List<Clause>> cone, byte[] values) {
    State state = new State(new boolean[clauses.size()], new boolean[clauses.size()]);
    for (List<Clause> layer : cone) {
      close(layer, values, state.sure(), state.possible(), true);
      close(layer, values, state.possible(), state.sure(), false);
    }
    return state;
  }

  /** The least model of a layer, where what is unknown counts as not so, or as so. */
  private void close(
      List<Clause> layer, byte[] values, boolean[] holds, boolean[] others, boolean sure) {
    boolean changed = true;
    while (changed) {
      changed = false;
      for (Clause clause : layer) {
        if (!holds[clause.head()]) {
          byte on = on(clause.variable(), values);
          boolean fires = sure ? on == TRUE : on != FALSE;
          for (int premise : clause.premises()) {
            fires &= holds[premise];
          }
          for (int[] set : clause.absent()) {
            fires &= !Arrays.stream(set).allMatch(atom -> others[atom]);
          }
          holds[clause.head()] |= fires;
          changed |= fires;
        }
      }
    }
  }
}
