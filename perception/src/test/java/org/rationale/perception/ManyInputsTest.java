package org.rationale.perception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rationale.kg.Diagnostic;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.Percept;

/** Many inputs given at once are read as each of them alone. */
class ManyInputsTest {

  @TempDir private Path folder;

  private final Random random = new Random(32);

  /** Random lists of inputs, of which some are wrong: all of them are told, and of no other. */
  private void readsAllAsEachAlone(
      Perceptor perceptor, Supplier<Object> right, Supplier<Object> wrong) {
    for (int size : new int[] {0, 1, 2, 5, 6, 31}) {
      for (int bad : new int[] {0, Math.min(size, 2)}) {
        List<PerceptorInput> inputs = new ArrayList<>();
        for (int i = 0; i < size; i++) {
          Object value = i < size - bad ? right.get() : wrong.get();
          PerceptorInput like = TinyModels.input(value, folder);
          inputs.add(
              new PerceptorInput(like.subject(), "given", value, "case " + i, like.folder()));
        }
        Collections.shuffle(inputs, random);
        List<Perception> alone = new ArrayList<>();
        List<Diagnostic> complaints = new ArrayList<>();
        for (PerceptorInput input : inputs) {
          try {
            alone.add(perceptor.perceive(input));
          } catch (InvalidInputException invalid) {
            complaints.addAll(invalid.diagnostics());
          }
        }
        assertThat(complaints.isEmpty()).isEqualTo(bad == 0);
        if (bad == 0) {
          assertSame(perceptor.perceive(inputs), alone);
        } else {
          assertThatThrownBy(() -> perceptor.perceive(inputs))
              .isInstanceOfSatisfying(
                  InvalidInputException.class,
                  invalid ->
                      assertThat(invalid.diagnostics())
                          .containsExactlyInAnyOrderElementsOf(complaints));
        }
      }
    }
  }

  /** The same but for the last digits of scores. */
  private static void assertSame(List<Perception> together, List<Perception> alone) {
    assertThat(together).hasSameSizeAs(alone);
    for (int i = 0; i < alone.size(); i++) {
      assertThat(together.get(i).withheld()).isEqualTo(alone.get(i).withheld());
      List<Percept> percepts = together.get(i).percepts();
      assertThat(percepts).hasSameSizeAs(alone.get(i).percepts());
      for (int k = 0; k < percepts.size(); k++) {
        Percept expected = alone.get(i).percepts().get(k);
        assertThat(percepts.get(k).probability().value())
            .isCloseTo(expected.probability().value(), within(1e-5));
        assertThat(percepts.get(k))
            .usingRecursiveComparison()
            .ignoringFields("probability", "score", "note")
            .isEqualTo(expected);
      }
    }
  }

  private Perceptor ofRows(byte[] model, int batch) throws IOException {
    Files.write(folder.resolve("rows.onnx"), model);
    Map<String, Object> config = new HashMap<>();
    config.put("id", "rows");
    config.put("kind", "classifier");
    config.put("input", "given");
    config.put("model", "rows.onnx");
    config.put("modelInput", "x");
    config.put("modelOutput", "y");
    config.put("output", "logits");
    config.put("predicate", "http://example.org/is");
    config.put("batch", batch);
    config.put("columns", List.of(Map.of("name", "a", "max", 5), Map.of("name", "b")));
    config.put(
        "classes",
        List.of(
            Map.of("label", "no", "object", "http://example.org/No"),
            Map.of("label", "yes", "object", "http://example.org/Yes")));
    return Perceptors.open(List.of(config), Opening.of(folder), Map.of(), "pack.yaml").getFirst();
  }

  private Map<String, Object> row(int from, int to) {
    return Map.of("a", random.nextInt(from, to), "b", random.nextInt(from, to));
  }

  @Test
  void rowsWithSomeThatAreWithheld() throws IOException {
    byte[] logarithm = SmallOnnx.unary("Log", SmallOnnx.FLOAT, List.of(-1, 2), List.of(-1, 2));
    for (int batch : new int[] {1, 5, 64}) {
      try (Perceptor perceptor = ofRows(logarithm, batch)) {
        readsAllAsEachAlone(perceptor, () -> row(-1, 5), () -> Map.of("a", 6, "b", 1));
      }
    }
  }

