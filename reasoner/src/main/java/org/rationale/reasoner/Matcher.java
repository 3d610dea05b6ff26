package org.rationale.reasoner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.query.ARQ;
import org.apache.jena.riot.out.NodeFmtLib;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.expr.ExprEvalException;
import org.apache.jena.sparql.function.FunctionEnv;
import org.apache.jena.sparql.function.FunctionEnvBase;
import org.jspecify.annotations.Nullable;

/**
 * Runs plans over a fact table. A search that starts from a row finds the solutions in which no
 * premise is younger than it; among several patterns that the row itself fills, those before the
 * starting one take older rows only. So when every row has been the start once, each solution has
 * been found once.
 *
 * <p>Confined to one thread.
 */
final class Matcher {

  /** Takes a solution, which is in the matcher's slots and premises, and says whether to go on. */
  interface Found {
    boolean found(CompiledRule rule);
  }

  private static final int NO_LIMIT = Integer.MAX_VALUE;

  private final FactTable facts;
  private final TermTable terms;
  private final boolean mayNumber;
  private final int[] slots;
  private final int[] premises;
  private final FunctionEnv environment = new FunctionEnvBase(ARQ.getContext());
  private final @Nullable Matcher inner;

  private @Nullable Found found;
  private @Nullable CompiledRule rule;
  private int youngest;
  private int startAtom;
  private boolean certainOnly;
  private boolean allCertain;
  private boolean flagsMatter;

  /**
   * @param mayNumber whether terms that expressions make get numbers. Where they may not, a term
   *     without a number ends a solution: those of a closed table have all their numbers
   */
  Matcher(FactTable facts, Program program, boolean mayNumber) {
    this.facts = facts;
    this.terms = facts.terms();
    this.mayNumber = mayNumber;
    this.slots = new int[program.maximumSlots()];
    this.premises = new int[program.maximumAtoms()];
    this.inner = new Matcher(facts, mayNumber, slots, premises.length);
  }

  /** For negations, over the same slots. */
  private Matcher(FactTable facts, boolean mayNumber, int[] slots, int atoms) {
    this.facts = facts;
    this.terms = facts.terms();
    this.mayNumber = mayNumber;
    this.slots = slots;
    this.premises = new int[atoms];
    this.inner = null;
  }

  /** A term number for each of the rule's slots; overwritten by the next solution. */
  int[] slots() {
    return slots;
  }

  /** A row for each of the rule's patterns; overwritten by the next solution. */
  int[] premises() {
    return premises;
  }

  /**
   * Finds the solutions whose youngest premise is a row.
   *
   * @param certainOnly whether all premises must be certain
   * @param allCertain whether certain rows count as older, whatever their age
   */
  void fromYoungest(
      CompiledRule of,
      CompiledRule.Start start,
      int row,
      boolean certainOnly,
      boolean allCertain,
      Found consumer) {
    Step.Join join = start.row();
    if (join.dataOnly() && !facts.isGiven(row)) {
      return;
    }
    if (start.plan().length == 0) {
      // Most rules of an ontology: there is nothing to search for.
      if (bind(join, facts, row)) {
        premises[join.atom()] = row;
        consumer.found(of);
      }
      return;
    }
    prepare(of, certainOnly, consumer);
    this.youngest = row;
    this.startAtom = join.atom();
    this.allCertain = allCertain;
    begin(start, row);
  }

  /** Finds the solutions that a row starts, whatever the ages of the premises. */
  void from(
      CompiledRule of, CompiledRule.Start start, int row, boolean certainOnly, Found consumer) {
    prepare(of, certainOnly, consumer);
    begin(start, row);
  }

  /** Finds the solution of a body without patterns. */
  void whole(CompiledRule of, Found consumer) {
    prepare(of, false, consumer);
    run(of.whole(), 0);
  }

  private void prepare(CompiledRule of, boolean onlyCertain, Found consumer) {
    rule = of;
    found = consumer;
    certainOnly = onlyCertain;
    allCertain = false;
    youngest = NO_LIMIT;
    startAtom = -1;
    flagsMatter = facts.hasDead() || (onlyCertain && facts.hasUncertain());
  }

  private void begin(CompiledRule.Start start, int row) {
    Step.Join join = start.row();
    if (bind(join, facts, row)) {
      if (join.atom() >= 0) {
        premises[join.atom()] = row;
      }
      run(start.plan(), 0);
    }
  }

