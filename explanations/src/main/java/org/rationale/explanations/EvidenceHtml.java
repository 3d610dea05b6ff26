package org.rationale.explanations;

import static org.rationale.explanations.Html.all;
import static org.rationale.explanations.Html.el;
import static org.rationale.explanations.Html.outside;
import static org.rationale.explanations.Html.text;

import java.util.ArrayList;
import java.util.List;
import org.apache.jena.graph.Triple;
import org.rationale.explanations.Explanation.Candidate;
import org.rationale.explanations.Explanation.Influence;
import org.rationale.explanations.Explanation.Reading;
import org.rationale.explanations.Explanation.Reasoned;
import org.rationale.explanations.Explanation.Role;
import org.rationale.reasoner.Answer;

/** What each reading does to an answer. */
final class EvidenceHtml {

  /** Readings that a summary names; it says how many more there are. */
  private static final int NAMED = 6;

  private final Explanation explanation;
  private final HtmlParts parts;

  EvidenceHtml(Explanation explanation, HtmlParts parts) {
    this.explanation = explanation;
    this.parts = parts;
  }

  /** Tables for and against, and against the likeliest other answer. */
  Html of(Reasoned reasoned, Candidate candidate) {
    return all(
        influences("For", candidate, Role.SUPPORTS),
        influences("Against", candidate, Role.OPPOSES),
        contrast(reasoned, candidate));
  }

  /** The strongest readings by name. */
  Html summary(Candidate candidate) {
    return all(
        names("For it: ", candidate, Role.SUPPORTS),
        names("Against it: ", candidate, Role.OPPOSES));
  }

  private Html names(String title, Candidate candidate, Role direction) {
    List<Influence> influences = influences(candidate, direction);
    if (influences.isEmpty()) {
      return text("");
    }
    List<Html> named = new ArrayList<>();
    for (Influence influence : influences.subList(0, Math.min(NAMED, influences.size()))) {
      Reading reading = explanation.readings().get(influence.reading() - 1);
      named.add(
          all(
              parts.link(reading.number()),
              text(" "),
              outside(reading.text()),
              text(
                  influence
                      .ifFalse()
                      .map(
                          without ->
                              " (%s if true, %s if not)"
                                  .formatted(
                                      Valuations.brief(influence.ifTrue()),
                                      Valuations.brief(without)))
                      .orElse(""))));
    }
    int more = influences.size() - named.size();
    return el(
        "p",
        text(title),
        Html.join("; ", named),
        text(more == 0 ? "." : "; and %d more.".formatted(more)));
  }

  private static List<Influence> influences(Candidate candidate, Role direction) {
    return candidate.influences().stream()
        .filter(influence -> influence.direction() == direction)
        .toList();
  }

  private Html contrast(Reasoned reasoned, Candidate candidate) {
    Contrast contrast = explanation.contrasts().get(reasoned.outcome().question().id());
    return contrast == null || !candidate.chosen()
        ? text("")
        : ContrastView.html(
            contrast,
            label(reasoned, contrast.first().statement()),
            label(reasoned, contrast.second().statement()));
  }

  private static String label(Reasoned reasoned, Triple statement) {
    return reasoned.candidates().stream()
        .map(Candidate::answer)
        .filter(answer -> answer.statement().equals(statement))
        .map(Answer::label)
        .findFirst()
        .orElse(statement.toString());
  }

  private Html influences(String title, Candidate candidate, Role direction) {
    List<Influence> influences = influences(candidate, direction);
    if (influences.isEmpty()) {
      return el("p", title + ": nothing that was read.").classed("quiet");
    }
    List<Html> rows = new ArrayList<>();
    for (Influence influence : influences) {
      Reading reading = explanation.readings().get(influence.reading() - 1);
      rows.add(
          el(
              "tr",
              el("th", parts.link(reading.number()), text(" "), outside(reading.text()))
                  .with("scope", "row"),
              el("td", outside(Quotation.of(reading.percept()))),
              el("td", Valuations.percent(reading.percept().probability())).classed("number"),
              el("td", Valuations.brief(influence.ifTrue())).classed("number"),
              el("td", influence.ifFalse().map(Valuations::brief).orElse("given as certain"))
                  .classed("number")));
    }
    return el(
            "div",
            InputHtml.table(
                title,
                List.of("Read", "Where", "Read with", "Answer if true", "Answer if not"),
                rows))
        .classed(InputHtml.role(direction));
  }
}
