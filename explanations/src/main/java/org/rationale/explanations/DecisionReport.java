package org.rationale.explanations;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.rationale.perception.Attribution;

/**
 * Views of the explanation of a decision. Numbers in text and HTML are rounded to 0.1%, intervals
 * outwards, and what is uncertain is never shown as 0% or 100%; JSON has them in full.
 */
public final class DecisionReport {

  private DecisionReport() {}

  /** For a terminal of 96 columns; characters that a terminal obeys are made visible. */
  public static String text(Explanation explanation) {
    return text(explanation, Depth.PAGE);
  }

  /** The same, as long as asked for. */
  public static String text(Explanation explanation, Depth depth) {
    return TextView.decision(explanation, depth);
  }

  /**
   * One object: {@code case}, {@code pack}, {@code models}, {@code outcomes}, {@code percepts},
   * {@code conflicts} and {@code violations}. Each of an outcome's {@code candidates} has a {@code
   * why} in the form of {@link WhyReport#json}, and {@code influences}: what each percept does to
   * it. Terms are as in N-Triples.
   */
  public static String json(Explanation explanation) {
    return JsonView.write(JsonView.decision(explanation));
  }

  /** One file that loads nothing, runs nothing and prints well. */
  public static String html(Explanation explanation) {
    return html(explanation, List.of());
  }

  /**
   * The same, with what percepts rest on beside the inputs that they were read from; pictures stand
   * in the file itself.
   *
   * @param attributions of the explained decision, from {@link
   *     org.rationale.reasoner.Reasoner#attributions}
   */
  public static String html(Explanation explanation, List<Attribution> attributions) {
    return DecisionHtml.write(explanation, attributions);
  }

  /**
   * The same, with more of what an answer rests on: each outcome that has one gets a {@code
   * contrast} of its answer with the likeliest other.
   *
   * @param contrasts by the ids of questions
   */
  public static String json(Explanation explanation, Map<String, Contrast> contrasts) {
    ObjectNode node = JsonView.decision(explanation);
    node.get("outcomes")
        .forEach(
            outcome -> {
              Contrast contrast = contrasts.get(outcome.get("question").asText());
              if (contrast != null && outcome instanceof ObjectNode entry) {
                entry.set("contrast", ContrastView.json(contrast));
              }
            });
    return JsonView.write(node);
  }
}
