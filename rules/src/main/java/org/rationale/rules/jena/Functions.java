package org.rationale.rules.jena;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.query.QueryBuildException;
import org.apache.jena.reasoner.rulesys.builtins.BaseBuiltin;
import org.apache.jena.reasoner.rulesys.builtins.IsDType;
import org.apache.jena.riot.out.NodeFmtLib;
import org.apache.jena.sparql.expr.ExprList;
import org.apache.jena.sparql.expr.NodeValue;
import org.apache.jena.sparql.function.FunctionBase;
import org.apache.jena.sparql.function.FunctionRegistry;

/** Two of Jena's built-ins as SPARQL functions, each named by the built-in's IRI. */
final class Functions {

  static final String IS_DTYPE = BaseBuiltin.BASE_URI + "isDType";
  static final String MAKE_SKOLEM = BaseBuiltin.BASE_URI + "makeSkolem";

  private Functions() {}

  static void register() {
    FunctionRegistry registry = FunctionRegistry.get();
    registry.put(IS_DTYPE, iri -> new IsDatatype());
    registry.put(MAKE_SKOLEM, iri -> new MakeSkolem());
  }

  /** Whether a literal is a value of a datatype, as Jena has it; a blank node may be one. */
  private static final class IsDatatype extends FunctionBase {

    @Override
    public NodeValue exec(List<NodeValue> args) {
      return NodeValue.makeBoolean(IsDType.isTypeOK(args.get(0).asNode(), args.get(1).asNode()));
    }

    @Override
    public void checkBuild(String iri, ExprList args) {
      if (args.size() != 2) {
        throw new QueryBuildException("The function <%s> takes two arguments.".formatted(iri));
      }
    }
  }

  /** The same blank node for the same arguments. */
  private static final class MakeSkolem extends FunctionBase {

    @Override
    public NodeValue exec(List<NodeValue> args) {
      StringBuilder key = new StringBuilder("makeSkolem");
      args.forEach(arg -> key.append(' ').append(NodeFmtLib.strNT(arg.asNode())));
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
    public void checkBuild(String iri, ExprList args) {
      // Any number of arguments will do.
    }
  }
}
