package org.rationale.explanations;

import org.rationale.kg.Percept;
import org.rationale.kg.Region;

/** Where a percept was read, for people. */
final class Quotation {

  private Quotation() {}

  /** {@code note: “short of breath”} or {@code vitals: heartRate}. */
  static String of(Percept percept) {
    return percept.input() + ": " + where(percept);
  }

  static String where(Percept percept) {
    return switch (percept.region()) {
      case Region.TextSpan span -> "“" + span.text() + "”";
      case Region.Columns columns -> String.join(", ", columns.names());
    };
  }
}
