package org.rationale.explanations.checker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.rationale.explanations.checker.Certificate.Claim;
import org.rationale.explanations.checker.Certificate.Observation;
import org.rationale.explanations.checker.Certificate.Rule;
import org.rationale.explanations.checker.Certificate.Source;
import org.rationale.explanations.checker.Certificate.Step;
import org.rationale.explanations.checker.Certificate.Variable;

/**
 * For each fact the worlds in which it holds, as a function of the random inputs, found from the
 * steps alone; and the claims, which must say the same.
 */
final class Worlds {

  private static final double TOLERANCE = 1e-9;

  private final Certificate c;
  private final FactList facts;
  private final Place place;
  private final Diagrams diagrams = new Diagrams();
  private final Map<Object, Object> owners = new HashMap<>();
  private final int[] on;
  private final double[] chances;
  private final int[] holds;
  private final int[] stated;
  private final List<Integer> functions = new ArrayList<>(List.of(0, 1));
  private final List<Double> logarithms = new ArrayList<>(List.of(Double.NEGATIVE_INFINITY, 0.0));
  private boolean tooLarge;

  Worlds(Certificate c, FactList facts, Place place) {
    this.c = c;
    this.facts = facts;
    this.place = place;
    this.on = new int[c.variables().size()];
    this.chances = new double[on.length];
    this.holds = new int[c.facts().size()];
    this.stated = new int[holds.length];
    Map<Integer, TreeMap<Integer, Integer>> groups = new TreeMap<>();
    for (int i = 0; i < on.length; i++) {
      place.at("variables", i);
      Variable v = c.variables().get(i);
      Integer taken = groups.computeIfAbsent(v.group(), g -> new TreeMap<>()).put(v.place(), i);
      Place.require(taken == null, "its place in the group is taken");
    }
    groups.values().forEach(group -> chain(group.values()));
    checkOwners();
  }

  private void chain(Iterable<Integer> group) {
    double left = 1;
    int noneBefore = Diagrams.TRUE;
    for (int variable : group) {
      place.at("variables", variable);
      double own = c.variables().get(variable).probability();
      Place.require(own >= 0 && own <= left + TOLERANCE, "its choice adds up to more than 1");
      chances[variable] = own == 0 ? 0 : left <= 0 ? 1 : Math.min(1, own / left);
      left -= own;
      int taken = diagrams.node(variable, Diagrams.FALSE, Diagrams.TRUE);
      on[variable] = diagrams.and(noneBefore, taken);
      noneBefore = diagrams.and(noneBefore, diagrams.not(taken));
    }
  }

  /** What is uncertain has one variable, with its weight, in the group of its choice. */
  private void checkOwners() {
    for (int i = 0; i < holds.length; i++) {
      place.at("facts", i);
      List<Source> sources = c.facts().get(i).sources();
      for (int k = 0; k < sources.size(); k++) {
        Source s = sources.get(k);
        own(
            s.variable(),
            s.probability(),
            List.of("source", i, k),
            "sources",
            s.choice(),
            List.of());
        stated[i] = diagrams.or(stated[i], on(s.variable()));
      }
    }
    for (int i = 0; i < c.steps().size(); i++) {
      place.at("steps", i);
      Step s = c.steps().get(i);
      Rule rule = c.rules().get(s.rule());
      Object key = List.of("rule", s.rule(), s.substitution());
      own(s.variable(), rule.probability(), key, "rules", rule.choice(), s.substitution());
    }
    for (int i = 0; i < on.length; i++) {
      place.at("variables", i);
      Place.require(owners.containsKey(i), "nothing depends on it");
    }
  }

  private int on(int variable) {
    return variable == Rules.NONE ? Diagrams.TRUE : on[variable];
  }

  private void own(int variable, double weight, Object key, String kind, int choice, Object with) {
    if (weight == 1 && choice == Rules.NONE) {
      Place.require(variable == Rules.NONE, "it is certain and needs no variable");
      return;
    }
    Variable v = c.variables().get(variable);
    Object group = choice == Rules.NONE ? key : List.of(kind, choice, with);
    Place.require(
        v.probability() == weight
            && match(variable, key)
            && match(List.of("variable", key), variable)
            && match(List.of("group", v.group()), group)
            && match(List.of("choice", group), v.group()),
        "its variable has another weight or group, or belongs to something else");
  }

  private boolean match(Object one, Object other) {
    Object known = owners.putIfAbsent(one, other);
    return known == null || known.equals(other);
  }

  /** Finds the function of each fact: the least model, layer by layer. */
  void follow() {
    try {
      TreeMap<Integer, List<Step>> layers = new TreeMap<>();
      for (int i = 0; i < holds.length; i++) {
        holds[i] = stated[i];
      }
      c.steps()
          .forEach(
              step ->
                  layers
                      .computeIfAbsent(
                          c.facts().get(step.conclusion()).layer(), l -> new ArrayList<>())
                      .add(step));
      for (List<Step> layer : layers.values()) {
        boolean changed = true;
        while (changed) {
          changed = false;
          for (Step step : layer) {
            int before = holds[step.conclusion()];
            holds[step.conclusion()] = diagrams.or(before, fires(step));
            changed |= holds[step.conclusion()] != before;
          }
        }
      }
    } catch (Diagrams.TooLarge e) {
      tooLarge = true;
    }
  }

