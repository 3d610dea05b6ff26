package org.rationale.reasoner;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Var;
import org.jspecify.annotations.Nullable;
import org.rationale.rules.BodyElement;
import org.rationale.rules.Rule;

/**
 * Makes the plans of one rule. Patterns are ordered by how much is bound when their turn comes, a
 * bound variable counting far more than a constant (a class or a property has many members); tests
 * and assignments run as soon as they can.
 */
final class RuleCompiler {

  private final Rule rule;
  private final TermTable terms;
  private final PathNeeds needs;
  private final Map<Var, Integer> slotOf = new LinkedHashMap<>();
  private int slots;
  private boolean makesTerms;

  /** A pattern of the body or of a negation, not ordered yet. */
  private record Pattern(int index, Triple triple, boolean dataOnly, Map<Var, Integer> scope) {

    Set<Integer> slots() {
      Set<Integer> used = new LinkedHashSet<>();
      collect(triple.getSubject(), used);
      collect(triple.getPredicate(), used);
      collect(triple.getObject(), used);
      return used;
    }

    private void collect(Node node, Set<Integer> used) {
      if (node instanceof Var variable) {
        used.add(slot(variable, scope));
      } else if (node.isTripleTerm()) {
        Triple inner = node.getTriple();
        collect(inner.getSubject(), used);
        collect(inner.getPredicate(), used);
        collect(inner.getObject(), used);
      }
    }
  }

  /** A test or an assignment, not ordered yet; {@code slot} is negative for a test. */
  private record Evaluation(Expression expression, int slot) {}

  /**
   * @param needs takes the paths that the plans of closing ask for
   */
  RuleCompiler(Rule rule, TermTable terms, PathNeeds needs) {
    this.rule = rule;
    this.terms = terms;
    this.needs = needs;
  }

  CompiledRule compile(int index, int layer) {
    List<Pattern> patterns = new ArrayList<>();
    List<Evaluation> evaluations = new ArrayList<>();
    Map<BodyElement.Negation, Set<Var>> negations = new LinkedHashMap<>();
    List<BodyElement.Negation> negated = new ArrayList<>();
    for (BodyElement element : rule.body()) {
      switch (element) {
        case BodyElement.Pattern pattern -> {
          number(pattern.triple(), slotOf);
          patterns.add(new Pattern(patterns.size(), pattern.triple(), rule.dataOnly(), slotOf));
        }
        case BodyElement.Filter filter ->
            evaluations.add(new Evaluation(Expression.of(filter.expression(), slotOf), -1));
        case BodyElement.Assignment assignment -> {
          Expression expression = Expression.of(assignment.expression(), slotOf);
          int slot = slotOf.computeIfAbsent(assignment.variable(), v -> slots++);
          evaluations.add(new Evaluation(expression, slot));
        }
        case BodyElement.Negation negation -> {
          negated.add(negation);
          negations.putIfAbsent(negation, new LinkedHashSet<>(slotOf.keySet()));
        }
      }
    }
    int[] substitutionSlots =
        slotOf.values().stream().mapToInt(Integer::intValue).sorted().toArray();
    CompiledRule.Start[] starts =
        patterns.stream()
            .map(pattern -> start(pattern, without(patterns, pattern), evaluations, needs))
            .toArray(CompiledRule.Start[]::new);
    Step[] whole = patterns.isEmpty() ? plan(Set.of(), List.of(), evaluations, needs) : new Step[0];
    CompiledRule.Absent[] absents =
        negated.stream()
            .map(n -> absent(n, negations.getOrDefault(n, Set.of()), patterns, evaluations))
            .toArray(CompiledRule.Absent[]::new);
    CompiledRule.Template[] head =
        rule.head().stream()
            .map(template -> template(template, patterns, evaluations))
            .toArray(CompiledRule.Template[]::new);
    @Nullable String[] names = new @Nullable String[slots];
    slotOf.forEach((variable, slot) -> names[slot] = variable.getVarName());
    return new CompiledRule(
        index,
        layer,
        rule,
        names,
        substitutionSlots,
        patterns.size(),
        starts,
        whole,
        absents,
        head,
        rule.probability().isCertain(),
        makesTerms);
  }

  private static List<Pattern> without(List<Pattern> patterns, Pattern left) {
    return patterns.stream().filter(pattern -> pattern.index() != left.index()).toList();
  }

  private CompiledRule.Start start(
      Pattern pattern, List<Pattern> rest, List<Evaluation> evaluations, PathNeeds needed) {
    Step.Join row = join(pattern, Set.of(), AccessPath.ALL);
    return new CompiledRule.Start(row, plan(pattern.slots(), rest, evaluations, needed));
  }

