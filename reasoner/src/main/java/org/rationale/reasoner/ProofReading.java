package org.rationale.reasoner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.rationale.kg.Guarantee;
import org.rationale.kg.Probability;
import org.rationale.kg.Valuation;

/** What is read from proofs: the likeliest, the bound that they give, and how many there are. */
final class ProofReading {

  private static final int PROOF_STATES = 200_000;

  private final Grounding grounding;
  private final int nodeLimit;

  ProofReading(Grounding grounding, int nodeLimit) {
    this.grounding = grounding;
    this.nodeLimit = nodeLimit;
  }

  /** The value itself is the bound: it is the probability of the proofs. */
  Valuation lowerBound(Grounding.Part part, int k) {
    Optional<Likely> likely = likely(part, k);
    Probability lower = likely.map(found -> found.together).orElse(Probability.ZERO);
    return new Valuation(lower, new Guarantee.Bounded(lower, Probability.ONE));
  }

  private record Likely(List<LikelyProof> proofs, Probability together, boolean isCut) {}

  private Optional<Likely> likely(Grounding.Part part, int k) {
    GroundProgram program = part.program();
    BestProofs search = new BestProofs(program, part.probabilities(), PROOF_STATES);
    try {
      ProofWeights weights = new ProofWeights(program, part.probabilities(), nodeLimit);
      List<BestProofs.Proof> proofs = search.best(program.goals().getFirst(), k, weights::weight);
      List<LikelyProof> described = new ArrayList<>();
      for (BestProofs.Proof proof : proofs) {
        described.add(
            new LikelyProof(
                new Probability(Math.clamp(proof.weight() / weights.ofEvidence(), 0, 1)),
                Arrays.stream(proof.switches())
                    .mapToObj(s -> grounding.input(part.inputs()[s]))
                    .toList()));
      }
      double together = weights.together(proofs) / weights.ofEvidence();
      return Optional.of(
          new Likely(described, new Probability(Math.clamp(together, 0, 1)), search.isCut()));
    } catch (Bdd.LimitReached tooLarge) {
      return Optional.empty();
    }
  }

  /** The most likely proofs of a part's goal; empty if search or formulas are too large. */
  Optional<List<LikelyProof>> likeliest(Grounding.Part part, int most) {
    return likely(part, most).filter(found -> !found.isCut).map(Likely::proofs);
  }

  /** How many proofs a part's goal has. */
  ProofCount count(Grounding.Part part, long most) {
    GroundProgram program = part.program();
    BestProofs search = new BestProofs(program, part.probabilities(), PROOF_STATES);
    long count = search.count(program.goals().getFirst(), most);
    return new ProofCount(count, !search.isCut());
  }
}
