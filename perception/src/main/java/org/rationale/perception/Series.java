package org.rationale.perception;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rationale.kg.InvalidInputException;

/**
 * Samples of one or more channels at even distances. A sample that is missing is NaN; one that is
 * not finite is never taken for a sample.
 *
 * @param channels in the order of their names in the pack, all of one length
 * @param rate in samples a second
 * @param sha256 of the file, or of the values' canonical JSON form
 */
record Series(List<double[]> channels, double rate, String sha256) {

  /** How far steps of a time column may differ from their median, as a share of it. */
  private static final double JITTER = 0.02;

  private static final long MAXIMUM_BYTES = 256L << 20;
  private static final String TIME = "time";

  Series {
    channels = List.copyOf(channels);
  }

  /** In samples. */
  int length() {
    return channels.getFirst().length;
  }

  /**
   * What an input must be like.
   *
   * @param channels their names; a single one may be given without its name
   * @param rate in samples a second, where the input does not say it
   * @param maximumSamples in each channel
   */
  record Form(List<String> channels, double rate, int maximumSamples) {}

  /**
   * Reads an input: a list of numbers; {@code {"rate": 250, "values": [...]}} with one list or a
   * list for each channel; the name of a CSV file; or {@code {"file": "x.csv", "rate": 250}}.
   *
   * @throws InvalidInputException if it is none of these, or has numbers that are not finite
   */
  static Series of(PerceptorInput given, Form form) {
    Object value = given.value();
    if (value instanceof String) {
      return file(given, Optional.empty(), form);
    }
    if (value instanceof List<?>) {
      return listed(value, value, form.rate(), given.place(), form);
    }
    if (!(value instanceof Map<?, ?> map)) {
      throw form(given.place(), "is neither a list nor a record nor a file");
    }
    Map<String, Object> members = ConfigReader.textKeys(map);
    for (String key : members.keySet()) {
      if (!List.of("rate", "values", "file").contains(key)) {
        throw form(given.place(), "has an unknown member (%s)".formatted(key));
      }
    }
    Optional<Double> rate =
        Optional.ofNullable(members.get("rate")).map(said -> rate(said, given.place()));
    Object values = members.get("values");
    Object file = members.get("file");
    if ((values == null) == (file == null)) {
      throw form(given.place(), "has not one of the two members (values) and (file)");
    }
    return values != null
        ? listed(values, members, rate.orElse(form.rate()), given.place(), form)
        : file(
            new PerceptorInput(given.subject(), given.name(), file, given.place(), given.folder()),
            rate,
            form);
  }

  private static double rate(Object said, String place) {
    return ConfigReader.decimal(said)
        .map(BigDecimal::doubleValue)
        .filter(rate -> rate > 0)
        .orElseThrow(
            () -> form(place, "has a rate (%s) that is no number above 0".formatted(said)));
  }

  private static InvalidInputException form(String place, String what) {
    return new InvalidInputException(
        "not-a-series",
        place,
        "The value %s.".formatted(what),
        "Write [numbers], {\"rate\": samples a second, \"values\": [numbers] or {\"channel\": [numbers]}}, or the name of a CSV file.");
  }

  private static Series listed(Object values, Object whole, double rate, String place, Form form) {
    Map<String, List<?>> lists = new LinkedHashMap<>();
    if (values instanceof List<?> only) {
      if (form.channels().size() != 1) {
        throw form(
            place,
            "is one list, but the channels (%s) are needed"
                .formatted(String.join(", ", form.channels())));
      }
      lists.put(form.channels().getFirst(), only);
    } else if (values instanceof Map<?, ?> map) {
      map.forEach(
          (name, list) -> {
            if (list instanceof List<?> samples) {
              lists.put(String.valueOf(name), samples);
            }
          });
    }
    List<double[]> channels = new ArrayList<>();
    for (String name : form.channels()) {
      List<?> list = lists.get(name);
      if (list == null) {
        throw form(place, "lacks the channel (%s) as a list".formatted(name));
      }
      channels.add(samples(list, name, place));
    }
    return checked(channels, rate, ConfigReader.canonicalSha256(whole), place, form);
  }

  private static double[] samples(List<?> list, String channel, String place) {
    double[] samples = new double[list.size()];
    for (int i = 0; i < samples.length; i++) {
      Object value = list.get(i);
      if (value == null || (value instanceof Double d && d.isNaN())) {
        samples[i] = Double.NaN;
        continue;
      }
      int at = i;
      samples[i] =
          ConfigReader.decimal(value)
              .map(BigDecimal::doubleValue)
              .orElseThrow(() -> notFinite(String.valueOf(value), channel, at, place));
    }
    return samples;
  }

  private static InvalidInputException notFinite(
      String value, String channel, int at, String place) {
    return new InvalidInputException(
        "not-finite",
        place,
        "Sample %d of the channel (%s) is (%s), which is no finite number."
            .formatted(at, channel, value),
        "Leave out what was not measured: null, or an empty cell.");
  }

