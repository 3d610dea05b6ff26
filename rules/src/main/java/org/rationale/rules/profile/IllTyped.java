package org.rationale.rules.profile;

import org.apache.jena.graph.Node;
import org.apache.jena.sparql.expr.Expr;
import org.apache.jena.sparql.expr.ExprFunction1;
import org.apache.jena.sparql.expr.NodeValue;
import org.rationale.kg.Rat;

/** Whether a term is a literal that has no value in its datatype: {@code "x"^^xsd:integer}. */
final class IllTyped extends ExprFunction1 {

  IllTyped(Expr term) {
    super(term, "illTyped");
  }

  @Override
  public NodeValue eval(NodeValue value) {
    Node node = value.asNode();
    return NodeValue.makeBoolean(node.isLiteral() && !node.getLiteral().isWellFormed());
  }

  @Override
  public Expr copy(Expr term) {
    return new IllTyped(term);
  }

  @Override
  public String getFunctionIRI() {
    return Rat.NS + "illTyped";
  }
}
