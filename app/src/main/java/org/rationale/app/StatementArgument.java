package org.rationale.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFParser;
import org.apache.jena.riot.RiotException;
import org.apache.jena.riot.out.NodeFmtLib;
import org.apache.jena.riot.system.ErrorHandlerFactory;
import org.apache.jena.sparql.graph.GraphFactory;
import org.rationale.explanations.Explainer;
import org.rationale.explanations.Revisable;
import org.rationale.explanations.UnknownTerm;
import org.rationale.kg.Diagnostic;
import org.rationale.kg.InvalidInputException;
import org.rationale.reasoner.ProofGraph;
import org.rationale.rules.drl.DrlRule;

/** A statement written by a person. */
final class StatementArgument {

  private static final int MOST_SHOWN = 400;

  private StatementArgument() {}

  /**
   * Reads one triple that holds in some world.
   *
   * @param drlRules of the program
   * @throws InvalidInputException if it is none, or if it holds in no world
   */
  static Triple parse(String text, ProofGraph graph, List<DrlRule> drlRules) {
    Triple statement = Explainer.asWritten(graph, parse(text, graph.prefixes()));
    if (graph.fact(statement).isEmpty()) {
      requireKnown(text, UnknownTerm.in(statement, graph, graph.rules(), drlRules));
      throw new InvalidInputException(
          "no-such-fact",
          brief(text),
          "this holds in no possible world of the data and rules.",
          "Check the spelling of its terms, or ask why-not.");
    }
    return statement;
  }

  /**
   * Reads one triple whose terms the program speaks of; it need not hold.
   *
   * @param brought statements whose terms are known as well
   * @throws InvalidInputException if it is none, or if a term is unknown
   */
  static Triple parse(String text, Revisable program, List<Triple> brought) {
    Triple statement = parse(text, program.graph().prefixes());
    List<UnknownTerm> unknown =
        UnknownTerm.in(statement, program.graph(), program.rules(), program.drlRules()).stream()
            .filter(term -> brought.stream().noneMatch(triple -> has(triple, term.term())))
            .toList();
    requireKnown(text, unknown);
    return statement;
  }

  /** What is too long for a message, by its ends. */
  private static String brief(String text) {
    return text.length() <= MOST_SHOWN
        ? text
        : String.format(
            Locale.ROOT,
            "%s… (%,d characters) …%s",
            text.substring(0, MOST_SHOWN / 2),
            text.length(),
            text.substring(text.length() - MOST_SHOWN / 4));
  }

  private static boolean has(Triple triple, Node term) {
    return triple.getSubject().equals(term)
        || triple.getPredicate().equals(term)
        || triple.getObject().equals(term);
  }

  private static void requireKnown(String text, List<UnknownTerm> unknown) {
    if (!unknown.isEmpty()) {
      throw new InvalidInputException(
          unknown.stream()
              .map(
                  term ->
                      new Diagnostic(
                          "unknown-term",
                          brief(text),
                          "no fact and no rule speaks of (%s)."
                              .formatted(brief(NodeFmtLib.strNT(term.term()))),
                          term.nearest()
                              .map(
                                  near ->
                                      "Maybe (%s) is meant."
                                          .formatted(brief(NodeFmtLib.strNT(near))))
                              .orElse("Check its spelling and its prefix.")))
              .toList());
    }
  }

  /**
   * Reads an IRI in angle brackets or with a prefix.
   *
   * @throws InvalidInputException if it is none
   */
  static Node iri(String text, Map<String, String> prefixes) {
    Node iri = parse("<urn:any:s> <urn:any:p> " + text, prefixes).getObject();
    if (!iri.isURI()) {
      throw new InvalidInputException(
          "bad-iri", text, "this is no IRI.", "Write it in <>, or with a prefix of the files.");
    }
    return iri;
  }

  /**
   * Reads one triple, in N-Triples or with prefixes.
   *
   * @throws InvalidInputException if it is none
   */
  static Triple parse(String text, Map<String, String> prefixes) {
    StringBuilder turtle = new StringBuilder();
    for (Map.Entry<String, String> prefix : prefixes.entrySet()) {
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
          brief(text),
          "this is no triple: %s."
              .formatted(
                  brief(
                      String.valueOf(malformed.getMessage())
                          .replaceFirst("^\\[line: \\d+, col: \\d+ *\\] *", ""))),
          "Write subject, predicate and object, with the files' prefixes or IRIs in <>.");
    }
    List<Triple> triples = new ArrayList<>(parsed.find().toList());
    if (triples.size() != 1) {
      throw new InvalidInputException(
          "bad-triple",
          brief(text),
          "these are %d triples.".formatted(triples.size()),
          "Ask for one triple.");
    }
    return triples.getFirst();
  }
}
