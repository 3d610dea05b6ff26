package org.rationale.app;

import java.io.IOException;
import java.io.Writer;
import java.util.Optional;
import org.apache.jena.graph.Triple;

/** Reasoned facts as CSV (RFC 4180), terms as in N-Triples. */
final class FactsCsv {

  private static final String END = "\r\n";

  private FactsCsv() {}

  static void write(ReasonedFacts reasoned, Writer out) throws IOException {
    Terms terms = new Terms();
    out.write("s,p,o,probability,lower,upper,guarantee,origin" + END);
    int number = 0;
    for (Triple statement : reasoned.statements()) {
      field(terms.text(statement.getSubject()), out);
      out.write(',');
      field(terms.text(statement.getPredicate()), out);
      out.write(',');
      field(terms.text(statement.getObject()), out);
      Optional<FactProbability> probability = reasoned.probability(number++);
      out.write(
          probability
              .map(
                  known ->
                      ",%s,%s,%s,%s,"
                          .formatted(
                              known.valuation().probability().value(),
                              known.lower().value(),
                              known.upper().value(),
                              known.guarantee()))
              .orElse(",,,,,"));
      out.write(String.join(" ", reasoned.origins(statement)));
      out.write(END);
    }
  }

  static void writeSummary(ReasonedFacts reasoned, Writer out) throws IOException {
    out.write("asserted,uncertain,derived,derivations,load,reason,probability" + END);
    out.write(
        "%d,%d,%d,%d,%d,%d,%d"
            .formatted(
                reasoned.counts().asserted(),
                reasoned.counts().uncertain(),
                reasoned.counts().derived(),
                reasoned.counts().derivations(),
                reasoned.millis().load(),
                reasoned.millis().reason(),
                reasoned.millis().probability()));
    out.write(END);
  }

  private static void field(String text, Writer out) throws IOException {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    out.write(plain ? text : '"' + text.replace("\"", "\"\"") + '"');
  }
}
