package org.rationale.rules.srl;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.jena.graph.Node;
import org.rationale.kg.Diagnostic;
import org.rationale.rules.BodyElement;
import org.rationale.rules.Rule;

/** Checks that rules with one choice are alternatives: one body, and no more than certainty. */
final class Choices {

  /** What sums of decimal fractions may be off by. */
  private static final double TOLERANCE = 1e-9;

  private Choices() {}

  static List<Diagnostic> check(List<Rule> rules) {
    Map<Node, List<Rule>> alternatives = new LinkedHashMap<>();
    for (Rule rule : rules) {
      rule.choice()
          .ifPresent(c -> alternatives.computeIfAbsent(c, k -> new ArrayList<>()).add(rule));
    }
    List<Diagnostic> diagnostics = new ArrayList<>();
    alternatives.forEach(
        (choice, group) -> {
          Rule first = group.getFirst();
          double sum = 0;
          boolean exceeded = false;
          for (Rule rule : group) {
            if (rule.dataOnly() != first.dataOnly()
                || !comparable(rule).equals(comparable(first))) {
              diagnostics.add(
                  new Diagnostic(
                      "choice-bodies-differ",
                      rule.place(),
                      "The rule's body is not that of %s (%s), with which it shares the choice [%s]."
                          .formatted(first.id(), first.place(), choice),
                      "Alternatives have the same body, in the same order and with the same"
                          + " variables."));
            }
            sum += rule.probability().value();
            if (sum > 1 + TOLERANCE && !exceeded) {
              exceeded = true;
              diagnostics.add(
                  new Diagnostic(
                      "choice-exceeds-one",
                      rule.place(),
                      "The probabilities of the choice [%s] add up to [%s], which is more than 1."
                          .formatted(choice, total(group)),
                      "Lower them, or give the rules choices of their own."));
            }
          }
        });
    return diagnostics;
  }

  private static double total(List<Rule> group) {
    return group.stream().mapToDouble(rule -> rule.probability().value()).sum();
  }

  /** How a negation was written does not matter. */
  private static List<BodyElement> comparable(Rule rule) {
    return rule.body().stream()
        .map(
            element ->
                element instanceof BodyElement.Negation negation
                    ? new BodyElement.Negation(negation.body(), negation.dataOnly(), "")
                    : element)
        .toList();
  }
}
