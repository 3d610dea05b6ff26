package org.rationale.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReasonCommandTest {

  private static final String PREFIXES =
      "PREFIX : <http://e/>\nPREFIX rat: <https://w3id.org/rationale#>\n";

  private static final String DATA =
      """
      :ann a :Patient .
      << :ann :has :Fever >> rat:probability 0.8 .
      << :ann :has :Cough >> rat:probability 0.5 .
      """;

  private static final String RULES =
      "RULE :ill { ?p a :Ill } WHERE { ?p a :Patient . ?p :has ?f }";

  private static final String TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>";

  @TempDir Path folder;

  private record Run(int status, String out, String err) {}

  private static Run reason(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] all = new String[arguments.length + 1];
    all[0] = "reason";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    int status = Main.run(new PrintWriter(out), new PrintWriter(err), all);
    return new Run(status, out.toString(), err.toString());
  }

  /** What a command that works prints. */
  private static String printed(String... arguments) {
    Run run = reason(arguments);
    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
    return run.out();
  }

  /** What a command says that does not work. */
  private static String refused(String... arguments) {
    Run run = reason(arguments);
    assertThat(run.out()).isEmpty();
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).doesNotContain("defect of the program").doesNotContain("\tat ");
    return run.err();
  }

  private String write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private String data() throws IOException {
    return write("data.ttl", PREFIXES + DATA);
  }

  private String rules() throws IOException {
    return write("rules.srl", PREFIXES + RULES);
  }

  private static byte[] zipped(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private static String withInput(byte[] input, String... arguments) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(input));
    try {
      return printed(arguments);
    } finally {
      System.setIn(before);
    }
  }

  private static String withoutTimes(String out) {
    return out.replaceAll("(\"(?:load|reason|probability)\":)\\d+(?=[,}])", "$1*");
  }

  @Test
  void derivedFactsArePrintedAsJson() throws IOException {
    assertThat(withoutTimes(printed("--data", data(), "--rules", rules())))
        .isEqualToNormalizingNewlines(
            """
            {"facts":[
            {"s":"<http://e/ann>","p":"%s","o":"<http://e/Ill>","probability":0.9,"lower":0.9,"upper":0.9,"guarantee":"exact","origin":["derived"]}
            ],"counts":{"asserted":1,"uncertain":2,"derived":1,"derivations":2},"millis":{"load":*,"reason":*,"probability":*}}
            """
                .formatted(TYPE));
  }

  @Test
  void allFactsComeSortedAsTheirTermsAreWritten() throws IOException {
    String more = write("more.ttl", "<http://e/Z> <http://e/p> 'b', 'a', 'a'@en, _:x .");
    assertThat(
            printed("--all", "--data", data(), more, "--rules", rules(), "--format", "csv")
                .lines()
                .skip(1)
                .map(line -> line.replaceAll(",[\\d.]+,.*", "").replaceAll("_:[^,]*", "_:x")))
        .containsExactly(
            "<http://e/Z>,<http://e/p>,\"\"\"a\"\"\"",
            "<http://e/Z>,<http://e/p>,\"\"\"a\"\"@en\"",
            "<http://e/Z>,<http://e/p>,\"\"\"b\"\"\"",
            "<http://e/Z>,<http://e/p>,_:x",
            "<http://e/ann>,<http://e/has>,<http://e/Cough>",
            "<http://e/ann>,<http://e/has>,<http://e/Fever>",
            "<http://e/ann>,%s,<http://e/Ill>".formatted(TYPE),
            "<http://e/ann>,%s,<http://e/Patient>".formatted(TYPE));
  }

  @Test
  void csvHasTheNamesOfJson() throws IOException {
    assertThat(printed("--data", data(), "--rules", rules(), "--format", "csv"))
        .isEqualTo(
            "s,p,o,probability,lower,upper,guarantee,origin\r\n"
                + "<http://e/ann>,%s,<http://e/Ill>,0.9,0.9,0.9,exact,derived\r\n".formatted(TYPE));
  }

  @Test
  void turtleHasProbabilityRuleAndPremises() throws IOException {
    assertThat(printed("--data", data(), "--rules", rules(), "--format", "turtle"))
        .contains(
            "<< :ann a :Ill ~ _:r1 >> rat:probability 0.9 ; rat:origin rat:derived ;"
                + " sh:sourceRule :ill ; prov:wasDerivedFrom _:p3 ; prov:wasDerivedFrom _:p2 .\n");
  }

  @Test
  void ntriplesAreReadAgainAsTheSameFacts() throws IOException {
    String all = printed("--all", "--data", data(), "--rules", rules(), "--format", "ntriples");
    String again = write("again.nt", all);
    assertThat(printed("--data", again, "--rules", rules(), "--format", "csv"))
        .isEqualTo(printed("--data", data(), "--rules", rules(), "--format", "csv"));
  }

  @Test
  void withoutProbabilitiesNoneIsPrinted() throws IOException {
    assertThat(printed("--data", data(), "--rules", rules(), "--probability", "none"))
        .contains("\"o\":\"<http://e/Ill>\",\"origin\":[\"derived\"]}");
    assertThat(
            printed(
                "--data",
                data(),
                "--rules",
                rules(),
                "--probability=none",
                "--format=turtle",
                "--all"))
        .doesNotContain("rat:probability")
        .contains("<< :ann a :Ill ~ _:r3 >> rat:origin rat:derived ; sh:sourceRule :ill")
        .contains("<< :ann :has :Fever ~ ")
        .contains("rat:prior 0.8")
        .contains("\n:ann a :Patient .\n");
    assertThat(
            printed(
                "--data", data(), "--rules", rules(), "--probability", "none", "--format", "csv"))
        .endsWith("<http://e/Ill>,,,,,derived\r\n");
  }

  @Test
  void theMostLikelyProofIsALowerBound() throws IOException {
    assertThat(printed("--data", data(), "--rules", rules(), "--probability", "top-k:2"))
        .contains("\"probability\":0.9,\"lower\":0.9,\"upper\":1.0,\"guarantee\":\"bounded\"");
    assertThat(printed("--data", data(), "--rules", rules(), "--probability", "bounds:0.01"))
        .contains("\"probability\":0.9");
    assertThat(printed("--data", data(), "--rules", rules(), "--probability", "most-likely"))
        .contains("\"probability\":0.8,\"lower\":0.8,\"upper\":1.0,\"guarantee\":\"most-likely\"");
  }

  @Test
  void sampledWorldsGiveEstimates() throws IOException {
    String estimated =
        printed("--data", data(), "--rules", rules(), "--probability", "samples:200:3");
    assertThat(estimated)
        .contains("\"guarantee\":\"estimated\"", "\"worlds\":{\"drawn\":200,\"counted\":200}")
        .doesNotContain("derivations")
        .containsPattern("\"probability\":0\\.[89]\\d*,\"lower\":0\\.8\\d*,\"upper\":0\\.9\\d*");
    assertThat(refused("--data", data(), "--probability", "samples:200", "--format", "turtle"))
        .contains("json or csv");
    assertThat(refused("--data", data(), "--probability", "samples:0")).contains("samples:10000");
    assertThat(refused("--data", data(), "--probability", "samples:5:x")).contains("samples:10000");
  }

  @Test
  void evidenceChangesProbabilities() throws IOException {
    String seen = write("seen.ttl", PREFIXES + "<< :ann :has :Fever >> rat:observed false .");
    assertThat(printed("--data", data(), "--rules", rules(), "--evidence", seen))
        .contains("\"probability\":0.5,\"lower\":0.5,\"upper\":0.5,\"guarantee\":\"exact\"");
  }

  @Test
  void aGivenFactThatRulesConcludeIsDerivedUnlessItIsCertain() throws IOException {
    String given = write("given.ttl", PREFIXES + DATA + "<< :ann a :Ill >> rat:probability 0.1 .");
    assertThat(printed("--data", given, "--rules", rules()))
        .contains("\"origin\":[\"asserted\",\"derived\"]")
        .contains("\"counts\":{\"asserted\":1,\"uncertain\":3,\"derived\":1,\"derivations\":2}");
    String certain = write("certain.ttl", PREFIXES + DATA + ":ann a :Ill .");
    assertThat(printed("--data", certain, "--rules", rules()))
        .contains("\"facts\":[\n]")
        .contains("\"counts\":{\"asserted\":2,\"uncertain\":2,\"derived\":0,\"derivations\":2}");
    assertThat(printed("--data", certain, "--rules", rules(), "--all", "--format", "csv"))
        .contains("<http://e/Ill>,1.0,1.0,1.0,exact,asserted derived\r\n");
  }

  @Test
  void aSummaryHasCountsAndTimesOnly() throws IOException {
    assertThat(withoutTimes(printed("--data", data(), "--rules", rules(), "--summary")))
        .isEqualToNormalizingNewlines(
            "{\"counts\":{\"asserted\":1,\"uncertain\":2,\"derived\":1,\"derivations\":2},"
                + "\"millis\":{\"load\":*,\"reason\":*,\"probability\":*}}\n");
    assertThat(printed("--data", data(), "--rules", rules(), "--summary", "--format", "csv"))
        .matches(
            "asserted,uncertain,derived,derivations,load,reason,probability\\R"
                + "1,2,1,2,\\d+,\\d+,\\d+\\R");
  }

  @Test
  void zippedFilesAndStandardInputAreReadTogether() throws IOException {
    String expected = printed("--data", data(), "--rules", rules(), "--format", "csv");
    Path dataZip = Files.write(folder.resolve("data.ttl.gz"), zipped(PREFIXES + DATA));
    Path rulesZip = Files.write(folder.resolve("rules.srl.gz"), zipped(PREFIXES + RULES));
    assertThat(
            printed(
                "--data", dataZip.toString(), "--rules", rulesZip.toString(), "--format", "csv"))
        .isEqualTo(expected);
    assertThat(
            withInput(
                (PREFIXES + DATA).getBytes(StandardCharsets.UTF_8),
                "--data",
                "-",
                "--rules",
                rules(),
                "--format",
                "csv"))
        .isEqualTo(expected);
    String patient = write("patient.ttl", PREFIXES + ":ann a :Patient .");
    assertThat(
            withInput(
                zipped(PREFIXES + DATA.replace(":ann a :Patient .", "")),
                "--data",
                "-",
                patient,
                "--rules",
                rules(),
                "--format",
                "csv"))
        .isEqualTo(expected);
  }

  @Test
  void jenaRulesAndSrlRunTogether() throws IOException {
    String jena =
        write(
            "more.rules",
            "@prefix : <http://e/>.\n[worse: (?p rdf:type :Ill) -> (?p rdf:type :Worse)]");
    assertThat(printed("--data", data(), "--rules", rules(), jena, "--format", "csv"))
        .contains("<http://e/Worse>,0.9,");
  }

  @Test
  void aProfileFollowsTheOntologyOfTheData() throws IOException {
    String ontology =
        write(
            "ontology.ttl",
            PREFIXES
                + "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
                + ":Patient rdfs:subClassOf :Person .\n");
    assertThat(printed("--data", data(), ontology, "--profile", "rdfs", "--format", "csv"))
        .contains("<http://e/ann>,%s,<http://e/Person>,1.0".formatted(TYPE));
    assertThat(printed("--data", data(), ontology, "--profile", "owl2rl", "--format", "csv"))
        .contains("<http://e/ann>,%s,<http://e/Person>,1.0".formatted(TYPE));
    assertThat(refused("--data", data(), "--profile", "owl"))
        .contains("--profile", "(owl)", "rdfs, owl2rl");
  }

  @Test
  void drlRulesRunToo() throws IOException {
    String drl =
        write(
            "rules.drl",
            """
            package ward
            import org.rationale.rules.drl.Statement
            global org.rationale.rules.drl.Conclusions conclusions

            rule "http://e/alarm"
            when
              Statement(predicate == "rdf:type", object == ":Ill", $s : subject)
            then
              conclusions.conclude(drools, $s, "rdf:type", ":Alarm");
            end
            """);
    Run run = reason("--data", data(), "--rules", rules(), "--drl", drl, "--format", "csv");
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out()).contains("<http://e/Alarm>,0.9,");
  }

  @Test
  void everythingWrongIsSaidAtOnce() throws IOException {
    String badData = write("bad.ttl", PREFIXES + ":ann a :Patient .\n:ann :has .\n");
    String badRules = write("bad.srl", PREFIXES + "RULE { ?p a ?q } WHERE { ?p a :Ill }");
    String badEvidence = write("evidence.ttl", PREFIXES + ":ann a :Ill .");
    assertThat(
            refused(
                "--data",
                badData,
                folder.resolve("no.nt").toString(),
                "--rules",
                badRules,
                "--evidence",
                badEvidence))
        .contains("bad.ttl:4:", "no.nt", "bad.srl:3:", "evidence.ttl:3:");
  }

  @Test
  void whatIsNoRuleFileIsRefused() throws IOException {
    assertThat(refused("--data", data(), "--rules", folder.toString()))
        .contains(folder.toString(), "This is a folder");
    assertThat(refused("--data", data(), "--rules", write("a.drl", "rule")))
        .contains("a.drl", "--drl");
    assertThat(refused("--data", data(), "--rules", folder.resolve("no.rules").toString()))
        .contains("no.rules");
    String same = write("same.rules", "[http://e/ill: (?a rdf:type ?b) -> (?b ?b ?b)]");
    assertThat(refused("--data", folder.resolve("none.ttl").toString(), "--rules", same))
        .contains("none.ttl");
  }

  @Test
  void optionsThatMakeNoSenseAreRefused() throws IOException {
    assertThat(refused()).contains("--data", "--batch");
    assertThat(refused("--data", data(), "--probability", "exactly")).contains("(exactly)");
    assertThat(refused("--data", data(), "--probability", "top-k:0")).contains("top-k:10");
    assertThat(refused("--data", data(), "--probability", "bounds:2")).contains("bounds:0.01");
    assertThat(refused("--data", data(), "--probability", "exact:1")).contains("(exact:1)");
    assertThat(refused("--data", data(), "--format", "xml")).contains("xml", "NTRIPLES");
    assertThat(refused("--data", data(), "--summary", "--format", "turtle")).contains("turtle");
    assertThat(refused("--data", data(), "--threads", "0")).contains("(0)");
    assertThat(refused("--data", data(), "--time-limit", "soon")).contains("(soon)");
    assertThat(refused("--data", data(), "--memory-limit", "much")).contains("(much)", "500m");
    assertThat(refused("--data", data(), "no-such-file.ttl")).contains("no-such-file.ttl");
    String batch = write("batch.jsonl", "{}");
    assertThat(refused("--batch", batch, "--format", "csv")).contains("csv");
    assertThat(refused("--batch", batch, "--data", "-")).contains("--data -");
    assertThat(refused("--batch", folder.toString())).contains("this is a folder");
    assertThat(refused("--batch", folder.resolve("no.jsonl").toString())).contains("no.jsonl");
    assertThat(refused("--batch", batch, "--rules", folder.resolve("no.srl").toString()))
        .contains("no.srl");
  }

  @Test
  void aLimitLeavesWhatWasFoundAndSaysSo() throws IOException {
    StringBuilder chain = new StringBuilder(PREFIXES);
    for (int i = 0; i < 40; i++) {
      chain.append(":n%d :next :n%d .\n".formatted(i, i + 1));
    }
    String data = write("chain.ttl", chain.toString());
    String rules =
        write(
            "chain.srl",
            PREFIXES
                + "RULE :step { ?a :after ?b } WHERE { ?a :next ?b }\n"
                + "RULE :steps { ?a :after ?c } WHERE { ?a :next ?b . ?b :after ?c }");
    Run run = reason("--data", data, "--rules", rules, "--limit-facts", "100", "--summary");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out())
        .contains("\"counts\":{\"asserted\":40,\"uncertain\":0,\"derived\":60,")
        .contains("\"incomplete\":{\"limit\":\"facts\",\"message\":\"the limit of 100 facts");
    assertThat(run.err()).startsWith("rationale: facts may be missing: the limit of 100 facts");
    assertThat(
            reason("--data", data, "--rules", rules, "--limit-derivations", "50", "--summary")
                .out())
        .contains("\"derived\":50,", "\"limit\":\"derivations\"");
    Run turtle =
        reason("--data", data, "--rules", rules, "--limit-facts", "100", "--format", "turtle");
    assertThat(turtle.status()).isEqualTo(1);
    assertThat(turtle.out()).startsWith("# incomplete: the limit of 100 facts");
    assertThat(reason("--data", data, "--rules", rules, "--memory-limit", "1k").status())
        .isEqualTo(1);
    assertThat(
            printed(
                "--data",
                data,
                "--rules",
                rules,
                "--summary",
                "--limit-facts=860",
                "--memory-limit=1g",
                "--time-limit=300.5"))
        .contains("\"derived\":820,\"derivations\":820}");
  }

  private static String program(String id, String data) {
    return "{\"id\":\"%s\",\"data\":\"%s\",\"rules\":\"%s\"}"
        .formatted(
            id, (PREFIXES + data).replace("\n", "\\n"), (PREFIXES + RULES).replace("\n", "\\n"));
  }

  private static String ill(double probability) {
    return "{\"s\":\"<http://e/ann>\",\"p\":\"%s\",\"o\":\"<http://e/Ill>\",\"probability\":%s,"
            .formatted(TYPE, probability)
        + "\"lower\":%s,\"upper\":%s,\"guarantee\":\"exact\",\"origin\":[\"derived\"]}"
            .formatted(probability, probability);
  }

  @Test
  void badLinesOfABatchGiveErrorsAndTheOthersGoOn() throws IOException {
    String batch =
        write(
            "batch.jsonl",
            String.join(
                "\n",
                program("one", ":ann a :Patient . << :ann :has :Fever >> rat:probability 0.25 ."),
                "{\"id\":\"two\",\"data\":\"<a> <b> .\"}",
                "",
                "{nonsense",
                "[1]",
                "{\"id\":\"three\",\"data\":7}",
                program("four", ":ann a :Patient ; :has :Cough ."),
                "{\"id\":\"five\"}"));
    Run run = reason("--batch", batch);
    assertThat(run.status()).isZero();
    assertThat(run.err()).isEqualToNormalizingNewlines("7 programs, 4 failed\n");
    List<String> lines = run.out().lines().toList();
    assertThat(lines).hasSize(7);
    assertThat(lines.get(0)).isEqualTo("{\"id\":\"one\",\"facts\":[" + ill(0.25) + "]}");
    assertThat(lines.get(1)).startsWith("{\"id\":\"two\",\"error\":\"two/data.ttl:1:");
    assertThat(lines.get(2))
        .startsWith("{\"id\":null,\"line\":4,\"error\":\"")
        .contains("jsonl:4:");
    assertThat(lines.get(3)).startsWith("{\"id\":null,\"line\":5,\"error\":\"");
    assertThat(lines.get(4)).startsWith("{\"id\":\"three\",\"error\":").contains("(data)");
    assertThat(lines.get(5)).isEqualTo("{\"id\":\"four\",\"facts\":[" + ill(1.0) + "]}");
    assertThat(lines.get(6)).isEqualTo("{\"id\":\"five\",\"facts\":[]}");
  }

  @Test
  void aBatchIsTheSameForAnyNumberOfThreads() throws IOException {
    StringBuilder batch = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      batch
          .append(
              program(
                  "p" + i,
                  i % 7 == 3
                      ? ":ann a"
                      : ":ann a :Patient . << :ann :has :f%d >> rat:probability 0.%02d ."
                          .formatted(i, i)))
          .append('\n');
    }
    String file = write("batch.jsonl", batch.toString());
    String expected = reason("--batch", file, "--threads", "1", "--all").out();
    assertThat(expected.lines()).hasSize(60);
    assertThat(reason("--batch", file, "--threads", "4", "--all").out()).isEqualTo(expected);
  }

  @Test
  void filesBelongToEveryProgramOfABatch() throws IOException {
    byte[] programs =
        ("{\"id\":1,\"data\":\"<http://e/ann> <http://e/has> <http://e/Rash> .\"}\n"
                + "{\"id\":\"b\",\"evidence\":\"PREFIX : <http://e/> PREFIX rat:"
                + " <https://w3id.org/rationale#> << :ann :has :Cough >> rat:observed true .\"}\n")
            .getBytes(StandardCharsets.UTF_8);
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(programs));
    Run run;
    try {
      run = reason("--batch", "-", "--data", data(), "--rules", rules());
    } finally {
      System.setIn(before);
    }
    assertThat(run.out().lines())
        .containsExactly(
            "{\"id\":\"1\",\"facts\":[" + ill(1.0) + "]}",
            "{\"id\":\"b\",\"facts\":[" + ill(1.0) + "]}");
  }

  @Test
  void aSummaryOfABatchHasCounts() throws IOException {
    String batch = write("batch.jsonl", program("one", ":ann a :Patient ; :has :Cough ."));
    assertThat(reason("--batch", batch, "--summary").out())
        .isEqualToNormalizingNewlines(
            "{\"id\":\"one\",\"counts\":{\"asserted\":2,\"uncertain\":0,\"derived\":1,"
                + "\"derivations\":1}}\n");
  }
}
