package org.rationale.explanations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rationale.explanations.Inquiry.Basis;
import org.rationale.explanations.Inquiry.Reply;
import org.rationale.kg.ModelIdentity;
import org.rationale.kg.Percept;
import org.rationale.kg.Probability;
import org.rationale.kg.Region;
import org.rationale.perception.Perception;
import org.rationale.reasoner.Case;
import org.rationale.reasoner.Decision;
import org.rationale.reasoner.Reasoner;

class AskNextTest {

  private static final String NS = "https://example.org/tiny#";

  @TempDir private Path folder;

  private Reasoner open() throws IOException {
    Files.writeString(
        folder.resolve("pack.yaml"),
        """
        name: tiny
        title: A tiny pack
        version: 1.0.0
        use: Tests.
        limits: [It must not be used for anything else.]
        prefixes: {t: "https://example.org/tiny#"}
        knowledge: [knowledge.ttl]
        rules: [rules.srl]
        perceptors:
          - id: vitals
            kind: fields
            input: vitals
            optional: true
            fields:
              temperature: {predicate: t:temperature, unit: Cel, min: 25, max: 45}
              shoeSize: {predicate: t:shoeSize, min: 30, max: 50}
              smear: {predicate: t:smear, type: code, codes: {pos: t:Positive, neg: t:Negative, bad: t:Spoilt}}
        questions:
          - id: illness
            label: Which illness?
            candidates: "?subject t:ill ?answer"
            policy: {kind: most-probable, threshold: 0.5}
        """);
    Files.writeString(
        folder.resolve("knowledge.ttl"),
        "PREFIX t: <https://example.org/tiny#>\nt:Flu a t:Illness . t:Cold a t:Illness .\n");
    Files.writeString(
        folder.resolve("rules.srl"),
        """
        PREFIX t: <https://example.org/tiny#>
        #: probability 0.9
        RULE t:flu { ?p t:ill t:Flu } WHERE { ?p t:temperature ?t . FILTER(?t > 38) }
        #: probability 0.6
        RULE t:flu-cough { ?p t:ill t:Flu } WHERE { ?p t:cough t:Yes }
        #: probability 0.7
        RULE t:cold { ?p t:ill t:Cold } WHERE { ?p t:smear t:Negative }
        """);
    return Reasoner.open(folder);
  }

  private static Node t(String name) {
    return NodeFactory.createURI(NS + name);
  }

  private static Case nothing() {
    return new Case("c", "", NS + "c", Map.of(), Map.of(), "c.json");
  }

  private static Percept cough(double probability) {
    return new Percept(
        "note/1",
        Triple.create(t("c"), t("cough"), t("Yes")),
        new Probability(probability),
        1,
        "note",
        new ModelIdentity("a model", "ab12".repeat(16)),
        "note",
        "cd34".repeat(16),
        new Region.TextSpan(0, 5, "cough"),
        Optional.empty(),
        "");
  }

  private static double h(double p) {
    return -(p * Math.log(p) + (1 - p) * Math.log(1 - p)) / Math.log(2);
  }

  private static Inquiry named(List<Inquiry> inquiries, String part) {
    return inquiries.stream().filter(one -> one.part().equals(part)).findFirst().orElseThrow();
  }

  /** P(flu) = 0.6 · 0.8 = 0.48; with the cough 0.6, without it 0. */
  @Test
  void theGainOfAnUncertainReadingIsItsMutualInformationWithTheAnswer() throws IOException {
    try (Reasoner reasoner = open()) {
      Decision decision = reasoner.decide(nothing(), Perception.of(List.of(cough(0.8))));
      List<Inquiry> inquiries = Explainer.whatToAsk(decision, reasoner);
      Inquiry cough = named(inquiries, "");
      assertThat(cough.basis()).isEqualTo(Basis.READ);
      assertThat(cough.gain()).isCloseTo(h(0.48) - 0.8 * h(0.6), within(1e-12));
      assertThat(cough.replies())
          .extracting(reply -> reply.probability().orElseThrow().value())
          .satisfiesExactly(
              yes -> assertThat(yes).isCloseTo(0.8, within(1e-12)),
              no -> assertThat(no).isCloseTo(0.2, within(1e-12)));
      Reply yes = cough.replies().getFirst();
      assertThat(yes.leading().orElseThrow().value()).isCloseTo(0.6, within(1e-12));
      assertThat(yes.verdict()).contains("t:Flu");
      assertThat(cough.replies().getLast().verdict()).isEmpty(); // it is no answer as it is
    }
  }

  @Test
  void whatWasNotReadIsTriedOutAroundTheThresholdsOfTheRules() throws IOException {
    try (Reasoner reasoner = open()) {
      Decision decision = reasoner.decide(nothing(), Perception.of(List.of(cough(0.8))));
      Inquiry temperature = named(Explainer.whatToAsk(decision, reasoner), "temperature");
      assertThat(temperature.basis()).isEqualTo(Basis.NONE);
      assertThat(temperature.replies()).hasSize(2);
      Reply low = temperature.replies().getFirst();
      Reply high = temperature.replies().getLast();
      assertThat(low.leading().orElseThrow().value()).isCloseTo(0.48, within(1e-12));
      assertThat(low.changed()).isEmpty();
      assertThat(high.leading().orElseThrow().value()).isCloseTo(1 - 0.1 * 0.52, within(1e-12));
      assertThat(high.text()).contains("38.1");
      assertThat(high.probability()).isEmpty();
      assertThat(high.verdict()).contains("t:Flu");
      assertThat(temperature.gain())
          .isCloseTo(h((0.48 + 0.948) / 2) - (h(0.48) + h(0.948)) / 2, within(1e-12));
    }
  }

