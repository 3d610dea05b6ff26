package org.rationale.rules.srl;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.sparql.core.Var;

/** What blank nodes become: it depends on whether they stand in a body, a head or data. */
final class BlankNodes {

  private final Map<String, Node> labelled = new HashMap<>();
  private final Function<String, Node> make;
  private int count;

  private BlankNodes(Function<String, Node> make) {
    this.make = make;
  }

  /** Variables that no text can name, as ARQ has it: {@code ??0}. */
  static BlankNodes ofBody() {
    return new BlankNodes(name -> Var.alloc("?" + name));
  }

  /** Variables whose names start with {@code _:}. */
  static BlankNodes ofHead() {
    return new BlankNodes(name -> Var.alloc("_:" + name));
  }

  /** Nodes with labels that are the same whenever the text is read, and not those of another. */
  static BlankNodes ofData(String place) {
    return new BlankNodes(name -> NodeFactory.createBlankNode(place + "#" + name));
  }

  Node labelled(String label) {
    return labelled.computeIfAbsent(label, make);
  }

  /** Its name starts with a dot, which a label never does. */
  Node unlabelled() {
    return make.apply("." + count++);
  }
}
