package org.rationale.reasoner;

import java.util.Map;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.rationale.kg.Origin;
import org.rationale.kg.Probability;

/** A random choice that worlds differ in: what probabilities are put into. */
public sealed interface RandomInput {

  /** That it goes this way. */
  Probability probability();

  /**
   * One source states the fact.
   *
   * @param origin asserted or perceived
   */
  record OfFact(Triple statement, Origin origin) implements RandomInput {
    @Override
    public Probability probability() {
      return switch (origin) {
        case Origin.Asserted asserted -> asserted.probability();
        case Origin.Perceived perceived -> perceived.percept().probability();
        case Origin.Derived derived ->
            throw new IllegalStateException("A derived fact is no source of itself.");
      };
    }
  }

  /**
   * A rule fires for one substitution.
   *
   * @param rule its id
   * @param substitution the terms of the body's variables, by name
   */
  record OfRule(String rule, Map<String, Node> substitution, Probability probability)
      implements RandomInput {}
}
