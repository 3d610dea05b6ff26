package org.rationale.explanations;

import static org.rationale.explanations.Html.all;
import static org.rationale.explanations.Html.el;
import static org.rationale.explanations.Html.outside;
import static org.rationale.explanations.Html.text;

import java.util.Map;

/** The page of one fact. */
final class WhyHtml {

  private WhyHtml() {}

  static String write(Proofs why) {
    return write(why, text(""));
  }

  static String write(Proofs why, Contrast contrast) {
    return write(why, all(el("h2", "Why this and not that"), ContrastView.html(contrast)));
  }

  private static String write(Proofs why, Html more) {
    Html evidence =
        why.evidence().isEmpty()
            ? text("")
            : all(
                el("h2", "What was observed"),
                el(
                    "ul",
                    why.evidence().stream()
                        .map(
                            seen ->
                                el("li", text(seen.holds() ? "" : "Not: "), outside(seen.text())))
                        .toList()));
    Html body =
        all(
            el(
                "header",
                el("p", "Proof of one statement").classed("kicker"),
                el("h1", outside(why.text())),
                el(
                        "p",
                        HtmlParts.bar(why.valuation()),
                        text(" " + Valuations.full(why.valuation())))
                    .classed("measure")),
            el(
                "main",
                evidence,
                el("h2", "Why it holds"),
                new HtmlParts(Map.of()).proofs(why),
                more));
    return HtmlPage.write(why.text() + " — why", body);
  }
}
