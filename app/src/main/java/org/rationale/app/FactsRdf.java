package org.rationale.app;

import java.io.IOException;
import java.io.Writer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.jena.graph.Triple;
import org.rationale.kg.Fact;
import org.rationale.kg.FactWriter;
import org.rationale.kg.RdfFormat;
import org.rationale.kg.Valuation;
import org.rationale.reasoner.ProofGraph;

/** Reasoned facts as RDF 1.2, with their probabilities, rules and premises. */
final class FactsRdf {

  private FactsRdf() {}

  static void write(ReasonedFacts reasoned, RdfFormat format, Writer out) throws IOException {
    ProofGraph graph =
        switch (reasoned.found()) {
          case ReasonedFacts.Found.InGraph(ProofGraph proofs) -> proofs;
          case ReasonedFacts.Found.InWorlds worlds ->
              throw new IllegalArgumentException("Sampled worlds keep no derivations to write.");
        };
    List<Fact> facts = reasoned.statements().stream().flatMap(s -> graph.fact(s).stream()).toList();
    if (reasoned.incompleteness().isPresent()) {
      out.write("# incomplete: %s\n".formatted(reasoned.incompleteness().get().message()));
    }
    if (reasoned.probabilities().isEmpty()) {
      FactWriter.writeWithoutProbabilities(facts, graph::isCertain, graph.prefixes(), format, out);
      return;
    }
    Map<Triple, Valuation> valuations = new HashMap<>();
    int number = 0;
    for (Triple statement : reasoned.statements()) {
      Optional<FactProbability> probability = reasoned.probability(number++);
      probability.ifPresent(known -> valuations.put(statement, known.valuation()));
    }
    FactWriter.write(facts, valuations::get, graph.prefixes(), format, out);
  }
}
