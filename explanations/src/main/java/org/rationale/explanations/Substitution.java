package org.rationale.explanations;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Var;

/** What variables stand for: a term, or another variable. Immutable. */
final class Substitution {

  static final Substitution EMPTY = new Substitution(Map.of());

  private final Map<Node, Node> bindings;

  private Substitution(Map<Node, Node> bindings) {
    this.bindings = bindings;
  }

  /** The term, or the variable that is still open. */
  Node of(Node node) {
    Node at = node;
    while (at.isVariable()) {
      Node next = bindings.get(at);
      if (next == null) {
        return at;
      }
      at = next;
    }
    if (at.isTripleTerm() && !at.isConcrete()) {
      return NodeFactory.createTripleTerm(of(at.getTriple()));
    }
    return at;
  }

  Triple of(Triple pattern) {
    return Triple.create(
        of(pattern.getSubject()), of(pattern.getPredicate()), of(pattern.getObject()));
  }

  /** The substitution that makes both equal as well, if there is one. */
  Optional<Substitution> unify(Triple first, Triple second) {
    return unify(first.getPredicate(), second.getPredicate())
        .flatMap(s -> s.unify(first.getSubject(), second.getSubject()))
        .flatMap(s -> s.unify(first.getObject(), second.getObject()));
  }

  Optional<Substitution> unify(Node first, Node second) {
    Node a = of(first);
    Node b = of(second);
    if (a.equals(b)) {
      return Optional.of(this);
    }
    if (a.isVariable() && !isNewNode(a)) {
      return Optional.of(with(a, b));
    }
    if (b.isVariable() && !isNewNode(b)) {
      return Optional.of(with(b, a));
    }
    return a.isTripleTerm() && b.isTripleTerm()
        ? unify(a.getTriple(), b.getTriple())
        : Optional.empty();
  }

  Substitution with(Node variable, Node value) {
    Map<Node, Node> more = new HashMap<>(bindings);
    more.put(variable, value);
    return new Substitution(more);
  }

  /** A blank node of a head is a new node for each match: nothing that is known equals it. */
  private static boolean isNewNode(Node node) {
    return node.getName().startsWith("_:");
  }

  /** The same with variables of its own. */
  static Node copy(Node node, int number) {
    if (node.isVariable()) {
      return Var.alloc(node.getName() + "#" + number);
    }
    return node.isTripleTerm() && !node.isConcrete()
        ? NodeFactory.createTripleTerm(copy(node.getTriple(), number))
        : node;
  }

  static Triple copy(Triple pattern, int number) {
    return Triple.create(
        copy(pattern.getSubject(), number),
        copy(pattern.getPredicate(), number),
        copy(pattern.getObject(), number));
  }
}
