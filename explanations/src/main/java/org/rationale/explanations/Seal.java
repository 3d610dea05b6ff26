package org.rationale.explanations;

import java.time.Instant;
import java.util.Optional;

/**
 * What a report says of itself, beside what was decided.
 *
 * @param time when it was made; no part of what was decided. Empty if that is not to be said
 * @param certificate of the decision, as {@link Certificates#of} makes it; the report carries it
 */
public record Seal(Optional<Instant> time, Optional<byte[]> certificate) {

  /** No time and no certificate. */
  public static final Seal PLAIN = new Seal(Optional.empty(), Optional.empty());
}
