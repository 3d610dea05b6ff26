package org.rationale.perception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.jena.graph.NodeFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rationale.kg.Doubt;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.Percept;
import org.rationale.perception.ClassifyingPerceptor.Run;

class ClassifierPerceptionTest {

  /** The pack's classifier has seen neither of its two files of labelled rows in training. */
  private static final Path SHIPPED =
      Path.of("../datasets/src/main/packs/breast-fna/perceptors/fna");

  private static final Map<String, String> PREFIXES = Map.of("e", "http://e/");

  @TempDir Path pack;

  private final Map<String, Object> config = new LinkedHashMap<>();

  @BeforeEach
  void copyTheClassifier() throws IOException {
    for (String file : List.of("model.onnx", "columns.json", "labelled.csv", "evaluation.csv")) {
      Files.copy(SHIPPED.resolve(file), pack.resolve(file));
    }
    config.putAll(
        Map.of(
            "id", "fna",
            "kind", "classifier",
            "input", "measurements",
            "model", "model.onnx",
            "columns", "columns.json",
            "predicate", "e:nuclei",
            "calibration", "fitted/calibration.json",
            "labelled", "labelled.csv",
            "evaluation", "evaluation.csv"));
    config.put(
        "classes",
        List.of(
            Map.of("label", "benign", "object", "e:Benign"),
            Map.of("label", "malignant", "object", "e:Malignant")));
  }

  private ClassifierPerception.CalibrationResult calibrate(CalibrationMethod method) {
    return ClassifierPerception.calibrate(config, pack, PREFIXES, Optional.of(method));
  }

  private ClassifyingPerceptor open() {
    return (ClassifyingPerceptor)
        Perceptors.open(List.of(config), Opening.of(pack), PREFIXES, "pack.yaml: perceptors")
            .getFirst();
  }

  private LabelledExamples examples(String file) {
    return LabelledExamples.read(pack.resolve(file), List.of("benign", "malignant"));
  }

  private static PerceptorInput input(Object value) {
    return new PerceptorInput(NodeFactory.createURI("http://e/x"), "measurements", value, "case");
  }

  /** All 226 rows that the model was not trained on. */
  private LabelledScores unseen() {
    config.remove("calibration");
    try (ClassifyingPerceptor perceptor = open()) {
      List<LabelledExamples.Example> all =
          List.of("labelled.csv", "evaluation.csv").stream()
              .flatMap(file -> examples(file).examples().stream())
              .toList();
      Attempts attempts = new Attempts();
      List<Run> runs =
          attempts.all(
              perceptor.runs(
                  all.stream().map(example -> input(example.input())).toList(), attempts));
      double[][] logits = new double[all.size()][];
      for (int i = 0; i < logits.length; i++) {
        Run run = runs.get(i);
        double[] scores = {run.answer().scores()[0], run.answer().scores()[1]};
        logits[i] = perceptor.classification().reader().logits(scores);
      }
      return new LabelledScores(
          logits, all.stream().mapToInt(LabelledExamples.Example::label).toArray(), 2);
    }
  }

  @Test
  void coverageOverRandomSplitsOfBreastAspiratesIsBetaBinomial() {
    LabelledScores all = unseen();
    Random random = new Random(46);
    int fitted = 113;
    BetaBinomial expected =
        new BetaBinomial(all.size() - fitted, fitted, ConformalSets.rank(fitted, 0.9));
    int inside = 0;
    int total = 0;
    for (int split = 0; split < 200; split++) {
      int[] place = IntStream.range(0, all.size()).toArray();
      for (int i = place.length - 1; i > 0; i--) {
        int j = random.nextInt(i + 1);
        int swap = place[i];
        place[i] = place[j];
        place[j] = swap;
      }
      ConformalSets sets = ConformalSets.fit(all.where(i -> place[i] < fitted), 0.9, false);
      LabelledScores rest = all.where(i -> place[i] >= fitted);
      int covered =
          (int)
              IntStream.range(0, rest.size())
                  .filter(i -> sets.of(rest.logits()[i])[rest.classes()[i]])
                  .count();
      total += covered;
      inside += expected.expects(covered, 0.05) ? 1 : 0;
      assertThat(expected.expects(covered, 1e-5)).as("%d of 113", covered).isTrue();
    }

    assertThat(total / 200.0).isCloseTo(expected.mean(), within(1.0));
    assertThat(inside).isBetween(180, 200);
  }

