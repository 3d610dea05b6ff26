package org.rationale.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Triple;
import org.apache.jena.riot.RDFParser;
import org.apache.jena.sparql.graph.GraphFactory;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.rationale.kg.FactReader;
import org.rationale.kg.Origin;
import org.rationale.reasoner.Inference;
import org.rationale.reasoner.ProofGraph;
import org.rationale.rules.srl.SrlReader;

/**
 * What rules derive from data, a folder each: {@code data.ttl}, {@code rules.srl} and {@code
 * expected.ttl}, the inferred triples that are not in the base graph, up to the names of blank
 * nodes.
 */
class SrlEvaluationTest {

  private static final Path FOLDER = Path.of("src/test/resources/srl/evaluation");

  private static List<Path> cases() throws IOException {
    try (Stream<Path> folders = Files.list(FOLDER)) {
      return folders.sorted().toList();
    }
  }

  @Test
  void thereAreCases() throws IOException {
    assertThat(cases()).hasSizeGreaterThanOrEqualTo(70);
  }

  @TestFactory
  Stream<DynamicTest> rulesDeriveWhatIsExpected() throws IOException {
    return cases().stream()
        .map(
            folder ->
                DynamicTest.dynamicTest(
                    folder.getFileName().toString(), () -> derivesWhatIsExpected(folder)));
  }

  private static void derivesWhatIsExpected(Path folder) {
    ProofGraph proofs =
        Inference.run(
            FactReader.read(folder.resolve("data.ttl")),
            new SrlReader().read(folder.resolve("rules.srl")),
            Optional.empty(),
            Map.of());
    Graph derived = GraphFactory.createDefaultGraph();
    proofs.statements().stream()
        .filter(statement -> isInferred(proofs, statement))
        .forEach(derived::add);
    Graph expected = GraphFactory.createDefaultGraph();
    RDFParser.source(folder.resolve("expected.ttl")).parse(expected);

    assertThat(derived.isIsomorphicWith(expected))
        .as("derived %s%nexpected %s", derived.find().toList(), expected.find().toList())
        .isTrue();
  }

  private static boolean isInferred(ProofGraph proofs, Triple statement) {
    return proofs.fact(statement).orElseThrow().origins().stream()
        .allMatch(Origin.Derived.class::isInstance);
  }
}
