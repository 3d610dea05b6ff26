package org.rationale.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.vocabulary.RDF;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rationale.datasets.BundledPacks;
import org.rationale.kg.CertainFact;
import org.rationale.kg.FactReader;
import org.rationale.kg.FactSet;
import org.rationale.kg.Guarantee;
import org.rationale.kg.Percept;
import org.rationale.kg.Rat;
import org.rationale.reasoner.Answer;
import org.rationale.reasoner.Decision;
import org.rationale.reasoner.Inference;
import org.rationale.reasoner.Outcome;
import org.rationale.reasoner.ProofGraph;
import org.rationale.rules.Rule;
import org.rationale.rules.RuleSet;
import org.rationale.rules.drl.DrlRules;
import org.rationale.rules.srl.SrlReader;
import org.rationale.tests.BundledCases.BundledCase;

/** Every probability that the bundled cases print is the weight of its worlds, one by one. */
class WorldEnumerationOfCasesTest {

  /** Of an answer; 2 to this power worlds are written down. */
  private static final int LOG_WORLDS_OF_ANSWERS = 20;

  /** Of any other statement, of which there are many. */
  private static final int LOG_WORLDS_OF_STATEMENTS = 10;

  @Test
  void everyAnswerHasTheWeightOfItsWorlds(TestReporter reporter) {
    int compared = 0;
    List<String> tooLarge = new ArrayList<>();
    for (BundledCase one : BundledCases.all()) {
      Decision decision = one.decision();
      Map<String, Node> choices = choicesOfRules(one.pack());
      Set<Triple> seen = new LinkedHashSet<>();
      for (Outcome outcome : decision.outcomes()) {
        for (Answer answer : outcome.candidates()) {
          TruthTable table = new TruthTable(decision.proofGraph(), choices, answer.statement());
          String name = "%s: %s %s".formatted(one, outcome.question().id(), answer.label());
          if (!seen.add(answer.statement())) {
            continue;
          }
          if (table.logWorlds() > LOG_WORLDS_OF_ANSWERS) {
            tooLarge.add("%s (2^%.0f)".formatted(name, table.logWorlds()));
            continue;
          }
          assertThat(answer.valuation().guarantee()).as(name).isEqualTo(Guarantee.EXACT);
          assertThat(answer.valuation().probability().value())
              .as(name)
              .isCloseTo(table.probability(), within(1e-9));
          compared++;
        }
      }
    }
    reporter.publishEntry("answers compared", String.valueOf(compared));
    reporter.publishEntry("too many worlds", String.join("; ", tooLarge));
    assertThat(compared).as("answers compared; left out: %s", tooLarge).isGreaterThan(100);
  }

  @Test
  void everyUncertainStatementOfFewWorldsHasTheirWeight(TestReporter reporter) {
    int compared = 0;
    int tooLarge = 0;
    for (BundledCase one : BundledCases.all()) {
      ProofGraph graph = one.decision().proofGraph();
      Map<String, Node> choices = choicesOfRules(one.pack());
      for (Triple statement : graph.statements()) {
        double found = graph.probability(statement).probability().value();
        if (found < 1) {
          TruthTable table = new TruthTable(graph, choices, statement);
          if (table.logWorlds() > LOG_WORLDS_OF_STATEMENTS) {
            tooLarge++;
            continue;
          }
          assertThat(found)
              .as("%s: %s", one, statement)
              .isCloseTo(table.probability(), within(1e-9));
          compared++;
        }
      }
    }
    reporter.publishEntry("statements compared", String.valueOf(compared));
    reporter.publishEntry("statements of too many worlds", String.valueOf(tooLarge));
    assertThat(compared).isGreaterThan(500);
  }

