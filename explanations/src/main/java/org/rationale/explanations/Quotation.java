package org.rationale.explanations;

import org.rationale.kg.Percept;
import org.rationale.kg.Region;

/** Short references for people: where a percept was read, which rule. */
final class Quotation {

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
      case Region.Columns columns -> String.join(", ", columns.names());
    };
  }
}