  private CompiledRule.Absent absent(
      BodyElement.Negation negation,
      Set<Var> earlier,
      List<Pattern> body,
      List<Evaluation> bodyEvaluations) {
    // A variable that the body has not met before the negation is the negation's own, even where
    // a later pattern uses the same name.
    Map<Var, Integer> outer = new LinkedHashMap<>();
    earlier.forEach(variable -> outer.put(variable, slot(variable, slotOf)));
    Map<Var, Integer> scope = new LinkedHashMap<>(outer);
    List<Pattern> inner = new ArrayList<>();
    List<Evaluation> tests = new ArrayList<>();
    for (BodyElement element : negation.body()) {
      switch (element) {
        case BodyElement.Pattern pattern -> {
          number(pattern.triple(), scope);
          inner.add(
              new Pattern(
                  inner.size(), pattern.triple(), rule.dataOnly() || negation.dataOnly(), scope));
        }
        case BodyElement.Filter filter ->
            tests.add(new Evaluation(Expression.of(filter.expression(), scope), -1));
        case BodyElement.Assignment assignment -> throw unexpected(assignment);
        case BodyElement.Negation nested -> throw unexpected(nested);
      }
    }
    Set<Integer> own = new LinkedHashSet<>(scope.values());
    own.removeAll(outer.values());
    CompiledRule.Start[] starts =
        inner.stream()
            .map(
                pattern -> {
                  Set<Integer> bound = pattern.slots();
                  bound.removeAll(own);
                  return new CompiledRule.Start(
                      join(pattern, Set.of(), AccessPath.ALL),
                      plan(bound, body, bodyEvaluations, needs));
                })
            .toArray(CompiledRule.Start[]::new);
    return new CompiledRule.Absent(
        negation,
        plan(new LinkedHashSet<>(outer.values()), inner, tests, needs),
        inner.size(),
        outer,
        starts);
  }

  private IllegalArgumentException unexpected(BodyElement element) {
    return new IllegalArgumentException(
        "A negation of the rule (%s) holds an element (%s) that is neither pattern nor filter."
            .formatted(rule.id(), element));
  }

  private static int slot(Var variable, Map<Var, Integer> scope) {
    Integer slot = scope.get(variable);
    if (slot == null) {
      throw new IllegalArgumentException("The variable (%s) is not bound.".formatted(variable));
    }
    return slot;
  }

  private CompiledRule.Template template(
      Triple template, List<Pattern> patterns, List<Evaluation> evaluations) {
    Set<Integer> bound = new LinkedHashSet<>();
    List<Step.Destructure> inside = new ArrayList<>();
    int s = headOperand(template.getSubject());
    int p = headOperand(template.getPredicate());
    int o = headOperand(template.getObject());
    Ops ops = new Ops(bound, inside);
    Step.Join row =
        new Step.Join(
            -1,
            AccessPath.ALL,
            ops.operand(template.getSubject(), slotOf, true),
            ops.operand(template.getPredicate(), slotOf, true),
            ops.operand(template.getObject(), slotOf, true),
            ops.on.get(0),
            ops.on.get(1),
            ops.on.get(2),
            false,
            inside.toArray(Step.Destructure[]::new));
    boolean checked =
        s == CompiledRule.BUILT
            || p < 0
            || o == CompiledRule.BUILT
            || (s < 0 && !isSubject(~s, patterns));
    return new CompiledRule.Template(
        s,
        p,
        o,
        template,
        new CompiledRule.Start(row, plan(bound, patterns, evaluations, new PathNeeds())),
        checked);
  }

  /** Whether a slot can only hold what is a subject somewhere. */
  private static boolean isSubject(int slot, List<Pattern> patterns) {
    return patterns.stream()
        .anyMatch(
            pattern ->
                pattern.triple().getSubject() instanceof Var variable
                    && slot(variable, pattern.scope()) == slot);
  }

  private int headOperand(Node node) {
    if (node instanceof Var variable) {
      Integer slot = slotOf.get(variable);
      return slot == null ? built() : ~slot;
    }
    return node.isConcrete() ? terms.number(node) : built();
  }

  private int built() {
    makesTerms = true;
    return CompiledRule.BUILT;
  }

  /** Gives slots to the variables of a pattern that have none. */
  private void number(Triple triple, Map<Var, Integer> scope) {
    number(triple.getSubject(), scope);
    number(triple.getPredicate(), scope);
    number(triple.getObject(), scope);
  }

  private void number(Node node, Map<Var, Integer> scope) {
    if (node instanceof Var variable) {
      scope.computeIfAbsent(variable, v -> slots++);
    } else if (node.isTripleTerm()) {
      number(node.getTriple(), scope);
    }
  }

  private Step[] plan(
      Set<Integer> given, List<Pattern> patterns, List<Evaluation> evaluations, PathNeeds needed) {
    Set<Integer> bound = new LinkedHashSet<>(given);
    List<Pattern> waiting = new ArrayList<>(patterns);
    List<Evaluation> undone = new ArrayList<>(evaluations);
    List<Step> plan = new ArrayList<>();
    while (true) {
      evaluate(undone, bound, plan);
      if (waiting.isEmpty()) {
        return plan.toArray(Step[]::new);
      }
      Pattern best = waiting.getFirst();
      for (Pattern pattern : waiting) {
        if (score(pattern, bound) > score(best, bound)) {
          best = pattern;
        }
      }
      waiting.remove(best);
      Step.Join join = join(best, bound, path(best, bound));
      needed.add(join.path(), join.p());
      plan.add(join);
      bound.addAll(best.slots());
    }
  }

