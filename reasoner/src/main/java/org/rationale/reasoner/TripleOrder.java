package org.rationale.reasoner;

import java.util.Comparator;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.riot.out.NodeFmtLib;

/** By predicate, object and subject as they are written; does not depend on how they were met. */
enum TripleOrder implements Comparator<Triple> {
  INSTANCE;

  @Override
  public int compare(Triple left, Triple right) {
    int order = compare(left.getPredicate(), right.getPredicate());
    if (order == 0) {
      order = compare(left.getObject(), right.getObject());
    }
    return order == 0 ? compare(left.getSubject(), right.getSubject()) : order;
  }

  private static int compare(Node left, Node right) {
    if (left.equals(right)) {
      return 0;
    }
    // Writing terms out is dear, and most are IRIs.
    return left.isURI() && right.isURI()
        ? left.getURI().compareTo(right.getURI())
        : NodeFmtLib.strNT(left).compareTo(NodeFmtLib.strNT(right));
  }
}
