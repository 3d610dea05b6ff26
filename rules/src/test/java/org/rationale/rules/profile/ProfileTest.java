package org.rationale.rules.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.jena.graph.Triple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rationale.kg.CertainFact;
import org.rationale.kg.FactReader;
import org.rationale.kg.RdfFormat;
import org.rationale.rules.Rule;
import org.rationale.rules.RuleSet;
import org.rationale.rules.Stratification;
import org.rationale.rules.srl.SrlReader;

/** Which rules an ontology gets; what they conclude is tested where there is an engine. */
class ProfileTest {

  private static final Path CASES = Path.of("../tests/src/test/resources/org/rationale/tests");

  private static final String PREFIXES =
      """
      PREFIX : <http://example.org/>
      PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
      PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
      PREFIX owl: <http://www.w3.org/2002/07/owl#>
      PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
      PREFIX rat: <https://w3id.org/rationale#>
      """;

  record Case(Profile profile, String rule, String given) {}

  static Stream<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    for (Profile profile : Profile.values()) {
      Files.readString(CASES.resolve(profile.shortName() + ".cases"))
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split("\\|", -1))
          .forEach(part -> cases.add(new Case(profile, part[0].strip(), part[1])));
    }
    return cases.stream();
  }

  private static List<Triple> statements(String turtle) {
    return FactReader.readText(PREFIXES + turtle, RdfFormat.TURTLE, "data.ttl").certain().stream()
        .map(CertainFact::statement)
        .toList();
  }

  private static Rule anything() {
    return new SrlReader()
        .readText("RULE { ?s ?p ?o } WHERE { ?s <http://example.org/never> ?p , ?o }", "any.srl")
        .rules()
        .getFirst();
  }

  private static String name(Rule rule) {
    return rule.id().replaceFirst("^.*#", "").replaceFirst("\\.[0-9]+$", "");
  }

  private static void assertSound(RuleSet rules) {
    Set<String> ids = new HashSet<>();
    for (Rule rule : rules.rules()) {
      assertThat(ids.add(rule.id())).as("%s is there once", rule.id()).isTrue();
      assertThat(rule.head()).isNotEmpty();
      assertThat(rule.probability().isCertain()).isTrue();
      assertThat(rule.source().orElseThrow().text()).endsWith(name(rule));
    }
    int layered = Stratification.of(rules.rules()).layers().stream().mapToInt(List::size).sum();
    assertThat(layered).isEqualTo(rules.rules().size());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void anOntologyGetsTheRuleThatItCallsFor(Case one) {
    List<Triple> ontology = statements(one.given());
    RuleSet special = one.profile().rules(ontology);
    assertThat(special.rules()).extracting(ProfileTest::name).contains(one.rule());
    assertSound(special);
    assertThat(one.profile().rules(ontology).rules())
        .extracting(Rule::id)
        .containsExactlyElementsOf(special.rules().stream().map(Rule::id).toList());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whereRulesMayConcludeAxiomsTheRuleStaysGeneral(Case one) {
    RuleSet general = one.profile().rules(statements(one.given()), List.of(anything()));
    assertSound(general);
    assertThat(general.rules()).extracting(ProfileTest::name).contains(one.rule());
  }

  @Test
  void anEmptyOntologyGetsNoRuleAboutItsClasses() {
    for (Profile profile : Profile.values()) {
      assertThat(profile.rules(List.of()).rules())
          .extracting(ProfileTest::name)
          .doesNotContain("cax-sco", "rdfs9", "prp-dom", "rdfs2", "eq-rep-s");
    }
  }

  @Test
  void aMalformedListIsPassedOver() {
    RuleSet rules =
        Profile.OWL2RL.rules(
            statements(
                """
                :C owl:intersectionOf :l . :l rdf:first :A . :l rdf:rest :l .
                :D owl:unionOf :m . :m rdf:first :A , :B ; rdf:rest () .
                :E owl:oneOf () . :F owl:hasKey 5 .
                """));
    assertThat(rules.rules())
        .extracting(ProfileTest::name)
        .doesNotContain("cls-int1", "cls-uni", "cls-oo", "prp-key");
  }
}
