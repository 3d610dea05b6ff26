package org.rationale.perception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.jena.graph.NodeFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.Percept;

class PrototypePerceptorTest {

  private static final List<String> WEATHER =
      List.of(
          "Rain is expected in the north this afternoon.",
          "A cold front brings snow and strong winds.",
          "It will be sunny with a few clouds.",
          "Fog in the valleys clears by noon.",
          "Thunderstorms are moving in from the west.");

  private static final List<String> KITCHEN =
      List.of(
          "Chop the onions and fry them in butter.",
          "Bake the cake for forty minutes.",
          "Stir the sauce until it thickens.",
          "Add salt and pepper to the soup.",
          "Let the dough rest in a warm place.");

  private static final List<String> MONEY =
      List.of(
          "The bank raised its interest rates again.",
          "Shares fell after the company cut its forecast.",
          "Inflation slowed to two percent in May.",
          "Investors bought government bonds.",
          "The central bank left its policy unchanged.");

  @TempDir Path pack;

  private final Map<String, Object> config = new LinkedHashMap<>();

  @BeforeEach
  void configure() {
    config.putAll(
        Map.of(
            "id",
            "topic",
            "kind",
            "prototypes",
            "input",
            "text",
            "model",
            "minilm",
            "predicate",
            "e:isAbout"));
    config.put(
        "classes",
        List.of(
            Map.of("label", "weather", "object", "e:Weather", "examples", WEATHER),
            Map.of("label", "kitchen", "object", "e:Kitchen", "examples", KITCHEN),
            Map.of("label", "money", "object", "e:Money", "examples", MONEY)));
  }

  private ClassifyingPerceptor open() {
    return (ClassifyingPerceptor)
        Perceptors.open(
                List.of(config),
                Opening.of(pack),
                Map.of("e", "http://e/"),
                "pack.yaml: perceptors")
            .getFirst();
  }

  private static PerceptorInput input(Object value) {
    return new PerceptorInput(NodeFactory.createURI("http://e/x"), "text", value, "case");
  }

  @Test
  void aTextIsMostLikeTheClassOfItsKind() {
    try (ClassifyingPerceptor perceptor = open()) {
      Map<String, String> texts =
          Map.of(
              "Hail and gusts of wind are likely tonight.", "weather",
              "Whisk two eggs with the sugar.", "kitchen",
              "The euro rose against the dollar.", "money");
      texts.forEach(
          (text, label) -> {
            List<Percept> percepts = perceptor.perceive(input(text)).percepts();
            assertThat(percepts).hasSize(3);
            assertThat(percepts.stream().mapToDouble(p -> p.probability().value()).sum())
                .isCloseTo(1, within(1e-12));
            for (Percept percept : percepts) {
              boolean right = percept.id().equals("topic/" + label);
              assertThat(percept.probability().value() > 0.7).as(text).isEqualTo(right);
              assertThat(percept.score()).isBetween(-1.0, 1.0);
              assertThat(percept.model().sha256())
                  .isEqualTo("afdb6f1a0e45b715d0bb9b11772f032c399babd23bfc31fed1c170afc848bdb1");
            }
          });
    }
  }

  @Test
  void aTextFarFromAllPrototypesIsWithheld() {
    config.put("outside", "withhold");
    try (ClassifyingPerceptor perceptor = open()) {
      assertThat(perceptor.perceive(input("Snow fell on the hills all night.")).withheld())
          .isEmpty();
      Perception strange = perceptor.perceive(input("public static void main(String[] args)"));
      assertThat(strange.percepts()).isEmpty();
      assertThat(strange.withheld().getFirst().reason())
          .contains("distance from the nearest prototype");
    }
  }

  @Test
  void wideningWantsBaseRatesWhichExamplesDoNotGive() {
    config.put("outside", "widen");

    assertThatThrownBy(this::open)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("outside: widen")
        .hasMessageContaining("rationale calibrate");
  }

