package org.rationale.explanations;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.jena.graph.Triple;
import org.rationale.explanations.Explanation.Candidate;
import org.rationale.explanations.Explanation.Reasoned;
import org.rationale.kg.Origin;
import org.rationale.kg.Percept;
import org.rationale.kg.Withheld;
import org.rationale.reasoner.Decision;
import org.rationale.reasoner.Outcome;
import org.rationale.reasoner.PackIdentity;
import org.rationale.reasoner.PackPart;
import org.rationale.reasoner.Policy;
import org.rationale.reasoner.Question;

/**
 * Explanations for a terminal of 96 columns. A decision's first question has its best proof as a
 * tree; absences without counterevidence, further proofs and later questions are shortened. The
 * other views have all of it.
 */
final class TextView {

  private static final int WIDTH = 96;
  private static final int BAR = 20;

  /** Of one proof that are shown with their grounds. */
  private static final int MOST_STEPS = 150;

  private final StringBuilder out = new StringBuilder();

  /** Whether what was looked for in vain is shown also where nothing speaks for it. */
  private final boolean showsAllAbsences;

  private TextView(boolean showsAllAbsences) {
    this.showsAllAbsences = showsAllAbsences;
  }

  static String why(Proofs why) {
    TextView view = new TextView(true);
    view.paragraph("", why.text());
    view.paragraph("  ", capital(Valuations.full(why.valuation())) + "." + given(why));
    view.proofs("", why);
    String combination = CombinationView.text(why);
    view.out.append(combination.isEmpty() ? "" : "\n" + combination);
    return view.out.toString();
  }

  static String decision(Explanation explanation, Depth depth) {
    TextView view = new TextView(depth == Depth.EVERYTHING);
    switch (depth) {
      case SENTENCE -> view.paragraph("", SummaryView.sentence(explanation));
      case PARAGRAPH -> view.paragraph("", SummaryView.paragraph(explanation));
      case PAGE -> view.decide(explanation, false);
      case EVERYTHING -> view.decide(explanation, true);
    }
    return view.out.toString();
  }

  private static String given(Proofs why) {
    return why.evidence().isEmpty()
        ? ""
        : " Given that "
            + String.join(
                "; ",
                why.evidence().stream()
                    .map(seen -> (seen.holds() ? "" : "not: ") + seen.text())
                    .toList())
            + ".";
  }

  private void decide(Explanation explanation, boolean everything) {
    Decision decision = explanation.decision();
    paragraph("", decision.pack().title() + " · case " + decision.caseFile().id());
    if (!decision.caseFile().title().isEmpty()) {
      paragraph("", decision.caseFile().title());
    }
    out.append("─".repeat(WIDTH)).append('\n');
    for (Reasoned reasoned : explanation.outcomes()) {
      outcome(
          reasoned, everything || reasoned.equals(explanation.outcomes().getFirst()), everything);
    }
    problems(explanation);
    explanation
        .prospects()
        .ifPresent(prospects -> out.append(AskView.text(explanation, prospects)));
    heading("Limits");
    decision.pack().limits().forEach(limit -> item("  • ", limit));
    out.append('\n');
    identity(explanation, everything);
  }

  /**
   * @param parts whether the case and each part of the pack have their line
   */
  private void identity(Explanation explanation, boolean parts) {
    Decision decision = explanation.decision();
    PackIdentity pack = decision.pack();
    if (parts) {
      paragraph("", "Made by Rationale " + DecisionReport.VERSION);
      paragraph("", "Case, SHA-256 " + Certificates.sha256(decision.caseFile()));
    }
    paragraph("", "Pack " + pack.name() + " " + pack.version() + ", SHA-256 " + pack.sha256());
    if (parts) {
      for (PackPart part : PackPart.values()) {
        paragraph("", IdentityHtml.name(part) + ", SHA-256 " + pack.sha256(part));
      }
    }
    explanation
        .models()
        .forEach(model -> paragraph("", "Read by " + model.name() + ", SHA-256 " + model.sha256()));
  }

