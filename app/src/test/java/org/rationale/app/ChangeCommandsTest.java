package org.rationale.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rationale.reasoner.Case;

/** The commands {@code why-not} and {@code what-if}. */
class ChangeCommandsTest {

  private static final String PREFIXES =
      "PREFIX : <http://e/>\nPREFIX rat: <https://w3id.org/rationale#>\n";

  @TempDir Path folder;

  private record Run(int status, String out, String err) {}

  private Run run(String command, String... more) throws IOException {
    Path data =
        Files.writeString(
            folder.resolve("data.ttl"),
            PREFIXES
                + """
                :ann a :Patient . :bob a :Patient . :bob :takes :Vaccine .
                << :ann :has :Fever >> rat:probability 0.8 .
                """);
    Path rules =
        Files.writeString(
            folder.resolve("rules.srl"),
            PREFIXES
                + """
                #: label "{?p} is ill with {?f}"
                RULE :ill { ?p a :Ill } WHERE {
                  ?p a :Patient . ?p :has ?f . NOT { ?p :takes :Vaccine } }
                """);
    List<String> all =
        new ArrayList<>(List.of(command, "--data", data.toString(), "--rules", rules.toString()));
    all.addAll(List.of(more));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status = Main.run(new PrintWriter(out), new PrintWriter(err), all.toArray(String[]::new));
    return new Run(status, out.toString(), err.toString());
  }

  @Test
  void whyNotSaysWhatIsMissingAndWhatWouldMendIt() throws IOException {
    Run run = run("why-not", ":bob a :Ill");
    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
    assertThat(run.out())
        .isEqualToNormalizingNewlines(
            """
            :bob is a :Ill
              0% (exact). It holds in no possible world.

            The rule
              rule ill: :bob is ill with ?f
                held: :bob is a :Patient
                missing: :bob :has ?f
                blocked: not: :bob :takes :Vaccine [by :bob :takes :Vaccine]

            It would be so with
               1. add: :bob :has ?f
                  take back: :bob :takes :Vaccine
            These are all smallest sets of up to 3 changes.
            """);
  }

  @Test
  void whyNotAsJsonHasTheRepairsAndTheRules() throws IOException {
    assertThat(run("why-not", "--format", "json", "--threshold", "0.9", ":ann a :Ill").out())
        .contains(
            "\"probability\" : 0.8,",
            "\"threshold\" : 0.9",
            "\"kind\" : \"believe\"",
            "\"crossing\" : 0.9",
            "\"state\" : \"held\"",
            "\"o\" : \"?f\"");
  }

  @Test
  void whatIfComparesBeforeAndAfter() throws IOException {
    Run run =
        run(
            "what-if",
            "--add",
            ":bob :has :Cold",
            "--remove",
            ":bob :takes :Vaccine",
            ":bob a :Ill");
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .isEqualToNormalizingNewlines(
            """
            :bob is a :Ill
              before: 0% (exact)
              after:  certain (100%)

            Gained
              + :bob :has :Cold
              + :bob is a :Ill

            Lost
              - :bob :takes :Vaccine

            Steps responsible
              + :bob is ill with :Cold [rule ill]
            """);
    assertThat(run("what-if", "--add", ":bob :has :Cold", "--format", "json", ":bob a :Ill").out())
        .contains("\"gained\"", "\"before\"");
  }

  @Test
  void anUnknownTermIsRefusedWithTheOneThatMayBeMeant() throws IOException {
    for (String command : List.of("why", "why-not")) {
      Run run = run(command, ":bob a :Il");
      assertThat(run.status()).isEqualTo(2);
      assertThat(run.out()).isEmpty();
    }
    assertThat(run("why-not", ":bob a :Il").err())
        .isEqualToNormalizingNewlines(
            "rationale: :bob a :Il: no fact and no rule speaks of (<http://e/Il>). "
                + "Maybe (<http://e/Ill>) is meant. [unknown-term]\n");
    assertThat(run("why-not", ":zebra a :Ill").err()).contains("Check its spelling");
    assertThat(run("what-if", "--add", ":zebra a :Patient", ":zebra a :Ill").status()).isZero();
  }

