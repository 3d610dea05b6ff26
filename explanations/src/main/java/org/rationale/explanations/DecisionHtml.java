package org.rationale.explanations;

import static org.rationale.explanations.Html.all;
import static org.rationale.explanations.Html.el;
import static org.rationale.explanations.Html.outside;
import static org.rationale.explanations.Html.text;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rationale.explanations.Explanation.Candidate;
import org.rationale.explanations.Explanation.Reasoned;
import org.rationale.explanations.report.ReportSeal;
import org.rationale.perception.Attribution;
import org.rationale.reasoner.Case;
import org.rationale.reasoner.Decision;

/**
 * The page of a decision. On the screen it has everything, folded; on paper, where nothing folds,
 * as much as its depth says, and it says what it summarises.
 */
final class DecisionHtml {

  /** The sections in their order: fragment and title. */
  static final Map<String, String> SECTIONS = new LinkedHashMap<>();

  static {
    SECTIONS.put("identity", "What this report is about");
    SECTIONS.put("answer", "The answer");
    SECTIONS.put("evidence", "Evidence for and against");
    SECTIONS.put("proof", "The proof");
    SECTIONS.put("inputs", "What was read from the inputs");
    SECTIONS.put("others", "Why not the others");
    SECTIONS.put("change", "What would change it");
    SECTIONS.put("conflicts", "Conflicts and failed checks");
    SECTIONS.put("missing", "What was missing");
    SECTIONS.put("integrity", "Integrity and how to verify it");
    SECTIONS.put("glossary", "Limits and words");
  }

  /** Where a print sends its reader for what it leaves out. */
  private static final String ELSEWHERE =
      " The report page (--format html) has all of it, and so has a print with --depth everything.";

  private final Explanation explanation;
  private final List<Attribution> attributions;
  private final Decision decision;
  private final HtmlParts parts;
  private final IdentityHtml identity;
  private final AnswerHtml answer;
  private final EvidenceHtml evidence;
  private final ProblemsHtml problems;
  private final Depth depth;

  /** The SHA-256 of the page that this is a print of. */
  private final Optional<String> printed;

  private DecisionHtml(
      Explanation explanation,
      Seal seal,
      List<Attribution> attributions,
      Depth depth,
      Optional<String> printed) {
    this.printed = printed;
    this.depth = depth;
    this.explanation = explanation;
    this.attributions = List.copyOf(attributions);
    this.decision = explanation.decision();
    Map<String, Integer> numbers = new LinkedHashMap<>();
    explanation
        .readings()
        .forEach(reading -> numbers.put(reading.percept().id(), reading.number()));
    this.parts = new HtmlParts(numbers);
    this.identity = new IdentityHtml(explanation, seal);
    this.answer = new AnswerHtml(explanation);
    this.evidence = new EvidenceHtml(explanation, parts);
    this.problems = new ProblemsHtml(explanation, parts);
  }

  static String write(Explanation explanation, Seal seal, List<Attribution> attributions) {
    return new DecisionHtml(explanation, seal, attributions, Depth.EVERYTHING, Optional.empty())
        .page()
        .write();
  }

  /**
   * The same page, made to be printed: it names the page that can be verified.
   *
   * @param sha256 of that page
   */
  static HtmlPage print(
      Explanation explanation,
      Seal seal,
      List<Attribution> attributions,
      Depth depth,
      String sha256) {
    return new DecisionHtml(explanation, seal, attributions, depth, Optional.of(sha256)).page();
  }

  private HtmlPage page() {
    Case given = decision.caseFile();
    String title = given.title().isEmpty() ? "Case " + given.id() : given.title();
    Html body =
        all(
            el("a", "Skip to the answer").classed("skip").with("href", "#answer"),
            el(
                "header",
                el("p", text("Decision report · "), outside(decision.pack().title()))
                    .classed("kicker"),
                el("h1", outside(title)),
                el("p", outside(SummaryView.sentence(explanation))).classed("short")),
            contents(),
            el("main", sections()),
            el(
                "footer",
                el(
                    "p",
                    "Every number here was computed from the recorded proof graph of this case."
                        + printed
                            .map(print -> "")
                            .orElse(
                                " This page is one file: it loads nothing and runs nothing."))));
    return new HtmlPage(
        title + " — decision report",
        el("meta").with("name", "rationale-report").with("content", ReportSeal.BLANK),
        body);
  }

