package org.rationale.explanations;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.expr.Expr;
import org.rationale.kg.Derivation;
import org.rationale.reasoner.ProofGraph;
import org.rationale.rules.BodyElement;
import org.rationale.rules.Rule;

/**
 * Plans that would give a statement a proof that it does not have: facts to add and facts to take
 * back. Rules are followed backwards (abductive logic programming: Kakas, Kowalski and Toni 1992).
 * An atom is met by a fact that is there, by one that the plan adds, or by a rule; a negation that
 * is in the way by breaking every derivation of one fact of each of its matches. Variables that
 * nothing binds stay in the plan.
 *
 * <p>A plan supposes that what it adds blocks nothing: whoever tries it out finds that, and plans
 * on from there. A recursion over the same open atom is unfolded as often as changes are left.
 */
final class Abduction {

  /** Stands for a term that nothing is known of. */
  private static final Node UNKNOWN = NodeFactory.createURI("urn:rationale:unknown");

  private final Revisable program;
  private final FactIndex facts;
  private final ProofGraph graph;
  private final Map<String, Rule> rules = new LinkedHashMap<>();
  private final int limit;
  private int steps;
  private int copies;

  /** Something that a plan has still to see to. */
  private sealed interface Goal {

    /**
     * @param above the atoms that this one was called for, outermost first
     */
    record Holds(Triple pattern, boolean dataOnly, List<Triple> above) implements Goal {}

    record Satisfies(Expr filter, int copy) implements Goal {}

    record Equals(Node variable, Expr expression, int copy) implements Goal {}

    record Absent(BodyElement.Negation negation, int copy, Set<Var> outer) implements Goal {}

    /** The fact is not certain any more. */
    record Fails(Triple fact) implements Goal {}

    /** The derivation does not conclude any more, whatever the world. */
    record Breaks(Derivation derivation) implements Goal {}
  }

  /** A filter or an assignment whose variables are still open. */
  record Condition(Optional<Node> variable, Expr expression, int copy) {}

  /**
   * What to change.
   *
   * @param additions may have variables, for which {@code conditions} hold
   * @param substitution of the variables that conditions mention
   */
  record Plan(
      List<Triple> additions,
      List<Triple> removals,
      List<Condition> conditions,
      Substitution substitution) {}

  private record State(
      List<Goal> goals,
      Substitution substitution,
      List<Triple> additions,
      Set<Triple> removals,
      Set<Triple> used,
      Set<Triple> failing,
      int budget) {

    State with(List<Goal> goals) {
      return new State(goals, substitution, additions, removals, used, failing, budget);
    }

    State with(List<Goal> goals, Substitution substitution) {
      return new State(goals, substitution, additions, removals, used, failing, budget);
    }

    State using(Triple fact) {
      return new State(goals, substitution, additions, removals, plus(used, fact), failing, budget);
    }

    State adding(Triple pattern) {
      List<Triple> more = new ArrayList<>(additions);
      more.add(pattern);
      return new State(goals, substitution, more, removals, used, failing, budget - 1);
    }

    State removing(Triple fact) {
      return removals.contains(fact)
          ? this
          : new State(
              goals, substitution, additions, plus(removals, fact), used, failing, budget - 1);
    }

    /** Without a fact that goes by itself. */
    State replacing(Triple fact) {
      return new State(goals, substitution, additions, plus(removals, fact), used, failing, budget);
    }

    State failing(Triple fact) {
      return new State(goals, substitution, additions, removals, used, plus(failing, fact), budget);
    }

    private static Set<Triple> plus(Set<Triple> facts, Triple fact) {
      Set<Triple> more = new LinkedHashSet<>(facts);
      more.add(fact);
      return more;
    }
  }

  /**
   * @param facts of the program as it is now
   * @param limit of steps, for each call
   */
  Abduction(Revisable program, FactIndex facts, int limit) {
    this(program, program.rules(), facts, limit);
  }

  /**
   * @param rules in place of the program's
   */
  Abduction(Revisable program, List<Rule> rules, FactIndex facts, int limit) {
    this.program = program;
    this.facts = facts;
    this.graph = facts.graph();
    this.limit = limit;
    rules.forEach(rule -> this.rules.put(rule.id(), rule));
  }

  /**
   * Calls the consumer with each plan of 1 to {@code budget} changes, some of them several times.
   *
   * @return whether these are all
   */
  boolean plans(Triple statement, int budget, Consumer<Plan> consumer) {
    steps = 0;
    copies = 0;
    Goal.Holds goal = new Goal.Holds(statement, false, List.of());
    State start =
        new State(List.of(), Substitution.EMPTY, List.of(), Set.of(), Set.of(), Set.of(), budget);
    boolean isConcluded = byRules(goal, start, consumer);
    if (!isConcluded && program.mayAdd(statement) && !facts.contains(statement)) {
      solve(start.adding(statement), consumer);
    }
    return steps <= limit;
  }

