package org.rationale.rules.drl;

import java.util.Optional;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;

/**
 * What a DRL pattern is known to demand of a statement. An over-approximation: the pattern may have
 * further constraints, so it matches some of the admitted triples, and none of the others.
 *
 * @param subject the only subject, empty for any
 * @param predicate the only predicate, empty for any
 * @param object the only object, empty for any
 */
public record StatementPattern(
    Optional<Node> subject, Optional<Node> predicate, Optional<Node> object) {

  /** Whether the pattern could match this triple. */
  public boolean admits(Triple triple) {
    return subject.filter(node -> !node.equals(triple.getSubject())).isEmpty()
        && predicate.filter(node -> !node.equals(triple.getPredicate())).isEmpty()
        && object.filter(node -> !node.equals(triple.getObject())).isEmpty();
  }

  /** Whether some triple could match both patterns. */
  boolean meets(StatementPattern other) {
    return meet(subject, other.subject)
        && meet(predicate, other.predicate)
        && meet(object, other.object);
  }

  private static boolean meet(Optional<Node> left, Optional<Node> right) {
    return left.isEmpty() || right.isEmpty() || left.equals(right);
  }
}
