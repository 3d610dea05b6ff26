package org.rationale.explanations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rationale.explanations.certificate.Canonical;
import org.rationale.explanations.certificate.Certificate;
import org.rationale.explanations.checker.CertificateChecker;
import org.rationale.explanations.checker.Verdict;
import org.rationale.kg.FactReader;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.RdfFormat;
import org.rationale.reasoner.Inference;
import org.rationale.reasoner.Limits;
import org.rationale.reasoner.ProofGraph;
import org.rationale.rules.srl.SrlReader;

class CertificateTest {

  private static final String NS = "http://e/";
  private static final String PREFIXES =
      """
      PREFIX : <http://e/>
      PREFIX rat: <https://w3id.org/rationale#>
      PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
      """;

  private static final String UNCERTAIN =
      """
      << :a :is :p >> rat:probability 0.8 .
      << :a :is :q >> rat:probability 0.5 .
      """;

  static ProofGraph graph(String data, String rules, String evidence) {
    return Inference.run(
        FactReader.readText(PREFIXES + data, RdfFormat.TURTLE, "data.ttl"),
        new SrlReader().readText(PREFIXES + rules, "rules.srl"),
        Optional.empty(),
        evidence.isEmpty()
            ? Map.of()
            : FactReader.readEvidenceText(PREFIXES + evidence, RdfFormat.TURTLE, "evidence.ttl"));
  }

  static Triple fact(String s, String p, String o) {
    return Triple.create(
        NodeFactory.createURI(NS + s),
        NodeFactory.createURI(NS + p),
        NodeFactory.createURI(NS + o));
  }

  private static final Triple CLAIM = fact("a", "is", "z");

  private static byte[] certificate(String data, String rules, String evidence) {
    return Certificates.of(graph(data, rules, evidence), CLAIM, Map.of("data.ttl", "00"));
  }

  private static Verdict.Accepted accepted(byte[] bytes) {
    Verdict verdict = CertificateChecker.check(bytes);
    assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
    return (Verdict.Accepted) verdict;
  }

  private static Certificate read(byte[] bytes) {
    try {
      return Canonical.read(bytes);
    } catch (Canonical.Unreadable e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RULE :r { :a :is :z } WHERE { :a :is :p }",
        "RULE :r { ?x :is :z } WHERE { ?x :is :p . ?x :is :q }",
        "RULE :r { ?x :is :z } WHERE { ?x :is :p . NOT { ?x :is :q } }",
        "RULE :r { ?x :is :z } WHERE { ?x :is :p . NOT { ?x :is :q . ?x :is :p } NOT { ?x :is :w } }",
        "RULE :r { ?x :was :z } WHERE { ?x :is :q } RULE :s { ?x :is :z } WHERE { ?x :is :p . NOT { ?x :was"
            + " ?y . FILTER(?y = :z || ?y = :w) } }",
        "RULE :r { ?x :is :z } WHERE { ?x :is ?y . FILTER(?y = :p || ?y != :p) }",
        "RULE :r { ?x :is :z } WHERE DATA { ?x :is :p . NOT { ?x :is :q } }",
        "RULE :r { ?x :is :z } WHERE { ?x :is :p . NOT DATA { ?x :is :z } }",
        "#: probability 0.3\nRULE :r { ?x :is :z } WHERE { ?x :is ?y }",
        "RULE :l { ?x :is :w } WHERE { ?x :is :z } RULE :r { ?x :is :z } WHERE { ?x :is :p } RULE :t {"
            + " ?x :is :z } WHERE { ?x :is :w }",
        "#: probability 0.3\n#: choice :c\nRULE :l { ?x :is :z } WHERE { ?x :is :p }\n#: probability"
            + " 0.6\n#: choice :c\nRULE :r { ?x :is :w } WHERE { ?x :is :p } RULE :s { ?x :is :z } WHERE"
            + " { ?x :is :w . ?x :is :q }",
        "RULE :s { ?x :is :p } WHERE { ?x :is :q } RULE :r { ?x :is :z } WHERE { ?x :is :p }",
      })
  void whatTheReasonerConcludesIsAccepted(String rules) {
    Certificate certificate = read(certificate(UNCERTAIN, rules, ""));
    Verdict.Accepted verdict = accepted(certificate(UNCERTAIN, rules, ""));
    assertThat(verdict.numbers()).isEqualTo(1);
    assertThat(verdict.unchecked() + verdict.hosted() + verdict.opaque()).isZero();
    assertThat(certificate.claims().getFirst().probability())
        .isEqualTo(graph(UNCERTAIN, rules, "").probability(CLAIM).probability().value());
  }

