package org.rationale.explanations;

import static org.rationale.explanations.Html.all;
import static org.rationale.explanations.Html.el;
import static org.rationale.explanations.Html.outside;
import static org.rationale.explanations.Html.text;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.jena.graph.Triple;
import org.rationale.kg.Citation;
import org.rationale.kg.Origin;
import org.rationale.kg.Percept;
import org.rationale.kg.Valuation;

/** Parts that several pages and sections share: bars, proofs, sources, links to percepts. */
final class HtmlParts {

  /** Of one proof; a reader of more wants the JSON. */
  private static final int MOST_STEPS = 250;

  private static final Pattern LINKABLE = Pattern.compile("https?://[^\\s<>\"{}|\\\\^`]+");

  /** The numbers of percepts on the page, by their ids; links lead there. */
  private final Map<String, Integer> numbers;

  HtmlParts(Map<String, Integer> numbers) {
    this.numbers = numbers;
  }

  /** A bar for the eye; the number beside it is for everyone. */
  static Html bar(Valuation valuation) {
    return svg(Valuations.lower(valuation), Valuations.upper(valuation));
  }

  static Html bar(double value) {
    return svg(value, value);
  }

  /**
   * A bar from the middle to the right for what is above 0, to the left for what is below.
   *
   * @param share of the half, in [-1, 1]
   */
  static Html difference(double share) {
    double middle = 0.5;
    double end = middle + Math.clamp(share, -1, 1) / 2;
    return el(
            "svg",
            rectangle("track", 0, 1),
            rectangle(share < 0 ? "against" : "for", Math.min(middle, end), Math.max(middle, end)))
        .classed("bar")
        .with("viewBox", "0 0 100 8")
        .with("preserveAspectRatio", "none")
        .with("aria-hidden", "true")
        .with("focusable", "false");
  }

  private static Html svg(double lower, double upper) {
    return el(
            "svg",
            rectangle("track", 0, 1),
            rectangle("possible", lower, upper),
            rectangle("fill", 0, lower))
        .classed("bar")
        .with("viewBox", "0 0 100 8")
        .with("preserveAspectRatio", "none")
        .with("aria-hidden", "true")
        .with("focusable", "false");
  }

  private static Html rectangle(String kind, double from, double to) {
    return el("rect")
        .classed(kind)
        .with("x", percentage(from))
        .with("y", "0")
        .with("width", percentage(to - from))
        .with("height", "8");
  }

  private static String percentage(double share) {
    return BigDecimal.valueOf(share * 100).setScale(2, RoundingMode.HALF_UP).toPlainString();
  }

  Html link(int number) {
    return el("a", "#" + number)
        .classed("ref")
        .with("href", "#percept-" + number)
        .with("aria-label", "reading number " + number);
  }

  static Html source(Citation citation) {
    return citation
        .iri()
        .filter(iri -> LINKABLE.matcher(iri).matches())
        .<Html>map(
            iri ->
                el("a", outside(citation.text()))
                    .with("href", iri)
                    .with("rel", "noreferrer noopener"))
        .orElseGet(() -> outside(citation.text()));
  }

  /** All proofs; the first is open. */
  Html proofs(Proofs why) {
    if (why.proofs().isEmpty()) {
      return el("p", TextView.none(why)).classed("quiet");
    }
    List<Html> parts = new ArrayList<>();
    int number = why.from() - 1;
    for (Proofs.Proof proof : why.proofs()) {
      number++;
      Html.Element details =
          el(
                  "details",
                  el("summary", title(why, number)),
                  tree(why.statement(), proof),
                  number == why.from() ? ProofDrawing.draw(why.statement(), proof) : text(""))
              .classed("proof");
      parts.add(number == why.from() ? details.with("open", "") : details);
    }
    String rest = TextView.rest(why);
    if (!rest.isEmpty()) {
      parts.add(el("p", rest).classed("quiet"));
    }
    parts.add(CombinationView.html(why));
    return all(parts);
  }

  /** The best proof step by step, and of the others what they conclude from. */
  Html best(Proofs why) {
    if (why.proofs().isEmpty()) {
      return proofs(why);
    }
    Proofs.Proof first = why.proofs().getFirst();
    List<Html> parts = new ArrayList<>();
    parts.add(heading(why, why.from()));
    parts.add(tree(why.statement(), first));
    parts.add(ProofDrawing.draw(why.statement(), first));
    for (int i = 1; i < why.proofs().size(); i++) {
      List<Html> read = new ArrayList<>();
      for (Percept percept : why.proofs().get(i).percepts()) {
        read.add(reading(percept));
      }
      parts.add(heading(why, why.from() + i));
      parts.add(
          read.isEmpty()
              ? el("p", "It rests on nothing that was read.").classed("quiet")
              : el("p", text("It rests on "), Html.join("; ", read)).classed("quiet"));
    }
    String rest = TextView.rest(why);
    if (!rest.isEmpty()) {
      parts.add(el("p", rest).classed("quiet"));
    }
    parts.add(CombinationView.html(why));
    return all(parts);
  }

