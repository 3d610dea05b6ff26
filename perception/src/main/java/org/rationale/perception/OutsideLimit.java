package org.rationale.perception;

import java.util.Arrays;

/**
 * From which score on an input counts as outside of what the model knows.
 *
 * @param score what is compared
 * @param quantile the share of inputs like the examples that is meant to lie inside, in (0, 1)
 * @param examples how many held-out examples the limit was taken from
 * @param limit the {@code ceil((n + 1) quantile)}-th smallest of their scores, or the largest if
 *     there are too few for that
 * @param median of their scores
 */
record OutsideLimit(
    OutsideScore score, double quantile, int examples, double limit, double median) {

  static OutsideLimit fit(OutsideScore score, double[] heldOut, double quantile) {
    double[] sorted = heldOut.clone();
    Arrays.sort(sorted);
    int rank = Math.min(sorted.length, ConformalSets.rank(sorted.length, quantile));
    int half = sorted.length / 2;
    double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    return new OutsideLimit(
        score,
        quantile,
        sorted.length,
        Rounded.up(sorted[rank - 1]),
        Math.min(Rounded.nearest(median), Rounded.up(sorted[rank - 1])));
  }

  /**
   * How much of what the model says is to be put down to not knowing: {@code 1 - 2^-((s - limit) /
   * (limit - median))} for a score s above the limit, else 0. It starts at 0 where an input leaves
   * the known ones, is a half when it is as far beyond the limit as the limit is beyond the median,
   * and goes to 1. The score's unit and origin cancel.
   */
  double weight(double scored) {
    if (scored <= limit) {
      return 0;
    }
    return 1 - StrictMath.pow(2, -(scored - limit) / (limit - median));
  }

  /**
   * The mixture of a calibrated distribution and the classes' base rates, by a weight. An input of
   * which nothing is known leaves what is known without it: how common the classes are.
   */
  static double[] widened(double[] probabilities, double[] baseRates, double weight) {
    double[] widened = new double[probabilities.length];
    for (int k = 0; k < widened.length; k++) {
      widened[k] = (1 - weight) * probabilities[k] + weight * baseRates[k];
    }
    return widened;
  }
}