  private static Series checked(
      List<double[]> channels, double rate, String sha256, String place, Form form) {
    int length = channels.getFirst().length;
    if (channels.stream().anyMatch(channel -> channel.length != length)) {
      throw form(
          place,
          "has channels of different lengths %s"
              .formatted(channels.stream().map(channel -> channel.length).toList()));
    }
    if (length == 0 || length > form.maximumSamples()) {
      throw form(
          place, "has %d samples a channel, not 1 to %d".formatted(length, form.maximumSamples()));
    }
    return new Series(channels, rate, sha256);
  }

  private static Series file(PerceptorInput given, Optional<Double> rate, Form form) {
    GivenFile file = GivenFile.of(given, MAXIMUM_BYTES);
    String place = file.place(given);
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(file.bytes())).toString();
    } catch (CharacterCodingException e) {
      throw new InvalidInputException(
          "not-utf-8", place, "The file is not UTF-8 text.", "Save it as CSV in UTF-8.");
    }
    List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
    if (lines.size() < 2) {
      throw form(place, "has no samples below a line with the names of its columns");
    }
    List<String> header =
        Arrays.stream(lines.getFirst().replace("\uFEFF", "").split(",", -1))
            .map(String::strip)
            .toList();
    List<double[]> columns = new ArrayList<>();
    for (int c = 0; c < header.size(); c++) {
      columns.add(new double[lines.size() - 1]);
    }
    for (int row = 0; row < lines.size() - 1; row++) {
      String[] cells = lines.get(row + 1).split(",", -1);
      if (cells.length != header.size()) {
        throw form(
            place,
            "has %d cells in row %d, but %d columns".formatted(cells.length, row, header.size()));
      }
      for (int c = 0; c < cells.length; c++) {
        columns.get(c)[row] = cell(cells[c].strip(), header.get(c), row, place);
      }
    }
    return ofColumns(header, columns, rate, file.sha256(), place, form);
  }

  private static double cell(String text, String column, int row, String place) {
    if (text.isEmpty() || text.equalsIgnoreCase("nan") || text.equalsIgnoreCase("na")) {
      return Double.NaN;
    }
    try {
      return new BigDecimal(text).doubleValue();
    } catch (NumberFormatException e) {
      throw notFinite(text, column, row, place);
    }
  }

  private static Series ofColumns(
      List<String> header,
      List<double[]> columns,
      Optional<Double> rate,
      String sha256,
      String place,
      Form form) {
    int time = header.indexOf(TIME);
    double found = rate.orElse(form.rate());
    int[] slots = null;
    if (time >= 0) {
      if (rate.isPresent()) {
        throw form(place, "has a column (time), so that the rate is known twice");
      }
      Clock clock = Clock.of(columns.get(time), place);
      found = clock.rate();
      slots = clock.slots();
      if (slots[slots.length - 1] >= form.maximumSamples()) {
        throw form(place, "would have more than %d samples".formatted(form.maximumSamples()));
      }
    }
    List<double[]> channels = new ArrayList<>();
    for (String name : form.channels()) {
      int at = header.indexOf(name);
      if (at < 0 && form.channels().size() == 1 && header.size() == (time < 0 ? 1 : 2)) {
        at = time == 0 ? 1 : 0;
      }
      if (at < 0) {
        throw form(
            place, "lacks the column (%s); it has (%s)".formatted(name, String.join(", ", header)));
      }
      channels.add(slots == null ? columns.get(at) : spread(columns.get(at), slots));
    }
    return checked(channels, found, sha256, place, form);
  }

  private static double[] spread(double[] samples, int[] slots) {
    double[] even = new double[slots[slots.length - 1] + 1];
    Arrays.fill(even, Double.NaN);
    for (int i = 0; i < samples.length; i++) {
      even[slots[i]] = samples[i];
    }
    return even;
  }

  /** Times in seconds as numbers of even steps; a longer step is a gap. */
  private record Clock(double rate, int[] slots) {
    static Clock of(double[] times, String place) {
      double[] steps = new double[times.length - 1];
      for (int i = 0; i < steps.length; i++) {
        steps[i] = times[i + 1] - times[i];
        if (!(steps[i] > 0)) {
          throw form(place, "has times that do not rise at row %d".formatted(i + 1));
        }
      }
      if (steps.length == 0) {
        throw form(place, "has one time only, from which no rate can be told");
      }
      double[] sorted = steps.clone();
      Arrays.sort(sorted);
      double step = sorted[sorted.length / 2];
      int[] slots = new int[times.length];
      for (int i = 0; i < steps.length; i++) {
        double count = steps[i] / step;
        double whole = Math.rint(count);
        if (whole < 1
            || whole > Integer.MAX_VALUE / 2.0
            || Math.abs(count - whole) > JITTER * whole) {
          throw form(
              place,
              "has uneven times: a step of %s s at row %d, where most are %s s"
                  .formatted(steps[i], i + 1, step));
        }
        slots[i + 1] = (int) Math.min(Integer.MAX_VALUE / 2.0, slots[i] + whole);
      }
      return new Clock(1 / step, slots);
    }
  }
}
