package org.rationale.explanations;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Var;
import org.jspecify.annotations.Nullable;
import org.rationale.explanations.WhyNot.Attempt;
import org.rationale.explanations.WhyNot.Element;
import org.rationale.rules.drl.DrlCondition;
import org.rationale.rules.drl.DrlPattern;
import org.rationale.rules.drl.DrlReading;
import org.rationale.rules.drl.DrlRule;

/**
 * Of each DRL rule that could conclude a statement the instance with the fewest elements in the
 * way, as far as the rule's text says. What only Drools can check counts as not in the way, and is
 * said not to have been checked: so what is missing is missing.
 */
final class NearestDrlRules {

  private static final int MOST_STEPS = 20_000;
  private static final int MOST_REFUSED = 3;
  private static final int COPY = 0;
  private static final Node SOMETHING = NodeFactory.createLiteralString("something");

  private final Revisable program;
  private final FactIndex facts;
  private final Wording wording;
  private final AttemptParts parts;
  private int steps;
  private @Nullable Instance best;

  /** For each pattern that must match the fact it found, or empty. */
  private record Instance(Substitution substitution, List<Optional<Triple>> found, int missing) {}

  NearestDrlRules(Revisable program, FactIndex facts, Wording wording) {
    this.program = program;
    this.facts = facts;
    this.wording = wording;
    this.parts = new AttemptParts(program, wording);
  }

  /** In the order of the rules. */
  List<Attempt> of(Triple statement) {
    List<Attempt> attempts = new ArrayList<>();
    for (DrlRule rule : program.drlRules()) {
      parts
          .nearest(
              rule.reading().conclusions(),
              conclusion ->
                  matched(Substitution.copy(conclusion, COPY), statement, Substitution.EMPTY),
              bound -> attempt(rule, bound))
          .ifPresent(attempts::add);
    }
    return attempts;
  }

  private Attempt attempt(DrlRule rule, Substitution bound) {
    List<DrlPattern> patterns = new ArrayList<>();
    for (DrlCondition condition : rule.reading().conditions()) {
      if (condition instanceof DrlCondition.Present present) {
        patterns.add(present.pattern());
      }
    }
    List<Optional<Triple>> found = new ArrayList<>();
    patterns.forEach(pattern -> found.add(Optional.empty()));
    steps = 0;
    best = null;
    match(rule, patterns, bound, found, 0, 0);
    Instance nearest = best;
    return describe(rule, nearest == null ? new Instance(bound, found, patterns.size()) : nearest);
  }

  private void match(
      DrlRule rule,
      List<DrlPattern> patterns,
      Substitution substitution,
      List<Optional<Triple>> found,
      int at,
      int missing) {
    Instance known = best;
    if (known != null && (missing >= known.missing() || ++steps > MOST_STEPS)) {
      return;
    }
    if (at == patterns.size()) {
      int all = missing + inTheWay(rule, substitution);
      if (known == null || all < known.missing()) {
        best = new Instance(substitution, List.copyOf(found), all);
      }
      return;
    }
    DrlPattern pattern = patterns.get(at);
    for (Triple fact : fitting(pattern, substitution)) {
      if (isWithinBounds(pattern, fact)) {
        Optional<Substitution> bound = matched(copy(pattern), fact, substitution);
        if (bound.isPresent()) {
          found.set(at, Optional.of(fact));
          match(rule, patterns, bound.get(), found, at + 1, missing);
        }
      }
    }
    found.set(at, Optional.empty());
    match(rule, patterns, substitution, found, at + 1, missing + 1);
  }

  private static Triple copy(DrlPattern pattern) {
    return Substitution.copy(pattern.triple(), COPY);
  }

  /** Facts that have a pattern's terms, whatever its conditions. */
  private List<Triple> fitting(DrlPattern pattern, Substitution substitution) {
    Triple bound = substitution.of(copy(pattern));
    // A number may be written in another way in the fact.
    Triple wide =
        bound.getObject().isLiteral()
            ? Triple.create(bound.getSubject(), bound.getPredicate(), Var.alloc("object"))
            : bound;
    List<Triple> fitting = new ArrayList<>();
    for (Triple fact : facts.candidates(wide)) {
      if (!fact.getObject().isTripleTerm() && matched(bound, fact, substitution).isPresent()) {
        fitting.add(fact);
      }
    }
    return fitting;
  }

  private static Optional<Substitution> matched(
      Triple pattern, Triple fact, Substitution substitution) {
    Node wanted = substitution.of(pattern.getObject());
    boolean isSame = wanted.isLiteral() && DrlPattern.isSame(wanted, fact.getObject());
    return substitution.unify(
        pattern, isSame ? Triple.create(fact.getSubject(), fact.getPredicate(), wanted) : fact);
  }

