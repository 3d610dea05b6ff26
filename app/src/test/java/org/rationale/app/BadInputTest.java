package org.rationale.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rationale.datasets.BundledPacks;

/**
 * Whatever is wrong with an input, the command says in one line each what it is, where it is and
 * what to do about it; it prints no answer and leaves no file.
 */
class BadInputTest {

  private static final String PREFIXES =
      "PREFIX : <http://example.org/>\nPREFIX rat: <https://w3id.org/rationale#>\n";

  @TempDir Path folder;

  /** Makes the files and gives the arguments of a command that must fail. */
  private interface Setup {
    List<String> arguments(Folder files) throws IOException;
  }

  /**
   * @param said the place, the value and the mend: all that standard error must hold
   */
  record Bad(String name, Setup setup, List<String> said) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Bad bad(String name, Setup setup, String... said) {
    return new Bad(name, setup, List.of(said));
  }

  static Stream<Bad> cases() {
    return Stream.of(
        bad(
            "an unknown pack",
            files -> List.of("decide", "--pack", "respiratry"),
            "respiratry",
            "Bundled packs: breast-fna, respiratory"),
        bad(
            "a case that is missing",
            files -> decide(files.path("none.json")),
            "none.json",
            "Check that the file exists"),
        bad("a folder for a case", files -> decide(files.path(".")), "this is a folder"),
        bad(
            "malformed JSON",
            files -> decide(files.write("case.json", "{\"subject\": \"http://e/x\",\n  inputs}")),
            "case.json:2:"),
        bad("an empty file", files -> decide(files.write("case.json", "")), "case.json"),
        bad("no object", files -> decide(files.write("case.json", "[1]")), "case.json"),
        bad(
            "a case without a subject",
            files -> decide(files.write("case.json", "{\"id\": \"a\", \"inputs\": {}}")),
            "case.json",
            "the case has no subject",
            "Add \"subject\""),
        bad(
            "a subject that is no IRI",
            files -> decide(files.write("case.json", "{\"subject\": \"ann\", \"inputs\": {}}")),
            "case.json",
            "(ann)"),
        bad(
            "an unknown key",
            files ->
                decide(
                    files.write(
                        "case.json", "{\"subject\": \"http://e/x\", \"input\": {\"a\": 1}}")),
            "case.json",
            "(input)"),
        bad(
            "an unknown input",
            files -> decide(files.inputs("{\"mammogram\": \"x\"}")),
            "case.json: inputs.mammogram",
            "Its inputs are clinic, imaging, specimen, measurements"),
        bad(
            "an unknown field",
            files -> decide(files.inputs("{\"clinic\": {\"agee\": 50}}")),
            "case.json: inputs.clinic",
            "agee"),
        bad(
            "an unknown code",
            files -> decide(files.inputs("{\"clinic\": {\"impression\": \"bad\"}}")),
            "case.json: inputs.clinic",
            "bad",
            "suspicious"),
        bad(
            "a number in a wrong unit",
            files ->
                decide(files.inputs("{\"clinic\": {\"age\": {\"value\": 600, \"unit\": \"kg\"}}}")),
            "case.json: inputs.clinic",
            "kg"),
        bad(
            "a number out of its range",
            files -> decide(files.inputs("{\"clinic\": {\"age\": 500}}")),
            "case.json: inputs.clinic",
            "500",
            "120"),
        bad(
            "NaN as JSON",
            files -> decide(files.inputs("{\"clinic\": {\"age\": NaN}}")),
            "case.json:1:"),
        bad(
            "NaN as a text",
            files -> decide(files.inputs("{\"clinic\": {\"age\": \"NaN\"}}")),
            "case.json: inputs.clinic",
            "NaN"),
        bad(
            "a measurement that is missing",
            files -> decide(files.inputs("{\"measurements\": {\"radiusMean\": 10}}")),
            "case.json: inputs.measurements",
            "textureMean"),
        bad(
            "a text for measurements",
            files -> decide(files.inputs("{\"measurements\": \"large\"}")),
            "case.json: inputs.measurements"),
        bad(
            "a note of 1 MB",
            files -> note(files.inputs("{\"note\": \"" + "cough ".repeat(170_000) + "\"}")),
            "case.json: inputs.note",
            "1020000 characters",
            "Split it"),
        bad(
            "an image that was cut short",
            files -> {
              files.write("x.png", new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0});
              return note(files.inputs("{\"note\": \"cough\", \"chestXray\": \"x.png\"}"));
            },
            "case.json: inputs.chestXray (x.png)",
            "ends too early",
            "Copy it anew"),
        bad(
            "an image outside of the case's folder",
            files -> note(files.inputs("{\"note\": \"cough\", \"chestXray\": \"/etc/hosts\"}")),
            "case.json: inputs.chestXray (/etc/hosts)",
            "outside of the case's folder"),
        bad(
            "an empty note",
            files -> note(files.inputs("{\"note\": \"  \"}")),
            "case.json: inputs.note",
            "empty",
            "leave the input (note) out"),
        bad(
            "a binary note",
            files -> note(files.inputs("{\"note\": \"\\u0000\\u0001PNG\"}")),
            "case.json: inputs.note",
            "U+0000",
            "binary"),
        bad(
            "a number for a note",
            files -> note(files.inputs("{\"note\": 7}")),
            "case.json: inputs.note",
            "JSON string"),
        bad(
            "a case that is not UTF-8",
            files -> decide(files.write("case.json", new byte[] {'{', (byte) 0xff, '}'})),
            "case.json",
            "UTF-8"),
        bad(
            "a pack without a pack.yaml",
            files -> List.of("check", files.path(".")),
            "no pack.yaml",
            "Name a bundled pack"),
        bad(
            "a pack.yaml that is no YAML",
            files -> check(files.pack().edit("pack.yaml", "title:", "title: [")),
            "pack.yaml:"),
        bad(
            "an unknown key in pack.yaml",
            files -> check(files.pack().edit("pack.yaml", "title:", "titel:")),
            "pack.yaml",
            "(titel)",
            "title"),
        bad(
            "an unknown policy",
            files -> check(files.pack().edit("pack.yaml", "kind: score-value", "kind: best")),
            "questions[3].policy.kind",
            "(best)",
            "score-value"),
        bad(
            "an unknown kind of perceptor",
            files -> check(files.pack().edit("pack.yaml", "kind: classifier", "kind: oracle")),
            "pack.yaml",
            "oracle",
            "classifier"),
        bad(
            "a rule file that is missing",
            files -> check(files.pack().edit("pack.yaml", "rules/cytology.srl", "rules/no.srl")),
            "no.srl"),
        bad(
            "a file outside of the pack",
            files -> check(files.pack().edit("pack.yaml", "rules/cytology.srl", "../no.srl")),
            "../no.srl"),
        bad(
            "a DRL file that is missing",
            files -> check(files.pack().edit("pack.yaml", "rules/score.drl", "rules/no.drl")),
            "no.drl"),
        bad(
            "a model that is missing",
            files -> check(files.pack().edit("pack.yaml", "perceptors/fna/model.onnx", "no.onnx")),
            "no.onnx"),
        bad(
            "a model that is another one than declared",
            files -> check(files.pack().bytes("perceptors/fna/model.onnx", new byte[100])),
            "pack.yaml",
            "a6e46226f737e09e5c82025966a048a34151851504a0f70848742c474b28698a"),
        bad(
            "a corrupt model",
            files ->
                check(
                    files
                        .pack()
                        .edit("pack.yaml", "    modelSha256", "    # ")
                        .bytes("perceptors/fna/model.onnx", new byte[100])),
            "model.onnx",
            "ONNX"),
        bad(
            "a model of another shape",
            files ->
                check(
                    files
                        .pack()
                        .edit(
                            "perceptors/fna/columns.json",
                            "(?s)\\{[^{}]*\"radiusMean\"[^{}]*\\},?",
                            "")),
            "model.onnx",
            "30",
            "29"),
        bad(
            "Turtle with a syntax error",
            files -> check(files.pack().edit("knowledge/breast-fna.ttl", "@prefix|PREFIX", "PRE")),
            "breast-fna.ttl:"),
        bad(
            "DRL with a syntax error",
            files -> check(files.pack().edit("rules/score.drl", "\nwhen", "\nwenn")),
            "score.drl:"),
        bad(
            "an unbound variable in a head",
            files -> why(files, ":ann a :Ill .", "RULE { ?q a :Bad } WHERE { ?p a :Ill }"),
            "rules.srl:3:",
            "?q"),
        bad(
            "an unknown prefix",
            files -> why(files, ":ann a :Ill .", "RULE { ?p a ex:Bad } WHERE { ?p a :Ill }"),
            "rules.srl:3:",
            "ex:"),
        bad(
            "an unknown prefix in data",
            files -> why(files, ":ann a ex:Ill .", ""),
            "data.ttl:3:",
            "prefix: ex"),
        bad(
            "negation through a cycle",
            files ->
                why(
                    files,
                    ":ann a :Ill .",
                    "RULE :one { ?p :a 1 } WHERE { ?p a :Ill . NOT { ?p :b 1 } }\n"
                        + "RULE :two { ?p :b 1 } WHERE { ?p a :Ill . NOT { ?p :a 1 } }"),
            "rules.srl:3:",
            "rules.srl:4:",
            "http://example.org/one",
            "http://example.org/two"),
        bad(
            "two rules with one IRI",
            files ->
                why(
                    files,
                    ":ann a :Ill .",
                    "RULE :one { ?p :a 1 } WHERE { ?p a :Ill }\n"
                        + "RULE :one { ?p :b 1 } WHERE { ?p a :Ill }"),
            "rules.srl:4:",
            "http://example.org/one"),
        bad(
            "a probability above 1 of a rule",
            files ->
                why(
                    files,
                    ":ann a :Ill .",
                    "#: probability 1.5\nRULE { ?p :a 1 } WHERE { ?p a :Ill }"),
            "rules.srl:3:",
            "1.5"),
        bad(
            "a choice above 1 in rules",
            files ->
                why(
                    files,
                    ":ann a :Ill .",
                    "#: probability 0.6\n#: choice :c\nRULE :x { ?p :a 1 } WHERE { ?p a :Ill }\n"
                        + "#: probability 0.6\n#: choice :c\nRULE :y { ?p :a 2 } WHERE { ?p a :Ill }"),
            "rules.srl:",
            "1.2"),
        bad(
            "a choice above 1 in data",
            files ->
                why(
                    files,
                    "<< :ann a :Ill >> rat:probability 0.6 ; rat:choice :c .\n"
                        + "<< :ann a :Well >> rat:probability 0.6 ; rat:choice :c .",
                    ""),
            "data.ttl:",
            "1.2"),
        bad(
            "a probability in data that is none",
            files -> why(files, "<< :ann a :Ill >> rat:probability 1.5 .", ""),
            "data.ttl:3:",
            "1.5"),
        bad(
            "evidence that is impossible",
            files -> {
              files.write("e.ttl", PREFIXES + "<< :ann a :Well >> rat:observed true .");
              return Stream.concat(
                      why(files, "<< :ann a :Ill >> rat:probability 0.5 .", "").stream(),
                      Stream.of("--evidence", files.path("e.ttl")))
                  .toList();
            },
            "Well",
            "holds in no possible world",
            "Check its terms"),
        bad(
            "evidence that contradicts itself",
            files -> {
              files.write(
                  "e.ttl",
                  PREFIXES
                      + "<< :ann a :Ill >> rat:observed true . << :ann a :Well >> rat:observed true .");
              return Stream.concat(
                      why(
                          files,
                          "<< :ann a :Ill >> rat:probability 0.5 ; rat:choice :c .\n"
                              + "<< :ann a :Well >> rat:probability 0.5 ; rat:choice :c .",
                          "")
                          .stream(),
                      Stream.of("--evidence", files.path("e.ttl")))
                  .toList();
            },
            "probability 0",
            "Remove the observation"),
        bad(
            "a triple that holds nowhere",
            files -> why(files, ":bob a :Ill . :ann a :Patient .", ""),
            ":ann a :Ill",
            "holds in no possible world",
            "ask why-not"),
        bad(
            "a triple with a term that nobody speaks of",
            files -> why(files, ":bob a :Ill .", ""),
            ":ann a :Ill",
            "no fact and no rule speaks of (<http://example.org/ann>)",
            "Check its spelling"),
        bad(
            "no triple",
            files -> List.of("why", "--data", files.data(":ann a :Ill ."), ":ann a"),
            ":ann a",
            "Write subject, predicate and object"),
        bad(
            "a number of proofs below 1",
            files ->
                List.of(
                    "why", "--proofs", "0", "--data", files.data(":ann a :Ill ."), ":ann a :Ill"),
            "(0)",
            "must be 1 to 1000"),
        bad(
            "a number of proofs that is none",
            files ->
                List.of(
                    "why",
                    "--proofs",
                    "many",
                    "--data",
                    files.data(":ann a :Ill ."),
                    ":ann a :Ill"),
            "(many)",
            "no number and not all"),
        bad(
            "a first proof below 1",
            files ->
                List.of("why", "--from", "0", "--data", files.data(":ann a :Ill ."), ":ann a :Ill"),
            "(0)",
            "1 or more"),
        bad(
            "a data file that is missing",
            files -> List.of("why", ":a :b :c", "--data", files.path("no.ttl")),
            "no.ttl"),
        bad(
            "a folder for data",
            files -> List.of("why", ":a :b :c", "--data", files.path(".")),
            "This is a folder"),
        bad(
            "data of an unknown format",
            files -> List.of("why", ":a :b :c", "--data", files.write("data.docx", "x")),
            "data.docx"),
        bad(
            "a gzipped file that is none",
            files -> List.of("why", ":a :b :c", "--data", files.write("data.ttl.gz", "x")),
            "data.ttl.gz",
            "no whole gzip file"),
        bad(
            "rules that are missing",
            files ->
                List.of(
                    "why",
                    ":a :b :c",
                    "--data",
                    files.data(":ann a :Ill ."),
                    "--rules",
                    files.path("no.srl")),
            "no.srl"),
        bad(
            "SPARQL with a syntax error",
            files ->
                List.of("query", "--data", files.data(":ann a :Ill ."), "SELECT ?s WHERE { ?s a"),
            "query:1:",
            "sparql"),
        bad(
            "no query",
            files -> List.of("query", "--data", files.data(":ann a :Ill .")),
            "Give the query as an argument or with --file"),
        bad(
            "a query file that is missing",
            files ->
                List.of(
                    "query", "--data", files.data(":ann a :Ill ."), "--file", files.path("q.rq")),
            "q.rq"),
        bad("no command", files -> List.of(), "Name a command"),
        bad("an unknown command", files -> List.of("decied"), "decied", "decide"),
        bad("an unknown format", files -> List.of("decide", "--format", "docx"), "docx", "HTML"),
        bad("a PDF for a terminal", files -> List.of("decide", "--format", "pdf"), "--out DIR"),
        bad("an unknown option", files -> List.of("decide", "--fromat", "html"), "--fromat"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isSaidInWordsWithPlaceAndMend(Bad bad) throws IOException {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    List<String> arguments = bad.setup().arguments(new Folder(folder));
    int status =
        Main.run(new PrintWriter(out), new PrintWriter(err), arguments.toArray(String[]::new));
    assertThat(err.toString()).contains(bad.said());
    assertThat(err.toString().lines())
        .isNotEmpty()
        .noneMatch(line -> line.startsWith("\tat "))
        .noneMatch(line -> line.contains("Exception"))
        .noneMatch(line -> line.contains("defect of the program"));
    assertThat(out.toString()).isEmpty();
    assertThat(status).isEqualTo(2);
    assertThat(folder.resolve("out"))
        .satisfiesAnyOf(
            none -> assertThat(none).doesNotExist(), empty -> assertThat(empty).isEmptyDirectory());
  }

  @Test
  void allMistakesOfACaseAreSaidAtOnce() throws IOException {
    StringWriter err = new StringWriter();
    String file =
        new Folder(folder)
            .inputs(
                "{\"scan\": 1, \"clinic\": {\"age\": 5, \"impression\": \"odd\"},"
                    + " \"imaging\": {\"category\": \"9\"}}");
    int status =
        Main.run(
            new PrintWriter(new StringWriter()),
            new PrintWriter(err),
            decide(file).toArray(String[]::new));
    assertThat(status).isEqualTo(2);
    assertThat(err.toString()).contains("scan", "(5 a)", "odd", "9");
    assertThat(err.toString().lines()).hasSizeGreaterThanOrEqualTo(4);
  }

  @Test
  void aBadCaseAmongGoodOnesLeavesNoReports() throws IOException {
    Folder files = new Folder(folder);
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String good =
        BundledPacks.folder("breast-fna").resolve("cases/02-concordant-benign.json").toString();
    int status =
        Main.run(
            new PrintWriter(out),
            new PrintWriter(err),
            "decide",
            "--pack",
            "breast-fna",
            "--out",
            files.path("out"),
            good,
            files.inputs("{\"clinic\": {\"age\": 500}}"));
    assertThat(status).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
    assertThat(folder.resolve("out")).doesNotExist();
  }

  private static List<String> decide(String file) {
    return List.of(
        "decide",
        "--pack",
        "breast-fna",
        "--out",
        Path.of(file).resolveSibling("out").toString(),
        file);
  }

  private static List<String> note(String file) {
    return List.of("decide", "--out", Path.of(file).resolveSibling("out").toString(), file);
  }

  private static List<String> check(Folder files) {
    return List.of("check", files.path("pack"));
  }

  private static List<String> why(Folder files, String data, String rules) throws IOException {
    return List.of(
        "why",
        ":ann a :Ill",
        "--data",
        files.data(data),
        "--rules",
        files.write("rules.srl", PREFIXES + rules));
  }

  /** Files of one test. */
  private record Folder(Path folder) {

    String path(String name) {
      return folder.resolve(name).normalize().toString();
    }

    String write(String name, String text) throws IOException {
      return Files.writeString(folder.resolve(name), text).toString();
    }

    String write(String name, byte[] content) throws IOException {
      return Files.write(folder.resolve(name), content).toString();
    }

    String data(String turtle) throws IOException {
      return write("data.ttl", PREFIXES + turtle);
    }

    /** A case with these inputs. */
    String inputs(String json) throws IOException {
      return write(
          "case.json", "{\"subject\": \"http://example.org/x\", \"inputs\": " + json + "}");
    }

    /** A copy of the pack breast-fna with few cases. */
    Folder pack() throws IOException {
      Path source = BundledPacks.folder("breast-fna");
      try (Stream<Path> files = Files.walk(source)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Path copy = folder.resolve("pack").resolve(source.relativize(file).toString());
          Files.createDirectories(copy.getParent());
          Files.copy(file, copy);
        }
      }
      return this;
    }

    Folder edit(String file, String pattern, String replacement) throws IOException {
      Path edited = folder.resolve("pack").resolve(file);
      String before = Files.readString(edited);
      String after = before.replaceFirst(pattern, replacement);
      assertThat(after).isNotEqualTo(before);
      Files.writeString(edited, after);
      return this;
    }

    Folder bytes(String file, byte[] content) throws IOException {
      Files.write(folder.resolve("pack").resolve(file), content);
      return this;
    }
  }
}
