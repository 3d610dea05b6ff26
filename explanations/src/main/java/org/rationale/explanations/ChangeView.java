package org.rationale.explanations;

import static org.rationale.explanations.Html.all;
import static org.rationale.explanations.Html.el;
import static org.rationale.explanations.Html.outside;

import java.util.ArrayList;
import java.util.List;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.rationale.explanations.WhyNot.Element;
import org.rationale.explanations.WhyNot.Wanted;
import org.rationale.kg.Rat;
import org.rationale.reasoner.Outcome;

/** Why-not and what-if in blocks of lines: for a terminal of 96 columns, or for a page. */
final class ChangeView {

  /** How much of each kind is shown. */
  private record Most(int repairs, int rules, int facts) {}

  private static final Most OF_TEXT = new Most(10, 3, 20);
  private static final Most OF_PAGE = new Most(200, 50, 500);

  /**
   * A line.
   *
   * @param first what stands before it
   * @param next what stands before its continuation
   */
  private record Row(String first, String next, String text) {}

  private final Most most;
  private final List<List<Row>> blocks = new ArrayList<>(List.of(new ArrayList<>()));

  private ChangeView(Most most) {
    this.most = most;
  }

  static String whyNot(WhyNot whyNot) {
    return of(whyNot, OF_TEXT).text();
  }

  static String whatIf(WhatIf whatIf) {
    return of(whatIf, OF_TEXT).text();
  }

  static String whatIf(DecisionWhatIf whatIf) {
    return of(whatIf, OF_TEXT).text();
  }

  static String whyNotPage(WhyNot whyNot) {
    return of(whyNot, OF_PAGE).page("Why not");
  }

  static String whatIfPage(WhatIf whatIf) {
    return of(whatIf, OF_PAGE).page("What if");
  }

  static String whatIfPage(DecisionWhatIf whatIf) {
    return of(whatIf, OF_PAGE).page("What if");
  }

  private String text() {
    StringBuilder out = new StringBuilder();
    for (List<Row> block : blocks) {
      out.append(out.isEmpty() ? "" : "\n");
      block.forEach(row -> TextView.wrap(out, row.first(), row.next(), row.text()));
    }
    return out.toString();
  }

  /** The same words: of each block the first line is a heading, and the others are its list. */
  private String page(String kind) {
    List<Html> sections = new ArrayList<>();
    for (List<Row> block : blocks.subList(1, blocks.size())) {
      List<Html> rows = new ArrayList<>();
      for (Row row : block.subList(1, block.size())) {
        rows.add(row(row));
      }
      sections.add(
          el(
              "section",
              el("h2", outside(block.getFirst().text())),
              rows.isEmpty() ? Html.text("") : el("ul", rows).classed("changes")));
    }
    List<Row> head = blocks.getFirst();
    Html body =
        all(
            el(
                "header",
                el("p", kind).classed("kicker"),
                el("h1", outside(head.getFirst().text())),
                all(
                    head.stream()
                        .skip(1)
                        .map(
                            row ->
                                el("p", Html.text(row.first().strip() + " "), outside(row.text())))
                        .toList())),
            el("main", sections));
    return HtmlPage.write(kind + ": " + head.getFirst().text(), body);
  }

  private static Html row(Row row) {
    String bullet = row.first().strip();
    return el(
            "li",
            bullet.isEmpty() ? Html.text("") : el("span", bullet + " ").classed("ordinal"),
            outside(row.text()))
        .classed(
            switch (bullet) {
              case "+" -> "gained";
              case "-" -> "lost";
              default -> bullet.isEmpty() && row.first().length() > 2 ? "part" : "whole";
            });
  }

  private static ChangeView of(WhyNot whyNot, Most most) {
    ChangeView view = new ChangeView(most);
    view.line("", whyNot.text());
    view.line("  ", TextView.capital(Valuations.full(whyNot.valuation())) + "." + wanted(whyNot));
    if (!whyNot.reached()) {
      view.rules(whyNot);
      view.repairs(whyNot);
    }
    return view;
  }

