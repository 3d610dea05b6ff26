package org.rationale.explanations;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.rationale.reasoner.ProofGraph;

/** The facts of a proof graph by their terms, each list in the graph's order. */
final class FactIndex {

  private final ProofGraph graph;
  private final Set<Triple> all = new LinkedHashSet<>();
  private final Map<Node, List<Triple>> byPredicate = new HashMap<>();
  private final Map<List<Node>, List<Triple>> byEnd = new HashMap<>();

  FactIndex(ProofGraph graph) {
    this.graph = graph;
    for (Triple fact : graph.statements()) {
      all.add(fact);
      byPredicate.computeIfAbsent(fact.getPredicate(), p -> new ArrayList<>()).add(fact);
      byEnd.computeIfAbsent(start(fact), key -> new ArrayList<>()).add(fact);
      byEnd.computeIfAbsent(end(fact), key -> new ArrayList<>()).add(fact);
    }
  }

  private static List<Node> start(Triple fact) {
    return List.of(fact.getSubject(), fact.getPredicate(), Node.ANY);
  }

  private static List<Node> end(Triple fact) {
    return List.of(Node.ANY, fact.getPredicate(), fact.getObject());
  }

  ProofGraph graph() {
    return graph;
  }

  Set<Triple> all() {
    return all;
  }

  boolean contains(Triple fact) {
    return all.contains(fact);
  }

  /** How many facts have a predicate. */
  int count(Node predicate) {
    return byPredicate.getOrDefault(predicate, List.of()).size();
  }

  /** How many facts have a predicate and an object. */
  int count(Node predicate, Node object) {
    return byEnd.getOrDefault(List.of(Node.ANY, predicate, object), List.of()).size();
  }

  /** Facts of which some may match a pattern: no other does. */
  Iterable<Triple> candidates(Triple pattern) {
    Node predicate = pattern.getPredicate();
    if (pattern.isConcrete()) {
      return contains(pattern) ? List.of(pattern) : List.of();
    }
    if (predicate.isVariable()) {
      return all;
    }
    if (pattern.getSubject().isConcrete()) {
      return byEnd.getOrDefault(start(pattern), List.of());
    }
    if (pattern.getObject().isConcrete()) {
      return byEnd.getOrDefault(end(pattern), List.of());
    }
    return byPredicate.getOrDefault(predicate, List.of());
  }
}
