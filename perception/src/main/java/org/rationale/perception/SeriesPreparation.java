package org.rationale.perception;

import ai.onnxruntime.OnnxJavaType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.rationale.kg.Diagnostic;
import org.rationale.kg.InvalidInputException;
import org.rationale.perception.ModelSignature.Port;

/**
 * How a series is made ready for a model: short gaps are bridged by straight lines, the samples are
 * brought to the model's rate ({@link Resampling}), cut into windows, and standardised.
 *
 * @param channels in the order in which the model takes them
 * @param rate of the model's input, in samples a second
 * @param window in samples
 * @param stride from the start of one window to the next, in samples; below {@code window} they
 *     overlap
 * @param layout of the model's input
 * @param standardise by numbers of the pack, or each channel of each window by its own
 * @param mean one number for each channel
 * @param deviation one number for each channel, above 0
 * @param maximumGap in seconds; longer ones stay
 * @param gaps what is done about those that stay
 * @param maximumSamples in each channel of an input
 */
record SeriesPreparation(
    List<String> channels,
    double rate,
    int window,
    int stride,
    Layout layout,
    Standardise standardise,
    List<Double> mean,
    List<Double> deviation,
    double maximumGap,
    Gaps gaps,
    int maximumSamples) {

  /** Changes when the same series under the same settings would become other numbers. */
  private static final int VERSION = 1;

  private static final int MAXIMUM_SAMPLES = 10_000_000;

  /** Windows, channels, time. */
  enum Layout {
    NCT,
    NTC,
    NT
  }

  enum Standardise {
    GIVEN,
    WINDOW
  }

  /** What a gap leads to that is too long to be bridged. */
  enum Gaps {
    /** The input is refused. */
    ERROR,
    /** No claim is made of the input. */
    WITHHOLD,
    /** Windows with gaps are left out; no claim is made if none is left. */
    SKIP
  }

  SeriesPreparation {
    channels = List.copyOf(channels);
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
  }

  /** With all that changes the numbers. */
  String version() {
    return "series %d: %s at %s/s, windows of %d every %d, %s, standardised %s, mean %s, deviation %s, gaps to %s s"
        .formatted(
            VERSION,
            String.join("+", channels),
            rate,
            window,
            stride,
            layout,
            standardise == Standardise.GIVEN ? "as given" : "by window",
            mean,
            deviation,
            maximumGap);
  }

  /** What is read of an input. */
  Series.Form form() {
    return new Series.Form(channels, rate, maximumSamples);
  }

  /**
   * Windows of a series.
   *
   * @param starts in samples at the model's rate
   * @param values of each window: channel after channel
   * @param possible how many there would be without gaps
   */
  record Windows(List<Integer> starts, List<float[]> values, int possible) {
    Windows {
      starts = List.copyOf(starts);
      values = List.copyOf(values);
    }
  }

  /** Cuts a series into the windows that have no gap. */
  Windows windows(Series series) {
    List<double[]> even = new ArrayList<>();
    for (double[] channel : series.channels()) {
      double[] bridged = bridged(channel, (int) Math.floor(maximumGap * series.rate() + 1e-9));
      even.add(Resampling.resample(bridged, series.rate() / rate));
    }
    List<Integer> starts = new ArrayList<>();
    List<float[]> values = new ArrayList<>();
    int possible = 0;
    for (int start = 0; start + window <= even.getFirst().length; start += stride) {
      possible++;
      int at = start;
      if (even.stream().noneMatch(channel -> hasGap(channel, at, at + window))) {
        starts.add(start);
        values.add(standardised(even, start));
      }
    }
    return new Windows(starts, values, possible);
  }

  private static boolean hasGap(double[] channel, int from, int to) {
    for (int i = from; i < to; i++) {
      if (Double.isNaN(channel[i])) {
        return true;
      }
    }
    return false;
  }

  /** Without the gaps of at most so many samples that have samples on both sides. */
  private static double[] bridged(double[] samples, int longest) {
    double[] bridged = samples.clone();
    int last = -1;
    for (int i = 0; i < bridged.length; i++) {
      if (!Double.isNaN(samples[i])) {
        int gap = i - last - 1;
        if (last >= 0 && gap > 0 && gap <= longest) {
          for (int j = last + 1; j < i; j++) {
            double part = (double) (j - last) / (i - last);
            bridged[j] = samples[last] + part * (samples[i] - samples[last]);
          }
        }
        last = i;
      }
    }
    return bridged;
  }

  private float[] standardised(List<double[]> even, int start) {
    float[] values = new float[channels.size() * window];
    for (int c = 0; c < channels.size(); c++) {
      double[] samples = Arrays.copyOfRange(even.get(c), start, start + window);
      double middle = mean.get(c);
      double spread = deviation.get(c);
      if (standardise == Standardise.WINDOW) {
        middle = Arrays.stream(samples).sum() / window;
        double squares = 0;
        for (double sample : samples) {
          squares += (sample - middle) * (sample - middle);
        }
        // A channel that stands still has no deviation; it becomes 0 throughout.
        spread = squares > 0 ? Math.sqrt(squares / window) : 1;
      }
      for (int t = 0; t < window; t++) {
        values[c * window + t] = (float) ((samples[t] - middle) / spread);
      }
    }
    return values;
  }

  /** What the model takes of one window, without the first dimension. */
  long[] shape() {
    return switch (layout) {
      case NCT -> new long[] {channels.size(), window};
      case NTC -> new long[] {window, channels.size()};
      case NT -> new long[] {window};
    };
  }

  /** The model's input, from the values of a window. */
  float[] row(float[] values) {
    if (layout != Layout.NTC) {
      return values;
    }
    int n = channels.size();
    float[] row = new float[values.length];
    for (int c = 0; c < n; c++) {
      for (int t = 0; t < window; t++) {
        row[t * n + c] = values[c * window + t];
      }
    }
    return row;
  }

  /**
   * Reads the settings under {@code series}. What they leave open is taken from the model's input;
   * what both say must agree.
   *
   * @throws InvalidInputException with every place where pack and model do not fit
   */
  static Optional<SeriesPreparation> configure(ConfigReader config, Port port) {
    config.requirePresent("series");
    ConfigReader settings = config.mapping("series").orElseGet(() -> config.empty());
    settings.allowOnly(
        "channels",
        "rate",
        "window",
        "stride",
        "layout",
        "standardise",
        "mean",
        "deviation",
        "maximumGap",
        "gaps",
        "maximumSamples");
    List<Diagnostic> found = new ArrayList<>();
    int rank = port.shape().size();
    Layout layout =
        settings.oneOf("layout", Layout.values()).orElse(rank == 2 ? Layout.NT : Layout.NCT);
    List<String> channels = settings.strings("channels");
    if (channels.isEmpty()) {
      channels = List.of("value");
    }
    boolean real = port.type() == OnnxJavaType.FLOAT || port.type() == OnnxJavaType.FLOAT16;
    if (!real || rank != (layout == Layout.NT ? 2 : 3)) {
      mismatch(
          found,
          settings,
          port,
          "is not what the layout %s makes".formatted(layout),
          "Use float with 2 (NT) or 3 dimensions (NCT, NTC).");
      throw new InvalidInputException(found);
    }
    long offered = layout == Layout.NT ? 1 : port.shape().get(layout == Layout.NCT ? 1 : 2);
    if (offered >= 0 && offered != channels.size()) {
      mismatch(
          found,
          settings,
          port,
          "has %d channels, but the pack names %d".formatted(offered, channels.size()),
          "Name each channel in the model's order.");
    }
    long offeredWindow = port.shape().get(layout == Layout.NCT ? 2 : 1);
    Optional<BigDecimal> said = settings.number("window");
    if (said.isEmpty() && offeredWindow < 0) {
      mismatch(found, settings, port, "leaves the window open", "Say in the pack how long it is.");
    }
    if (said.isPresent() && offeredWindow >= 0 && said.get().longValue() != offeredWindow) {
      mismatch(
          found,
          settings,
          port,
          "has windows of %d, but the pack says %s".formatted(offeredWindow, said.get()),
          "Leave it out of the pack.");
    }
    settings.requirePresent("rate");
    double rate = settings.number("rate").map(BigDecimal::doubleValue).orElse(1.0);
    long window = said.map(BigDecimal::longValue).orElse(Math.max(1, offeredWindow));
    long stride = settings.number("stride").map(BigDecimal::longValue).orElse(window);
    double maximumGap = settings.number("maximumGap").map(BigDecimal::doubleValue).orElse(0.0);
    long maximum = settings.number("maximumSamples").map(BigDecimal::longValue).orElse(1_000_000L);
    List<Double> mean = each(settings, "mean", channels.size(), 0, found);
    List<Double> deviation = each(settings, "deviation", channels.size(), 1, found);
    if (!(rate > 0)
        || window < 1
        || window > MAXIMUM_SAMPLES
        || stride < 1
        || stride > MAXIMUM_SAMPLES
        || maximumGap < 0
        || maximum < 1
        || maximum > MAXIMUM_SAMPLES
        || deviation.stream().anyMatch(d -> d <= 0)) {
      found.add(
          new Diagnostic(
              "bad-series",
              settings.place(),
              "Rate %s, window %d, stride %d, maximumGap %s, maximumSamples %d and deviation %s cannot be."
                  .formatted(rate, window, stride, maximumGap, maximum, deviation),
              "All are above 0, maximumGap at least 0, lengths at most %d."
                  .formatted(MAXIMUM_SAMPLES)));
    }
    if (!found.isEmpty()) {
      throw new InvalidInputException(found);
    }
    return Optional.of(
        new SeriesPreparation(
            channels,
            rate,
            (int) window,
            (int) stride,
            layout,
            settings.oneOf("standardise", Standardise.values()).orElse(Standardise.GIVEN),
            mean,
            deviation,
            maximumGap,
            settings.oneOf("gaps", Gaps.values()).orElse(Gaps.ERROR),
            (int) maximum));
  }

  private static void mismatch(
      List<Diagnostic> found, ConfigReader settings, Port port, String what, String hint) {
    found.add(
        new Diagnostic(
            "model-signature",
            settings.place(),
            "The model's input (%s: %s) %s.".formatted(port.name(), port.form(), what),
            hint));
  }

  private static List<Double> each(
      ConfigReader settings, String key, int count, double otherwise, List<Diagnostic> found) {
    List<Double> numbers = settings.numbers(key);
    if (numbers.size() <= 1) {
      return Collections.nCopies(count, numbers.isEmpty() ? otherwise : numbers.getFirst());
    }
    if (numbers.size() != count) {
      found.add(
          new Diagnostic(
              "bad-series",
              settings.place(key),
              "There are %d numbers for %d channels.".formatted(numbers.size(), count),
              "Give one for each channel, or one for all."));
      return Collections.nCopies(count, otherwise);
    }
    return numbers;
  }
}
