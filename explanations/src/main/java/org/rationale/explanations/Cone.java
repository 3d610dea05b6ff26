package org.rationale.explanations;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Var;
import org.rationale.rules.BodyElement;
import org.rationale.rules.Rule;
import org.rationale.rules.drl.DrlCondition;
import org.rationale.rules.drl.DrlPattern;
import org.rationale.rules.drl.DrlRule;

/**
 * What a statement can depend on: the patterns that rules of both kinds would look at on the way to
 * it, each with whether more facts, fewer facts, or both could help. No other fact matters.
 */
final class Cone {

  private static final int MOST_MATCHES = 500;

  /** Whether facts of a pattern help. */
  enum Help {
    BY_PRESENCE,
    BY_ABSENCE,
    BOTH;

    private Help opposite() {
      return switch (this) {
        case BY_PRESENCE -> BY_ABSENCE;
        case BY_ABSENCE -> BY_PRESENCE;
        case BOTH -> BOTH;
      };
    }

    private Help and(Help other) {
      return this == other ? this : BOTH;
    }
  }

  private final Map<Triple, Help> needs = new LinkedHashMap<>();
  private final Deque<Triple> open = new ArrayDeque<>();
  private final Set<Rule> rules = new LinkedHashSet<>();
  private final Set<DrlRule> drlRules = new LinkedHashSet<>();

  private final Triple statement;
  private final FactIndex facts;
  private final Changeable changeable;
  private boolean isConcluded;

  private Cone(Triple statement, FactIndex facts, Changeable changeable) {
    this.statement = statement;
    this.facts = facts;
    this.changeable = changeable;
  }

  /**
   * @param evidence what probabilities are conditioned on: it makes every dependence one of both
   *     ways
   */
  static Cone of(
      Triple statement, Revisable program, FactIndex facts, Collection<Triple> evidence) {
    Cone cone = new Cone(statement, facts, Changeable.of(program, facts));
    cone.need(statement, evidence.isEmpty() ? Help.BY_PRESENCE : Help.BOTH);
    evidence.forEach(observed -> cone.need(observed, Help.BOTH));
    cone.follow(program);
    return cone;
  }

  /**
   * What facts of several forms can depend on.
   *
   * @param patterns with {@link Node#ANY} for any term
   */
  static Cone ofAll(
      List<Triple> patterns, Revisable program, FactIndex facts, Changeable changeable) {
    Cone cone = new Cone(patterns.getFirst(), facts, changeable);
    patterns.forEach(pattern -> cone.need(pattern, Help.BOTH));
    cone.follow(program);
    return cone;
  }

  private void follow(Revisable program) {
    Map<Node, Set<Rule>> rulesBy = new HashMap<>();
    program.rules().forEach(rule -> index(rule, rule.head(), rulesBy));
    Map<Node, Set<DrlRule>> drlRulesBy = new HashMap<>();
    program.drlRules().forEach(rule -> index(rule, rule.reading().conclusions(), drlRulesBy));
    while (!open.isEmpty()) {
      Triple pattern = open.remove();
      Help help = needs.getOrDefault(pattern, Help.BOTH);
      concluding(rulesBy, program.rules(), pattern).forEach(rule -> follow(rule, pattern, help));
      for (DrlRule rule : concluding(drlRulesBy, program.drlRules(), pattern)) {
        if (follow(rule, pattern, help)) {
          // Nothing says which rule inserts the objects that another looks at.
          program.drlRules().forEach(other -> lookAt(other, Substitution.EMPTY, Help.BOTH));
        }
      }
    }
  }

  private static <R> void index(R rule, List<Triple> conclusions, Map<Node, Set<R>> by) {
    for (Triple conclusion : conclusions) {
      by.computeIfAbsent(wide(conclusion.getPredicate()), p -> new LinkedHashSet<>()).add(rule);
    }
  }

  /** The rules that may conclude facts of a predicate. */
  private static <R> Collection<R> concluding(Map<Node, Set<R>> by, List<R> all, Triple pattern) {
    if (!pattern.getPredicate().isConcrete()) {
      return all;
    }
    Set<R> found = new LinkedHashSet<>(by.getOrDefault(pattern.getPredicate(), Set.of()));
    found.addAll(by.getOrDefault(Node.ANY, Set.of()));
    return found;
  }

  /** What depends on all this. */
  Triple statement() {
    return statement;
  }

  /** Whether some rule could conclude the statement itself. */
  boolean isConcluded() {
    return isConcluded;
  }

  /** The patterns, those next to the statement first; {@link Node#ANY} stands for any term. */
  Map<Triple, Help> needs() {
    return needs;
  }

  /** The SRL rules on the way. */
  Set<Rule> rules() {
    return rules;
  }

  /** The DRL rules on the way. */
  Set<DrlRule> drlRules() {
    return drlRules;
  }

  /** Whether and how a fact can matter. */
  Optional<Help> help(Triple fact) {
    Optional<Help> found = Optional.empty();
    for (Map.Entry<Triple, Help> need : needs.entrySet()) {
      if (need.getKey().matches(fact)) {
        found = Optional.of(found.map(need.getValue()::and).orElse(need.getValue()));
      }
    }
    return found;
  }

  private void need(Triple pattern, Help help) {
    Triple wide =
        Triple.create(
            wide(pattern.getSubject()), wide(pattern.getPredicate()), wide(pattern.getObject()));
    if (!changeable.contains(wide)) {
      return;
    }
    Help before = needs.get(wide);
    Help after = before == null ? help : before.and(help);
    if (after != before) {
      needs.put(wide, after);
      open.add(wide);
    }
  }

