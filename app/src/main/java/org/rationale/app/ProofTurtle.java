package org.rationale.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.jena.graph.Triple;
import org.rationale.explanations.Proofs;
import org.rationale.kg.Fact;
import org.rationale.kg.FactWriter;
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
    return turtle.toString();
  }
}
