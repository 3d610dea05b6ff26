package org.rationale.kg;

/**
 * A probability: a number in [0, 1].
 *
 * @param value in [0, 1], never NaN
 */
public record Probability(double value) implements Comparable<Probability> {

  public static final Probability ZERO = new Probability(0);
  public static final Probability ONE = new Probability(1);

  public Probability {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(
          "The probability (%s) is not in [0, 1].\nMaybe it is a score that was not calibrated."
              .formatted(value));
    }
  }

  public boolean isCertain() {
    return value == 1;
  }

  public Probability complement() {
    return new Probability(1 - value);
  }

  @Override
  public int compareTo(Probability other) {
    return Double.compare(value, other.value);
  }
}
