package org.rationale.reasoner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.apache.jena.graph.Triple;
import org.junit.jupiter.api.Test;
import org.rationale.kg.Guarantee;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.Probability;
import org.rationale.kg.Valuation;
import org.rationale.rules.RuleSet;

class ProbabilitiesTest {

  private static final String CHAIN =
      """
      << :a :p :b >> rat:probability 0.5 . << :b :p :c >> rat:probability 0.4 .
      << :c :p :d >> rat:probability 0.9 . << :a :p :c >> rat:probability 0.3 .
      """;

  private static final String PATHS =
      """
      RULE :base { ?x :path ?y } WHERE { ?x :p ?y }
      RULE :step { ?x :path ?z } WHERE { ?x :p ?y . ?y :path ?z }
      """;

  private static ProofStore store(String data, String rules) {
    RuleSet ruleSet = Programs.rules(rules);
    return new Background(ruleSet, Inference.base(Programs.data(data), ruleSet))
        .overlay(List.of(), Map.of());
  }

  private static Valuation valuation(ProofStore store, Map<Triple, Boolean> evidence, int limit) {
    return new Probabilities(store, evidence, new CircuitCache(1 << 20), limit)
        .of(List.of(store.facts().find(Programs.triple(":a :path :d"))), List.of());
  }

  @Test
  void beyondTheLimitBoundsHoldTheExactValue() {
    ProofStore store = store(CHAIN, PATHS);
    Valuation exact = valuation(store, Map.of(), 1000);
    assertThat(exact.guarantee()).isEqualTo(Guarantee.EXACT);
    assertThat(exact.probability().value())
        .isCloseTo(0.9 * (1 - 0.7 * (1 - 0.5 * 0.4)), within(1e-12));
    assertBounds(valuation(store, Map.of(), 6), exact.probability());
  }

  @Test
  void boundsAreConditionedOnTheEvidenceToo() {
    ProofStore store = store(CHAIN, PATHS);
    Map<Triple, Boolean> evidence =
        Map.of(Programs.triple(":a :path :c"), true, Programs.triple(":a :p :c"), false);
    assertBounds(valuation(store, evidence, 6), valuation(store, evidence, 1000).probability());
  }

  @Test
  void anEstimateHoldsTheExactValueAndIsTheSameEachTime() {
    ProofStore store = store(CHAIN, PATHS);
    Probability exact = valuation(store, Map.of(), 1000).probability();
    Valuation first = sampled(store, Map.of());
    assertHolds(first, exact);
    assertThat(first)
        .isEqualTo(sampled(store, Map.of()))
        .isNotEqualTo(valuation(store, Map.of(), 1000));
    Map<Triple, Boolean> evidence = Map.of(Programs.triple(":a :path :c"), true);
    assertHolds(sampled(store, evidence), valuation(store, evidence, 1000).probability());
  }

  @Test
  void evidenceThatNoSampledWorldFulfilsLeavesEverythingOpen() {
    ProofStore store = store("<< :c :p :d >> rat:probability 1e-9 . :a :p :c .", PATHS);
    Valuation open = sampled(store, Map.of(Programs.triple(":c :path :d"), true));
    assertThat(open.guarantee())
        .isEqualTo(new Guarantee.Estimated(0, Probability.ZERO, Probability.ONE));
  }

  private static Valuation sampled(ProofStore store, Map<Triple, Boolean> evidence) {
    int row = store.facts().find(Programs.triple(":a :path :d"));
    return new Probabilities(store, evidence, new CircuitCache(1 << 20), 1000)
        .of(List.of(new Grounding.Rows(List.of(row), List.of())), new Reading.Sampled(1 << 16, 5))
        .getFirst();
  }

  @Test
  void evidenceOnAnAbsentRowIsImpossibleIfItIsTrue() {
    ProofStore store = store(CHAIN, PATHS);
    Map<Triple, Boolean> evidence = Map.of(Programs.triple(":d :path :a"), true);
    assertThatThrownBy(() -> new Probabilities(store, evidence, new CircuitCache(1 << 20), 1000))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void aQuestionThatFitsIsExactAfterOneThatDidNot() {
    ProofStore store = store(CHAIN, PATHS);
    Probabilities probabilities = new Probabilities(store, Map.of(), new CircuitCache(1 << 20), 4);
    probabilities.of(List.of(store.facts().find(Programs.triple(":a :path :d"))), List.of());
    assertThat(
            probabilities
                .of(List.of(store.facts().find(Programs.triple(":a :p :b"))), List.of())
                .guarantee())
        .isEqualTo(Guarantee.EXACT);
  }

  private static void assertBounds(Valuation valuation, Probability exact) {
    assertThat(valuation.guarantee())
        .isInstanceOfSatisfying(
            Guarantee.Bounded.class,
            guarantee -> {
              assertThat(guarantee.lower()).isLessThanOrEqualTo(exact);
              assertThat(guarantee.upper()).isGreaterThanOrEqualTo(exact);
            });
  }

  private static void assertHolds(Valuation estimate, Probability exact) {
    assertThat(estimate.guarantee())
        .isInstanceOfSatisfying(
            Guarantee.Estimated.class,
            guarantee -> {
              assertThat(guarantee.lower()).isLessThanOrEqualTo(exact);
              assertThat(guarantee.upper()).isGreaterThanOrEqualTo(exact);
              assertThat(guarantee.upper().value() - guarantee.lower().value()).isLessThan(0.05);
            });
  }
}
