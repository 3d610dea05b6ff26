package org.rationale.explanations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.jena.graph.Triple;
import org.junit.jupiter.api.Test;
import org.rationale.kg.Derivation;
import org.rationale.kg.FactReader;
import org.rationale.kg.Origin;
import org.rationale.kg.RdfFormat;
import org.rationale.reasoner.Inference;
import org.rationale.reasoner.ProofGraph;
import org.rationale.reasoner.ProofShares;
import org.rationale.rules.srl.SrlReader;

/**
 * How proofs make up a probability, in random programs with negation and evidence: the engine's
 * graph against a copy of it whose worlds are enumerated.
 */
class SharesAgainstWorldsTest {

  private static final String PREFIXES =
      "PREFIX : <http://e/>\nPREFIX rat: <https://w3id.org/rationale#>\n";

  private static String data(Random random) {
    StringBuilder data = new StringBuilder(PREFIXES).append(":x :is :f0 .\n");
    for (int i = 1; i <= 4; i++) {
      data.append("<< :x :is :f%d >> rat:probability 0.%d .\n".formatted(i, 1 + random.nextInt(9)));
    }
    return data.toString();
  }

  /** What is negated is concluded by no rule that comes after. */
  private static String rules(Random random) {
    StringBuilder rules = new StringBuilder(PREFIXES);
    for (int head = 4; head <= 6; head++) {
      for (int i = 0; i < 2; i++) {
        if (random.nextInt(3) == 0) {
          rules.append("#: probability 0.%d\n".formatted(2 + random.nextInt(7)));
        }
        rules.append("RULE :r%d%d { ?x :is :f%d } WHERE { ".formatted(head, i, head));
        rules.append("?x :is :f%d".formatted(random.nextInt(head)));
        if (random.nextBoolean()) {
          rules.append(" . ?x :is :f%d".formatted(random.nextInt(head)));
        }
        if (random.nextInt(3) == 0) {
          rules.append(" . NOT { ?x :is :f%d }".formatted(1 + random.nextInt(head - 1)));
        }
        rules.append(" }\n");
      }
    }
    return rules.toString();
  }

  private static Triple fact(ProofGraph graph, int number) {
    return graph.statements().stream()
        .filter(s -> s.getObject().isURI() && s.getObject().getURI().equals("http://e/f" + number))
        .findFirst()
        .orElse(Triple.ANY);
  }

  private static SmallProofGraph copy(ProofGraph graph) {
    SmallProofGraph copy = new SmallProofGraph();
    List<Derivation> derivations = new ArrayList<>();
    for (Triple statement : graph.statements()) {
      for (Origin origin : graph.fact(statement).orElseThrow().origins()) {
        switch (origin) {
          case Origin.Asserted asserted -> copy.state(statement, asserted);
          case Origin.Perceived perceived -> throw new AssertionError("no percepts here");
          case Origin.Derived derived -> derivations.addAll(derived.derivations());
        }
      }
    }
    derivations.sort(Comparator.comparing(derivation -> derivation.conclusion().toString()));
    derivations.forEach(copy::derive);
    graph.evidence().forEach(copy::observe);
    return copy;
  }

  @Test
  void sharesAreTheWeightsOfTheirWorldsAndAddUpToThePosterior() {
    Random random = new Random(20261129);
    int proofs = 0;
    int overlapping = 0;
    int underEvidence = 0;
    for (int round = 0; round < 40; round++) {
      String rules = rules(random);
      String data = data(random);
      Map<Triple, Boolean> evidence = new LinkedHashMap<>();
      ProofGraph prior = graph(data, rules, evidence);
      Triple observed = fact(prior, 5);
      double chance = prior.probability(observed).probability().value();
      if (round % 2 == 0 && chance > 1e-6 && chance < 1 - 1e-6) {
        evidence.put(observed, random.nextBoolean());
        underEvidence++;
      }
      ProofGraph graph = graph(data, rules, evidence);
      Triple goal = fact(graph, 6);
      ProofQuery.Order order =
          random.nextBoolean() ? ProofQuery.Order.LIKELY : ProofQuery.Order.SHORT;
      Proofs found = Explainer.why(graph, goal, ProofQuery.first(order, 1 + random.nextInt(6)));
      Proofs.Combination combination = found.combination().orElseThrow();
      String text = data + rules + evidence;

      assertThat(combination.sum())
          .as(text)
          .isCloseTo(graph.probability(goal).probability().value(), within(1e-9));
      Proofs expected =
          Explainer.why(
              copy(graph), goal, ProofQuery.first(order, Math.max(1, found.proofs().size())));
      // Proofs that are equally likely may stand in another order in the copy.
      if (areSame(found, expected)) {
        for (int i = 0; i < found.proofs().size(); i++) {
          ProofShares.Share actual = combination.shares().get(i);
          ProofShares.Share twin = expected.combination().orElseThrow().shares().get(i);
          assertThat(actual.whole().value()).as(text).isCloseTo(twin.whole().value(), within(1e-9));
          assertThat(actual.adds().value()).as(text).isCloseTo(twin.adds().value(), within(1e-9));
          proofs++;
          overlapping += actual.adds().value() < actual.whole().value() - 1e-6 ? 1 : 0;
        }
        assertThat(combination.rest())
            .as(text)
            .isCloseTo(expected.combination().orElseThrow().rest(), within(1e-9));
      }
    }
    assertThat(proofs).isGreaterThan(60);
    assertThat(overlapping).isGreaterThan(15);
    assertThat(underEvidence).isGreaterThan(8);
  }

