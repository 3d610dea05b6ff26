package org.rationale.perception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.Percept;
import org.rationale.kg.Region;
import org.rationale.kg.Sha256;

class SeriesPerceptorTest {

  @TempDir Path folder;

  /** The sum of windows of 8 samples at 4 a second. */
  private Perceptor sum(Object... settings) throws IOException {
    Map<String, Object> series = new HashMap<>(Map.of("rate", 4));
    for (int i = 0; i < settings.length; i += 2) {
      series.put(String.valueOf(settings[i]), settings[i + 1]);
    }
    return TinyModels.open(folder, "series", "series-8.onnx", Map.of("series", series));
  }

  private Percept yes(Perceptor perceptor, Object value) {
    return TinyModels.yes(perceptor, value, folder);
  }

  private static List<Object> numbers(double... values) {
    List<Object> numbers = new ArrayList<>();
    for (double value : values) {
      numbers.add(Double.isNaN(value) ? null : BigDecimal.valueOf(value));
    }
    return numbers;
  }

  private static List<Object> ones(int count) {
    return new ArrayList<>(Collections.nCopies(count, BigDecimal.ONE));
  }

  @Test
  void windowsMakeOneAnswerTogether() throws IOException {
    List<Object> values = ones(8);
    values.addAll(numbers(2, 2, 2, 2, 2, 2, 2, 2));
    values.addAll(numbers(7, 7));
    try (Perceptor perceptor = sum()) {
      Percept yes = yes(perceptor, values);

      // The means of 8 and 16; the last two samples are less than a window.
      assertThat(yes.score()).isCloseTo(12, within(1e-5));
      assertThat(yes.region()).isEqualTo(new Region.Window(0, 4, "s"));
      assertThat(yes.note()).contains("from 2 of 2 windows of 8 samples");
    }
  }

  @Test
  void theStrongestWindowMayCountAlone() throws IOException {
    List<Object> values = numbers(0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 1, 0, 0, 0, 0, 0);
    Map<String, Object> series = Map.of("rate", 4, "stride", 4);
    try (Perceptor perceptor =
        TinyModels.open(
            folder, "series", "series-8.onnx", Map.of("series", series, "strongest", "yes"))) {
      Percept yes = yes(perceptor, values);
      assertThat(yes.score()).isCloseTo(4, within(1e-5));
      assertThat(yes.region()).isEqualTo(new Region.Window(1, 3, "s"));
    }
    assertThatThrownBy(
            () ->
                TinyModels.open(
                    folder, "series", "series-8.onnx", Map.of("series", series, "strongest", "y")))
        .hasMessageContaining("no class with the label (y)");
  }

  @Test
  void aFasterSeriesIsBroughtToTheModelsRate() throws IOException {
    try (Perceptor perceptor = sum()) {
      Percept yes = yes(perceptor, Map.of("rate", 40, "values", ones(80)));
      assertThat(yes.score()).isCloseTo(8, within(1e-5));
      assertThat(yes.region()).isEqualTo(new Region.Window(0, 2, "s"));
    }
  }

  @Test
  void eachChannelGoesWhereTheModelTakesIt() throws IOException {
    Map<String, Object> settings =
        Map.of("series", Map.of("rate", 1, "channels", List.of("a", "b"), "mean", List.of(1, 0)));
    try (Perceptor perceptor = TinyModels.open(folder, "series", "series-2x8.onnx", settings)) {
      List<Object> rising = numbers(0, 1, 2, 3, 4, 5, 6, 7);
      // The second half of a, less its mean of 1: 3 + 4 + 5 + 6.
      assertThat(yes(perceptor, Map.of("values", Map.of("b", ones(8), "a", rising))).score())
          .isCloseTo(18, within(1e-5));
      assertThatThrownBy(() -> yes(perceptor, Map.of("values", Map.of("a", rising))))
          .hasMessageContaining("lacks the channel (b)");
      assertThatThrownBy(() -> yes(perceptor, Map.of("values", Map.of("a", rising, "b", ones(7)))))
          .hasMessageContaining("different lengths [8, 7]");
      assertThatThrownBy(() -> yes(perceptor, rising))
          .hasMessageContaining("the channels (a, b) are needed");
    }
  }

  @Test
  void aWindowMayBeStandardisedByItself() throws IOException {
    try (Perceptor perceptor = sum("standardise", "window")) {
      assertThat(yes(perceptor, numbers(1, 9, 1, 9, 1, 9, 1, 9)).score())
          .isCloseTo(0, within(1e-5));
      assertThat(yes(perceptor, ones(8)).score()).isCloseTo(0, within(1e-5));
    }
  }

  @Test
  void aCsvFileSaysItsRateByItsTimes() throws IOException {
    StringBuilder csv = new StringBuilder("time,flow\n");
    for (int i = 0; i < 16; i++) {
      csv.append(i / 8.0).append(",1\n");
    }
    Files.writeString(folder.resolve("x.csv"), csv);
    try (Perceptor perceptor = sum()) {
      Percept yes = yes(perceptor, "x.csv");
      assertThat(yes.score()).isCloseTo(8, within(1e-5));
      assertThat(yes.inputSha256()).isEqualTo(Sha256.of(csv.toString()));
      assertThat(yes(perceptor, Map.of("file", "x.csv"))).isEqualTo(yes);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "time,v\\n0,1\\n1,1\\n1,1 | do not rise at row 2",
        "time,v\\n0,1\\n1,1\\n2,1\\n3.4,1 | uneven times",
        "v,w\\n1,1 | lacks the column (value)",
        "v\\n1\\nx | Sample 1 of the channel (v) is (x)",
        "v\\n1\\nInfinity | no finite number",
        "v\\n1\\n2,3 | has 2 cells in row 1",
        "v | no samples"
      })
  void aCsvFileOfAnotherFormIsRefused(String csv, String message) throws IOException {
    Files.writeString(folder.resolve("x.csv"), csv.strip().replace("\\n", "\n"));
    try (Perceptor perceptor = sum()) {
      assertThatThrownBy(() -> yes(perceptor, "x.csv"))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining(message);
    }
  }

