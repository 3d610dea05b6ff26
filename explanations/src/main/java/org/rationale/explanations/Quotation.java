package org.rationale.explanations;

import java.math.BigDecimal;
import java.util.List;
import org.rationale.kg.Percept;
import org.rationale.kg.Region;

/** Short references for people: where a percept was read, which rule. */
final class Quotation {

  private static final int MOST_COLUMNS = 6;

  private Quotation() {}

  /** {@code note: “short of breath”} or {@code vitals: heartRate}. */
  static String of(Percept percept) {
    return percept.input() + ": " + where(percept);
  }

  /** The last part of a rule's IRI; the whole of any other id. */
  static String rule(String id) {
    return id.contains("://")
        ? id.substring(Math.max(id.lastIndexOf('#'), id.lastIndexOf('/')) + 1)
        : id;
  }

  static String where(Percept percept) {
    return switch (percept.region()) {
      case Region.TextSpan span -> "“" + span.text() + "”";
      case Region.Columns columns -> columns(columns.names());
      case Region.Box box ->
          "%d × %d pixels at (%d, %d)".formatted(box.width(), box.height(), box.x(), box.y());
      case Region.Window window ->
          window.unit().isEmpty()
              ? "samples %s to %s".formatted(plain(window.start()), plain(window.end()))
              : "%s to %s %s".formatted(plain(window.start()), plain(window.end()), window.unit());
    };
  }

  /** Many are told by their number: a report lists their values elsewhere. */
  private static String columns(List<String> names) {
    return names.size() <= MOST_COLUMNS
        ? String.join(", ", names)
        : "%s and %d more".formatted(String.join(", ", names.subList(0, 3)), names.size() - 3);
  }

  private static String plain(double number) {
    return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
  }
}
