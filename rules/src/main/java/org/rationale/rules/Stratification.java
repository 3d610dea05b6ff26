package org.rationale.rules;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.rationale.kg.Diagnostic;
import org.rationale.kg.InvalidInputException;

/**
 * Rules in layers: each layer can run to its fixpoint before the next starts, since all that its
 * negations look for is complete by then.
 *
 * <p>A body pattern depends on a rule when a triple template of that rule's head unifies with it;
 * the variables of the two are apart, a variable that is repeated stands for one term, and a blank
 * node of a head is a new node, so no constant. Patterns that look at the base graph only depend on
 * nothing. A rule is in the first layer in which everything that it negates is complete.
 *
 * <p>Source: the stratification of SHACL 1.2 Rules; Apt, Blair and Walker, <i>Towards a theory of
 * declarative knowledge</i> (1988).
 *
 * @param layers in the order to run them; the rules of a layer are in the order given
 */
public record Stratification(List<List<Rule>> layers) {

  /** Rule {@code from} needs what rule {@code to} derives. */
  private record Edge(int from, int to, boolean negative) {}

  public Stratification {
    layers = layers.stream().map(List::copyOf).toList();
  }

  /**
   * Computes the layers.
   *
   * @throws InvalidInputException if a negation is in a cycle of dependencies, or a rule that makes
   *     new terms (an assigned variable or a blank node in its head) is in a cycle through itself;
   *     the message has the whole cycle
   */
  public static Stratification of(List<Rule> rules) {
    List<List<Edge>> edges = edges(rules);
    int[] component = StronglyConnected.components(targets(edges));
    List<Diagnostic> diagnostics = new ArrayList<>();
    diagnostics.addAll(negativeCycles(rules, edges, component));
    diagnostics.addAll(growingCycles(rules, edges, component));
    if (!diagnostics.isEmpty()) {
      throw new InvalidInputException(diagnostics);
    }
    return new Stratification(layers(rules, edges, component));
  }

  private static List<List<Edge>> edges(List<Rule> rules) {
    HeadIndex heads = new HeadIndex(rules);
    List<List<Edge>> edges = new ArrayList<>();
    for (int i = 0; i < rules.size(); i++) {
      Set<Integer> positive = new HashSet<>();
      Set<Integer> negative = new HashSet<>();
      if (!rules.get(i).dataOnly()) {
        for (BodyElement element : rules.get(i).body()) {
          switch (element) {
            case BodyElement.Pattern pattern -> heads.producers(pattern.triple(), positive);
            case BodyElement.Negation negation -> {
              if (!negation.dataOnly()) {
                for (BodyElement inner : negation.body()) {
                  if (inner instanceof BodyElement.Pattern pattern) {
                    heads.producers(pattern.triple(), negative);
                  }
                }
              }
            }
            case BodyElement.Filter filter -> {}
            case BodyElement.Assignment assignment -> {}
          }
        }
      }
      List<Edge> out = new ArrayList<>();
      int from = i;
      positive.stream().sorted().forEach(to -> out.add(new Edge(from, to, false)));
      negative.stream().sorted().forEach(to -> out.add(new Edge(from, to, true)));
      edges.add(out);
    }
    return edges;
  }

  private static int[][] targets(List<List<Edge>> edges) {
    return edges.stream()
        .map(out -> out.stream().mapToInt(Edge::to).distinct().toArray())
        .toArray(int[][]::new);
  }

  /** One cycle for each component that has a negation inside. */
  private static List<Diagnostic> negativeCycles(
      List<Rule> rules, List<List<Edge>> edges, int[] component) {
    List<Diagnostic> diagnostics = new ArrayList<>();
    Set<Integer> reported = new HashSet<>();
    for (List<Edge> out : edges) {
      for (Edge edge : out) {
        int within = component[edge.from()];
        if (edge.negative() && within == component[edge.to()] && reported.add(within)) {
          diagnostics.add(
              new Diagnostic(
                  "negation-in-cycle",
                  rules.get(edge.from()).place(),
                  "A negation is in a cycle of dependencies: "
                      + print(rules, cycle(edge, edges, component))
                      + ".",
                  "Break the cycle: negate something that does not depend on this rule, or look at"
                      + " the base graph only with NOT DATA."));
        }
      }
    }
    return diagnostics;
  }

