package org.rationale.explanations;

import static org.rationale.explanations.Html.el;
import static org.rationale.explanations.Html.outside;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A contrast as text and as JSON. */
final class ContrastView {

  private static final int MOST = 20;

  private ContrastView() {}

  static String text(Contrast contrast) {
    StringBuilder out = new StringBuilder();
    line(out, "", "Why rather this: " + contrast.first().text());
    line(out, "  ", side(contrast.first()));
    line(out, "", "than that: " + contrast.second().text());
    line(out, "  ", side(contrast.second()));
    line(
        out,
        "",
        "Log-odds between them: "
            + number(contrast.logOdds())
            + "; without the uncertain inputs "
            + number(contrast.priorLogOdds())
            + ". What each input adds:");
    for (Contrast.Ground ground :
        contrast.grounds().subList(0, Math.min(MOST, contrast.grounds().size()))) {
      TextView.wrap(
          out,
          "  " + number(ground.logOdds()) + " ",
          " ".repeat(9),
          ground.text() + (ground.isExact() ? "" : " (estimated)"));
    }
    if (contrast.grounds().size() > MOST) {
      line(out, "  ", "… and " + (contrast.grounds().size() - MOST) + " further inputs");
    }
    leaves(out, "Only the first rests on", contrast.onlyFirst());
    leaves(out, "Only the second rests on", contrast.onlySecond());
    return out.toString();
  }

  /** What each input adds, as bars to both sides of the middle. */
  static Html html(Contrast contrast) {
    return html(contrast, contrast.first().text(), contrast.second().text());
  }

  /** The same, with other names for the two. */
  static Html html(Contrast contrast, String first, String second) {
    double widest =
        contrast.grounds().stream().mapToDouble(g -> Math.abs(g.logOdds())).max().orElse(1);
    List<Html> rows = new ArrayList<>();
    for (Contrast.Ground ground :
        contrast.grounds().subList(0, Math.min(MOST, contrast.grounds().size()))) {
      rows.add(
          el(
              "tr",
              el("th", outside(ground.text())).with("scope", "row"),
              el(
                      "td",
                      HtmlParts.difference(ground.logOdds() / widest),
                      Html.text(
                          " "
                              + number(ground.logOdds())
                              + (ground.isExact() ? "" : " (estimated)")))
                  .classed("number")));
    }
    List<Html> content = new ArrayList<>();
    content.add(
        el(
            "p",
            outside(first),
            Html.text(" (" + Valuations.brief(contrast.first().valuation()) + ") rather than "),
            outside(second),
            Html.text(
                " ("
                    + Valuations.brief(contrast.second().valuation())
                    + "): log-odds "
                    + number(contrast.logOdds())
                    + ", without the uncertain inputs "
                    + number(contrast.priorLogOdds())
                    + ".")));
    content.add(
        rows.isEmpty()
            ? el("p", "No uncertain input moves the log-odds.").classed("quiet")
            : InputHtml.table(
                "What each uncertain input adds to the log-odds", List.of("Input", "Adds"), rows));
    if (contrast.grounds().size() > MOST) {
      content.add(
          el("p", "… and " + (contrast.grounds().size() - MOST) + " further inputs")
              .classed("quiet"));
    }
    return el("div", content).classed("contrast");
  }

  private static String side(Contrast.Side side) {
    return Valuations.full(side.valuation())
        + ", without the uncertain inputs "
        + Valuations.percent(Math.max(side.prior(), 0));
  }

  private static void leaves(StringBuilder out, String title, List<Proofs.Leaf> leaves) {
    if (!leaves.isEmpty()) {
      line(out, "", title);
      leaves.forEach(leaf -> TextView.wrap(out, "  • ", "    ", leaf.text()));
    }
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%+.2f", value);
  }

  private static void line(StringBuilder out, String indent, String text) {
    TextView.wrap(out, indent, indent, text);
  }

  static ObjectNode json(Contrast contrast) {
    ObjectNode node = JsonView.object();
    node.set("first", side(JsonView.object(), contrast.first()));
    node.set("second", side(JsonView.object(), contrast.second()));
    node.put("logOdds", contrast.logOdds()).put("priorLogOdds", contrast.priorLogOdds());
    ArrayNode grounds = node.putArray("grounds");
    for (Contrast.Ground ground : contrast.grounds()) {
      grounds.add(
          JsonView.triple(ground.statement())
              .put("text", ground.text())
              .put("toFirst", ground.toFirst())
              .put("toSecond", ground.toSecond())
              .put("logOdds", ground.logOdds())
              .put("exact", ground.isExact()));
    }
    leaves(node.putArray("onlyFirst"), contrast.onlyFirst());
    leaves(node.putArray("onlySecond"), contrast.onlySecond());
    return node;
  }

  private static ObjectNode side(ObjectNode node, Contrast.Side side) {
    node.set("fact", JsonView.triple(side.statement()));
    return JsonView.put(node.put("text", side.text()).put("prior", side.prior()), side.valuation());
  }

  private static void leaves(ArrayNode array, List<Proofs.Leaf> leaves) {
    leaves.forEach(leaf -> array.add(JsonView.triple(leaf.statement()).put("text", leaf.text())));
  }
}
