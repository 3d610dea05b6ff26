package org.rationale.reasoner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.rationale.reasoner.Programs.objects;
import static org.rationale.reasoner.Programs.probability;
import static org.rationale.reasoner.Programs.triple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.jena.graph.Triple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rationale.kg.CertainFact;
import org.rationale.kg.Derivation;
import org.rationale.kg.FactSet;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.UncertainFact;
import org.rationale.rules.RuleSet;
import org.rationale.rules.drl.DrlRules;

class DrlWorldsTest {

  private static final String HEADER =
      """
      package test
      import org.rationale.rules.drl.Statement
      global org.rationale.rules.drl.Conclusions conclusions
      """;

  private static final String SCORE =
      """
      rule ":score"
      @text("{$p} scores {$n}")
      when
        Statement(predicate == "rdf:type", object == ":Patient", $p : subject)
        accumulate(Statement(subject == $p, predicate == ":point", $c : object); $n : count($c))
      then
        conclusions.conclude(drools, $p, ":score", $n);
      end
      """;

  private static final String HIGH =
      """
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

  private static final String POINTS =
      """
      :a a :Patient .
      :a :point :age .
      << :a :point :confusion >> rat:probability 0.6 .
      << :a :point :urea >> rat:probability 0.3 .
      """;

  private static final String PARADOX =
      """
      rule ":paradox"
      when
        Statement(predicate == ":p", $x : subject)
        not Statement(subject == $x, predicate == ":r")
      then
        conclusions.conclude(drools, $x, ":q", true);
      end
      """;

  @TempDir Path folder;

  private DrlRules drl(String... rules) throws IOException {
    Path file = folder.resolve("test" + folder.toFile().list().length + ".drl");
    Files.writeString(file, HEADER + String.join("\n", rules));
    Map<String, String> prefixes = new HashMap<>(Programs.PREFIXES);
    prefixes.put("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#");
    return DrlRules.compile(List.of(file), prefixes);
  }

  @Test
  void aScoreOverUncertainPointsHasAnExactDistribution() throws IOException {
    try (DrlRules drl = drl(SCORE, HIGH)) {
      ProofGraph graph = Programs.run(POINTS, "", drl);
      assertThat(objects(graph, ":a", ":score"))
          .hasSize(3)
          .hasEntrySatisfying("1", p -> assertThat(p).isCloseTo(0.4 * 0.7, within(1e-12)))
          .hasEntrySatisfying(
              "2", p -> assertThat(p).isCloseTo(0.6 * 0.7 + 0.4 * 0.3, within(1e-12)))
          .hasEntrySatisfying("3", p -> assertThat(p).isCloseTo(0.6 * 0.3, within(1e-12)));
      assertThat(objects(graph, ":a", ":risk"))
          .hasEntrySatisfying(":High", p -> assertThat(p).isCloseTo(0.72, within(1e-12)))
          .hasEntrySatisfying(":Low", p -> assertThat(p).isCloseTo(0.28, within(1e-12)));
    }
  }

  @Test
  void accumulatedElementsArePremisesAndMissingOnesAbsences() throws IOException {
    try (DrlRules drl = drl(SCORE)) {
      ProofGraph graph = Programs.run(POINTS, "", drl);
      List<Derivation> ways = graph.derivations(triple(":a :score 2"));
      assertThat(ways).hasSize(2);
      for (Derivation way : ways) {
        assertThat(way.rule()).isEqualTo("http://example.org/score");
        assertThat(way.premises()).contains(triple(":a :point :age")).hasSize(3);
        assertThat(way.absences()).hasSize(1);
        Triple absent = way.absences().getFirst().possible().getFirst().getFirst();
        assertThat(way.premises()).doesNotContain(absent);
        assertThat(absent.getObject().getURI()).matches(".*(urea|confusion)");
      }
    }
  }

  @Test
  void everyConclusionHasTheWeightOfTheWorldsInWhichDroolsDrawsIt() throws IOException {
    String rules =
        """
        RULE :p1 { ?x :point :fever } WHERE { ?x :finding :Fever . NOT { ?x :lacks :Fever } }
        #: probability 0.4
        RULE :p2 { ?x :finding :Cough } WHERE { ?x :risk :High }
        """;
    String data =
        POINTS
            + """
            << :a :finding :Fever >> rat:probability 0.8 .
            << :a :lacks :Fever >> rat:probability 0.25 .
            << :b :point :x >> rat:probability 0.5 . :b a :Patient .
            """;
    try (DrlRules drl = drl(SCORE, HIGH)) {
      ProofGraph graph = Programs.run(data, rules, drl);
      Map<Triple, Double> expected =
          byWorlds(
              Programs.data(data), Programs.rules(rules.replace("#: probability 0.4\n", "")), drl);
      int compared = 0;
      for (Triple statement : graph.statements()) {
        double factor = statement.equals(triple(":a :finding :Cough")) ? 0.4 : 1;
        assertThat(graph.probability(statement).probability().value())
            .as("%s", statement)
            .isCloseTo(factor * expected.getOrDefault(statement, 0.0), within(1e-9));
        compared++;
      }
      assertThat(graph.statements()).containsAll(expected.keySet());
      assertThat(compared).isGreaterThan(12);
    }
  }

  /** Reasons in each world over certain facts alone. */
  private static Map<Triple, Double> byWorlds(FactSet data, RuleSet rules, DrlRules drl) {
    Map<Triple, Double> weights = new HashMap<>();
    List<UncertainFact> uncertain = data.uncertain();
    for (int world = 0; world < 1 << uncertain.size(); world++) {
      double weight = 1;
      List<CertainFact> facts = new ArrayList<>(data.certain());
      for (int i = 0; i < uncertain.size(); i++) {
        double p = uncertain.get(i).probability().value();
        if ((world >> i & 1) == 1) {
          facts.add(new CertainFact(uncertain.get(i).statement(), "world"));
          weight *= p;
        } else {
          weight *= 1 - p;
        }
      }
      ProofGraph graph =
          Inference.run(new FactSet(facts, List.of(), Map.of()), rules, Optional.of(drl), Map.of());
      for (Triple statement : graph.statements()) {
        weights.merge(statement, weight, Double::sum);
      }
    }
    return weights;
  }

  @Test
  void rulesThatOnlyMatchInheritTheProbabilityOfTheirPremises() throws IOException {
    String advice =
        """
        rule ":advice"
        when
          Statement(predicate == ":has", object == ":Pneumonia", $p : subject)
        then
          conclusions.conclude(drools, $p, ":take", ":Amoxicillin");
        end
        """;
    try (DrlRules drl = drl(advice)) {
      ProofGraph graph = Programs.run("<< :a :has :Pneumonia >> rat:probability 0.8 .", "", drl);
      assertThat(probability(graph, ":a :take :Amoxicillin")).isCloseTo(0.8, within(1e-12));
    }
  }

  @Test
  void srlAndDrlFeedEachOther() throws IOException {
    String step =
        """
        rule ":two"
        when
          Statement(predicate == ":one", $p : subject)
        then
          conclusions.conclude(drools, $p, ":two", true);
        end
        rule ":four"
        when
          Statement(predicate == ":three", $p : subject)
        then
          conclusions.conclude(drools, $p, ":four", true);
        end
        """;
    try (DrlRules drl = drl(step)) {
      ProofGraph graph =
          Programs.run(
              ":a :zero true .",
              """
              RULE :r1 { ?x :one true } WHERE { ?x :zero true }
              RULE :r3 { ?x :three true } WHERE { ?x :two true }
              RULE :r5 { ?x :five true } WHERE { ?x :four true }
              RULE :r6 { ?x :not true } WHERE { ?x :zero true . NOT { ?x :four true } }
              """,
              drl);
      assertThat(probability(graph, ":a :five true")).isEqualTo(1);
      assertThat(graph.fact(triple(":a :not true"))).isEmpty();
    }
  }

  @Test
  void aRuleThatUndoesItsOwnGroundIsRejected() throws IOException {
    try (DrlRules drl = drl(PARADOX)) {
      assertThatThrownBy(
              () -> Programs.run(":a :p 1 .", "RULE :r { ?x :r true } WHERE { ?x :q true }", drl))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("negation-through-cycle")
          .hasMessageContaining("http://example.org/paradox");
    }
  }

  @Test
  void anUncertainParadoxIsRejectedToo() throws IOException {
    try (DrlRules drl = drl(PARADOX)) {
      assertThatThrownBy(
              () ->
                  Programs.run(
                          ":a :p 1 .",
                          "#: probability 0.5\nRULE :r { ?x :r true } WHERE { ?x :q true }",
                          drl)
                      .probability(triple(":a :q true")))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("negation-through-cycle");
    }
  }

  @Test
  void tooManyUncertainFactsUnderOneSumAreAClearError() throws IOException {
    StringBuilder data = new StringBuilder(":a a :Patient .\n");
    for (int i = 0; i <= DrlWorlds.MAXIMUM_FACTS; i++) {
      data.append("<< :a :point :p%d >> rat:probability 0.5 .\n".formatted(i));
    }
    try (DrlRules drl = drl(SCORE)) {
      assertThatThrownBy(() -> Programs.run(data.toString(), "", drl))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("too-many-uncertain-facts")
          .hasMessageContaining("http://example.org/score");
    }
  }

  @Test
  void rulesOverDifferentFactsAreTriedApart() throws IOException {
    StringBuilder data = new StringBuilder(":a a :Patient . :a a :Other .\n");
    for (int i = 0; i < 7; i++) {
      data.append("<< :a :point :p%d >> rat:probability 0.5 .\n".formatted(i));
      data.append("<< :a :mark :m%d >> rat:probability 0.5 .\n".formatted(i));
    }
    String marks = SCORE.replace(":score", ":marks").replace(":point", ":mark");
    try (DrlRules drl = drl(SCORE, marks)) {
      ProofGraph graph = Programs.run(data.toString(), "", drl);
      assertThat(objects(graph, ":a", ":score").get("7")).isCloseTo(1 / 128.0, within(1e-12));
      assertThat(objects(graph, ":a", ":marks").get("0")).isCloseTo(1 / 128.0, within(1e-12));
    }
  }

  @Test
  void aRuleThatForbidsOneFactUnlessAnotherHoldsIsExact() throws IOException {
    String unless =
        """
        rule ":unless"
        when
          Statement(predicate == ":p", $x : subject)
          forall(
            Statement(subject == $x, predicate == ":bad", $b : object)
            Statement(subject == $x, predicate == ":excused", object == $b)
          )
        then
          conclusions.conclude(drools, $x, ":fine", true);
        end
        """;
    try (DrlRules drl = drl(unless)) {
      ProofGraph graph =
          Programs.run(
              """
              :a :p 1 .
              << :a :bad :smoke >> rat:probability 0.5 .
              << :a :excused :smoke >> rat:probability 0.3 .
              """,
              "",
              drl);
      assertThat(probability(graph, ":a :fine true")).isCloseTo(0.5 + 0.5 * 0.3, within(1e-12));
    }
  }
}
