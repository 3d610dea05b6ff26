package org.rationale.kg;

import java.util.Optional;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;

/**
 * One source that may make a statement true, as read from data.
 *
 * @param statement what may hold
 * @param probability that this source makes it hold
 * @param choice shared by facts that exclude each other
 * @param reifier the node that the probability was attached to, if other statements are about it
 * @param source the file or the name of what stated it
 * @param place file, line and column of the probability
 */
public record UncertainFact(
    Triple statement,
    Probability probability,
    Optional<Node> choice,
    Optional<Node> reifier,
    String source,
    String place) {}
