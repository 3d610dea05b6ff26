package org.rationale.explanations;

import static org.rationale.explanations.Html.all;
import static org.rationale.explanations.Html.el;
import static org.rationale.explanations.Html.outside;
import static org.rationale.explanations.Html.text;

import java.util.ArrayList;
import java.util.List;
import org.rationale.explanations.Explanation.Reading;
import org.rationale.explanations.Explanation.Reasoned;
import org.rationale.reasoner.Decision;

/** What contradicts, fails checks, is doubtful or is missing, and what would change the answer. */
final class ProblemsHtml {

  private final Explanation explanation;
  private final Decision decision;
  private final HtmlParts parts;

  ProblemsHtml(Explanation explanation, HtmlParts parts) {
    this.explanation = explanation;
    this.decision = explanation.decision();
    this.parts = parts;
  }

  Html conflicts() {
    List<Html> content = new ArrayList<>();
    content.add(el("h3", "Read in more than one way"));
    if (explanation.conflicts().isEmpty()) {
      content.add(el("p", "Nothing.").classed("quiet"));
    }
    for (Explanation.Conflict conflict : explanation.conflicts()) {
      List<Html> entries = new ArrayList<>();
      for (int number : conflict.readings()) {
        Reading reading = explanation.readings().get(number - 1);
        entries.add(
            el(
                "li",
                parts.link(number),
                text(" "),
                outside(reading.text()),
                text(" — "),
                outside(Quotation.of(reading.percept())),
                text(", " + Valuations.percent(reading.percept().probability()))));
      }
      content.add(el("p", el("strong", outside(conflict.about()))));
      content.add(el("ul", entries));
    }
    content.add(el("h3", "Checks that the inputs fail"));
    content.add(
        decision.violations().isEmpty()
            ? el("p", "None: what was read conforms to the pack’s shapes.").classed("quiet")
            : el(
                "ul",
                decision.violations().stream()
                    .map(violation -> el("li", outside(violation)))
                    .toList()));
    return all(content);
  }

  Html missing() {
    List<Html> entries = new ArrayList<>();
    for (Reasoned reasoned : explanation.outcomes()) {
      if (!reasoned.missing().isEmpty()) {
        entries.add(
            el(
                "li",
                outside(reasoned.outcome().question().label()),
                text(" — "),
                Html.join(", ", reasoned.missing().stream().map(Html::outside).toList())));
      }
    }
    Html named =
        entries.isEmpty()
            ? el("p", "No input that a question needs was missing.").classed("quiet")
            : el("ul", entries);
    return all(
        named,
        doubts(),
        decision.withheld().isEmpty() ? text("") : withheld(),
        explanation
            .prospects()
            .map(prospects -> AskView.html(explanation, prospects))
            .orElseGet(ProblemsHtml::notTried));
  }

  Html change() {
    return explanation
        .prospects()
        .map(prospects -> AskView.turns(explanation, prospects, parts))
        .orElseGet(ProblemsHtml::notTried);
  }

  private static Html notTried() {
    return el("p", "Other readings and replies were not tried out for this report.")
        .classed("quiet");
  }

  private Html doubts() {
    List<String> doubts = DoubtWording.of(decision);
    return doubts.isEmpty()
        ? text("")
        : all(
            el("h3", "What a classifier could not tell"),
            el("ul", doubts.stream().map(doubt -> el("li", outside(doubt))).toList()));
  }

  private Html withheld() {
    return all(
        el("h3", "Looked at, and nothing claimed"),
        el(
            "ul",
            decision.withheld().stream()
                .map(
                    input -> el("li", outside(input.input()), text(" — "), outside(input.reason())))
                .toList()));
  }
}
