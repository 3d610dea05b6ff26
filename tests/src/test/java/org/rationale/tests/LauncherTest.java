package org.rationale.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFParser;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rationale.datasets.BundledPacks;

/**
 * The launcher as a person runs it, on what this build has packaged. It must not build by itself:
 * that would be a second Maven in the folders of the first.
 */
class LauncherTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path folder;

  private record Run(int status, String out, String err) {}

  @BeforeAll
  static void writeProgram() throws IOException {
    Files.writeString(
        folder.resolve("data.ttl"),
        """
        PREFIX : <http://example.org/>
        PREFIX rat: <https://w3id.org/rationale#>
        :ann a :Patient .
        << :ann :has :Fever >> rat:probability 0.8 .
        << :ann :has :Cough >> rat:probability 0.5 .
        """);
    Files.writeString(
        folder.resolve("rules.srl"),
        """
        PREFIX : <http://example.org/>
        #: label "{?p} is ill: {?f}"
        RULE :ill { ?p a :Ill } WHERE { ?p a :Patient . ?p :has ?f }
        """);
  }

  @Test
  void withoutArgumentsItDecidesThePneumonia() throws IOException, InterruptedException {
    Run run = launch("decide");
    assertThat(run.status()).isZero();
    assertThat(run.out()).containsIgnoringCase("pneumonia").contains("%").contains("note:");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void aDecisionInJsonHasTheDocumentedNames() throws IOException, InterruptedException {
    Run run = launch("decide", "--pack", "breast-fna", "--format", "json");
    assertThat(run.status()).isZero();
    JsonNode decision = JSON.readTree(run.out());
    assertThat(decision.fieldNames())
        .toIterable()
        .contains("case", "pack", "models", "outcomes", "percepts", "conflicts", "violations");
    JsonNode candidate = decision.at("/outcomes/0/candidates/0");
    assertThat(candidate.at("/probability").isNumber()).isTrue();
    assertThat(candidate.at("/guarantee").asText()).isEqualTo("exact");
    JsonNode step = candidate.at("/why/proofs/0/steps/0");
    assertThat(step.fieldNames())
        .toIterable()
        .contains("conclusion", "rule", "text", "premises", "absent");
    assertThat(step.at("/conclusion").fieldNames()).toIterable().contains("s", "p", "o");
  }

  @Test
  void aReportIsOneFileThatLoadsNothing() throws IOException, InterruptedException {
    Path out = folder.resolve("reports");
    Run run = launch("decide", "--pack", "breast-fna", "--format", "html", "--out", out.toString());
    assertThat(run.status()).isZero();
    List<Path> files;
    try (Stream<Path> listed = Files.list(out)) {
      files = listed.toList();
    }
    assertThat(files).hasSize(1);
    assertThat(run.out().strip()).isEqualTo(files.getFirst().toString());
    String html = Files.readString(files.getFirst());
    assertThat(html).startsWithIgnoringCase("<!doctype html>").contains("malignant");
    assertThat(html).contains("Content-Security-Policy").contains("default-src 'none'");
    assertThat(html)
        .doesNotContainPattern(Pattern.compile("(?i)<(script|link|iframe|object|embed|base)\\b"))
        .doesNotContainPattern(Pattern.compile("(?i)\\bsrc\\s*=\\s*[\"']?\\s*(https?:)?//"))
        .doesNotContainPattern(Pattern.compile("(?i)@import|url\\(\\s*[\"']?\\s*(https?:)?//"));
    // A source may be linked; nothing else that loads by itself has an href.
    assertThat(Pattern.compile("(?i)<(\\w+)[^>]*\\shref\\s*=").matcher(html).results())
        .allSatisfy(found -> assertThat(found.group(1)).isEqualToIgnoringCase("a"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "decide",
        "reason",
        "query",
        "why",
        "why-not",
        "what-if",
        "check",
        "calibrate",
        "evaluate",
        "verify",
        "erase"
      })
  void everyCommandHasHelp(String command) throws IOException, InterruptedException {
    Run run = command.isEmpty() ? launch("--help") : launch(command, "--help");
    assertThat(run.status()).isZero();
    assertThat(run.out()).startsWith(("Usage: rationale " + command).strip());
    assertThat(run.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "json", "html", "turtle", "dot"})
  void whyIsWrittenInEveryFormat(String format) throws Exception {
    Run run =
        launch(
            "why",
            "--data",
            file("data.ttl"),
            "--rules",
            file("rules.srl"),
            "--proofs",
            "2",
            "--format",
            format,
            ":ann a :Ill");
    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
    switch (format) {
      case "text" -> assertThat(run.out()).contains("90.0%", "is ill", "Fever");
      case "json" -> {
        JsonNode why = JSON.readTree(run.out());
        assertThat(why.at("/probability").asDouble()).isEqualTo(0.9);
        assertThat(why.at("/guarantee").asText()).isEqualTo("exact");
        assertThat(why.at("/evidence")).isEmpty();
        assertThat(why.at("/fact/o").asText()).isEqualTo("<http://example.org/Ill>");
        assertThat(why.at("/proofs")).hasSize(2);
        assertThat(why.at("/proofs/0/steps/0/rule").asText()).isEqualTo("<http://example.org/ill>");
      }
      case "html" -> assertThat(run.out()).startsWithIgnoringCase("<!doctype html>");
      case "turtle" ->
          assertThat(
                  RDFParser.fromString(run.out(), Lang.TURTLE).toGraph().find().toList().toString())
              .contains("probability", "sourceRule", "wasDerivedFrom");
      case "dot" -> assertThat(run.out()).startsWith("digraph");
      default -> throw new AssertionError(format);
    }
  }

  @Test
  void aStatementMayFollowAListOfFiles() throws IOException, InterruptedException {
    Run run = launch("why", ":ann :has :Fever", "--data", file("data.ttl"));
    Run same = launch("why", "--data", file("data.ttl"), ":ann :has :Fever");
    assertThat(run.status()).isZero();
    assertThat(run.out()).contains("80.0%");
    assertThat(same).isEqualTo(run);
  }

  @Test
  void queriesSeeProbabilities() throws IOException, InterruptedException {
    Run run =
        launch(
            "query",
            "--data",
            file("data.ttl"),
            "--rules",
            file("rules.srl"),
            "SELECT ?p { ?s a :Ill {| rat:probability ?p |} }");
    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
    assertThat(run.out()).contains("0.9");
  }

  @Test
  void reasoningPrintsTheDocumentedNames() throws IOException, InterruptedException {
    Run run = launch("reason", "--data", file("data.ttl"), "--rules", file("rules.srl"), "--all");
    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
    JsonNode reasoned = JSON.readTree(run.out());
    assertThat(reasoned.at("/facts")).hasSize(4);
    JsonNode ill = reasoned.at("/facts/2");
    assertThat(ill.fieldNames())
        .toIterable()
        .containsExactly("s", "p", "o", "probability", "lower", "upper", "guarantee", "origin");
    assertThat(ill.at("/o").asText()).isEqualTo("<http://example.org/Ill>");
    assertThat(ill.at("/probability").asDouble()).isEqualTo(0.9);
    assertThat(ill.at("/origin")).hasToString("[\"derived\"]");
    assertThat(reasoned.at("/counts"))
        .hasToString("{\"asserted\":1,\"uncertain\":2,\"derived\":1,\"derivations\":2}");
    assertThat(reasoned.at("/millis").fieldNames())
        .toIterable()
        .containsExactly("load", "reason", "probability");
  }

  @ParameterizedTest
  @ValueSource(strings = {"small", "large"})
  void aBatchHasTheProbabilitiesOfTheOracle(String size) throws IOException, InterruptedException {
    Path programs =
        SharedData.file("oracles/probability/" + size + ".jsonl").toAbsolutePath().normalize();
    Run run = launch("reason", "--batch", programs.toString(), "--all");
    assertThat(run.status()).isZero();
    List<String> answers = run.out().lines().toList();
    List<String> lines = Files.readAllLines(programs);
    assertThat(answers).hasSameSizeAs(lines).hasSizeGreaterThanOrEqualTo(40);
    for (int i = 0; i < lines.size(); i++) {
      JsonNode program = JSON.readTree(lines.get(i));
      JsonNode answer = JSON.readTree(answers.get(i));
      assertThat(answer.get("id")).isEqualTo(program.get("id"));
      Map<String, Double> found = new HashMap<>();
      for (JsonNode fact : answer.get("facts")) {
        assertThat(fact.get("guarantee").asText()).isEqualTo("exact");
        found.put(
            "%s %s %s"
                .formatted(fact.get("s").asText(), fact.get("p").asText(), fact.get("o").asText()),
            fact.get("probability").asDouble());
      }
      program
          .get("expected")
          .properties()
          .forEach(
              expected ->
                  assertThat(found.remove(expected.getKey()))
                      .as("%s: %s", program.get("id"), expected.getKey())
                      .isCloseTo(expected.getValue().asDouble(), within(1e-9)));
      assertThat(found.values()).allSatisfy(p -> assertThat(p).isCloseTo(0, within(1e-9)));
    }
  }

  @Test
  void aUniversityIsClosedFromTheCommandLine() throws IOException, InterruptedException {
    Path data = SharedData.file("data/lubm/lubm-1.nt.gz").toAbsolutePath().normalize();
    Path rules = SharedData.file("data/lubm/lubm.srl").toAbsolutePath().normalize();
    Run run = launch("reason", "--data", data.toString(), "--rules", rules.toString(), "--summary");
    assertThat(run.err()).isEmpty();
    assertThat(JSON.readTree(run.out()).at("/counts"))
        .hasToString(
            "{\"asserted\":100543,\"uncertain\":0,\"derived\":37388,\"derivations\":135325}");
  }

  @Test
  void aPackIsChecked() throws IOException, InterruptedException {
    Run run = launch("check", "breast-fna");
    assertThat(run.status()).isZero();
    assertThat(run.out()).contains("ok   01-concordant-malignant.json").contains("0 failed");
  }

  @Test
  void aCaseThatDecidesOtherwiseFailsTheCheck() throws IOException, InterruptedException {
    Path original = BundledPacks.folder("breast-fna");
    Path pack = folder.resolve("pack");
    try (Stream<Path> files = Files.walk(original)) {
      for (Path one : files.filter(Files::isRegularFile).toList()) {
        String name = original.relativize(one).toString();
        if (!name.startsWith("cases") || name.endsWith("02-concordant-benign.json")) {
          Path copy = pack.resolve(name);
          Files.createDirectories(copy.getParent());
          Files.copy(one, copy);
        }
      }
    }
    Path copied = pack.resolve("cases/02-concordant-benign.json");
    Files.writeString(copied, Files.readString(copied).replace("fna:FollowUp\"", "fna:Referral\""));
    Run run = launch("check", pack.toString());
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out())
        .contains("FAIL 02-concordant-benign.json")
        .contains("expected [fna:Referral], got [fna:FollowUp]");
  }

  @Test
  void badInputEndsWith2() throws IOException, InterruptedException {
    Run run = launch("decide", "--pack", "none");
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("rationale: none: ").hasLineCount(1);
  }

  /** Neither JAVA_HOME nor the path leads to a JDK that is new enough, as on Debian with 17. */
  @Test
  void aNewerJdkIsFoundBesideAnOldDefault() throws IOException, InterruptedException {
    Path old = folder.resolve("jdk-17");
    Files.createDirectories(old.resolve("bin"));
    Files.writeString(old.resolve("release"), "JAVA_VERSION=\"17.0.15\"\n");
    Path java = Files.writeString(old.resolve("bin/java"), "#!/bin/sh\nexit 99\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    Path home = folder.resolve("home");
    Files.createDirectories(home.resolve(".jdks"));
    Path link =
        Files.createSymbolicLink(
            home.resolve(".jdks/newer"), Path.of(System.getProperty("java.home")));
    Run run =
        launch(
            Map.of(
                "JAVA_HOME",
                old.toString(),
                "PATH",
                old.resolve("bin") + ":" + System.getenv("PATH"),
                "HOME",
                home.toString()),
            "--version");
    Files.delete(link);
    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
    assertThat(run.out()).startsWith("rationale ");
  }

  private static String file(String name) {
    return folder.resolve(name).toString();
  }

  private static Run launch(String... arguments) throws IOException, InterruptedException {
    return launch(Map.of(), arguments);
  }

  private static Run launch(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of(ROOT.resolve("rationale").toString()));
    words.addAll(List.of(arguments));
    Path out = Files.createTempFile(folder, "out", ".txt");
    Path err = Files.createTempFile(folder, "err", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("RATIONALE_BUILD", "never");
    builder
        .environment()
        .put("RATIONALE_JAVA_OPTIONS", "-Drationale.cache=" + ROOT.resolve("target/cache"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    // Only against a process that hangs; nothing is asserted about time.
    assertThat(process.waitFor(3, TimeUnit.MINUTES)).as("%s ended", words).isTrue();
    return new Run(process.exitValue(), Files.readString(out), Files.readString(err));
  }
}