  @Test
  void aLabelledFileGivesItWhatExamplesCannot() throws IOException {
    StringBuilder lines = new StringBuilder();
    List<String> labels = List.of("weather", "kitchen", "money");
    List<List<String>> all = List.of(WEATHER, KITCHEN, MONEY);
    for (int k = 0; k < 3; k++) {
      for (String text : all.get(k)) {
        lines.append(
            "{\"input\": \"Well: %s\", \"class\": \"%s\"}\n".formatted(text, labels.get(k)));
      }
    }
    Files.writeString(pack.resolve("labelled.jsonl"), lines);
    config.put("labelled", "labelled.jsonl");
    config.put("calibration", "calibration.json");
    config.put("outside", "widen");
    config.put("coverage", Map.of("level", 0.8, "per", "all"));

    ClassifierPerception.calibrate(
        config, pack, Map.of("e", "http://e/"), Optional.of(CalibrationMethod.PLATT));

    try (ClassifyingPerceptor perceptor = open()) {
      List<Percept> percepts =
          perceptor.perceive(input("public static void main(String[] args)")).percepts();
      assertThat(percepts)
          .allMatch(percept -> percept.doubt().orElseThrow().widening().isPresent());
    }
    // Other examples are another model.
    config.put(
        "classes",
        List.of(
            Map.of("label", "weather", "object", "e:Weather", "examples", WEATHER),
            Map.of("label", "kitchen", "object", "e:Kitchen", "examples", KITCHEN),
            Map.of("label", "money", "object", "e:Money", "examples", MONEY.subList(0, 4))));
    assertThatThrownBy(this::open)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("calibration-of-other-model");
  }

  @Test
  void whatIsNoTextOrTooFewExamplesIsOneError() {
    try (ClassifyingPerceptor perceptor = open()) {
      assertThatThrownBy(() -> perceptor.perceive(input(List.of("a"))))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("not a text");
    }
    config.put(
        "classes",
        List.of(
            Map.of("label", "a", "object", "e:A", "examples", List.of("one")),
            Map.of("label", "b", "object", "e:B", "examples", List.of("one", "two"))));
    assertThatThrownBy(this::open)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("classes[0].examples")
        .hasMessageContaining("(1) examples");
  }

  @Test
  void textsMayLieInFoldersAndBeComparedByTheirDifferences() throws IOException {
    List<Percept> listed;
    try (ClassifyingPerceptor perceptor = open()) {
      listed = perceptor.perceive(input("Sleet turns to rain by dawn.")).percepts();
    }
    List<Object> classes = new ArrayList<>();
    Map.of("weather", WEATHER, "kitchen", KITCHEN)
        .forEach(
            (label, texts) ->
                classes.add(
                    Map.of(
                        "label", label, "object", "e:" + label, "examples", folder(label, texts))));
    config.put("classes", classes);
    config.put("distance", "euclidean");
    try (ClassifyingPerceptor perceptor = open()) {
      List<Percept> percepts = perceptor.perceive(input("Sleet turns to rain by dawn.")).percepts();
      Percept weather =
          percepts.stream().filter(p -> p.id().equals("topic/weather")).findFirst().orElseThrow();
      assertThat(weather.probability().value()).isGreaterThan(0.8);
      // Both means have a length below 1, so |x - c|^2 = 1 - 2 x c + |c|^2 is no function of the
      // cosine alone.
      assertThat(weather.score()).isNegative().isNotEqualTo(listed.getFirst().score());
    }
  }

  private String folder(String name, List<String> texts) {
    try {
      Files.createDirectories(pack.resolve(name));
      for (int i = 0; i < texts.size(); i++) {
        Files.writeString(pack.resolve(name + "/" + i + ".txt"), texts.get(i));
      }
      Files.writeString(pack.resolve(name + "/.hidden"), " ");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return name;
  }

  /** The prototype of a class without one example, by its definition. */
  @Test
  void anExampleIsLeftOutOfItsOwnPrototypeOnly() {
    Random random = new Random(47);
    List<List<float[]>> classes = new ArrayList<>();
    for (int k = 0; k < 3; k++) {
      List<float[]> rows = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        float[] row = new float[6];
        for (int d = 0; d < 6; d++) {
          row[d] = (float) random.nextGaussian();
        }
        SentenceEncoder.normalise(row);
        rows.add(row);
      }
      classes.add(rows);
    }

    LabelledScores leftOut = Prototypes.of(Prototypes.Likeness.COSINE, classes).leftOut();

    for (int k = 0; k < 3; k++) {
      for (int i = 0; i < 4; i++) {
        float[] example = classes.get(k).get(i);
        for (int c = 0; c < 3; c++) {
          double[] sum = new double[6];
          for (int j = 0; j < 4; j++) {
            for (int d = 0; d < 6; d++) {
              sum[d] += c == k && j == i ? 0 : classes.get(c).get(j)[d];
            }
          }
          double dot = 0;
          double norm = 0;
          for (int d = 0; d < 6; d++) {
            dot += sum[d] * example[d];
            norm += sum[d] * sum[d];
          }
          assertThat(leftOut.logits()[4 * k + i][c]).isCloseTo(dot / Math.sqrt(norm), within(1e-6));
        }
        assertThat(leftOut.classes()[4 * k + i]).isEqualTo(k);
      }
    }
  }
}
