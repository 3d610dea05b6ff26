package org.rationale.perception;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.rationale.perception.TextEvaluation.Score;

/**
 * How well numbers are read out of prose. A number is right if the note says this value of this
 * quantity, in whatever unit, in this place; of several mentions of one quantity each label counts.
 *
 * @param notes whose numbers are labelled
 * @param perQuantity by the quantity's name in the configuration
 * @param exactSpans how many of the right numbers have just the span that is labelled
 * @param withheld numbers that were seen and not claimed
 */
public record NumberEvaluation(
    int notes, Map<String, Score> perQuantity, int exactSpans, int withheld) {

  public NumberEvaluation {
    perQuantity = Collections.unmodifiableMap(new LinkedHashMap<>(perQuantity));
  }

  /** All quantities together. */
  public Score all() {
    return perQuantity.values().stream().reduce(new Score(0, 0, 0), Score::plus);
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(TextEvaluation.header("numbers of %d notes".formatted(notes)));
    lines.add(TextEvaluation.line("all", all()));
    perQuantity.forEach((name, score) -> lines.add(TextEvaluation.line(name, score)));
    lines.add(
        String.format(
            Locale.ROOT,
            "%d of %d right numbers have exactly the labelled span; %d numbers were withheld with a reason",
            exactSpans,
            all().right(),
            withheld));
    return lines;
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("notes", notes);
    json.put("all", all().json());
    Map<String, Object> quantities = new LinkedHashMap<>();
    perQuantity.forEach((name, score) -> quantities.put(name, score.json()));
    json.put("quantities", quantities);
    json.put("exactSpans", exactSpans);
    json.put("withheld", withheld);
    return json;
  }
}
