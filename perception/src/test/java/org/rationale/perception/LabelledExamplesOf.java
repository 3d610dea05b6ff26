package org.rationale.perception;

import java.util.Random;

/** Random labelled scores for tests. */
final class LabelledExamplesOf {

  private LabelledExamplesOf() {}

  /**
   * Draws logits of mixed strength, and classes from the softmax of logits times sharpness: with 1
   * the model is calibrated, with less it is too sure.
   */
  static LabelledScores softmax(Random random, int size, int classCount, double sharpness) {
    double[][] logits = new double[size][classCount];
    int[] classes = new int[size];
    for (int i = 0; i < size; i++) {
      double[] sharpened = new double[classCount];
      for (int k = 0; k < classCount; k++) {
        logits[i][k] = 2 * random.nextGaussian();
        sharpened[k] = sharpness * logits[i][k];
      }
      double[] p = Softmax.of(sharpened);
      double drawn = random.nextDouble();
      while (classes[i] < classCount - 1 && drawn >= p[classes[i]]) {
        drawn -= p[classes[i]];
        classes[i]++;
      }
    }
    return new LabelledScores(logits, classes, classCount);
  }

  /** The calibrated distribution of each example. */
  static double[][] probabilities(LabelledScores scores, Calibration calibration) {
    double[][] probabilities = new double[scores.size()][];
    for (int i = 0; i < probabilities.length; i++) {
      probabilities[i] = calibration.probabilities(scores.logits()[i]);
    }
    return probabilities;
  }

  static ClassifierQuality quality(LabelledScores scores, Calibration calibration) {
    return ClassifierQuality.of(probabilities(scores, calibration), scores.classes());
  }
}
