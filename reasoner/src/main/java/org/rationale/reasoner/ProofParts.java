package org.rationale.reasoner;

import java.util.List;
import org.rationale.kg.Derivation;

/**
 * A proof by its parts.
 *
 * @param given its leaves, each by the source that states it
 * @param steps the derivations that it chose, as {@link ProofGraph#derivations} has them
 */
public record ProofParts(List<RandomInput.OfFact> given, List<Derivation> steps) {
  public ProofParts {
    given = List.copyOf(given);
    steps = List.copyOf(steps);
  }
}
