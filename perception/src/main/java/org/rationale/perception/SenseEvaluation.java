package org.rationale.perception;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.rationale.perception.TextEvaluation.Score;

/**
 * How well the sense of a mention is told, apart from whether it is found: of the labelled mentions
 * that were found, the sense that the label gives against the one that was read. So negation is the
 * sense {@code absent}, and uncertainty is {@code possible}.
 *
 * @param found mentions found in whatever sense: {@code missed} are labels without one in their
 *     place, {@code wrong} are mentions of concepts for which the note has no label
 * @param read by labelled sense, how often each sense was read; all senses in both
 */
public record SenseEvaluation(Score found, Map<String, Map<String, Integer>> read) {

  public SenseEvaluation {
    Map<String, Map<String, Integer>> copy = new LinkedHashMap<>();
    read.forEach(
        (sense, row) -> copy.put(sense, Collections.unmodifiableMap(new LinkedHashMap<>(row))));
    read = Collections.unmodifiableMap(copy);
  }

  static SenseEvaluation none() {
    Map<String, Map<String, Integer>> read = new LinkedHashMap<>();
    for (Context labelled : Context.values()) {
      Map<String, Integer> row = new LinkedHashMap<>();
      Arrays.stream(Context.values()).forEach(context -> row.put(context.key(), 0));
      read.put(labelled.key(), row);
    }
    return new SenseEvaluation(new Score(0, 0, 0), read);
  }

  SenseEvaluation with(Score more) {
    return new SenseEvaluation(found.plus(more), read);
  }

  SenseEvaluation with(Context labelled, Context context) {
    Map<String, Map<String, Integer>> more = new LinkedHashMap<>();
    read.forEach((sense, row) -> more.put(sense, new LinkedHashMap<>(row)));
    more.computeIfAbsent(labelled.key(), sense -> new LinkedHashMap<>())
        .merge(context.key(), 1, Integer::sum);
    return new SenseEvaluation(found, more);
  }

  /** How many mentions were found and so could be told. */
  public int mentions() {
    return read.values().stream().flatMap(row -> row.values().stream()).mapToInt(n -> n).sum();
  }

  /** The share of them whose sense was told; 1 if there are none. */
  public double accuracy() {
    int right = read.keySet().stream().mapToInt(sense -> told(sense, sense)).sum();
    return mentions() == 0 ? 1 : (double) right / mentions();
  }

  /** Of the mentions that were found, one sense against all others. */
  public Score of(String sense) {
    int right = told(sense, sense);
    int labelled = read.getOrDefault(sense, Map.of()).values().stream().mapToInt(n -> n).sum();
    int reported = read.keySet().stream().mapToInt(other -> told(other, sense)).sum();
    return new Score(right, reported - right, labelled - right);
  }

  private int told(String labelled, String sense) {
    return read.getOrDefault(labelled, Map.of()).getOrDefault(sense, 0);
  }

  /** The lines of the plain text. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(TextEvaluation.header("mentions"));
    lines.add(TextEvaluation.line("found, in whatever sense", found));
    lines.add("");
    lines.add(
        String.format(
            Locale.ROOT,
            "of %d mentions that were found, the sense of %.1f %% is told",
            mentions(),
            100 * accuracy()));
    lines.add(TextEvaluation.header("sense, of mentions found"));
    read.keySet().forEach(sense -> lines.add(TextEvaluation.line(name(sense), of(sense))));
    lines.add("");
    lines.add(
        String.format(Locale.ROOT, "%-16s", "labelled \\ read")
            + read.keySet().stream()
                .map(sense -> String.format(Locale.ROOT, "%13s", sense))
                .collect(Collectors.joining()));
    read.forEach(
        (sense, row) ->
            lines.add(
                String.format(Locale.ROOT, "%-16s", sense)
                    + row.values().stream()
                        .map(n -> String.format(Locale.ROOT, "%13d", n))
                        .collect(Collectors.joining())));
    return lines;
  }

  private static String name(String sense) {
    return sense.equals(Context.ABSENT.key())
        ? "absent (negation)"
        : sense.equals(Context.POSSIBLE.key()) ? "possible (uncertainty)" : sense;
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("found", found.json());
    json.put("mentions", mentions());
    json.put("accuracy", accuracy());
    Map<String, Object> senses = new LinkedHashMap<>();
    read.keySet().forEach(sense -> senses.put(sense, of(sense).json()));
    json.put("senses", senses);
    json.put("confusion", read);
    return json;
  }
}