  private static Node wide(Node node) {
    return node.isConcrete() ? node : Node.ANY;
  }

  private void follow(Rule rule, Triple pattern, Help help) {
    for (Triple template : rule.head()) {
      Optional<Substitution> bound = meets(template, pattern);
      if (bound.isPresent()) {
        isConcluded |= pattern.equals(statement);
        List<Triple> patterns = new ArrayList<>();
        for (BodyElement element : rule.body()) {
          if (element instanceof BodyElement.Pattern(Triple triple)) {
            patterns.add(triple);
          }
        }
        for (Substitution match : matches(patterns, bound.get())) {
          rules.add(rule);
          rule.body().forEach(element -> look(element, match, help));
        }
      }
    }
  }

  /** What a rule's variables can stand for, as far as facts say that nothing changes. */
  private List<Substitution> matches(List<Triple> patterns, Substitution bound) {
    List<Triple> fixed = patterns.stream().filter(p -> !changeable.contains(p)).toList();
    List<Substitution> matches = new ArrayList<>(List.of(bound));
    List<Triple> left = new ArrayList<>(fixed);
    while (!left.isEmpty() && !matches.isEmpty()) {
      Substitution first = matches.getFirst();
      Triple next =
          Collections.max(
              left, Comparator.comparingInt(p -> bound(first.of(Substitution.copy(p, 1)))));
      left.remove(next);
      List<Substitution> longer = new ArrayList<>();
      for (Substitution match : matches) {
        Triple wanted = match.of(Substitution.copy(next, 1));
        for (Triple fact : facts.candidates(wanted)) {
          match.unify(wanted, fact).ifPresent(longer::add);
        }
      }
      if (longer.size() > MOST_MATCHES) {
        return List.of(bound); // Any term, then: that is more, and it is safe.
      }
      matches = longer;
    }
    return matches;
  }

  private static int bound(Triple pattern) {
    return (pattern.getSubject().isConcrete() ? 1 : 0)
        + (pattern.getPredicate().isConcrete() ? 1 : 0)
        + (pattern.getObject().isConcrete() ? 1 : 0);
  }

  private void look(BodyElement element, Substitution bound, Help help) {
    switch (element) {
      case BodyElement.Pattern(Triple triple) -> need(bound.of(Substitution.copy(triple, 1)), help);
      case BodyElement.Negation negation ->
          negation.body().forEach(inner -> look(inner, bound, help.opposite()));
      case BodyElement.Filter filter -> {}
      case BodyElement.Assignment assignment -> {}
    }
  }

  /** Returns whether it depends on objects that rules insert. */
  private boolean follow(DrlRule rule, Triple pattern, Help help) {
    boolean seesObjects = false;
    for (Triple conclusion : rule.reading().conclusions()) {
      Optional<Substitution> bound = meets(conclusion, pattern);
      if (bound.isPresent()) {
        isConcluded |= pattern.equals(statement);
        seesObjects |= look(rule, bound.get(), help);
      }
    }
    return seesObjects;
  }

  private boolean look(DrlRule rule, Substitution bound, Help help) {
    List<Triple> patterns = new ArrayList<>();
    for (DrlCondition condition : rule.reading().conditions()) {
      // A number may be written in another way in a fact.
      if (condition instanceof DrlCondition.Present(DrlPattern pattern, String text)
          && !bound.of(Substitution.copy(pattern.triple(), 1)).getObject().isLiteral()) {
        patterns.add(pattern.triple());
      }
    }
    boolean seesObjects = false;
    for (Substitution match : matches(patterns, bound)) {
      seesObjects |= lookAt(rule, match, help);
    }
    return seesObjects;
  }

  private boolean lookAt(DrlRule rule, Substitution bound, Help help) {
    boolean seesObjects = false;
    drlRules.add(rule);
    for (DrlCondition condition : rule.reading().conditions()) {
      switch (condition) {
        case DrlCondition.Present present -> look(present.pattern(), bound, help);
        case DrlCondition.Absent absent -> look(absent.pattern(), bound, help.opposite());
        case DrlCondition.Unread unread -> {
          unread.patterns().forEach(inner -> look(inner, bound, Help.BOTH));
          seesObjects |= unread.seesObjects();
        }
      }
    }
    return seesObjects;
  }

  private void look(DrlPattern pattern, Substitution bound, Help help) {
    Triple triple = bound.of(Substitution.copy(pattern.triple(), 1));
    // DRL takes numbers of one value for the same, however they are written.
    need(
        triple.getObject().isLiteral()
            ? Triple.create(triple.getSubject(), triple.getPredicate(), Node.ANY)
            : triple,
        help);
  }

  /** What the variables of a rule stand for where its conclusion is of a form. */
  private static Optional<Substitution> meets(Triple template, Triple pattern) {
    return Substitution.EMPTY.unify(Substitution.copy(template, 1), named(pattern));
  }

  private static Triple named(Triple pattern) {
    return Triple.create(
        named(pattern.getSubject(), "s"),
        named(pattern.getPredicate(), "p"),
        named(pattern.getObject(), "o"));
  }

  private static Node named(Node node, String name) {
    return node.equals(Node.ANY) ? Var.alloc(name + "#0") : node;
  }
}
