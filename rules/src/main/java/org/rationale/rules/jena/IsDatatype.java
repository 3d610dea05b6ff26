package org.rationale.rules.jena;

import org.apache.jena.reasoner.rulesys.builtins.BaseBuiltin;
import org.apache.jena.reasoner.rulesys.builtins.IsDType;
import org.apache.jena.sparql.expr.Expr;
import org.apache.jena.sparql.expr.ExprFunction2;
import org.apache.jena.sparql.expr.NodeValue;

/**
 * Whether a literal is a value of a datatype: the number 5 is an {@code xsd:byte}, whatever its own
 * datatype. SPARQL has no such function, so Jena is asked. A blank node may be any value.
 */
final class IsDatatype extends ExprFunction2 {

  IsDatatype(Expr value, Expr datatype) {
    super(value, datatype, "isDType");
  }

  @Override
  public NodeValue eval(NodeValue value, NodeValue datatype) {
    return NodeValue.makeBoolean(IsDType.isTypeOK(value.asNode(), datatype.asNode()));
  }

  @Override
  public Expr copy(Expr value, Expr datatype) {
    return new IsDatatype(value, datatype);
  }

  @Override
  public String getFunctionIRI() {
    return BaseBuiltin.BASE_URI + "isDType";
  }
}
