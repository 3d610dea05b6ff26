package org.rationale.reasoner;

import java.time.Duration;

/** How a probability is read from a proof graph. */
public sealed interface Reading {

  /** Exact within the usual limits; beyond them an interval that holds the exact value. */
  Exact EXACT = new Exact();

  /**
   * The weight of the worlds in which the statement holds. What would take diagrams of millions of
   * nodes comes as {@code Bounded}.
   */
  record Exact() implements Reading {}

  /**
   * An interval that holds the exact value, narrowed until it is narrow enough or a limit is
   * reached. Exact where that is reached on the way.
   *
   * @param width in [0, 1]: how wide the interval may be
   * @param nodes how many states may be decided; at least 1
   * @param time how long narrowing may go on, for all statements that are asked for together and
   *     depend on each other; more time never widens the interval
   */
  record Bounds(double width, int nodes, Duration time) implements Reading {
    public Bounds {
      if (!(width >= 0 && width <= 1) || nodes < 1 || time.isNegative()) {
        throw new IllegalArgumentException(
            "Bounds of width (%s) with (%d) nodes in (%s) cannot be found.\nMaybe the width is no number in [0, 1]."
                .formatted(width, nodes, time));
      }
    }
  }

  /**
   * The weight of the worlds in which one of the {@code k} most likely proofs is whole. A lower
   * bound of the probability, and given as {@code Bounded} with the upper bound 1; never the
   * probability itself.
   *
   * @param k at least 1
   */
  record TopK(int k) implements Reading {
    public TopK {
      if (k < 1) {
        throw new IllegalArgumentException("The number of proofs (%d) is below 1.".formatted(k));
      }
    }
  }

  /**
   * The mean over sampled worlds, with a confidence interval: {@code Estimated}.
   *
   * @param worlds how many are drawn, at least 1; those without the evidence do not count
   * @param seed the same seed draws the same worlds
   */
  record Sampled(int worlds, long seed) implements Reading {
    public Sampled {
      if (worlds < 1) {
        throw new IllegalArgumentException(
            "The number of worlds (%d) is below 1.".formatted(worlds));
      }
    }
  }

  /**
   * An interval with limits that fit a command line: forty million states and ten seconds.
   *
   * @param width in [0, 1]: how wide it may be
   */
  static Bounds within(double width) {
    return new Bounds(width, 40_000_000, Duration.ofSeconds(10));
  }
}