  private static String wanted(WhyNot whyNot) {
    return switch (whyNot.wanted()) {
      case Wanted.Possible possible ->
          whyNot.reached()
              ? " It holds in some possible world; ask why."
              : " It holds in no possible world.";
      case Wanted.AtLeast(var threshold) ->
          " Wanted: at least "
              + Valuations.plain(threshold)
              + (whyNot.reached() ? ", which it has." : ".");
    };
  }

  private void rules(WhyNot whyNot) {
    block();
    if (whyNot.attempts().isEmpty()) {
      line("", "No rule could conclude it.");
      return;
    }
    line("", whyNot.attempts().size() == 1 ? "The rule" : "The nearest rules");
    for (WhyNot.Attempt attempt :
        whyNot.attempts().subList(0, Math.min(most.rules(), whyNot.attempts().size()))) {
      line(
          "  ",
          "rule "
              + Quotation.rule(attempt.rule())
              + (attempt.text().isEmpty() ? "" : ": " + attempt.text()));
      attempt.elements().forEach(element -> item("    ", element(element)));
      attempt
          .source()
          .ifPresent(
              source ->
                  item(
                      "    ",
                      "source: " + source.text() + source.iri().map(iri -> ", " + iri).orElse("")));
    }
    more(whyNot.attempts().size() - most.rules(), "further rule", "  ");
  }

  private static String element(Element element) {
    return switch (element) {
      case Element.Held held -> "held: " + held.text() + certainty(held);
      case Element.Missing missing ->
          "missing: "
              + missing.text()
              + (missing.concludedBy().isEmpty()
                  ? missing.mayAdd() ? "" : "  [nothing supplies it]"
                  : "  [by rule "
                      + String.join(
                          ", ", missing.concludedBy().stream().map(Quotation::rule).toList())
                      + "]");
      case Element.Blocked blocked ->
          "blocked: not: "
              + blocked.text()
              + "  [by "
              + String.join("; ", blocked.by().stream().map(WhyNot.Blocker::text).toList())
              + "]";
      case Element.Absent absent -> "held: not: " + absent.text();
      case Element.Refused refused -> "refused: " + refused.text();
      case Element.Fulfilled fulfilled -> "held: " + fulfilled.text();
      case Element.Open open -> "open: " + open.text();
      case Element.Unchecked unchecked -> unchecked(unchecked);
      case Element.Unknown unknown -> "not known: " + unknown.text();
    };
  }

  private static String unchecked(Element.Unchecked unchecked) {
    String facts = String.join("; ", unchecked.facts().stream().map(WhyNot.Blocker::text).toList());
    return "not checked: "
        + String.join(" and ", unchecked.conditions())
        + (unchecked.text().equals(facts) ? " of " : " of " + unchecked.text() + ", with ")
        + facts;
  }

  private static String certainty(Element.Held held) {
    return held.valuation().probability().isCertain()
        ? ""
        : "  [" + Valuations.brief(held.valuation()) + "]";
  }

  private void repairs(WhyNot whyNot) {
    block();
    line(
        "",
        whyNot.repairs().isEmpty()
            ? "No set of up to "
                + whyNot.size()
                + (whyNot.complete() < whyNot.size()
                    ? " changes was found that would make it so."
                    : " changes would make it so.")
            : "It would be so with");
    int number = 0;
    for (WhyNot.Repair repair : whyNot.repairs()) {
      if (++number > most.repairs()) {
        break;
      }
      boolean first = true;
      for (WhyNot.ChangeText change : repair.changes()) {
        item(first ? "%4d. ".formatted(number) : "      ", words(change));
        first = false;
      }
      List<String> conditions = conditions(repair);
      if (!conditions.isEmpty()) {
        item("      ", "where " + String.join(" and ", conditions) + example(repair));
      }
      if (!repair.valuation().probability().isCertain()) {
        item("      ", "→ " + Valuations.full(repair.valuation()));
      }
    }
    more(whyNot.repairs().size() - most.repairs(), "further set", "  ");
    if (!whyNot.repairs().isEmpty() || whyNot.complete() < whyNot.size()) {
      line("", extent(whyNot));
    }
    if (whyNot.among().filter(WhyNot.Among::unreadNumbers).isPresent()) {
      line(
          "",
          "Java code of a DRL rule may tell more numbers apart than the rules' texts do: other"
              + " numbers may do, too.");
    }
  }

