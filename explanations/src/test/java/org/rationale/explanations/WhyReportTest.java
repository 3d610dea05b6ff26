package org.rationale.explanations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rationale.explanations.SmallProofGraph.derivation;
import static org.rationale.explanations.SmallProofGraph.t;
import static org.rationale.explanations.SmallProofGraph.unless;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import org.apache.jena.graph.Triple;
import org.junit.jupiter.api.Test;
import org.rationale.kg.Guarantee;
import org.rationale.kg.Probability;
import org.rationale.kg.Valuation;

class WhyReportTest {

  private final SmallProofGraph graph = new SmallProofGraph();

  private Proofs flu() {
    Triple fever = graph.assertFact(t("ann", "has", "fever"), 0.8);
    Triple vaccine = graph.assertFact(t("ann", "had", "vaccine"), 0.25);
    return Explainer.why(
        graph,
        graph.derive(
            unless(
                derivation("flu", t("ann", "has", "flu"), fever),
                "ex:ann ex:had ?v",
                List.of(List.of(vaccine)))),
        3);
  }

  @Test
  void jsonHasTheFixedNames() throws IOException {
    JsonNode json = new ObjectMapper().readTree(WhyReport.json(flu()));
    assertThat(json.at("/fact/o").textValue()).isEqualTo("<http://example.org/flu>");
    assertThat(json.get("guarantee").textValue()).isEqualTo("exact");
    assertThat(json.get("evidence")).isEmpty();
    JsonNode step = json.at("/proofs/0/steps/0");
    assertThat(step.get("conclusion")).isEqualTo(json.get("fact"));
    assertThat(step.get("rule").textValue()).isEqualTo("<http://example.org/flu>");
    assertThat(step.get("text").textValue()).isEqualTo("ann has flu");
    assertThat(step.get("source").textValue()).isEmpty();
    assertThat(step.at("/premises/0/o").textValue()).isEqualTo("<http://example.org/fever>");
    assertThat(step.at("/absent/0").textValue()).isEqualTo("ex:ann ex:had ?v");
  }

  @Test
  void dotQuotesWhatItNames() {
    graph.label("flu", "\"flu\"\\]");
    assertThat(WhyReport.dot(flu())).contains("ann has \\\"flu\\\"\\\\]").endsWith("}\n");
  }

  @Test
  void textAndPageSayWhatSpeaksAgainst() {
    Proofs flu = flu();
    assertThat(WhyReport.text(flu)).contains("60.0% (exact)", "against it: ann had vaccine, 25.0%");
    assertThat(WhyReport.html(flu)).contains("<h1><bdi>ann has flu</bdi></h1>", "25.0%");
  }

  @Test
  void aStatementThatHoldsNowhereIsSaidToHaveNoProof() {
    Proofs none = Explainer.why(graph, t("no", "such", "thing"), 1);
    assertThat(WhyReport.text(none)).contains("It holds in no possible world");
  }

  @Test
  void roundingNeverMakesTheUncertainCertain() {
    assertThat(Valuations.percent(0.99999)).isEqualTo("> 99.9%");
    assertThat(Valuations.percent(0.00001)).isEqualTo("< 0.1%");
    assertThat(Valuations.percent(1)).isEqualTo("100%");
  }

  @Test
  void intervalsAreRoundedOutwards() {
    Valuation bounded =
        new Valuation(
            new Probability(0.5),
            new Guarantee.Bounded(new Probability(0.12399), new Probability(0.87601)));
    assertThat(Valuations.full(bounded)).isEqualTo("between 12.3% and 87.7% (bounded)");
  }
}
