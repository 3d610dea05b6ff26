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
import org.apache.jena.graph.Triple;
import org.rationale.explanations.Explanation.Candidate;
import org.rationale.explanations.Explanation.Influence;
import org.rationale.explanations.Explanation.Reading;
import org.rationale.explanations.Explanation.Reasoned;
import org.rationale.explanations.Explanation.Role;
import org.rationale.explanations.report.ReportSeal;
import org.rationale.perception.Attribution;
import org.rationale.reasoner.Answer;
import org.rationale.reasoner.Case;
import org.rationale.reasoner.Decision;
import org.rationale.reasoner.Outcome;
import org.rationale.reasoner.PackIdentity;
import org.rationale.reasoner.Policy;

/** The page of a decision. */
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

  private final Explanation explanation;
  private final List<Attribution> attributions;
  private final Decision decision;
  private final Seal seal;
  private final HtmlParts parts;

  /** The SHA-256 of the page that this is a print of. */
  private final Optional<String> printed;

  private DecisionHtml(
      Explanation explanation,
      Seal seal,
      List<Attribution> attributions,
      Optional<String> printed) {
    this.printed = printed;
    this.explanation = explanation;
    this.seal = seal;
    this.attributions = List.copyOf(attributions);
    this.decision = explanation.decision();
    Map<String, Integer> numbers = new LinkedHashMap<>();
    explanation
        .readings()
        .forEach(reading -> numbers.put(reading.percept().id(), reading.number()));
    this.parts = new HtmlParts(numbers);
  }

  static String write(Explanation explanation, Seal seal, List<Attribution> attributions) {
    return new DecisionHtml(explanation, seal, attributions, Optional.empty()).page().write();
  }

  /**
   * The same page, made to be printed: it names the page that can be verified.
   *
   * @param sha256 of that page
   */
  static HtmlPage print(
      Explanation explanation, Seal seal, List<Attribution> attributions, String sha256) {
    return new DecisionHtml(explanation, seal, attributions, Optional.of(sha256)).page();
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
                el("h1", outside(title))),
            contents(),
            el(
                "main",
                section("identity", identity()),
                section("answer", answers()),
                section("evidence", evidence()),
                section("proof", proofs()),
                section("inputs", inputs()),
                section("others", others()),
                section("change", change()),
                section("conflicts", conflicts()),
                section("missing", missing()),
                section("integrity", integrity()),
                section("glossary", glossary())),
            el(
                "footer",
                el(
                    "p",
                    "Every number here was computed from the recorded proof graph of this case."
                        + " This page is one file: it loads nothing and runs nothing.")));
    return new HtmlPage(
        title + " — decision report",
        el("meta").with("name", "rationale-report").with("content", ReportSeal.BLANK),
        body);
  }

  private static Html contents() {
    List<Html> entries = new ArrayList<>();
    SECTIONS.forEach(
        (fragment, title) -> entries.add(el("li", el("a", title).with("href", "#" + fragment))));
    return el("nav", el("ol", entries)).with("aria-label", "Contents");
  }

  private static Html section(String fragment, Html content) {
    return el(
            "section",
            el("h2", SECTIONS.getOrDefault(fragment, fragment)).with("id", fragment + "-title"),
            content)
        .with("id", fragment)
        .with("aria-labelledby", fragment + "-title");
  }

  private Html identity() {
    PackIdentity pack = decision.pack();
    List<Html> entries = new ArrayList<>();
    entries.add(
        entry(
            "Case",
            all(
                outside(decision.caseFile().id()),
                el("code", Certificates.sha256(decision.caseFile())).classed("block"))));
    seal.time().ifPresent(time -> entries.add(entry("Report made", text(time.toString()))));
    entries.add(entry("Made by", text("Rationale " + DecisionReport.VERSION)));
    entries.add(
        entry(
            "Subject",
            all(
                outside(explanation.subject()),
                el("code", outside(decision.caseFile().subject())).classed("block"))));
    entries.add(
        entry("Knowledge pack", all(outside(pack.name()), text(" "), outside(pack.version()))));
    entries.add(entry("Made for", outside(pack.use())));
    entries.add(entry("Pack SHA-256", el("code", outside(pack.sha256()))));
    explanation
        .models()
        .forEach(
            model ->
                entries.add(
                    entry(
                        "Read by",
                        all(
                            outside(model.name()),
                            el("code", outside(model.sha256())).classed("block")))));
    return all(el("dl", entries).classed("identity"), files(pack));
  }

  /** Knowledge, rules, models and all else that decides, by hash. */
  private static Html files(PackIdentity pack) {
    List<Html> rows = new ArrayList<>();
    pack.files()
        .forEach(
            (name, sha256) ->
                rows.add(
                    el(
                        "tr",
                        el("th", outside(name)).with("scope", "row"),
                        el("td", el("code", outside(sha256))))));
    return rows.isEmpty()
        ? text("")
        : el(
            "details",
            el("summary", "The pack’s knowledge, rules, models and other files, by SHA-256"),
            InputHtml.table("Files", List.of("File", "SHA-256"), rows));
  }

  private Html integrity() {
    return printed.map(this::integrityOfPrint).orElseGet(this::integrityOfPage);
  }

  private Html integrityOfPrint(String sha256) {
    return all(
        el(
            "p",
            text("This is a print of the report page with the SHA-256 "),
            el("code", sha256).classed("block")),
        el(
            "p",
            text("The page, not its print, can be verified. "),
            el("code", "rationale decide --format html"),
            text(
                " writes it again from the same case, pack and program"
                    + seal.time()
                        .map(time -> ", with --time " + time + ": it names the same SHA-256. ")
                        .orElse(". ")),
            el("code", "rationale verify FILE"),
            text(" then says whether anything in it was changed.")),
        el(
            "p",
            "What ties the page to a decision that was made is its hash, kept elsewhere, or an"
                + " entry in a ledger (decide --ledger)."));
  }

  private Html integrityOfPage() {
    List<Html> content = new ArrayList<>();
    content.add(
        el(
            "p",
            text("SHA-256 of this report, with zeros where it stands itself: "),
            el("code", ReportSeal.BLANK).classed("block")));
    content.add(
        el(
            "p",
            text("Save this page and run "),
            el("code", "rationale verify FILE"),
            text(
                ". It says whether anything was changed since. "
                    + (seal.certificate().isPresent()
                        ? "The page carries the certificate of this decision: all facts, rules,"
                            + " steps and numbers that it rests on. A separate program checks it,"
                            + " and that each answer on this page has the probability that it"
                            + " proves. What the facts’ sources state and what models read is"
                            + " taken on trust."
                        : "It carries no certificate, so the numbers cannot be found again from"
                            + " it; decide --certificate writes one."))));
    content.add(
        el(
            "p",
            "Who changes a page can seal it again. What ties it to a decision that was made is its"
                + " hash, kept elsewhere, or an entry in a ledger (decide --ledger)."));
    seal.certificate()
        .ifPresent(
            bytes ->
                content.add(
                    el("data")
                        .with("id", "certificate")
                        .with("hidden", "")
                        .with("value", ReportSeal.packed(bytes))));
    return all(content);
  }

  private static Html entry(String term, Html description) {
    return el("div", el("dt", term), el("dd", description));
  }

  private Html answers() {
    return el("div", explanation.outcomes().stream().map(this::answer).toList()).classed("cards");
  }

  private Html answer(Reasoned reasoned) {
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
  private static Html claim(String question, Candidate candidate) {
    return el("data", Valuations.full(candidate.answer().valuation()))
        .classed("claim")
        .with("data-question", question)
        .with("data-fact", Wording.ntriples(candidate.answer().statement()))
        .with("data-chosen", String.valueOf(candidate.chosen()))
        .with("value", String.valueOf(candidate.answer().valuation().probability().value()));
  }

  /** Several answers to one question, one line each. */
  private static Html verdicts(String question, List<Candidate> candidates) {
    return el(
            "ul",
            candidates.stream()
                .map(
                    candidate ->
                        el(
                            "li",
                            el("span", outside(candidate.answer().label())).classed("name"),
                            HtmlParts.bar(candidate.answer().valuation()),
                            el("span", claim(question, candidate)).classed("value")))
                .toList())
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

  /** The candidates whose proofs and influences were worked out in full. */
  private static List<Candidate> weighed(Reasoned reasoned) {
    List<Candidate> chosen = reasoned.chosen();
    return chosen.isEmpty() ? reasoned.candidates().stream().limit(1).toList() : chosen;
  }

  /** What belongs to one answer; only that of the first question is open from the start. */
  private Html folded(Reasoned reasoned, Candidate candidate, Html content) {
    Html.Element details =
        el(
                "details",
                el(
                    "summary",
                    el(
                        "h3",
                        outside(reasoned.outcome().question().label()),
                        text(" — "),
                        outside(candidate.answer().label()),
                        text(candidate.chosen() ? "" : " (the likeliest candidate; not chosen)"))),
                content)
            .classed("fold");
    return reasoned.equals(explanation.outcomes().getFirst()) ? details.with("open", "") : details;
  }

  private Html evidence() {
    List<Html> content = new ArrayList<>();
    content.add(
        el(
            "p",
            "Each line compares the probability of the answer if what was read is true with its"
                + " probability if it is not, everything else being left as uncertain as it is."));
    for (Reasoned reasoned : explanation.outcomes()) {
      for (Candidate candidate : weighed(reasoned)) {
        content.add(
            folded(
                reasoned,
                candidate,
                all(
                    influences("For", candidate, Role.SUPPORTS),
                    influences("Against", candidate, Role.OPPOSES),
                    contrast(reasoned, candidate))));
      }
    }
    return all(content);
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
    List<Influence> influences =
        candidate.influences().stream()
            .filter(influence -> influence.direction() == direction)
            .toList();
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

  private Html proofs() {
    List<Html> content = new ArrayList<>();
    content.add(
        el(
            "p",
            "Read from the conclusion down: each line follows by its rule from the lines under it,"
                + " down to what was read from the inputs or is stated in the knowledge."));
    for (Reasoned reasoned : explanation.outcomes()) {
      for (Candidate candidate : weighed(reasoned)) {
        content.add(folded(reasoned, candidate, parts.proofs(candidate.proofs())));
      }
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
    for (Reasoned reasoned : explanation.outcomes()) {
      List<Candidate> others = reasoned.others();
      content.add(el("h3", outside(reasoned.outcome().question().label())));
      if (others.isEmpty()) {
        content.add(el("p", "There is no other candidate.").classed("quiet"));
        continue;
      }
      List<Html> entries = new ArrayList<>();
      for (Candidate other : others) {
        entries.add(
            el(
                "li",
                el(
                    "details",
                    el(
                        "summary",
                        el("span", outside(other.answer().label())).classed("name"),
                        HtmlParts.bar(other.answer().valuation()),
                        el("span", claim(reasoned.outcome().question().id(), other))
                            .classed("value")),
                    parts.proofs(other.proofs()))));
      }
      content.add(el("ul", entries).classed("candidates"));
    }
    return all(content);
  }

  private Html conflicts() {
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

  private Html missing() {
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
            .orElseGet(DecisionHtml::notTried));
  }

  private Html change() {
    return explanation
        .prospects()
        .map(prospects -> AskView.turns(explanation, prospects, parts))
        .orElseGet(DecisionHtml::notTried);
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

  private Html glossary() {
    return all(
        el("h3", "What it must not be used for"),
        decision.pack().limits().isEmpty()
            ? el("p", "The pack states no limits.").classed("quiet")
            : el(
                "ul",
                decision.pack().limits().stream().map(limit -> el("li", outside(limit))).toList()),
        el("h3", "Words"),
        el(
                "dl",
                entry(
                    "Probability",
                    text(
                        "The share of all possible worlds in which a statement holds, each world"
                            + " weighed by how likely its uncertain facts and rules make it. It is"
                            + " as good as the pack’s knowledge and the calibration of its"
                            + " models.")),
                entry(
                    "Exact, bounded, estimated",
                    text(
                        "Exact: all worlds were accounted for. Bounded: the exact value lies in"
                            + " the interval. Estimated: worlds were sampled; the exact value lies"
                            + " in the interval with a confidence of 95%.")),
                entry(
                    "Score and calibrated probability",
                    text(
                        "The score is what the model itself put out. Calibration turns it into"
                            + " how often such readings were right on labelled examples.")),
                entry(
                    "Proof",
                    text(
                        "One way to reach the conclusion from facts by rules. “This proof alone” is"
                            + " the probability that all the chances this proof relies on go its"
                            + " way; proofs overlap, so these numbers do not add up."
                            + " The table below them says what each adds to those before it.")),
                entry(
                    "Provided that not",
                    text(
                        "A rule that applies unless something holds. What speaks for that"
                            + " something is listed below it.")),
                entry(
                    "SHA-256",
                    text(
                        "A fingerprint of a file: the same file always has the same one, and a"
                            + " changed file has another.")))
            .classed("words"));
  }
}
