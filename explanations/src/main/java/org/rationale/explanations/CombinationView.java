package org.rationale.explanations;

import static org.rationale.explanations.Html.el;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.rationale.kg.Probability;
import org.rationale.reasoner.ProofShares;

/** How proofs make up a probability, as rows of a table and as JSON. */
final class CombinationView {

  /** What is below this is rounding. */
  private static final double NOTHING = 1e-12;

  /** How it is to be read. */
  static final String MEANING =
      "Proofs overlap: each adds the worlds that the proofs before it leave.";

  private CombinationView() {}

  /**
   * A line of the table.
   *
   * @param whole the probability that this proof is whole, empty for what is no single proof
   */
  record Row(String name, String whole, String adds) {}

  /** Whether there is anything to say; one proof that is certain says it itself. */
  static boolean isShown(Proofs why) {
    return why.combination().filter(combination -> !combination.isPlain()).isPresent();
  }

  static String title(Proofs why) {
    return why.evidence().isEmpty()
        ? "How the proofs combine"
        : "How the proofs combine, given what was observed";
  }

  static List<Row> rows(Proofs why, Proofs.Combination combination) {
    List<Row> rows = new ArrayList<>();
    if (why.from() > 1) {
      rows.add(
          new Row(
              why.from() == 2 ? "proof 1" : "proofs 1 to " + (why.from() - 1),
              "",
              percent(combination.before())));
    }
    int number = why.from();
    for (ProofShares.Share share : combination.shares()) {
      rows.add(
          new Row(
              "proof " + number++,
              Valuations.percent(share.whole()),
              Valuations.percent(share.adds())));
    }
    if (combination.rest() > NOTHING) {
      rows.add(new Row("other proofs", "", percent(combination.rest())));
    }
    rows.add(new Row("together", "", percent(combination.sum())));
    return rows;
  }

  /** Sums may exceed 1 in their last digit. */
  private static String percent(double value) {
    double clamped = Math.clamp(value, 0, 1);
    return Valuations.percent(
        new Probability(clamped > 1 - NOTHING ? 1 : clamped < NOTHING ? 0 : clamped));
  }

  /**
   * How likely one listed proof is: with what was observed, as far as that is known; else by its
   * own chances.
   *
   * @param number of the proof
   */
  static String measure(Proofs why, int number) {
    Proofs.Proof proof = why.proofs().get(number - why.from());
    return why.evidence().isEmpty()
        ? Valuations.full(proof.valuation())
        : why.combination()
            .map(all -> all.shares().get(number - why.from()))
            .map(share -> "whole in " + Valuations.percent(share.whole()))
            .orElseGet(() -> Valuations.full(proof.valuation()) + " before what was observed");
  }

  static String text(Proofs why) {
    StringBuilder out = new StringBuilder();
    if (!isShown(why)) {
      return "";
    }
    TextView.wrap(out, "", "", title(why) + ". " + MEANING);
    out.append(
        String.format(Locale.ROOT, "  %-16s %9s %9s%n", "", "whole in", "adds")
            .replace(System.lineSeparator(), "\n"));
    for (Row row : rows(why, why.combination().orElseThrow())) {
      out.append(String.format(Locale.ROOT, "  %-16s %9s %9s", row.name(), row.whole(), row.adds()))
          .append('\n');
    }
    return out.toString();
  }

  static Html html(Proofs why) {
    if (!isShown(why)) {
      return Html.text("");
    }
    List<Html> rows = new ArrayList<>();
    for (Row row : rows(why, why.combination().orElseThrow())) {
      rows.add(
          el(
              "tr",
              el("th", row.name()).with("scope", "row"),
              el("td", row.whole()).classed("number"),
              el("td", row.adds()).classed("number")));
    }
    return el(
            "div",
            InputHtml.table(title(why), List.of("Proof", "Whole in", "Adds"), rows),
            el("p", MEANING).classed("quiet"))
        .classed("combination");
  }

  /** One line for each proof. */
  static String label(Proofs why) {
    StringBuilder out = new StringBuilder();
    if (isShown(why)) {
      out.append(title(why));
      for (Row row : rows(why, why.combination().orElseThrow())) {
        out.append('\n')
            .append(row.name())
            .append(row.whole().isEmpty() ? "" : ": whole in " + row.whole())
            .append(row.whole().isEmpty() ? ": " : ", adds ")
            .append(row.adds());
      }
    }
    return out.toString();
  }

  static void json(Proofs.Combination combination, ObjectNode why, ArrayNode proofs) {
    for (int i = 0; i < combination.shares().size(); i++) {
      if (proofs.get(i) instanceof ObjectNode proof) {
        ProofShares.Share share = combination.shares().get(i);
        proof.put("whole", share.whole().value()).put("adds", share.adds().value());
      }
    }
    why.putObject("combination")
        .put("formula", "probability = before + sum of adds + rest")
        .put("before", combination.before())
        .put("rest", combination.rest())
        .put("sum", combination.sum());
  }
}
