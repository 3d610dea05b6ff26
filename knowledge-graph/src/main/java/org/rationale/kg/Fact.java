package org.rationale.kg;

import java.util.List;
import org.apache.jena.graph.Triple;

/**
 * A statement that may hold, with every reason for it.
 *
 * @param statement the triple
 * @param origins asserted ones first, then perceived, then derived; never empty. Independent of
 *     each other: each may make the statement true
 */
public record Fact(Triple statement, List<Origin> origins) {
  public Fact {
    origins = List.copyOf(origins);
    if (origins.isEmpty()) {
      throw new IllegalArgumentException("The fact (%s) has no origin.".formatted(statement));
    }
  }
}
