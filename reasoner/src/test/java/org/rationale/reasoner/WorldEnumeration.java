package org.rationale.reasoner;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.query.ARQ;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.engine.binding.BindingBuilder;
import org.apache.jena.sparql.expr.ExprEvalException;
import org.apache.jena.sparql.function.FunctionEnvBase;
import org.rationale.kg.CertainFact;
import org.rationale.kg.FactSet;
import org.rationale.kg.UncertainFact;
import org.rationale.rules.BodyElement;
import org.rationale.rules.Rule;
import org.rationale.rules.RuleSet;
import org.rationale.rules.Stratification;

/**
 * The slow and obvious reference: the definition of possible worlds, carried out. It shares nothing
 * with the engine but the rule model and the order of strata.
 */
final class WorldEnumeration {

  private final FactSet data;
  private final RuleSet rules;
  private final List<List<Rule>> layers;

  /** Random choices: each a list of alternatives, of which one or none is taken. */
  private final Map<Object, Map<Object, Double>> choices = new LinkedHashMap<>();

  WorldEnumeration(FactSet data, RuleSet rules) {
    this.data = data;
    this.rules = rules;
    this.layers = Stratification.of(rules.rules()).layers();
    int index = 0;
    for (UncertainFact fact : data.uncertain()) {
      Object key = List.of("source", index++);
      Object group = fact.choice().isPresent() ? List.of("choice", fact.choice().get()) : key;
      choices
          .computeIfAbsent(group, g -> new LinkedHashMap<>())
          .put(key, fact.probability().value());
    }
    // With everything switched on and no negation, every substitution that can matter shows up.
    World everything = World.of(base(Optional.empty()));
    boolean changed = true;
    while (changed) {
      changed = false;
      for (Rule rule : rules.rules()) {
        for (Map<Var, Node> solution : solutions(rule.body(), everything, true, rule.dataOnly())) {
          if (!rule.probability().isCertain() || rule.choice().isPresent()) {
            choices
                .computeIfAbsent(group(rule, solution), g -> new LinkedHashMap<>())
                .put(key(rule, solution), rule.probability().value());
          }
          for (Triple template : rule.head()) {
            changed |= everything.model().add(instance(template, solution));
          }
        }
      }
    }
  }

  /** How many worlds there are; the logarithm of base 2, rounded up. */
  int logWorlds() {
    double log = 0;
    for (Map<Object, Double> alternatives : choices.values()) {
      log += Math.log(alternatives.size() + 1) / Math.log(2);
    }
    return (int) Math.ceil(log);
  }

  /** The exact probability of each statement that holds somewhere, given the evidence. */
  Map<Triple, Double> probabilities(Map<Triple, Boolean> evidence) {
    Map<Triple, Double> weights = new HashMap<>();
    double[] total = {0};
    enumerate(
        new ArrayList<>(choices.values()),
        0,
        new HashSet<>(),
        1,
        (chosen, weight) -> {
          Set<Triple> model = model(chosen).model();
          boolean observed =
              evidence.entrySet().stream()
                  .allMatch(e -> model.contains(e.getKey()) == e.getValue());
          if (observed) {
            total[0] += weight;
            model.forEach(statement -> weights.merge(statement, weight, Double::sum));
          }
        });
    Map<Triple, Double> result = new HashMap<>();
    weights.forEach((statement, weight) -> result.put(statement, weight / total[0]));
    return result;
  }

  /** How many alternatives all random choices have together. */
  int alternatives() {
    return choices.values().stream().mapToInt(Map::size).sum();
  }

  /** The probability of the most probable world, given the evidence. */
  double largest(Map<Triple, Boolean> evidence) {
    double[] total = {0};
    double[] largest = {0};
    enumerate(
        new ArrayList<>(choices.values()),
        0,
        new HashSet<>(),
        1,
        (chosen, weight) -> {
          Set<Triple> model = model(chosen).model();
          if (evidence.entrySet().stream()
              .allMatch(e -> model.contains(e.getKey()) == e.getValue())) {
            total[0] += weight;
            largest[0] = Math.max(largest[0], weight);
          }
        });
    return largest[0] / total[0];
  }

  /** The substitutions of each rule that fire when every random choice is taken. */
  Set<List<Object>> firing() {
    Set<Object> all = new HashSet<>();
    choices.values().forEach(alternatives -> all.addAll(alternatives.keySet()));
    World model = model(all);
    Set<List<Object>> firing = new LinkedHashSet<>();
    for (Rule rule : rules.rules()) {
      for (Map<Var, Node> solution : solutions(rule.body(), model, false, rule.dataOnly())) {
        firing.add(key(rule, solution));
      }
    }
    return firing;
  }

  private interface WorldConsumer {
    void accept(Set<Object> chosen, double weight);
  }

  private static void enumerate(
      List<Map<Object, Double>> open,
      int at,
      Set<Object> chosen,
      double weight,
      WorldConsumer consumer) {
    if (weight == 0) {
      return;
    }
    if (at == open.size()) {
      consumer.accept(chosen, weight);
      return;
    }
    double rest = 1;
    for (Map.Entry<Object, Double> alternative : open.get(at).entrySet()) {
      chosen.add(alternative.getKey());
      enumerate(open, at + 1, chosen, weight * alternative.getValue(), consumer);
      chosen.remove(alternative.getKey());
      rest -= alternative.getValue();
    }
    enumerate(open, at + 1, chosen, weight * Math.max(0, rest), consumer);
  }

