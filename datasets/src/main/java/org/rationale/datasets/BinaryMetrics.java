package org.rationale.datasets;

import java.util.List;

/**
 * How good predicted probabilities of an event are.
 *
 * @param cases how many were predicted
 * @param accuracy the share on the right side of one half
 * @param sensitivity the share of events that were predicted above one half
 * @param specificity the share of non-events that were predicted below one half
 * @param auc the chance that an event was predicted higher than a non-event, ties counting half
 * @param logLoss mean negative log-likelihood, in nats
 * @param brier mean squared difference of prediction and outcome
 * @param calibrationError expected calibration error over ten bins of equal width, of the predicted
 *     probability of the event (Naeini et al., 2015)
 */
record BinaryMetrics(
    int cases,
    double accuracy,
    double sensitivity,
    double specificity,
    double auc,
    double logLoss,
    double brier,
    double calibrationError) {

  private static final int BINS = 10;

  /** A predicted probability and what came of it. */
  record Prediction(double probability, boolean event) {}

  static BinaryMetrics of(List<Prediction> predictions) {
    int events = 0;
    int hits = 0;
    int rejections = 0;
    double logLoss = 0;
    double brier = 0;
    double[] gap = new double[BINS];
    for (Prediction prediction : predictions) {
      double p = prediction.probability();
      double outcome = prediction.event() ? 1 : 0;
      events += prediction.event() ? 1 : 0;
      hits += prediction.event() && p > 0.5 ? 1 : 0;
      rejections += !prediction.event() && p < 0.5 ? 1 : 0;
      // One part in 10^15 keeps the loss finite where a prediction was certain and wrong.
      logLoss -= StrictMath.log(Math.max(1e-15, prediction.event() ? p : 1 - p));
      brier += (p - outcome) * (p - outcome);
      int bin = Math.min(BINS - 1, (int) (p * BINS));
      gap[bin] += p - outcome;
    }
    int n = predictions.size();
    double calibrationError = 0;
    for (int bin = 0; bin < BINS; bin++) {
      calibrationError += Math.abs(gap[bin]) / n;
    }
    return new BinaryMetrics(
        n,
        (double) (hits + rejections) / n,
        (double) hits / events,
        (double) rejections / (n - events),
        auc(predictions, events),
        logLoss / n,
        brier / n,
        calibrationError);
  }

  private static double auc(List<Prediction> predictions, int events) {
    double wins = 0;
    for (Prediction event : predictions) {
      if (event.event()) {
        for (Prediction other : predictions) {
          if (!other.event()) {
            int order = Double.compare(event.probability(), other.probability());
            wins += order > 0 ? 1 : order == 0 ? 0.5 : 0;
          }
        }
      }
    }
    return wins / events / (predictions.size() - events);
  }
}