  private void solve(State state, Consumer<Plan> consumer) {
    if (++steps > limit) {
      return;
    }
    Optional<Goal> next = next(state);
    if (next.isEmpty()) {
      if (!state.additions().isEmpty() || !state.removals().isEmpty()) {
        consumer.accept(plan(state));
      }
      return;
    }
    List<Goal> rest = new ArrayList<>(state.goals());
    rest.remove(next.get());
    State left = state.with(rest);
    switch (next.get()) {
      case Goal.Satisfies(Expr filter, int copy) -> {
        if (Conditions.holds(filter, copy, state.substitution())) {
          solve(left, consumer);
        }
      }
      case Goal.Equals(Node variable, Expr expression, int copy) ->
          Conditions.value(expression, copy, state.substitution())
              .flatMap(value -> state.substitution().unify(variable, value))
              .ifPresent(bound -> solve(left.with(rest, bound), consumer));
      case Goal.Holds holds -> hold(holds, left, consumer);
      case Goal.Absent absent -> keepAbsent(absent, left, consumer);
      case Goal.Fails(Triple fact) -> fail(fact, left, consumer);
      case Goal.Breaks(Derivation derivation) -> breakOne(derivation, left, consumer);
    }
  }

  /** Conditions as soon as they can be looked at, then atoms from the most bound on. */
  private static Optional<Goal> next(State state) {
    Goal.Holds best = null;
    int most = -1;
    Goal later = null;
    for (Goal goal : state.goals()) {
      switch (goal) {
        case Goal.Satisfies satisfies -> {
          if (Conditions.isReady(satisfies.filter(), satisfies.copy(), state.substitution())) {
            return Optional.of(goal);
          }
        }
        case Goal.Equals equals -> {
          if (Conditions.isReady(equals.expression(), equals.copy(), state.substitution())) {
            return Optional.of(goal);
          }
        }
        case Goal.Holds holds -> {
          int bound = bound(state.substitution().of(holds.pattern()));
          if (bound > most) {
            most = bound;
            best = holds;
          }
        }
        case Goal.Fails fails -> later = goal;
        case Goal.Breaks breaks -> later = goal;
        case Goal.Absent absent -> later = later == null ? goal : later;
      }
    }
    return Optional.ofNullable(best == null ? later : best);
  }

  private static int bound(Triple pattern) {
    return (pattern.getSubject().isConcrete() ? 1 : 0)
        + (pattern.getPredicate().isConcrete() ? 1 : 0)
        + (pattern.getObject().isConcrete() ? 1 : 0);
  }

  private Plan plan(State state) {
    List<Condition> conditions = new ArrayList<>();
    for (Goal goal : state.goals()) {
      switch (goal) {
        case Goal.Satisfies(Expr filter, int copy) ->
            conditions.add(new Condition(Optional.empty(), filter, copy));
        case Goal.Equals(Node variable, Expr expression, int copy) ->
            conditions.add(new Condition(Optional.of(variable), expression, copy));
        case Goal.Holds holds -> throw new IllegalStateException("An atom is open.");
        case Goal.Absent absent -> throw new IllegalStateException("A negation is open.");
        case Goal.Fails fails -> throw new IllegalStateException("A fact is open.");
        case Goal.Breaks breaks -> throw new IllegalStateException("A derivation is open.");
      }
    }
    return new Plan(
        state.additions().stream().map(state.substitution()::of).distinct().toList(),
        state.removals().stream().filter(fact -> !isReplaced(fact, state)).toList(),
        conditions,
        state.substitution());
  }

  private void hold(Goal.Holds goal, State state, Consumer<Plan> consumer) {
    Triple pattern = state.substitution().of(goal.pattern());
    boolean isCertain = false;
    for (Triple fact : facts.candidates(pattern)) {
      if (goal.dataOnly()
          ? state.removals().contains(fact) || !Statements.isGiven(graph, fact)
          : state.failing().contains(fact)) {
        continue;
      }
      Optional<Substitution> bound = state.substitution().unify(pattern, fact);
      if (bound.isPresent()) {
        isCertain |= pattern.isConcrete() && graph.isCertain(fact);
        solve(state.with(state.goals(), bound.get()).using(fact), consumer);
      }
    }
    if (isCertain) {
      return;
    }
    for (Triple addition : state.additions()) {
      state
          .substitution()
          .unify(pattern, addition)
          .ifPresent(bound -> solve(state.with(state.goals(), bound), consumer));
    }
    boolean isThere = pattern.isConcrete() && Statements.isGiven(graph, pattern);
    if (state.budget() > 0 && !isThere && mayAdd(pattern) && !state.failing().contains(pattern)) {
      solve(state.adding(pattern), consumer);
    }
    if (!goal.dataOnly() && mayUnfold(pattern, goal.above(), state)) {
      byRules(goal, state, consumer);
    }
  }

