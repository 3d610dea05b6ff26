package org.rationale.reasoner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.rationale.reasoner.Programs.data;
import static org.rationale.reasoner.Programs.rules;
import static org.rationale.reasoner.Programs.triple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.jena.graph.Triple;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rationale.kg.FactReader;
import org.rationale.kg.FactSet;
import org.rationale.kg.Guarantee;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.Origin;
import org.rationale.kg.RdfFormat;
import org.rationale.kg.Valuation;
import org.rationale.rules.RuleSet;
import org.rationale.rules.drl.DrlRules;
import org.rationale.rules.srl.SrlReader;

class SampledFactsTest {

  private static final String DRL =
      """
      package test
      import org.rationale.rules.drl.Statement
      global org.rationale.rules.drl.Conclusions conclusions
      rule ":score"
      when
        Statement(predicate == "rdf:type", object == ":Patient", $p : subject)
        accumulate(Statement(subject == $p, predicate == ":point", $c : object); $n : count($c))
      then
        conclusions.conclude(drools, $p, ":score", $n);
      end
      rule ":high"
      when
        Statement(predicate == ":score", number >= 2, $p : subject)
      then
        conclusions.conclude(drools, $p, ":risk", ":High");
      end
      rule ":low"
      when
        Statement(predicate == "rdf:type", object == ":Patient", $p : subject)
        not Statement(predicate == ":risk", object == ":High", subject == $p)
      then
        conclusions.conclude(drools, $p, ":risk", ":Low");
      end
      """;

  private static final String FEW_POINTS =
      """
      :a a :Patient . :a :point :age .
      << :a :point :confusion >> rat:probability 0.6 .
      << :a :finding :Fever >> rat:probability 0.8 .
      << :a :lacks :Fever >> rat:probability 0.25 .
      << :a :gram :Positive >> rat:probability 0.5 ; rat:choice :gram .
      << :a :gram :Negative >> rat:probability 0.3 ; rat:choice :gram .
      """;

  private static final String RULES =
      """
      RULE :p1 { ?x :point :fever } WHERE { ?x :finding :Fever . NOT { ?x :lacks :Fever } }
      #: probability 0.4
      RULE :p2 { ?x :finding :Cough . ?x :finding :Phlegm } WHERE { ?x :risk :High }
      #: probability 0.3
      RULE :p3 { ?x :known :Patient } WHERE { ?x a :Patient }
      #: probability 0.5
      #: choice :colour
      RULE :c1 { ?x :colour :Red } WHERE { ?x :gram ?g }
      #: probability 0.2
      #: choice :colour
      RULE :c2 { ?x :colour :Blue } WHERE { ?x :gram ?g }
      RULE :certain { ?x a :Person } WHERE { ?x a :Patient }
      """;

  @SuppressWarnings("NullAway.Init") // JUnit sets it before the first test
  private static DrlRules drl;

  @BeforeAll
  static void compile(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("test.drl");
    Files.writeString(file, DRL);
    Map<String, String> prefixes = new HashMap<>(Programs.PREFIXES);
    prefixes.put("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#");
    drl = DrlRules.compile(List.of(file), prefixes);
  }

  @AfterAll
  static void close() {
    drl.close();
  }

  private static SampledFacts sample(
      String data, String rules, Optional<DrlRules> drl, int worlds, long seed, String evidence) {
    return Inference.sample(
        FactBase.of(data(data)),
        rules(rules),
        drl,
        evidence.isEmpty()
            ? Map.of()
            : FactReader.readEvidenceText(
                "PREFIX : <http://example.org/>\nPREFIX rat: <https://w3id.org/rationale#>\n"
                    + evidence,
                RdfFormat.TURTLE,
                "evidence.ttl"),
        new Reading.Sampled(worlds, seed),
        Limits.NONE);
  }

  private static double value(SampledFacts facts, String statement) {
    return facts.probability(triple(statement)).probability().value();
  }

  private static boolean covers(Valuation estimate, double exact) {
    return estimate.guarantee() instanceof Guarantee.Estimated(int n, var lower, var upper)
        && lower.value() <= exact
        && exact <= upper.value();
  }

