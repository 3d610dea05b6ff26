package org.rationale.explanations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.rationale.explanations.SmallProofGraph.derivation;
import static org.rationale.explanations.SmallProofGraph.n;
import static org.rationale.explanations.SmallProofGraph.t;
import static org.rationale.explanations.SmallProofGraph.unless;
import static org.rationale.explanations.SmallProofGraph.with;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.jena.datatypes.xsd.XSDDatatype;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.junit.jupiter.api.Test;
import org.rationale.explanations.Proofs.Completeness;
import org.rationale.explanations.Proofs.Leaf;
import org.rationale.explanations.Proofs.Proof;
import org.rationale.explanations.Proofs.Step;
import org.rationale.kg.Derivation;
import org.rationale.kg.Guarantee;
import org.rationale.kg.Origin;
import org.rationale.kg.Probability;

class ExplainerTest {

  private final SmallProofGraph graph = new SmallProofGraph();

  private static double p(Proof proof) {
    return proof.valuation().probability().value();
  }

  @Test
  void proofsComeMostLikelyFirst() {
    Triple cough = graph.assertFact(t("ann", "has", "cough"), 0.6);
    Triple fever = graph.assertFact(t("ann", "has", "fever"), 0.8);
    Triple ill = t("ann", "is", "ill");
    graph.derive(derivation("by-cough", ill, cough));
    graph.derive(derivation("by-fever", ill, fever));

    Proofs proofs = Explainer.why(graph, ill, 5);

    assertThat(proofs.valuation().probability().value()).isCloseTo(0.92, within(1e-12));
    assertThat(proofs.proofs()).extracting(ExplainerTest::p).containsExactly(0.8, 0.6);
    assertThat(proofs.proofs().getFirst().leaves())
        .extracting(Leaf::statement)
        .containsExactly(fever);
    assertThat(proofs.completeness()).isEqualTo(Completeness.ALL);
  }

  @Test
  void onlyAsManyProofsAreGivenAsAskedForAndThatOthersExistIsSaid() {
    Triple ill = t("ann", "is", "ill");
    for (int i = 1; i <= 6; i++) {
      graph.derive(derivation("r" + i, ill, graph.assertFact(t("ann", "has", "s" + i), i / 10.0)));
    }
    Proofs proofs = Explainer.why(graph, ill, 2);
    assertThat(proofs.proofs()).extracting(ExplainerTest::p).containsExactly(0.6, 0.5);
    assertThat(proofs.completeness()).isEqualTo(Completeness.FIRST);
  }

  @Test
  void theShortestProofsComeFirstWhereThatIsAskedFor() {
    Triple test = graph.assertFact(t("ann", "has", "test"), 0.4);
    Triple fever = graph.assertFact(t("ann", "has", "fever"), 0.9);
    Triple hot = graph.derive(derivation("hot", t("ann", "is", "hot"), fever));
    Triple ill = t("ann", "is", "ill");
    graph.derive(derivation("by-heat", ill, hot));
    graph.derive(derivation("by-test", ill, test));

    Proofs likely = Explainer.why(graph, ill, ProofQuery.first(ProofQuery.Order.LIKELY, 2));
    Proofs shortest = Explainer.why(graph, ill, ProofQuery.first(ProofQuery.Order.SHORT, 2));

    assertThat(likely.proofs()).extracting(ExplainerTest::p).containsExactly(0.9, 0.4);
    assertThat(shortest.proofs()).extracting(ExplainerTest::p).containsExactly(0.4, 0.9);
    assertThat(shortest.combination().orElseThrow().shares().getLast().adds().value())
        .isCloseTo(0.54, within(1e-12));
    assertThat(WhyReport.text(shortest)).contains("the shortest proof");
  }

