package org.rationale.explanations;

import static org.rationale.explanations.Html.all;
import static org.rationale.explanations.Html.el;
import static org.rationale.explanations.Html.outside;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.rationale.explanations.Explanation.Prospects;
import org.rationale.explanations.Explanation.Reading;
import org.rationale.explanations.Explanation.Turn;
import org.rationale.explanations.Inquiry.Basis;
import org.rationale.explanations.Inquiry.Reply;

/** What would change a decision and what to ask next, as text, HTML and JSON. */
final class AskView {

  private static final int MOST_IN_TEXT = 5;
  private static final int MOST_IN_PAGE = 12;

  private AskView() {}

  /** {@code 0.31 bits}. */
  static String gain(Inquiry inquiry) {
    if (inquiry.gain() == 0) {
      return "0 bits";
    }
    return inquiry.gain() < 0.01
        ? "< 0.01 bits"
        : String.format(Locale.ROOT, "%.2f bits", inquiry.gain());
  }

  static String name(Inquiry inquiry) {
    return inquiry.input()
        + (inquiry.part().isEmpty() ? "" : "." + inquiry.part())
        + ": "
        + inquiry.text();
  }

  /** What a reply does, in words. */
  static String effect(Explanation explanation, Reply reply) {
    List<String> words = new ArrayList<>();
    reply.leading().ifPresent(p -> words.add(Valuations.percent(p)));
    reply.verdict().ifPresent(verdict -> words.add("the answer would be: " + verdict));
    String first = explanation.outcomes().getFirst().outcome().question().id();
    List<String> others =
        reply.changed().stream().filter(question -> !question.equals(first)).toList();
    if (!others.isEmpty()) {
      words.add("answered otherwise: " + String.join(", ", others));
    }
    return words.isEmpty() ? "changes nothing" : String.join("; ", words);
  }

  static String text(Explanation explanation, Prospects prospects) {
    StringBuilder out = new StringBuilder();
    if (!prospects.turns().isEmpty()) {
      out.append("\nWhat would change it\n");
      for (Turn turn : prospects.turns()) {
        TextView.wrap(out, "  • ", "    ", turn(explanation, turn));
      }
    }
    List<Inquiry> inquiries = prospects.inquiries();
    if (!inquiries.isEmpty()) {
      out.append("\nWhat to ask next\n");
      for (Inquiry inquiry : inquiries.subList(0, Math.min(MOST_IN_TEXT, inquiries.size()))) {
        TextView.wrap(out, "  • ", "    ", name(inquiry) + " — " + gain(inquiry));
        for (Reply reply : inquiry.replies()) {
          TextView.wrap(
              out, "      ", "        ", reply.text() + ": " + effect(explanation, reply));
        }
      }
      if (inquiries.size() > MOST_IN_TEXT) {
        TextView.wrap(
            out, "  ", "  ", "… and %d further ones".formatted(inquiries.size() - MOST_IN_TEXT));
      }
    }
    return out.toString();
  }

  private static String turn(Explanation explanation, Turn turn) {
    Reading reading = explanation.readings().get(turn.reading() - 1);
    return "Without “%s” (%s) the answer would be: %s"
        .formatted(reading.text(), Quotation.of(reading.percept()), turn.verdict());
  }

  static Html turns(Explanation explanation, Prospects prospects, HtmlParts parts) {
    List<Html> rows = new ArrayList<>();
    for (Turn turn : prospects.turns()) {
      Reading reading = explanation.readings().get(turn.reading() - 1);
      rows.add(
          el(
              "tr",
              el("th", parts.link(turn.reading()), Html.text(" "), outside(reading.text()))
                  .with("scope", "row"),
              el("td", outside(turn.verdict()))));
    }
    return rows.isEmpty()
        ? el(
                "p",
                "No single reading: without any one of them the first question is answered in the"
                    + " same way.")
            .classed("quiet")
        : InputHtml.table(
            "Readings that the answer turns on", List.of("Without", "The answer would be"), rows);
  }

  static Html html(Explanation explanation, Prospects prospects) {
    List<Inquiry> inquiries = prospects.inquiries();
    if (inquiries.isEmpty()) {
      return el("p", "No reply would change anything.").classed("quiet");
    }
    List<Html> rows = new ArrayList<>();
    for (Inquiry inquiry : inquiries.subList(0, Math.min(MOST_IN_PAGE, inquiries.size()))) {
      rows.add(
          el(
              "tr",
              el("th", outside(name(inquiry))).with("scope", "row"),
              el("td", gain(inquiry)).classed("number"),
              el("td", inquiry.basis() == Basis.READ ? "as it was read" : "nothing read"),
              el(
                  "td",
                  el(
                          "ul",
                          inquiry.replies().stream()
                              .map(
                                  reply ->
                                      el(
                                          "li",
                                          outside(reply.text()),
                                          Html.text(": "),
                                          outside(effect(explanation, reply))))
                              .toList())
                      .classed("replies"))));
    }
    List<Html> content = new ArrayList<>();
    content.add(
        InputHtml.table(
            "What to ask next",
            List.of("Ask for", "Gain", "Chances of replies", "Then the leading answer has"),
            rows));
    if (inquiries.size() > MOST_IN_PAGE) {
      content.add(
          el(
                  "p",
                  "%d further replies would change less; the JSON of this decision has them."
                      .formatted(inquiries.size() - MOST_IN_PAGE))
              .classed("quiet"));
    }
    content.add(
        el(
                "p",
                "The gain is the mutual information between the leading answer and the reply, in"
                    + " bits. Where nothing was read, nothing says how likely a reply is: each that"
                    + " does something of its own counts the same, and the gain says how far the"
                    + " replies pull the decision apart.")
            .classed("quiet"));
    return all(content);
  }

  static void json(Explanation explanation, Prospects prospects, ObjectNode node) {
    ArrayNode turns = node.putArray("turns");
    for (Turn turn : prospects.turns()) {
      turns
          .addObject()
          .put("percept", explanation.readings().get(turn.reading() - 1).percept().id())
          .put("verdict", turn.verdict());
    }
    ArrayNode asked = node.putArray("askNext");
    for (Inquiry inquiry : prospects.inquiries()) {
      ObjectNode entry =
          asked
              .addObject()
              .put("input", inquiry.input())
              .put("part", inquiry.part())
              .put("text", inquiry.text())
              .put("basis", inquiry.basis() == Basis.READ ? "read" : "none")
              .put("gain", inquiry.gain());
      ArrayNode replies = entry.putArray("replies");
      for (Reply reply : inquiry.replies()) {
        ObjectNode one = replies.addObject().put("text", reply.text());
        reply.probability().ifPresent(p -> one.put("probability", p.value()));
        reply.leading().ifPresent(p -> one.put("leading", p.value()));
        reply.verdict().ifPresent(verdict -> one.put("verdict", verdict));
        one.set("changed", JsonView.strings(reply.changed()));
      }
    }
  }
}