  /**
   * @param whole whether the best proof is shown down to what was read, or only its last sentence
   * @param all whether the other proofs are shown so too
   */
  private void outcome(Reasoned reasoned, boolean whole, boolean all) {
    Question question = reasoned.outcome().question();
    out.append('\n');
    paragraph("", question.label());
    switch (reasoned.outcome().result()) {
      case Outcome.Result.Chosen chosen -> {
        if (reasoned.chosen().isEmpty()) {
          paragraph("  → ", "None of the candidates reaches the threshold.");
        }
        for (Candidate candidate : reasoned.chosen()) {
          out.append('\n');
          item(
              "  ▶ ",
              candidate.answer().label() + " — " + Valuations.full(candidate.answer().valuation()));
          reasons(candidate.proofs(), whole, all);
        }
      }
      case Outcome.Result.Abstained abstained -> item("  ▷ No answer. ", abstained.reason());
    }
    others(reasoned);
    if (!reasoned.missing().isEmpty()) {
      item("    Missing: ", String.join(", ", reasoned.missing()));
    }
    if (!question.caution().isEmpty()) {
      item("    Caution: ", question.caution());
    }
  }

  /** The best proof as a tree, others in a line; or all in a line; or all as trees. */
  private void reasons(Proofs why, boolean whole, boolean all) {
    int number = 0;
    for (Proofs.Proof proof : why.proofs()) {
      number++;
      if (all || (whole && number == 1)) {
        out.append('\n');
        paragraph("    ", proofTitle(why, number) + " — " + CombinationView.measure(why, number));
        tree("    ", why.statement(), proof);
        out.append('\n');
      } else if (whole || number == 1) {
        List<String> read = proof.percepts().stream().map(Quotation::of).toList();
        item(
            number == 1
                ? "    because "
                : "    also (" + Valuations.brief(proof.valuation()) + ") ",
            proof.because(why.statement()).orElse(why.text())
                + (read.isEmpty() ? "" : "  [from " + String.join("; ", read) + "]"));
      }
    }
  }

  private void others(Reasoned reasoned) {
    List<Candidate> others = reasoned.others();
    if (others.isEmpty()) {
      return;
    }
    paragraph("    ", othersTitle(reasoned));
    int longest =
        others.stream()
            .mapToInt(other -> VisibleText.line(other.answer().label()).length())
            .max()
            .orElse(0);
    int width = Math.min(longest, 44);
    for (Candidate other : others) {
      String label = VisibleText.line(other.answer().label());
      double probability = other.answer().valuation().probability().value();
      int filled = (int) Math.round(probability * BAR);
      out.append("      ")
          .append(label)
          .append(" ".repeat(Math.max(0, width - label.length()) + 2))
          .append("█".repeat(filled))
          .append("░".repeat(BAR - filled))
          .append("  ")
          .append(Valuations.brief(other.answer().valuation()))
          .append('\n');
    }
  }

  static String othersTitle(Reasoned reasoned) {
    return switch (reasoned.outcome().question().policy()) {
      case Policy.ScoreValue score -> "Other values:";
      case Policy.MostProbable most ->
          reasoned.chosen().isEmpty()
              ? "Candidates (an answer needs " + Valuations.plain(most.threshold()) + "):"
              : "Other candidates:";
      case Policy.AllAbove all ->
          "Other candidates (below " + Valuations.plain(all.threshold()) + "):";
    };
  }

