package org.rationale.explanations;

import java.util.Optional;
import org.apache.jena.graph.Triple;

/**
 * One change that may be part of a repair.
 *
 * @param change as it is tried out
 * @param range the numbers that do the same as the one that is tried out, if it adds a number
 */
record Possibility(Change change, Optional<NumberRange> range) {

  static Possibility of(Change change) {
    return new Possibility(change, Optional.empty());
  }

  /** Its subject and predicate: what holds one number. */
  boolean isOfSamePlace(Possibility other) {
    return statement().getSubject().equals(other.statement().getSubject())
        && statement().getPredicate().equals(other.statement().getPredicate());
  }

  Triple statement() {
    return change.statement();
  }

  /** The same with another range. */
  Possibility with(NumberRange other) {
    return new Possibility(change, Optional.of(other));
  }
}
