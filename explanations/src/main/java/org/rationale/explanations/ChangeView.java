package org.rationale.explanations;

import java.util.List;
import org.apache.jena.graph.Node;
import org.rationale.explanations.WhyNot.Element;
import org.rationale.explanations.WhyNot.Wanted;
import org.rationale.reasoner.Outcome;

/** Why-not and what-if for a terminal of 96 columns. */
final class ChangeView {

  private static final int MOST_REPAIRS = 10;
  private static final int MOST_RULES = 3;
  private static final int MOST_FACTS = 20;

  private final StringBuilder out = new StringBuilder();

  private ChangeView() {}

  static String whyNot(WhyNot whyNot) {
    ChangeView view = new ChangeView();
    view.line("", whyNot.text());
    view.line("  ", TextView.capital(Valuations.full(whyNot.valuation())) + "." + wanted(whyNot));
    if (!whyNot.reached()) {
      view.rules(whyNot);
      view.repairs(whyNot);
    }
    return view.out.toString();
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
    out.append('\n');
    if (whyNot.attempts().isEmpty()) {
      line("", "No rule could conclude it.");
      return;
    }
    line("", whyNot.attempts().size() == 1 ? "The rule" : "The nearest rules");
    for (WhyNot.Attempt attempt :
        whyNot.attempts().subList(0, Math.min(MOST_RULES, whyNot.attempts().size()))) {
      line(
          "  ",
          "rule "
              + Quotation.rule(attempt.rule())
              + (attempt.text().isEmpty() ? "" : ": " + attempt.text()));
      attempt.elements().forEach(element -> item("    ", element(element)));
    }
    more(whyNot.attempts().size() - MOST_RULES, "further rule", "  ");
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
    };
  }

  private static String certainty(Element.Held held) {
    return held.valuation().probability().isCertain()
        ? ""
        : "  [" + Valuations.brief(held.valuation()) + "]";
  }

  private void repairs(WhyNot whyNot) {
    out.append('\n');
    line(
        "",
        whyNot.repairs().isEmpty()
            ? "No set of up to " + whyNot.size() + " changes would make it so."
            : "It would be so with");
    int number = 0;
    for (WhyNot.Repair repair : whyNot.repairs()) {
      if (++number > MOST_REPAIRS) {
        break;
      }
      boolean first = true;
      for (WhyNot.ChangeText change : repair.changes()) {
        item(first ? "%4d. ".formatted(number) : "      ", words(change));
        first = false;
      }
      if (!repair.conditions().isEmpty()) {
        item("      ", "where " + String.join(" and ", repair.conditions()) + example(repair));
      }
      if (!repair.valuation().probability().isCertain()) {
        item("      ", "→ " + Valuations.full(repair.valuation()));
      }
    }
    more(whyNot.repairs().size() - MOST_REPAIRS, "further set", "  ");
    line(
        "",
        whyNot.complete() == whyNot.size()
            ? "These are all smallest sets of up to %d changes.".formatted(whyNot.size())
            : "The search was cut short: there may be further sets of %d changes or more."
                .formatted(whyNot.complete() + 1));
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
      case Change.Add add -> "add: " + change.text();
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

  static String whatIf(WhatIf whatIf) {
    ChangeView view = new ChangeView();
    whatIf
        .answer()
        .ifPresent(
            answer -> {
              view.line("", answer.text());
              view.line("  before: ", Valuations.full(answer.before()));
              view.line("  after:  ", Valuations.full(answer.after()));
            });
    view.differences(whatIf);
    return view.out.toString();
  }

  static String whatIf(DecisionWhatIf whatIf) {
    ChangeView view = new ChangeView();
    view.line("", "Case " + whatIf.before().caseFile().id());
    for (DecisionWhatIf.OutcomeChange change : whatIf.outcomes()) {
      view.out.append('\n');
      view.line("", change.before().question().label());
      if (change.answered()) {
        view.item("  before: ", result(change.before()));
        view.item("  after:  ", result(change.after()));
      } else {
        view.item("  as before: ", result(change.after()));
      }
      for (WhatIf.Moved candidate : first(change.candidates())) {
        view.item("  ~ ", moved(candidate));
      }
      view.more(change.candidates().size() - MOST_FACTS, "further candidate", "    ");
    }
    view.differences(whatIf.facts());
    return view.out.toString();
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
    if (!whatIf.moved().isEmpty()) {
      out.append('\n');
      line("", "Moved");
      for (WhatIf.Moved fact : first(whatIf.moved())) {
        item("  ~ ", moved(fact));
      }
      more(whatIf.moved().size() - MOST_FACTS, "further fact", "    ");
    }
    if (whatIf.gained().isEmpty() && whatIf.lost().isEmpty() && whatIf.moved().isEmpty()) {
      line("", "Nothing else changes.");
    }
    if (!whatIf.steps().isEmpty()) {
      out.append('\n');
      line("", "Steps responsible");
      for (WhatIf.StepChange change : first(whatIf.steps())) {
        item(
            change.gained() ? "  + " : "  - ",
            change.step().text() + "  [rule " + Quotation.rule(change.step().rule()) + "]");
      }
      more(whatIf.steps().size() - MOST_FACTS, "further step", "    ");
    }
    if (!whatIf.allMoved()) {
      line("", "Too many facts are uncertain to compare the probabilities of all.");
    }
  }

  private void facts(String title, String sign, List<WhatIf.Stated> facts) {
    if (facts.isEmpty()) {
      return;
    }
    out.append('\n');
    line("", title);
    for (WhatIf.Stated fact : first(facts)) {
      item(
          "  " + sign,
          fact.text()
              + (fact.valuation().probability().isCertain()
                  ? ""
                  : "  [" + Valuations.brief(fact.valuation()) + "]"));
    }
    more(facts.size() - MOST_FACTS, "further fact", "    ");
  }

  private static <T> List<T> first(List<T> all) {
    return all.subList(0, Math.min(MOST_FACTS, all.size()));
  }

  private void more(int number, String what, String indent) {
    if (number > 0) {
      line(indent, "… and " + number + " " + what + (number == 1 ? "" : "s"));
    }
  }

  private void line(String indent, String text) {
    TextView.wrap(out, indent, indent, text);
  }

  private void item(String bullet, String text) {
    TextView.wrap(out, bullet, " ".repeat(bullet.length()) + "  ", text);
  }
}
