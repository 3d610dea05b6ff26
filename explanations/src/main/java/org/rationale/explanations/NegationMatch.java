package org.rationale.explanations;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.jena.graph.Triple;
import org.rationale.rules.BodyElement;

/** The facts that a negation finds. */
final class NegationMatch {

  /** Whether a fact counts. */
  interface Counts {
    boolean test(Triple fact, boolean dataOnly);
  }

  private NegationMatch() {}

  /**
   * Each match as the facts of its patterns.
   *
   * @param copy whose variables the negation has
   */
  static List<List<Triple>> of(
      BodyElement.Negation negation,
      int copy,
      Substitution substitution,
      FactIndex facts,
      Counts counts) {
    List<List<Triple>> matches = new ArrayList<>();
    match(negation, 0, copy, substitution, List.of(), facts, counts, matches);
    return matches;
  }

  private static void match(
      BodyElement.Negation negation,
      int at,
      int copy,
      Substitution substitution,
      List<Triple> found,
      FactIndex facts,
      Counts counts,
      List<List<Triple>> matches) {
    if (at == negation.body().size()) {
      matches.add(found);
      return;
    }
    switch (negation.body().get(at)) {
      case BodyElement.Pattern pattern -> {
        Triple wanted = substitution.of(Substitution.copy(pattern.triple(), copy));
        for (Triple fact : facts.candidates(wanted)) {
          Optional<Substitution> bound = substitution.unify(wanted, fact);
          if (bound.isPresent() && counts.test(fact, negation.dataOnly())) {
            List<Triple> more = new ArrayList<>(found);
            more.add(fact);
            match(negation, at + 1, copy, bound.get(), more, facts, counts, matches);
          }
        }
      }
      case BodyElement.Filter filter -> {
        if (Conditions.holds(filter.expression(), copy, substitution)) {
          match(negation, at + 1, copy, substitution, found, facts, counts, matches);
        }
      }
      case BodyElement.Assignment assignment ->
          throw new IllegalStateException("A negation assigns.");
      case BodyElement.Negation inner ->
          throw new IllegalStateException("A negation stands inside a negation.");
    }
  }
}