  @Test
  void sharedPremiseIsCountedOnceAndStandsOnce() {
    Triple fever = graph.assertFact(t("ann", "has", "fever"), 0.5);
    Triple hot = graph.derive(derivation("hot", t("ann", "is", "hot"), fever));
    Triple red = graph.derive(derivation("red", t("ann", "is", "red"), hot));
    Triple wet = graph.derive(derivation("wet", t("ann", "is", "wet"), hot));
    Triple ill = graph.derive(derivation("ill", t("ann", "is", "ill"), red, wet));

    Proof proof = Explainer.why(graph, ill, 3).proofs().getFirst();

    assertThat(p(proof)).isEqualTo(0.5);
    assertThat(proof.leaves()).hasSize(1);
    assertThat(proof.steps()).extracting(Step::conclusion).containsExactly(hot, red, wet, ill);
  }

  @Test
  void aProofWithASharedPremiseBeatsOneThatIsLikelierReadAsATree() {
    Triple fever = graph.assertFact(t("ann", "has", "fever"), 0.5);
    Triple red = graph.derive(derivation("red", t("ann", "is", "red"), fever));
    Triple wet = graph.derive(derivation("wet", t("ann", "is", "wet"), fever));
    Triple test = graph.assertFact(t("ann", "has", "test"), 0.4);
    Triple ill = t("ann", "is", "ill");
    graph.derive(derivation("by-test", ill, test));
    graph.derive(derivation("by-signs", ill, red, wet));

    assertThat(Explainer.why(graph, ill, 1).proofs())
        .extracting(ExplainerTest::p)
        .containsExactly(0.5);
  }

  @Test
  void aFactIsNeverProvedFromItself() {
    Triple ab = t("a", "near", "b");
    Triple ba = t("b", "near", "a");
    graph.assertFact(ab, 0.7);
    graph.derive(derivation("symmetric", ab, ba));
    graph.derive(derivation("symmetric", ba, ab));

    assertThat(Explainer.why(graph, ba, 9).proofs())
        .singleElement()
        .satisfies(proof -> assertThat(proof.steps()).hasSize(1));
    assertThat(Explainer.why(graph, ab, 9).proofs())
        .singleElement()
        .satisfies(proof -> assertThat(proof.steps()).isEmpty());
  }

  @Test
  void aCycleWithoutAnythingBelowItProvesNothing() {
    Triple ab = t("a", "near", "b");
    Triple ba = t("b", "near", "a");
    graph.derive(derivation("symmetric", ab, ba));
    graph.derive(derivation("symmetric", ba, ab));

    Proofs proofs = Explainer.why(graph, ab, 3);
    assertThat(proofs.proofs()).isEmpty();
    assertThat(proofs.valuation().probability()).isEqualTo(Probability.ZERO);
  }

  @Test
  void anUnknownStatementHasNoProof() {
    assertThat(Explainer.why(graph, t("no", "such", "thing"), 1).proofs()).isEmpty();
  }

  @Test
  void aRuleThatMayNotFireLowersItsProof() {
    Triple fever = graph.assertFact(t("ann", "has", "fever"), 0.5);
    Triple ill = graph.derive(with(derivation("maybe", t("ann", "is", "ill"), fever), 0.4));
    assertThat(p(Explainer.why(graph, ill, 1).proofs().getFirst())).isCloseTo(0.2, within(1e-12));
  }

  @Test
  void twoHeadsOfOneRuleInstanceShareItsSwitch() {
    Triple fever = graph.assertFact(t("ann", "has", "fever"), 1);
    Derivation first = with(derivation("two-heads", t("ann", "is", "hot"), fever), 0.5);
    Derivation second =
        new Derivation(
            first.rule(),
            "",
            first.source(),
            first.probability(),
            first.substitution(),
            first.premises(),
            List.of(),
            t("ann", "is", "red"));
    Triple ill =
        graph.derive(
            derivation("ill", t("ann", "is", "ill"), graph.derive(first), graph.derive(second)));
    assertThat(p(Explainer.why(graph, ill, 1).proofs().getFirst())).isEqualTo(0.5);
  }