  private List<Html> sections() {
    Html sealed = printed.map(identity::integrityOfPrint).orElseGet(identity::integrity);
    return switch (depth) {
      case SENTENCE, PARAGRAPH ->
          List.of(
              section("identity", identity.section()),
              section(
                  "answer",
                  depth == Depth.SENTENCE ? text("") : answer.paragraph(),
                  summarised("This print has the answer in a " + words(depth) + ".")),
              section("integrity", sealed),
              section("glossary", GlossaryHtml.limits(decision.pack().limits())));
      case PAGE, EVERYTHING ->
          List.of(
              section("identity", identity.section(), files()),
              section("answer", answer.section(), inShort()),
              section("evidence", evidence()),
              section("proof", proofs()),
              section("inputs", inputs()),
              section("others", others()),
              section("change", problems.change()),
              section("conflicts", problems.conflicts()),
              section("missing", problems.missing()),
              section("integrity", sealed),
              section(
                  "glossary", GlossaryHtml.limits(decision.pack().limits()), GlossaryHtml.words()));
    };
  }

  private static String words(Depth depth) {
    return switch (depth) {
      case SENTENCE -> "sentence";
      case PARAGRAPH -> "paragraph";
      case PAGE -> "page";
      case EVERYTHING -> "whole";
    };
  }

  /** Whether each answer has its own tables and trees. */
  private boolean whole() {
    return depth == Depth.EVERYTHING;
  }

  private static Html summarised(String what) {
    return el("p", el("strong", "Summarised. "), text(what + ELSEWHERE)).classed("summarised");
  }

  private static Html contents() {
    List<Html> entries = new ArrayList<>();
    SECTIONS.forEach(
        (fragment, title) -> entries.add(el("li", el("a", title).with("href", "#" + fragment))));
    return el("nav", el("ol", entries)).with("aria-label", "Contents");
  }

  private static Html section(String fragment, Html... content) {
    return el(
            "section",
            el("h2", SECTIONS.getOrDefault(fragment, fragment)).with("id", fragment + "-title"),
            all(content))
        .with("id", fragment)
        .with("aria-labelledby", fragment + "-title");
  }

  private Html files() {
    int count = decision.pack().files().size();
    return whole() || count == 0
        ? identity.files()
        : summarised("The pack’s %d files are not listed one by one.".formatted(count));
  }

  /** On paper the cards say it already. */
  private Html inShort() {
    return printed.isPresent()
        ? text("")
        : el("details", el("summary", "In one paragraph"), answer.paragraph()).classed("fold");
  }

  /** The candidates whose proofs and influences were worked out in full. */
  private static List<Candidate> weighed(Reasoned reasoned) {
    List<Candidate> chosen = reasoned.chosen();
    return chosen.isEmpty() ? reasoned.candidates().stream().limit(1).toList() : chosen;
  }

  private boolean isFirst(Reasoned reasoned) {
    return reasoned.equals(explanation.outcomes().getFirst());
  }

  private static Html title(Reasoned reasoned, Candidate candidate) {
    return el(
        "h3",
        outside(reasoned.outcome().question().label()),
        text(" — "),
        outside(candidate.answer().label()),
        text(candidate.chosen() ? "" : " (the likeliest candidate; not chosen)"));
  }

  /** What belongs to one answer; only that of the first question is open from the start. */
  private Html folded(Reasoned reasoned, Candidate candidate, Html content) {
    Html.Element details =
        el("details", el("summary", title(reasoned, candidate)), content).classed("fold");
    return isFirst(reasoned) ? details.with("open", "") : details;
  }