  /** What the repairs are all of. */
  private static String extent(WhyNot whyNot) {
    if (whyNot.complete() < whyNot.size()) {
      return "Not all sets could be tried%s: there may be others of %d change%s or more."
          .formatted(
              whyNot
                  .among()
                  .map(among -> " of the %d changes that can matter".formatted(among.changes()))
                  .orElse(""),
              whyNot.complete() + 1,
              whyNot.complete() == 0 ? "" : "s");
    }
    String all = "These are all smallest sets of up to %d".formatted(whyNot.size());
    return whyNot
            .among()
            .map(
                among ->
                    among.changes() == 1
                        ? all + " of the 1 change that can matter"
                        : all + " of the %d changes that can matter".formatted(among.changes()))
            .orElse(all + " changes")
        + ".";
  }

  /** Those that no change's text states already. */
  private static List<String> conditions(WhyNot.Repair repair) {
    List<String> conditions = new ArrayList<>(repair.conditions());
    for (WhyNot.ChangeText change : repair.changes()) {
      change.number().ifPresent(name -> conditions.removeIf(c -> c.startsWith("?" + name + " ")));
    }
    return conditions;
  }

  private static String example(WhyNot.Repair repair) {
    return repair.example().isEmpty()
        ? ""
        : ", for example "
            + String.join(
                ", ",
                repair.example().entrySet().stream()
                    .map(entry -> "?" + entry.getKey() + " = " + term(entry.getValue()))
                    .toList());
  }

  private static String term(Node term) {
    return term.isLiteral() ? term.getLiteralLexicalForm() : Wording.ntriples(term);
  }

  private static String words(WhyNot.ChangeText change) {
    return switch (change.change()) {
      case Change.Add add ->
          "add: "
              + change.text()
              + (change.replaced().isEmpty()
                  ? ""
                  : " (in place of "
                      + String.join(
                          ", ", change.replaced().stream().map(WhyNot.Blocker::text).toList())
                      + ")");
      case Change.Remove remove -> "take back: " + change.text();
      case Change.Believe(var statement, var probability) ->
          (probability.isCertain() ? "be surer of: " : "be less sure of: ")
              + change.text()
              + change
                  .crossing()
                  .map(
                      crossing ->
                          ", from "
                              + Valuations.percent(crossing)
                              + (probability.isCertain() ? " up" : " down"))
                  .orElse(probability.isCertain() ? ", up to certain" : ", down to excluded")
              + change
                  .before()
                  .map(before -> " (now " + Valuations.percent(before) + ")")
                  .orElse("");
    };
  }

  private static ChangeView of(WhatIf whatIf, Most most) {
    ChangeView view = new ChangeView(most);
    whatIf
        .answer()
        .ifPresent(
            answer -> {
              view.line("", answer.text());
              view.line("  before: ", Valuations.full(answer.before()));
              view.line("  after:  ", Valuations.full(answer.after()));
            });
    view.differences(whatIf);
    return view;
  }

  private static ChangeView of(DecisionWhatIf whatIf, Most most) {
    ChangeView view = new ChangeView(most);
    view.line("", "Case " + whatIf.before().caseFile().id());
    for (DecisionWhatIf.OutcomeChange change : whatIf.outcomes()) {
      view.block();
      view.line("", change.before().question().label());
      if (change.answered()) {
        view.item("  before: ", result(change.before()));
        view.item("  after:  ", result(change.after()));
      } else {
        view.item("  as before: ", result(change.after()));
      }
      for (WhatIf.Moved candidate : view.first(change.candidates())) {
        view.item("  ~ ", moved(candidate));
      }
      view.more(change.candidates().size() - most.facts(), "further candidate", "    ");
    }
    view.differences(whatIf.facts());
    return view;
  }

