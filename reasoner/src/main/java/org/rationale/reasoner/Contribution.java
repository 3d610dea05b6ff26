package org.rationale.reasoner;

import org.rationale.kg.Percept;

/**
 * What a percept adds to a probability: its Shapley value in the game where a coalition of percepts
 * is worth the probability of the statement given the evidence when all other uncertain percepts
 * are taken away. (Shapley, <i>A value for n-person games</i>, 1953.)
 *
 * @param value in [-1, 1]; the values of all percepts add up to the difference that they make
 *     together
 * @param margin 0 where the value is exact; else the exact value lies within {@code value ± margin}
 *     with a confidence of 95%
 */
public record Contribution(Percept percept, double value, double margin) {}