  @Test
  void alternativesOfOneChoiceAreNeverUsedTogether() {
    Triple positive = graph.alternative(t("ann", "gram", "positive"), 0.7, "gram");
    Triple negative = graph.alternative(t("ann", "gram", "negative"), 0.2, "gram");
    Triple odd = graph.derive(derivation("odd", t("ann", "is", "odd"), positive, negative));
    assertThat(Explainer.why(graph, odd, 3).proofs()).isEmpty();
  }

  @Test
  void whatANegationExcludesLowersTheProofAndIsCounterevidence() {
    Triple fever = graph.assertFact(t("ann", "has", "fever"), 0.8);
    Triple vaccine = graph.assertFact(t("ann", "had", "vaccine"), 0.3);
    Triple flu =
        graph.derive(
            unless(
                derivation("flu", t("ann", "has", "flu"), fever),
                "ex:ann ex:had ?v",
                List.of(List.of(vaccine))));

    Proof proof = Explainer.why(graph, flu, 1).proofs().getFirst();

    assertThat(p(proof)).isCloseTo(0.8 * 0.7, within(1e-12));
    assertThat(proof.valuation().guarantee()).isEqualTo(Guarantee.EXACT);
    assertThat(proof.steps().getFirst().absences())
        .singleElement()
        .satisfies(
            absent -> {
              assertThat(absent.text()).isEqualTo("ann had ?v");
              assertThat(absent.counterevidence())
                  .singleElement()
                  .satisfies(c -> assertThat(c.statement()).isEqualTo(vaccine));
            });
  }

  @Test
  void excludedConjunctionsAreCountedByInclusionAndExclusion() {
    Triple a = graph.assertFact(t("x", "is", "a"), 0.8);
    Triple b = graph.assertFact(t("x", "is", "b"), 0.5);
    Triple c = graph.assertFact(t("x", "is", "c"), 0.4);
    Triple d = graph.assertFact(t("x", "is", "d"), 0.3);
    Triple goal =
        graph.derive(
            unless(
                derivation("goal", t("x", "is", "goal"), a),
                "ex:x ex:is ex:blocked",
                List.of(List.of(b, c), List.of(c, d))));
    Proofs proofs = Explainer.why(graph, goal, 1);
    assertThat(p(proofs.proofs().getFirst()))
        .isCloseTo(proofs.valuation().probability().value(), within(1e-12));
  }

  @Test
  void aProofThatExcludesItsOwnPremiseIsNone() {
    Triple a = graph.assertFact(t("x", "is", "a"), 0.8);
    Triple goal =
        graph.derive(
            unless(
                derivation("goal", t("x", "is", "goal"), a),
                "ex:x ex:is ex:a",
                List.of(List.of(a))));
    assertThat(Explainer.why(graph, goal, 1).proofs()).isEmpty();
  }

  @Test
  void evidenceChangesTheProbabilityOfTheFactAndNotThatOfTheProof() {
    Triple cough = graph.assertFact(t("ann", "has", "cough"), 0.6);
    Triple ill = graph.derive(with(derivation("by-cough", t("ann", "is", "ill"), cough), 0.5));
    Triple seen = graph.derive(with(derivation("seen", t("ann", "sees", "doctor"), ill), 0.5));
    graph.observe(seen, true);

    Proofs proofs = Explainer.why(graph, ill, 1);

    assertThat(proofs.valuation().probability()).isEqualTo(Probability.ONE);
    assertThat(p(proofs.proofs().getFirst())).isCloseTo(0.3, within(1e-12));
    assertThat(proofs.evidence()).hasSize(1);
  }

  @Test
  void aProofThatTheEvidenceRulesOutIsNotGiven() {
    Triple cough = graph.assertFact(t("ann", "has", "cough"), 0.6);
    Triple fever = graph.assertFact(t("ann", "has", "fever"), 0.5);
    Triple ill = t("ann", "is", "ill");
    graph.derive(derivation("by-cough", ill, cough));
    graph.derive(derivation("by-fever", ill, fever));
    graph.observe(cough, false);
    assertThat(Explainer.why(graph, ill, 5).proofs())
        .singleElement()
        .satisfies(proof -> assertThat(p(proof)).isEqualTo(0.5));
  }

