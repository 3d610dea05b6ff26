package org.rationale.rules.jena;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.reasoner.rulesys.builtins.BaseBuiltin;
import org.apache.jena.riot.out.NodeFmtLib;
import org.apache.jena.sparql.expr.Expr;
import org.apache.jena.sparql.expr.ExprFunctionN;
import org.apache.jena.sparql.expr.ExprList;
import org.apache.jena.sparql.expr.NodeValue;

/** The same blank node for the same arguments, in any rule. */
final class MakeSkolem extends ExprFunctionN {

  MakeSkolem(ExprList arguments) {
    super("makeSkolem", arguments);
  }

  @Override
  public NodeValue eval(List<NodeValue> arguments) {
    StringBuilder key = new StringBuilder("makeSkolem");
    arguments.forEach(argument -> key.append(' ').append(NodeFmtLib.strNT(argument.asNode())));
    return NodeValue.makeNode(NodeFactory.createBlankNode("s" + digest(key.toString())));
  }

  private static String digest(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, 24);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    }
  }

  @Override
  public Expr copy(ExprList arguments) {
    return new MakeSkolem(arguments);
  }

  @Override
  public String getFunctionIRI() {
    return BaseBuiltin.BASE_URI + "makeSkolem";
  }
}
