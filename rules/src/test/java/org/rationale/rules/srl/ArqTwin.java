package org.rationale.rules.srl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.query.Query;
import org.apache.jena.query.QueryFactory;
import org.apache.jena.query.Syntax;
import org.apache.jena.sparql.core.Prologue;
import org.apache.jena.sparql.core.TriplePath;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.expr.Expr;
import org.apache.jena.sparql.path.P_Inverse;
import org.apache.jena.sparql.path.P_Link;
import org.apache.jena.sparql.path.P_Seq;
import org.apache.jena.sparql.path.Path;
import org.apache.jena.sparql.syntax.Element;
import org.apache.jena.sparql.syntax.ElementFilter;
import org.apache.jena.sparql.syntax.ElementGroup;
import org.apache.jena.sparql.syntax.ElementPathBlock;

/** Triples and expressions as ARQ's SPARQL 1.2 parser reads them. */
final class ArqTwin {

  private int middles;

  private ArqTwin() {}

  /** The patterns of a block; what no text can name is numbered in the order of its meeting. */
  static List<Triple> patterns(String block, String base, Map<String, String> prefixes) {
    List<Triple> triples = new ArrayList<>();
    ArqTwin twin = new ArqTwin();
    for (Element element : parse("ASK { " + block + "\n}", base, prefixes)) {
      if (element instanceof ElementPathBlock patterns) {
        patterns.getPattern().forEach(path -> twin.add(path, triples));
      }
    }
    return numbered(triples);
  }

  static Expr expression(String expression, String base, Map<String, String> prefixes) {
    for (Element element : parse("ASK { FILTER(" + expression + "\n)}", base, prefixes)) {
      if (element instanceof ElementFilter filter) {
        return filter.getExpr();
      }
    }
    throw new IllegalStateException("There is no filter.");
  }

  private static List<Element> parse(String text, String base, Map<String, String> prefixes) {
    Prologue prologue = new Prologue();
    prefixes.forEach(prologue::setPrefix);
    Query query = QueryFactory.parse(new Query(prologue), text, base, Syntax.syntaxSPARQL_12);
    return ((ElementGroup) query.getQueryPattern()).getElements();
  }

  private void add(TriplePath path, List<Triple> triples) {
    if (path.isTriple()) {
      triples.add(path.asTriple());
    } else {
      expand(path.getSubject(), path.getPath(), path.getObject(), triples);
    }
  }

  private void expand(Node subject, Path path, Node object, List<Triple> triples) {
    if (path instanceof P_Link link) {
      triples.add(Triple.create(subject, link.getNode(), object));
    } else if (path instanceof P_Inverse inverse) {
      expand(object, inverse.getSubPath(), subject, triples);
    } else if (path instanceof P_Seq sequence) {
      Node middle = Var.alloc("?middle" + middles++);
      expand(subject, sequence.getLeft(), middle, triples);
      expand(middle, sequence.getRight(), object, triples);
    } else {
      throw new IllegalStateException("The path (%s) is none of SRL.".formatted(path));
    }
  }

  /** Blank nodes and what stands for them, by the order in which they are met. */
  static List<Triple> numbered(List<Triple> triples) {
    Map<Node, Node> numbers = new HashMap<>();
    return triples.stream().map(triple -> numbered(triple, numbers)).toList();
  }

  private static Triple numbered(Triple triple, Map<Node, Node> numbers) {
    return Triple.create(
        numbered(triple.getSubject(), numbers),
        numbered(triple.getPredicate(), numbers),
        numbered(triple.getObject(), numbers));
  }

  private static Node numbered(Node node, Map<Node, Node> numbers) {
    if (node.isTripleTerm()) {
      return NodeFactory.createTripleTerm(numbered(node.getTriple(), numbers));
    }
    boolean isUnnamed =
        node.isBlank()
            || (node.isVariable() && !node.getName().matches("[\\p{L}0-9_].*+"))
            || (node.isVariable() && node.getName().startsWith("_:"));
    return isUnnamed
        ? numbers.computeIfAbsent(node, key -> Var.alloc("?n" + numbers.size()))
        : node;
  }
}
