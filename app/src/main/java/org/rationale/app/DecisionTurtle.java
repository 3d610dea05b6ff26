package org.rationale.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.jena.graph.Triple;
import org.rationale.kg.Derivation;
import org.rationale.kg.Fact;
import org.rationale.kg.FactWriter;
import org.rationale.kg.Origin;
import org.rationale.kg.RdfFormat;
import org.rationale.reasoner.Decision;
import org.rationale.reasoner.ProofGraph;

/** A decision's facts as Turtle 1.2: what was perceived and derived, and what that rests on. */
final class DecisionTurtle {

  private DecisionTurtle() {}

  static String of(Decision decision) {
    ProofGraph graph = decision.proofGraph();
    Set<Triple> wanted = new LinkedHashSet<>();
    for (Triple statement : graph.statements()) {
      graph
          .fact(statement)
          .filter(fact -> fact.origins().stream().anyMatch(DecisionTurtle::isOfTheCase))
          .ifPresent(fact -> wanted.addAll(withPremises(fact)));
    }
    List<Fact> facts = new ArrayList<>();
    wanted.forEach(statement -> graph.fact(statement).ifPresent(facts::add));
    StringBuilder turtle = new StringBuilder();
    try {
      FactWriter.write(facts, graph::probability, graph.prefixes(), RdfFormat.TURTLE, turtle);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return turtle.toString();
  }

  private static boolean isOfTheCase(Origin origin) {
    return switch (origin) {
      case Origin.Asserted asserted -> false;
      case Origin.Perceived perceived -> true;
      case Origin.Derived derived -> true;
    };
  }

  private static Set<Triple> withPremises(Fact fact) {
    Set<Triple> all = new LinkedHashSet<>();
    all.add(fact.statement());
    for (Origin origin : fact.origins()) {
      if (origin instanceof Origin.Derived derived) {
        derived.derivations().stream().map(Derivation::premises).forEach(all::addAll);
      }
    }
    return all;
  }
}