  private static Html heading(Proofs why, int number) {
    return el("p", title(why, number)).classed("which");
  }

  private static List<Html> title(Proofs why, int number) {
    return List.of(
        el("strong", TextView.proofTitle(why, number)),
        text(" — this proof alone: " + CombinationView.measure(why, number)));
  }

  Html tree(Triple root, Proofs.Proof proof) {
    Map<Triple, Proofs.Step> steps = new HashMap<>();
    proof.steps().forEach(step -> steps.put(step.conclusion(), step));
    Map<Triple, Proofs.Leaf> leaves = new HashMap<>();
    proof.leaves().forEach(leaf -> leaves.put(leaf.statement(), leaf));
    Set<Triple> shown = new HashSet<>();
    Html tree =
        el(
                "ul",
                proof.roots(root).stream().map(first -> node(first, steps, leaves, shown)).toList())
            .classed("tree");
    String cut = TextView.cut(proof, MOST_STEPS);
    return cut.isEmpty() ? tree : all(tree, el("p", cut).classed("quiet"));
  }

  private Html node(
      Triple statement,
      Map<Triple, Proofs.Step> steps,
      Map<Triple, Proofs.Leaf> leaves,
      Set<Triple> shown) {
    Proofs.Leaf leaf = leaves.get(statement);
    if (leaf != null) {
      return leaf(leaf);
    }
    Proofs.Step step = steps.get(statement);
    if (step == null) {
      throw new IllegalStateException("The proof lacks its premise (%s).".formatted(statement));
    }
    if (!shown.contains(statement) && shown.size() >= MOST_STEPS) {
      return el("li", outside(step.text()), el("span", " (grounds left out)").classed("quiet"));
    }
    if (!shown.add(statement)) {
      return el("li", outside(step.text()), el("span", " (shown above)").classed("quiet"));
    }
    List<Html> children = new ArrayList<>();
    step.premises().forEach(premise -> children.add(node(premise, steps, leaves, shown)));
    step.absences().forEach(absent -> children.add(absence(absent)));
    List<Html> rule =
        new ArrayList<>(
            List.of(
                text("Rule "),
                el("code", outside(Quotation.rule(step.rule()))).with("title", step.rule())));
    if (!step.probability().isCertain()) {
      rule.add(text(", which holds in " + Valuations.plain(step.probability()) + " of such cases"));
    }
    step.source()
        .ifPresent(
            citation -> {
              rule.add(text(". Source: "));
              rule.add(source(citation));
            });
    return el(
        "li",
        el(
                "details",
                el("summary", outside(step.text())),
                el("p", rule).classed("rule"),
                children.isEmpty() ? text("") : el("ul", children))
            .with("open", ""));
  }

  private Html leaf(Proofs.Leaf leaf) {
    return switch (leaf.origin()) {
      case Origin.Asserted asserted ->
          el(
                  "li",
                  outside(leaf.text()),
                  text(" "),
                  el(
                          "span",
                          text("stated in "),
                          outside(asserted.source()),
                          text(
                              asserted.probability().isCertain()
                                  ? ""
                                  : " with " + Valuations.percent(asserted.probability())))
                      .classed("origin"))
              .classed("stated");
      case Origin.Perceived perceived ->
          el(
                  "li",
                  outside(leaf.text()),
                  text(" "),
                  el("span", reading(perceived.percept())).classed("origin"))
              .classed("perceived");
      case Origin.Derived derived -> throw new IllegalStateException("A leaf is derived.");
    };
  }

  private Html reading(Percept percept) {
    Integer number = numbers.get(percept.id());
    return all(
        outside(Quotation.of(percept)),
        text(
            percept.probability().isCertain()
                ? " (given) "
                : " (" + Valuations.percent(percept.probability()) + ") "),
        number == null ? text("") : link(number));
  }

  private static Html absence(Proofs.Absent absent) {
    if (absent.counterevidence().isEmpty()) {
      return el("li", text("Nothing found: "), outside(absent.text())).classed("absent");
    }
    List<Html> against = new ArrayList<>();
    for (Proofs.Counterevidence counter : absent.counterevidence()) {
      against.add(
          el(
              "li",
              outside(counter.text()),
              text(" — probability " + Valuations.brief(counter.valuation()))));
    }
    return el(
            "li",
            text("Provided that not: "),
            outside(absent.text()),
            el("span", ". Against it speaks:").classed("quiet"),
            el("ul", against))
        .classed("absent");
  }
}
