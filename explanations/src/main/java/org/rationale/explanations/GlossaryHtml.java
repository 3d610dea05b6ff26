package org.rationale.explanations;

import static org.rationale.explanations.Html.all;
import static org.rationale.explanations.Html.el;
import static org.rationale.explanations.Html.outside;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a pack must not be used for, and what the words of a report mean. */
final class GlossaryHtml {

  private static final Map<String, String> WORDS = new LinkedHashMap<>();

  static {
    WORDS.put(
        "Probability",
        "The share of all possible worlds in which a statement holds, each world weighed by how"
            + " likely its uncertain facts and rules make it. It is as good as the pack’s knowledge"
            + " and the calibration of its models.");
    WORDS.put(
        "Exact, bounded, estimated",
        "Exact: all worlds were accounted for. Bounded: the exact value lies in the interval."
            + " Estimated: worlds were sampled; the exact value lies in the interval with a"
            + " confidence of 95%.");
    WORDS.put(
        "Score and calibrated probability",
        "The score is what the model itself put out. Calibration turns it into how often such"
            + " readings were right on labelled examples.");
    WORDS.put(
        "Proof",
        "One way to reach the conclusion from facts by rules. “This proof alone” is the probability"
            + " that all the chances this proof relies on go its way; proofs overlap, so these"
            + " numbers do not add up. The table below them says what each adds to those before"
            + " it.");
    WORDS.put(
        "Provided that not",
        "A rule that applies unless something holds. What speaks for that something is listed below"
            + " it.");
    WORDS.put(
        "Log-odds",
        "The natural logarithm of how many times likelier one answer is than another: 0 is equally"
            + " likely, 2.3 is ten times as likely.");
    WORDS.put(
        "SHA-256",
        "A fingerprint of a file: the same file always has the same one, and a changed file has"
            + " another.");
  }

  private GlossaryHtml() {}

  static Html limits(List<String> limits) {
    return all(
        el("h3", "What it must not be used for"),
        limits.isEmpty()
            ? el("p", "The pack states no limits.").classed("quiet")
            : el("ul", limits.stream().map(limit -> el("li", outside(limit))).toList()));
  }

  static Html words() {
    return all(
        el("h3", "Words"),
        el(
                "dl",
                WORDS.entrySet().stream()
                    .map(word -> el("div", el("dt", word.getKey()), el("dd", word.getValue())))
                    .toList())
            .classed("words"));
  }
}
