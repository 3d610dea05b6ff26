package org.rationale.explanations;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
