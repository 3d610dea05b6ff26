package org.rationale.kg;

import java.util.ArrayList;
import java.util.List;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;

/**
 * A fact as RDF: the statement and the reifiers that carry its probability and provenance.
 *
 * @param certain whether the statement holds in every world and is to be asserted as such
 * @param reifiers the first carries the fact's probability; empty for a statement that data assert
 *     and that nothing refers to
 * @param graphs the named graphs of the fact's origins
 */
record AnnotatedFact(Triple statement, boolean certain, List<Reifier> reifiers, List<Node> graphs) {

  AnnotatedFact {
    reifiers = List.copyOf(reifiers);
    graphs = List.copyOf(graphs);
  }

  /**
   * One reifier of the statement.
   *
   * @param graph the named graph of the origin that it stands for
   */
  record Reifier(Node node, Node graph, List<Property> properties) {
    Reifier {
      properties = List.copyOf(properties);
    }

    List<Triple> triples() {
      List<Triple> triples = new ArrayList<>(properties.size());
      properties.forEach(p -> triples.add(Triple.create(node, p.predicate(), p.value())));
      return triples;
    }
  }

  record Property(Node predicate, Node value) {}
}
