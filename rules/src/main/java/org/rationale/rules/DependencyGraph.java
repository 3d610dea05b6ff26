package org.rationale.rules;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Var;

/**
 * Which rules depend on which. Nodes are rules, the distinct patterns of their bodies, and the
 * distinct templates of their heads, with edges from a rule to its patterns, from a pattern to the
 * templates that could produce what it matches, and from a template to the rules that have it: a
 * thousand rules that ask for any type, and a thousand that conclude one, make two thousand edges
 * and no million.
 */
final class DependencyGraph {

  /**
   * A step from one rule to another.
   *
   * @param negative whether the first negates what the second derives
   */
  record Step(int from, int to, boolean negative) {}

  private final int rules;

  /** Of each node; of a rule first the patterns that it needs, then those that it negates. */
  private final int[][] targets;

  /** Of each rule: how many patterns it needs. */
  private final int[] needed;

  private final int[] component;

  DependencyGraph(List<Rule> rules) {
    this.rules = rules.size();
    this.needed = new int[this.rules];

    Map<Triple, Integer> templateNumbers = new HashMap<>();
    List<IntList> makers = new ArrayList<>();
    TemplateIndex index = new TemplateIndex();
    for (int rule = 0; rule < this.rules; rule++) {
      for (Triple head : rules.get(rule).head()) {
        Triple template = canonical(head);
        Integer known = templateNumbers.putIfAbsent(template, makers.size());
        if (known == null) {
          index.add(template);
          makers.add(new IntList());
        }
        IntList made = makers.get(known == null ? makers.size() - 1 : known);
        if (made.isEmpty() || made.last() != rule) {
          made.add(rule);
        }
      }
    }

    Map<Triple, Integer> patternNumbers = new HashMap<>();
    List<int[]> producers = new ArrayList<>();
    int[][] patternsOf = new int[this.rules][];
    for (int rule = 0; rule < this.rules; rule++) {
      TreeSet<Integer> needs = new TreeSet<>();
      TreeSet<Integer> negates = new TreeSet<>();
      forEachPattern(
          rules.get(rule),
          (pattern, negated) -> {
            Triple canonical = canonical(pattern);
            Integer number = patternNumbers.get(canonical);
            if (number == null) {
              number = producers.size();
              patternNumbers.put(canonical, number);
              producers.add(index.producersOf(canonical));
            }
            (negated ? negates : needs).add(number);
          });
      needed[rule] = needs.size();
      patternsOf[rule] = new int[needs.size() + negates.size()];
      int next = 0;
      for (int pattern : needs) {
        patternsOf[rule][next++] = pattern;
      }
      for (int pattern : negates) {
        patternsOf[rule][next++] = pattern;
      }
    }

    int firstPattern = this.rules;
    int firstTemplate = firstPattern + producers.size();
    this.targets = new int[firstTemplate + makers.size()][];
    for (int rule = 0; rule < this.rules; rule++) {
      targets[rule] = shifted(patternsOf[rule], firstPattern);
    }
    for (int i = 0; i < producers.size(); i++) {
      targets[firstPattern + i] = shifted(producers.get(i), firstTemplate);
    }
    for (int i = 0; i < makers.size(); i++) {
      targets[firstTemplate + i] = makers.get(i).toArray();
    }
    this.component = StronglyConnected.components(targets);
  }

