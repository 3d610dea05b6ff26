package org.rationale.reasoner;

/**
 * How much there is of what.
 *
 * @param asserted statements that data assert without a probability
 * @param uncertain statements that data state with a probability only
 * @param derived statements that rules conclude and that data do not assert; what data state with a
 *     probability and rules conclude as well counts as both
 * @param derivations of all statements, each once
 */
public record FactCounts(long asserted, long uncertain, long derived, long derivations) {}
