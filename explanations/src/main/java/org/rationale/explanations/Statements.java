package org.rationale.explanations;

import java.util.List;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.rationale.kg.Origin;
import org.rationale.kg.Probability;
import org.rationale.reasoner.ProofGraph;
import org.rationale.rules.drl.DrlPattern;

/** What data and percepts say of a fact, apart from what rules conclude. */
final class Statements {

  private Statements() {}

  /** Whether anything states it. */
  static boolean isGiven(ProofGraph graph, Triple fact) {
    Set<Origin.Kind> kinds = graph.kinds(fact);
    return kinds.contains(Origin.Kind.ASSERTED) || kinds.contains(Origin.Kind.PERCEIVED);
  }

  /**
   * A statement as a graph has it: with the same number or truth value written in another way, if
   * it is there so only; {@code 6.0} for {@code 6}.
   */
  static Triple asWritten(ProofGraph graph, Triple statement) {
    Node object = statement.getObject();
    if (!object.isLiteral() || graph.fact(statement).isPresent()) {
      return statement;
    }
    return graph.statements(statement.getSubject(), statement.getPredicate()).stream()
        .filter(fact -> DrlPattern.isSame(object, fact.getObject()))
        .findFirst()
        .orElse(statement);
  }

  static boolean isStatedAsCertain(ProofGraph graph, Triple fact) {
    return isGiven(graph, fact) && stated(graph, fact).isCertain();
  }

  /** The probability that what states it gives it, all of its sources together. */
  static Probability stated(ProofGraph graph, Triple fact) {
    double none = 1;
    for (Origin origin : graph.fact(fact).map(found -> found.origins()).orElse(List.of())) {
      none *=
          switch (origin) {
            case Origin.Asserted asserted -> asserted.probability().complement().value();
            case Origin.Perceived perceived ->
                perceived.percept().probability().complement().value();
            case Origin.Derived derived -> 1;
          };
    }
    return new Probability(Math.clamp(1 - none, 0, 1));
  }
}