  @Test
  void aScoreOverMoreUncertainFactsThanCanBeTriedIsEstimated() {
    StringBuilder data = new StringBuilder(":a a :Patient .\n");
    int points = DrlWorlds.MAXIMUM_FACTS + 4;
    for (int i = 0; i < points; i++) {
      data.append("<< :a :point :p%d >> rat:probability 0.5 .\n".formatted(i));
    }
    SampledFacts facts = sample(data.toString(), "", Optional.of(drl), 500, 1, "");
    double binomial = Math.pow(0.5, points);
    double low = 0;
    int covered = 0;
    for (int score = 0; score <= points; score++) {
      covered += covers(facts.probability(triple(":a :score " + score)), binomial) ? 1 : 0;
      low += score < 2 ? binomial : 0;
      binomial *= (double) (points - score) / (score + 1);
    }
    assertThat(covered).isGreaterThanOrEqualTo(15);
    assertThat(facts.counted()).isEqualTo(500);
    assertThat(value(facts, ":a :risk :Low")).isCloseTo(low, within(0.02));
    assertThat(value(facts, ":a :risk :High") + value(facts, ":a :risk :Low")).isEqualTo(1);
    assertThat(facts.kinds(triple(":a :risk :High"))).containsExactly(Origin.Kind.DERIVED);
    assertThat(facts.derived()).contains(triple(":a :score 8"));
  }

  @Test
  void intervalsHoldTheExactValueAboutAsOftenAsTheySay() {
    ProofGraph graph = Programs.run(FEW_POINTS, RULES, drl);
    int covered = 0;
    int asked = 0;
    for (int seed = 1; seed <= 8; seed++) {
      SampledFacts facts = sample(FEW_POINTS, RULES, Optional.of(drl), 150, seed, "");
      assertThat(graph.statements()).containsAll(facts.statements());
      for (Triple statement : graph.statements()) {
        double exact = graph.probability(statement).probability().value();
        if (exact < 1) {
          asked++;
          covered += covers(facts.probability(statement), exact) ? 1 : 0;
        }
      }
    }
    // Facts of one world are not independent, so the share may stray further than its own error.
    assertThat(covered / (double) asked).isBetween(0.9, 0.995);
    assertThat(asked).isGreaterThan(100);
  }

  @Test
  void whatHoldsTogetherIsCountedTogether() {
    String rules =
        RULES
            + """
            RULE :both { ?x :has :Both } WHERE { ?x :finding :Cough . ?x :finding :Phlegm }
            RULE :two { ?x :has :TwoColours } WHERE { ?x :colour :Red . ?x :colour :Blue }
            """;
    SampledFacts facts = sample(FEW_POINTS, rules, Optional.of(drl), 300, 3, "");
    assertThat(value(facts, ":a :has :Both"))
        .isPositive()
        .isEqualTo(value(facts, ":a :finding :Cough"));
    assertThat(value(facts, ":a :has :TwoColours")).isZero();
    assertThat(value(facts, ":a :colour :Blue")).isPositive();
    assertThat(value(facts, ":a :known :Patient")).isCloseTo(0.3, within(0.1));
  }

  @Test
  void whatCertainFactsMakeCertainIsExact() {
    SampledFacts facts = sample(FEW_POINTS, RULES, Optional.empty(), 50, 1, "");
    assertThat(facts.probability(triple(":a a :Person"))).isEqualTo(Valuation.CERTAIN);
    assertThat(facts.probability(triple(":a a :Patient"))).isEqualTo(Valuation.CERTAIN);
    assertThat(facts.kinds(triple(":a a :Patient"))).containsExactly(Origin.Kind.ASSERTED);
    assertThat(facts.derived())
        .contains(triple(":a a :Person"))
        .doesNotContain(triple(":a a :Patient"));
    assertThat(facts.probability(triple(":a :point :fever")).guarantee())
        .isInstanceOf(Guarantee.Estimated.class);
  }