  @Test
  void sentencesHaveTheirPlaceholdersFilledWithoutDatatypes() {
    graph.label("ann", "Ann");
    Triple urea =
        Triple.create(
            n("ann"), n("urea"), NodeFactory.createLiteralDT("7.50", XSDDatatype.XSDdecimal));
    graph.assertFact(urea, 1);
    Triple point = t("ann", "point", "Urea");
    graph.derive(
        new Derivation(
            "scores.srl#2",
            "{?p} scores a point: urea {$u} mmol/L is above 7, says {?unknown}",
            Optional.empty(),
            Probability.ONE,
            Map.of("p", n("ann"), "u", urea.getObject()),
            List.of(urea),
            List.of(),
            point));
    assertThat(Explainer.why(graph, point, 1).proofs().getFirst().steps().getFirst().text())
        .isEqualTo("Ann scores a point: urea 7.5 mmol/L is above 7, says ?unknown");
  }

  @Test
  void certainKnowledgeWithVeryManyProofsIsExplainedAtOnce() {
    Triple below = graph.assertFact(t("n0", "is", "true"), 1);
    for (int i = 1; i <= 40; i++) {
      Triple left = graph.derive(derivation("l" + i, t("l" + i, "is", "true"), below));
      Triple right = graph.derive(derivation("r" + i, t("r" + i, "is", "true"), below));
      Triple next = t("n" + i, "is", "true");
      graph.derive(derivation("a" + i, next, left));
      graph.derive(derivation("b" + i, next, right));
      below = next;
    }
    Proofs proofs = Explainer.why(graph, below, 3);
    assertThat(proofs.proofs()).hasSize(3);
    assertThat(proofs.proofs().getFirst().steps()).hasSize(80);
    assertThat(proofs.completeness()).isEqualTo(Completeness.FIRST);
  }

