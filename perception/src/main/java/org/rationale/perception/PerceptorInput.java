package org.rationale.perception;

import java.nio.file.Path;
import java.util.Optional;
import org.apache.jena.graph.Node;

/**
 * An input of a case.
 *
 * @param subject what the case is about
 * @param name the input's name: {@code vitals}
 * @param value as parsed from JSON: a {@code String}, {@code Number}, {@code Boolean}, {@code List}
 *     or {@code Map}
 * @param place for messages: {@code cases/01.json: inputs.vitals}
 * @param folder of the case's file, where files that the case names are looked for; empty if the
 *     case is from no file, and may then name none
 */
public record PerceptorInput(
    Node subject, String name, Object value, String place, Optional<Path> folder) {

  /** An input of a case that is from no file. */
  public PerceptorInput(Node subject, String name, Object value, String place) {
    this(subject, name, value, place, Optional.empty());
  }
}
