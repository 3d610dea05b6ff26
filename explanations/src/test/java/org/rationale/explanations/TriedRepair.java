package org.rationale.explanations;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;

/** What tests do with the variables of a repair. */
final class TriedRepair {

  private TriedRepair() {}

  /**
   * The changes with the terms with which they were tried out in place of their variables.
   *
   * @param other the term for a variable, by its name, where none was tried out
   */
  static Set<Change> changes(WhyNot.Repair repair, Function<String, Node> other) {
    Set<Change> changes = new LinkedHashSet<>();
    for (WhyNot.ChangeText change : repair.changes()) {
      changes.add(
          change.change() instanceof Change.Add(Triple pattern)
              ? new Change.Add(
                  Triple.create(
                      term(pattern.getSubject(), repair, other),
                      pattern.getPredicate(),
                      term(pattern.getObject(), repair, other)))
              : change.change());
    }
    return changes;
  }

  private static Node term(Node node, WhyNot.Repair repair, Function<String, Node> other) {
    if (!node.isVariable()) {
      return node;
    }
    Node tried = repair.example().get(node.getName());
    return tried == null ? other.apply(node.getName()) : tried;
  }

  /** Whether a term is one that a pattern allows; what it binds is added. */
  static boolean matches(Node pattern, Node term, Map<Node, Node> bound) {
    if (!pattern.isVariable()) {
      return pattern.equals(term);
    }
    Node known = bound.putIfAbsent(pattern, term);
    return known == null || known.equals(term);
  }
}
