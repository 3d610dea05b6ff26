package org.rationale.reasoner;

import java.util.List;
import org.rationale.kg.Probability;

/**
 * How proofs make up the probability of their statement given the evidence {@code e}. Proofs
 * overlap, so each counts for the worlds that those before it in the list have left:
 *
 * <pre>{@code
 * P(statement | e) = Σ adds(i) + rest
 * adds(i) = P(statement, proof i whole, no earlier proof whole | e)
 * rest    = P(statement, no listed proof whole | e)
 * }</pre>
 *
 * <p>These worlds exclude each other and there are no others, whatever the proofs share. All values
 * are exact. A proof is whole where its sources state its leaves, its rules fire, and nothing holds
 * that its negations exclude.
 *
 * @param proofs in the order of the list
 * @param rest 0 if every world has one of the proofs
 */
public record ProofShares(List<Share> proofs, Probability rest) {
  public ProofShares {
    proofs = List.copyOf(proofs);
  }

  /**
   * One proof's part.
   *
   * @param whole the probability that it is whole given the evidence
   * @param adds what it adds to the proofs before it
   */
  public record Share(Probability whole, Probability adds) {}
}
