package org.rationale.reasoner;

/**
 * How many proofs a statement has; a proof is an acyclic choice of one origin for each uncertain
 * fact that it uses.
 *
 * @param isComplete false if counting stopped here and there may be more
 */
public record ProofCount(long count, boolean isComplete) {}