  private static boolean isWithinBounds(DrlPattern pattern, Triple fact) {
    return pattern.bounds().stream().allMatch(bound -> bound.admits(fact.getObject()));
  }

  private int inTheWay(DrlRule rule, Substitution substitution) {
    int count = 0;
    for (DrlCondition condition : rule.reading().conditions()) {
      if (condition instanceof DrlCondition.Absent absent
          && absent(absent, substitution) instanceof Element.Blocked) {
        count++;
      }
    }
    return count;
  }

  private Attempt describe(DrlRule rule, Instance instance) {
    Substitution bound = instance.substitution();
    List<Element> elements = new ArrayList<>();
    int at = 0;
    for (DrlCondition condition : rule.reading().conditions()) {
      elements.add(
          switch (condition) {
            case DrlCondition.Present(DrlPattern pattern, String text) -> {
              Optional<Triple> fact = instance.found().get(at++);
              yield fact.isPresent() ? found(pattern, fact.get()) : missing(pattern, bound);
            }
            case DrlCondition.Absent absent -> absent(absent, bound);
            case DrlCondition.Unread unread -> new Element.Unknown(unread.text());
          });
    }
    DrlReading reading = rule.reading();
    boolean isOpen = reading.conclusions().stream().anyMatch(c -> c.getPredicate().isVariable());
    if (isOpen) {
      elements.add(new Element.Unknown("what its consequence, which is code, concludes"));
    }
    return new Attempt(
        wording.rule(rule.id()),
        wording.sentence(
            rule.text(),
            name -> {
              Node term = reading.names().getOrDefault(name, Var.alloc(name));
              return bound.of(Substitution.copy(term, COPY));
            }),
        rule.source(),
        instance.missing(),
        elements);
  }

  private Element found(DrlPattern pattern, Triple fact) {
    String text = wording.statement(fact) + bounds(pattern);
    return pattern.unread().isEmpty()
        ? new Element.Held(fact, text, facts.graph().probability(fact))
        : new Element.Unchecked(text, parts.blockers(List.of(fact)), pattern.unread());
  }

  private Element missing(DrlPattern pattern, Substitution bound) {
    List<Triple> refused =
        fitting(pattern, bound).stream().filter(fact -> !isWithinBounds(pattern, fact)).toList();
    if (!refused.isEmpty()) {
      return new Element.Refused(
          String.join("; ", refused.stream().limit(MOST_REFUSED).map(wording::statement).toList())
              + (refused.size() > MOST_REFUSED ? "; …" : "")
              + bounds(pattern));
    }
    Triple wanted = bound.of(copy(pattern));
    return new Element.Missing(
        AttemptParts.named(wanted),
        words(wanted) + conditions(pattern),
        wanted.getPredicate().isConcrete() && program.mayAdd(wanted),
        parts.concludedBy(wanted));
  }

  private Element absent(DrlCondition.Absent absent, Substitution bound) {
    DrlPattern pattern = absent.pattern();
    String text = words(bound.of(copy(pattern))) + conditions(pattern);
    boolean isOpen =
        pattern.uses().stream()
            .anyMatch(name -> bound.of(Substitution.copy(Var.alloc(name), COPY)).isVariable());
    if (isOpen) {
      return new Element.Open("not: " + text);
    }
    List<Triple> blockers =
        fitting(pattern, bound).stream()
            .filter(fact -> isWithinBounds(pattern, fact) && facts.graph().isCertain(fact))
            .toList();
    if (blockers.isEmpty()) {
      return new Element.Absent(text);
    }
    List<WhyNot.Blocker> by = parts.blockers(blockers);
    return pattern.unread().isEmpty()
        ? new Element.Blocked(text, by)
        : new Element.Unchecked("not: " + text, by, pattern.unread());
  }

  private String words(Triple pattern) {
    return wording.statement(
        Triple.create(
            shown(pattern.getSubject()),
            shown(pattern.getPredicate()),
            shown(pattern.getObject())));
  }

  private static Node shown(Node node) {
    return !node.isVariable()
        ? node
        : node.getName().startsWith(DrlPattern.ANONYMOUS)
            ? SOMETHING
            : Var.alloc(Witnesses.plain(node.getName()));
  }

  private static String bounds(DrlPattern pattern) {
    return pattern.bounds().isEmpty()
        ? ""
        : "  ("
            + String.join(" and ", pattern.bounds().stream().map(DrlPattern.Bound::text).toList())
            + ")";
  }

  private static String conditions(DrlPattern pattern) {
    return bounds(pattern)
        + (pattern.unread().isEmpty() ? "" : "  (" + String.join(" and ", pattern.unread()) + ")");
  }
}
