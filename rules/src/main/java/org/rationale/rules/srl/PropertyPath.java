package org.rationale.rules.srl;

import java.util.List;
import org.apache.jena.graph.Node;

/** What stands for a predicate: one term, or a path of several. */
sealed interface PropertyPath {

  record Link(Node predicate) implements PropertyPath {}

  record Inverse(PropertyPath path) implements PropertyPath {}

  /** Two steps or more, one after the other. */
  record Sequence(List<PropertyPath> steps) implements PropertyPath {}
}
