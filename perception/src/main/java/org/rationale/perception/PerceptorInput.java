package org.rationale.perception;

import org.apache.jena.graph.Node;

/**
 * An input of a case.
 *
 * @param subject what the case is about
 * @param name the input's name: {@code vitals}
 * @param value as parsed from JSON: a {@code String}, {@code Number}, {@code Boolean}, {@code List}
 *     or {@code Map}
 * @param place for messages: {@code cases/01.json: inputs.vitals}
 */
public record PerceptorInput(Node subject, String name, Object value, String place) {}
