package org.rationale.explanations;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Var;
import org.rationale.explanations.WhyNot.Attempt;

/** What the nearest instances of rules of both kinds have in common. */
final class AttemptParts {

  private static final int COPY = 1;

  private final Revisable program;
  private final Wording wording;

  AttemptParts(Revisable program, Wording wording) {
    this.program = program;
    this.wording = wording;
  }

  /** Of the instances by which a rule's heads could give a statement, the one nearest to it. */
  Optional<Attempt> nearest(
      List<Triple> heads,
      Function<Triple, Optional<Substitution>> bind,
      Function<Substitution, Attempt> instance) {
    Optional<Attempt> nearest = Optional.empty();
    for (Triple head : heads) {
      Optional<Attempt> attempt = bind.apply(head).map(instance);
      if (attempt.isPresent()
          && (nearest.isEmpty() || attempt.get().missing() < nearest.get().missing())) {
        nearest = attempt;
      }
    }
    return nearest;
  }

  List<WhyNot.Blocker> blockers(Collection<Triple> facts) {
    return facts.stream().map(fact -> new WhyNot.Blocker(fact, wording.statement(fact))).toList();
  }

  /** The ids of all rules that could conclude facts of this form. */
  List<String> concludedBy(Triple pattern) {
    Stream<String> srl =
        program.rules().stream()
            .filter(rule -> concludes(rule.head(), pattern))
            .map(rule -> wording.rule(rule.id()));
    Stream<String> drl =
        program.drlRules().stream()
            .filter(rule -> concludes(rule.reading().conclusions(), pattern))
            .map(rule -> wording.rule(rule.id()));
    return Stream.concat(srl, drl).toList();
  }

  private static boolean concludes(List<Triple> templates, Triple pattern) {
    return templates.stream()
        .anyMatch(
            template ->
                Substitution.EMPTY.unify(Substitution.copy(template, COPY), pattern).isPresent());
  }

  /** With variables named as in the rule's text. */
  static Triple named(Triple pattern) {
    return Triple.create(
        named(pattern.getSubject()), named(pattern.getPredicate()), named(pattern.getObject()));
  }

  static Node named(Node node) {
    return node.isVariable() ? Var.alloc(Witnesses.plain(node.getName())) : node;
  }
}
