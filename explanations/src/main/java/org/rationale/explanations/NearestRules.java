package org.rationale.explanations;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.expr.Expr;
import org.jspecify.annotations.Nullable;
import org.rationale.explanations.WhyNot.Attempt;
import org.rationale.explanations.WhyNot.Element;
import org.rationale.rules.BodyElement;
import org.rationale.rules.Rule;

/**
 * Of each rule that could conclude a statement the instance with the fewest elements in the way,
 * found by branch and bound: an atom is matched by a fact, or counted as missing.
 */
final class NearestRules {

  private static final int MOST_STEPS = 20_000;
  private static final int COPY = 0;
  private static final Pattern VARIABLE = Pattern.compile("[?$]([\\p{L}\\p{N}_]+)");

  private final Revisable program;
  private final FactIndex facts;
  private final Wording wording;
  private final AttemptParts parts;
  private int steps;
  private @Nullable Instance best;

  /** For each pattern of the body the fact it found, or empty. */
  private record Instance(Substitution substitution, List<Optional<Triple>> found, int missing) {}

  NearestRules(Revisable program, FactIndex facts, Wording wording) {
    this.program = program;
    this.facts = facts;
    this.wording = wording;
    this.parts = new AttemptParts(program, wording);
  }

  /** In the order of the rules. */
  List<Attempt> of(Triple statement) {
    List<Attempt> attempts = new ArrayList<>();
    for (Rule rule : program.rules()) {
      parts
          .nearest(
              rule.head(),
              template -> Substitution.EMPTY.unify(Substitution.copy(template, COPY), statement),
              bound -> attempt(rule, bound))
          .ifPresent(attempts::add);
    }
    return attempts;
  }

  private Attempt attempt(Rule rule, Substitution bound) {
    List<Triple> patterns = new ArrayList<>();
    for (BodyElement element : rule.body()) {
      if (element instanceof BodyElement.Pattern(Triple triple)) {
        patterns.add(Substitution.copy(triple, COPY));
      }
    }
    steps = 0;
    best = null;
    List<Optional<Triple>> found = new ArrayList<>();
    patterns.forEach(pattern -> found.add(Optional.empty()));
    match(rule, patterns, new LinkedHashSet<>(), bound, found, 0);
    Instance nearest = best;
    if (nearest == null) {
      nearest = new Instance(bound, found, patterns.size());
    }
    return describe(rule, nearest);
  }

  private void match(
      Rule rule,
      List<Triple> patterns,
      Set<Integer> done,
      Substitution substitution,
      List<Optional<Triple>> found,
      int missing) {
    Instance known = best;
    if (known != null && (missing >= known.missing() || ++steps > MOST_STEPS)) {
      return;
    }
    if (done.size() == patterns.size()) {
      int all = missing + inTheWay(rule, substitution);
      if (known == null || all < known.missing()) {
        best = new Instance(substitution, List.copyOf(found), all);
      }
      return;
    }
    int next = mostBound(patterns, done, substitution);
    Triple pattern = substitution.of(patterns.get(next));
    Set<Integer> more = new LinkedHashSet<>(done);
    more.add(next);
    for (Triple fact : facts.candidates(pattern)) {
      if (rule.dataOnly() && !Statements.isGiven(facts.graph(), fact)) {
        continue;
      }
      Optional<Substitution> bound = substitution.unify(pattern, fact);
      if (bound.isPresent()) {
        found.set(next, Optional.of(fact));
        match(rule, patterns, more, bound.get(), found, missing);
        found.set(next, Optional.empty());
      }
    }
    match(rule, patterns, more, substitution, found, missing + 1);
  }

  private static int mostBound(
      List<Triple> patterns, Set<Integer> done, Substitution substitution) {
    int next = -1;
    int most = -1;
    for (int i = 0; i < patterns.size(); i++) {
      int bound = done.contains(i) ? -1 : bound(substitution.of(patterns.get(i)));
      if (bound > most) {
        most = bound;
        next = i;
      }
    }
    return next;
  }

  private static int bound(Triple pattern) {
    return (pattern.getSubject().isConcrete() ? 1 : 0)
        + (pattern.getPredicate().isConcrete() ? 1 : 0)
        + (pattern.getObject().isConcrete() ? 1 : 0);
  }

