package org.rationale.kg;

import org.apache.jena.graph.Triple;

/**
 * A statement that data assert without a probability.
 *
 * @param source the file or the name of what stated it
 */
public record CertainFact(Triple statement, String source) {}
