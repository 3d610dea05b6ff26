package org.rationale.perception;

import org.apache.jena.graph.Node;

/**
 * A predicate under which a perceptor stands in for others: the number that a note gives where no
 * field does.
 *
 * @param predicate of its percepts if no other perceptor has one with it about the subject
 * @param besides of its percepts if another one has, so that they can be compared and count nowhere
 *     twice
 */
public record StandIn(Node predicate, Node besides) {}
