package org.rationale.kg;

import java.util.Optional;
import org.apache.jena.graph.Node;
import org.apache.jena.riot.out.NodeFmtLib;

/**
 * One result of SHACL validation.
 *
 * @param focus the node that was validated
 * @param path from it to the value, as SPARQL writes paths
 * @param value the value that does not conform
 * @param severity {@code sh:Violation}, {@code sh:Warning}, {@code sh:Info} or the shape's own
 * @param message the shape's message or, without one, the validator's
 * @param shape the shape that the result is of
 */
public record Violation(
    Node focus,
    Optional<String> path,
    Optional<Node> value,
    Node severity,
    String message,
    Node shape) {

  /** One line for people: the message and what it is about; the same each time. */
  public String text() {
    StringBuilder about = new StringBuilder(term(focus));
    path.ifPresent(p -> about.append(' ').append(p));
    value.ifPresent(v -> about.append(' ').append(term(v)));
    return message + " (" + about + ")";
  }

  private static String term(Node node) {
    return node.isBlank() ? "a blank node" : NodeFmtLib.strNT(node);
  }
}
