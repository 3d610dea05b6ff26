package org.rationale.explanations;

import java.util.Optional;
import org.apache.jena.graph.Node;
import org.apache.jena.query.ARQ;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.engine.binding.BindingFactory;
import org.apache.jena.sparql.expr.Expr;
import org.apache.jena.sparql.expr.ExprEvalException;
import org.apache.jena.sparql.function.FunctionEnv;
import org.apache.jena.sparql.function.FunctionEnvBase;
import org.apache.jena.sparql.util.ExprUtils;

/** Evaluates the expressions of a rule's copy under a substitution, as reasoning does. */
final class Conditions {

  private static final FunctionEnv ENVIRONMENT = new FunctionEnvBase(ARQ.getContext());

  private Conditions() {}

  /** Whether every variable of an expression has a term. */
  static boolean isReady(Expr expression, int copy, Substitution substitution) {
    return expression.getVarsMentioned().stream()
        .allMatch(variable -> substitution.of(Substitution.copy(variable, copy)).isConcrete());
  }

  /** Whether a filter keeps the solution; an error counts as false. */
  static boolean holds(Expr expression, int copy, Substitution substitution) {
    try {
      return expression.isSatisfied(binding(expression, copy, substitution), ENVIRONMENT);
    } catch (ExprEvalException error) {
      return false;
    }
  }

  /** The value of an expression; empty on an error. */
  static Optional<Node> value(Expr expression, int copy, Substitution substitution) {
    try {
      return Optional.of(
          expression.eval(binding(expression, copy, substitution), ENVIRONMENT).asNode());
    } catch (ExprEvalException error) {
      return Optional.empty();
    }
  }

  /** An expression in SPARQL's words, without the brackets around all of it. */
  static String words(Expr expression) {
    String words = ExprUtils.fmtSPARQL(expression);
    return words.startsWith("( ") && words.indexOf(')') == words.length() - 1
        ? words.substring(2, words.length() - 1).strip()
        : words;
  }

  private static Binding binding(Expr expression, int copy, Substitution substitution) {
    Binding binding = BindingFactory.empty();
    for (Var variable : expression.getVarsMentioned()) {
      Node value = substitution.of(Substitution.copy(variable, copy));
      if (value.isConcrete()) {
        binding = BindingFactory.binding(binding, variable, value);
      }
    }
    return binding;
  }
}
