package org.rationale.explanations;

import java.util.List;
import java.util.Map;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.rationale.kg.Derivation;
import org.rationale.kg.Origin;
import org.rationale.kg.Probability;

/**
 * One way in which a fact can come to hold: the choice that a proof makes for each of its facts.
 */
sealed interface Way {

  /** The random choice that this way relies on. */
  RandomChoice choice();

  /** Of the random choice going this way. */
  Probability probability();

  List<Triple> premises();

  /** The fact is asserted or perceived. */
  record Given(Triple statement, Origin origin) implements Way {

    @Override
    public RandomChoice choice() {
      return switch (origin) {
        case Origin.Asserted asserted ->
            asserted
                .choice()
                .<RandomChoice>map(RandomChoice.Alternatives::new)
                .orElseGet(() -> new RandomChoice.Source(statement, origin));
        case Origin.Perceived perceived ->
            perceived
                .percept()
                .choice()
                .<RandomChoice>map(RandomChoice.Alternatives::new)
                .orElseGet(() -> new RandomChoice.Source(statement, origin));
        case Origin.Derived derived -> throw new IllegalStateException("A leaf is derived.");
      };
    }

    @Override
    public Probability probability() {
      return switch (origin) {
        case Origin.Asserted asserted -> asserted.probability();
        case Origin.Perceived perceived -> perceived.percept().probability();
        case Origin.Derived derived -> throw new IllegalStateException("A leaf is derived.");
      };
    }

    @Override
    public List<Triple> premises() {
      return List.of();
    }
  }

  /** The fact is concluded. */
  record Concluded(Derivation derivation) implements Way {

    @Override
    public RandomChoice choice() {
      return new RandomChoice.Switch(derivation.rule(), derivation.substitution());
    }

    @Override
    public Probability probability() {
      return derivation.probability();
    }

    @Override
    public List<Triple> premises() {
      return derivation.premises();
    }
  }

  /** A random choice of the possible worlds; independent of all that are not equal to it. */
  sealed interface RandomChoice {

    /** Whether this source makes its statement true. */
    record Source(Triple statement, Origin origin) implements RandomChoice {}

    /** Which of several exclusive facts holds. */
    record Alternatives(Node choice) implements RandomChoice {}

    /** Whether a rule fires for a substitution. All heads of the rule share it. */
    record Switch(String rule, Map<String, Node> substitution) implements RandomChoice {}
  }
}
