package org.rationale.rules;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

  /** So many rules of a component have their cycle looked for; finding one is work. */
  private static final int CYCLES_OF_COMPONENT = 10;

  /** A cycle of more rules is printed with some left out. */
  private static final int SHOWN_STEPS = 100;

  private static final int MAXIMUM_PROBLEMS = 1000;

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
    DependencyGraph graph = new DependencyGraph(rules);
    List<Diagnostic> diagnostics = new ArrayList<>();
    diagnostics.addAll(negativeCycles(rules, graph));
    diagnostics.addAll(growingCycles(rules, graph));
    if (!diagnostics.isEmpty()) {
      throw new InvalidInputException(
          diagnostics.subList(0, Math.min(diagnostics.size(), MAXIMUM_PROBLEMS)));
    }
    return new Stratification(layers(rules, graph.layers()));
  }

  /** One cycle for each component that has a negation inside. */
  private static List<Diagnostic> negativeCycles(List<Rule> rules, DependencyGraph graph) {
    List<Diagnostic> diagnostics = new ArrayList<>();
    Set<Integer> reported = new HashSet<>();
    for (int i = 0; i < rules.size(); i++) {
      if (graph.negatesItself(i) && reported.add(graph.component(i))) {
        diagnostics.add(
            new Diagnostic(
                "negation-in-cycle",
                rules.get(i).place(),
                "A negation is in a cycle of dependencies: "
                    + print(rules, graph.cycle(i, true))
                    + ".",
                "Break the cycle: negate something that does not depend on this rule, or look at"
                    + " the base graph only with NOT DATA."));
      }
    }
    return diagnostics;
  }

  private static List<Diagnostic> growingCycles(List<Rule> rules, DependencyGraph graph) {
    List<Diagnostic> diagnostics = new ArrayList<>();
    Map<Integer, Integer> reported = new HashMap<>();
    for (int i = 0; i < rules.size(); i++) {
      if (!graph.dependsOnItself(i) || !makesTerms(rules.get(i))) {
        continue;
      }
      int sameComponent = reported.merge(graph.component(i), 1, Integer::sum);
      diagnostics.add(
          new Diagnostic(
              "new-terms-in-cycle",
              rules.get(i).place(),
              "A rule that makes new terms is in a cycle through itself, so it may never end: "
                  + (sameComponent > CYCLES_OF_COMPONENT
                      ? name(rules.get(i)) + " depends on the rules named before"
                      : print(rules, graph.cycle(i, false)))
                  + ".",
              "Break the cycle, or leave the SET variable or the blank node out of the head."));
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

  private static String print(List<Rule> rules, List<DependencyGraph.Step> cycle) {
    StringBuilder text = new StringBuilder(name(rules.get(cycle.getFirst().from())));
    for (int i = 0; i < cycle.size(); i++) {
      DependencyGraph.Step step = cycle.get(i);
      if (i == SHOWN_STEPS / 2 && cycle.size() > SHOWN_STEPS) {
        int left = cycle.size() - SHOWN_STEPS;
        text.append(", and so on through %d more rules".formatted(left));
        i += left - 1;
        continue;
      }
      text.append(i == 0 ? "" : ", which")
          .append(step.negative() ? " negates" : " needs")
          .append(" what is derived by ")
          .append(name(rules.get(step.to())));
    }
    return text.toString();
  }

  private static String name(Rule rule) {
    return "[%s] (%s)".formatted(rule.id(), rule.place());
  }

  private static List<List<Rule>> layers(List<Rule> rules, int[] layerOf) {
    List<List<Rule>> layers = new ArrayList<>();
    for (int i = 0; i < layerOf.length; i++) {
      while (layers.size() <= layerOf[i]) {
        layers.add(new ArrayList<>());
      }
      layers.get(layerOf[i]).add(rules.get(i));
    }
    return layers;
  }
}
