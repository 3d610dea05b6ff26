package org.rationale.explanations;

import static org.rationale.explanations.Html.all;
import static org.rationale.explanations.Html.el;
import static org.rationale.explanations.Html.outside;
import static org.rationale.explanations.Html.text;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.rationale.explanations.Explanation.Reading;
import org.rationale.explanations.Explanation.Role;
import org.rationale.kg.ModelIdentity;
import org.rationale.kg.Percept;
import org.rationale.kg.Region;
import org.rationale.kg.Withheld;
import org.rationale.perception.Attribution;

/** One input of a case, with what was read from it. */
final class InputHtml {

  private static final String DATA_URI = "data:";

  private final HtmlParts parts;
  private final String name;
  private final Object value;
  private final List<Reading> readings;
  private final List<Attribution> attributions;
  private final List<Withheld> withheld;

  InputHtml(
      HtmlParts parts,
      String name,
      Object value,
      List<Reading> readings,
      List<Attribution> attributions,
      List<Withheld> withheld) {
    this.parts = parts;
    this.name = name;
    this.value = value;
    this.readings = readings;
    this.attributions = attributions;
    this.withheld = withheld;
  }

  Html section() {
    List<Html> content = new ArrayList<>();
    content.add(el("h3", text("Input: "), outside(name)));
    if (value instanceof String file && isFile(file)) {
      content.add(el("p", text("The file "), outside(fileName(file))));
    } else if (value instanceof String note) {
      content.add(el("blockquote", highlighted(note)).classed("note"));
    } else {
      content.add(measurements());
    }
    List<Reading> estimated = readings.stream().filter(reading -> !given(reading)).toList();
    if (!estimated.isEmpty()) {
      content.add(table(estimated));
      attributions.forEach(attribution -> content.add(AttributionHtml.of(attribution, estimated)));
    } else if (readings.isEmpty() && withheld.isEmpty()) {
      content.add(el("p", "Nothing was read from it.").classed("quiet"));
    }
    withheld.forEach(
        silent ->
            content.add(
                el(
                    "p",
                    text("It was looked at, and nothing is claimed. "),
                    outside(silent.reason()))));
    Stream.concat(
            readings.stream()
                .map(Reading::percept)
                .map(percept -> new Look(percept.model(), percept.inputSha256())),
            withheld.stream().map(silent -> new Look(silent.model(), silent.inputSha256())))
        .distinct()
        .forEach(look -> content.add(look.html()));
    return all(content);
  }

  /** That a model looked at an input. */
  private record Look(ModelIdentity model, String inputSha256) {

    Html html() {
      return el(
              "p",
              text("Read by "),
              outside(model.name()),
              text(", SHA-256 "),
              el("code", outside(model.sha256())),
              model
                  .execution()
                  .<Html>map(
                      by ->
                          all(
                              text(" ("),
                              outside(
                                  "%s, run by %s on %s, prepared as %s"
                                      .formatted(
                                          by.operators(),
                                          by.runtime(),
                                          by.provider(),
                                          by.preparation())),
                              text(")")))
                  .orElseGet(() -> text("")),
              text("; this input, SHA-256 "),
              el("code", outside(inputSha256)))
          .classed("hashes");
    }
  }

  private boolean isFile(String given) {
    return given.startsWith(DATA_URI)
        || readings.stream()
            .map(reading -> reading.percept().region())
            .anyMatch(
                region ->
                    switch (region) {
                      case Region.Box box -> true;
                      case Region.Window window -> true;
                      case Region.TextSpan span -> false;
                      case Region.Columns columns -> false;
                    });
  }

  private static String fileName(String file) {
    return file.startsWith(DATA_URI)
        ? file.substring(0, Math.max(0, file.indexOf(','))) + " in the case itself"
        : file;
  }

  /** A value that was given and not estimated stands beside its field. */
  private static boolean given(Reading reading) {
    return reading.percept().probability().isCertain()
        && reading.percept().region() instanceof Region.Columns columns
        && columns.names().size() == 1;
  }

  private record Span(int start, int end, Reading reading) {}

  private Html highlighted(String note) {
    List<Span> spans = new ArrayList<>();
    TreeSet<Integer> borders = new TreeSet<>(List.of(0, note.length()));
    for (Reading reading : readings) {
      if (reading.percept().region() instanceof Region.TextSpan span
          && span.start() < span.end()
          && span.end() <= note.length()
          && note.startsWith(span.text(), span.start())) {
        spans.add(new Span(span.start(), span.end(), reading));
        borders.add(span.start());
        borders.add(span.end());
      }
    }
    List<Html> pieces = new ArrayList<>();
    int from = 0;
    for (int to : borders) {
      if (to > from) {
        pieces.add(piece(note.substring(from, to), from, spans));
        int end = to;
        spans.stream()
            .filter(span -> span.end() == end)
            .map(span -> el("sup", parts.link(span.reading().number())))
            .forEach(pieces::add);
      }
      from = to;
    }
    return el("bdi", pieces);
  }

