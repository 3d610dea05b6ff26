package org.rationale.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.jena.graph.Triple;
import org.apache.jena.riot.out.NodeFmtLib;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rationale.kg.FactReader;
import org.rationale.kg.RdfFormat;
import org.rationale.reasoner.Inference;
import org.rationale.reasoner.ProofGraph;
import org.rationale.rules.srl.SrlReader;

class ProbabilityOracleTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @ValueSource(strings = {"small", "large"})
  void everyFactHasTheProbabilityOfTheOracle(String size) throws IOException {
    int programs = 0;
    for (String line :
        Files.readAllLines(SharedData.file("oracles/probability/" + size + ".jsonl"))) {
      JsonNode program = JSON.readTree(line);
      String id = program.get("id").asText();
      Map<Triple, Boolean> evidence =
          FactReader.readEvidenceText(
              program.path("evidence").asText(""), RdfFormat.TURTLE, id + "/evidence.ttl");
      ProofGraph graph =
          Inference.run(
              FactReader.readText(program.get("data").asText(), RdfFormat.TURTLE, id + "/data.ttl"),
              new SrlReader().readText(program.get("rules").asText(), id + "/rules.srl"),
              Optional.empty(),
              evidence);
      Set<String> found = new HashSet<>();
      for (Triple statement : graph.statements()) {
        String key = NodeFmtLib.strNT(statement).replaceAll(" \\.$", "");
        found.add(key);
        assertThat(graph.probability(statement).probability().value())
            .as("%s: %s", id, key)
            .isCloseTo(program.get("expected").path(key).asDouble(0), within(1e-9));
      }
      program.get("expected").fieldNames().forEachRemaining(key -> assertThat(found).contains(key));
      programs++;
    }
    assertThat(programs).isGreaterThanOrEqualTo(40);
  }
}
