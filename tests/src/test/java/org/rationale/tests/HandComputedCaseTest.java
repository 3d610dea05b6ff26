package org.rationale.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.rationale.kg.Percept;
import org.rationale.reasoner.Answer;
import org.rationale.reasoner.Decision;
import org.rationale.reasoner.Outcome;
import org.rationale.tests.BundledCases.BundledCase;

/** The case that docs/semantics.md follows by hand, number by number. */
class HandComputedCaseTest {

  @Test
  void theNumbersInTheDocumentAreThoseOfTheDecision() {
    Decision decision = decision();
    Map<String, Double> percepts = new LinkedHashMap<>();
    for (Percept percept : decision.percepts()) {
      percepts.put(percept.id(), percept.probability().value());
    }
    assertThat(percepts.get("fna/malignant")).isCloseTo(0.6158656, within(5e-8));
    assertThat(percepts.get("fna/benign")).isCloseTo(0.3841344, within(5e-8));
    Map<String, Double> answers = new LinkedHashMap<>();
    for (Outcome outcome : decision.outcomes()) {
      for (Answer answer : outcome.candidates()) {
        answers.put(
            outcome.question().id() + " " + answer.label(),
            answer.valuation().probability().value());
      }
    }
    assertThat(answers.get("score 6")).isCloseTo(0.6158656, within(5e-8));
    assertThat(answers.get("score 4")).isCloseTo(0.3841344, within(5e-8));
    assertThat(answers.get("management core needle biopsy")).isCloseTo(1.0, within(1e-9));
  }

  private static Decision decision() {
    return BundledCases.all().stream()
        .filter(one -> one.toString().equals("breast-fna/03-indeterminate-settled.json"))
        .map(BundledCase::decision)
        .findFirst()
        .orElseThrow();
  }
}
