package org.rationale.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * How long one thing took, several times: by the clock, and by what the processors did for this
 * program, which other programs disturb less.
 *
 * @param wall milliseconds
 * @param processor milliseconds, of all threads together, garbage collection included
 */
record Samples(double[] wall, double[] processor) {

  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  /** Both sides of a comparison. */
  record Pair(Samples ours, Samples other) {

    /** How many times longer the other took. */
    double timesFaster() {
      return other.median() / ours.median();
    }

    /** Our time as a share of the other. */
    double share() {
      return ours.median() / other.median();
    }
  }

  /**
   * Runs both in turns.
   *
   * @param warmUps runs of each that do not count
   */
  static Pair race(
      int warmUps,
      int rounds,
      Supplier<? extends AutoCloseable> ours,
      Supplier<? extends AutoCloseable> other) {
    Samples first = new Samples(new double[rounds], new double[rounds]);
    Samples second = new Samples(new double[rounds], new double[rounds]);
    for (int round = -warmUps; round < rounds; round++) {
      first.take(round, ours);
      second.take(round, other);
    }
    return new Pair(first, second);
  }

  private void take(int round, Supplier<? extends AutoCloseable> task) {
    // What one side leaves behind is not to be cleared away in the other's time.
    System.gc();
    long processorStart = SYSTEM.getProcessCpuTime();
    long start = System.nanoTime();
    AutoCloseable result = task.get();
    long end = System.nanoTime();
    long processorEnd = SYSTEM.getProcessCpuTime();
    try {
      result.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    if (round >= 0) {
      wall[round] = (end - start) / 1e6;
      processor[round] = (processorEnd - processorStart) / 1e6;
    }
  }

  double median() {
    return percentile(wall, 0.5);
  }

  /** The value that a share of all does not exceed. */
  static double percentile(double[] values, double share) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.min(sorted.length - 1L, Math.round(share * (sorted.length - 1)))];
  }

  /** For a report. */
  Map<String, Object> describe(String name) {
    Map<String, Object> side = new LinkedHashMap<>();
    side.put("name", name);
    side.put("millis", rounded(median()));
    side.put("fastestMillis", rounded(percentile(wall, 0)));
    side.put("processorMillis", rounded(percentile(processor, 0.5)));
    side.put("rounds", wall.length);
    return side;
  }

  /** To four digits that count. */
  static double rounded(double value) {
    return value == 0
        ? 0
        : new java.math.BigDecimal(value).round(new java.math.MathContext(4)).doubleValue();
  }
}