  private static Html piece(String words, int start, List<Span> spans) {
    return spans.stream()
        .filter(span -> span.start() <= start && start < span.end())
        .min(
            Comparator.comparing((Span span) -> span.reading().role())
                .thenComparingInt(span -> span.end() - span.start()))
        .<Html>map(
            span ->
                el("mark", text(words))
                    .classed(role(span.reading().role()))
                    .with("title", summary(span.reading())))
        .orElseGet(() -> text(words));
  }

  private static String summary(Reading reading) {
    return reading.text()
        + " — "
        + Valuations.percent(reading.percept().probability())
        + ", "
        + words(reading.role());
  }

  static String role(Role role) {
    return switch (role) {
      case SUPPORTS -> "supports";
      case OPPOSES -> "opposes";
      case UNUSED -> "unused";
    };
  }

  static String words(Role role) {
    return switch (role) {
      case SUPPORTS -> "supports the answer";
      case OPPOSES -> "counts against the answer";
      case UNUSED -> "not used";
    };
  }

  private Html measurements() {
    Map<?, ?> fields = value instanceof Map<?, ?> map ? map : Map.of(name, value);
    List<Html> rows = new ArrayList<>();
    fields.forEach(
        (field, given) -> {
          List<? extends Html> read =
              readings.stream()
                  .filter(InputHtml::given)
                  .filter(reading -> columns(reading).contains(String.valueOf(field)))
                  .map(
                      reading ->
                          el("span", number(reading.number()), outside(reading.text()))
                              .with("id", "percept-" + reading.number()))
                  .toList();
          rows.add(
              el(
                  "tr",
                  el("th", outside(String.valueOf(field))).with("scope", "row"),
                  el("td", outside(shown(given))).classed("number"),
                  el("td", Html.join("; ", read))));
        });
    return table("Values as they were given", List.of("Field", "Value", "Taken as"), rows);
  }

  private static List<String> columns(Reading reading) {
    return reading.percept().region() instanceof Region.Columns columns
        ? columns.names()
        : List.of();
  }

  private static String shown(Object given) {
    return switch (given) {
      case Map<?, ?> quantity when quantity.containsKey("value") && quantity.containsKey("unit") ->
          quantity.get("value") + " " + quantity.get("unit");
      case List<?> list -> String.join(", ", list.stream().map(String::valueOf).toList());
      case Boolean yes -> yes ? "yes" : "no";
      default -> String.valueOf(given);
    };
  }

  private static Html number(int number) {
    return el("span", "#" + number + " ").classed("ordinal");
  }

  private static Html doubt(Percept percept) {
    return DoubtWording.of(percept)
        .<Html>map(words -> all(el("br"), el("strong", outside(words))))
        .orElse(text(""));
  }

  private Html table(List<Reading> estimated) {
    List<Html> rows = new ArrayList<>();
    for (Reading reading : estimated) {
      Percept percept = reading.percept();
      rows.add(
          el(
                  "tr",
                  el("th", "#" + reading.number()).with("scope", "row").classed("number"),
                  el("td", outside(reading.text())),
                  el("td", outside(where(percept))),
                  el("td", score(percept.score())).classed("number"),
                  el(
                          "td",
                          HtmlParts.bar(percept.probability().value()),
                          text(" " + Valuations.percent(percept.probability())))
                      .classed("measure"),
                  el("td", el("span", words(reading.role())).classed(role(reading.role()))),
                  el("td", outside(percept.note()), doubt(percept)).classed("quiet"))
              .with("id", "percept-" + reading.number()));
    }
    return table(
        "What was read from it",
        List.of(
            "No.",
            "Read as",
            "Where",
            "Model’s score",
            "Calibrated probability",
            "Part in the answer",
            "How"),
        rows);
  }

  private static String where(Percept percept) {
    return percept.region() instanceof Region.Columns columns && columns.names().size() > 4
        ? "all " + columns.names().size() + " columns"
        : Quotation.where(percept);
  }

  private static String score(double score) {
    return Double.isFinite(score)
        ? BigDecimal.valueOf(score).setScale(3, RoundingMode.HALF_UP).toPlainString()
        : String.format(Locale.ROOT, "%s", score);
  }

  static Html table(String caption, List<String> columns, List<Html> rows) {
    return el(
            "div",
            el(
                "table",
                el("caption", caption),
                el(
                    "thead",
                    el(
                        "tr",
                        columns.stream()
                            .map(column -> el("th", column).with("scope", "col"))
                            .toList())),
                el("tbody", rows)))
        .classed("scroll");
  }
}
