package org.rationale.explanations.checker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.rationale.explanations.certificate.Certificate;
import org.rationale.explanations.certificate.Certificate.Claim;
import org.rationale.explanations.certificate.Certificate.Observation;
import org.rationale.explanations.certificate.Certificate.Rule;
import org.rationale.explanations.certificate.Certificate.Source;
import org.rationale.explanations.certificate.Certificate.Step;

/**
 * For each fact the worlds in which it holds, as a function of the random inputs, found from the
 * steps alone; and the claims, which must say the same.
 */
final class Worlds {

  private static final double TOLERANCE = 1e-9;

  private static final Set<String> GUARANTEES = Set.of("exact", "bounded", "estimated", "stated");

  private final Certificate c;
  private final FactList facts;
  private final Place place;
  private final Diagrams diagrams = new Diagrams();
  private final Map<Object, Object> owners = new HashMap<>();
  private final int[] on;

  /** The probability of each input and, later, the chance of its variable. */
  private final double[] weights;

  private final Map<Object, TreeMap<Integer, Integer>> groups = new LinkedHashMap<>();
  private final Map<Integer, Object> groupOf = new HashMap<>();
  private final int[] holds;
  private final int[] stated;

  /** Facts that rest on steps that only the engine knows in full. */
  private final boolean[] trusted;

  private final List<Integer> functions = new ArrayList<>(List.of(0, 1));
  private final List<Double> chances = new ArrayList<>(List.of(Double.NEGATIVE_INFINITY, 0.0));
  private boolean tooLarge;

  Worlds(Certificate c, FactList facts, Place place) {
    this.c = c;
    this.facts = facts;
    this.place = place;
    this.on = new int[c.places().size()];
    this.weights = new double[on.length];
    this.holds = new int[c.facts().size()];
    this.stated = new int[holds.length];
    this.trusted = new boolean[holds.length];
    for (int i = 0; i < holds.length; i++) {
      place.at("facts", i);
      for (int k = 0; k < c.facts().get(i).sources().size(); k++) {
        Source source = c.facts().get(i).sources().get(k);
        Object key = List.of("source", i, k);
        Object choice = source.choice() < 0 ? key : List.of("sources", source.choice());
        own(source.variable(), source.probability(), key, choice);
      }
    }
    for (int i = 0; i < c.steps().size(); i++) {
      place.at("steps", i);
      Step step = c.steps().get(i);
      Rule rule = c.rules().get(step.rule());
      Object key = List.of("rule", step.rule(), step.substitution());
      Object choice = List.of("rules", rule.choice(), step.substitution());
      own(step.variable(), rule.probability(), key, rule.choice() < 0 ? key : choice);
    }
    for (int i = 0; i < on.length; i++) {
      place.at("places", i);
      Place.require(owners.containsKey(i), "no random input is the variable");
    }
    groups.values().forEach(group -> chain(group.values()));
  }

  /** What is uncertain has one variable, and one that is its own. */
  private void own(int variable, double weight, Object key, Object choice) {
    Place.probability(weight);
    if (weight == 1 && key.equals(choice)) {
      Place.require(variable == Rules.NONE, "it is certain and needs no variable");
      return;
    }
    weights[variable] = weight;
    Place.require(match(variable, key) && match(key, variable), "its variable is another's too");
    Map<Integer, Integer> group = groups.computeIfAbsent(choice, none -> new TreeMap<>());
    Integer other = group.put(c.places().get(variable), variable);
    Place.require(other == null || other == variable, "its place in the choice is another's too");
    groupOf.put(variable, choice);
  }

  private boolean match(Object one, Object other) {
    Object known = owners.putIfAbsent(one, other);
    return known == null || known.equals(other);
  }

  /** An input goes its way where its variable is true and none before it in its choice is. */
  private void chain(Iterable<Integer> group) {
    double left = 1;
    int noneBefore = Diagrams.TRUE;
    for (int variable : group) {
      place.at("places", variable);
      double own = weights[variable];
      Place.require(own <= left + TOLERANCE, "its choice adds up to more than 1");
      weights[variable] = own == 0 ? 0 : left <= 0 ? 1 : Math.min(1, own / left);
      left -= own;
      int taken = diagrams.node(variable, Diagrams.FALSE, Diagrams.TRUE);
      on[variable] = diagrams.and(noneBefore, taken);
      noneBefore = diagrams.and(noneBefore, diagrams.not(taken));
    }
  }

  private int on(int variable) {
    return variable == Rules.NONE ? Diagrams.TRUE : on[variable];
  }

