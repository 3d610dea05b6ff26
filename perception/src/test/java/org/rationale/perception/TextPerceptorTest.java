package org.rationale.perception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.jena.graph.NodeFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.Percept;
import org.rationale.kg.Region;
import org.rationale.kg.Withheld;

class TextPerceptorTest {

  private static final Map<String, String> PREFIXES = Map.of("ex", "http://example.org/");

  @TempDir static Path folder;
  private static Path pack;
  private static Perceptor perceptor;
  private static TextPerception.CalibrationResult calibration;

  @BeforeAll
  static void calibrate() {
    System.setProperty("rationale.cache", folder.resolve("cache").toString());
    pack = copyOfPack("pack");
    calibration = TextPerception.calibrate(config(), pack, PREFIXES);
    perceptor = TextPerceptor.open(config(), pack, PREFIXES);
  }

  @AfterAll
  static void close() {
    perceptor.close();
    System.clearProperty("rationale.cache");
  }

  private static Path copyOfPack(String name) {
    try {
      Path copy = Files.createDirectories(folder.resolve(name));
      for (String file : List.of("concepts.ttl", "labelled.jsonl", "evaluation.jsonl")) {
        try (InputStream in = TextPerceptorTest.class.getResourceAsStream("textpack/" + file)) {
          assertThat(in).as(file).isNotNull();
          Files.write(copy.resolve(file), in.readAllBytes());
        }
      }
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Object> config() {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("id", "note");
    config.put("kind", "text");
    config.put("input", "note");
    config.put("model", "minilm");
    config.put(
        "concepts",
        Map.of(
            "files",
            List.of("concepts.ttl"),
            "select",
            """
            SELECT ?concept ?phrase ?polarity WHERE {
              ?concept a ex:Finding .
              { ?concept skos:prefLabel|skos:altLabel ?phrase }
              UNION
              { ?concept ex:negativePhrase ?phrase . BIND("absent" AS ?polarity) }
            }
            """));
    config.put(
        "predicates",
        Map.of(
            "present", "ex:has",
            "absent", "ex:lacks",
            "historical", "ex:had",
            "family", "ex:familyHas"));
    config.put("calibration", "calibration.json");
    config.put("labelled", "labelled.jsonl");
    config.put("evaluation", "evaluation.jsonl");
    config.put("maximumLength", 5000);
    return config;
  }

  @Test
  void numbersInProseBecomePerceptsWhereThePackAsksForThem() {
    Map<String, Object> config = config();
    config.put(
        "quantities",
        Map.of(
            "temperature",
            Map.of(
                "predicate",
                "ex:temperature",
                "phrases",
                List.of("temp"),
                "unit",
                "Cel",
                "min",
                25,
                "max",
                45,
                "probability",
                0.97)));
    String note = "Cough. Temp 101.3 F.";
    try (Perceptor reader = TextPerceptor.open(config, pack, PREFIXES)) {
      Percept percept = reader.perceive(input(note)).percepts().getLast();

      assertThat(percept.id()).isEqualTo("note/temperature");
      assertThat(percept.statement().getObject().getLiteralValue()).hasToString("38.5");
      assertThat(percept.probability().value()).isEqualTo(0.97);
      assertThat(percept.region()).isEqualTo(new Region.TextSpan(7, 19, "Temp 101.3 F"));
      assertThat(percept.note())
          .isEqualTo(
              "read as temperature = 38.5 Cel; converted from 101.3 [degF];"
                  + " the probability is the pack's own judgement");
      assertThat(reader.perceive(input("Cough. Temp 389.")).withheld())
          .singleElement()
          .extracting(Withheld::reason)
          .asString()
          .contains("389 Cel");
      assertThat(reader.supplies()).hasSize(perceptor.supplies().size() + 1);
    }
    assertThat(read(note)).extracting(Percept::id).doesNotContain("note/temperature");
  }

  @Test
  void aNoteInAnotherLanguageIsWithheldWithItsReason() {
    Perception german =
        perceptor.perceive(
            input("Patient mit Husten und hohem Fieber seit drei Tagen, Atemnot bei Belastung."));
    assertThat(german.percepts()).isEmpty();
    assertThat(german.withheld())
        .singleElement()
        .satisfies(
            withheld -> {
              assertThat(withheld.reason()).contains("German");
              assertThat(withheld.model().name()).contains("langdetect");
            });
    Perception mixed = perceptor.perceive(input("She has a cough. 患者发热。"));
    assertThat(mixed.percepts())
        .extracting(Percept::statement)
        .isNotEmpty()
        .isEqualTo(read("She has a cough.").stream().map(Percept::statement).toList());
    assertThat(mixed.withheld())
        .singleElement()
        .extracting(Withheld::reason)
        .asString()
        .contains("One sentence is in Han script");
  }

  private static PerceptorInput input(Object value) {
    return new PerceptorInput(
        NodeFactory.createURI("http://example.org/ann"), "note", value, "case.json: inputs.note");
  }

  private static List<Percept> read(String note) {
    return perceptor.perceive(input(note)).percepts();
  }

  private static List<String> statements(String note) {
    return read(note).stream()
        .map(
            percept ->
                percept.statement().getPredicate().getLocalName()
                    + " "
                    + percept.statement().getObject().getLocalName())
        .toList();
  }

  @Test
  void findingsBecomeStatementsInTheirSense() {
    assertThat(statements("Productive cough, denies fever or rigors. Mother has asthma."))
        .containsExactly("has ProductiveCough", "lacks Fever", "lacks Chills", "familyHas Asthma");
  }

  @Test
  void aLongerPhraseLeavesNothingForAShorterOne() {
    assertThat(statements("She has a productive cough.")).containsExactly("has ProductiveCough");
  }

  @Test
  void onePhraseMayStandForOneFindingAndAgainstAnother() {
    assertThat(statements("Dry cough."))
        .containsExactlyInAnyOrder("has Cough", "lacks ProductiveCough");
  }

  @Test
  void repeatingAFindingIsNoFurtherEvidence() {
    assertThat(statements("Fever. High temperature. Febrile again.")).containsExactly("has Fever");
  }

  @Test
  void contradictionsBecomeTwoPercepts() {
    assertThat(statements("Fever at home. Afebrile here."))
        .containsExactly("has Fever", "lacks Fever");
  }

  @Test
  void whatIsOnlyPossibleIsLessProbable() {
    Percept sure = read("She has a fever.").getFirst();
    Percept possible = read("She has a possible fever.").getFirst();
    assertThat(possible.statement()).isEqualTo(sure.statement());
    assertThat(possible.probability().value()).isLessThan(sure.probability().value());
  }

  @Test
  void hypotheticalFindingsGiveNoPercepts() {
    assertThat(statements("Return if fever or breathlessness.")).isEmpty();
  }

  @Test
  void aPerceptSaysWhereAndHowItWasRead() {
    String text = "Denies any fever\u00a0\u2013 \uD83D\uDE42 but short of breath.";
    List<Percept> percepts = read(text);
    assertThat(percepts).hasSize(2);
    for (Percept percept : percepts) {
      Region.TextSpan span = (Region.TextSpan) percept.region();
      assertThat(text.substring(span.start(), span.end())).isEqualTo(span.text());
      assertThat(percept.inputSha256()).hasSize(64);
      assertThat(percept.model().sha256()).hasSize(64);
    }
    assertThat(percepts.getFirst().id()).isEqualTo("note/1");
    assertThat(percepts.getFirst().note())
        .isEqualTo("matched \"fever\"; read as absent because of \"Denies any\"");
  }

  @Test
  void aNoteWithoutFindingsGivesNoPercepts() {
    assertThat(statements("Repeat prescription collected by the neighbour.")).isEmpty();
  }

  @Test
  void theSameNoteGivesTheSamePerceptsFromManyThreads() throws Exception {
    String note = "Productive cough and rigors, no night sweats. Struggling for breath.";
    List<Percept> expected = read(note);
    assertThat(expected).isNotEmpty();
    List<Callable<List<Percept>>> tasks = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      tasks.add(() -> read(note));
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (Future<List<Percept>> result : threads.invokeAll(tasks)) {
        assertThat(result.get()).isEqualTo(expected);
      }
    }
  }

  @Test
  void badNotesAreRefusedWithTheirPlace() {
    assertThatThrownBy(() -> read("  \n"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("case.json: inputs.note")
        .hasMessageContaining("note-empty");
    assertThatThrownBy(() -> read("x".repeat(5001)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("5001 characters");
    assertThatThrownBy(() -> read("Fever\u0000 and cough"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("U+0000")
        .hasMessageContaining("offset 5");
    assertThatThrownBy(() -> read("Fever \uFFFD"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("U+FFFD");
    assertThatThrownBy(() -> read("Fever \uD800 cough"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("offset 6");
    assertThatThrownBy(() -> perceptor.perceive(input(42)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("wrong-kind");
  }

  @Test
  void aMissingCalibrationIsSaid() {
    Path bare = copyOfPack("uncalibrated");
    assertThatThrownBy(() -> TextPerceptor.open(config(), bare, PREFIXES))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("rationale calibrate");
  }

  @Test
  void aCalibrationOfAnotherModelIsRefused() throws IOException {
    Path other = copyOfPack("other-model");
    String fitted = Files.readString(pack.resolve("calibration.json"));
    String sha256 = read("Fever.").getFirst().model().sha256();
    assertThat(fitted).contains(sha256);
    Files.writeString(other.resolve("calibration.json"), fitted.replace(sha256, "0".repeat(64)));
    assertThatThrownBy(() -> TextPerceptor.open(config(), other, PREFIXES))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("calibration-of-other-model");
  }

  @Test
  void everythingWrongWithAConfigurationIsSaidAtOnce() {
    Map<String, Object> config = config();
    config.put("predicates", Map.of("present", "nope:has"));
    config.put("maximumLength", -1);
    config.put("threshhold", 0.5);
    config.put(
        "concepts",
        Map.of(
            "files",
            List.of("concepts.ttl"),
            "select",
            "SELECT ?concept ?phrase WHERE { ?concept a ex:Nothing ; skos:prefLabel ?phrase }"));
    assertThatThrownBy(() -> TextPerceptor.open(config, pack, PREFIXES))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("unknown-prefix")
        .hasMessageContaining("out-of-range")
        .hasMessageContaining("unknown-key")
        .hasMessageContaining("no-concepts");
  }

  @Test
  void aBrokenQueryOrFileIsSaid() throws IOException {
    Map<String, Object> config = config();
    config.put("concepts", Map.of("files", List.of("concepts.ttl"), "select", "SELECT WHERE {"));
    assertThatThrownBy(() -> TextPerceptor.open(config, pack, PREFIXES))
        .hasMessageContaining("sparql-syntax");
    Path broken = copyOfPack("broken");
    Files.writeString(broken.resolve("concepts.ttl"), "this is not Turtle");
    assertThatThrownBy(() -> TextPerceptor.open(config(), broken, PREFIXES))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("turtle-syntax");
  }

  @Test
  void documentsThatOthersReadAreNotParsedAgain() throws IOException {
    Path shared = copyOfPack("shared");
    Files.copy(pack.resolve("calibration.json"), shared.resolve("calibration.json"));
    Opening opening = Opening.of(shared);
    assertThat(opening.documents().graph("concepts.ttl").isEmpty()).isFalse();
    Files.writeString(shared.resolve("concepts.ttl"), "this is not Turtle");
    List<Perceptor> opened =
        Perceptors.open(List.of(config()), opening, PREFIXES, "pack.yaml: perceptors");
    try (Perceptor again = opened.getFirst()) {
      assertThat(again.perceive(input("Fever.")).percepts()).isEqualTo(read("Fever."));
    }
  }

  @Test
  void wordsThatOnlyLookLikeAFindingGiveNoPercept() {
    assertThat(statements("Hay fever every spring.")).isEmpty();
    assertThat(statements("Bought cough syrup and a smoke alarm.")).isEmpty();
    assertThat(statements("Hay fever every spring. Now fever.")).containsExactly("has Fever");
    assertThat(statements("Took cough syrup for a dry cough."))
        .containsExactlyInAnyOrder("has Cough", "lacks ProductiveCough");
  }

  @Test
  void aCorruptModelIsRefused() throws IOException {
    Path own = copyOfPack("own-model");
    Files.write(own.resolve("model.onnx"), new byte[] {1, 2, 3});
    try (InputStream in =
        TextPerceptorTest.class.getResourceAsStream("/all-minilm-l6-v2-q-tokenizer.json")) {
      Files.write(own.resolve("tokenizer.json"), in.readAllBytes());
    }
    Map<String, Object> config = config();
    config.put("model", "model.onnx");
    config.put("tokenizer", "tokenizer.json");
    assertThatThrownBy(() -> TextPerceptor.open(config, own, PREFIXES))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("model-corrupt");
  }

  @Test
  void aDamagedCacheIsBuiltAnew() throws IOException {
    List<Percept> expected = read("Rigors and struggling for breath.");
    try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
      // Not the folder with the native libraries: they are in use.
      List<Path> kept = files.filter(Files::isRegularFile).toList();
      assertThat(kept).hasSizeGreaterThan(1);
      for (Path file : kept) {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
      }
    }
    try (Perceptor again = TextPerceptor.open(config(), pack, PREFIXES)) {
      assertThat(again.perceive(input("Rigors and struggling for breath.")).percepts())
          .isEqualTo(expected);
    }
  }

  @Test
  void calibratingTwiceGivesTheSameFile() throws IOException {
    assertThat(calibration.notes()).isEqualTo(12);
    byte[] first = Files.readAllBytes(calibration.file());
    TextPerception.calibrate(config(), pack, PREFIXES);
    assertThat(Files.readAllBytes(calibration.file())).isEqualTo(first);
  }

  @Test
  void theEvaluationComparesWithSimplerSystems() {
    TextEvaluation evaluation = TextPerception.evaluate(config(), pack, PREFIXES).getFirst();
    assertThat(evaluation.file()).isEqualTo("evaluation.jsonl");
    assertThat(evaluation.notes()).isEqualTo(3);
    assertThat(evaluation.systems())
        .extracting(TextEvaluation.SystemScore::name)
        .containsExactly("perceptor", "without context triggers", "keywords");
    assertThat(evaluation.systems().getFirst().score().f1())
        .isGreaterThan(evaluation.systems().getLast().score().f1());
    assertThat(evaluation.fittedOnPhrases()).isTrue();
    assertThat(evaluation.table()).contains("perceptor", "precision", "Brier");
  }

  @Test
  void sensesAreMeasuredApartFromWhatIsFound() throws IOException {
    Path own = copyOfPack("senses");
    Files.copy(pack.resolve("calibration.json"), own.resolve("calibration.json"));
    Files.writeString(
        own.resolve("evaluation.jsonl"),
        """
        {"id":"a","text":"No fever. Cough.","labels":[{"concept":"ex:Fever","context":"absent","quote":"fever"},{"concept":"ex:Cough","context":"present","quote":"Cough"}]}
        {"id":"b","text":"Possible asthma.","labels":[{"concept":"ex:Asthma","context":"present","quote":"asthma"}]}
        {"id":"c","text":"Her mother has asthma.","labels":[]}
        {"id":"d","text":"Feels well.","labels":[{"concept":"ex:Cough","context":"absent","quote":"well"}]}
        """);
    SenseEvaluation senses = TextPerception.evaluate(config(), own, PREFIXES).getFirst().senses();

    assertThat(senses.found()).isEqualTo(new TextEvaluation.Score(3, 1, 1));
    assertThat(senses.mentions()).isEqualTo(3);
    assertThat(senses.accuracy()).isEqualTo(2.0 / 3);
    assertThat(senses.of("absent")).isEqualTo(new TextEvaluation.Score(1, 0, 0));
    assertThat(senses.of("present")).isEqualTo(new TextEvaluation.Score(1, 0, 1));
    assertThat(senses.of("possible")).isEqualTo(new TextEvaluation.Score(0, 1, 0));
    assertThat(senses.read().get("present"))
        .containsEntry("possible", 1)
        .containsEntry("present", 1);
    assertThat(senses.lines())
        .contains("of 3 mentions that were found, the sense of 66.7 % is told");
    assertThat(senses.json()).containsKeys("confusion", "senses", "accuracy");
  }

  @Test
  void numbersAreMeasuredWhereTheyAreLabelled() throws IOException {
    Path own = copyOfPack("numbers");
    Files.copy(pack.resolve("calibration.json"), own.resolve("calibration.json"));
    Files.writeString(
        own.resolve("numbers.jsonl"),
        """
        {"id":"a","text":"Temp 101.3 F, RR 20.","numbers":[{"quantity":"temp","value":101.3,"unit":"[degF]","quote":"Temp 101.3 F"},{"quantity":"rate","value":20,"quote":"RR 20."}]}
        {"id":"b","text":"Temp 38.9, RR 22.","numbers":[{"quantity":"temp","value":38.8,"quote":"Temp 38.9"}]}
        {"id":"c","text":"Temp 38,9, he breathes at 24.","numbers":[{"quantity":"rate","value":24,"quote":"24"}]}
        """);
    Map<String, Object> config = config();
    config.put("evaluation", List.of("evaluation.jsonl", "numbers.jsonl"));
    config.put("quantities", Map.of("temp", number("Cel", "temp"), "rate", number("/min", "RR")));
    List<TextEvaluation> evaluations = TextPerception.evaluate(config, own, PREFIXES);

    assertThat(evaluations).hasSize(2);
    assertThat(evaluations.getFirst().numbers()).isEmpty();
    NumberEvaluation numbers = evaluations.getLast().numbers().orElseThrow();
    assertThat(numbers.notes()).isEqualTo(3);
    assertThat(numbers.perQuantity())
        .containsEntry("temp", new TextEvaluation.Score(1, 1, 1))
        .containsEntry("rate", new TextEvaluation.Score(1, 1, 1));
    assertThat(numbers.exactSpans()).isEqualTo(1);
    assertThat(numbers.withheld()).isEqualTo(1);
    assertThat(evaluations.getLast().table())
        .contains("numbers of 3 notes")
        .doesNotContain("keywords");
    assertThat(evaluations.getLast().json()).containsKey("numbers").doesNotContainKey("systems");
  }

  private static Map<String, Object> number(String unit, String phrase) {
    return Map.of(
        "predicate",
        "ex:" + phrase,
        "besides",
        "ex:note-" + phrase,
        "unit",
        unit,
        "min",
        1,
        "max",
        60,
        "probability",
        0.97,
        "phrases",
        List.of(phrase));
  }

  @Test
  void wrongLabelsOfNumbersAreNamed() throws IOException {
    Path own = copyOfPack("wrong-numbers");
    Files.copy(pack.resolve("calibration.json"), own.resolve("calibration.json"));
    Files.writeString(
        own.resolve("evaluation.jsonl"),
        """
        {"id":"a","text":"Temp 38.","numbers":[{"quantity":"tempp","value":38,"quote":"Temp 38"}]}
        {"id":"b","text":"Temp 38.","numbers":[{"quantity":"temp","value":"38","quote":"Temp 38"}]}
        {"id":"c","text":"Temp 38.","numbers":[{"quantity":"temp","value":38,"unit":"kg","quote":"Temp 38"}]}
        {"id":"d","text":"Temp 38.","numbers":[{"quantity":"temp","value":38,"quote":"Temp 39"}]}
        {"id":"e","text":"Temp 38."}
        """);
    Map<String, Object> config = config();
    config.put("quantities", Map.of("temp", number("Cel", "temp")));
    assertThatThrownBy(() -> TextPerception.evaluate(config, own, PREFIXES))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("evaluation.jsonl:1")
        .hasMessageContaining("Did you mean (temp)?")
        .hasMessageContaining("evaluation.jsonl:2")
        .hasMessageContaining("evaluation.jsonl:3")
        .hasMessageContaining("evaluation.jsonl:4")
        .hasMessageContaining("evaluation.jsonl:5");
  }

  /** A phrase that names nothing takes its words away from findings that are close to it. */
  @Test
  void whatNamesNothingIsNoFinding() {
    Map<String, Object> config = config();
    assertThat(statements("Cough clinic, cough diary kept.")).contains("has Cough");
    config.put(
        "concepts",
        Map.of(
            "files",
            List.of("concepts.ttl"),
            "select",
            """
            SELECT ?concept ?phrase ?polarity WHERE {
              { ?concept a ex:Finding ; skos:prefLabel|skos:altLabel ?phrase }
              UNION
              { VALUES (?concept ?phrase ?polarity) { (ex:Finding "cough clinic" "nothing") } }
            }
            """));
    try (Perceptor own = TextPerceptor.open(config, pack, PREFIXES)) {
      assertThat(own.perceive(input("Cough clinic, seen at noon.")).percepts()).isEmpty();
      assertThat(own.perceive(input("Cough clinic: a dry cough at night.")).percepts()).hasSize(1);
      assertThat(own.supplies()).hasSameSizeAs(perceptor.supplies());
    }
  }

  @Test
  void aNumberStandsInOnlyWhereThePackSaysSo() {
    Map<String, Object> config = config();
    config.put("quantities", Map.of("temp", number("Cel", "temp")));
    try (Perceptor own = TextPerceptor.open(config, pack, PREFIXES)) {
      assertThat(own.standIns())
          .containsExactly(
              new StandIn(
                  NodeFactory.createURI("http://example.org/temp"),
                  NodeFactory.createURI("http://example.org/note-temp")));
      assertThat(own.supplies()).hasSameSizeAs(perceptor.supplies());
    }
    assertThat(perceptor.standIns()).isEmpty();
  }

  @Test
  void wrongLabelsAreAllNamed() throws IOException {
    Path wrong = copyOfPack("wrong-labels");
    Files.writeString(
        wrong.resolve("labelled.jsonl"),
        """
        {"id":"a","text":"Fever.","labels":[{"concept":"ex:Fever","context":"present","quote":"cough"}]}
        {"id":"b","text":"Fever.","labels":[{"concept":"ex:Nothing","context":"present","quote":"Fever"}]}
        {"id":"c","text":"Fever.","labels":[{"concept":"ex:Fever","context":"maybe","quote":"Fever"}]}
        not json
        """);
    assertThatThrownBy(() -> TextPerception.calibrate(config(), wrong, PREFIXES))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("labelled.jsonl:1")
        .hasMessageContaining("labelled.jsonl:2")
        .hasMessageContaining("labelled.jsonl:3")
        .hasMessageContaining("labelled.jsonl:4");
  }
}
