package org.rationale.explanations.checker;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rationale.explanations.checker.Certificate.Claim;
import org.rationale.explanations.checker.Certificate.Observation;

/**
 * Checks that the diagrams say what the program says, and the numbers that are read from them. A
 * node decides one variable and its children only later ones, so that what is below it is
 * independent of it and its two sides exclude each other: its weight is a sum of two products.
 */
final class Circuits {

  /** Beyond it a diagram is not compared with the steps. */
  private static final long MOST_WORK = 200_000_000;

  private static final int MOST_VARIABLES = 2_000;
  private static final double TOLERANCE = 1e-9;

  private final Certificate c;
  private final Program program;
  private final FactList facts;
  private final double[] logarithms;
  private final Map<Map<Integer, Boolean>, Set<String>> seen = new LinkedHashMap<>();
  private long work = MOST_WORK;

  Circuits(Certificate c, Program program, FactList facts) {
    this.c = c;
    this.program = program;
    this.facts = facts;
    this.logarithms = new double[c.nodes().size() + 2];
    logarithms[0] = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < c.nodes().size(); i++) {
      List<Integer> node = c.nodes().get(i);
      Rejection.unless(node.size() == 3, "nodes", i, "it has no variable, low and high node");
      int variable = node.get(0);
      Rejection.unless(
          variable >= 0
              && variable < c.variables().size()
              && isBelow(node.get(1), i, variable)
              && isBelow(node.get(2), i, variable),
          "nodes",
          i,
          "its nodes must come before it and decide later variables");
      double chance = program.chance(variable);
      logarithms[i + 2] =
          sum(
              Math.log1p(-chance) + logarithms[node.get(1)],
              Math.log(chance) + logarithms[node.get(2)]);
    }
  }

  private boolean isBelow(int child, int node, int variable) {
    return child >= 0
        && child < node + 2
        && (child < 2 || c.nodes().get(child - 2).getFirst() > variable);
  }

  private static double sum(double a, double b) {
    double larger = Math.max(a, b);
    return larger == Double.NEGATIVE_INFINITY
        ? larger
        : larger + Math.log1p(Math.exp(Math.min(a, b) - larger));
  }

  /** Checks a claim; returns what is left unchecked of it, or nothing. */
  String check(int number) {
    Claim claim = c.claims().get(number);
    boolean right = claim.fact() >= 0 && claim.fact() < c.facts().size();
    Rejection.unless(right, "claims", number, "there is no such fact");
    Rejection.unless(
        0 <= claim.lower()
            && claim.lower() <= claim.probability()
            && claim.probability() <= claim.upper()
            && claim.upper() <= 1,
        "claims",
        number,
        "its numbers are no probability between its bounds");
    if (!claim.guarantee().equals("exact")) {
      boolean known = Set.of("bounded", "estimated", "stated").contains(claim.guarantee());
      Rejection.unless(known, "claims", number, "there is no such guarantee");
      return "no diagram";
    }
    Rejection.unless(
        isNode(claim.both()) && isNode(claim.given()), "claims", number, "there is no such node");
    Map<Integer, Boolean> observed = observed(claim, number);
    Map<Integer, Boolean> both = new LinkedHashMap<>(observed);
    Boolean other = both.put(2 * claim.fact(), true);
    boolean impossible = Boolean.FALSE.equals(other);
    double value = Math.exp(logarithms[claim.both()] - logarithms[claim.given()]);
    Rejection.unless(
        Math.abs(value - claim.probability()) <= TOLERANCE
            && claim.lower() == claim.probability()
            && claim.upper() == claim.probability(),
        "claims",
        number,
        "the diagram gives " + value);
    boolean agree =
        agrees(claim.given(), observed, number)
            && (impossible ? claim.both() == 0 : agrees(claim.both(), both, number));
    return agree ? "" : "too large a diagram";
  }

  private boolean isNode(int node) {
    return node >= 0 && node < logarithms.length;
  }

  /** The observations of a claim by atom; the others may have nothing to do with it. */
  private Map<Integer, Boolean> observed(Claim claim, int number) {
    Map<Integer, Boolean> observed = new LinkedHashMap<>();
    List<Integer> rest = new ArrayList<>();
    for (int i = 0; i < c.evidence().size(); i++) {
      Observation seen = c.evidence().get(i);
      int fact = facts.find(seen.s(), seen.p(), seen.o());
      boolean isUsed = claim.observed().contains(i);
      if (fact == Terms.NONE) {
        boolean right = facts.isCovered(seen.s(), seen.p(), seen.o()) && !seen.holds() && !isUsed;
        Rejection.unless(
            right, "evidence", i, "what holds in no world may only be observed not to hold");
      } else if (isUsed) {
        Rejection.unless(
            observed.put(2 * fact, seen.holds()) == null, "evidence", i, "it is there twice");
      } else {
        rest.add(2 * fact);
      }
    }
    boolean right = observed.size() == claim.observed().size();
    Rejection.unless(right, "claims", number, "there is no such observation");
    List<Integer> own = new ArrayList<>(observed.keySet());
    own.add(2 * claim.fact());
    Set<Integer> shared = new HashSet<>(program.groups(program.cone(rest)));
    shared.retainAll(program.groups(program.cone(own)));
    Rejection.unless(
        shared.isEmpty(), "claims", number, "an observation that bears on it is left out");
    return observed;
  }

  /**
   * Whether a node is true just where all of some atoms are as they should be; false if given up.
   */
  private boolean agrees(int node, Map<Integer, Boolean> goal, int claim) {
    if (c.variables().size() > MOST_VARIABLES) {
      return false;
    }
    List<List<Program.Clause>> cone = program.cone(goal.keySet());
    Set<String> known = seen.computeIfAbsent(Map.copyOf(goal), g -> new HashSet<>());
    return walk(node, goal, cone, new byte[c.variables().size()], known, claim);
  }

  private boolean walk(
      int node,
      Map<Integer, Boolean> goal,
      List<List<Program.Clause>> cone,
      byte[] values,
      Set<String> known,
      int claim) {
    work -= 1 + cone.stream().mapToInt(List::size).sum();
    if (work < 0) {
      return false;
    }
    Program.State state = program.evaluate(cone, values);
    int result = 1;
    for (Map.Entry<Integer, Boolean> wanted : goal.entrySet()) {
      int atom = wanted.getKey();
      boolean wrong = wanted.getValue() ? !state.possible()[atom] : state.sure()[atom];
      result = wrong || result == 0 ? 0 : state.isOpen(atom) ? -1 : result;
    }
    if (result >= 0) {
      Rejection.unless(
          node == result, "claims", claim, "its diagram and the steps disagree in a world");
      return true;
    }
    Residual residual = new Residual(program, state, values, goal.keySet());
    if (!known.add(node + residual.key())) {
      return true;
    }
    int variable = node > 1 ? c.nodes().get(node - 2).getFirst() : residual.variable();
    boolean agree = true;
    for (byte value = Program.TRUE; value <= Program.FALSE && agree; value++) {
      values[variable] = value;
      int next = node > 1 ? c.nodes().get(node - 2).get(value == Program.TRUE ? 2 : 1) : node;
      agree = walk(next, goal, cone, values, known, claim);
    }
    values[variable] = Program.UNKNOWN;
    return agree;
  }
}
