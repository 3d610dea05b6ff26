package org.rationale.perception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rationale.kg.InvalidInputException;

/** What lies outside is told by an output of the model, of series and records as of pictures. */
class FeaturesTest {

  private static final Map<String, Object> OUTSIDE =
      Map.of("then", "withhold", "score", "mahalanobis", "quantile", 0.9);

  @TempDir Path folder;
  private final Random random = new Random(12);

  /** Series of 8 samples whose sums are about -6 or about 6. */
  private void labelSeries() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 24; i++) {
      double sum = (i % 2 == 0 ? -6 : 6) + random.nextGaussian();
      lines.append(
          "{\"input\": %s, \"class\": \"%s\"}\n"
              .formatted(samples(sum / 8), i % 2 == 0 ? "no" : "yes"));
    }
    Files.writeString(folder.resolve("labelled.jsonl"), lines);
  }

  private static List<Object> samples(double value) {
    List<Object> samples = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      samples.add(value);
    }
    return samples;
  }

  private static Map<String, Object> settings(Map<String, Object> more) {
    Map<String, Object> settings =
        new HashMap<>(
            Map.of(
                "output", "logits",
                "modelFeatures", "output",
                "labelled", "labelled.jsonl",
                "calibration", "calibration.json",
                "outside", OUTSIDE));
    settings.putAll(more);
    return settings;
  }

  private void calibrate(String kind, Map<String, Object> settings) {
    ClassifierPerception.calibrate(
        TinyModels.config(kind, settings), folder, Map.of(), Optional.of(CalibrationMethod.PLATT));
  }

  @Test
  void aSeriesFarFromTheKnownOnesInTheModelsFeaturesIsWithheld() throws IOException {
    labelSeries();
    Map<String, Object> series = Map.of("series", Map.of("rate", 4));
    Map<String, Object> settings = settings(series);
    TinyModels.open(folder, "series", "series-8.onnx", series).close();
    calibrate("series", settings);

    try (Perceptor perceptor = TinyModels.open(folder, "series", "series-8.onnx", settings)) {
      List<Object> two = samples(6 / 8.0);
      two.addAll(samples(5.8 / 8));
      assertThat(perceptor.perceive(TinyModels.input(two, folder)).percepts()).hasSize(2);
      // Nothing in the logits' sizes is odd about 0, but no known series lies there.
      Perception between = perceptor.perceive(TinyModels.input(samples(0), folder));
      assertThat(between.percepts()).isEmpty();
      assertThat(between.withheld().getFirst().reason()).contains("Mahalanobis distance");
      // Two windows that are known each, but whose mean is not.
      List<Object> mixed = samples(6 / 8.0);
      mixed.addAll(samples(-6 / 8.0));
      assertThat(perceptor.perceive(TinyModels.input(mixed, folder)).withheld()).hasSize(1);
    }
    // Of the strongest window, its own features count.
    Map<String, Object> strongest = new HashMap<>(settings);
    strongest.put("strongest", "yes");
    try (Perceptor perceptor = TinyModels.open(folder, "series", "series-8.onnx", strongest)) {
      List<Object> mixed = samples(6 / 8.0);
      mixed.addAll(samples(-6 / 8.0));
      assertThat(perceptor.perceive(TinyModels.input(mixed, folder)).percepts()).hasSize(2);
    }
  }

  @Test
  void aSeriesWithoutFeaturesHasNoSuchDistance() {
    Map<String, Object> settings =
        settings(Map.of("series", Map.of("rate", 4), "calibration", Map.of("kind", "temperature")));
    settings.remove("modelFeatures");

    assertThatThrownBy(() -> TinyModels.open(folder, "series", "series-8.onnx", settings))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("outside.score")
        .hasMessageContaining("(mahalanobis)");
  }

  @Test
  void aRecordMayBeJudgedByTheModelsFeaturesInsteadOfItsColumns() throws IOException {
    StringBuilder csv = new StringBuilder();
    List<String> names = new ArrayList<>();
    for (int d = 0; d < 8; d++) {
      names.add("x" + d);
    }
    csv.append(String.join(",", names)).append(",class\n");
    for (int i = 0; i < 24; i++) {
      double sum = (i % 2 == 0 ? -6 : 6) + random.nextGaussian();
      csv.append("%s,".formatted(sum / 8).repeat(8)).append(i % 2 == 0 ? "no" : "yes").append('\n');
    }
    Files.writeString(folder.resolve("labelled.csv"), csv);
    List<Map<String, Object>> columns = new ArrayList<>();
    names.forEach(name -> columns.add(Map.of("name", name)));
    Map<String, Object> settings = settings(Map.of("columns", columns, "labelled", "labelled.csv"));
    TinyModels.open(folder, "classifier", "series-8.onnx", Map.of("columns", columns)).close();
    calibrate("classifier", settings);

    Map<String, Object> odd = new HashMap<>();
    names.forEach(name -> odd.put(name, 0.75));
    // Far from all rows, but the sum, which is all that the model looks at, is that of known ones.
    odd.put("x0", 50.75);
    odd.put("x1", -49.25);
    try (Perceptor byFeatures = TinyModels.open(folder, "classifier", "series-8.onnx", settings)) {
      assertThat(byFeatures.perceive(TinyModels.input(odd, folder)).percepts()).hasSize(2);
    }
    settings.remove("modelFeatures");
    assertThatThrownBy(() -> TinyModels.open(folder, "classifier", "series-8.onnx", settings))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("fitted to (2) features, but there are (8)");
    calibrate("classifier", settings);
    try (Perceptor byColumns = TinyModels.open(folder, "classifier", "series-8.onnx", settings)) {
      assertThat(byColumns.perceive(TinyModels.input(odd, folder)).withheld()).hasSize(1);
    }
  }
}