  private static boolean areSame(Proofs one, Proofs other) {
    return parts(one).equals(parts(other));
  }

  private static List<List<List<Object>>> parts(Proofs why) {
    return why.proofs().stream()
        .map(
            proof ->
                proof.steps().stream()
                    .map(step -> List.<Object>of(step.conclusion(), step.rule(), step.premises()))
                    .toList())
        .toList();
  }

  private static ProofGraph graph(String data, String rules, Map<Triple, Boolean> evidence) {
    return Inference.run(
        FactReader.readText(data, RdfFormat.TURTLE, "data.ttl"),
        new SrlReader().readText(rules, "rules.srl"),
        Optional.empty(),
        evidence);
  }

  @Test
  void pagesOfProofsAddUpToTheSameProbability() {
    ProofGraph graph =
        graph(
            PREFIXES
                + "<< :x :is :a >> rat:probability 0.5 . << :x :is :b >> rat:probability 0.4 ."
                + "<< :x :is :c >> rat:probability 0.3 .",
            PREFIXES
                + "RULE :a { :x :is :goal } WHERE { ?x :is :a }"
                + "RULE :b { :x :is :goal } WHERE { ?x :is :b }"
                + "RULE :c { :x :is :goal } WHERE { ?x :is :c . ?x :is :b }",
            Map.of());
    Triple goal = graph.derived().getFirst();
    Proofs second = Explainer.why(graph, goal, new ProofQuery(ProofQuery.Order.LIKELY, 2, 1));

    assertThat(second.from()).isEqualTo(2);
    assertThat(second.proofs()).hasSize(1);
    assertThat(second.proofs().getFirst().valuation().probability().value()).isEqualTo(0.4);
    assertThat(second.combination().orElseThrow().before()).isEqualTo(0.5);
    assertThat(second.combination().orElseThrow().shares().getFirst().adds().value())
        .isCloseTo(0.2, within(1e-12));
    assertThat(second.combination().orElseThrow().sum()).isCloseTo(0.7, within(1e-12));
    assertThat(second.completeness()).isEqualTo(Proofs.Completeness.FIRST);
    assertThat(WhyReport.text(second)).contains("Also because (proof 2)", "proof 1", "20.0%");

    Proofs beyond = Explainer.why(graph, goal, new ProofQuery(ProofQuery.Order.LIKELY, 9, 5));
    assertThat(beyond.proofs()).isEmpty();
    assertThat(WhyReport.text(beyond)).contains("There is no proof 9.");
  }

  @Test
  void aWayToACertainFactThatIsNotCertainAddsNothing() {
    ProofGraph graph =
        graph(
            PREFIXES + ":x :is :a . << :x :is :b >> rat:probability 0.4 . :x :is :c .",
            PREFIXES
                + "RULE :a { :x :is :goal } WHERE { ?x :is :a }"
                + "RULE :b { :x :is :goal } WHERE { ?x :is :b }",
            Map.of());
    Triple goal = graph.derived().getFirst();
    Proofs proofs = Explainer.why(graph, goal, 5);

    Proofs.Combination combination = proofs.combination().orElseThrow();
    assertThat(combination.shares())
        .extracting(share -> share.whole().value(), share -> share.adds().value())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(1.0, 1.0),
            org.assertj.core.groups.Tuple.tuple(0.4, 0.0));
    assertThat(combination.rest()).isZero();
  }
}