  @Test
  void anInputOnWhichTheModelFailsIsToldAndNoOther() throws IOException {
    for (int batch : new int[] {1, 5, 64}) {
      try (Perceptor perceptor = ofRows(SmallOnnx.lookUp(4, List.of(-1, 2)), batch)) {
        readsAllAsEachAlone(perceptor, () -> row(0, 4), () -> Map.of("a", 1, "b", 9));
      }
    }
  }

  private Object picture() {
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 64; i++) {
      image.getRaster().setSample(i % 8, i / 8, 0, random.nextInt(256));
    }
    try {
      return "data:image/png;base64,"
          + Base64.getEncoder().encodeToString(PictureTest.encoded(image, "png"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void pictures() throws IOException {
    for (int batch : new int[] {1, 5, 64}) {
      try (Perceptor perceptor =
          TinyModels.open(folder, "image", "image-grey-8x8.onnx", Map.of("batch", batch))) {
        readsAllAsEachAlone(perceptor, this::picture, () -> "data:image/png;base64,AAAA");
      }
    }
    try (Perceptor oneAtATime =
            TinyModels.open(folder, "image", "image-one-at-a-time.onnx", Map.of());
        Perceptor noNumbers =
            TinyModels.open(folder, "image", "image-not-a-number.onnx", Map.of("batch", 5))) {
      readsAllAsEachAlone(oneAtATime, this::picture, () -> "none.png");
      readsAllAsEachAlone(noNumbers, this::picture, () -> 7);
    }
  }

  /** Up to five windows of 8 samples. */
  private List<Object> series() {
    List<Object> values = new ArrayList<>();
    for (int length = random.nextInt(8, 48); length > 0; length--) {
      values.add(random.nextDouble());
    }
    return values;
  }

  private List<Object> withGap() {
    List<Object> values = series();
    values.set(random.nextInt(8), null);
    return values;
  }

  @Test
  void seriesOfSeveralWindows() throws IOException {
    Map<String, Object> skip = Map.of("rate", 4, "gaps", "skip");
    Map<String, Object> withhold = Map.of("rate", 4, "gaps", "withhold");
    for (int batch : new int[] {1, 5, 64}) {
      for (Map<String, Object> series : List.of(skip, withhold)) {
        try (Perceptor perceptor =
            TinyModels.open(
                folder, "series", "series-8.onnx", Map.of("batch", batch, "series", series))) {
          readsAllAsEachAlone(
              perceptor,
              () -> random.nextInt(3) == 0 ? withGap() : series(),
              () -> List.of(1, 2, 3));
        }
      }
    }
  }

  @Test
  void thoseWhoRunNoModelReadOneAfterTheOther() {
    Perceptor fields =
        Perceptors.open(
                List.of(
                    Map.of(
                        "id", "tiny",
                        "kind", "fields",
                        "input", "given",
                        "fields",
                            Map.of("a", Map.of("predicate", "http://example.org/a", "max", 5)))),
                Opening.of(folder),
                Map.of(),
                "pack.yaml")
            .getFirst();
    readsAllAsEachAlone(
        fields, () -> Map.of("a", random.nextInt(6)), () -> Map.of("a", 6 + random.nextInt(3)));
  }

  @Test
  void aListThatNothingIsWrongWithIsAnsweredInItsOrder() throws IOException {
    try (Perceptor perceptor = ofRows(SmallOnnx.lookUp(50, List.of(-1, 2)), 8)) {
      List<PerceptorInput> inputs = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        inputs.add(
            new PerceptorInput(
                TinyModels.input(0, folder).subject(),
                "given",
                Map.of("a", 0, "b", i),
                "case",
                Optional.empty()));
      }
      List<Perception> read = perceptor.perceive(inputs);
      for (int i = 0; i < 40; i++) {
        assertThat(read.get(i).percepts().get(1).score()).isEqualTo(10.0 * i);
      }
    }
  }
}
