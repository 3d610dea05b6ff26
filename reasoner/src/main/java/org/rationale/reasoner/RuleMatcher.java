package org.rationale.reasoner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.query.ARQ;
import org.apache.jena.riot.out.NodeFmtLib;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.engine.binding.BindingBuilder;
import org.apache.jena.sparql.expr.Expr;
import org.apache.jena.sparql.expr.ExprEvalException;
import org.apache.jena.sparql.expr.NodeValue;
import org.apache.jena.sparql.function.FunctionEnv;
import org.apache.jena.sparql.function.FunctionEnvBase;
import org.rationale.rules.BodyElement;

/**
 * Finds the matches of compiled rules in a proof store. Each substitution is met once: it is found
 * from its youngest premise, and among several atoms that the youngest premise fills, from the
 * first (atoms before the pivot take strictly older rows).
 *
 * <p>Confined to one thread.
 */
final class RuleMatcher {

  private static final int NO_LIMIT = Integer.MAX_VALUE;

  private final ProofStore store;
  private final FactTable facts;
  private final TermTable terms;
  private final FunctionEnv environment = new FunctionEnvBase(ARQ.getContext());

  RuleMatcher(ProofStore store) {
    this.store = store;
    this.facts = store.facts();
    this.terms = facts.terms();
  }

  /**
   * Finds the matches whose youngest premise is the given row, at the given atom.
   *
   * @param consumer takes solutions for which negations were not looked at yet
   */
  void match(CompiledRule rule, int atom, int fact, Consumer<Solution> consumer) {
    CompiledRule.Atom pivot = rule.atoms().get(atom);
    if (pivot.dataOnly() && !store.isBase(fact)) {
      return;
    }
    Search search = new Search(rule.slots(), rule.atoms().size(), atom, fact);
    search.run(
        pivot,
        fact,
        () ->
            search.steps(rule.plans().get(atom), 0, () -> consumer.accept(search.solution(rule))));
  }

  /** Finds the match of a rule whose body has no atoms. */
  void matchWithoutAtoms(CompiledRule rule, Consumer<Solution> consumer) {
    Search search = new Search(rule.slots(), 0, 0, NO_LIMIT);
    search.steps(rule.planWithoutAtoms(), 0, () -> consumer.accept(search.solution(rule)));
  }

  /**
   * Looks at the negations of a solution.
   *
   * @return nothing if one of them certainly has a match
   */
  Optional<Match.OfRule> complete(Solution solution) {
    CompiledRule rule = solution.rule();
    List<Match.Absence> absences = new ArrayList<>();
    for (CompiledRule.Step step : rule.planWithoutAtoms()) {
      if (step instanceof CompiledRule.Step.Absent absent) {
        List<int[]> possible = new ArrayList<>();
        int atoms =
            (int)
                absent.negation().body().stream()
                    .filter(BodyElement.Pattern.class::isInstance)
                    .count();
        Search search = new Search(rule.slots(), atoms, NO_LIMIT, NO_LIMIT);
        System.arraycopy(solution.terms(), 0, search.slots, 0, solution.terms().length);
        // What the body binds after the negation is unknown inside it.
        for (int slot = 0; slot < rule.slots(); slot++) {
          if (!absent.outer().containsValue(slot)) {
            search.slots[slot] = TermTable.NONE;
          }
        }
        search.steps(absent.inner(), 0, () -> possible.add(uncertain(search.premises)));
        if (possible.stream().anyMatch(rows -> rows.length == 0)) {
          return Optional.empty();
        }
        absences.add(new Match.Absence(describe(absent, solution.terms()), distinct(possible)));
      }
    }
    return Optional.of(new Match.OfRule(rule, solution.terms(), solution.premises(), absences));
  }

  private String describe(CompiledRule.Step.Absent absent, int[] solution) {
    String text = absent.negation().text();
    for (Map.Entry<Var, Integer> entry : absent.outer().entrySet()) {
      int term = solution[entry.getValue()];
      if (term != TermTable.NONE) {
        text =
            text.replaceAll(
                "[?$]" + Pattern.quote(entry.getKey().getVarName()) + "\\b",
                Matcher.quoteReplacement(NodeFmtLib.strTTL(terms.term(term))));
      }
    }
    return text;
  }

  private int[] uncertain(int[] rows) {
    return Arrays.stream(rows).filter(row -> !store.isCertain(row)).distinct().sorted().toArray();
  }

  private static List<int[]> distinct(List<int[]> sets) {
    return sets.stream()
        .map(set -> Arrays.stream(set).boxed().toList())
        .distinct()
        .map(set -> set.stream().mapToInt(Integer::intValue).toArray())
        .toList();
  }

  /**
   * What a rule's patterns, tests and assignments matched.
   *
   * @param terms a term number for each slot
   * @param premises distinct rows in the order of the atoms
   */
  record Solution(CompiledRule rule, int[] terms, int[] premises) {}

  /** One search through a plan, with the slots and rows of the way so far. */
  private final class Search {

    final int[] slots;
    final int[] premises;
    private final int pivot;
    private final int youngest;

