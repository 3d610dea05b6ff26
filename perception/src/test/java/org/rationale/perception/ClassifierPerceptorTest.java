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
import org.apache.jena.graph.NodeFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.ModelIdentity;
import org.rationale.kg.Percept;
import org.rationale.kg.Probability;
import org.rationale.kg.Region;
import org.rationale.kg.Withheld;

/** Over models that say their input again, or its logarithms. */
class ClassifierPerceptorTest {

  @TempDir private Path pack;

  private static byte[] rowsOfTwo(String operation) {
    return SmallOnnx.unary(operation, SmallOnnx.FLOAT, List.of(-1, 2), List.of(-1, 2));
  }

  private Perceptor open(byte[] model, Map<String, Object> more) throws IOException {
    Files.write(pack.resolve("model.onnx"), model);
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("id", "tumour");
    config.put("kind", "classifier");
    config.put("input", "cells");
    config.put("model", "model.onnx");
    config.put("modelInput", "x");
    config.put("modelOutput", "y");
    config.put("output", "logits");
    config.put("predicate", "ex:is");
    config.put("columns", List.of(Map.of("name", "size"), Map.of("name", "shape")));
    config.put(
        "classes",
        List.of(
            Map.of("label", "benign", "object", "ex:Benign"),
            Map.of("label", "malignant", "object", "ex:Malignant")));
    config.putAll(more);
    return Perceptors.open(
            List.of(config),
            Opening.of(pack),
            Map.of("ex", "http://example.org/"),
            "pack.yaml: perceptors")
        .getFirst();
  }

  private static List<Percept> read(Perceptor perceptor, double size, double shape) {
    return perceive(perceptor, size, shape).percepts();
  }

  private static Perception perceive(Perceptor perceptor, double size, double shape) {
    return perceptor.perceive(
        new PerceptorInput(
            NodeFactory.createURI("http://example.org/ann"),
            "cells",
            Map.of("size", size, "shape", shape),
            "case.json: inputs.cells"));
  }

  @Test
  void aChoiceOfTheClassesHasTheSoftmaxOfTheLogits() throws IOException {
    try (Perceptor perceptor = open(rowsOfTwo("Identity"), Map.of())) {
      List<Percept> percepts = read(perceptor, 1, 3);

      assertThat(percepts).extracting(Percept::score).containsExactly(1.0, 3.0);
      double malignant = 1 / (1 + Math.exp(-2));
      assertThat(percepts.get(1).probability().value()).isCloseTo(malignant, within(1e-12));
      assertThat(percepts.get(0).probability().value()).isCloseTo(1 - malignant, within(1e-12));
      assertThat(percepts).extracting(Percept::choice).containsOnly(percepts.get(0).choice());
      assertThat(percepts.get(0).region()).isEqualTo(new Region.Columns(List.of("size", "shape")));
    }
  }

  /** The same numbers as two classes of their own, which is what one number stands for. */
  @Test
  void oneNumberTellsTwoClasses() throws IOException {
    byte[] one = SmallOnnx.unary("Identity", SmallOnnx.FLOAT, List.of(-1, 1), List.of(-1, 1));
    List<Map<String, Object>> column = List.of(Map.of("name", "size"));
    for (double number : new double[] {0, 0.125, 0.5, 0.9, 1}) {
      for (boolean isLogit : new boolean[] {true, false}) {
        double z = isLogit ? 8 * number - 3 : number;
        try (Perceptor two =
                open(rowsOfTwo("Identity"), output(isLogit ? "logits" : "probabilities"));
            Perceptor single =
                open(one, with(output(isLogit ? "logit" : "probability"), "columns", column))) {
          List<Percept> expected = read(two, isLogit ? 0 : 1 - (float) z, z);
          List<Percept> percepts =
              single
                  .perceive(
                      new PerceptorInput(
                          NodeFactory.createURI("http://example.org/ann"),
                          "cells",
                          Map.of("size", z),
                          "case.json: inputs.cells"))
                  .percepts();

          assertThat(percepts).extracting(Percept::score).isEqualTo(scores(expected));
          assertThat(percepts).extracting(Percept::probability).isEqualTo(probabilities(expected));
          assertThat(percepts).extracting(Percept::choice).containsOnly(percepts.get(0).choice());
        }
      }
    }
  }

  private static List<Double> scores(List<Percept> percepts) {
    return percepts.stream().map(Percept::score).toList();
  }