  private static List<Diagnostic> growingCycles(
      List<Rule> rules, List<List<Edge>> edges, int[] component) {
    List<Diagnostic> diagnostics = new ArrayList<>();
    for (int i = 0; i < rules.size(); i++) {
      if (!makesTerms(rules.get(i))) {
        continue;
      }
      int within = component[i];
      edges.get(i).stream()
          .filter(edge -> component[edge.to()] == within)
          .findFirst()
          .ifPresent(
              edge ->
                  diagnostics.add(
                      new Diagnostic(
                          "new-terms-in-cycle",
                          rules.get(edge.from()).place(),
                          "A rule that makes new terms is in a cycle through itself, so it may never"
                              + " end: "
                              + print(rules, cycle(edge, edges, component))
                              + ".",
                          "Break the cycle, or leave the SET variable or the blank node out of the"
                              + " head.")));
    }
    return diagnostics;
  }

  private static boolean makesTerms(Rule rule) {
    Set<Node> assigned = new HashSet<>();
    for (BodyElement element : rule.body()) {
      if (element instanceof BodyElement.Assignment assignment) {
        assigned.add(assignment.variable());
      }
    }
    return rule.head().stream().anyMatch(template -> hasNewTerm(template, assigned));
  }

  private static boolean hasNewTerm(Triple triple, Set<Node> assigned) {
    return isNewTerm(triple.getSubject(), assigned)
        || isNewTerm(triple.getPredicate(), assigned)
        || isNewTerm(triple.getObject(), assigned);
  }

  private static boolean isNewTerm(Node node, Set<Node> assigned) {
    return node.isTripleTerm()
        ? hasNewTerm(node.getTriple(), assigned)
        : Unification.isNewNode(node) || assigned.contains(node);
  }

  /** The shortest cycle that starts with an edge, found breadth first within its component. */
  private static List<Edge> cycle(Edge first, List<List<Edge>> edges, int[] component) {
    Edge[] arrivedBy = new Edge[component.length];
    Deque<Integer> queue = new ArrayDeque<>(List.of(first.to()));
    arrivedBy[first.to()] = first;
    while (arrivedBy[first.from()] == null && !queue.isEmpty()) {
      for (Edge edge : edges.get(queue.removeFirst())) {
        if (component[edge.to()] == component[first.from()] && arrivedBy[edge.to()] == null) {
          arrivedBy[edge.to()] = edge;
          queue.add(edge.to());
        }
      }
    }
    List<Edge> path = new ArrayList<>();
    int at = first.from();
    do {
      Edge edge = arrivedBy[at];
      path.add(edge);
      at = edge.from();
    } while (at != first.from());
    Collections.reverse(path);
    return path;
  }

  private static String print(List<Rule> rules, List<Edge> cycle) {
    return cycle.stream()
        .map(
            edge ->
                (edge.negative() ? " negates what is derived by " : " needs what is derived by ")
                    + name(rules.get(edge.to())))
        .collect(Collectors.joining(", which", name(rules.get(cycle.getFirst().from())), ""));
  }

  private static String name(Rule rule) {
    return "[%s] (%s)".formatted(rule.id(), rule.place());
  }

  private static List<List<Rule>> layers(
      List<Rule> rules, List<List<Edge>> edges, int[] component) {
    // Components are numbered so that what one depends on has a lower number.
    int components = Arrays.stream(component).max().orElse(-1) + 1;
    List<List<Edge>> outOf = new ArrayList<>();
    for (int c = 0; c < components; c++) {
      outOf.add(new ArrayList<>());
    }
    for (int i = 0; i < component.length; i++) {
      outOf.get(component[i]).addAll(edges.get(i));
    }
    int[] layer = new int[components];
    int count = 0;
    for (int c = 0; c < components; c++) {
      for (Edge edge : outOf.get(c)) {
        int needed = layer[component[edge.to()]] + (edge.negative() ? 1 : 0);
        layer[c] = Math.max(layer[c], needed);
      }
      count = Math.max(count, layer[c] + 1);
    }
    List<List<Rule>> layers = new ArrayList<>();
    for (int l = 0; l < count; l++) {
      layers.add(new ArrayList<>());
    }
    for (int i = 0; i < component.length; i++) {
      layers.get(layer[component[i]]).add(rules.get(i));
    }
    return layers;
  }
}
