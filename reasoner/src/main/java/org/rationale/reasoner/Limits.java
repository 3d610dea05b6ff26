package org.rationale.reasoner;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * How far a closure may go. What was found when a limit is reached is kept: every fact of it is
 * right, but some may be missing.
 *
 * @param facts how many facts there may be, base facts included
 * @param derivations how many derivations may be recorded
 * @param time how long closing may take
 * @param bytes how much memory facts and derivations may take, as estimated; the texts of terms are
 *     not counted
 * @param cancelled asked now and then; true stops the closure
 */
public record Limits(
    long facts, long derivations, Duration time, long bytes, BooleanSupplier cancelled) {

  /** No limit but what fits the machine. */
  public static final Limits NONE =
      new Limits(Long.MAX_VALUE, Long.MAX_VALUE, Duration.ofDays(365), Long.MAX_VALUE, () -> false);
}
