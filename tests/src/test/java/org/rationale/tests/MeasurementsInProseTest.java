package org.rationale.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.rationale.kg.Percept;
import org.rationale.kg.Region;
import org.rationale.reasoner.Case;
import org.rationale.reasoner.Decision;
import org.rationale.reasoner.Outcome;
import org.rationale.reasoner.Reasoner;
import org.rationale.tests.BundledCases.BundledCase;

/** Measurements that stand in the note, with and without those of the record. */
class MeasurementsInProseTest {

  private static final String FILE = "16-measurements-in-prose.json";

  private static BundledCase prose() {
    return BundledCases.named("respiratory", FILE);
  }

  private static Decision decide(Map<String, Object> vitals, Optional<Decision> earlier) {
    Reasoner reasoner = BundledCases.reasoner("respiratory");
    Case given = prose().decision().caseFile();
    Map<String, Object> inputs = new LinkedHashMap<>(given.inputs());
    inputs.put("vitals", vitals);
    Case changed =
        new Case(
            given.id(),
            given.title(),
            given.subject(),
            inputs,
            given.expect(),
            given.place(),
            given.folder());
    return earlier
        .map(before -> reasoner.decide(changed, before))
        .orElseGet(() -> reasoner.decide(changed));
  }

  private static List<String> numbers(Decision decision, String predicate) {
    return decision.percepts().stream()
        .filter(percept -> percept.statement().getPredicate().getLocalName().equals(predicate))
        .map(
            percept ->
                percept.perceptor() + " " + percept.statement().getObject().getLiteralLexicalForm())
        .toList();
  }

  private static List<String> conflicts(Decision decision) {
    return decision.outcomes().stream()
        .filter(outcome -> outcome.question().id().equals("conflicts"))
        .flatMap(outcome -> outcome.candidates().stream())
        .map(answer -> answer.label())
        .toList();
  }

  private static Outcome outcome(Decision decision, String question) {
    return decision.outcomes().stream()
        .filter(outcome -> outcome.question().id().equals(question))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aScoreFollowsFromTheNoteAloneAndNamesItsWords() {
    Decision decision = prose().decision();
    String note = String.valueOf(decision.caseFile().inputs().get("note"));

    assertThat(decision.caseFile().inputs()).containsOnlyKeys("note");
    assertThat(outcome(decision, "curb65").candidates().getFirst().label()).isEqualTo("5");
    for (Map.Entry<String, String> said :
        Map.of(
                "temperature", "temp 38.9",
                "respiratoryRate", "RR 32/min",
                "oxygenSaturation", "sats 88%",
                "diastolicPressure", "BP 104/56",
                "age", "78-year-old",
                "urea", "urea 11.2 mmol/L")
            .entrySet()) {
      Percept percept =
          decision.percepts().stream()
              .filter(p -> p.statement().getPredicate().getLocalName().equals(said.getKey()))
              .findFirst()
              .orElseThrow();
      assertThat(percept.region())
          .isInstanceOfSatisfying(
              Region.TextSpan.class,
              span -> {
                assertThat(span.text()).isEqualTo(said.getValue());
                assertThat(note.substring(span.start(), span.end())).isEqualTo(said.getValue());
              });
      assertThat(percept.probability().value()).isLessThan(1);
      assertThat(decision.proofGraph().statements()).contains(percept.statement());
    }
  }

  @Test
  void anEarlierValueAndAGoalAreWithheldWithTheirReasons() {
    assertThat(prose().decision().withheld())
        .extracting(withheld -> withheld.reason())
        .containsExactly(
            "temperature: \"temp was 39.4\" is not taken, because it is an earlier value.",
            "oxygenSaturation: \"sats 94-98\" is not taken, because it is a range and no single"
                + " value.");
  }

  @Test
  void theRecordCountsAndADisagreementIsShown() {
    Decision decision =
        decide(Map.of("temperature", 37.0, "respiratoryRate", 32), Optional.empty());

    assertThat(numbers(decision, "temperature")).containsExactly("vitals 37.0");
    assertThat(numbers(decision, "noteTemperature")).containsExactly("note 38.9");
    assertThat(numbers(decision, "respiratoryRate")).containsExactly("vitals 32");
    assertThat(numbers(decision, "noteRespiratoryRate")).containsExactly("note 32");
    assertThat(numbers(decision, "heartRate")).containsExactly("note 118");
    assertThat(conflicts(decision)).contains("body temperature").doesNotContain("respiratory rate");
    assertThat(decision.violations()).isEmpty();
  }

  @Test
  void readingAgainAfterAChangeGivesWhatReadingAnewGives() {
    Decision with = decide(Map.of("temperature", 37.0), Optional.empty());
    Decision without = decide(Map.of(), Optional.of(with));

    assertThat(numbers(without, "temperature")).containsExactly("note 38.9");
    assertThat(numbers(without, "noteTemperature")).isEmpty();
    assertThat(without.percepts()).isEqualTo(decide(Map.of(), Optional.empty()).percepts());
  }
}