  @Test
  void theSameSeedDrawsTheSameWorlds() {
    SampledFacts first = sample(FEW_POINTS, RULES, Optional.empty(), 100, 5, "");
    SampledFacts again = sample(FEW_POINTS, RULES, Optional.empty(), 100, 5, "");
    SampledFacts other = sample(FEW_POINTS, RULES, Optional.empty(), 100, 6, "");
    List<Valuation> values = first.statements().stream().map(first::probability).toList();
    assertThat(again.statements()).isEqualTo(first.statements());
    assertThat(again.statements().stream().map(again::probability).toList()).isEqualTo(values);
    assertThat(first.statements().stream().map(other::probability).toList()).isNotEqualTo(values);
  }

  @Test
  void worldsWithoutTheEvidenceDoNotCount() {
    String evidence = "<< :a :point :fever >> rat:observed true .";
    SampledFacts facts = sample(FEW_POINTS, RULES, Optional.empty(), 400, 2, evidence);
    assertThat(value(facts, ":a :point :fever")).isEqualTo(1);
    assertThat(value(facts, ":a :lacks :Fever")).isZero();
    assertThat(facts.worlds()).isEqualTo(400);
    assertThat(facts.counted()).isBetween(200, 280);
    assertThat(facts.probability(triple(":a :gram :Positive")).guarantee())
        .isInstanceOfSatisfying(
            Guarantee.Estimated.class, e -> assertThat(e.samples()).isEqualTo(facts.counted()));
  }

  @Test
  void evidenceThatNoDrawnWorldHasIsAClearError() {
    assertThatThrownBy(
            () ->
                sample(
                    "<< :a :p :b >> rat:probability 0.000001 .",
                    "",
                    Optional.empty(),
                    20,
                    1,
                    "<< :a :p :b >> rat:observed true ."))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("evidence-not-met")
        .hasMessageContaining("20 sampled worlds");
  }

  @Test
  void withoutTimeOneWorldIsDrawnAndTheAnswerSaysSo() {
    Limits limits =
        new Limits(Long.MAX_VALUE, Long.MAX_VALUE, Duration.ZERO, Long.MAX_VALUE, () -> false);
    SampledFacts facts =
        Inference.sample(
            FactBase.of(data("<< :a :p :b >> rat:probability 0.5 .")),
            rules(""),
            Optional.empty(),
            Map.of(),
            new Reading.Sampled(1000, 1),
            limits);
    assertThat(facts.worlds()).isEqualTo(1);
    assertThat(facts.incompleteness().orElseThrow().limit()).isEqualTo(Incompleteness.Limit.TIME);
  }

  @Test
  void aWorldThatDoesNotFitTheLimitsIsAnError() {
    Limits limits = new Limits(2, Long.MAX_VALUE, Duration.ofDays(1), Long.MAX_VALUE, () -> false);
    assertThatThrownBy(
            () ->
                Inference.sample(
                    FactBase.of(data(":a :p :b . :b :p :c . << :c :p :d >> rat:probability 0.5 .")),
                    rules("RULE :t { ?x :q ?z } WHERE { ?x :p ?y . ?y :p ?z }"),
                    Optional.empty(),
                    Map.of(),
                    new Reading.Sampled(10, 1),
                    limits))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("limit-in-sampled-world");
  }

  @Test
  void randomProgramsComeOutAsEnumerationSays() {
    SplittableRandom random = new SplittableRandom(11);
    int compared = 0;
    for (int i = 0; i < 25; i++) {
      RandomProgram program = RandomProgram.of(random);
      FactSet data = FactReader.readText(program.data(), RdfFormat.TURTLE, "data.ttl");
      RuleSet rules = new SrlReader().readText(program.rules(), "rules.srl");
      WorldEnumeration worlds = new WorldEnumeration(data, rules);
      if (worlds.logWorlds() > 9) {
        continue;
      }
      int drawn = 200;
      SampledFacts facts =
          Inference.sample(
              FactBase.of(data),
              rules,
              Optional.empty(),
              Map.of(),
              new Reading.Sampled(drawn, i),
              Limits.NONE);
      for (Map.Entry<Triple, Double> exact : worlds.probabilities(Map.of()).entrySet()) {
        double p = exact.getValue();
        assertThat(facts.probability(exact.getKey()).probability().value())
            .as("%s in %s %s", exact.getKey(), program.data(), program.rules())
            .isCloseTo(p, within(4.5 * Math.sqrt(p * Math.max(0, 1 - p) / drawn) + 1e-9));
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(150);
  }
}
