package org.rationale.reasoner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.apache.jena.graph.Triple;
import org.junit.jupiter.api.Test;
import org.rationale.kg.FactReader;
import org.rationale.kg.FactSet;
import org.rationale.kg.RdfFormat;
import org.rationale.rules.RuleSet;
import org.rationale.rules.srl.SrlReader;

class BackgroundTest {

  private static Set<Triple> statements(ProofStore store) {
    Set<Triple> statements = new HashSet<>();
    for (int fact = 0; fact < store.facts().size(); fact++) {
      statements.add(store.facts().triple(fact));
    }
    return statements;
  }

  @Test
  void anOverlayOverAClosedBackgroundEqualsReasoningAtOnce() {
    SplittableRandom random = new SplittableRandom(5);
    int derived = 0;
    for (int i = 0; i < 100; i++) {
      RandomProgram program = RandomProgram.of(random);
      RuleSet rules = new SrlReader().readText(program.rules(), "rules.srl");
      FactSet data = FactReader.readText(program.data(), RdfFormat.TURTLE, "data.ttl");
      List<Background.Sourced> all = Inference.base(data, rules);
      int cut = random.nextInt(all.size() + 1);
      ProofGraph atOnce =
          new RecordedProofGraph(
              new Background(rules, all).overlay(List.of(), Map.of()), Map.of(), Map.of());
      ProofGraph layered =
          new RecordedProofGraph(
              new Background(rules, all.subList(0, cut))
                  .overlay(all.subList(cut, all.size()), Map.of()),
              Map.of(),
              Map.of());
      assertThat(layered.statements()).isEqualTo(atOnce.statements());
      for (Triple statement : atOnce.statements()) {
        assertThat(instances(layered, statement))
            .as("%s in program %d", statement, i)
            .containsExactlyInAnyOrderElementsOf(instances(atOnce, statement));
        assertThat(layered.probability(statement).probability().value())
            .isCloseTo(atOnce.probability(statement).probability().value(), within(1e-12));
        derived += atOnce.derivations(statement).size();
      }
    }
    assertThat(derived).isGreaterThan(300);
  }

  private static List<List<Object>> instances(ProofGraph graph, Triple statement) {
    return graph.derivations(statement).stream()
        .map(d -> List.<Object>of(d.rule(), d.substitution(), d.premises()))
        .toList();
  }

  @Test
  void theBackgroundDoesNotChange() {
    RuleSet rules = Programs.rules("RULE :r { ?x :path ?z } WHERE { ?x :edge ?y . ?y :edge ?z }");
    Background background =
        new Background(rules, Inference.base(Programs.data(":a :edge :b ."), rules));
    Set<Triple> before = statements(background.overlay(List.of(), Map.of()));
    background.overlay(Inference.base(Programs.data(":b :edge :c ."), rules), Map.of());
    assertThat(statements(background.overlay(List.of(), Map.of()))).isEqualTo(before);
  }

  @Test
  void aCaseMayGiveWhatTheBackgroundOnlyDerives() {
    RuleSet rules =
        Programs.rules(
            """
            RULE :r1 { ?x a :Derived } WHERE { ?x a :Given }
            RULE :r2 { ?x a :Seen } WHERE DATA { ?x a :Derived }
            """);
    Background background =
        new Background(rules, Inference.base(Programs.data(":a a :Given ."), rules));
    assertThat(statements(background.overlay(List.of(), Map.of())))
        .doesNotContain(Programs.triple(":a a :Seen"));
    assertThat(
            statements(
                background.overlay(
                    Inference.base(Programs.data(":a a :Derived ."), rules), Map.of())))
        .contains(Programs.triple(":a a :Seen"));
  }

  @Test
  void everyFiringSubstitutionIsRecordedOnce() {
    SplittableRandom random = new SplittableRandom(9);
    int compared = 0;
    for (int i = 0; i < 100; i++) {
      RandomProgram program = RandomProgram.of(random);
      FactSet read = FactReader.readText(program.data(), RdfFormat.TURTLE, "data.ttl");
      FactSet certain = new FactSet(read.certain(), List.of(), read.prefixes());
      RuleSet rules =
          new SrlReader()
              .readText(program.rules().replaceAll("#: (probability|choice).*\n", ""), "rules.srl");
      Set<List<Object>> expected = new WorldEnumeration(certain, rules).firing();
      ProofGraph graph = Inference.run(certain, rules, Optional.empty(), Map.of());
      Set<List<Object>> found = new HashSet<>();
      int recorded = 0;
      for (Triple statement : graph.statements()) {
        for (var derivation : graph.derivations(statement)) {
          found.add(List.of(derivation.rule(), derivation.substitution()));
          recorded++;
        }
      }
      assertThat(found).isEqualTo(expected);
      assertThat(recorded).isEqualTo(expected.size());
      compared += recorded;
    }
    assertThat(compared).isGreaterThan(100);
  }
}