  private static String result(Outcome outcome) {
    return switch (outcome.result()) {
      case Outcome.Result.Chosen chosen ->
          chosen.answers().isEmpty()
              ? "none"
              : String.join(
                  "; ",
                  chosen.answers().stream()
                      .map(a -> a.label() + " (" + Valuations.brief(a.valuation()) + ")")
                      .toList());
      case Outcome.Result.Abstained abstained -> "no answer. " + abstained.reason();
    };
  }

  private static String moved(WhatIf.Moved fact) {
    return fact.text()
        + "  "
        + Valuations.brief(fact.before())
        + " → "
        + Valuations.brief(fact.after());
  }

  private void differences(WhatIf whatIf) {
    facts("Gained", "+ ", whatIf.gained());
    facts("Lost", "- ", whatIf.lost());
    List<WhatIf.Moved> moved =
        whatIf.moved().stream().filter(fact -> !isOfQuestion(fact.statement())).toList();
    List<WhatIf.Moved> visibly =
        moved.stream()
            .filter(fact -> !Valuations.brief(fact.before()).equals(Valuations.brief(fact.after())))
            .toList();
    if (!moved.isEmpty()) {
      block();
      line("", "Moved");
      for (WhatIf.Moved fact : first(visibly)) {
        item("  ~ ", moved(fact));
      }
      more(visibly.size() - most.facts(), "further fact", "    ");
      int little = moved.size() - visibly.size();
      if (little > 0) {
        line("  ", "%d fact%s by less than is shown".formatted(little, little == 1 ? "" : "s"));
      }
    }
    if (whatIf.gained().isEmpty() && whatIf.lost().isEmpty() && whatIf.moved().isEmpty()) {
      line("", "Nothing else changes.");
    }
    List<WhatIf.StepChange> steps =
        whatIf.steps().stream()
            .filter(change -> !isOfQuestion(change.step().conclusion()))
            .toList();
    if (!steps.isEmpty()) {
      block();
      line("", "Steps responsible");
      for (WhatIf.StepChange change : first(steps)) {
        item(
            change.gained() ? "  + " : "  - ",
            change.step().text() + "  [rule " + Quotation.rule(change.step().rule()) + "]");
      }
      more(steps.size() - most.facts(), "further step", "    ");
    }
    if (!whatIf.allMoved()) {
      line("", "Too many facts are uncertain to compare the probabilities of all.");
    }
  }

  /** That something is a candidate for a question is no fact for readers; outcomes say it. */
  private static boolean isOfQuestion(Triple statement) {
    return statement.getPredicate().isURI()
        && statement.getPredicate().getURI().startsWith(Rat.QUESTION);
  }

  private void facts(String title, String sign, List<WhatIf.Stated> all) {
    List<WhatIf.Stated> facts =
        all.stream().filter(fact -> !isOfQuestion(fact.statement())).toList();
    if (facts.isEmpty()) {
      return;
    }
    block();
    line("", title);
    for (WhatIf.Stated fact : first(facts)) {
      item(
          "  " + sign,
          fact.text()
              + (fact.valuation().probability().isCertain()
                  ? ""
                  : "  [" + Valuations.brief(fact.valuation()) + "]"));
    }
    more(facts.size() - most.facts(), "further fact", "    ");
  }

  private <T> List<T> first(List<T> all) {
    return all.subList(0, Math.min(most.facts(), all.size()));
  }

  private void more(int number, String what, String indent) {
    if (number > 0) {
      line(indent, "… and " + number + " " + what + (number == 1 ? "" : "s"));
    }
  }

  private void block() {
    blocks.add(new ArrayList<>());
  }

  private void line(String indent, String text) {
    blocks.getLast().add(new Row(indent, indent, text));
  }

  private void item(String bullet, String text) {
    blocks.getLast().add(new Row(bullet, " ".repeat(bullet.length()) + "  ", text));
  }
}