  /** How many conditions and negations are not as the rule wants them. */
  private int inTheWay(Rule rule, Substitution substitution) {
    int count = 0;
    Substitution bound = substitution;
    for (BodyElement element : rule.body()) {
      switch (element) {
        case BodyElement.Pattern pattern -> {}
        case BodyElement.Filter(Expr filter) ->
            count +=
                Conditions.isReady(filter, COPY, bound) && !Conditions.holds(filter, COPY, bound)
                    ? 1
                    : 0;
        case BodyElement.Assignment(Var variable, Expr expression) -> {
          if (Conditions.isReady(expression, COPY, bound)) {
            Optional<Substitution> after = assign(variable, expression, bound);
            count += after.isEmpty() ? 1 : 0;
            bound = after.orElse(bound);
          }
        }
        case BodyElement.Negation negation -> count += blockers(negation, bound).isEmpty() ? 0 : 1;
      }
    }
    return count;
  }

  private static Optional<Substitution> assign(Var variable, Expr expression, Substitution bound) {
    return Conditions.value(expression, COPY, bound)
        .flatMap(value -> bound.unify(Substitution.copy(variable, COPY), value));
  }

  private Set<Triple> blockers(BodyElement.Negation negation, Substitution bound) {
    Set<Triple> blockers = new LinkedHashSet<>();
    NegationMatch.of(
            negation,
            COPY,
            bound,
            facts,
            (fact, dataOnly) ->
                dataOnly
                    ? Statements.isStatedAsCertain(facts.graph(), fact)
                    : facts.graph().isCertain(fact))
        .forEach(blockers::addAll);
    return blockers;
  }

  private Attempt describe(Rule rule, Instance instance) {
    List<Element> elements = new ArrayList<>();
    Substitution bound = instance.substitution();
    int pattern = 0;
    for (BodyElement element : rule.body()) {
      switch (element) {
        case BodyElement.Pattern(Triple triple) -> {
          Optional<Triple> fact = instance.found().get(pattern++);
          elements.add(
              fact.<Element>map(
                      held ->
                          new Element.Held(
                              held, wording.statement(held), facts.graph().probability(held)))
                  .orElse(missing(bound.of(Substitution.copy(triple, COPY)), rule.dataOnly())));
        }
        case BodyElement.Filter(Expr filter) -> {
          String text = words(filter, bound);
          elements.add(
              !Conditions.isReady(filter, COPY, bound)
                  ? new Element.Open(text)
                  : Conditions.holds(filter, COPY, bound)
                      ? new Element.Fulfilled(text)
                      : new Element.Refused(text));
        }
        case BodyElement.Assignment(Var variable, Expr expression) -> {
          String text =
              name(bound.of(Substitution.copy(variable, COPY))) + " = " + words(expression, bound);
          if (!Conditions.isReady(expression, COPY, bound)) {
            elements.add(new Element.Open(text));
          } else {
            Optional<Substitution> after = assign(variable, expression, bound);
            elements.add(
                after.isPresent() ? new Element.Fulfilled(text) : new Element.Refused(text));
            bound = after.orElse(bound);
          }
        }
        case BodyElement.Negation negation -> {
          Set<Triple> blockers = blockers(negation, bound);
          String text = words(negation, bound);
          elements.add(
              blockers.isEmpty()
                  ? new Element.Absent(text)
                  : new Element.Blocked(text, parts.blockers(blockers)));
        }
      }
    }
    Substitution end = bound;
    return new Attempt(
        wording.rule(rule.id()),
        wording.sentence(rule.text(), name -> end.of(Substitution.copy(Var.alloc(name), COPY))),
        rule.source(),
        instance.missing(),
        elements);
  }

  private Element.Missing missing(Triple pattern, boolean dataOnly) {
    Triple plain = AttemptParts.named(pattern);
    return new Element.Missing(
        plain,
        wording.statement(plain),
        pattern.getPredicate().isConcrete() && program.mayAdd(pattern),
        dataOnly ? List.of() : parts.concludedBy(pattern));
  }

  private static String name(Node node) {
    return node.isVariable() ? "?" + Witnesses.plain(node.getName()) : Wording.ntriples(node);
  }

  private static String words(Expr expression, Substitution bound) {
    return Conditions.words(
        expression.applyNodeTransform(
            node ->
                node.isVariable()
                    ? AttemptParts.named(bound.of(Substitution.copy(node, COPY)))
                    : node));
  }

  private String words(BodyElement.Negation negation, Substitution bound) {
    String text =
        VARIABLE
            .matcher(negation.text())
            .replaceAll(
                match -> {
                  Node value = bound.of(Substitution.copy(Var.alloc(match.group(1)), COPY));
                  return Matcher.quoteReplacement(
                      value.isConcrete() && !value.isBlank()
                          ? Wording.ntriples(value)
                          : match.group());
                });
    return wording.pattern(text);
  }
}
