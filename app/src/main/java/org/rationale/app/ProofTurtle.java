package org.rationale.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.riot.out.NodeFmtLib;
import org.apache.jena.sparql.util.NodeFactoryExtra;
import org.apache.jena.vocabulary.RDF;
import org.rationale.explanations.Proofs;
import org.rationale.kg.Fact;
import org.rationale.kg.FactWriter;
import org.rationale.kg.Rat;
import org.rationale.kg.RdfFormat;
import org.rationale.reasoner.ProofGraph;

/** The facts of proofs as Turtle 1.2, with their probabilities, rules and premises. */
final class ProofTurtle {

  private ProofTurtle() {}

  static String of(Proofs why, ProofGraph graph) {
    Set<Triple> statements = new LinkedHashSet<>();
    for (Proofs.Proof proof : why.proofs()) {
      proof.leaves().forEach(leaf -> statements.add(leaf.statement()));
      proof.steps().forEach(step -> statements.add(step.conclusion()));
    }
    List<Fact> facts = statements.stream().flatMap(s -> graph.fact(s).stream()).toList();
    StringBuilder turtle = new StringBuilder();
    try {
      FactWriter.write(facts, graph::probability, graph.prefixes(), RdfFormat.TURTLE, turtle);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    combined(why)
        .forEach(
            statement ->
                turtle
                    .append(NodeFmtLib.strNT(statement.getSubject()))
                    .append(' ')
                    .append(NodeFmtLib.strNT(statement.getPredicate()))
                    .append(' ')
                    .append(NodeFmtLib.strNT(statement.getObject()))
                    .append(" .\n"));
    return turtle.toString();
  }

  /** Each listed proof, the statements that it uses, and what it adds to those before it. */
  private static List<Triple> combined(Proofs why) {
    List<Triple> statements = new ArrayList<>();
    for (int i = 0; i < why.proofs().size(); i++) {
      Proofs.Proof proof = why.proofs().get(i);
      Node node = NodeFactory.createBlankNode("proof" + (why.from() + i));
      add(statements, node, RDF.Nodes.type, rat("Proof"));
      add(statements, node, rat("proves"), NodeFactory.createTripleTerm(why.statement()));
      add(statements, node, rat("number"), NodeFactoryExtra.intToNode(why.from() + i));
      int number = i;
      why.combination()
          .map(combination -> combination.shares().get(number))
          .ifPresent(
              share -> {
                add(statements, node, rat("whole"), value(share.whole().value()));
                add(statements, node, rat("adds"), value(share.adds().value()));
              });
      proof.leaves().forEach(leaf -> uses(statements, node, leaf.statement()));
      proof.steps().forEach(step -> uses(statements, node, step.conclusion()));
    }
    return statements;
  }

  private static void uses(List<Triple> statements, Node proof, Triple statement) {
    add(statements, proof, rat("uses"), NodeFactory.createTripleTerm(statement));
  }

  private static void add(List<Triple> statements, Node s, Node p, Node o) {
    statements.add(Triple.create(s, p, o));
  }

  private static Node rat(String name) {
    return NodeFactory.createURI(Rat.NS + name);
  }

  private static Node value(double number) {
    return NodeFactoryExtra.doubleToNode(number);
  }
}
