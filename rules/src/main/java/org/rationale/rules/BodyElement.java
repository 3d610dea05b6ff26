package org.rationale.rules;

import java.util.List;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.expr.Expr;

/** An element of a rule's body. Bodies are evaluated in order, as SPARQL would. */
public sealed interface BodyElement {

  /**
   * A triple pattern; its variables are {@link Var}s. Paths and blank nodes of the text have become
   * patterns with variables of their own.
   */
  record Pattern(Triple triple) implements BodyElement {}

  /** Keeps a solution where the expression is true; an error counts as false. */
  record Filter(Expr expression) implements BodyElement {}

  /** Extends a solution; an error drops it. */
  record Assignment(Var variable, Expr expression) implements BodyElement {}

  /**
   * Drops a solution for which the inner body has a match.
   *
   * @param body patterns and filters only
   * @param dataOnly whether it looks at the base graph only ({@code NOT DATA})
   * @param text the inner body as written, on one line
   */
  record Negation(List<BodyElement> body, boolean dataOnly, String text) implements BodyElement {
    public Negation {
      body = List.copyOf(body);
    }
  }
}
