package org.rationale.reasoner;

import java.util.Map;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.expr.E_Equals;
import org.apache.jena.sparql.expr.E_NotEquals;
import org.apache.jena.sparql.expr.Expr;
import org.apache.jena.sparql.expr.ExprFunction2;
import org.apache.jena.sparql.expr.ExprVar;

/**
 * A SPARQL expression over slots.
 *
 * @param expr evaluated by ARQ
 * @param variables that it mentions and the body has met, each with the slot beside it
 * @param comparison whether it only compares two variables: two IRIs are then equal just if their
 *     numbers are, which needs no evaluation
 */
record Expression(Expr expr, Var[] variables, int[] slots, Comparison comparison) {

  /** What an expression is, apart from what ARQ makes of it. */
  enum Comparison {
    EQUAL,
    DIFFERENT,
    NONE
  }

  static Expression of(Expr expr, Map<Var, Integer> scope) {
    Var[] variables =
        expr.getVarsMentioned().stream().filter(scope::containsKey).toArray(Var[]::new);
    int[] slots = new int[variables.length];
    for (int i = 0; i < slots.length; i++) {
      slots[i] = scope.getOrDefault(variables[i], TermTable.NONE);
    }
    return new Expression(expr, variables, slots, comparison(expr, slots));
  }

  private static Comparison comparison(Expr expr, int[] slots) {
    boolean ofVariables =
        slots.length == 2
            && expr instanceof ExprFunction2 function
            && function.getArg1() instanceof ExprVar
            && function.getArg2() instanceof ExprVar;
    if (ofVariables && expr instanceof E_Equals) {
      return Comparison.EQUAL;
    }
    return ofVariables && expr instanceof E_NotEquals ? Comparison.DIFFERENT : Comparison.NONE;
  }
}