  @Test
  void atLeastOneProofIsRequired() {
    assertThatThrownBy(() -> Explainer.why(graph, t("a", "b", "c"), 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Against a search through every choice of a way for every fact. */
  @Test
  void randomGraphsAgreeWithExhaustiveSearch() {
    Random random = new Random(20261123);
    int compared = 0;
    for (int round = 0; round < 60; round++) {
      SmallProofGraph small = randomGraph(random);
      for (Triple goal : List.of(t("x", "is", "5"), t("x", "is", "6"))) {
        List<Double> expected = exhaustive(small, goal);
        Proofs proofs = Explainer.why(small, goal, 3);
        List<Double> actual = proofs.proofs().stream().map(ExplainerTest::p).toList();
        assertThat(actual).hasSize(Math.min(3, expected.size()));
        for (int i = 0; i < actual.size(); i++) {
          assertThat(actual.get(i)).isCloseTo(expected.get(i), within(1e-9));
          compared++;
          assertThat(actual.get(i))
              .as("a proof is a lower bound")
              .isLessThanOrEqualTo(proofs.valuation().probability().value() + 1e-9);
        }
      }
    }
    assertThat(compared).isGreaterThan(100);
  }

  @Test
  void theShortestProofsOfRandomGraphsAreThoseOfExhaustiveSearch() {
    Random random = new Random(20261124);
    int compared = 0;
    for (int round = 0; round < 40; round++) {
      SmallProofGraph small = randomGraph(random);
      Triple goal = t("x", "is", "6");
      List<Integer> expected = new ArrayList<>();
      assign(
          small,
          new ArrayList<>(List.of(goal)),
          new LinkedHashMap<>(),
          new ArrayList<>(),
          expected);
      expected.sort(Integer::compare);
      List<Integer> actual =
          Explainer.why(small, goal, ProofQuery.first(ProofQuery.Order.SHORT, 3)).proofs().stream()
              .map(proof -> proof.leaves().size() + proof.steps().size())
              .toList();
      assertThat(actual).isEqualTo(expected.subList(0, Math.min(3, expected.size())));
      compared += actual.size();
    }
    assertThat(compared).isGreaterThan(30);
  }

  private static SmallProofGraph randomGraph(Random random) {
    SmallProofGraph small = new SmallProofGraph();
    List<Triple> facts = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      facts.add(t("x", "is", "" + i));
    }
    for (int i = 0; i < 4; i++) {
      small.assertFact(facts.get(i), (1 + random.nextInt(9)) / 10.0);
    }
    for (int i = 0; i < 5; i++) {
      Triple head = facts.get(3 + random.nextInt(4));
      Set<Triple> body = new HashSet<>();
      for (int j = 0; j <= random.nextInt(3); j++) {
        body.add(facts.get(random.nextInt(7)));
      }
      body.remove(head);
      if (!body.isEmpty()) {
        Triple[] premises =
            body.stream()
                .sorted((a, b) -> a.toString().compareTo(b.toString()))
                .toArray(Triple[]::new);
        Derivation plain = derivation("r" + i, head, premises);
        small.derive(random.nextBoolean() ? plain : with(plain, 0.5));
      }
    }
    return small;
  }

  private static List<Double> exhaustive(SmallProofGraph small, Triple goal) {
    List<Double> products = new ArrayList<>();
    assign(
        small, new ArrayList<>(List.of(goal)), new LinkedHashMap<>(), products, new ArrayList<>());
    products.sort((a, b) -> Double.compare(b, a));
    return products;
  }

  private static void assign(
      SmallProofGraph small,
      List<Triple> open,
      Map<Triple, Optional<Derivation>> chosen,
      List<Double> products,
      List<Integer> sizes) {
    if (open.isEmpty()) {
      for (Triple fact : chosen.keySet()) {
        if (reaches(fact, fact, chosen, new HashSet<>())) {
          return;
        }
      }
      double product = 1;
      for (Map.Entry<Triple, Optional<Derivation>> entry : chosen.entrySet()) {
        product *=
            entry
                .getValue()
                .map(derivation -> derivation.probability().value())
                .orElseGet(() -> base(small, entry.getKey()));
      }
      products.add(product);
      sizes.add(chosen.size());
      return;
    }
    Triple fact = open.getFirst();
    List<Triple> rest = open.subList(1, open.size());
    if (chosen.containsKey(fact)) {
      assign(small, rest, chosen, products, sizes);
      return;
    }
    if (base(small, fact) > 0) {
      Map<Triple, Optional<Derivation>> next = new LinkedHashMap<>(chosen);
      next.put(fact, Optional.empty());
      assign(small, rest, next, products, sizes);
    }
    for (Derivation derivation : small.derivations(fact)) {
      Map<Triple, Optional<Derivation>> next = new LinkedHashMap<>(chosen);
      next.put(fact, Optional.of(derivation));
      List<Triple> more = new ArrayList<>(rest);
      more.addAll(derivation.premises());
      assign(small, more, next, products, sizes);
    }
  }

  private static boolean reaches(
      Triple from, Triple to, Map<Triple, Optional<Derivation>> chosen, Set<Triple> seen) {
    return chosen.getOrDefault(from, Optional.empty()).stream()
        .flatMap(derivation -> derivation.premises().stream())
        .anyMatch(
            premise ->
                premise.equals(to) || (seen.add(premise) && reaches(premise, to, chosen, seen)));
  }

  private static double base(SmallProofGraph small, Triple fact) {
    return small.fact(fact).stream()
        .flatMap(known -> known.origins().stream())
        .filter(Origin.Asserted.class::isInstance)
        .mapToDouble(o -> ((Origin.Asserted) o).probability().value())
        .findFirst()
        .orElse(0);
  }
}
