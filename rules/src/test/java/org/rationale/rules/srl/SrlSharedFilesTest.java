package org.rationale.rules.srl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rationale.rules.Rule;
import org.rationale.rules.RuleSet;

/** Reads rules that were written elsewhere, where they lie beside the repository. */
class SrlSharedFilesTest {

  private static final Path SHARED = Path.of("../../shared");

  @Test
  void universityRulesAreAllRead() {
    Path file = SHARED.resolve("data/lubm/lubm.srl");
    assumeTrue(Files.exists(file));

    RuleSet rules = new SrlReader().read(file);

    assertThat(rules.rules()).hasSize(56).allSatisfy(rule -> assertThat(rule.head()).hasSize(1));
    assertThat(rules.rules().get(53).body()).hasSize(3);
    assertThat(rules.rules().getFirst().place()).isEqualTo(file + ":4:1");
    assertThat(rules.prefixes()).containsOnlyKeys("");
  }

  @ParameterizedTest
  @ValueSource(strings = {"small.jsonl", "large.jsonl"})
  void everyRuleOfTheProbabilityProgramsIsRead(String name) throws IOException {
    Path file = SHARED.resolve("oracles/probability").resolve(name);
    assumeTrue(Files.exists(file));
    ObjectMapper json = new ObjectMapper();

    List<String> lines = Files.readAllLines(file);

    assertThat(lines).isNotEmpty();
    for (String line : lines) {
      JsonNode program = json.readTree(line);
      String text = program.get("rules").asText();
      RuleSet rules = new SrlReader().readText(text, program.get("id").asText());
      assertThat(rules.rules())
          .hasSize((int) text.lines().filter(l -> l.startsWith("RULE")).count());
      assertThat(rules.rules().stream().filter(rule -> !rule.probability().isCertain()).count())
          .isEqualTo(text.lines().filter(l -> l.startsWith("#: probability")).count());
      assertThat(rules.rules().stream().map(Rule::choice).filter(c -> c.isPresent()).count())
          .isEqualTo(text.lines().filter(l -> l.startsWith("#: choice")).count());
    }
  }
}