  @Test
  void conditionsOnNumbersAreEvaluatedAnew() {
    String data = ":a :n 7 . :a :m 6.5 . :b :n 3 .";
    String rules =
        "RULE :r { ?x :is :z } WHERE { ?x :n ?n . ?x :m ?m . FILTER(?n > 5 && ?n * 2 - 1 >= ?m && !(?n / 0"
            + " = 1 && ?n = 8) && (?n + 1 < 9 || ?n <= 2) && ?n != ?m) }";
    Verdict.Accepted verdict = accepted(certificate(data, rules, ""));
    assertThat(verdict.opaque()).isZero();
    assertThat(verdict.steps()).isEqualTo(1);
  }

  @Test
  void whatTheCheckerCannotEvaluateIsCounted() {
    String data = ":a :n \"abc\" . :a :n \"x\"@en .";
    String rules =
        "RULE :r { ?x :is :z } WHERE { ?x :n ?n . FILTER(STRLEN(?n) = 3) NOT { ?x :n ?m . FILTER(STRLEN(?m)"
            + " = 4) } }";
    assertThat(accepted(certificate(data, rules, "")).opaque()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RULE :r { ?x :has ?v } WHERE { ?x :is :p . SET(?v := 3) } RULE :s { ?x :is :z } WHERE { ?x :has ?y }",
        "RULE :r { ?x :has _:b } WHERE { ?x :is :p } RULE :s { ?x :is :z } WHERE { ?x :has ?y }",
      })
  void rulesThatMakeTermsAreTakenAsTheyAre(String rules) {
    Verdict.Accepted verdict = accepted(certificate(UNCERTAIN, rules, ""));
    assertThat(verdict.hosted()).isEqualTo(1);
    assertThat(verdict.steps()).isEqualTo(1);
    assertThat(verdict.numbers()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "<< :a :is :p >> rat:observed true .",
    "<< :a :is :q >> rat:observed false .",
    "<< :a :is :z >> rat:observed true .",
    "<< :a :is :z >> rat:observed false .",
    "<< :b :is :p >> rat:observed true .",
    "<< :c :is :p >> rat:observed false .",
    "<< :a :is :q >> rat:observed true . << :b :is :p >> rat:observed false .",
  })
  void whatWasObservedIsPartOfTheCheck(String evidence) {
    String data = UNCERTAIN + "<< :b :is :p >> rat:probability 0.4 .";
    String rules = "RULE :r { ?x :is :z } WHERE { ?x :is ?y . FILTER(?y = :p || ?y = :q) }";
    byte[] bytes = certificate(data, rules, evidence);
    assertThat(accepted(bytes).numbers()).isEqualTo(1);
    assertThat(read(bytes).claims().getFirst().probability())
        .isCloseTo(
            graph(data, rules, evidence).probability(CLAIM).probability().value(), within(1e-12));
  }

  @Test
  void anObservationThatBearsOnAClaimCannotBeLeftOut() {
    String rules = "RULE :r { ?x :is :z } WHERE { ?x :is ?y . FILTER(?y = :p || ?y = :q) }";
    Certificate with = read(certificate(UNCERTAIN, rules, "<< :a :is :p >> rat:observed false ."));
    Certificate without = read(certificate(UNCERTAIN, rules, ""));
    Certificate forged =
        new Certificate(
            with.format(),
            with.version(),
            "",
            with.identity(),
            with.terms(),
            with.percepts(),
            with.facts(),
            with.rules(),
            with.scope(),
            with.steps(),
            without.places(),
            without.nodes(),
            with.evidence(),
            without.claims(),
            with.outcomes());
    assertThat(CertificateChecker.check(forged))
        .isEqualTo(
            new Verdict.Rejected("claims[0]", "an observation that bears on it is left out"));
  }

  @Test
  void randomProgramsAreAccepted() {
    Random random = new Random(7);
    int negations = 0;
    for (int i = 0; i < 60; i++) {
      String data = randomData(random);
      String rules = randomRules(random);
      ProofGraph graph = graph(data, rules, "");
      for (Triple statement : graph.derived()) {
        byte[] bytes = Certificates.of(graph, statement, Map.of());
        assertThat(CertificateChecker.check(bytes))
            .as(data + rules + statement)
            .isInstanceOf(Verdict.Accepted.class);
        negations += (int) read(bytes).steps().stream().filter(s -> !s.absent().isEmpty()).count();
      }
    }
    assertThat(negations).isGreaterThan(50);
  }

  private static String randomData(Random random) {
    StringBuilder data = new StringBuilder();
    for (int i = 0; i < 6; i++) {
      String triple =
          ":n%d :p%d :n%d".formatted(random.nextInt(3), random.nextInt(2), random.nextInt(3));
      data.append(
          switch (random.nextInt(3)) {
            case 0 -> triple + " .\n";
            case 1 -> "<< %s >> rat:probability 0.%d .\n".formatted(triple, 1 + random.nextInt(9));
            default ->
                "<< %s >> rat:probability 0.%d ; rat:choice :c%d .\n"
                    .formatted(triple, 1 + random.nextInt(2), random.nextInt(2));
          });
    }
    return data.toString();
  }

