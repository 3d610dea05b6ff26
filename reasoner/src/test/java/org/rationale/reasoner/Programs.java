package org.rationale.reasoner;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.jena.graph.Triple;
import org.rationale.kg.FactReader;
import org.rationale.kg.FactSet;
import org.rationale.kg.RdfFormat;
import org.rationale.rules.RuleSet;
import org.rationale.rules.drl.DrlRules;
import org.rationale.rules.srl.SrlReader;

/** Small programs as texts, for tests. */
final class Programs {

  static final Map<String, String> PREFIXES =
      Map.of("", "http://example.org/", "rat", "https://w3id.org/rationale#");

  private static final String TURTLE =
      """
      PREFIX : <http://example.org/>
      PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
      PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
      PREFIX rat: <https://w3id.org/rationale#>
      """;

  private Programs() {}

  static FactSet data(String turtle) {
    return FactReader.readText(TURTLE + turtle, RdfFormat.TURTLE, "data.ttl");
  }

  static RuleSet rules(String srl) {
    return new SrlReader().readText(TURTLE + srl, "rules.srl");
  }

  static ProofGraph run(String data, String rules) {
    return Inference.run(data(data), rules(rules), Optional.empty(), Map.of());
  }

  static ProofGraph run(String data, String rules, String evidence) {
    return Inference.run(
        data(data),
        rules(rules),
        Optional.empty(),
        FactReader.readEvidenceText(TURTLE + evidence, RdfFormat.TURTLE, "evidence.ttl"));
  }

  static ProofGraph run(String data, String rules, DrlRules drl) {
    return Inference.run(data(data), rules(rules), Optional.of(drl), Map.of());
  }

  /** One statement in Turtle. */
  static Triple triple(String turtle) {
    return data(turtle + " .").certain().getFirst().statement();
  }

  static double probability(ProofGraph graph, String turtle) {
    return graph.probability(triple(turtle)).probability().value();
  }

  /** The objects of a subject and predicate with their probabilities, by lexical form or IRI. */
  static Map<String, Double> objects(ProofGraph graph, String subject, String predicate) {
    Triple pattern = triple("%s %s 0".formatted(subject, predicate));
    Map<String, Double> objects = new TreeMap<>();
    List<Triple> found = graph.statements(pattern.getSubject(), pattern.getPredicate());
    for (Triple statement : found) {
      objects.put(
          statement.getObject().isLiteral()
              ? statement.getObject().getLiteralLexicalForm()
              : statement.getObject().getURI().replaceAll(".*/", ":"),
          graph.probability(statement).probability().value());
    }
    return objects;
  }
}