  @Test
  void aShortGapIsBridgedByAStraightLine() throws IOException {
    try (Perceptor perceptor = sum("maximumGap", 0.5)) {
      assertThat(yes(perceptor, numbers(1, 1, Double.NaN, Double.NaN, 4, 4, 4, 4)).score())
          .isCloseTo(1 + 1 + 2 + 3 + 16, within(1e-5));
    }
  }

  @Test
  void aLongerGapIsAnErrorOrWithheldOrLeftOut() throws IOException {
    double[] gap = new double[24];
    Arrays.fill(gap, 1);
    gap[9] = Double.NaN;
    List<Object> values = numbers(gap);
    try (Perceptor error = sum();
        Perceptor withhold = sum("gaps", "withhold");
        Perceptor skip = sum("gaps", "skip")) {
      assertThatThrownBy(() -> yes(error, values))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("1 of 3 windows have gaps longer than 0.0 s");
      Perception nothing = withhold.perceive(TinyModels.input(values, folder));
      assertThat(nothing.percepts()).isEmpty();
      assertThat(nothing.withheld().getFirst().reason()).contains("1 of 3 windows have gaps");
      assertThat(withhold.attributions(TinyModels.input(values, folder))).isEmpty();
      assertThat(yes(skip, values).note()).contains("2 of 3 windows");
      // The gap lies behind the last window.
      Perception all = error.perceive(TinyModels.input(numbers(new double[9], gap[9]), folder));
      assertThat(all.percepts()).hasSize(2);
    }
  }

  private static List<Object> numbers(double[] values, double last) {
    double[] more = Arrays.copyOf(values, values.length + 1);
    more[values.length] = last;
    return numbers(more);
  }

  @Test
  void samplesThatAreNoNumbersAreNamed() throws IOException {
    List<Object> values = ones(8);
    values.set(3, Double.POSITIVE_INFINITY);
    try (Perceptor perceptor = sum()) {
      assertThatThrownBy(() -> yes(perceptor, values))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("Sample 3 of the channel (value) is (Infinity)");
      assertThatThrownBy(() -> yes(perceptor, ones(7)))
          .hasMessageContaining("less than one window of 2.0 s");
      assertThatThrownBy(() -> yes(perceptor, Map.of("rate", 0, "values", ones(8))))
          .hasMessageContaining("rate (0)");
      assertThatThrownBy(() -> yes(perceptor, Map.of("sampels", ones(8))))
          .hasMessageContaining("unknown member (sampels)");
      assertThatThrownBy(() -> yes(perceptor, List.of())).hasMessageContaining("has 0 samples");
    }
    try (Perceptor small = sum("maximumSamples", 10)) {
      assertThatThrownBy(() -> yes(small, ones(11))).hasMessageContaining("has 11 samples");
    }
  }

  @Test
  void everythingThatDoesNotFitTheModelIsToldAtOnce() {
    assertThatThrownBy(
            () ->
                TinyModels.open(
                    folder,
                    "series",
                    "series-2x8.onnx",
                    Map.of("modelOutput", "none", "series", Map.of("rate", 4, "window", 9))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("no output (none)")
        .hasMessageContaining("has 2 channels, but the pack names 1")
        .hasMessageContaining("has windows of 8, but the pack says 9");
  }

  @Test
  void theStretchThatAnAnswerRestsOnIsFound() throws IOException {
    List<Object> values = numbers(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0);
    try (Perceptor perceptor = sum()) {
      Attribution.OfSeries found =
          (Attribution.OfSeries)
              perceptor.attributions(TinyModels.input(values, folder)).getFirst();

      assertThat(found.percept()).isEqualTo("tiny/yes");
      assertThat(found.window()).isEqualTo(new Region.Window(3.25, 3.5, "s"));
      // Hidden under the mean of the window, 0.75: its sum falls from 6 to 0.75.
      assertThat(found.stretches().get(5).weight()).isCloseTo(6 - 0.75, within(1e-5));
    }
  }

  @Test
  void aSeriesThatCannotBeReadIsRefusedWhenItIsExplainedAsWhenItIsRead() throws IOException {
    List<Object> infinite = ones(8);
    infinite.set(2, Double.NEGATIVE_INFINITY);
    List<Object> gap = ones(8);
    gap.set(2, Double.NaN);
    try (Perceptor perceptor = sum()) {
      for (List<Object> values : List.of(infinite, gap, ones(3))) {
        PerceptorInput input = TinyModels.input(values, folder);
        Throwable read = catchThrowable(() -> perceptor.perceive(input));
        Throwable explained = catchThrowable(() -> perceptor.attributions(input));
        assertThat(read).isInstanceOf(InvalidInputException.class);
        assertThat(explained)
            .isInstanceOf(InvalidInputException.class)
            .hasMessage(read.getMessage());
      }
    }
  }
}
