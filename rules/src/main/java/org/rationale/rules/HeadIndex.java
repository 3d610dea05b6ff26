package org.rationale.rules;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;

/**
 * The templates of rules' heads by predicate and object, so that a pattern is compared with few of
 * them: thousands of rules may conclude an {@code rdf:type}, but few the same class.
 */
final class HeadIndex {

  private record Head(int rule, Triple template) {}

  private record Key(Node predicate, Node object) {}

  private final List<Head> all = new ArrayList<>();
  private final List<Head> anyPredicate = new ArrayList<>();
  private final Map<Node, List<Head>> byPredicate = new HashMap<>();
  private final Map<Node, List<Head>> anyObject = new HashMap<>();
  private final Map<Key, List<Head>> byObject = new HashMap<>();

  HeadIndex(List<Rule> rules) {
    for (int i = 0; i < rules.size(); i++) {
      for (Triple template : rules.get(i).head()) {
        add(new Head(i, template));
      }
    }
  }

  private void add(Head head) {
    Node predicate = head.template().getPredicate();
    Node object = head.template().getObject();
    all.add(head);
    if (!predicate.isURI()) {
      anyPredicate.add(head);
      return;
    }
    byPredicate.computeIfAbsent(predicate, key -> new ArrayList<>()).add(head);
    if (object.isURI()) {
      byObject.computeIfAbsent(new Key(predicate, object), key -> new ArrayList<>()).add(head);
    } else {
      anyObject.computeIfAbsent(predicate, key -> new ArrayList<>()).add(head);
    }
  }

  /** Adds the rules that could derive what a pattern matches. */
  void producers(Triple pattern, Set<Integer> producers) {
    Node predicate = pattern.getPredicate();
    Node object = pattern.getObject();
    if (!predicate.isURI()) {
      collect(all, pattern, producers);
      return;
    }
    collect(anyPredicate, pattern, producers);
    if (object.isURI()) {
      collect(byObject.getOrDefault(new Key(predicate, object), List.of()), pattern, producers);
      collect(anyObject.getOrDefault(predicate, List.of()), pattern, producers);
    } else {
      collect(byPredicate.getOrDefault(predicate, List.of()), pattern, producers);
    }
  }

  private static void collect(List<Head> heads, Triple pattern, Set<Integer> producers) {
    for (Head head : heads) {
      if (!producers.contains(head.rule()) && Unification.unifies(head.template(), pattern)) {
        producers.add(head.rule());
      }
    }
  }
}
