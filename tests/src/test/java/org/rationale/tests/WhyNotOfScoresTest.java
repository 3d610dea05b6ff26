package org.rationale.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.jena.datatypes.xsd.XSDDatatype;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.junit.jupiter.api.Test;
import org.rationale.explanations.Explainer;
import org.rationale.explanations.RevisableCase;
import org.rationale.explanations.WhyNot;
import org.rationale.explanations.WhyNotReport;
import org.rationale.reasoner.Case;
import org.rationale.reasoner.Decision;
import org.rationale.reasoner.Reasoner;

/** A score is counted by rules in DRL; what would change it follows from the published criteria. */
class WhyNotOfScoresTest {

  private static final String RESP = "https://w3id.org/rationale/pack/respiratory#";

  /** 74 years, 24 breaths, 112/58 mmHg, urea 9.2, alert: a CURB-65 of 3. */
  private static final Decision DECISION =
      BundledCases.named("respiratory", "01-pneumonia.json").decision();

  private static Triple score(Decision decision, int points) {
    return Triple.create(
        decision.subject(),
        NodeFactory.createURI(RESP + "curb65"),
        NodeFactory.createLiteralDT(String.valueOf(points), XSDDatatype.XSDinteger));
  }

  private static WhyNot whyNot(int points, int size) {
    Reasoner reasoner = BundledCases.reasoner("respiratory");
    return Explainer.whyNot(
        new RevisableCase(reasoner, DECISION),
        score(DECISION, points),
        new WhyNot.Options(new WhyNot.Wanted.Possible(), size));
  }

  /** What a repair changes, without the subject. */
  private static List<String> words(WhyNot.Repair repair) {
    List<String> words = new ArrayList<>();
    for (WhyNot.ChangeText change : repair.changes()) {
      words.add(change.text().replaceFirst("^the \\w+ ", ""));
    }
    return words;
  }

  @Test
  void onePointMoreIsOneOfTheCriteriaThatAreNotMet() {
    WhyNot whyNot = whyNot(4, 1);
    assertThat(whyNot.complete()).isEqualTo(1);
    assertThat(whyNot.otherRules()).isTrue();
    assertThat(whyNot.among()).hasValueSatisfying(a -> assertThat(a.unreadNumbers()).isFalse());
    assertThat(whyNot.repairs().stream().map(WhyNotOfScoresTest::words))
        .containsExactlyInAnyOrder(
            List.of("respiratory rate ≥ 30"),
            List.of("level of consciousness newly confused"),
            List.of("level of consciousness responds to voice only"),
            List.of("level of consciousness responds to pain only"),
            List.of("level of consciousness unresponsive"),
            List.of("note states new confusion"));
    assertThat(WhyNotReport.text(whyNot))
        .contains("respiratory rate ≥ 30 (in place of 24)")
        .contains("These are all smallest sets of up to 1 of the 15 changes that can matter.")
        .doesNotContain("<https://w3id.org/rationale/pack/respiratory/case");
  }

  @Test
  void onePointLessIsOneOfTheCriteriaThatAreMet() {
    assertThat(whyNot(2, 1).repairs().stream().map(WhyNotOfScoresTest::words))
        .containsExactlyInAnyOrder(
            List.of("age < 65"),
            List.of("diastolic blood pressure > 60"),
            List.of("blood urea ≤ 7"));
  }

  @Test
  void allPointsNeedBreathingAndConfusion() {
    WhyNot whyNot = whyNot(5, 2);
    assertThat(whyNot.complete()).isEqualTo(2);
    assertThat(whyNot.repairs())
        .hasSize(5)
        .allSatisfy(
            repair -> assertThat(words(repair)).hasSize(2).contains("respiratory rate ≥ 30"));
  }

  @Test
  void aBorderThatIsNamedIsThatOfADecisionAboutOtherInputs() {
    assertThat(decided(29)).isZero();
    assertThat(decided(30)).isEqualTo(1);
  }

  /** The probability of a score of 4 if the patient breathed so often. */
  private static double decided(int rate) {
    Case given = DECISION.caseFile();
    Map<String, Object> inputs = new LinkedHashMap<>(given.inputs());
    Map<String, Object> vitals = new LinkedHashMap<>();
    if (inputs.get("vitals") instanceof Map<?, ?> old) {
      old.forEach((name, value) -> vitals.put(String.valueOf(name), value));
    }
    vitals.put("respiratoryRate", rate);
    inputs.put("vitals", vitals);
    Decision decision = BundledCases.reasoner("respiratory").decide(given.with(inputs), DECISION);
    return decision.proofGraph().probability(score(decision, 4)).probability().value();
  }
}
