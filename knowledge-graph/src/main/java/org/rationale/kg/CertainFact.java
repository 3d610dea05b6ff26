package org.rationale.kg;

import org.apache.jena.graph.Triple;
import org.jspecify.annotations.Nullable;

/**
 * A statement that data assert without a probability.
 *
 * @param source the file or the name of what stated it
 */
public record CertainFact(Triple statement, String source) {

  // Written out because the ones of records are slow to link and to run, and every fact is hashed.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CertainFact that
        && statement.equals(that.statement)
        && source.equals(that.source);
  }

  @Override
  public int hashCode() {
    return 31 * statement.hashCode() + source.hashCode();
  }
}