  private boolean mayAdd(Triple pattern) {
    return pattern.getPredicate().isConcrete()
        && !pattern.getSubject().isLiteral()
        && program.mayAdd(pattern);
  }

  /** A proof never needs the fact it proves; open atoms may recur while there are changes left. */
  private static boolean mayUnfold(Triple pattern, List<Triple> above, State state) {
    int variants = 0;
    for (Triple outer : above) {
      Triple other = state.substitution().of(outer);
      if (other.equals(pattern)) {
        return false;
      }
      variants += form(other).equals(form(pattern)) ? 1 : 0;
    }
    return variants <= state.budget();
  }

  private static List<Node> form(Triple pattern) {
    return List.of(
        pattern.getSubject().isVariable() ? Node.ANY : pattern.getSubject(),
        pattern.getPredicate().isVariable() ? Node.ANY : pattern.getPredicate(),
        pattern.getObject().isVariable() ? Node.ANY : pattern.getObject());
  }

  /** Returns whether any rule may conclude the atom. */
  private boolean byRules(Goal.Holds goal, State state, Consumer<Plan> consumer) {
    Triple pattern = state.substitution().of(goal.pattern());
    List<Triple> above = new ArrayList<>(goal.above());
    above.add(pattern);
    boolean any = false;
    for (Rule rule : rules.values()) {
      for (Triple template : rule.head()) {
        int copy = copies++;
        Optional<Substitution> bound =
            state.substitution().unify(Substitution.copy(template, copy), pattern);
        if (bound.isPresent()) {
          any = true;
          List<Goal> goals = new ArrayList<>(body(rule, copy, above));
          goals.addAll(state.goals());
          solve(state.with(goals, bound.get()), consumer);
        }
      }
    }
    return any;
  }

  private static List<Goal> body(Rule rule, int copy, List<Triple> above) {
    Set<Var> outer = variables(rule);
    List<Goal> goals = new ArrayList<>();
    for (BodyElement element : rule.body()) {
      goals.add(
          switch (element) {
            case BodyElement.Pattern(Triple triple) ->
                new Goal.Holds(Substitution.copy(triple, copy), rule.dataOnly(), above);
            case BodyElement.Filter(Expr expression) -> new Goal.Satisfies(expression, copy);
            case BodyElement.Assignment(Var variable, Expr expression) ->
                new Goal.Equals(Substitution.copy(variable, copy), expression, copy);
            case BodyElement.Negation negation -> new Goal.Absent(negation, copy, outer);
          });
    }
    return goals;
  }

  /** The variables that a rule's body binds, in the order of its text. */
  static Set<Var> variables(Rule rule) {
    Set<Var> variables = new LinkedHashSet<>();
    for (BodyElement element : rule.body()) {
      switch (element) {
        case BodyElement.Pattern(Triple triple) -> {
          collect(triple.getSubject(), variables);
          collect(triple.getPredicate(), variables);
          collect(triple.getObject(), variables);
        }
        case BodyElement.Assignment(Var variable, Expr expression) -> variables.add(variable);
        case BodyElement.Filter filter -> {}
        case BodyElement.Negation negation -> {}
      }
    }
    return variables;
  }

  private static void collect(Node node, Set<Var> variables) {
    if (node instanceof Var variable) {
      variables.add(variable);
    } else if (node.isTripleTerm()) {
      collect(node.getTriple().getSubject(), variables);
      collect(node.getTriple().getPredicate(), variables);
      collect(node.getTriple().getObject(), variables);
    }
  }

  /** Every match that is certain must lose a fact. */
  private void keepAbsent(Goal.Absent goal, State state, Consumer<Plan> consumer) {
    boolean dataOnly = goal.negation().dataOnly();
    Substitution known = state.substitution();
    for (Var variable : goal.outer()) {
      Node open = known.of(Substitution.copy(variable, goal.copy()));
      if (open.isVariable()) {
        known = known.with(open, UNKNOWN);
      }
    }
    List<List<Triple>> matches =
        NegationMatch.of(goal.negation(), goal.copy(), known, facts, this::isInTheWay).stream()
            .filter(match -> match.stream().noneMatch(gone(state, dataOnly)))
            .toList();
    if (matches.isEmpty()) {
      solve(state, consumer);
      return;
    }
    // One at a time: breaking one often breaks others.
    List<Goal> again = new ArrayList<>(state.goals());
    again.add(goal);
    for (Triple fact : matches.getFirst()) {
      List<Goal> goals = new ArrayList<>(again);
      goals.addFirst(new Goal.Fails(fact));
      if (dataOnly) {
        withdraw(fact, state.with(again), consumer);
      } else {
        solve(state.with(goals), consumer);
      }
    }
  }

