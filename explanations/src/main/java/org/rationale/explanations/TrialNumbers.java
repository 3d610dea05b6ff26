package org.rationale.explanations;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.apache.jena.datatypes.xsd.XSDDatatype;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.expr.Expr;
import org.apache.jena.sparql.expr.ExprFunction2;
import org.rationale.perception.Supply;
import org.rationale.rules.BodyElement;
import org.rationale.rules.Rule;

/**
 * The numbers that a measure is tried out with: what rules compare it with, a little less and a
 * little more, and values spread over its range. Rules in DRL do not show what they compare with.
 */
final class TrialNumbers {

  private static final int SPREAD = 8;

  private TrialNumbers() {}

  /** In ascending order. */
  static List<Node> of(Supply.Measure measure, List<Rule> rules) {
    NavigableSet<BigDecimal> values = new TreeSet<>();
    BigDecimal step = measure.whole() ? BigDecimal.ONE : new BigDecimal("0.1");
    for (BigDecimal threshold : thresholds(measure.predicate(), rules)) {
      values.add(threshold);
      values.add(threshold.subtract(step));
      values.add(threshold.add(step));
    }
    if (measure.minimum().isPresent() && measure.maximum().isPresent()) {
      BigDecimal minimum = measure.minimum().get();
      BigDecimal maximum = measure.maximum().get();
      BigDecimal width = maximum.subtract(minimum);
      for (int i = 0; i <= SPREAD; i++) {
        values.add(
            minimum.add(
                width
                    .multiply(BigDecimal.valueOf(i))
                    .divide(BigDecimal.valueOf(SPREAD), MathContext.DECIMAL32)));
      }
    }
    return values.stream()
        .map(value -> value.setScale(measure.whole() ? 0 : 1, RoundingMode.HALF_UP))
        .filter(value -> measure.minimum().filter(least -> value.compareTo(least) < 0).isEmpty())
        .filter(value -> measure.maximum().filter(most -> value.compareTo(most) > 0).isEmpty())
        .distinct()
        .map(
            value ->
                NodeFactory.createLiteralDT(
                    value.toPlainString(),
                    measure.whole() ? XSDDatatype.XSDinteger : XSDDatatype.XSDdecimal))
        .toList();
  }

  private static List<BigDecimal> thresholds(Node predicate, List<Rule> rules) {
    List<BigDecimal> thresholds = new ArrayList<>();
    for (Rule rule : rules) {
      for (BodyElement element : rule.body()) {
        if (element instanceof BodyElement.Pattern(var triple)
            && triple.getPredicate().equals(predicate)
            && triple.getObject().isVariable()) {
          rule.body().stream()
              .filter(BodyElement.Filter.class::isInstance)
              .map(filter -> ((BodyElement.Filter) filter).expression())
              .forEach(filter -> compared(filter, Var.alloc(triple.getObject()), thresholds));
        }
      }
    }
    return thresholds;
  }

  private static void compared(Expr expression, Var variable, List<BigDecimal> thresholds) {
    if (expression instanceof ExprFunction2 function) {
      Expr one = function.getArg1();
      Expr other = function.getArg2();
      if (one.isVariable() && one.asVar().equals(variable)) {
        number(other, thresholds);
      } else if (other.isVariable() && other.asVar().equals(variable)) {
        number(one, thresholds);
      } else {
        compared(one, variable, thresholds);
        compared(other, variable, thresholds);
      }
    }
  }

  private static void number(Expr expression, List<BigDecimal> thresholds) {
    if (expression.isConstant() && expression.getConstant().isDecimal()) {
      thresholds.add(expression.getConstant().getDecimal());
    }
  }
}