  private Html evidence() {
    List<Html> content = new ArrayList<>();
    content.add(
        el(
            "p",
            "Each line compares the probability of the answer if what was read is true with its"
                + " probability if it is not, everything else being left as uncertain as it is."));
    int summaries = 0;
    for (Reasoned reasoned : explanation.outcomes()) {
      for (Candidate candidate : weighed(reasoned)) {
        if (whole() || isFirst(reasoned)) {
          content.add(folded(reasoned, candidate, evidence.of(reasoned, candidate)));
        } else {
          summaries++;
          content.add(title(reasoned, candidate));
          content.add(evidence.summary(candidate));
        }
      }
    }
    if (summaries > 0) {
      content.add(
          summarised(
              "Of the further questions, the readings that move an answer most are named, without"
                  + " tables."));
    }
    return all(content);
  }

  private Html proofs() {
    List<Html> content = new ArrayList<>();
    content.add(
        el(
            "p",
            "Read from the conclusion down: each line follows by its rule from the lines under it,"
                + " down to what was read from the inputs or is stated in the knowledge."));
    int left = 0;
    for (Reasoned reasoned : explanation.outcomes()) {
      for (Candidate candidate : weighed(reasoned)) {
        if (whole()) {
          content.add(folded(reasoned, candidate, parts.proofs(candidate.proofs())));
        } else if (isFirst(reasoned)) {
          content.add(folded(reasoned, candidate, parts.best(candidate.proofs())));
          left += Math.max(0, candidate.proofs().proofs().size() - 1);
        } else {
          left += candidate.proofs().proofs().size();
        }
      }
    }
    if (left > 0) {
      content.add(
          summarised(
              "Only the best proof of what answers the first question stands here step by step; %s"
                  .formatted(left == 1 ? "one other is not." : left + " others are not.")));
    }
    return all(content);
  }

  private Html inputs() {
    List<Html> content = new ArrayList<>();
    content.add(
        el(
                "p",
                el("mark", "supports an answer").classed("supports"),
                text(" "),
                el("mark", "counts against an answer").classed("opposes"),
                text(" "),
                el("mark", "read, not used").classed("unused"))
            .classed("legend"));
    decision
        .caseFile()
        .inputs()
        .forEach(
            (name, value) ->
                content.add(
                    new InputHtml(
                            parts,
                            name,
                            value,
                            explanation.readings().stream()
                                .filter(reading -> reading.percept().input().equals(name))
                                .toList(),
                            attributions.stream()
                                .filter(attribution -> attribution.input().equals(name))
                                .toList(),
                            decision.withheld().stream()
                                .filter(silent -> silent.input().equals(name))
                                .toList())
                        .section()));
    return all(content);
  }

  private Html others() {
    List<Html> content = new ArrayList<>();
    List<Html> without = new ArrayList<>();
    int left = 0;
    for (Reasoned reasoned : explanation.outcomes()) {
      List<Candidate> others = reasoned.others();
      if (others.isEmpty()) {
        without.add(el("li", outside(reasoned.outcome().question().label())));
        continue;
      }
      content.add(el("h3", outside(reasoned.outcome().question().label())));
      List<Html> entries = new ArrayList<>();
      for (Candidate other : others) {
        Html measured = AnswerHtml.measured(reasoned.outcome().question().id(), other);
        if (whole()) {
          entries.add(
              el("li", el("details", el("summary", measured), parts.proofs(other.proofs()))));
        } else {
          left++;
          entries.add(el("li", measured));
        }
      }
      content.add(el("ul", entries).classed("candidates"));
    }
    if (!without.isEmpty()) {
      content.add(el("h3", "Without another candidate"));
      content.add(el("ul", without));
    }
    if (left > 0) {
      content.add(
          summarised(
              "The best proof of each other candidate, which says what speaks for it, is not"
                  + " printed."));
    }
    return all(content);
  }
}
