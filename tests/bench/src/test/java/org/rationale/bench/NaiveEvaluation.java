package org.rationale.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
import org.rationale.rules.BodyElement;
import org.rationale.rules.Rule;
import org.rationale.rules.Stratification;

/**
 * The slow and obvious reference: every rule of a layer is tried on all facts, element by element
 * as written, until nothing is new.
 */
final class NaiveEvaluation {

  private final Set<Triple> given;
  private final Set<Triple> facts;
  private final Set<Instance> instances = new LinkedHashSet<>();

  /**
   * A rule with one substitution.
   *
   * @param substitution the variables of the body, without their marks
   * @param premises what the patterns matched, in their order, each once
   */
  record Instance(
      String rule, Map<String, Node> substitution, List<Triple> premises, Triple conclusion) {}

  private record Solution(Map<Var, Node> bindings, List<Triple> premises) {}

  private NaiveEvaluation(List<Triple> given) {
    this.given = new LinkedHashSet<>(given);
    this.facts = new LinkedHashSet<>(given);
  }

  static NaiveEvaluation of(Workload workload) {
    NaiveEvaluation evaluation = new NaiveEvaluation(workload.facts());
    for (List<Rule> layer : Stratification.of(workload.rules().rules()).layers()) {
      while (evaluation.applyAll(layer)) {
        // Once more: what is new may make more.
      }
    }
    return evaluation;
  }

  /** All facts, those given included. */
  Set<Triple> facts() {
    return facts;
  }

  /** All derivations. */
  Set<Instance> instances() {
    return instances;
  }

  private boolean applyAll(List<Rule> layer) {
    boolean changed = false;
    for (Rule rule : layer) {
      List<Solution> start = List.of(new Solution(Map.of(), List.of()));
      for (Solution solution : extend(start, rule.body(), rule.dataOnly())) {
        Map<String, Node> substitution = new TreeMap<>();
        solution.bindings().forEach((v, term) -> substitution.put(v.getVarName(), term));
        List<Triple> premises = solution.premises().stream().distinct().toList();
        for (Triple template : rule.head()) {
          Triple conclusion = instance(template, solution.bindings());
          if (conclusion.getSubject().isLiteral()) {
            continue;
          }
          changed |= facts.add(conclusion);
          instances.add(new Instance(rule.id(), substitution, premises, conclusion));
        }
      }
    }
    return changed;
  }

  private List<Solution> extend(List<Solution> start, List<BodyElement> body, boolean dataOnly) {
    List<Solution> solutions = start;
    for (BodyElement element : body) {
      List<Solution> next = new ArrayList<>();
      for (Solution solution : solutions) {
        switch (element) {
          case BodyElement.Pattern pattern ->
              next.addAll(matches(pattern.triple(), solution, dataOnly ? given : facts));
          case BodyElement.Filter filter -> {
            if (isTrue(filter, solution)) {
              next.add(solution);
            }
          }
          case BodyElement.Assignment assignment -> assign(assignment, solution, next);
          case BodyElement.Negation negation -> {
            if (extend(List.of(solution), negation.body(), dataOnly || negation.dataOnly())
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

  private static List<Solution> matches(Triple pattern, Solution solution, Set<Triple> among) {
    List<Solution> matches = new ArrayList<>();
    for (Triple fact : among) {
      Map<Var, Node> extended = new LinkedHashMap<>(solution.bindings());
      if (unify(pattern.getSubject(), fact.getSubject(), extended)
          && unify(pattern.getPredicate(), fact.getPredicate(), extended)
          && unify(pattern.getObject(), fact.getObject(), extended)) {
        List<Triple> premises = new ArrayList<>(solution.premises());
        premises.add(fact);
        matches.add(new Solution(extended, premises));
      }
    }
    return matches;
  }

  private static boolean unify(Node pattern, Node term, Map<Var, Node> bindings) {
    if (pattern instanceof Var variable) {
      Node bound = bindings.putIfAbsent(variable, term);
      return bound == null || bound.equals(term);
    }
    return pattern.equals(term);
  }

  private static boolean isTrue(BodyElement.Filter filter, Solution solution) {
    try {
      return filter
          .expression()
          .isSatisfied(binding(solution), new FunctionEnvBase(ARQ.getContext()));
    } catch (ExprEvalException error) {
      // By SPARQL's definition an error in a filter counts as false.
      return false;
    }
  }

  private static void assign(
      BodyElement.Assignment assignment, Solution solution, List<Solution> next) {
    try {
      Map<Var, Node> extended = new HashMap<>(solution.bindings());
      extended.put(
          assignment.variable(),
          assignment
              .expression()
              .eval(binding(solution), new FunctionEnvBase(ARQ.getContext()))
              .asNode());
      next.add(new Solution(extended, solution.premises()));
    } catch (ExprEvalException error) {
      // By SRL's definition an error in an assignment drops the solution.
    }
  }

  private static Binding binding(Solution solution) {
    BindingBuilder builder = Binding.builder();
    solution.bindings().forEach(builder::add);
    return builder.build();
  }

  private static Triple instance(Triple template, Map<Var, Node> bindings) {
    return Triple.create(
        term(template.getSubject(), bindings),
        term(template.getPredicate(), bindings),
        term(template.getObject(), bindings));
  }

  private static Node term(Node node, Map<Var, Node> bindings) {
    return node instanceof Var variable ? Objects.requireNonNull(bindings.get(variable)) : node;
  }
}
