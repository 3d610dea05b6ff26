package org.rationale.kg;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.rationale.kg.Reifications.Remark;

/** Makes evidence of the statements of a document. */
final class EvidenceAssembly implements RdfParser.Sink {

  private final String source;
  private final List<Diagnostic> diagnostics;
  private final Reifications reifications = new Reifications();

  EvidenceAssembly(String source, List<Diagnostic> diagnostics) {
    this.source = source;
    this.diagnostics = diagnostics;
  }

  @Override
  public void statement(Node graph, Triple triple, long line, long column) {
    if (reifications.addReification(triple, source, line, column)) {
      return;
    }
    if (triple.getPredicate().equals(Rat.OBSERVED)) {
      reifications.addRemark(triple, source, line, column);
    } else {
      diagnostics.add(
          new Diagnostic(
              "not-evidence",
              Reifications.place(source, line, column),
              "The statement (%s) is no observation.".formatted(Reifications.show(triple)),
              "Evidence reads << s p o >> rat:observed true . or false."));
    }
  }

  @Override
  public void prefix(String prefix, String iri) {}

  Map<Triple, Boolean> finish() {
    Map<Triple, Boolean> evidence = new LinkedHashMap<>();
    Map<Triple, String> places = new HashMap<>();
    for (Node reifier : reifications.subjectsOfRemarks()) {
      for (Remark remark : reifications.remarks(reifier)) {
        Triple statement = reifications.reified(remark, diagnostics);
        if (!remark.value().isLiteral()
            || !remark.value().getLiteral().isWellFormed()
            || !(remark.value().getLiteralValue() instanceof Boolean observed)) {
          diagnostics.add(
              new Diagnostic(
                  "not-a-boolean",
                  remark.place(),
                  "The observation (%s) is neither true nor false."
                      .formatted(Reifications.show(remark.value())),
                  "Write rat:observed true or rat:observed false."));
        } else if (statement != null) {
          Boolean before = evidence.putIfAbsent(statement, observed);
          if (before != null && !before.equals(observed)) {
            diagnostics.add(
                new Diagnostic(
                    "contradictory-evidence",
                    remark.place(),
                    "(%s) is observed to be %s here and %s at %s."
                        .formatted(
                            Reifications.show(statement), observed, before, places.get(statement)),
                    "Keep one of the two."));
          }
          places.putIfAbsent(statement, remark.place());
        }
      }
    }
    return Collections.unmodifiableMap(evidence);
  }
}
