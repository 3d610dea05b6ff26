package org.rationale.rules.profile;

import org.apache.jena.graph.Node;
import org.apache.jena.sparql.expr.NodeValue;
import org.apache.jena.sparql.function.FunctionBase1;
import org.apache.jena.sparql.function.FunctionRegistry;
import org.rationale.kg.Rat;

/** Whether a term is a literal that has no value in its datatype: {@code "x"^^xsd:integer}. */
final class IllTyped extends FunctionBase1 {

  static final String IRI = Rat.NS + "illTyped";

  static void register() {
    FunctionRegistry.get().put(IRI, iri -> new IllTyped());
  }

  @Override
  public NodeValue exec(NodeValue value) {
    Node node = value.asNode();
    return NodeValue.makeBoolean(node.isLiteral() && !node.getLiteral().isWellFormed());
  }
}