  /**
   * The most literal way: each world of the percepts is a program of certain facts and certain
   * rules that is run by itself, and the worlds whose outcome has the score are added up.
   */
  @ParameterizedTest
  @CsvSource({
    "breast-fna, 01-concordant-malignant.json, score",
    "breast-fna, 03-indeterminate-settled.json, score",
    "breast-fna, 04-discordant.json, score",
    "breast-fna, 06-indeterminate-open.json, score",
    "respiratory, 01-pneumonia.json, qsofa",
    "respiratory, 12-sepsis.json, qsofa",
    "respiratory, 12-sepsis.json, curb65",
    "respiratory, 06-pulmonary-embolism.json, qsofa",
  })
  void aScoreOfDrlHasTheWeightOfTheRunsThatConcludeIt(String pack, String file, String question) {
    Decision decision = BundledCases.named(pack, file).decision();
    Outcome outcome =
        decision.outcomes().stream()
            .filter(o -> o.question().id().equals(question))
            .findFirst()
            .orElseThrow();
    Set<Triple> relevant = new LinkedHashSet<>();
    Map<String, Node> choices = choicesOfRules(pack);
    for (Answer answer : outcome.candidates()) {
      TruthTable table = new TruthTable(decision.proofGraph(), choices, answer.statement());
      assertThat(table.probabilisticRules()).as("rules of (%s)", answer.label()).isEmpty();
      relevant.addAll(table.uncertainSources());
    }
    List<World> worlds = worlds(decision.percepts(), relevant);
    assertThat(worlds.size()).isBetween(1, 256);

    List<Rule> certain =
        rules(pack).rules().stream()
            .filter(rule -> rule.probability().isCertain() && rule.choice().isEmpty())
            .toList();
    RuleSet rules = new RuleSet(certain, rules(pack).data(), rules(pack).prefixes());
    FactSet knowledge = FactReader.read(BundledCases.files(pack, "knowledge", ".ttl"));
    Map<Node, Double> weights = new HashMap<>();
    double total = 0;
    try (DrlRules drl =
        DrlRules.compile(
            BundledCases.files(pack, "rules", ".drl"), decision.proofGraph().prefixes())) {
      for (World world : worlds) {
        ProofGraph graph =
            Inference.run(
                with(knowledge, decision.subject(), world.percepts()),
                rules,
                Optional.of(drl),
                Map.of());
        total += world.weight();
        scores(graph, decision.subject(), question)
            .forEach(score -> weights.merge(score, world.weight(), Double::sum));
      }
    }
    assertThat(total).isCloseTo(1, within(1e-9));
    assertThat(outcome.candidates()).isNotEmpty();
    for (Answer answer : outcome.candidates()) {
      assertThat(weights.remove(answer.value()))
          .as(answer.label())
          .isCloseTo(answer.valuation().probability().value(), within(1e-9));
    }
    assertThat(weights).as("scores that the decision does not know").isEmpty();
  }

  /** Statements that hold in a world, and how likely the world is. */
  private record World(List<Triple> percepts, double weight) {}

  /** The worlds of the relevant percepts; all others hold as they are or, if uncertain, do not. */
  private static List<World> worlds(List<Percept> percepts, Set<Triple> relevant) {
    List<World> worlds = new ArrayList<>();
    worlds.add(new World(List.of(), 1));
    Map<Object, List<Percept>> groups = new LinkedHashMap<>();
    for (Percept percept : percepts) {
      if (percept.probability().isCertain() || relevant.contains(percept.statement())) {
        groups
            .computeIfAbsent(
                percept.choice().<Object>map(choice -> choice).orElse(percept.id()),
                key -> new ArrayList<>())
            .add(percept);
      }
    }
    for (List<Percept> group : groups.values()) {
      List<World> extended = new ArrayList<>();
      for (World world : worlds) {
        double rest = 1;
        for (Percept percept : group) {
          extended.add(
              new World(
                  Stream.concat(world.percepts().stream(), Stream.of(percept.statement())).toList(),
                  world.weight() * percept.probability().value()));
          rest -= percept.probability().value();
        }
        if (rest > 1e-12) {
          extended.add(new World(world.percepts(), world.weight() * rest));
        }
      }
      worlds = extended;
    }
    return worlds;
  }

  private static FactSet with(FactSet knowledge, Node subject, List<Triple> percepts) {
    List<CertainFact> certain = new ArrayList<>(knowledge.certain());
    certain.add(
        new CertainFact(Triple.create(subject, RDF.type.asNode(), Rat.SUBJECT), "the case"));
    percepts.forEach(percept -> certain.add(new CertainFact(percept, "the world")));
    assertThat(knowledge.uncertain()).isEmpty();
    return new FactSet(certain, List.of(), knowledge.prefixes());
  }

  /** The scores in a world; the predicate has the name of the question or ends in it. */
  private static List<Node> scores(ProofGraph graph, Node subject, String question) {
    return graph.statements().stream()
        .filter(statement -> statement.getSubject().equals(subject))
        .filter(
            statement ->
                statement
                    .getPredicate()
                    .getURI()
                    .replaceFirst(".*#", "")
                    .replace("tripleTestScore", "score")
                    .equals(question))
        .map(Triple::getObject)
        .toList();
  }

  private static RuleSet rules(String pack) {
    return new SrlReader().read(BundledCases.files(pack, "rules", ".srl"));
  }

  private static Map<String, Node> choicesOfRules(String pack) {
    Map<String, Node> choices = new HashMap<>();
    for (Rule rule : rules(pack).rules()) {
      rule.choice().ifPresent(choice -> choices.put(rule.id(), choice));
    }
    assertThat(BundledPacks.names()).contains(pack);
    return choices;
  }
}