  /**
   * Whether something that the solution in the slots must not find is there.
   *
   * @param onlyCertain whether only certain matches count
   */
  boolean isBlocked(CompiledRule of, boolean onlyCertain) {
    for (CompiledRule.Absent absent : of.absents()) {
      if (!negations().isEmpty(of, absent, onlyCertain)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether the solution in the slots, found in the second phase, is one that the first has met: a
   * certain rule with certain premises and nothing in its way.
   */
  boolean isMetBefore(CompiledRule of, Phase phase) {
    if (phase.certain() || !of.isCertain()) {
      return false;
    }
    for (int atom = 0; atom < of.atoms(); atom++) {
      if (!facts.isCertain(premises[atom], of.readsDataOnly())) {
        return false;
      }
    }
    return !of.hasNegation() || !isBlocked(of, false);
  }

  private boolean isEmpty(CompiledRule of, CompiledRule.Absent absent, boolean onlyCertain) {
    boolean[] empty = {true};
    prepare(
        of,
        onlyCertain,
        any -> {
          empty[0] = false;
          return false;
        });
    run(absent.plan(), 0);
    return empty[0];
  }

  /** The absences that the solution in the slots relies on. */
  List<Match.Absence> absences(CompiledRule of) {
    List<Match.Absence> absences = new ArrayList<>();
    for (CompiledRule.Absent absent : of.absents()) {
      absences.add(
          new Match.Absence(
              describe(absent), negations().possible(of, absent), of.readsDataOnly(absent)));
    }
    return absences;
  }

  /** The distinct sets of uncertain rows that would each be a match. */
  private List<int[]> possible(CompiledRule of, CompiledRule.Absent absent) {
    List<int[]> sets = new ArrayList<>();
    boolean dataOnly = of.readsDataOnly(absent);
    prepare(
        of,
        false,
        any -> {
          int[] rows =
              Arrays.stream(premises, 0, absent.atoms())
                  .filter(row -> !facts.isCertain(row, dataOnly))
                  .distinct()
                  .sorted()
                  .toArray();
          if (sets.stream().noneMatch(set -> Arrays.equals(set, rows))) {
            sets.add(rows);
          }
          return true;
        });
    run(absent.plan(), 0);
    return sets;
  }

  private Matcher negations() {
    if (inner == null) {
      throw new IllegalStateException("A negation holds no negation.");
    }
    return inner;
  }

  private String describe(CompiledRule.Absent absent) {
    String text = absent.negation().text();
    for (Map.Entry<Var, Integer> entry : absent.outer().entrySet()) {
      text =
          text.replaceAll(
              "[?$]" + Pattern.quote(entry.getKey().getVarName()) + "\\b",
              java.util.regex.Matcher.quoteReplacement(
                  NodeFmtLib.strTTL(terms.term(slots[entry.getValue()]))));
    }
    return text;
  }

  private boolean run(Step[] plan, int at) {
    if (at == plan.length) {
      return consumer().found(current());
    }
    return switch (plan[at]) {
      case Step.Join join -> join(join, plan, at);
      case Step.Test test -> !holds(test.expression()) || run(plan, at + 1);
      case Step.Assign assign -> !assign(assign) || run(plan, at + 1);
    };
  }

  private Found consumer() {
    if (found == null) {
      throw new IllegalStateException("A plan was run outside of a search.");
    }
    return found;
  }

  private CompiledRule current() {
    if (rule == null) {
      throw new IllegalStateException("A plan was run outside of a search.");
    }
    return rule;
  }

  private boolean join(Step.Join join, Step[] plan, int at) {
    int s = value(join.s());
    int p = value(join.p());
    int o = value(join.o());
    int path = join.path();
    if (path == AccessPath.STATEMENT) {
      int row = facts.find(s, p, o);
      return row == FactTable.NONE || !isVisible(join, row) || next(join, facts, row, plan, at);
    }
    if (path == AccessPath.ALL) {
      for (int row = Math.min(facts.size() - 1, allCertain ? NO_LIMIT : youngest);
          row >= 0;
          row--) {
        if (isVisible(join, row) && !next(join, facts, row, plan, at)) {
          return false;
        }
      }
      return true;
    }
    int a = AccessPath.firstKey(path, s, p, o);
    int b = AccessPath.secondKey(path, s, p, o);
    for (FactTable table = facts; table != null; table = table.parent()) {
      AccessPath rows = table.path(path);
      int offset = table.offset();
      for (int own = rows.first(a, b, table.cells()); own >= 0; own = rows.next(own)) {
        int row = offset + own;
        if (isVisible(join, row) && !next(join, table, row, plan, at)) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean next(Step.Join join, FactTable table, int row, Step[] plan, int at) {
    if (!bind(join, table, row)) {
      return true;
    }
    premises[join.atom()] = row;
    return run(plan, at + 1);
  }

  private boolean isVisible(Step.Join join, int row) {
    if (row >= youngest) {
      if (row > youngest) {
        if (!allCertain || !facts.isCertain(row, join.dataOnly())) {
          return false;
        }
      } else if (join.atom() < startAtom) {
        return false;
      }
    }
    if (join.dataOnly()) {
      byte flags = facts.flags(row);
      return (flags & FactTable.DEAD) == 0
          && (flags & (certainOnly ? FactTable.GIVEN_CERTAINLY : FactTable.GIVEN)) != 0;
    }
    if (flagsMatter) {
      byte flags = facts.flags(row);
      return (flags & FactTable.DEAD) == 0 && (!certainOnly || (flags & FactTable.CERTAIN) != 0);
    }
    return true;
  }

  private boolean bind(Step.Join join, FactTable table, int row) {
    if (join.onS() != Step.SKIP && !bind(join.onS(), join.s(), table.subject(row))) {
      return false;
    }
    if (join.onP() != Step.SKIP && !bind(join.onP(), join.p(), table.predicate(row))) {
      return false;
    }
    if (join.onO() != Step.SKIP && !bind(join.onO(), join.o(), table.object(row))) {
      return false;
    }
    for (Step.Destructure inside : join.inside()) {
      if (!unify(inside.pattern(), terms.term(slots[inside.slot()]))) {
        return false;
      }
    }
    return true;
  }

  private boolean bind(int what, int operand, int term) {
    if (what == Step.ASSIGN) {
      slots[~operand] = term;
      return true;
    }
    return value(operand) == term;
  }

  private int value(int operand) {
    return operand >= 0 ? operand : slots[~operand];
  }

  private boolean unify(Step.TermPattern pattern, Node node) {
    return switch (pattern) {
      case Step.TermPattern.Anything anything -> true;
      case Step.TermPattern.Constant constant -> constant.node().equals(node);
      case Step.TermPattern.Variable variable -> {
        int term = number(node);
        if (variable.bound()) {
          yield term == slots[variable.slot()];
        }
        slots[variable.slot()] = term;
        yield term != TermTable.NONE;
      }
      case Step.TermPattern.Quoted quoted -> {
        if (!node.isTripleTerm()) {
          yield false;
        }
        Triple triple = node.getTriple();
        yield unify(quoted.parts().get(0), triple.getSubject())
            && unify(quoted.parts().get(1), triple.getPredicate())
            && unify(quoted.parts().get(2), triple.getObject());
      }
    };
  }

  private int number(Node node) {
    return mayNumber ? terms.number(node) : terms.find(node);
  }

  private boolean holds(Expression expression) {
    Expression.Comparison comparison = expression.comparison();
    if (comparison != Expression.Comparison.NONE) {
      int first = slots[expression.slots()[0]];
      int second = slots[expression.slots()[1]];
      if (terms.isIri(first) && terms.isIri(second)) {
        return (first == second) == (comparison == Expression.Comparison.EQUAL);
      }
    }
    try {
      return expression.expr().isSatisfied(new SlotBinding(expression, slots, terms), environment);
    } catch (ExprEvalException error) {
      // By SPARQL's definition an error in a filter counts as false.
      return false;
    }
  }

  private boolean assign(Step.Assign assign) {
    int value;
    try {
      Expression expression = assign.expression();
      value =
          number(
              expression
                  .expr()
                  .eval(new SlotBinding(expression, slots, terms), environment)
                  .asNode());
    } catch (ExprEvalException error) {
      // By SRL's definition an error in an assignment drops the solution.
      return false;
    }
    if (assign.bound()) {
      return slots[assign.slot()] == value;
    }
    slots[assign.slot()] = value;
    return value != TermTable.NONE;
  }
}
