package org.rationale.reasoner;

import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.rationale.kg.Valuation;

/**
 * A candidate answer.
 *
 * @param value an IRI or a literal
 * @param label for people
 * @param statement the fact in the proof graph that stands for this answer
 * @param valuation its probability
 */
public record Answer(Node value, String label, Triple statement, Valuation valuation) {}
