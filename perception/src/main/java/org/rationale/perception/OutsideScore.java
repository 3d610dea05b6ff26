package org.rationale.perception;

import java.util.List;

/** How unlike an input is to those that a model knows; higher is less like. */
sealed interface OutsideScore
    permits OutsideScore.Energy, OutsideScore.Mahalanobis, OutsideScore.Farness {

  /**
   * Scores an input.
   *
   * @param logits what the model answered
   * @param features the input itself or the model's embedding of it; empty if the score takes none
   */
  double of(double[] logits, double[] features);

  /** As in a calibration file. */
  String kind();

  /** For people: {@code Mahalanobis distance}. */
  String words();

  /**
   * {@code -log(sum_k exp(z_k))} of the logits (Liu, Wang, Owens and Li, Energy-based
   * Out-of-distribution Detection, NeurIPS 2020). It cannot be had from probabilities, whose sum is
   * always 1.
   */
  record Energy() implements OutsideScore {

    @Override
    public double of(double[] logits, double[] features) {
      return -Softmax.logSumExp(logits);
    }

    @Override
    public String kind() {
      return "energy";
    }

    @Override
    public String words() {
      return "energy";
    }
  }

  /**
   * How far the nearest class's prototype is: 1 - the cosine, which is what a comparison with
   * prototypes answers instead of logits. In [0, 2].
   */
  record Farness() implements OutsideScore {

    @Override
    public double of(double[] logits, double[] features) {
      double nearest = Double.NEGATIVE_INFINITY;
      for (double cosine : logits) {
        nearest = Math.max(nearest, cosine);
      }
      return 1 - nearest;
    }

    @Override
    public String kind() {
      return "nearest";
    }

    @Override
    public String words() {
      return "distance from the nearest prototype";
    }
  }

  /**
   * {@code min_k sqrt((x - m_k)' S^-1 (x - m_k))} with the classes' means m and one covariance S
   * for all (Lee, Lee, Lee and Shin, A Simple Unified Framework for Detecting Out-of-Distribution
   * Samples, NeurIPS 2018).
   *
   * @param means one for each class
   * @param factor L, lower triangular with {@code S = L L'}: row i has i + 1 numbers
   */
  record Mahalanobis(List<double[]> means, List<double[]> factor) implements OutsideScore {

    public Mahalanobis {
      means = List.copyOf(means);
      factor = List.copyOf(factor);
    }

    @Override
    public double of(double[] logits, double[] features) {
      double least = Double.POSITIVE_INFINITY;
      for (double[] mean : means) {
        least = Math.min(least, distance(features, mean));
      }
      return least;
    }

    /** By solving {@code L y = x - m} from the top. */
    private double distance(double[] features, double[] mean) {
      double[] y = new double[mean.length];
      double sum = 0;
      for (int i = 0; i < y.length; i++) {
        double[] row = factor.get(i);
        double rest = features[i] - mean[i];
        for (int j = 0; j < i; j++) {
          rest -= row[j] * y[j];
        }
        y[i] = rest / row[i];
        sum += y[i] * y[i];
      }
      return Math.sqrt(sum);
    }

    @Override
    public String kind() {
      return "mahalanobis";
    }

    @Override
    public String words() {
      return "Mahalanobis distance";
    }
  }
}
