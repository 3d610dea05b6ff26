package org.rationale.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rationale.kg.Sha256;

class VerifyCommandTest {

  private static final String PREFIXES =
      "PREFIX : <http://e/>\nPREFIX rat: <https://w3id.org/rationale#>\n";

  @TempDir Path folder;

  private record Run(int status, String out, String err) {}

  private static Run run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status = Main.run(new PrintWriter(out), new PrintWriter(err), arguments);
    assertThat(err.toString()).doesNotContain("defect of the program");
    return new Run(status, out.toString(), err.toString());
  }

  private String write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private Run certify() throws IOException {
    String data = write("d.ttl", PREFIXES + "<< :ann :has :Fever >> rat:probability 0.8 .");
    String rules =
        write(
            "r.srl",
            PREFIXES + "RULE :ill { ?p a :Ill } WHERE { ?p :has ?f . NOT { ?p a :Well } }");
    return run(
        "why", "--data", data, "--rules", rules, "--certificate", path("c.json"), ":ann a :Ill");
  }

  @Test
  void theCertificateOfAFactIsVerified() throws IOException {
    Run made = certify();
    assertThat(made.status()).isZero();
    assertThat(made.err()).contains("certificate: ");
    Run verified = run("verify", path("c.json"));
    assertThat(verified.status()).isZero();
    assertThat(verified.out())
        .contains("the certificate is right", "1 step: ", "1 probability: ", "taken on trust");
    assertThat(Files.readString(folder.resolve("c.json"))).contains("d.ttl", "r.srl");
  }

  @Test
  void aWrongCertificateIsRejected() throws IOException {
    certify();
    String text = Files.readString(folder.resolve("c.json"));
    write("c.json", text.replace("0.8", "0.9"));
    Run verified = run("verify", path("c.json"));
    assertThat(verified.status()).isEqualTo(1);
    assertThat(verified.out()).contains("the certificate is wrong: sha256");
  }

  @Test
  void whatIsNeitherCertificateNorLedgerIsRefusedInOneLine() throws IOException {
    for (String text :
        new String[] {"", "{}", "[[", "rationale-ledge", "{\"format\":\"x\",\"version\":1}"}) {
      Run verified = run("verify", write("x", text));
      assertThat(verified.status()).isEqualTo(2);
      assertThat(verified.out()).isEmpty();
      assertThat(verified.err().lines()).hasSize(1);
    }
    assertThat(run("verify", path("nothing")).err()).contains("there is no such file");
    assertThat(run("verify", "--head", path("x"), path("x")).err()).contains("it is no ledger");
  }

  @Test
  void whatIsTooLargeIsNotRead() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path("large"), "rw")) {
      file.setLength(100L << 20);
    }
    Run verified = run("verify", path("large"));
    assertThat(verified.status()).isEqualTo(2);
    assertThat(verified.err()).contains("larger than any certificate (64 MiB)");
  }

  @Test
  void decisionsAreCertifiedAndLedgeredAndErased() throws IOException {
    String ledger = path("decisions.ledger");
    Run decided =
        run(
            "decide",
            "--pack",
            "breast-fna",
            "--certificate",
            path("certificates"),
            "--ledger",
            ledger,
            "--ledger-key",
            path("key"));
    assertThat(decided.status()).isZero();
    assertThat(decided.err()).contains("certificate: ", "ledger: entry 0");
    assertThat(run("verify", path("certificates/01-concordant-malignant.certificate.json")).out())
        .contains("the certificate is right", "2 steps of rules that only the engine can run");
    Run entry =
        run(
            "verify",
            ledger,
            "--entry",
            "0",
            "--head",
            ledger + ".head",
            "--proof",
            path("entry.json"));
    assertThat(entry.status()).isZero();
    assertThat(entry.out()).contains("entry 0 stands in it: 0 hashes up to the root");
    Run alone = run("verify", "--key", ledger + ".pub", path("entry.json"));
    assertThat(alone.status()).isZero();
    assertThat(alone.out())
        .contains("entry 0 stands in the ledger of 1 entry", "extends the older one of 1 entry");
    Files.writeString(
        Path.of(path("forged.json")),
        Files.readString(Path.of(path("entry.json"))).replace("breast-fna", "breast-fnb"));
    Run forged = run("verify", "--key", ledger + ".pub", path("forged.json"));
    assertThat(forged.status()).isEqualTo(1);
    assertThat(forged.out()).contains("does not lead to the root");
    assertThat(run("verify", path("entry.json")).err()).contains("name the public key");
    assertThat(run("verify", ledger, "--entry", "7").err()).contains("There is no entry 7");
    Run erased = run("erase", ledger, "0");
    assertThat(erased.out()).contains("erased 7 personal fields of entry 0");
    assertThat(run("erase", ledger, "0").status()).isEqualTo(2);
    Files.writeString(Path.of(ledger), Files.readString(Path.of(ledger)) + "x");
    Run verified = run("verify", "--key", ledger + ".pub", "--head", ledger + ".head", ledger);
    assertThat(verified.status()).isZero();
    assertThat(verified.out())
        .contains("1 entry", "erased personal parts", "never acknowledged (1 bytes)");
    Files.writeString(
        Path.of(ledger), Files.readString(Path.of(ledger)).replace("\"index\":0", "\"index\":1"));
    Run changed = run("verify", ledger);
    assertThat(changed.status()).isEqualTo(1);
    assertThat(changed.out()).contains("the ledger was changed: entry 0, byte 19");
    Files.delete(Path.of(path("key")));
    Run refused =
        run("decide", "--pack", "breast-fna", "--ledger", ledger, "--ledger-key", path("key"));
    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.err()).contains("is not at");
  }

  @Test
  void anEditOfAReportIsFoundEvenIfItIsSealedAgain() throws IOException {
    for (String format : List.of("html", "json")) {
      Run made =
          run(
              "decide",
              "--pack",
              "breast-fna",
              "--format",
              format,
              "--time",
              "2026-11-29T12:00:00Z",
              "--out",
              path("reports"));
      assertThat(made.status()).isZero();
      Path report = folder.resolve("reports/01-concordant-malignant." + format);
      String text = Files.readString(report);
      assertThat(text).contains("2026-11-29T12:00:00Z");
      Run right = run("verify", report.toString());
      assertThat(right.status()).isZero();
      assertThat(right.out())
          .contains("the report is as it was made", "the certificate is right", "that it proves");

      String hash =
          Pattern.compile("(?:content=\"|\"sha256\" : \")([0-9a-f]{64})\"")
              .matcher(text)
              .results()
              .map(found -> found.group(1))
              .filter(found -> Sha256.of(text.replace(found, "0".repeat(64))).equals(found))
              .findFirst()
              .orElseThrow();
      for (String[] edit : edits(text, format)) {
        assertThat(text).contains(edit[0]);
        String edited = text.replace(hash, "0".repeat(64)).replace(edit[0], edit[1]);
        Files.writeString(report, edited.replace("0".repeat(64), hash));
        Run plain = run("verify", report.toString());
        assertThat(plain.status()).isEqualTo(1);
        assertThat(plain.out()).contains("the report is wrong: it was changed");
        Files.writeString(report, edited.replace("0".repeat(64), Sha256.of(edited)));
        Run sealed = run("verify", report.toString());
        assertThat(sealed.status()).as(edit[0]).isEqualTo(1);
        assertThat(sealed.out()).contains("the report is wrong: ").doesNotContain("was changed");
      }
    }
  }

  /**
   * An answer's number in full, as it is shown, whether it is chosen, and that it is there; and
   * what the pack, its parts and its files are said to be.
   */
  private static List<String[]> edits(String text, String format) {
    if (format.equals("json")) {
      Matcher number = Pattern.compile("\"probability\" : (0\\.[0-9]+)").matcher(text);
      assertThat(number.find()).isTrue();
      return List.of(
          new String[] {number.group(1), "0.5"},
          new String[] {"\"chosen\" : true", "\"chosen\" : false"},
          new String[] {first(text, "\"knowledge\" : \\{\\s*\"sha256\" : \"([0-9a-f]+)"), OTHER},
          new String[] {first(text, "\"rules/score.drl\" : \"([0-9a-f]+)"), OTHER},
          new String[] {"\"rules/score.drl\"", "\"rules/other.drl\""},
          new String[] {"\"name\" : \"breast-fna\"", "\"name\" : \"other\""});
    }
    Matcher claim =
        Pattern.compile(
                "<data class=\"claim\"[^>]* value=\"(0\\.[0-9]+)\">([^<]*exact[^<]*)</data>")
            .matcher(text);
    assertThat(claim.find()).isTrue();
    return List.of(
        new String[] {"value=\"" + claim.group(1), "value=\"0.5"},
        new String[] {claim.group(2) + "</data>", "50.0% (exact)</data>"},
        new String[] {"data-chosen=\"true\"", "data-chosen=\"false\""},
        new String[] {claim.group(), ""},
        new String[] {"data-identity=\"pack\">breast-fna", "data-identity=\"pack\">other"},
        new String[] {first(text, "data-identity=\"case-sha256\">([0-9a-f]+)"), OTHER},
        new String[] {first(text, "data-identity=\"pack-sha256\">([0-9a-f]+)"), OTHER},
        new String[] {first(text, "data-identity=\"knowledge-sha256\">([0-9a-f]+)"), OTHER},
        new String[] {first(text, "data-identity=\"rules-sha256\">([0-9a-f]+)"), OTHER},
        new String[] {first(text, "data-identity=\"models-sha256\">([0-9a-f]+)"), OTHER},
        new String[] {first(text, "data-identity=\"settings-sha256\">([0-9a-f]+)"), OTHER},
        new String[] {first(text, "data-identity=\"model-sha256\">([0-9a-f]+)"), OTHER},
        new String[] {first(text, "score.drl</bdi>.*?<code>([0-9a-f]+)"), OTHER},
        new String[] {"<td>rules</td>", "<td>models</td>"});
  }

  private static final String OTHER = "1".repeat(64);

  private static String first(String text, String pattern) {
    Matcher found = Pattern.compile(pattern, Pattern.DOTALL).matcher(text);
    assertThat(found.find()).as(pattern).isTrue();
    return found.group(1);
  }

  @Test
  void aKeyWithoutALedgerIsRefused() {
    assertThat(run("decide", "--ledger-key", path("key")).err())
        .contains("--ledger-key needs --ledger");
  }
}