  @Test
  void whatChangesNothingIsNotAskedForAndRepliesThatDoTheSameStandTogether() throws IOException {
    try (Reasoner reasoner = open()) {
      Decision decision = reasoner.decide(nothing(), Perception.of(List.of(cough(0.9))));
      List<Inquiry> inquiries = Explainer.whatToAsk(decision, reasoner);
      assertThat(inquiries).extracting(Inquiry::part).doesNotContain("shoeSize");
      Inquiry smear = named(inquiries, "smear");
      assertThat(smear.replies())
          .extracting(Reply::text)
          .containsExactly("t:Positive, t:Spoilt", "t:Negative");
      assertThat(smear.replies().getLast().verdict()).contains("t:Cold");
      // It moves the verdict but not the probability of what leads now.
      assertThat(smear.gain()).isZero();
      assertThat(inquiries.getLast()).isEqualTo(smear);
    }
  }

  @Test
  void aReadingThatTheAnswerTurnsOnIsNamedInEveryView() throws IOException {
    try (Reasoner reasoner = open()) {
      Case warm =
          new Case("c", "", NS + "c", Map.of("vitals", Map.of("temperature", 39)), Map.of(), "c");
      Decision decision = reasoner.decide(warm);
      Explanation explanation = Explainer.explain(decision, reasoner);
      assertThat(explanation.prospects().orElseThrow().turns())
          .containsExactly(new Explanation.Turn(1, "no answer"));
      assertThat(DecisionReport.text(explanation))
          .contains("What would change it", "the answer would be: no answer");
      JsonNode json = new ObjectMapper().readTree(DecisionReport.json(explanation));
      assertThat(json.at("/turns/0/percept").textValue()).isEqualTo("vitals/temperature");
      assertThat(json.get("askNext")).isEmpty();
      assertThat(DecisionReport.html(explanation))
          .contains("Readings that the answer turns on", "No reply would change anything.");
    }
  }

  @Test
  void whatToAskStandsInEveryView() throws IOException {
    try (Reasoner reasoner = open()) {
      Explanation explanation =
          Explainer.explain(
              reasoner.decide(nothing(), Perception.of(List.of(cough(0.8)))), reasoner);
      assertThat(DecisionReport.text(explanation))
          .contains("What to ask next", "vitals.temperature: t:temperature (Cel) — 0.22 bits");
      JsonNode json = new ObjectMapper().readTree(DecisionReport.json(explanation));
      assertThat(json.at("/askNext/0/basis").textValue()).isEqualTo("read");
      assertThat(json.at("/askNext/1/basis").textValue()).isEqualTo("none");
      assertThat(json.at("/askNext/0/gain").doubleValue()).isGreaterThan(0.2);
      assertThat(json.at("/askNext/1/replies/1/verdict").textValue()).isEqualTo("t:Flu");
      assertThat(DecisionReport.html(explanation))
          .contains("<caption>What to ask next", "bits</td>");
    }
  }

  @Test
  void anInputThatDidNotChangeIsNotReadAgain() throws IOException {
    try (Reasoner reasoner = open()) {
      Case warm =
          new Case("c", "", NS + "c", Map.of("vitals", Map.of("temperature", 39)), Map.of(), "c");
      Decision first = reasoner.decide(warm);
      Decision again = reasoner.decide(warm, first);
      assertThat(again.percepts().getFirst()).isSameAs(first.percepts().getFirst());
      Case hot =
          new Case("c", "", NS + "c", Map.of("vitals", Map.of("temperature", 40)), Map.of(), "c");
      assertThat(reasoner.decide(hot, first).percepts().getFirst().statement().getObject())
          .isNotEqualTo(first.percepts().getFirst().statement().getObject());
    }
  }

  @Test
  void whyNotOfACaseFindsReadingsThatWouldMendIt() throws IOException {
    try (Reasoner reasoner = open()) {
      Decision decision = reasoner.decide(nothing(), Perception.of(List.of(cough(0.8))));
      RevisableCase revisable = new RevisableCase(reasoner, decision);
      WhyNot cold =
          Explainer.whyNot(
              revisable, Triple.create(t("c"), t("ill"), t("Cold")), WhyNot.Options.DEFAULT);
      assertThat(cold.repairs())
          .singleElement()
          .satisfies(
              repair -> {
                assertThat(repair.changes())
                    .extracting(change -> change.change())
                    .containsExactly(
                        new Change.Add(Triple.create(t("c"), t("smear"), t("Negative"))));
                assertThat(repair.valuation().probability().value()).isCloseTo(0.7, within(1e-12));
              });
      assertThat(cold.otherRules()).isFalse();

      WhyNot surer =
          Explainer.whyNot(
              revisable,
              Triple.create(t("c"), t("ill"), t("Flu")),
              new WhyNot.Options(new WhyNot.Wanted.AtLeast(new Probability(0.55)), 1));
      assertThat(surer.repairs())
          .extracting(repair -> repair.changes().getFirst().change().getClass().getSimpleName())
          .containsExactlyInAnyOrder("Add", "Believe");
      assertThat(WhyNotReport.html(surer)).contains("It would be so with", "be surer of");
      assertThat(revisable.mayAdd(Triple.create(t("c"), t("smear"), t("Unheard")))).isFalse();
      assertThat(revisable.mayAdd(Triple.create(t("d"), t("smear"), t("Negative")))).isFalse();
      assertThat(revisable.mayRemove(Triple.create(t("c"), t("ill"), t("Flu")))).isFalse();
    }
  }
}