  @Test
  void impossibleRequestsAreRefused() throws IOException {
    assertThat(run("what-if", ":bob a :Ill").err()).contains("Say what changes");
    assertThat(run("what-if", "--remove", ":ann a :Ill", ":ann a :Ill").err())
        .contains("[not-stated]");
    assertThat(run("what-if", "--add", ":ann a :Ill", "--add", ":ann a :Ill", ":ann a :Ill").err())
        .contains("[two-changes]");
    assertThat(run("why-not", "--size", "0", ":ann a :Ill").err()).contains("must be 1 to 6");
    assertThat(run("why-not", "--threshold", "2", ":ann a :Ill").err()).contains("at most 1");
    assertThat(run("why-not", "--may-add", "'x'", ":bob a :Ill").err()).contains("[bad-iri]");
    assertThat(run("why-not", "--may-add", ":has", "--size", "1", ":bob a :Ill").out())
        .contains("No set of up to 1 changes");
  }

  @Test
  void whyAgainstShowsWhatSeparatesTheTwo() throws IOException {
    Run run = run("why", "--against", ":bob a :Ill", ":ann a :Ill");
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .contains("Why rather this: :ann is a :Ill", "+6.68 :ann :has :Fever", "80.0% (exact)");
    assertThat(run("why", "--against", ":bob a :Ill", "--format", "json", ":ann a :Ill").out())
        .contains("\"contrast\"", "\"priorLogOdds\" : 0.0");
    assertThat(run("why", "--against", ":bob a :Ill", "--format", "dot", ":ann a :Ill").status())
        .isEqualTo(2);
  }

  @Test
  void otherInputsAreSetOneByOne() {
    Case given =
        new Case(
            "c",
            "",
            "http://e/c",
            Map.of("vitals", Map.of("pulse", 80, "temperature", 38)),
            Map.of(),
            "c.json");
    Case changed =
        ChangedInputs.of(
            given,
            List.of(
                "vitals.pulse=120", "vitals.temperature=null", "note=feels ill", "labs.urea=7.5"));
    assertThat(changed.inputs())
        .isEqualTo(
            Map.of(
                "vitals", Map.of("pulse", 120), "note", "feels ill", "labs", Map.of("urea", 7.5)));
    assertThat(ChangedInputs.of(changed, List.of("labs=null")).inputs()).doesNotContainKey("labs");
    assertThatThrownBy(() -> ChangedInputs.of(given, List.of("=3")))
        .hasMessageContaining("bad-setting");
    assertThatThrownBy(() -> ChangedInputs.of(changed, List.of("note.length=3")))
        .hasMessageContaining("has no members");
  }

  private static Run run(List<String> words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status = Main.run(new PrintWriter(out), new PrintWriter(err), words.toArray(String[]::new));
    return new Run(status, out.toString(), err.toString());
  }

  /** The first case of the bundled pack with the small models. */
  private static Run ofCase(String command, String... more) {
    List<String> words = new ArrayList<>(List.of(command, "--pack", "breast-fna"));
    words.addAll(List.of(more));
    return run(words);
  }

  @Test
  void factsOfACaseAreAskedInThePacksWords() {
    String subject = "<https://w3id.org/rationale/pack/breast-fna/case/01> ";
    Run why = ofCase("why", subject + "fna:componentCount 3");
    assertThat(why.status()).isZero();
    assertThat(why.out())
        .startsWith("the ")
        .contains("rule component-count", "Certain (100%).")
        .doesNotContain("https://w3id.org/rationale/pack/breast-fna/case");
    Run whatIf =
        ofCase(
            "what-if",
            "--remove",
            subject + "fna:imagingCategory fna:BiRads5",
            subject + "fna:componentCount 3");
    assertThat(whatIf.out() + whatIf.err()).contains("after:  0% (exact)");
    assertThat(
            ofCase(
                    "what-if",
                    "--add",
                    subject + "fna:component fna:Cytology",
                    subject + "fna:componentCount 3")
                .err())
        .contains("[not-said]");
    assertThat(ofCase("why", subject + "fna:componentCout 3").err())
        .contains("Maybe (<https://w3id.org/rationale/pack/breast-fna#componentCount>) is meant");
  }

  @Test
  void aPackGoesWithInputsAndDataWithFacts() throws IOException {
    assertThat(run("what-if", "--set", "a=1", ":bob a :Ill").err()).contains("name the --pack");
    assertThat(run("what-if", "--pack", "respiratory", "--set", "a=1", "c.json").err())
        .contains("With --pack, leave --data");
    assertThat(run("why", "--case", "c.json", ":bob a :Ill").err()).contains("name the --pack");
  }
}
