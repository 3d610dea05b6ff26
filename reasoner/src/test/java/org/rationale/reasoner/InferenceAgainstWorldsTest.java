package org.rationale.reasoner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.jena.graph.Triple;
import org.junit.jupiter.api.Test;
import org.rationale.kg.FactReader;
import org.rationale.kg.FactSet;
import org.rationale.kg.Guarantee;
import org.rationale.kg.RdfFormat;
import org.rationale.kg.Valuation;
import org.rationale.rules.RuleSet;
import org.rationale.rules.srl.SrlReader;

class InferenceAgainstWorldsTest {

  private static final int PROGRAMS = 150;
  private static final int MAXIMUM_LOG_WORLDS = 11;

  @Test
  void everyProbabilityIsTheWeightOfItsWorlds() {
    SplittableRandom random = new SplittableRandom(7);
    int compared = 0;
    int uncertain = 0;
    for (int i = 0; i < PROGRAMS; i++) {
      RandomProgram program = RandomProgram.of(random);
      FactSet data = FactReader.readText(program.data(), RdfFormat.TURTLE, "data.ttl");
      RuleSet rules = new SrlReader().readText(program.rules(), "rules.srl");
      WorldEnumeration worlds = new WorldEnumeration(data, rules);
      if (worlds.logWorlds() > MAXIMUM_LOG_WORLDS) {
        continue;
      }
      Map<Triple, Double> expected = worlds.probabilities(Map.of());
      ProofGraph graph = Inference.run(data, rules, Optional.empty(), Map.of());
      assertThat(graph.statements()).containsAll(expected.keySet());
      for (Triple statement : graph.statements()) {
        Valuation found = graph.probability(statement);
        assertThat(found.guarantee()).isEqualTo(Guarantee.EXACT);
        assertThat(found.probability().value())
            .as("%s in program %d:\n%s\n%s", statement, i, program.data(), program.rules())
            .isCloseTo(expected.getOrDefault(statement, 0.0), within(1e-9));
        compared++;
        if (found.probability().value() > 0 && found.probability().value() < 1) {
          uncertain++;
        }
      }
    }
    assertThat(compared).isGreaterThan(1000);
    assertThat(uncertain).isGreaterThan(500);
  }

  @Test
  void evidenceConditionsEveryProbability() {
    SplittableRandom random = new SplittableRandom(11);
    int compared = 0;
    for (int i = 0; i < PROGRAMS; i++) {
      RandomProgram program = RandomProgram.of(random);
      FactSet data = FactReader.readText(program.data(), RdfFormat.TURTLE, "data.ttl");
      RuleSet rules = new SrlReader().readText(program.rules(), "rules.srl");
      WorldEnumeration worlds = new WorldEnumeration(data, rules);
      if (worlds.logWorlds() > MAXIMUM_LOG_WORLDS) {
        continue;
      }
      Map<Triple, Double> prior = worlds.probabilities(Map.of());
      List<Triple> open =
          prior.entrySet().stream()
              .filter(entry -> entry.getValue() > 1e-6 && entry.getValue() < 1 - 1e-6)
              .map(Map.Entry::getKey)
              .sorted((a, b) -> a.toString().compareTo(b.toString()))
              .toList();
      if (open.isEmpty()) {
        continue;
      }
      Map<Triple, Boolean> evidence = new LinkedHashMap<>();
      evidence.put(open.get(random.nextInt(open.size())), random.nextBoolean());
      Map<Triple, Double> expected = worlds.probabilities(evidence);
      ProofGraph graph = Inference.run(data, rules, Optional.empty(), evidence);
      for (Triple statement : graph.statements()) {
        assertThat(graph.probability(statement).probability().value())
            .as("%s given %s in program %d", statement, evidence, i)
            .isCloseTo(expected.getOrDefault(statement, 0.0), within(1e-9));
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(1000);
  }
}
