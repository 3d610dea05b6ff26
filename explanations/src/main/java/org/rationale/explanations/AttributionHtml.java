package org.rationale.explanations;

import static org.rationale.explanations.Html.all;
import static org.rationale.explanations.Html.el;
import static org.rationale.explanations.Html.outside;
import static org.rationale.explanations.Html.text;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import org.rationale.explanations.Explanation.Reading;
import org.rationale.kg.Region;
import org.rationale.perception.Attribution;

/** Which parts of an input a percept rests on. */
final class AttributionHtml {

  /** Of a record's columns; more would hide those that matter. */
  private static final int MOST_COLUMNS = 10;

  private AttributionHtml() {}

  /**
   * A figure or a table.
   *
   * @param readings of the input; one of them is explained
   */
  static Html of(Attribution attribution, List<Reading> readings) {
    List<Reading> explained =
        readings.stream()
            .filter(reading -> reading.percept().id().equals(attribution.percept()))
            .toList();
    String number = explained.isEmpty() ? "" : "#" + explained.getFirst().number();
    String what = explained.isEmpty() ? attribution.percept() : explained.getFirst().text();
    return switch (attribution) {
      case Attribution.OfImage image -> picture(image, number, what);
      case Attribution.OfColumns columns ->
          all(
              parts(
                  "What " + number + " rests on",
                  "Column",
                  columns.columns().subList(0, Math.min(MOST_COLUMNS, columns.columns().size()))),
              method(attribution, columns.columns().size() > MOST_COLUMNS));
      case Attribution.OfSeries series ->
          all(
              parts("What " + number + " rests on", "Stretch", series.stretches()),
              method(attribution, false));
    };
  }

  private static Html picture(Attribution.OfImage image, String number, String what) {
    Region.Box box = image.box();
    String frame =
        "at %d, %d, %d by %d pixels".formatted(box.x(), box.y(), box.width(), box.height());
    return el(
        "figure",
        el("img")
            .with("src", DecisionReport.dataUri(image))
            .with("width", String.valueOf(image.width()))
            .with("height", String.valueOf(image.height()))
            .with(
                "alt",
                "The picture in grey, under red where it speaks for “%s” and blue where it speaks against it; framed %s"
                    .formatted(what, frame)),
        el(
            "figcaption",
            text("What "),
            el("b", number),
            text(" rests on: red speaks for “"),
            outside(what),
            text(
                "”, blue against it, and the frame %s is the smallest that holds %s of what speaks for it. Found by hiding: %s. It shows what the model looked at, not that the model is right."
                    .formatted(frame, percent(image.share()), image.method()))));
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f%%", share * 100);
  }

  private static Html parts(String caption, String part, List<Attribution.Part> parts) {
    return InputHtml.table(
        caption,
        List.of(part, "Log-odds it adds", "Speaks"),
        parts.stream()
            .<Html>map(
                one ->
                    el(
                        "tr",
                        el("th", outside(one.name())).with("scope", "row"),
                        el("td", rounded(one.weight())).classed("number"),
                        el(
                            "td",
                            one.weight() > 0
                                ? "for it"
                                : one.weight() < 0 ? "against it" : "for nothing")))
            .toList());
  }

  private static String rounded(double weight) {
    String plain = BigDecimal.valueOf(weight).setScale(2, RoundingMode.HALF_UP).toPlainString();
    return weight > 0 ? "+" + plain : plain;
  }

  private static Html method(Attribution attribution, boolean shortened) {
    return el(
            "p",
            "Found by hiding: %s. Weights do not add up: parts may stand in for each other.%s"
                .formatted(attribution.method(), shortened ? " The ten heaviest are shown." : ""))
        .classed("quiet");
  }
}
