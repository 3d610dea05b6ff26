package org.rationale.perception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.Percept;
import org.rationale.kg.Region;

/**
 * Pictures and series compared with examples. What embeds is a tiny model: (0, sum of weighted
 * inputs).
 */
class PrototypesOfFilesTest {

  @TempDir Path folder;

  /** Grey of one value in the upper left quarter, black elsewhere: embedded as (0, 8 x value). */
  private void picture(String name, int value) throws IOException {
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 16; i++) {
      image.getRaster().setSample(i % 4, i / 4, 0, value);
    }
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, PictureTest.encoded(image, "png"));
  }

  private void pictures() throws IOException {
    for (int i = 0; i < 4; i++) {
      picture("dark/%d.png".formatted(i), 20 + 10 * i);
      picture("bright/%d.png".formatted(i), 220 + 10 * i);
    }
    picture("x.png", 230);
  }

  private static List<Map<String, Object>> classes(Object dark, Object bright) {
    return List.of(
        Map.of("label", "no", "object", "http://example.org/No", "examples", dark),
        Map.of("label", "yes", "object", "http://example.org/Yes", "examples", bright));
  }

  private ClassifyingPerceptor open(String model, Map<String, Object> settings) throws IOException {
    Map<String, Object> all =
        new HashMap<>(Map.of("modelFeatures", "output", "distance", "euclidean"));
    all.putAll(settings);
    return (ClassifyingPerceptor) TinyModels.openPrototypes(folder, model, all);
  }

  private ClassifyingPerceptor images(Map<String, Object> settings) throws IOException {
    Map<String, Object> all =
        new HashMap<>(Map.of("of", "image", "classes", classes("dark", "bright")));
    all.putAll(settings);
    return open("image-grey-8x8.onnx", all);
  }

  @Test
  void aPictureIsMostLikeTheExamplesNearestToIt() throws IOException {
    pictures();
    try (Perceptor perceptor = images(Map.of())) {
      Percept yes = TinyModels.yes(perceptor, "x.png", folder);

      double bright = 8 * (220 + 230 + 240 + 250) / 4.0 / 255;
      double off = 8 * 230 / 255.0 - bright;
      // The mean over two dimensions, of which one is always 0.
      assertThat(yes.score()).isCloseTo(-off * off / 2, within(1e-5));
      assertThat(yes.probability().value()).isGreaterThan(0.8);
      assertThat(yes.note()).contains("a picture of 8 by 8 pixels, compared with 8 examples");
      assertThat(yes.region()).isEqualTo(new Region.Box(0, 0, 8, 8));
    }
  }

  @Test
  void examplesMayBeListedAndAComparisonSaysWhatItRestsOn() throws IOException {
    pictures();
    List<String> dark = List.of("dark/0.png", "dark/1.png", "dark/2.png", "dark/3.png");
    List<String> bright = List.of("bright/0.png", "bright/1.png", "bright/2.png", "bright/3.png");
    try (Perceptor listed = images(Map.of("classes", classes(dark, bright)));
        Perceptor folders = images(Map.of())) {
      PerceptorInput input = TinyModels.input("x.png", folder);
      assertThat(listed.perceive(input)).isEqualTo(folders.perceive(input));

      Attribution.OfImage found = (Attribution.OfImage) listed.attributions(input).getFirst();
      assertThat(found.percept()).isEqualTo("tiny/yes");
      assertThat(found.box().x() + found.box().width()).isLessThanOrEqualTo(5);
    }
  }

  @Test
  void aPictureUnlikeAllExamplesIsWithheldByEitherScore() throws IOException {
    pictures();
    picture("between.png", 140);
    for (Object outside : List.of("withhold", Map.of("then", "withhold", "score", "mahalanobis"))) {
      try (Perceptor perceptor = images(Map.of("outside", outside))) {
        assertThat(perceptor.perceive(TinyModels.input("x.png", folder)).percepts()).hasSize(2);
        Perception strange = perceptor.perceive(TinyModels.input("between.png", folder));
        assertThat(strange.percepts()).as("%s", outside).isEmpty();
        assertThat(strange.withheld().getFirst().reason()).contains("unlike those");
      }
    }
  }

  @Test
  void aLabelledFileCalibratesAComparisonAndOtherExamplesAreAnotherOne() throws IOException {
    pictures();
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 12; i++) {
      picture("labelled/%d.png".formatted(i), 5 + 20 * i);
      lines.append(
          "{\"input\": \"labelled/%d.png\", \"class\": \"%s\"}\n"
              .formatted(i, i < 6 ? "no" : "yes"));
    }
    Files.writeString(folder.resolve("labelled.jsonl"), lines);
    Map<String, Object> settings =
        Map.of(
            "labelled", "labelled.jsonl",
            "calibration", "calibration.json",
            "outside", Map.of("then", "widen", "score", "distance", "quantile", 0.9));
    ClassifierPerception.calibrate(
        TinyModels.config("prototypes", all(settings)),
        folder,
        Map.of(),
        Optional.of(CalibrationMethod.PLATT));

    try (Perceptor perceptor = images(settings)) {
      assertThat(TinyModels.yes(perceptor, "x.png", folder).probability().value())
          .isGreaterThan(0.5);
    }
    picture("bright/0.png", 200);
    assertThatThrownBy(() -> images(settings))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("calibration-of-other-model");
  }

  private Map<String, Object> all(Map<String, Object> settings) throws IOException {
    pictures();
    images(Map.of()).close();
    Map<String, Object> all =
        new HashMap<>(
            Map.of(
                "of", "image",
                "modelFeatures", "output",
                "distance", "euclidean",
                "classes", classes("dark", "bright")));
    all.putAll(settings);
    return all;
  }

  @Test
  void everythingThatIsWrongIsToldAtOnce() throws IOException {
    pictures();
    Files.writeString(folder.resolve("dark/3.png"), "no picture");
    Files.writeString(folder.resolve("bright/2.png"), "no picture either");
    assertThatThrownBy(() -> images(Map.of()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("classes[0].examples[3]")
        .hasMessageContaining("classes[1].examples[2]")
        .hasMessageContaining("neither a PNG nor a JPEG");

    Map<String, Object> wrong =
        Map.of(
            "of", "image",
            "modelFeatures", "embedding",
            "distance", "manhattan",
            "strongest", "yes",
            "predicate", "nobody:knows",
            "classes", classes("gone", List.of("bright/0.png")));
    assertThatThrownBy(() -> open("image-grey-8x8.onnx", wrong))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("no output (embedding)")
        .hasMessageContaining("The distance (manhattan) is not known")
        .hasMessageContaining("The key (strongest) is not known here")
        .hasMessageContaining("no prefix")
        .hasMessageContaining("The folder (gone) is not there")
        .hasMessageContaining("There are (1) examples");
    assertThatThrownBy(() -> images(Map.of("of", "sound")))
        .hasMessageContaining("The modality (sound) is not known");
    assertThatThrownBy(() -> images(Map.of("classes", classes("../dark", "bright"))))
        .hasMessageContaining("outside the pack");
  }

  @Test
  void anExampleThatHasNoFiniteEmbeddingIsNamed() throws IOException {
    pictures();
    assertThatThrownBy(
            () ->
                open(
                    "image-not-a-number.onnx",
                    Map.of("of", "image", "classes", classes("dark", "bright"))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("numbers that are not finite");
  }

  private static List<Object> samples(double value, int count) {
    List<Object> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      samples.add(value);
    }
    return samples;
  }

  @Test
  void theMeanOfASeriesWindowsIsComparedAndExamplesMayHaveOtherLengths() throws IOException {
    Files.writeString(folder.resolve("low.csv"), "value\n" + "1\n".repeat(8));
    Map<String, Object> settings =
        Map.of(
            "of",
            "series",
            "series",
            Map.of("rate", 4),
            "outside",
            "withhold",
            "classes",
            classes(
                List.of("low.csv", samples(1.5, 16), samples(2, 8)),
                List.of(samples(5, 24), samples(5.5, 8), samples(6, 8))));
    try (Perceptor perceptor = open("series-8.onnx", settings)) {
      List<Object> given = samples(5, 8);
      given.addAll(samples(6, 8));
      Percept yes = TinyModels.yes(perceptor, given, folder);

      // Windows of 40 and 48: their mean is the prototype.
      assertThat(yes.score()).isCloseTo(0, within(1e-4));
      assertThat(yes.probability().value()).isGreaterThan(0.75);
      assertThat(yes.region()).isEqualTo(new Region.Window(0, 4, "s"));
      assertThat(yes.note()).contains("compared with 6 examples");
      Attribution.OfSeries found =
          (Attribution.OfSeries) perceptor.attributions(TinyModels.input(given, folder)).getFirst();
      assertThat(found.percept()).isEqualTo("tiny/yes");
      assertThat(perceptor.perceive(TinyModels.input(samples(40, 8), folder)).withheld())
          .hasSize(1);
    }
  }
}
