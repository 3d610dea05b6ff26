package org.rationale.explanations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rationale.reasoner.Case;
import org.rationale.reasoner.Decision;
import org.rationale.reasoner.Reasoner;

/** A decision over more than a hundred thousand derivations. */
class LargeDecisionTest {

  private static final int LINKS = 450;

  @TempDir private Path folder;

  @Test
  void isToldInBriefAndSaysSo() throws IOException {
    Files.writeString(
        folder.resolve("pack.yaml"),
        """
        name: long
        title: A long way
        version: 1.0.0
        use: Tests.
        limits: [It must not be used for anything else.]
        prefixes: {t: "https://example.org/tiny#"}
        knowledge: [knowledge.ttl]
        rules: [rules.srl]
        perceptors:
          - {id: vitals, kind: fields, input: vitals, fields: {steps: {predicate: t:steps, min: 0, max: 9}}}
        questions:
          - id: way
            label: Which end?
            candidates: "?subject t:comesTo ?answer"
            policy: {kind: most-probable, threshold: 0.5}
        """);
    StringBuilder knowledge = new StringBuilder("PREFIX t: <https://example.org/tiny#>\n");
    for (int i = 0; i < LINKS; i++) {
      knowledge.append("t:n%d t:next t:n%d .\n".formatted(i, i + 1));
    }
    Files.writeString(folder.resolve("knowledge.ttl"), knowledge);
    Files.writeString(
        folder.resolve("rules.srl"),
        """
        PREFIX t: <https://example.org/tiny#>
        RULE t:link { ?a t:reaches ?b } WHERE { ?a t:next ?b }
        RULE t:way { ?a t:reaches ?c } WHERE { ?a t:next ?b . ?b t:reaches ?c }
        #: probability 0.9
        RULE t:end { ?p t:comesTo t:n%d } WHERE { ?p t:steps ?n . t:n0 t:reaches t:n%d }
        """
            .formatted(LINKS, LINKS));
    try (Reasoner reasoner = Reasoner.open(folder)) {
      Decision decision =
          reasoner.decide(
              new Case(
                  "c",
                  "",
                  "https://example.org/tiny#c",
                  Map.of("vitals", Map.of("steps", 3)),
                  Map.of(),
                  "c.json"));
      assertThat(decision.proofGraph().counts().derivations()).isGreaterThan(100_000);
      Explanation explanation = Explainer.explain(decision);
      String html = DecisionReport.html(explanation);
      assertThat(html.length()).isLessThan(1_000_000);
      assertThat(html).contains("This proof has 452 steps, of which 250 are shown");
      assertThat(DecisionReport.text(explanation))
          .contains("This proof has 452 steps, of which 150 are shown");
      JsonNode json = new ObjectMapper().readTree(DecisionReport.json(explanation));
      assertThat(json.at("/outcomes/0/candidates/0/why/proofs/0/steps")).hasSize(452);
    }
  }
}
