package org.rationale.explanations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rationale.explanations.certificate.Canonical;
import org.rationale.explanations.certificate.Certificate;
import org.rationale.explanations.checker.CertificateChecker;
import org.rationale.explanations.checker.Verdict;
import org.rationale.explanations.report.ReportChecker;
import org.rationale.kg.Sha256;
import org.rationale.reasoner.Case;
import org.rationale.reasoner.Decision;
import org.rationale.reasoner.Reasoner;

class CertifiedDecisionTest {

  private static final String PACK =
      """
      name: tiny
      title: A tiny pack
      version: 1.0.0
      prefixes: {e: "http://e/"}
      knowledge: [k.ttl]
      rules: [r.srl]
      perceptors:
        - id: form
          kind: fields
          input: form
          fields:
            temperature: {predicate: e:temperature, unit: Cel, min: 30, max: 45}
            rate: {predicate: e:rate, unit: "/min", min: 10, max: 300}
      questions:
        - {id: cause, label: "Which?", candidates: "?subject e:cause ?answer", policy: {kind: most-probable, threshold: 0.5}}
        - {id: sure, label: "Which surely?", candidates: "?subject e:cause ?answer", policy: {kind: most-probable, threshold: 0.9}}
        - {id: all, label: "Which at all?", candidates: "?subject e:cause ?answer", policy: {kind: all-above, threshold: 0.2}}
        - {id: score, label: "How high?", candidates: "?subject e:temperature ?answer", policy: {kind: score-value}}
        - {id: none, label: "What else?", candidates: "?subject e:other ?answer", policy: {kind: score-value}}
      """;

  private static final String RULES =
      """
      PREFIX e: <http://e/>
      #: probability 0.7
      RULE e:flu { ?p e:cause e:Flu } WHERE { ?p e:temperature ?t . ?f e:goesWith e:Flu . FILTER(?t >= 38) }
      #: probability 0.3
      RULE e:cold { ?p e:cause e:Cold } WHERE { ?p e:rate ?r . NOT { ?p e:cause e:Flu } }
      """;

  @TempDir Path folder;

  private Decision decide() throws IOException {
    Files.writeString(folder.resolve("pack.yaml"), PACK);
    Files.writeString(
        folder.resolve("k.ttl"), "PREFIX e: <http://e/>\ne:Fever e:goesWith e:Flu, e:Cold .");
    Files.writeString(folder.resolve("r.srl"), RULES);
    try (Reasoner reasoner = Reasoner.open(folder)) {
      Map<String, Object> form = Map.of("temperature", 39, "rate", 90);
      return reasoner.decide(
          new Case("case 1", "", "http://e/ann", Map.of("form", form), Map.of(), "test"));
    }
  }

  @Test
  void aDecisionIsCertifiedWithPerceptsRankingAndChoice() throws IOException, Canonical.Unreadable {
    Decision decision = decide();
    byte[] bytes = Certificates.of(decision);
    Verdict verdict = CertificateChecker.check(bytes);
    assertThat(verdict).isEqualTo(new Verdict.Accepted(9, 0, 0, 4, 2, 7, 0, 5));
    Certificate certificate = Canonical.read(bytes);
    assertThat(certificate.identity().files()).containsOnlyKeys("k.ttl", "pack.yaml", "r.srl");
    assertThat(certificate.percepts()).extracting(Certificate.Percept::input).contains("form");
    assertThat(certificate.outcomes().get(0).chosen()).hasSize(1);
    assertThat(certificate.outcomes().get(1).abstained()).isTrue();
    assertThat(certificate.outcomes().get(2).chosen()).hasSize(1);
    assertThat(certificate.outcomes().get(2).candidates()).hasSize(2);
    assertThat(certificate.outcomes().get(4).abstained()).isTrue();
  }

  /** Reckoned by hand here: the parts' files, in the order of their names. */
  @Test
  void everyPartOfThePackHasItsHashInEveryView() throws IOException {
    Decision decision = decide();
    Map<String, String> expected = new TreeMap<>();
    for (String[] part :
        new String[][] {
          {"Knowledge", "k.ttl"}, {"Rules", "r.srl"}, {"Models"}, {"Settings", "pack.yaml"}
        }) {
      String manifest = "";
      for (String file : Arrays.asList(part).subList(1, part.length)) {
        manifest += file + "\n" + Sha256.of(Files.readAllBytes(folder.resolve(file))) + "\n";
      }
      expected.put(part[0], Sha256.of(manifest));
    }
    Explanation explanation = Explainer.explain(decision);
    String html = DecisionReport.html(explanation);
    JsonNode parts =
        new ObjectMapper().readTree(DecisionReport.json(explanation)).at("/pack/parts");
    String text = DecisionReport.text(explanation, Depth.EVERYTHING);
    expected.forEach(
        (part, sha256) -> {
          String id = part.toLowerCase(Locale.ROOT);
          assertThat(html)
              .contains("<dt>" + part + " SHA-256</dt><dd>")
              .contains("data-identity=\"" + id + "-sha256\">" + sha256 + "<");
          assertThat(parts.at("/" + id + "/sha256").textValue()).isEqualTo(sha256);
          assertThat(text).contains(part + ", SHA-256 " + sha256);
        });
    assertThat(text).contains("Case, SHA-256 " + Certificates.sha256(decision.caseFile()));
  }

  /** What a page shows by its number is what the certificate has, and not an edit. */
  @Test
  void aReportWithHostileTextIsAsItWasMade() throws IOException {
    Decision plain = decide();
    Case given = plain.caseFile();
    String id = "<b>\u202Ex\u0000\uD800\" &amp; \u00AD\uE000";
    Decision decision =
        new Decision(
            new Case(id, id, given.subject(), given.inputs(), Map.of(), "test"),
            plain.subject(),
            plain.pack(),
            plain.outcomes(),
            plain.percepts(),
            List.of(),
            List.of(id),
            plain.proofGraph());
    Seal seal = new Seal(Optional.empty(), Optional.of(Certificates.of(decision)));
    Explanation explanation = Explainer.explain(decision);
    for (String report :
        List.of(
            DecisionReport.html(explanation, seal, List.of()),
            DecisionReport.json(explanation, seal))) {
      assertThat(ReportChecker.check(report.getBytes(StandardCharsets.UTF_8)))
          .isInstanceOf(ReportChecker.Verdict.Accepted.class);
    }
  }

  @Test
  void whatALedgerKeepsInTheClearNamesNobody() throws IOException {
    Decision decision = decide();
    LedgerRecord kept = LedgerRecord.of(decision, Optional.of("abc"));
    assertThat(kept.personal())
        .containsEntry("case", "case 1")
        .containsEntry("subject", "http://e/ann")
        .containsEntry("input form", "{\"rate\":90,\"temperature\":39}")
        .containsEntry("certificate", "abc");
    assertThat(kept.decided().toString())
        .contains(decision.pack().sha256(), "<http://e/Flu>", "question=cause")
        .doesNotContain("ann")
        .doesNotContain("case 1");
    assertThat(List.copyOf(kept.decided().keySet()))
        .containsExactly("answers", "executions", "models", "pack");
  }
}
