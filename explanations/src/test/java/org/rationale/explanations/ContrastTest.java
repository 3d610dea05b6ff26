package org.rationale.explanations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.junit.jupiter.api.Test;
import org.rationale.kg.FactReader;
import org.rationale.kg.RdfFormat;
import org.rationale.reasoner.Limits;
import org.rationale.rules.srl.SrlReader;

class ContrastTest {

  private static final String PREFIXES =
      "PREFIX : <http://e/>\nPREFIX rat: <https://w3id.org/rationale#>\n";

  private static final String RULES =
      """
      #: probability 0.1
      RULE :always { ?p :has :Flu } WHERE { ?p :asks :Help }
      #: probability 0.2
      RULE :often { ?p :has :Cold } WHERE { ?p :asks :Help }
      #: probability 0.8
      RULE :hot { ?p :has :Flu } WHERE { ?p :shows :Fever }
      #: probability 0.5
      RULE :wet { ?p :has :Cold } WHERE { ?p :shows :Sneezing }
      #: probability 0.3
      RULE :both { ?p :has ?i } WHERE { ?p :shows :Cough . ?i :causes :Cough }
      """;

  private static final String DATA =
      """
      :a :asks :Help . :Flu :causes :Cough . :Cold :causes :Cough .
      << :a :shows :Fever >> rat:probability 0.9 .
      << :a :shows :Sneezing >> rat:probability 0.4 .
      << :a :shows :Cough >> rat:probability 0.7 .
      """;

  private static RevisableProgram program(Map<Triple, Boolean> evidence) {
    return new RevisableProgram(
        FactReader.readText(PREFIXES + DATA, RdfFormat.TURTLE, "data.ttl"),
        new SrlReader().readText(PREFIXES + RULES, "rules.srl"),
        Optional.empty(),
        evidence,
        Limits.NONE,
        1,
        Optional.empty());
  }

  private static Triple t(String subject, String predicate, String object) {
    return Triple.create(
        NodeFactory.createURI("http://e/" + subject),
        NodeFactory.createURI("http://e/" + predicate),
        NodeFactory.createURI("http://e/" + object));
  }

  private static Contrast contrast(Map<Triple, Boolean> evidence) {
    return Explainer.contrast(program(evidence), t("a", "has", "Flu"), t("a", "has", "Cold"))
        .orElseThrow();
  }

  private static void assertAddsUp(Contrast contrast) {
    double sum = contrast.grounds().stream().mapToDouble(Contrast.Ground::logOdds).sum();
    assertThat(sum).isCloseTo(contrast.logOdds() - contrast.priorLogOdds(), within(1e-9));
    assertThat(contrast.logOdds())
        .isCloseTo(
            Math.log(contrast.first().valuation().probability().value())
                - Math.log(contrast.second().valuation().probability().value()),
            within(1e-12));
  }

  @Test
  void contributionsAddUpToTheDifferenceFromThePrior() {
    Contrast contrast = contrast(Map.of());
    assertAddsUp(contrast);
    assertThat(contrast.first().prior()).isCloseTo(0.1, within(1e-12));
    assertThat(contrast.second().prior()).isCloseTo(0.2, within(1e-12));
    assertThat(contrast.grounds())
        .extracting(Contrast.Ground::statement)
        .containsExactly(
            t("a", "shows", "Fever"), t("a", "shows", "Sneezing"), t("a", "shows", "Cough"));
    assertThat(contrast.grounds().get(0).logOdds()).isPositive();
    assertThat(contrast.grounds().get(1).logOdds()).isNegative();
  }

  @Test
  void theShapleyValuesAreThoseOfAllOrders() {
    // P(Flu) = 1 - 0.9 (1 - 0.8 f)(1 - 0.3 c): the average over both orders of fever and cough.
    double fever = 0.9 * 0.8 * 0.9 * ((1 + (1 - 0.3 * 0.7)) / 2);
    assertThat(contrast(Map.of()).grounds().getFirst().toFirst()).isCloseTo(fever, within(1e-12));
  }

  @Test
  void underEvidenceTheyAddUpAsWell() {
    Contrast contrast = contrast(Map.of(t("a", "has", "Cold"), false, t("a", "has", "Flu"), true));
    assertThat(contrast.second().valuation().probability().value()).isZero();
    double sum = contrast.grounds().stream().mapToDouble(Contrast.Ground::logOdds).sum();
    assertThat(sum).isCloseTo(contrast.logOdds() - contrast.priorLogOdds(), within(1e-9));
  }

  @Test
  void whatOnlyOneProofRestsOnIsNamed() {
    Contrast contrast = contrast(Map.of());
    assertThat(contrast.onlyFirst())
        .extracting(Proofs.Leaf::statement)
        .containsExactly(t("a", "shows", "Fever"));
    assertThat(contrast.onlySecond())
        .extracting(Proofs.Leaf::statement)
        .doesNotContain(t("a", "shows", "Fever"))
        .isNotEmpty();
  }

  @Test
  void theSentenceHasTheNumbersOfTheContrast() {
    Contrast contrast = contrast(Map.of());
    String text = ContrastView.text(contrast);
    for (Contrast.Ground ground : contrast.grounds()) {
      assertThat(text)
          .contains(String.format(Locale.ROOT, "%+.2f", ground.logOdds()) + " " + ground.text());
    }
    assertThat(ContrastView.json(contrast).get("grounds")).hasSize(3);
  }
}
