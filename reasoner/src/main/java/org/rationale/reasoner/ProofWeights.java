package org.rationale.reasoner;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The weights of proofs with the evidence, each counted once however they overlap. */
final class ProofWeights {

  private final Bdd bdd;
  private final GroundProgram program;
  private final long[] switches;
  private final long evidence;
  private @Nullable Lineage lineage;
  private final double[] chances;

  /**
   * @throws Bdd.LimitReached if the formulas take more nodes
   */
  ProofWeights(GroundProgram program, double[] probabilities, int nodeLimit) {
    this.bdd = new Bdd(nodeLimit, VariableOrder.levels(program));
    this.chances = Chances.of(program, probabilities);
    this.switches = Lineage.switches(program, bdd);
    this.program = program;
    this.evidence =
        program.evidence().isTrivial() ? bdd.truth() : lineage().formula(program.evidence());
  }

  /** Made only where evidence or an absence asks for it. */
  private Lineage lineage() {
    Lineage made = lineage;
    if (made == null) {
      made = new Lineage(program, bdd);
      lineage = made;
    }
    return made;
  }

  double ofEvidence() {
    return weight(evidence);
  }

  /** Of the worlds with the evidence in which a proof is whole. */
  double weight(BestProofs.Proof proof) {
    return weight(bdd.and(evidence, formula(proof)));
  }

  /** Of the worlds with the evidence in which any of them is whole. */
  double together(List<BestProofs.Proof> proofs) {
    long any = bdd.falsity();
    for (BestProofs.Proof proof : proofs) {
      any = bdd.or(any, formula(proof));
    }
    return weight(bdd.and(evidence, any));
  }

  private long formula(BestProofs.Proof proof) {
    long formula = bdd.truth();
    for (int s : proof.switches()) {
      formula = bdd.and(formula, switches[s]);
    }
    for (int[] set : proof.excluded()) {
      formula =
          bdd.and(formula, bdd.not(lineage().formula(new GroundProgram.Goal(set, new int[0]))));
    }
    return formula;
  }

  private double weight(long function) {
    Circuit circuit = bdd.circuit(new long[] {function});
    return circuit.weights(chances)[circuit.root(0)];
  }
}
