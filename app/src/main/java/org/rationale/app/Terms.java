package org.rationale.app;

import java.util.HashMap;
import java.util.Map;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.riot.out.NodeFmtLib;

/** Terms as N-Triples writes them. One object writes each term once, for output with many facts. */
final class Terms {

  private final Map<Node, String> texts = new HashMap<>();

  /** The text of a term. */
  String text(Node term) {
    return texts.computeIfAbsent(term, NodeFmtLib::strNT);
  }

  /** The text of a statement, without a full stop. */
  static String text(Triple statement) {
    return "%s %s %s"
        .formatted(
            NodeFmtLib.strNT(statement.getSubject()),
            NodeFmtLib.strNT(statement.getPredicate()),
            NodeFmtLib.strNT(statement.getObject()));
  }
}
