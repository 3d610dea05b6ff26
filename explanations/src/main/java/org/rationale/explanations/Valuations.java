package org.rationale.explanations;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Optional;
import org.rationale.kg.Guarantee;
import org.rationale.kg.Probability;
import org.rationale.kg.Valuation;

/** Arithmetic on valuations, and their words. */
final class Valuations {

  private Valuations() {}

  static double lower(Valuation valuation) {
    return switch (valuation.guarantee()) {
      case Guarantee.Exact exact -> valuation.probability().value();
      case Guarantee.Bounded bounded -> bounded.lower().value();
      case Guarantee.Estimated estimated -> estimated.lower().value();
    };
  }

  static double upper(Valuation valuation) {
    return switch (valuation.guarantee()) {
      case Guarantee.Exact exact -> valuation.probability().value();
      case Guarantee.Bounded bounded -> bounded.upper().value();
      case Guarantee.Estimated estimated -> estimated.upper().value();
    };
  }

  static String name(Guarantee guarantee) {
    return switch (guarantee) {
      case Guarantee.Exact exact -> "exact";
      case Guarantee.Bounded bounded -> "bounded";
      case Guarantee.Estimated estimated -> "estimated";
    };
  }

  /**
   * The conditional probability of a conjunction given a part of it. Of two intervals, the interval
   * of all quotients; of estimates, an estimate with that interval.
   *
   * @param part not of probability 0
   */
  static Valuation quotient(Valuation whole, Valuation part) {
    Probability value = ratio(whole.probability().value(), part.probability().value());
    if (whole.guarantee() instanceof Guarantee.Exact
        && part.guarantee() instanceof Guarantee.Exact) {
      return new Valuation(value, Guarantee.EXACT);
    }
    Probability lower = ratio(lower(whole), upper(part));
    Probability upper = lower(part) == 0 ? Probability.ONE : ratio(upper(whole), lower(part));
    int samples = Math.min(samples(whole), samples(part));
    return new Valuation(
        value,
        samples == Integer.MAX_VALUE
            ? new Guarantee.Bounded(lower, upper)
            : new Guarantee.Estimated(samples, lower, upper));
  }

  /** P(A and not B) from P(A) and P(A and B), where both are exact. */
  static Optional<Valuation> difference(Valuation whole, Valuation part) {
    return whole.guarantee() instanceof Guarantee.Exact
            && part.guarantee() instanceof Guarantee.Exact
        ? Optional.of(
            new Valuation(
                new Probability(
                    Math.clamp(whole.probability().value() - part.probability().value(), 0, 1)),
                Guarantee.EXACT))
        : Optional.empty();
  }

  /** P(not A). */
  static Valuation complement(Valuation valuation) {
    return new Valuation(
        valuation.probability().complement(),
        switch (valuation.guarantee()) {
          case Guarantee.Exact exact -> exact;
          case Guarantee.Bounded bounded ->
              new Guarantee.Bounded(bounded.upper().complement(), bounded.lower().complement());
          case Guarantee.Estimated estimated ->
              new Guarantee.Estimated(
                  estimated.samples(),
                  estimated.upper().complement(),
                  estimated.lower().complement());
        });
  }

  private static int samples(Valuation valuation) {
    return valuation.guarantee() instanceof Guarantee.Estimated estimated
        ? estimated.samples()
        : Integer.MAX_VALUE;
  }

  private static Probability ratio(double whole, double part) {
    return part == 0 ? Probability.ZERO : new Probability(Math.clamp(whole / part, 0, 1));
  }

  /** {@code 87.3%}; what is not certain is never rounded to 0% or 100%. */
  static String percent(double value) {
    if (value == 0 || value == 1) {
      return value == 0 ? "0%" : "100%";
    }
    if (value < 0.0005) {
      return "< 0.1%";
    }
    if (value >= 0.9995) {
      return "> 99.9%";
    }
    return rounded(value, RoundingMode.HALF_UP);
  }

  /** A number that someone wrote and no engine computed: {@code 50%}, {@code 2.5%}. */
  static String plain(Probability probability) {
    BigDecimal percent = BigDecimal.valueOf(probability.value()).movePointRight(2);
    return percent.stripTrailingZeros().toPlainString() + "%";
  }

  static String percent(Probability probability) {
    return percent(probability.value());
  }

  private static String rounded(double value, RoundingMode mode) {
    return BigDecimal.valueOf(value).movePointRight(2).setScale(1, mode).toPlainString() + "%";
  }

  /** The shortest form that does not hide the guarantee. Intervals are rounded outwards. */
  static String brief(Valuation valuation) {
    return switch (valuation.guarantee()) {
      case Guarantee.Exact exact -> percent(valuation.probability());
      case Guarantee.Bounded bounded -> interval(valuation, " to ");
      case Guarantee.Estimated estimated -> "about " + percent(valuation.probability());
    };
  }

  /** With the guarantee in words. */
  static String full(Valuation valuation) {
    return switch (valuation.guarantee()) {
      case Guarantee.Exact exact ->
          valuation.probability().isCertain()
              ? "certain (100%)"
              : percent(valuation.probability()) + " (exact)";
      case Guarantee.Bounded bounded -> "between " + interval(valuation, " and ") + " (bounded)";
      case Guarantee.Estimated estimated ->
          String.format(
              Locale.ROOT,
              "about %s (estimated from %,d samples; 95%% interval %s)",
              percent(valuation.probability()),
              estimated.samples(),
              interval(valuation, " to "));
    };
  }

  private static String interval(Valuation valuation, String between) {
    return rounded(lower(valuation), RoundingMode.FLOOR)
        + between
        + rounded(upper(valuation), RoundingMode.CEILING);
  }
}