  private void problems(Explanation explanation) {
    if (!explanation.conflicts().isEmpty()) {
      heading("Read in more than one way");
      for (Explanation.Conflict conflict : explanation.conflicts()) {
        item(
            "  • ",
            String.join(
                "; but ",
                conflict.readings().stream()
                    .map(number -> explanation.readings().get(number - 1))
                    .map(reading -> reading.text() + " (" + seen(reading.percept()) + ")")
                    .toList()));
      }
    }
    List<String> doubts = DoubtWording.of(explanation.decision());
    if (!doubts.isEmpty()) {
      heading("What a classifier could not tell");
      doubts.forEach(doubt -> item("  • ", doubt));
    }
    if (!explanation.decision().withheld().isEmpty()) {
      heading("Looked at, and nothing claimed");
      for (Withheld input : explanation.decision().withheld()) {
        item("  • ", input.input() + ": " + input.reason());
      }
    }
    if (!explanation.decision().violations().isEmpty()) {
      heading("Checks that the inputs fail");
      explanation.decision().violations().forEach(violation -> item("  • ", violation));
    }
  }

  private static String seen(Percept percept) {
    return Quotation.of(percept)
        + ", "
        + Valuations.percent(percept.probability())
        + DoubtWording.of(percept).map(words -> "; " + words).orElse("");
  }

  private void proofs(String indent, Proofs why) {
    if (why.proofs().isEmpty()) {
      paragraph(indent, none(why));
      return;
    }
    int number = why.from() - 1;
    for (Proofs.Proof proof : why.proofs()) {
      number++;
      out.append('\n');
      paragraph(indent, proofTitle(why, number) + " — " + CombinationView.measure(why, number));
      tree(indent, why.statement(), proof);
    }
    String rest = rest(why);
    if (!rest.isEmpty()) {
      paragraph(indent, rest);
    }
  }

  static String none(Proofs why) {
    return why.from() == 1
        ? "It holds in no possible world: no proof."
        : "There is no proof " + why.from() + ".";
  }

  static String proofTitle(Proofs why, int number) {
    if (number > 1) {
      return "Also because (proof " + number + ")";
    }
    if (why.proofs().size() == 1 && why.completeness() == Proofs.Completeness.ALL) {
      return "Because (the only proof)";
    }
    return switch (why.order()) {
      case LIKELY -> "Because (the most likely proof)";
      case SHORT -> "Because (the shortest proof)";
    };
  }

  static String rest(Proofs why) {
    return switch (why.completeness()) {
      case ALL -> "";
      case FIRST ->
          switch (why.order()) {
            case LIKELY -> "There may be further, less likely proofs.";
            case SHORT -> "There may be further, longer proofs.";
          };
      case CUT_SHORT ->
          switch (why.order()) {
            case LIKELY -> "The search was cut short: a likelier proof may have been missed.";
            case SHORT -> "The search was cut short: a shorter proof may have been missed.";
          };
    };
  }

  private void tree(String indent, Triple root, Proofs.Proof proof) {
    Map<Triple, Proofs.Step> steps = new HashMap<>();
    proof.steps().forEach(step -> steps.put(step.conclusion(), step));
    Map<Triple, Proofs.Leaf> leaves = new HashMap<>();
    proof.leaves().forEach(leaf -> leaves.put(leaf.statement(), leaf));
    Set<Triple> shown = new HashSet<>();
    for (Triple first : proof.roots(root)) {
      node(indent + "  ", indent + "  ", first, steps, leaves, shown);
    }
    String cut = cut(proof, MOST_STEPS);
    if (!cut.isEmpty()) {
      paragraph(indent, cut);
    }
  }

  /** What is to be said of a proof of which not every step is shown, or nothing. */
  static String cut(Proofs.Proof proof, int most) {
    int steps = proof.steps().size();
    return steps <= most
        ? ""
        : "This proof has %d steps, of which %d are shown with their grounds. JSON has all of them."
            .formatted(steps, most);
  }

