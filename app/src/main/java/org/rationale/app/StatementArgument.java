package org.rationale.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Triple;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFParser;
import org.apache.jena.riot.RiotException;
import org.apache.jena.riot.system.ErrorHandlerFactory;
import org.apache.jena.sparql.graph.GraphFactory;
import org.rationale.kg.InvalidInputException;
import org.rationale.reasoner.ProofGraph;

/** A statement written by a person. */
final class StatementArgument {

  private StatementArgument() {}

  /**
   * Reads one triple, in N-Triples or with the prefixes of the graph.
   *
   * @throws InvalidInputException if it is none, or if it holds in no world
   */
  static Triple parse(String text, ProofGraph graph) {
    StringBuilder turtle = new StringBuilder();
    for (Map.Entry<String, String> prefix : graph.prefixes().entrySet()) {
      turtle.append("PREFIX %s: <%s>\n".formatted(prefix.getKey(), prefix.getValue()));
    }
    String stripped = text.strip();
    turtle.append(stripped).append(stripped.endsWith(".") ? "\n" : " .\n");
    Graph parsed = GraphFactory.createDefaultGraph();
    try {
      RDFParser.create()
          .fromString(turtle.toString())
          .lang(Lang.TURTLE)
          .errorHandler(ErrorHandlerFactory.errorHandlerStrictNoLogging)
          .parse(parsed);
    } catch (RiotException malformed) {
      throw new InvalidInputException(
          "bad-triple",
          text,
          "this is no triple: %s."
              .formatted(
                  String.valueOf(malformed.getMessage())
                      .replaceFirst("^\\[line: \\d+, col: \\d+ *\\] *", "")),
          "Write subject, predicate and object, with the files' prefixes or IRIs in <>.");
    }
    List<Triple> triples = new ArrayList<>(parsed.find().toList());
    if (triples.size() != 1) {
      throw new InvalidInputException(
          "bad-triple",
          text,
          "these are %d triples.".formatted(triples.size()),
          "Ask for one triple.");
    }
    Triple statement = triples.getFirst();
    if (graph.fact(statement).isEmpty()) {
      throw new InvalidInputException(
          "no-such-fact",
          text,
          "this holds in no possible world of the data and rules.",
          "Check the spelling of its terms.");
    }
    return statement;
  }
}
