package org.rationale.reasoner;

/**
 * How a probability moves with a random input's.
 *
 * @param derivative of the probability of a statement given the evidence with respect to the
 *     probability of the input, all others fixed; what an alternative of a choice gains, 'none of
 *     them' loses
 */
public record Sensitivity(RandomInput input, double derivative) {}