  /**
   * @param first what stands before the node's first line
   * @param next what stands before its other lines and its children
   */
  private void node(
      String first,
      String next,
      Triple statement,
      Map<Triple, Proofs.Step> steps,
      Map<Triple, Proofs.Leaf> leaves,
      Set<Triple> shown) {
    Proofs.Leaf leaf = leaves.get(statement);
    if (leaf != null) {
      switch (leaf.origin()) {
        case Origin.Asserted asserted -> {
          String chance =
              asserted.probability().isCertain()
                  ? ""
                  : ", " + Valuations.percent(asserted.probability());
          wrapped(first, next + "  ", leaf.text() + "  [" + asserted.source() + chance + "]");
        }
        case Origin.Perceived perceived ->
            wrapped(first, next + "  ", leaf.text() + "  [" + seen(perceived.percept()) + "]");
        case Origin.Derived derived -> throw new IllegalStateException("A leaf is derived.");
      }
      return;
    }
    Proofs.Step step = steps.get(statement);
    if (step == null) {
      throw new IllegalStateException("The proof lacks its premise (%s).".formatted(statement));
    }
    if (!shown.contains(statement) && shown.size() >= MOST_STEPS) {
      wrapped(first, next, step.text() + "  (grounds left out)");
      return;
    }
    if (!shown.add(statement)) {
      wrapped(first, next, step.text() + "  (see above)");
      return;
    }
    wrapped(first, next, step.text());
    String chance =
        step.probability().isCertain()
            ? ""
            : " (fires in " + Valuations.plain(step.probability()) + " of such cases)";
    List<Proofs.Absent> absences =
        step.absences().stream()
            .filter(absent -> showsAllAbsences || !absent.counterevidence().isEmpty())
            .toList();
    boolean parent = !step.premises().isEmpty() || !absences.isEmpty();
    String bar = parent ? "│ " : "  ";
    wrapped(
        next + bar,
        next + bar + "  ",
        "rule "
            + Quotation.rule(step.rule())
            + chance
            + step.source().map(source -> "; " + source.text()).orElse(""));
    List<Runnable> children = new ArrayList<>();
    for (Triple premise : step.premises()) {
      boolean last = children.size() == step.premises().size() + absences.size() - 1;
      children.add(
          () ->
              node(
                  next + (last ? "└─ " : "├─ "),
                  next + (last ? "   " : "│  "),
                  premise,
                  steps,
                  leaves,
                  shown));
    }
    for (Proofs.Absent absent : absences) {
      boolean last = children.size() == step.premises().size() + absences.size() - 1;
      children.add(
          () ->
              wrapped(
                  next + (last ? "└─ " : "├─ "), next + (last ? "   " : "│  "), absence(absent)));
    }
    children.forEach(Runnable::run);
  }

  static String absence(Proofs.Absent absent) {
    return absent.counterevidence().isEmpty()
        ? "looked for and not found: " + absent.text()
        : "provided that not: "
            + absent.text()
            + "  [against it: "
            + String.join(
                "; ",
                absent.counterevidence().stream()
                    .map(counter -> counter.text() + ", " + Valuations.brief(counter.valuation()))
                    .toList())
            + "]";
  }

  private void heading(String text) {
    out.append('\n').append(text).append('\n');
  }

  private void paragraph(String indent, String text) {
    wrapped(indent, indent, text);
  }

  private void item(String bullet, String text) {
    wrapped(bullet, " ".repeat(bullet.length()), text);
  }

  private void wrapped(String first, String next, String text) {
    wrap(out, first, next, text);
  }

  /**
   * Writes text in lines.
   *
   * @param first what stands before the first line
   * @param next what stands before the others
   */
  static void wrap(StringBuilder out, String first, String next, String text) {
    StringBuilder line = new StringBuilder(first);
    boolean empty = true;
    for (String word : VisibleText.line(text).split(" ", -1)) {
      if (!empty && line.length() + 1 + word.length() > WIDTH) {
        out.append(line.toString().stripTrailing()).append('\n');
        line = new StringBuilder(next);
        empty = true;
      }
      if (!empty) {
        line.append(' ');
      }
      line.append(word);
      empty = false;
    }
    out.append(line.toString().stripTrailing()).append('\n');
  }

  static String capital(String text) {
    return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}