  /** Finds the function of each fact: the least model, layer by layer. */
  void follow() {
    try {
      TreeMap<Integer, List<Step>> layers = new TreeMap<>();
      for (int i = 0; i < holds.length; i++) {
        for (Source source : c.facts().get(i).sources()) {
          stated[i] = diagrams.or(stated[i], on(source.variable()));
        }
        holds[i] = stated[i];
      }
      for (Step step : c.steps()) {
        int layer = c.facts().get(step.conclusion()).layer();
        layers.computeIfAbsent(layer, l -> new ArrayList<>()).add(step);
      }
      for (List<Step> layer : layers.values()) {
        boolean changed = true;
        while (changed) {
          changed = false;
          for (Step step : layer) {
            changed |= restsOnTrust(step) && !trusted[step.conclusion()];
            trusted[step.conclusion()] |= restsOnTrust(step);
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

  private boolean restsOnTrust(Step step) {
    Stream<Integer> absent = step.absent().stream().flatMap(List::stream).flatMap(List::stream);
    return c.rules().get(step.rule()).hosted()
        || Stream.concat(step.premises().stream(), absent).anyMatch(fact -> trusted[fact]);
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
      List<Integer> node = c.nodes().get(i);
      int variable = node.get(0);
      int low = functions.get(node.get(1));
      int high = functions.get(node.get(2));
      int next = Math.min(diagrams.variable(low), diagrams.variable(high));
      Place.require(node.size() == 3 && low != high, "it decides nothing");
      Place.require(variable < next, "it decides no earlier variable than those below it");
      functions.add(diagrams.node(variable, low, high));
    }
  }

  /** Checks a claim; whether its number was found again from the steps. */
  boolean check(Claim claim) {
    double p = claim.probability();
    Place.probability(claim.lower());
    Place.probability(claim.upper());
    boolean between = claim.lower() <= p && p <= claim.upper();
    Place.require(between, "its probability is not between its bounds");
    boolean exact = claim.guarantee().equals("exact");
    boolean estimated = claim.guarantee().equals("estimated");
    Place.require(GUARANTEES.contains(claim.guarantee()), "there is no such guarantee");
    boolean wide = estimated || claim.guarantee().equals("bounded");
    Place.require(wide || claim.lower() == claim.upper(), "its bounds are not exact");
    if (exact) {
      double value = ratio(functions.get(claim.both()), functions.get(claim.given()));
      Place.require(Math.abs(value - p) <= TOLERANCE, "its diagrams give " + value);
    }
    if (tooLarge || (!exact && trusted[claim.fact()])) {
      return false;
    }
    int given = Diagrams.TRUE;
    int others = Diagrams.TRUE;
    for (int i = 0; i < c.evidence().size(); i++) {
      int seen = function(c.evidence().get(i));
      if (!exact || claim.observed().contains(i)) {
        given = diagrams.and(given, seen);
      } else {
        others = diagrams.and(others, seen);
      }
    }
    int both = diagrams.and(given, holds[claim.fact()]);
    if (!exact) {
      double value = ratio(both, given);
      // Chance does not bring an estimate two widths of its interval away.
      double slack = TOLERANCE + (estimated ? 2 * (claim.upper() - claim.lower()) : 0);
      boolean near = claim.lower() - slack <= value && value <= claim.upper() + slack;
      Place.require(near, "the steps give " + value);
      return !estimated;
    }
    boolean same = functions.get(claim.given()) == given && functions.get(claim.both()) == both;
    Place.require(same, "its diagrams are not what follows from the steps");
    Set<Object> own = groups(given);
    own.addAll(groups(both));
    own.retainAll(groups(others));
    Place.require(own.isEmpty(), "an observation that bears on it is left out");
    Place.require(others != Diagrams.FALSE, "what was observed cannot be");
    return true;
  }

  private double ratio(int both, int given) {
    return Math.exp(chance(both) - chance(given));
  }

  /** The logarithm of the weight of the worlds of a function. */
  private double chance(int function) {
    while (chances.size() <= function) {
      int node = chances.size();
      int variable = diagrams.variable(node);
      double ifFalse = Math.log1p(-weights[variable]) + chances.get(diagrams.side(node, 1));
      double ifTrue = Math.log(weights[variable]) + chances.get(diagrams.side(node, 2));
      double more = Math.max(ifFalse, ifTrue);
      double less = Math.min(ifFalse, ifTrue);
      chances.add(Double.isInfinite(more) ? more : more + Math.log1p(Math.exp(less - more)));
    }
    return chances.get(function);
  }

  private int function(Observation seen) {
    List<Integer> terms = List.of(seen.s(), seen.p(), seen.o());
    int fact = facts.find(terms);
    Place.require(facts.isCovered(terms), "the scope lacks what was observed");
    int function = fact < 0 ? Diagrams.FALSE : holds[fact];
    return seen.holds() ? function : diagrams.not(function);
  }

  private Set<Object> groups(int function) {
    Set<Object> groups = new HashSet<>();
    diagrams.support(function).forEach(variable -> groups.add(groupOf.get(variable)));
    return groups;
  }
}
