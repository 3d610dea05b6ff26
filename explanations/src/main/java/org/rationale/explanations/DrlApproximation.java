package org.rationale.explanations;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.expr.E_Equals;
import org.apache.jena.sparql.expr.E_GreaterThan;
import org.apache.jena.sparql.expr.E_GreaterThanOrEqual;
import org.apache.jena.sparql.expr.E_LessThan;
import org.apache.jena.sparql.expr.E_LessThanOrEqual;
import org.apache.jena.sparql.expr.Expr;
import org.apache.jena.sparql.expr.ExprVar;
import org.apache.jena.sparql.expr.NodeValue;
import org.rationale.kg.Probability;
import org.rationale.rules.BodyElement;
import org.rationale.rules.Rule;
import org.rationale.rules.drl.DrlCondition;
import org.rationale.rules.drl.DrlPattern;
import org.rationale.rules.drl.DrlRule;

/**
 * A rule in the model of SRL that fires at least where a DRL rule does: what only Drools can check
 * is left out. Good for planning, when each plan is tried out afterwards.
 */
final class DrlApproximation {

  private DrlApproximation() {}

  static Rule of(DrlRule rule) {
    List<BodyElement> body = new ArrayList<>();
    for (DrlCondition condition : rule.reading().conditions()) {
      switch (condition) {
        case DrlCondition.Present present -> body.addAll(elements(present.pattern()));
        case DrlCondition.Absent(DrlPattern pattern, String text) -> {
          if (pattern.unread().isEmpty()) {
            body.add(new BodyElement.Negation(elements(pattern), false, text));
          }
        }
        case DrlCondition.Unread unread -> {}
      }
    }
    return new Rule(
        rule.id(),
        rule.text(),
        rule.source(),
        Probability.ONE,
        Optional.empty(),
        rule.reading().conclusions(),
        body,
        false,
        rule.place());
  }

  private static List<BodyElement> elements(DrlPattern pattern) {
    Triple triple = pattern.triple();
    List<BodyElement> elements = new ArrayList<>();
    elements.add(new BodyElement.Pattern(triple));
    if (triple.getObject().isVariable()) {
      Expr number = new ExprVar(triple.getObject().getName());
      pattern
          .bounds()
          .forEach(bound -> elements.add(new BodyElement.Filter(expression(number, bound))));
    }
    return elements;
  }

  private static Expr expression(Expr number, DrlPattern.Bound bound) {
    Expr limit = NodeValue.makeDecimal(bound.limit());
    return switch (bound.comparison()) {
      case BELOW -> new E_LessThan(number, limit);
      case AT_MOST -> new E_LessThanOrEqual(number, limit);
      case EQUAL -> new E_Equals(number, limit);
      case AT_LEAST -> new E_GreaterThanOrEqual(number, limit);
      case ABOVE -> new E_GreaterThan(number, limit);
    };
  }
}