  @ParameterizedTest
  @EnumSource(CalibrationMethod.class)
  void whatIsWrittenIsReadAgainToTheLastBit(CalibrationMethod method) {
    LabelledScores scores = unseen().where(i -> i < 113);
    config.put("coverage", Map.of("level", 0.9, "per", "all"));
    config.put("outside", Map.of("then", "withhold", "quantile", 0.95));
    config.put("calibration", "fitted/calibration.json");
    ClassifierPerception.CalibrationResult result = calibrate(method);

    try (ClassifyingPerceptor perceptor = open()) {
      ClassifierCalibration read = perceptor.classification().reader().fitted();
      assertThat(read.calibration()).isEqualTo(method.fit(scores));
      assertThat(read.sets()).contains(ConformalSets.fit(scores, 0.9, false));
      assertThat(read.model()).contains(perceptor.model().sha256());
      assertThat(read.baseRates().get(0) + read.baseRates().get(1)).isCloseTo(1, within(1e-8));
      assertThat(read.outside().orElseThrow().examples()).isEqualTo(113);
    }
    assertThat(result.examples()).isEqualTo(113);
    assertThat(result.diagram()).isRegularFile();
    assertThat(pack.resolve("fitted").toFile().list())
        .containsExactlyInAnyOrder("calibration.json", "calibration.svg");
  }

  @Test
  void withoutAMethodTheOneOfLeastLossIsTaken() {
    ClassifierPerception.CalibrationResult result =
        ClassifierPerception.calibrate(config, pack, PREFIXES, Optional.empty());

    assertThat(result.losses()).containsOnlyKeys(CalibrationMethod.values());
    assertThat(result.losses().get(result.method()))
        .isEqualTo(result.losses().values().stream().min(Double::compare).orElseThrow())
        .isCloseTo(result.after().logLoss(), within(1e-12));
  }

  @Test
  void evaluationTellsCoverageAndWhatLiesOutside() {
    config.put("coverage", 0.95);
    config.put("outside", "withhold");
    calibrate(CalibrationMethod.TEMPERATURE);

    ClassifierEvaluation evaluation = ClassifierPerception.evaluate(config, pack, PREFIXES);

    assertThat(evaluation.examples()).isEqualTo(113);
    assertThat(evaluation.own().auc()).isGreaterThan(0.99);
    assertThat(evaluation.sets().orElseThrow().covered()).isBetween(0.88, 1.0);
    assertThat(evaluation.outside().orElseThrow())
        .isEqualTo(evaluation.withheld() / 113.0)
        .isBetween(0.0, 0.06);
    assertThat(evaluation.table()).contains("promised 0.9500 within each class");
  }

  /** A row in the middle of those known, with everything four times as large. */
  private Map<String, Object> strange() {
    Map<String, Object> values = new LinkedHashMap<>();
    ((Map<?, ?>) examples("labelled.csv").examples().getFirst().input())
        .forEach(
            (name, value) ->
                values.put(String.valueOf(name), 3 * Double.parseDouble(String.valueOf(value))));
    values.put("smoothnessMean", 0.01);
    return values;
  }

  @Test
  void anUnknownInputIsWidenedTowardsTheBaseRatesAndNothingIsRuledOut() {
    config.put("coverage", 0.95);
    config.put("outside", "widen");
    calibrate(CalibrationMethod.TEMPERATURE);
    try (ClassifyingPerceptor perceptor = open()) {
      List<Double> rates = perceptor.classification().reader().fitted().baseRates();

      List<Percept> percepts = perceptor.perceive(input(strange())).percepts();

      for (int k = 0; k < 2; k++) {
        Percept percept = percepts.get(k);
        Doubt doubt = percept.doubt().orElseThrow();
        Doubt.Widening widening = doubt.widening().orElseThrow();
        assertThat(widening.score()).isGreaterThan(widening.limit());
        assertThat(widening.weight()).isBetween(0.5, 1.0);
        assertThat(widening.baseRate().value()).isEqualTo(rates.get(k));
        assertThat(percept.probability().value())
            .isCloseTo(
                (1 - widening.weight()) * widening.calibrated().value()
                    + widening.weight() * rates.get(k),
                within(1e-12));
        assertThat(doubt.plausible().orElseThrow().classes())
            .containsExactly("benign", "malignant");
      }
      assertThat(percepts.stream().mapToDouble(p -> p.probability().value()).sum())
          .isCloseTo(1, within(1e-12));
    }
  }

  @Test
  void anUnknownInputIsWithheldWithItsReason() {
    config.put("outside", "withhold");
    calibrate(CalibrationMethod.TEMPERATURE);
    try (ClassifyingPerceptor perceptor = open()) {
      Perception perception = perceptor.perceive(input(strange()));

      assertThat(perception.percepts()).isEmpty();
      assertThat(perception.withheld()).hasSize(1);
      assertThat(perception.withheld().getFirst().reason())
          .contains(
              "unlike those that the model (model.onnx) knows", "Mahalanobis distance", "99%");
    }
  }

  @Test
  void aKnownInputCarriesItsSetAndNoWidening() {
    config.put("coverage", 0.95);
    config.put("outside", "widen");
    calibrate(CalibrationMethod.TEMPERATURE);
    try (ClassifyingPerceptor perceptor = open()) {
      Percept percept =
          perceptor
              .perceive(input(examples("labelled.csv").examples().getFirst().input()))
              .percepts()
              .getFirst();

      assertThat(percept.doubt().orElseThrow().widening()).isEmpty();
      assertThat(percept.doubt().orElseThrow().plausible().orElseThrow().coverage())
          .isEqualTo(0.95);
    }
  }

