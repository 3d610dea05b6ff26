package org.rationale.reasoner;

import it.unimi.dsi.fastutil.ints.Int2LongOpenHashMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.jena.graph.Node;
import org.rationale.kg.Origin;
import org.rationale.kg.Probability;

/**
 * For each row, the formula over random choices that says in which worlds it holds. Rows are taken
 * component by component of the graph of dependencies, premises first; a component with a cycle is
 * iterated from falsity to its least fixpoint (Vlasselaer et al., <i>Anytime inference in
 * probabilistic logic programs with Tp-compilation</i>, IJCAI 2015).
 *
 * <p>A choice with alternatives of probabilities p1, p2, ... is a chain of independent variables:
 * the k-th is true with pk / (1 - p1 - ... - p(k-1)), and alternative k is the k-th and none
 * before.
 */
final class Lineage {

  private final ProofStore store;
  private final BooleanAlgebra algebra;
  private final Int2LongOpenHashMap formulas = new Int2LongOpenHashMap();
  private final Map<Object, Long> switches = new HashMap<>();
  private final Map<Object, Choice> choices = new HashMap<>();

  Lineage(ProofStore store, BooleanAlgebra algebra) {
    this.store = store;
    this.algebra = algebra;
  }

  /** The worlds in which a row holds. */
  long formula(int fact) {
    if (store.isCertain(fact)) {
      return algebra.truth();
    }
    if (!formulas.containsKey(fact)) {
      new Components(store, formulas::containsKey).from(fact).forEach(this::solve);
    }
    return formulas.get(fact);
  }

  private void solve(Components.Component component) {
    for (int fact : component.facts()) {
      formulas.put(fact, algebra.falsity());
    }
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int fact : component.facts()) {
        long formula = disjunction(fact);
        changed |= formulas.put(fact, formula) != formula;
      }
      if (!component.isCyclic()) {
        return;
      }
    }
  }

  /** The worlds in which some source states it. */
  private long stated(int fact) {
    long formula = algebra.falsity();
    List<Origin> sources = store.sources(fact);
    for (int i = 0; i < sources.size(); i++) {
      formula = algebra.or(formula, source(fact, i, sources.get(i)));
    }
    return formula;
  }

  private long disjunction(int fact) {
    long formula = stated(fact);
    for (Match match : store.matches(fact)) {
      formula = algebra.or(formula, conjunction(match));
    }
    return formula;
  }

  private long conjunction(Match match) {
    long formula = fires(match);
    for (int premise : match.premises()) {
      formula = algebra.and(formula, match.ofData() ? stated(premise) : known(premise));
    }
    for (Match.Absence absence : match.absences()) {
      for (int[] rows : absence.possible()) {
        long present = algebra.truth();
        for (int row : rows) {
          present = algebra.and(present, absence.ofData() ? stated(row) : known(row));
        }
        formula = algebra.and(formula, algebra.not(present));
      }
    }
    return formula;
  }

  private long known(int fact) {
    if (store.isCertain(fact)) {
      return algebra.truth();
    }
    if (!formulas.containsKey(fact)) {
      throw new IllegalStateException(
          "The row (%d) is needed before its component was solved.".formatted(fact));
    }
    return formulas.get(fact);
  }

  /** One alternative of a base choice or one independent source. */
  private record SourceKey(int fact, int index) {}

  /** One substitution of a probabilistic rule. */
  private record RuleKey(Object rule, List<Integer> substitution) {}

  private long source(int fact, int index, Origin origin) {
    return switch (origin) {
      case Origin.Asserted asserted ->
          random(new SourceKey(fact, index), asserted.probability(), asserted.choice().map(c -> c));
      case Origin.Perceived perceived ->
          random(
              new SourceKey(fact, index),
              perceived.percept().probability(),
              perceived.percept().choice().map(c -> c));
      case Origin.Derived derived ->
          throw new IllegalStateException("A derived fact is no source of itself.");
    };
  }

  /** The worlds in which the rule of a match fires, its premises aside. */
  long fires(Match match) {
    return switch (match) {
      case Match.OfDrl drl -> algebra.truth();
      case Match.OfRule rule -> {
        List<Integer> substitution = rule.substitution();
        Optional<Node> choice = rule.rule().rule().choice();
        yield random(
            new RuleKey(rule.rule().rule().id(), substitution),
            rule.rule().rule().probability(),
            choice.map(c -> new RuleKey(c, substitution)));
      }
    };
  }

  private long random(Object key, Probability probability, Optional<Object> choice) {
    if (choice.isEmpty() && probability.isCertain()) {
      return algebra.truth();
    }
    Long known = switches.get(key);
    if (known == null) {
      known =
          choice.isEmpty()
              ? (Long) algebra.variable(probability)
              : (Long)
                  choices
                      .computeIfAbsent(choice.get(), c -> new Choice(algebra))
                      .alternative(probability);
      switches.put(key, known);
    }
    return known;
  }

  /** Alternatives that exclude each other, in the order in which they were asked for. */
  private static final class Choice {

    private final BooleanAlgebra algebra;
    private long noneBefore;
    private double left = 1;

    Choice(BooleanAlgebra algebra) {
      this.algebra = algebra;
      this.noneBefore = algebra.truth();
    }

    long alternative(Probability probability) {
      // Rounding may leave slightly less than the last alternative needs.
      double given = left <= 0 ? 1 : Math.min(1, probability.value() / left);
      left -= probability.value();
      long taken = algebra.variable(new Probability(given));
      long alternative = algebra.and(noneBefore, taken);
      noneBefore = algebra.and(noneBefore, algebra.not(taken));
      return alternative;
    }
  }
}
