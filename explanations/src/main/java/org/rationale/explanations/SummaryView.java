package org.rationale.explanations;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.rationale.explanations.Explanation.Candidate;
import org.rationale.explanations.Explanation.Influence;
import org.rationale.explanations.Explanation.Reading;
import org.rationale.explanations.Explanation.Reasoned;
import org.rationale.explanations.Explanation.Role;
import org.rationale.kg.Percept;
import org.rationale.reasoner.Outcome;

/** A decision in one sentence or in one paragraph, from the same values as the longer views. */
final class SummaryView {

  /** How many readings a paragraph names for and against an answer. */
  private static final int NAMED = 3;

  private SummaryView() {}

  /** What was decided about the first question. */
  static String sentence(Explanation explanation) {
    return VisibleText.line(decided(explanation.outcomes().getFirst()));
  }

  /**
   * That, why, what counts for and against it, which candidate comes next, what the other questions
   * came to, what was missing and what a person must still judge.
   */
  static String paragraph(Explanation explanation) {
    Reasoned first = explanation.outcomes().getFirst();
    List<String> sentences = new ArrayList<>();
    sentences.add(decided(first));
    if (!first.chosen().isEmpty()) {
      Candidate chosen = first.chosen().getFirst();
      chosen.proofs().proofs().stream()
          .findFirst()
          .flatMap(proof -> proof.because(chosen.proofs().statement()))
          .ifPresent(because -> sentences.add("The main reason: " + because + "."));
      influences("For it counts", Role.SUPPORTS, chosen, explanation, sentences);
      influences("Against it counts", Role.OPPOSES, chosen, explanation, sentences);
    }
    first.others().stream()
        .findFirst()
        .ifPresent(
            next ->
                sentences.add(
                    "The %s candidate is %s, %s."
                        .formatted(
                            first.chosen().isEmpty() ? "likeliest" : "next",
                            next.answer().label(),
                            Valuations.brief(next.answer().valuation()))));
    explanation.outcomes().stream()
        .skip(1)
        .filter(reasoned -> !reasoned.chosen().isEmpty())
        .forEach(reasoned -> sentences.add(decided(reasoned)));
    missing(explanation, sentences);
    if (!first.outcome().question().caution().isEmpty()) {
      sentences.add("A person must still judge: " + first.outcome().question().caution());
    }
    return VisibleText.line(String.join(" ", sentences));
  }

  private static String decided(Reasoned reasoned) {
    String question = reasoned.outcome().question().label();
    return switch (reasoned.outcome().result()) {
      case Outcome.Result.Abstained abstained ->
          question + " No answer is given: " + abstained.reason();
      case Outcome.Result.Chosen chosen ->
          reasoned.chosen().isEmpty()
              ? question + " None of the candidates."
              : question
                  + " "
                  + TextView.capital(
                      reasoned.chosen().stream()
                          .map(
                              candidate ->
                                  candidate.answer().label()
                                      + ", "
                                      + Valuations.full(candidate.answer().valuation()))
                          .collect(Collectors.joining("; ")))
                  + ".";
    };
  }

  private static void influences(
      String title,
      Role direction,
      Candidate candidate,
      Explanation explanation,
      List<String> sentences) {
    List<Influence> all =
        candidate.influences().stream()
            .filter(influence -> influence.direction() == direction)
            .toList();
    if (all.isEmpty()) {
      return;
    }
    String named =
        all.stream()
            .limit(NAMED)
            .map(influence -> explanation.readings().get(influence.reading() - 1))
            .map(SummaryView::quoted)
            .collect(Collectors.joining("; "));
    int more = all.size() - NAMED;
    sentences.add(title + ": " + named + (more > 0 ? "; and " + more + " more" : "") + ".");
  }

  private static String quoted(Reading reading) {
    Percept percept = reading.percept();
    return "%s (%s, %s)"
        .formatted(
            reading.text(), Quotation.of(percept), Valuations.percent(percept.probability()));
  }

  private static void missing(Explanation explanation, List<String> sentences) {
    List<String> missing =
        explanation.outcomes().stream()
            .flatMap(reasoned -> reasoned.missing().stream())
            .distinct()
            .toList();
    if (!missing.isEmpty()) {
      sentences.add("Missing: " + String.join(", ", missing) + ".");
    }
  }
}