  @Test
  void aCalibrationOfAnotherModelIsRefused() throws IOException {
    calibrate(CalibrationMethod.PLATT);
    Path file = pack.resolve("fitted/calibration.json");
    String text = Files.readString(file);
    Files.writeString(file, text.replaceAll("\"sha256\" : \"....", "\"sha256\" : \"0000"));

    assertThatThrownBy(this::open)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("calibration-of-other-model");
  }

  @Test
  void whatThePackAsksForMustHaveBeenFitted() {
    calibrate(CalibrationMethod.PLATT);
    config.put("coverage", 0.95);
    config.put("outside", "widen");

    assertThatThrownBy(this::open)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("coverage: 0.95")
        .hasMessageContaining("outside: widen")
        .hasMessageContaining("rationale calibrate");
  }

  @Test
  void brokenCalibrationsAreRefusedByNumber() throws IOException {
    calibrate(CalibrationMethod.ISOTONIC);
    Path file = pack.resolve("fitted/calibration.json");
    String whole = Files.readString(file);
    for (List<String> change :
        List.of(
            List.of("\"benign\", \"malignant\"", "\"malignant\", \"benign\""),
            List.of("\"knots\" : \\[", "\"knots\" : [ [ 1e9, 0.5 ],"),
            List.of("\"baseRates\" : \\[", "\"baseRates\" : [ 0.5,"),
            List.of("\"kind\" : \"isotonic\"", "\"kind\" : \"platt\""),
            List.of("\"format\" : 1", "\"format\" : 2"))) {
      String changed = whole.replaceAll(change.getFirst(), change.getLast());
      assertThat(changed).isNotEqualTo(whole);
      Files.writeString(file, changed);

      assertThatThrownBy(this::open)
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("calibration");
    }
  }

  @Test
  void energyCannotBeHadFromProbabilities() {
    config.put("outside", Map.of("then", "widen", "score", "energy"));

    assertThatThrownBy(() -> calibrate(CalibrationMethod.PLATT))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("(energy)")
        .hasMessageContaining("mahalanobis");
  }

  @Test
  void everyWrongLineOfALabelledFileIsNamed() throws IOException {
    Files.writeString(
        pack.resolve("labelled.csv"), "radiusMean,class\n1,benign\n2,malign\n3,benign,4\n");

    assertThatThrownBy(() -> calibrate(CalibrationMethod.PLATT))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("labelled.csv:3")
        .hasMessageContaining("Known: benign, malignant.")
        .hasMessageContaining("labelled.csv:4");
  }

  @Test
  void linesOfJsonGiveTheSameExamplesAsCsv() throws IOException {
    Files.writeString(pack.resolve("a.csv"), "x,y,class\n1,2.5,benign\n");
    Files.writeString(
        pack.resolve("a.jsonl"), "{\"input\": {\"x\": 1, \"y\": 2.5}, \"class\": \"benign\"}\n");

    assertThat(String.valueOf(examples("a.jsonl").examples().getFirst().input()))
        .isEqualTo(String.valueOf(examples("a.csv").examples().getFirst().input()))
        .isEqualTo("{x=1, y=2.5}");
  }

  @Test
  void aClassWithOneExampleIsTooFew() throws IOException {
    List<String> lines = Files.readAllLines(pack.resolve("labelled.csv"));
    List<String> few =
        IntStream.range(0, lines.size())
            .filter(i -> i == 0 || lines.get(i).endsWith("benign") || i == first(lines))
            .mapToObj(lines::get)
            .toList();
    Files.write(pack.resolve("labelled.csv"), few);

    assertThatThrownBy(() -> calibrate(CalibrationMethod.PLATT))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("The class (malignant) has 1 examples.");
  }

  private static int first(List<String> lines) {
    return IntStream.range(0, lines.size())
        .filter(i -> lines.get(i).endsWith("malignant"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatIsNoNumberIsWithheldAndNeverAProbability() {
    AnswerReader reader =
        new AnswerReader(2, AnswerReader.Output.LOGITS, ClassifierCalibration.NONE, Caution.NONE);
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      assertThat(
              reader.judge(
                  new AnswerReader.Answer(new float[] {0, bad}, new double[0]), "m", "case"))
          .isInstanceOfSatisfying(
              Judgement.Silence.class, silence -> assertThat(silence.reason()).contains("numbers"));
    }
    assertThat(
            reader.judge(
                new AnswerReader.Answer(new float[] {0, 1}, new double[] {Double.NaN}), "m", "c"))
        .isInstanceOf(Judgement.Silence.class);
  }
}
