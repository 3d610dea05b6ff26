package org.rationale.explanations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rationale.reasoner.Case;
import org.rationale.reasoner.Decision;
import org.rationale.reasoner.Reasoner;

class DecisionWhatIfTest {

  @TempDir private Path folder;

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private void writePack() throws IOException {
    write(
        "pack.yaml",
        """
        name: tiny
        title: A tiny pack
        version: 1.0.0
        use: Tests.
        limits: [It must not be used for anything else.]
        prefixes: {t: "https://example.org/tiny#"}
        knowledge: [knowledge.ttl]
        rules: [rules.srl]
        perceptors:
          - id: vitals
            kind: fields
            input: vitals
            fields:
              temperature: {predicate: t:temperature, unit: Cel, min: 25, max: 45}
        questions:
          - id: illness
            label: Which illness?
            candidates: "?subject t:ill ?answer"
            policy: {kind: most-probable, threshold: 0.5}
        """);
    write(
        "knowledge.ttl",
        """
        PREFIX t: <https://example.org/tiny#>
        t:Flu a t:Illness . t:Cold a t:Illness .
        """);
    write(
        "rules.srl",
        """
        PREFIX t: <https://example.org/tiny#>
        #: probability 0.8
        RULE t:flu { ?p t:ill t:Flu } WHERE { ?p t:temperature ?t . FILTER(?t > 38) }
        #: probability 0.3
        RULE t:cold { ?p t:ill t:Cold } WHERE { ?p t:temperature ?t }
        """);
  }

  private static Case at(double temperature) {
    return new Case(
        "c",
        "",
        "https://example.org/tiny#c",
        Map.of("vitals", Map.of("temperature", temperature)),
        Map.of(),
        "c.json");
  }

  @Test
  void anotherInputMakesAnotherDecisionAndTheDifferenceIsSaid() throws IOException {
    writePack();
    try (Reasoner reasoner = Reasoner.open(folder)) {
      Decision before = reasoner.decide(at(39));
      DecisionWhatIf whatIf = Explainer.whatIf(before, reasoner.decide(at(37)));

      DecisionWhatIf.OutcomeChange change = whatIf.outcomes().getFirst();
      assertThat(change.answered()).isTrue();
      assertThat(change.candidates())
          .singleElement()
          .satisfies(
              moved -> {
                assertThat(moved.before().probability().value()).isCloseTo(0.8, within(1e-12));
                assertThat(moved.after().probability().value()).isZero();
              });
      assertThat(WhatIfReport.text(whatIf))
          .contains("before: t:Flu (80.0%)", "after:  no answer.", "~ t:Flu 80.0% → 0%", "Lost");
      assertThat(WhatIfReport.json(whatIf))
          .contains("\"answered\" : true", "\"result\" : \"abstained\"", "\"gained\"");
      assertThat(WhatIfReport.text(Explainer.whatIf(before, before)))
          .contains("as before: t:Flu (80.0%)", "Nothing else changes.");

      assertThat(Explainer.contrasts(before))
          .hasEntrySatisfying(
              "illness",
              contrast -> {
                assertThat(contrast.grounds()).isEmpty();
                assertThat(contrast.logOdds()).isCloseTo(Math.log(0.8 / 0.3), within(1e-12));
              });
      assertThat(DecisionReport.json(Explainer.explain(before, reasoner))).contains("\"contrast\"");
    }
  }
}