  private boolean isInTheWay(Triple fact, boolean dataOnly) {
    return dataOnly ? Statements.isStatedAsCertain(graph, fact) : graph.isCertain(fact);
  }

  /** The fact is no datum any more; whether it is concluded does not matter. */
  private void withdraw(Triple fact, State state, Consumer<Plan> consumer) {
    if (isReplaced(fact, state)) {
      solve(state.replacing(fact), consumer);
    } else if (state.removals().contains(fact) || (program.mayRemove(fact) && state.budget() > 0)) {
      solve(state.removing(fact), consumer);
    }
  }

  /** Whether what the plan adds takes a fact back anyway. */
  private boolean isReplaced(Triple fact, State state) {
    return state.additions().stream()
        .anyMatch(addition -> program.replaces(state.substitution().of(addition), fact));
  }

  private static Predicate<Triple> gone(State state, boolean dataOnly) {
    return (dataOnly ? state.removals() : state.failing())::contains;
  }

  private void fail(Triple fact, State state, Consumer<Plan> consumer) {
    if (state.failing().contains(fact)) {
      solve(state, consumer);
      return;
    }
    if (state.used().contains(fact) || state.additions().contains(fact)) {
      return;
    }
    State failing = state.failing(fact);
    if (Statements.isStatedAsCertain(graph, fact)) {
      if (isReplaced(fact, state)) {
        failing = failing.replacing(fact);
      } else if (program.mayRemove(fact) && state.budget() > 0) {
        failing = failing.removing(fact);
      } else {
        return;
      }
    }
    List<Goal> goals = new ArrayList<>(state.goals());
    for (Derivation derivation : graph.derivations(fact)) {
      if (isUnconditional(derivation)) {
        goals.addFirst(new Goal.Breaks(derivation));
      }
    }
    solve(failing.with(goals), consumer);
  }

  private boolean isUnconditional(Derivation derivation) {
    boolean dataOnly = isDataOnly(derivation);
    return derivation.probability().isCertain()
        && derivation.premises().stream().allMatch(premise -> isInTheWay(premise, dataOnly))
        && derivation.absences().stream().allMatch(absence -> absence.possible().isEmpty());
  }

  private boolean isDataOnly(Derivation derivation) {
    Rule rule = rules.get(derivation.rule());
    return rule != null && rule.dataOnly();
  }

  private void breakOne(Derivation derivation, State state, Consumer<Plan> consumer) {
    boolean dataOnly = isDataOnly(derivation);
    if (derivation.premises().stream().anyMatch(gone(state, dataOnly))) {
      solve(state, consumer);
      return;
    }
    for (Triple premise : derivation.premises()) {
      if (dataOnly) {
        withdraw(premise, state, consumer);
      } else {
        List<Goal> goals = new ArrayList<>(state.goals());
        goals.addFirst(new Goal.Fails(premise));
        solve(state.with(goals), consumer);
      }
    }
    Rule rule = rules.get(derivation.rule());
    if (rule != null) {
      block(rule, derivation, state, consumer);
    }
  }

  /** Makes one of a derivation's negations match. */
  private void block(Rule rule, Derivation derivation, State state, Consumer<Plan> consumer) {
    for (BodyElement element : rule.body()) {
      if (element instanceof BodyElement.Negation negation) {
        int copy = copies++;
        Substitution bound = state.substitution();
        for (Map.Entry<String, Node> entry : derivation.substitution().entrySet()) {
          bound = bound.with(Substitution.copy(Var.alloc(entry.getKey()), copy), entry.getValue());
        }
        List<Goal> goals = new ArrayList<>(state.goals());
        for (BodyElement inner : negation.body()) {
          goals.add(inner(inner, copy, negation.dataOnly()));
        }
        solve(state.with(goals, bound), consumer);
      }
    }
  }

  private static Goal inner(BodyElement element, int copy, boolean dataOnly) {
    return switch (element) {
      case BodyElement.Pattern(Triple triple) ->
          new Goal.Holds(Substitution.copy(triple, copy), dataOnly, List.of());
      case BodyElement.Filter(Expr expression) -> new Goal.Satisfies(expression, copy);
      case BodyElement.Assignment(Var variable, Expr expression) ->
          new Goal.Equals(Substitution.copy(variable, copy), expression, copy);
      case BodyElement.Negation negation ->
          throw new IllegalStateException("A negation stands inside a negation.");
    };
  }
}
