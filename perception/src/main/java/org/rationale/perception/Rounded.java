package org.rationale.perception;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/**
 * Fitted numbers are rounded when they are fitted, not when they are written, so that a file holds
 * exactly what was measured. Nine digits are more than any sample supports.
 */
final class Rounded {

  private static final int DIGITS = 9;

  private Rounded() {}

  static double nearest(double value) {
    return rounded(value, RoundingMode.HALF_EVEN);
  }

  /** Never below the value: for what must be reached by what it was taken from. */
  static double up(double value) {
    return rounded(value, RoundingMode.CEILING);
  }

  private static double rounded(double value, RoundingMode mode) {
    return Double.isFinite(value)
        ? new BigDecimal(value).round(new MathContext(DIGITS, mode)).doubleValue()
        : value;
  }

  /** Four digits, for people. */
  static String words(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }
}