    Search(int slotCount, int atomCount, int pivot, int youngest) {
      slots = new int[slotCount];
      Arrays.fill(slots, TermTable.NONE);
      premises = new int[atomCount];
      this.pivot = pivot;
      this.youngest = youngest;
    }

    Solution solution(CompiledRule rule) {
      return new Solution(rule, slots.clone(), Arrays.stream(premises).distinct().toArray());
    }

    void steps(List<CompiledRule.Step> plan, int at, Runnable found) {
      if (at == plan.size()) {
        found.run();
        return;
      }
      switch (plan.get(at)) {
        case CompiledRule.Step.Match step -> {
          CompiledRule.Atom atom = step.atom();
          int limit =
              youngest == NO_LIMIT ? NO_LIMIT : atom.index() < pivot ? youngest : youngest + 1;
          facts.match(
              value(atom.s()),
              value(atom.p()),
              value(atom.o()),
              limit,
              fact -> {
                if (!atom.dataOnly() || store.isBase(fact)) {
                  run(atom, fact, () -> steps(plan, at + 1, found));
                }
              });
        }
        case CompiledRule.Step.Test test -> {
          if (holds(test)) {
            steps(plan, at + 1, found);
          }
        }
        case CompiledRule.Step.Assign assign -> assign(assign, () -> steps(plan, at + 1, found));
        // Negations are looked at when the lower strata are complete.
        case CompiledRule.Step.Absent absent -> steps(plan, at + 1, found);
      }
    }

    /** Binds an atom to a row, goes on, and takes the bindings back. */
    void run(CompiledRule.Atom atom, int fact, Runnable next) {
      int s = facts.subject(fact);
      int p = facts.predicate(fact);
      int o = facts.object(fact);
      int oldS = bound(atom.s());
      int oldP = bound(atom.p());
      int oldO = bound(atom.o());
      premises[atom.index()] = fact;
      if (bind(atom.s(), s) && bind(atom.p(), p) && bind(atom.o(), o)) {
        inside(atom.inside(), 0, next);
      }
      restore(atom.o(), oldO);
      restore(atom.p(), oldP);
      restore(atom.s(), oldS);
    }

    private void inside(List<CompiledRule.Destructure> inner, int at, Runnable next) {
      if (at == inner.size()) {
        next.run();
        return;
      }
      CompiledRule.Destructure destructure = inner.get(at);
      int[] before = slots.clone();
      if (unify(
          destructure.pattern(), terms.term(slots[destructure.slot()]), destructure.slots())) {
        inside(inner, at + 1, next);
      }
      System.arraycopy(before, 0, slots, 0, slots.length);
    }

    private boolean unify(Node pattern, Node node, Map<Var, Integer> scope) {
      if (pattern instanceof Var variable) {
        Integer slot = scope.get(variable);
        return slot != null && bind(~slot, terms.number(node));
      }
      if (pattern.isTripleTerm() && node.isTripleTerm()) {
        Triple inner = pattern.getTriple();
        Triple value = node.getTriple();
        return unify(inner.getSubject(), value.getSubject(), scope)
            && unify(inner.getPredicate(), value.getPredicate(), scope)
            && unify(inner.getObject(), value.getObject(), scope);
      }
      return pattern.equals(node);
    }

    private int bound(int component) {
      return component < 0 ? slots[~component] : TermTable.NONE;
    }

    private void restore(int component, int old) {
      if (component < 0) {
        slots[~component] = old;
      }
    }

    private int value(int component) {
      return component < 0 ? slots[~component] : component;
    }

    private boolean bind(int component, int term) {
      if (component >= 0) {
        return component == term;
      }
      if (slots[~component] == TermTable.NONE) {
        slots[~component] = term;
        return true;
      }
      return slots[~component] == term;
    }

    private boolean holds(CompiledRule.Step.Test test) {
      try {
        return test.expression().isSatisfied(binding(test.slots()), environment);
      } catch (ExprEvalException error) {
        // By SPARQL's definition an error in a filter counts as false.
        return false;
      }
    }

    private void assign(CompiledRule.Step.Assign assign, Runnable next) {
      int value;
      try {
        NodeValue result = evaluate(assign.expression(), assign.slots());
        value = terms.number(result.asNode());
      } catch (ExprEvalException error) {
        // By SRL's definition an error in an assignment drops the solution.
        return;
      }
      int old = slots[assign.slot()];
      if (old == TermTable.NONE || old == value) {
        slots[assign.slot()] = value;
        next.run();
        slots[assign.slot()] = old;
      }
    }

    private NodeValue evaluate(Expr expression, Map<Var, Integer> scope) {
      return expression.eval(binding(scope), environment);
    }

    private Binding binding(Map<Var, Integer> scope) {
      BindingBuilder builder = Binding.builder();
      scope.forEach(
          (variable, slot) -> {
            if (slots[slot] != TermTable.NONE) {
              builder.add(variable, terms.term(slots[slot]));
            }
          });
      return builder.build();
    }
  }
}