  private Set<Triple> base(Optional<Set<Object>> chosen) {
    Set<Triple> base = new LinkedHashSet<>(rules.data());
    data.certain().stream().map(CertainFact::statement).forEach(base::add);
    int index = 0;
    for (UncertainFact fact : data.uncertain()) {
      Object key = List.of("source", index++);
      if (chosen.isEmpty() || chosen.get().contains(key)) {
        base.add(fact.statement());
      }
    }
    return base;
  }

  /** What holds in a world, and what of it sources state. */
  private record World(Set<Triple> model, Set<Triple> stated) {

    static World of(Set<Triple> stated) {
      return new World(new LinkedHashSet<>(stated), stated);
    }
  }

  private World model(Set<Object> chosen) {
    World model = World.of(base(Optional.of(chosen)));
    for (List<Rule> layer : layers) {
      boolean changed = true;
      while (changed) {
        changed = false;
        for (Rule rule : layer) {
          for (Map<Var, Node> solution : solutions(rule.body(), model, false, rule.dataOnly())) {
            boolean certain = rule.probability().isCertain() && rule.choice().isEmpty();
            if (certain || chosen.contains(key(rule, solution))) {
              for (Triple template : rule.head()) {
                changed |= model.model().add(instance(template, solution));
              }
            }
          }
        }
      }
    }
    return model;
  }

  private static List<Object> key(Rule rule, Map<Var, Node> solution) {
    return List.of(rule.id(), new TreeMap<>(names(solution)));
  }

  private static Object group(Rule rule, Map<Var, Node> solution) {
    return rule.choice().isPresent()
        ? List.of("choice", rule.choice().get(), new TreeMap<>(names(solution)))
        : key(rule, solution);
  }

  private static Map<String, Node> names(Map<Var, Node> solution) {
    Map<String, Node> names = new HashMap<>();
    solution.forEach((variable, term) -> names.put(variable.getVarName(), term));
    return names;
  }

  private List<Map<Var, Node>> solutions(
      List<BodyElement> body, World facts, boolean ignoreNegation, boolean dataOnly) {
    return extend(List.of(Map.of()), body, facts, ignoreNegation, dataOnly);
  }

  private List<Map<Var, Node>> extend(
      List<Map<Var, Node>> given,
      List<BodyElement> body,
      World facts,
      boolean ignoreNegation,
      boolean dataOnly) {
    List<Map<Var, Node>> solutions = given;
    for (BodyElement element : body) {
      List<Map<Var, Node>> next = new ArrayList<>();
      for (Map<Var, Node> solution : solutions) {
        switch (element) {
          case BodyElement.Pattern pattern -> {
            for (Triple fact : dataOnly ? facts.stated() : facts.model()) {
              Map<Var, Node> extended = new HashMap<>(solution);
              if (unify(pattern.triple().getSubject(), fact.getSubject(), extended)
                  && unify(pattern.triple().getPredicate(), fact.getPredicate(), extended)
                  && unify(pattern.triple().getObject(), fact.getObject(), extended)) {
                next.add(extended);
              }
            }
          }
          case BodyElement.Filter filter -> {
            try {
              if (filter
                  .expression()
                  .isSatisfied(binding(solution), new FunctionEnvBase(ARQ.getContext()))) {
                next.add(solution);
              }
            } catch (ExprEvalException error) {
              // False, by definition.
            }
          }
          case BodyElement.Assignment assignment -> {
            try {
              Map<Var, Node> extended = new HashMap<>(solution);
              extended.put(
                  assignment.variable(),
                  assignment
                      .expression()
                      .eval(binding(solution), new FunctionEnvBase(ARQ.getContext()))
                      .asNode());
              next.add(extended);
            } catch (ExprEvalException error) {
              // No solution, by definition.
            }
          }
          case BodyElement.Negation negation -> {
            if (ignoreNegation
                || extend(
                        List.of(solution),
                        negation.body(),
                        facts,
                        false,
                        dataOnly || negation.dataOnly())
                    .isEmpty()) {
              next.add(solution);
            }
          }
        }
      }
      solutions = next;
    }
    return solutions;
  }

  private static boolean unify(Node pattern, Node term, Map<Var, Node> solution) {
    if (pattern instanceof Var variable) {
      Node bound = solution.putIfAbsent(variable, term);
      return bound == null || bound.equals(term);
    }
    return pattern.equals(term);
  }

  private static Binding binding(Map<Var, Node> solution) {
    BindingBuilder builder = Binding.builder();
    solution.forEach(builder::add);
    return builder.build();
  }

  private static Triple instance(Triple template, Map<Var, Node> solution) {
    return Triple.create(
        term(template.getSubject(), solution),
        term(template.getPredicate(), solution),
        term(template.getObject(), solution));
  }

  private static Node term(Node node, Map<Var, Node> solution) {
    return node instanceof Var variable ? Objects.requireNonNull(solution.get(variable)) : node;
  }
}
