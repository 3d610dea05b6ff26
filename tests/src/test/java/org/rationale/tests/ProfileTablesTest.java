package org.rationale.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.jena.graph.Triple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.rationale.kg.CertainFact;
import org.rationale.kg.Derivation;
import org.rationale.kg.FactReader;
import org.rationale.kg.FactSet;
import org.rationale.kg.RdfFormat;
import org.rationale.reasoner.Inference;
import org.rationale.reasoner.ProofGraph;
import org.rationale.rules.BodyElement;
import org.rationale.rules.Rule;
import org.rationale.rules.RuleSet;
import org.rationale.rules.profile.Profile;
import org.rationale.rules.srl.SrlReader;

/** Each rule of the W3C's tables concludes what it should, and says that it was the one. */
class ProfileTablesTest {

  private static final String PREFIXES =
      """
      PREFIX : <http://example.org/>
      PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
      PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
      PREFIX owl: <http://www.w3.org/2002/07/owl#>
      PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
      PREFIX rat: <https://w3id.org/rationale#>
      """;

  private static final Pattern RULE = Pattern.compile("(?m)^\\[([a-z0-9-]+):");

  /** A line of a file of cases. */
  record Case(Profile profile, String rule, String given, String then, String never) {}

  static Stream<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    for (Profile profile : Profile.values()) {
      text(ProfileTablesTest.class, profile.shortName() + ".cases")
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split("\\|", -1))
          .forEach(
              part -> cases.add(new Case(profile, part[0].strip(), part[1], part[2], part[3])));
    }
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aRuleConcludesWhatItsTableSays(Case one) {
    FactSet data = data(one.given());
    RuleSet rules = one.profile().rules(statements(data));
    ProofGraph graph = Inference.run(data, rules, Optional.empty(), Map.of());
    assertThat(statements(data(one.then()))).isNotEmpty();
    for (Triple expected : statements(data(one.then()))) {
      assertThat(graph.derivations(expected))
          .as("%s", expected)
          .anySatisfy(derivation -> assertThat(name(derivation)).isEqualTo(one.rule()));
    }
    for (Triple unexpected : statements(data(one.never()))) {
      assertThat(graph.statements()).doesNotContain(unexpected);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aRuleInItsGeneralFormConcludesNothingElse(Case one) {
    FactSet data = data(one.given());
    List<Triple> ontology = statements(data);
    // Another rule that may conclude anything keeps every rule general that can be.
    RuleSet general = one.profile().rules(ontology, List.of(anything()));
    RuleSet special = one.profile().rules(ontology);
    Set<String> expected = facts(data, general);
    // With equality about, the schema may grow: a class that is the same as another is followed.
    assertThat(facts(data, withEquality(special, general))).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource(Profile.class)
  void everyRuleOfTheTablesHasACase(Profile profile) throws IOException {
    Set<String> tested = new HashSet<>();
    cases().filter(one -> one.profile() == profile).forEach(one -> tested.add(one.rule()));
    Set<String> rules = new TreeSet<>();
    Matcher found = RULE.matcher(text(Profile.class, profile.shortName() + ".table"));
    while (found.find()) {
      rules.add(found.group(1));
    }
    if (profile == Profile.OWL2RL) {
      rules.addAll(List.of("prp-ap", "cls-thing", "cls-nothing1", "dt-type1"));
    }
    assertThat(rules).hasSizeGreaterThan(profile == Profile.RDFS ? 10 : 70);
    assertThat(tested).isEqualTo(rules);
  }

  @Test
  void aProofShowsTheAxiomAndNamesTheTable() {
    FactSet data = data(":A rdfs:subClassOf :B . :A rdfs:label 'apple' . :x a :A .");
    RuleSet rules = Profile.OWL2RL.rules(statements(data));
    ProofGraph graph = Inference.run(data, rules, Optional.empty(), Map.of());
    Derivation derivation = graph.derivations(statements(data(":x a :B .")).getFirst()).getFirst();
    assertThat(derivation.premises())
        .containsExactlyElementsOf(statements(data(":A rdfs:subClassOf :B . :x a :A .")));
    assertThat(derivation.rule()).isEqualTo("https://w3id.org/rationale/profile/owl2rl#cax-sco.1");
    assertThat(derivation.text()).isEqualTo("{?x} is a B, as every apple is one");
    assertThat(derivation.source().orElseThrow().text())
        .isEqualTo("OWL 2 Profiles, section 4.3, table 7: cax-sco");
  }

  @Test
  void noRuleAboutDataReadsTheSchemaWithAVariable() {
    FactSet data = data(":A rdfs:subClassOf :B . :B rdfs:subClassOf :C . :p rdfs:domain :A .");
    for (Profile profile : Profile.values()) {
      for (Rule rule : profile.rules(statements(data)).rules()) {
        if (rule.id().matches(".*#(cax-sco|rdfs9|prp-dom|rdfs2)\\b.*")) {
          assertThat(((BodyElement.Pattern) rule.body().getFirst()).triple().isConcrete()).isTrue();
        }
      }
    }
  }

  @Test
  void anUncertainAxiomMakesItsConclusionsUncertain() {
    FactSet data =
        data(":A rdfs:subClassOf :B . << :B rdfs:subClassOf :C >> rat:probability 0.5 .");
    FactSet all =
        data(":A rdfs:subClassOf :B . << :B rdfs:subClassOf :C >> rat:probability 0.5 . :x a :A .");
    List<Triple> ontology = new ArrayList<>(statements(data));
    data.uncertain().forEach(fact -> ontology.add(fact.statement()));
    ProofGraph graph = Inference.run(all, Profile.RDFS.rules(ontology), Optional.empty(), Map.of());
    assertThat(graph.probability(statements(data(":x a :C .")).getFirst()).probability().value())
        .isEqualTo(0.5);
  }

  @Test
  void schemaTriplesThatOtherRulesConcludeAreFollowed() {
    String given =
        ":isA rdfs:subPropertyOf rdfs:subClassOf . :A :isA :B . :B rdfs:subClassOf :C . :x a :A .";
    for (Profile profile : Profile.values()) {
      FactSet data = data(given);
      ProofGraph graph =
          Inference.run(data, profile.rules(statements(data)), Optional.empty(), Map.of());
      assertThat(graph.statements()).containsAll(statements(data(":x a :B . :x a :C .")));
    }
  }

  @Test
  void equalityIsThereOnlyWhereSomethingCanBeTheSame() {
    List<Triple> plain = statements(data(":A rdfs:subClassOf :B ."));
    List<Triple> functional = statements(data(":p a owl:FunctionalProperty ."));
    assertThat(names(Profile.OWL2RL.rules(plain))).doesNotContain("eq-rep-s");
    assertThat(names(Profile.OWL2RL.rules(functional))).contains("eq-rep-s");
  }

  @Test
  void aMalformedListIsPassedOver() {
    List<Triple> ontology =
        statements(
            data(
                """
                :C owl:intersectionOf :l . :l rdf:first :A . :l rdf:rest :l .
                :D owl:unionOf :m . :m rdf:first :A , :B ; rdf:rest () .
                :E owl:oneOf () . :F owl:hasKey 5 .
                """));
    assertThat(names(Profile.OWL2RL.rules(ontology)))
        .doesNotContain("cls-int1", "cls-uni", "cls-oo", "prp-key");
  }

  @Test
  void theExampleOfTheDocumentsRuns() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "profiles.md"));
    FactSet data = data(page.split("```turtle\n", -1)[1].split("```", -1)[0]);
    ProofGraph graph =
        Inference.run(data, Profile.OWL2RL.rules(statements(data)), Optional.empty(), Map.of());
    assertThat(graph.statements())
        .containsAll(
            statements(
                data(
                    ":ann a :Doctor . :bob a :Patient , :Doctor ."
                        + " :bob rat:inconsistency 'cax-dw' .")))
        .doesNotContainAnyElementsOf(statements(data(":ann rat:inconsistency 'cax-dw' .")));
  }

  @Test
  void theDocumentsNameEveryRule() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "profiles.md"));
    List<String> unnamed =
        cases().map(Case::rule).filter(rule -> !page.contains("`" + rule + "`")).toList();
    assertThat(unnamed).isEmpty();
  }

  private static Rule anything() {
    return new SrlReader()
        .readText("RULE { ?s ?p ?o } WHERE { ?s <http://example.org/never> ?p , ?o }", "any.srl")
        .rules()
        .getFirst();
  }

  /** The general rules have those about equality, since a rule may conclude anything. */
  private static RuleSet withEquality(RuleSet special, RuleSet general) {
    List<Rule> rules = new ArrayList<>(special.rules());
    Set<String> ids = new HashSet<>(special.rules().stream().map(Rule::id).toList());
    general.rules().stream()
        .filter(rule -> rule.id().contains("#eq-rep-") && !ids.contains(rule.id()))
        .forEach(rules::add);
    return new RuleSet(rules, List.of(), Map.of());
  }

  private static Set<String> facts(FactSet data, RuleSet rules) {
    TreeSet<String> facts = new TreeSet<>();
    Inference.run(data, rules, Optional.empty(), Map.of())
        .statements()
        .forEach(statement -> facts.add(statement.toString()));
    return facts;
  }

  private static Set<String> names(RuleSet rules) {
    Set<String> names = new TreeSet<>();
    rules.rules().forEach(rule -> names.add(name(rule.id())));
    return names;
  }

  private static String name(Derivation derivation) {
    return name(derivation.rule());
  }

  private static String name(String id) {
    return id.replaceFirst("^.*#", "").replaceFirst("\\.[0-9]+$", "").toLowerCase(Locale.ROOT);
  }

  private static FactSet data(String turtle) {
    return FactReader.readText(PREFIXES + turtle, RdfFormat.TURTLE, "data.ttl");
  }

  private static List<Triple> statements(FactSet data) {
    return data.certain().stream().map(CertainFact::statement).toList();
  }

  private static String text(Class<?> beside, String name) throws IOException {
    try (InputStream in = beside.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
