package org.rationale.kg;

/** How far a probability can be relied upon. Every probability that leaves the engine has one. */
public sealed interface Guarantee {

  /** The value is the exact weight of the possible worlds, up to rounding of doubles. */
  record Exact() implements Guarantee {}

  /** The exact value lies in {@code [lower, upper]}. */
  record Bounded(Probability lower, Probability upper) implements Guarantee {
    public Bounded {
      if (lower.compareTo(upper) > 0) {
        throw new IllegalArgumentException(
            "The lower bound (%s) is above the upper bound (%s)."
                .formatted(lower.value(), upper.value()));
      }
    }
  }

  /**
   * The value is the mean of {@code samples} sampled worlds; the exact value lies in {@code [lower,
   * upper]} with a confidence of 95% (Wilson score interval).
   */
  record Estimated(int samples, Probability lower, Probability upper) implements Guarantee {}

  Guarantee EXACT = new Exact();
}