  private static List<Probability> probabilities(List<Percept> percepts) {
    return percepts.stream().map(Percept::probability).toList();
  }

  private static Map<String, Object> output(String name) {
    return Map.of("output", name);
  }

  private static Map<String, Object> with(Map<String, Object> map, String key, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(map);
    more.put(key, value);
    return more;
  }

  @Test
  void oneNumberThatIsNoProbabilityOrTellsThreeClassesIsAnError() throws IOException {
    byte[] one = SmallOnnx.unary("Identity", SmallOnnx.FLOAT, List.of(-1, 1), List.of(-1, 1));
    Map<String, Object> single =
        with(output("probability"), "columns", List.of(Map.of("name", "size")));
    PerceptorInput given =
        new PerceptorInput(
            NodeFactory.createURI("http://example.org/ann"),
            "cells",
            Map.of("size", 1.5),
            "case.json: inputs.cells");
    try (Perceptor perceptor = open(one, single)) {
      assertThatThrownBy(() -> perceptor.perceive(given))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("probability of 2 classes");
    }
    assertThatThrownBy(
            () ->
                open(
                    one,
                    with(
                        single,
                        "classes",
                        List.of(
                            Map.of("label", "a", "object", "ex:A"),
                            Map.of("label", "b", "object", "ex:B"),
                            Map.of("label", "c", "object", "ex:C")))))
        .hasMessageContaining("one number tells 2");
    assertThatThrownBy(() -> open(rowsOfTwo("Identity"), output("logit")))
        .hasMessageContaining("model.onnx");
  }

  @Test
  void aPerceptSaysHowItsModelWasRun() throws IOException {
    try (Perceptor perceptor = open(rowsOfTwo("Identity"), Map.of())) {
      ModelIdentity.Execution execution =
          read(perceptor, 1, 3).getFirst().model().execution().orElseThrow();

      assertThat(execution.operators()).isEqualTo("ai.onnx 17");
      assertThat(execution.runtime()).matches("ONNX Runtime \\d+\\.\\d+\\.\\d+");
      assertThat(execution.provider()).isEqualTo("CPU");
      assertThat(execution.preparation()).isEqualTo("columns 1");
    }
  }

  @Test
  void whatIsNoNumberIsWithheldAndNotAHalf() throws IOException {
    try (Perceptor perceptor = open(rowsOfTwo("Log"), Map.of())) {
      for (double notPositive : new double[] {-1, 0}) {
        Perception perception = perceive(perceptor, notPositive, 1);

        assertThat(perception.percepts()).isEmpty();
        assertThat(perception.withheld())
            .singleElement()
            .extracting(Withheld::reason)
            .asString()
            .contains("not all numbers");
      }
    }
  }

  @Test
  void aModelFileThatIsReplacedWhileItIsInUseChangesNothing() throws IOException {
    try (Perceptor perceptor = open(rowsOfTwo("Identity"), Map.of())) {
      List<Percept> before = read(perceptor, 1, 3);
      Files.write(pack.resolve("model.onnx"), rowsOfTwo("Neg"));

      assertThat(read(perceptor, 1, 3)).isEqualTo(before);
      try (Perceptor after = open(rowsOfTwo("Neg"), Map.of())) {
        assertThat(read(after, 1, 3).getFirst().model().sha256())
            .isNotEqualTo(before.getFirst().model().sha256());
      }
    }
  }

  @Test
  void aModelThatTakesOneRowTakesNoBatch() throws IOException {
    byte[] one = SmallOnnx.unary("Identity", SmallOnnx.FLOAT, List.of(1, 2), List.of(1, 2));
    assertThatThrownBy(() -> open(one, Map.of("batch", 32)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("takes 1 at once")
        .hasMessageContaining("leave out batch");
    try (Perceptor perceptor = open(one, Map.of())) {
      assertThat(read(perceptor, 1, 3)).hasSize(2);
    }
  }

  @Test
  void rowsInOneBatchAreReadAsAlone() throws IOException {
    try (Perceptor alone = open(rowsOfTwo("Identity"), Map.of());
        Perceptor together = open(rowsOfTwo("Identity"), Map.of("batch", 32))) {
      assertThat(read(together, 0.2, -0.7)).isEqualTo(read(alone, 0.2, -0.7));
    }
    assertThatThrownBy(() -> open(rowsOfTwo("Identity"), Map.of("batch", 0)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("perceptors[0].batch")
        .hasMessageContaining("no whole number from 1 to 1024");
  }
}