  private void evaluate(List<Evaluation> undone, Set<Integer> bound, List<Step> plan) {
    boolean ready = true;
    while (ready) {
      ready = false;
      for (Evaluation evaluation : List.copyOf(undone)) {
        if (IntStream.of(evaluation.expression().slots()).allMatch(bound::contains)) {
          undone.remove(evaluation);
          int slot = evaluation.slot();
          if (slot < 0) {
            plan.add(new Step.Test(evaluation.expression()));
          } else {
            makesTerms = true;
            plan.add(new Step.Assign(slot, evaluation.expression(), !bound.add(slot)));
            ready = true;
          }
        }
      }
    }
  }

  private static boolean isKnown(Node node, Pattern pattern, Set<Integer> bound) {
    return node instanceof Var variable
        ? bound.contains(slot(variable, pattern.scope()))
        : node.isConcrete();
  }

  private static int path(Pattern pattern, Set<Integer> bound) {
    Triple triple = pattern.triple();
    return AccessPath.of(
        isKnown(triple.getSubject(), pattern, bound),
        isKnown(triple.getPredicate(), pattern, bound),
        isKnown(triple.getObject(), pattern, bound));
  }

  private static int score(Pattern pattern, Set<Integer> bound) {
    Triple triple = pattern.triple();
    int score = 0;
    for (Node node : List.of(triple.getSubject(), triple.getPredicate(), triple.getObject())) {
      if (isKnown(node, pattern, bound)) {
        score += node instanceof Var ? 4 : 1;
      }
    }
    return score;
  }

  private Step.Join join(Pattern pattern, Set<Integer> given, int path) {
    List<Step.Destructure> inside = new ArrayList<>();
    Ops ops = new Ops(new LinkedHashSet<>(given), inside);
    Triple triple = pattern.triple();
    int s = ops.operand(triple.getSubject(), pattern.scope(), false);
    int p = ops.operand(triple.getPredicate(), pattern.scope(), false);
    int o = ops.operand(triple.getObject(), pattern.scope(), false);
    boolean keyS = path != AccessPath.ALL && isKnown(triple.getSubject(), pattern, given);
    boolean keyP = path != AccessPath.ALL && isKnown(triple.getPredicate(), pattern, given);
    // With subject and object known, the path is the subject's and the object is compared.
    boolean keyO =
        path != AccessPath.ALL
            && path != AccessPath.SUBJECT
            && isKnown(triple.getObject(), pattern, given);
    return new Step.Join(
        pattern.index(),
        path,
        s,
        p,
        o,
        keyS ? Step.SKIP : ops.on.get(0),
        keyP ? Step.SKIP : ops.on.get(1),
        keyO ? Step.SKIP : ops.on.get(2),
        pattern.dataOnly(),
        inside.toArray(Step.Destructure[]::new));
  }

  /** Says for each component of a row what to do with it, in the order of the components. */
  private final class Ops {

    final List<Integer> on = new ArrayList<>();
    private final Set<Integer> bound;
    private final List<Step.Destructure> inside;

    Ops(Set<Integer> bound, List<Step.Destructure> inside) {
      this.bound = bound;
      this.inside = inside;
    }

    int operand(Node node, Map<Var, Integer> scope, boolean ofHead) {
      if (node instanceof Var variable) {
        Integer slot = scope.get(variable);
        if (slot == null && ofHead) {
          on.add(Step.SKIP);
          return 0;
        }
        int at = slot(variable, scope);
        on.add(bound.add(at) ? Step.ASSIGN : Step.COMPARE);
        return ~at;
      }
      if (node.isConcrete()) {
        on.add(Step.COMPARE);
        return terms.number(node);
      }
      makesTerms = true;
      int hidden = slots++;
      on.add(Step.ASSIGN);
      inside.add(new Step.Destructure(hidden, pattern(node, scope, ofHead)));
      return ~hidden;
    }

    private Step.TermPattern pattern(Node node, Map<Var, Integer> scope, boolean ofHead) {
      if (node instanceof Var variable) {
        Integer slot = scope.get(variable);
        return slot == null && ofHead
            ? new Step.TermPattern.Anything()
            : new Step.TermPattern.Variable(
                slot(variable, scope), !bound.add(slot(variable, scope)));
      }
      if (node.isConcrete()) {
        return new Step.TermPattern.Constant(node);
      }
      Triple inner = node.getTriple();
      return new Step.TermPattern.Quoted(
          List.of(
              pattern(inner.getSubject(), scope, ofHead),
              pattern(inner.getPredicate(), scope, ofHead),
              pattern(inner.getObject(), scope, ofHead)));
    }
  }
}