  /** A rule may negate predicates with smaller numbers than its head's, and use any up to it. */
  private static String randomRules(Random random) {
    StringBuilder rules = new StringBuilder();
    List<String> variables = List.of("?x", "?y", "?z");
    for (int i = 0; i < 5; i++) {
      int head = 2 + random.nextInt(3);
      List<String> body =
          new ArrayList<>(List.of("?x :p%d ?y .".formatted(random.nextInt(head + 1))));
      if (random.nextBoolean()) {
        body.add("?y :p%d ?z .".formatted(random.nextInt(head + 1)));
      }
      String last = variables.get(body.size());
      if (random.nextBoolean()) {
        body.add("NOT { %s :p%d ?x }".formatted(last, random.nextInt(head)));
      }
      if (random.nextInt(4) == 0) {
        body.add("FILTER(?x != %s)".formatted(last));
      }
      rules
          .append(random.nextInt(3) == 0 ? "#: probability 0.5\n" : "")
          .append("RULE :r%d { ?x :p%d %s } WHERE { ".formatted(i, head, last))
          .append(String.join(" ", body))
          .append(" }\n");
    }
    return rules.toString();
  }

  @Test
  void theSameGraphGivesTheSameBytes() {
    String rules = "RULE :r { ?x :is :z } WHERE { ?x :is :p . NOT { ?x :is :q } }";
    assertThat(certificate(UNCERTAIN, rules, "")).isEqualTo(certificate(UNCERTAIN, rules, ""));
  }

  @Test
  void whatHoldsInNoWorldHasNoCertificate() {
    assertThatThrownBy(
            () -> certificate(UNCERTAIN, "RULE :r { ?x :is :z } WHERE { ?x :is :u }", ""))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("holds in no world");
  }

  @Test
  void aGraphThatWasCutShortHasNoCertificate() {
    ProofGraph graph =
        Inference.run(
            FactReader.readText(
                PREFIXES + ":a :next :b . :b :next :c . :c :next :d .", RdfFormat.TURTLE, "d"),
            new SrlReader()
                .readText(
                    PREFIXES + "RULE :r { ?x :next ?z } WHERE { ?x :next ?y . ?y :next ?z }", "r"),
            Optional.empty(),
            Map.of(),
            new Limits(4, 100, java.time.Duration.ofDays(1), Long.MAX_VALUE, () -> false),
            1);
    assertThat(graph.incompleteness()).isPresent();
    assertThatThrownBy(() -> Certificates.of(graph, fact("a", "next", "b"), Map.of()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("facts may be missing");
  }

  private static final String RULE = "RULE :r { ?x :is :z } WHERE { ?x :is :p }";

  @Test
  void anotherVersionIsNotRead() {
    String text = new String(certificate(UNCERTAIN, RULE, ""), StandardCharsets.UTF_8);
    assertThat(unreadable(text.replace("\"version\":1}", "\"version\":2}")))
        .contains("version 2", "knows");
    assertThat(unreadable("{\"format\":\"x\",\"version\":1}")).contains("(x)");
  }

  @Test
  void whatIsNoCertificateIsNotRead() {
    String text = new String(certificate(UNCERTAIN, RULE, ""), StandardCharsets.UTF_8);
    for (int length = 0; length < text.length() - 2; length += 1 + length / 5) {
      assertThat(unreadable(text.substring(0, length))).isNotEmpty();
    }
    assertThat(unreadable("{\"a\":" + "[".repeat(100_000))).contains("depth");
    assertThat(unreadable(text.replace("0.8", "9".repeat(100_000)))).contains("length");
    assertThat(unreadable(text.replace("\"facts\":[", "\"facts\":[null,"))).isNotEmpty();
    assertThat(unreadable(text.replace("\"version\":1", "\"version\":null"))).isNotEmpty();
    assertThat(unreadable(text.replace("\"claims\"", "\"claim\""))).isNotEmpty();
    assertThat(unreadable(text.replace("\"version\":1", "\"version\":1,\"version\":1")))
        .isNotEmpty();
  }

  private static String unreadable(String text) {
    Verdict verdict = CertificateChecker.check(text.getBytes(StandardCharsets.UTF_8));
    assertThat(verdict).isInstanceOf(Verdict.Unreadable.class);
    String why = ((Verdict.Unreadable) verdict).why();
    assertThat(why).doesNotContain("\n").hasSizeLessThan(500);
    return why;
  }

  @Test
  void anotherFormOfTheSameContentIsRejected() {
    String text = new String(certificate(UNCERTAIN, RULE, ""), StandardCharsets.UTF_8);
    for (String other :
        List.of(text.replace("0.8", "0.80"), text.replace(",", ", "), text.strip())) {
      assertThat(CertificateChecker.check(other.getBytes(StandardCharsets.UTF_8)))
          .isEqualTo(new Verdict.Rejected("file", "it is not in the canonical form"));
    }
    assertThat(
            CertificateChecker.check(text.replace("0.8", "0.7").getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(new Verdict.Rejected("sha256", "the content has another hash"));
  }
}
