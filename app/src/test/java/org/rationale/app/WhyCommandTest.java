package org.rationale.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rationale.kg.FactReader;
import org.rationale.kg.FactSet;
import org.rationale.kg.RdfFormat;

/** The command {@code why} with many proofs. */
class WhyCommandTest {

  private static final String PREFIXES =
      "PREFIX : <http://e/>\nPREFIX rat: <https://w3id.org/rationale#>\n";

  @TempDir Path folder;

  private String why(String... more) throws IOException {
    Path data =
        Files.writeString(
            folder.resolve("data.ttl"),
            PREFIXES
                + """
                :ann a :Patient .
                << :ann :has :Fever >> rat:probability 0.8 .
                << :ann :has :Cough >> rat:probability 0.6 .
                << :ann :takes :Vaccine >> rat:probability 0.25 .
                """);
    Path rules =
        Files.writeString(
            folder.resolve("rules.srl"),
            PREFIXES
                + """
                #: probability 0.9
                RULE :a { ?p a :Ill } WHERE { ?p :has :Fever . NOT { ?p :takes :Vaccine } }
                RULE :b { ?p a :Ill } WHERE { ?p :has :Cough }
                RULE :c { ?p a :Ill } WHERE { ?p :has :Cough . ?p :has :Fever }
                #: probability 0.5
                RULE :d { ?p :sees :Doctor } WHERE { ?p a :Ill }
                """);
    Path evidence =
        Files.writeString(
            folder.resolve("evidence.ttl"),
            PREFIXES + "<< :ann :sees :Doctor >> rat:observed false .\n");
    List<String> all =
        new ArrayList<>(
            List.of(
                "why",
                "--data",
                data.toString(),
                "--rules",
                rules.toString(),
                "--evidence",
                evidence.toString()));
    all.addAll(List.of(more));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status = Main.run(new PrintWriter(out), new PrintWriter(err), all.toArray(String[]::new));
    assertThat(err.toString()).isEmpty();
    assertThat(status).isZero();
    return out.toString();
  }

  /** By hand: P(e) = 0.592, ill without the doctor 0.408, by the first proof 0.27. */
  @Test
  void allProofsAddUpToThePosterior() throws IOException {
    JsonNode why =
        new ObjectMapper().readTree(why("--proofs", "all", "--format", "json", ":ann a :Ill"));
    assertThat(why.get("completeness").textValue()).isEqualTo("all");
    assertThat(why.get("proofs")).hasSize(3);
    assertThat(why.at("/proofs/0/whole").doubleValue()).isCloseTo(0.27 / 0.592, within(1e-12));
    assertThat(why.at("/proofs/1/adds").doubleValue())
        .isCloseTo((0.408 - 0.27) / 0.592, within(1e-12));
    double sum = why.at("/combination/before").doubleValue();
    for (JsonNode proof : why.get("proofs")) {
      sum += proof.get("adds").doubleValue();
    }
    sum += why.at("/combination/rest").doubleValue();
    assertThat(sum).isCloseTo(0.408 / 0.592, within(1e-9));
    assertThat(why.get("probability").doubleValue()).isCloseTo(sum, within(1e-9));
    assertThat(why.at("/combination/sum").doubleValue()).isEqualTo(sum);
  }

  @Test
  void aPageOfTextSaysWhatTheEarlierProofsAdd() throws IOException {
    assertThat(why("--proofs", "1", "--from", "2", "--order", "short", ":ann a :Ill"))
        .isEqualToNormalizingNewlines(
            """
            :ann is a :Ill
              68.9% (exact). Given that not: :ann :sees :Doctor.

            Also because (proof 2) — whole in 50.7%
              :ann is a :Ill
              │ rule b
              └─ :ann :has :Cough [%s, 60.0%]
            There may be further, longer proofs.

            How the proofs combine, given what was observed. Proofs overlap: each adds the worlds that the
            proofs before it leave.
                                whole in      adds
              proof 1                        45.6%
              proof 2              50.7%     23.3%
              together                       68.9%
            """
                .replace("%s", folder.resolve("data.ttl").toString()));
  }

  @Test
  void everyFormatSaysHowProofsCombine() throws IOException {
    assertThat(why("--proofs", "3", "--format", "html", ":ann a :Ill"))
        .contains("How the proofs combine, given what was observed", "<td class=\"number\">45.6%");
    assertThat(why("--proofs", "3", "--format", "dot", ":ann a :Ill"))
        .contains("proof 1: whole in 45.6%, adds 45.6%");
    String turtle = why("--proofs", "3", "--format", "turtle", ":ann a :Ill");
    assertThat(turtle).contains("rationale#adds> \"0.456");
    FactSet again = FactReader.readText(turtle, RdfFormat.TURTLE, "again.ttl");
    assertThat(again.uncertain()).hasSize(2);
  }
}