  private int fires(Step step) {
    Rule rule = c.rules().get(step.rule());
    int fires = diagrams.and(on(step.variable()), all(step.premises(), rule.dataOnly()));
    for (int n = 0; n < step.absent().size(); n++) {
      fires =
          diagrams.and(
              fires, diagrams.not(any(step.absent().get(n), Derivations.readsDataOnly(rule, n))));
    }
    return fires;
  }

  private int all(List<Integer> set, boolean dataOnly) {
    int all = Diagrams.TRUE;
    for (int fact : set) {
      all = diagrams.and(all, dataOnly ? stated[fact] : holds[fact]);
    }
    return all;
  }

  /** The worlds in which any of some sets of facts holds wholly. */
  private int any(List<List<Integer>> sets, boolean dataOnly) {
    int any = Diagrams.FALSE;
    for (List<Integer> set : sets) {
      any = diagrams.or(any, all(set, dataOnly));
    }
    return any;
  }

  /** Whether sets are such that in every world one of them holds, as far as that is known. */
  boolean isCertain(List<List<Integer>> sets, boolean dataOnly) {
    return tooLarge ? !sets.isEmpty() : any(sets, dataOnly) == Diagrams.TRUE;
  }

  /** Checks nodes: each decides one variable, and those below it only later ones. */
  void checkNodes() {
    for (int i = 0; i < c.nodes().size(); i++) {
      place.at("nodes", i);
      int variable = c.nodes().get(i).get(0);
      int low = c.nodes().get(i).get(1);
      int high = c.nodes().get(i).get(2);
      boolean later =
          low < i + 2
              && high < i + 2
              && diagrams.variable(functions.get(low)) > variable
              && diagrams.variable(functions.get(high)) > variable;
      Place.require(
          later && low != high && c.nodes().get(i).size() == 3,
          "its two nodes must come before it and decide later variables");
      functions.add(diagrams.node(variable, functions.get(low), functions.get(high)));
      logarithms.add(
          sum(
              Math.log1p(-chances[variable]) + logarithms.get(low),
              Math.log(chances[variable]) + logarithms.get(high)));
    }
  }

  private static double sum(double a, double b) {
    double larger = Math.max(a, b);
    return larger == Double.NEGATIVE_INFINITY
        ? larger
        : larger + Math.log1p(Math.exp(Math.min(a, b) - larger));
  }

  /** Checks a claim; whether its diagram was compared with the steps. */
  boolean check(Claim claim) {
    c.facts().get(claim.fact());
    Place.require(
        0 <= claim.lower()
            && claim.lower() <= claim.probability()
            && claim.probability() <= claim.upper()
            && claim.upper() <= 1,
        "its probability is not between its bounds");
    boolean exact = claim.guarantee().equals("exact");
    Place.require(
        exact || Set.of("bounded", "estimated", "stated").contains(claim.guarantee()),
        "there is no such guarantee");
    if (!exact) {
      return false;
    }
    double value = Math.exp(logarithms.get(claim.both()) - logarithms.get(claim.given()));
    Place.require(
        Math.abs(value - claim.probability()) <= TOLERANCE && claim.lower() == claim.upper(),
        "its diagram gives " + value);
    if (tooLarge) {
      return false;
    }
    int given = Diagrams.TRUE;
    int others = Diagrams.TRUE;
    for (int i = 0; i < c.evidence().size(); i++) {
      Observation seen = c.evidence().get(i);
      int fact = facts.find(List.of(seen.s(), seen.p(), seen.o()));
      int function = fact == Rules.NONE ? Diagrams.FALSE : holds[fact];
      function = seen.holds() ? function : diagrams.not(function);
      Place.require(
          fact != Rules.NONE || facts.isCovered(List.of(seen.s(), seen.p(), seen.o())),
          "the scope lacks an observation");
      if (claim.observed().contains(i)) {
        given = diagrams.and(given, function);
      } else {
        others = diagrams.and(others, function);
      }
    }
    int both = diagrams.and(given, holds[claim.fact()]);
    Place.require(others != Diagrams.FALSE, "the observations cannot be");
    Place.require(
        functions.get(claim.given()) == given && functions.get(claim.both()) == both,
        "its diagrams are not what follows from the steps");
    Set<Integer> own = groups(given, both);
    own.retainAll(groups(others, others));
    Place.require(own.isEmpty(), "an observation that bears on it is left out");
    return true;
  }

  private Set<Integer> groups(int a, int b) {
    Set<Integer> variables = diagrams.support(a);
    variables.addAll(diagrams.support(b));
    return variables.stream().map(v -> c.variables().get(v).group()).collect(Collectors.toSet());
  }
}
