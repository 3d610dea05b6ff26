package org.rationale.reasoner;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * How far reasoning may go. What was found when a limit is reached is kept: every fact of it is
 * right, but some may be missing, and {@link ProofGraph#incompleteness()} says why.
 *
 * @param facts how many facts there may be, base facts included
 * @param derivations how many derivations may be recorded, the first of each derived fact included
 * @param time how long reasoning may take
 * @param bytes how much memory facts, derivations and the texts of terms may take, as estimated
 * @param cancelled asked now and then, from any thread; true stops. An interrupted thread stops as
 *     well
 */
public record Limits(
    long facts, long derivations, Duration time, long bytes, BooleanSupplier cancelled) {

  /** No limit but what fits the machine. */
  public static final Limits NONE =
      new Limits(Long.MAX_VALUE, Long.MAX_VALUE, Duration.ofDays(365), Long.MAX_VALUE, () -> false);

  /**
   * Refuses limits that nothing fits in.
   *
   * @throws IllegalArgumentException if one is negative
   */
  public Limits {
    if (facts < 0 || derivations < 0 || time.isNegative() || bytes < 0) {
      throw new IllegalArgumentException(
          "A limit is negative: facts %d, derivations %d, time %s, bytes %d."
              .formatted(facts, derivations, time, bytes));
    }
  }
}
