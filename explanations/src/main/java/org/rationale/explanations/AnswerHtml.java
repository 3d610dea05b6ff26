package org.rationale.explanations;

import static org.rationale.explanations.Html.all;
import static org.rationale.explanations.Html.el;
import static org.rationale.explanations.Html.outside;
import static org.rationale.explanations.Html.text;

import java.util.ArrayList;
import java.util.List;
import org.rationale.explanations.Explanation.Candidate;
import org.rationale.explanations.Explanation.Reasoned;
import org.rationale.reasoner.Outcome;
import org.rationale.reasoner.Policy;

/** What was decided, one card for each question, and what a person must still judge. */
final class AnswerHtml {

  private final Explanation explanation;

  AnswerHtml(Explanation explanation) {
    this.explanation = explanation;
  }

  Html section() {
    return el("div", explanation.outcomes().stream().map(this::card).toList()).classed("cards");
  }

  /** The decision in a paragraph. */
  Html paragraph() {
    return el("p", outside(SummaryView.paragraph(explanation)));
  }

  private Html card(Reasoned reasoned) {
    Outcome outcome = reasoned.outcome();
    List<Html> content = new ArrayList<>();
    content.add(el("h3", outside(outcome.question().label())));
    switch (outcome.result()) {
      case Outcome.Result.Chosen chosen -> {
        if (reasoned.chosen().isEmpty()) {
          content.add(el("p", "None of the candidates.").classed("verdict"));
        }
        content.add(
            reasoned.chosen().size() > 1
                ? verdicts(outcome.question().id(), reasoned.chosen())
                : all(
                    reasoned.chosen().stream()
                        .map(candidate -> verdict(outcome.question().id(), candidate))
                        .toList()));
      }
      case Outcome.Result.Abstained abstained -> {
        content.add(el("p", "No answer is given.").classed("verdict abstained"));
        content.add(el("p", outside(abstained.reason())));
      }
    }
    content.add(el("p", policy(outcome.question().policy())).classed("policy"));
    if (!outcome.question().caution().isEmpty()) {
      content.add(
          el(
                  "p",
                  el("strong", "A person must still judge: "),
                  outside(outcome.question().caution()))
              .classed("caution"));
    }
    return el("div", content)
        .classed(reasoned.equals(explanation.outcomes().getFirst()) ? "card lead" : "card");
  }

  /** A probability with what a checker needs to find it in the certificate. */
  static Html claim(String question, Candidate candidate) {
    return el("data", Valuations.full(candidate.answer().valuation()))
        .classed("claim")
        .with("data-question", question)
        .with("data-fact", Wording.ntriples(candidate.answer().statement()))
        .with("data-chosen", String.valueOf(candidate.chosen()))
        .with("value", String.valueOf(candidate.answer().valuation().probability().value()));
  }

  /** A candidate's name, bar and probability. */
  static Html measured(String question, Candidate candidate) {
    return all(
        el("span", outside(candidate.answer().label())).classed("name"),
        HtmlParts.bar(candidate.answer().valuation()),
        el("span", claim(question, candidate)).classed("value"));
  }

  /** Several answers to one question, one line each. */
  private static Html verdicts(String question, List<Candidate> candidates) {
    return el(
            "ul",
            candidates.stream().map(candidate -> el("li", measured(question, candidate))).toList())
        .classed("candidates");
  }

  /** The answer, its probability, and the last step of its best proof in words. */
  private static Html verdict(String question, Candidate candidate) {
    Html because =
        candidate.proofs().proofs().stream()
            .findFirst()
            .flatMap(proof -> proof.because(candidate.proofs().statement()))
            .<Html>map(sentence -> el("p", text("Mainly because: "), outside(sentence)))
            .orElseGet(() -> text(""));
    return el(
            "div",
            el("p", outside(candidate.answer().label())).classed("verdict"),
            el(
                    "p",
                    HtmlParts.bar(candidate.answer().valuation()),
                    text(" "),
                    claim(question, candidate))
                .classed("measure"),
            because)
        .classed("chosen");
  }

  private static String policy(Policy policy) {
    return switch (policy) {
      case Policy.MostProbable most ->
          "The most probable candidate is the answer if it reaches "
              + Valuations.plain(most.threshold())
              + ".";
      case Policy.AllAbove all ->
          "Every candidate that reaches " + Valuations.plain(all.threshold()) + " is an answer.";
      case Policy.ScoreValue score ->
          "The most probable value of the score is the answer"
              + (score.threshold().value() > 0
                  ? " if it reaches " + Valuations.plain(score.threshold())
                  : "")
              + ".";
    };
  }
}