  private static int[] shifted(int[] numbers, int by) {
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] += by;
    }
    return numbers;
  }

  private interface PatternConsumer {
    void accept(Triple pattern, boolean negated);
  }

  /** Those that look at more than the base graph. */
  private static void forEachPattern(Rule rule, PatternConsumer consumer) {
    if (rule.dataOnly()) {
      return;
    }
    for (BodyElement element : rule.body()) {
      switch (element) {
        case BodyElement.Pattern pattern -> consumer.accept(pattern.triple(), false);
        case BodyElement.Negation negation -> {
          if (!negation.dataOnly()) {
            for (BodyElement inner : negation.body()) {
              if (inner instanceof BodyElement.Pattern pattern) {
                consumer.accept(pattern.triple(), true);
              }
            }
          }
        }
        case BodyElement.Filter filter -> {}
        case BodyElement.Assignment assignment -> {}
      }
    }
  }

  /** The same triple for all that differ in the names of variables only. */
  private static Triple canonical(Triple triple) {
    Map<Node, Node> names = new HashMap<>();
    return canonical(triple, names);
  }

  private static Triple canonical(Triple triple, Map<Node, Node> names) {
    return Triple.create(
        canonical(triple.getSubject(), names),
        canonical(triple.getPredicate(), names),
        canonical(triple.getObject(), names));
  }

  private static Node canonical(Node node, Map<Node, Node> names) {
    if (node.isTripleTerm()) {
      return NodeFactory.createTripleTerm(canonical(node.getTriple(), names));
    }
    if (!node.isVariable()) {
      return node;
    }
    Node known = names.get(node);
    if (known == null) {
      known = Var.alloc((Unification.isNewNode(node) ? "_:" : "") + names.size());
      names.put(node, known);
    }
    return known;
  }

  /** Rules that depend on each other, and on themselves through each other, have the same. */
  int component(int rule) {
    return component[rule];
  }

  /** Whether a rule negates what depends on itself. */
  boolean negatesItself(int rule) {
    for (int i = needed[rule]; i < targets[rule].length; i++) {
      if (component[targets[rule][i]] == component[rule]) {
        return true;
      }
    }
    return false;
  }

  /** Whether a rule depends on itself. */
  boolean dependsOnItself(int rule) {
    for (int pattern : targets[rule]) {
      if (component[pattern] == component[rule]) {
        return true;
      }
    }
    return false;
  }

  /**
   * The shortest cycle through a rule that depends on itself, found breadth first.
   *
   * @param byNegation whether its first step has to be a negation
   */
  List<Step> cycle(int rule, boolean byNegation) {
    Map<Integer, Integer> arrivedFrom = new HashMap<>();
    Deque<Integer> queue = new ArrayDeque<>();
    for (int i = byNegation ? needed[rule] : 0; i < targets[rule].length; i++) {
      visit(rule, targets[rule][i], component[rule], arrivedFrom, queue);
    }
    while (!arrivedFrom.containsKey(rule)) {
      int node = queue.removeFirst();
      for (int target : targets[node]) {
        visit(node, target, component[rule], arrivedFrom, queue);
      }
    }
    List<Step> steps = new ArrayList<>();
    int to = rule;
    do {
      // Backwards: a rule's template, the pattern that it serves, the rule that has the pattern.
      int pattern = before(before(to, arrivedFrom), arrivedFrom);
      int from = before(pattern, arrivedFrom);
      boolean first = from == rule;
      steps.add(new Step(from, to, isNegative(from, pattern, first && byNegation)));
      to = from;
    } while (to != rule);
    Collections.reverse(steps);
    return steps;
  }

  private static int before(int node, Map<Integer, Integer> arrivedFrom) {
    Integer from = arrivedFrom.get(node);
    if (from == null) {
      throw new IllegalStateException("The node (%d) was not arrived at.".formatted(node));
    }
    return from;
  }

  private void visit(
      int from, int to, int within, Map<Integer, Integer> arrivedFrom, Deque<Integer> queue) {
    if (component[to] == within && arrivedFrom.putIfAbsent(to, from) == null) {
      queue.add(to);
    }
  }

  /** A pattern may be needed and negated by one rule. */
  private boolean isNegative(int rule, int pattern, boolean byNegation) {
    if (byNegation) {
      return true;
    }
    for (int i = 0; i < needed[rule]; i++) {
      if (targets[rule][i] == pattern) {
        return false;
      }
    }
    return true;
  }

  /** Of each rule: the first layer in which all that it negates is complete. */
  int[] layers() {
    int components = 0;
    for (int number : component) {
      components = Math.max(components, number + 1);
    }
    int[] layer = new int[components];
    // What a component depends on has a lower number, so its layer is known.
    for (int node : inOrderOfComponents(components)) {
      int own = component[node];
      for (int i = 0; i < targets[node].length; i++) {
        int target = targets[node][i];
        boolean waits = node < rules && i >= needed[node] && targets[target].length > 0;
        int below = layer[component[target]] + (waits ? 1 : 0);
        layer[own] = Math.max(layer[own], below);
      }
    }
    int[] ofRule = new int[rules];
    Arrays.setAll(ofRule, rule -> layer[component[rule]]);
    return ofRule;
  }

  private int[] inOrderOfComponents(int components) {
    int[] start = new int[components + 1];
    for (int number : component) {
      start[number + 1]++;
    }
    for (int i = 1; i <= components; i++) {
      start[i] += start[i - 1];
    }
    int[] nodes = new int[component.length];
    for (int node = 0; node < component.length; node++) {
      nodes[start[component[node]]++] = node;
    }
    return nodes;
  }
}
