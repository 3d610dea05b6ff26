package org.rationale.perception;

import java.util.ArrayList;
import java.util.List;

/** How unlike an input is to those that a model knows; higher is less like. */
sealed interface OutsideScore
    permits OutsideScore.Energy,
        OutsideScore.Mahalanobis,
        OutsideScore.Farness,
        OutsideScore.Distance {

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
   * How far the nearest class's prototype is: the root of the mean squared difference, whose
   * negative square is what a comparison with prototypes answers instead of logits.
   */
  record Distance() implements OutsideScore {

    @Override
    public double of(double[] logits, double[] features) {
      double nearest = Double.NEGATIVE_INFINITY;
      for (double negativeSquare : logits) {
        nearest = Math.max(nearest, negativeSquare);
      }
      return Math.sqrt(-nearest);
    }

    @Override
    public String kind() {
      return "distance";
    }

    @Override
    public String words() {
      return "root mean squared difference from the nearest prototype";
    }
  }

  /**
   * {@code min_k sqrt((x - m_k)' S^-1 (x - m_k))} with the classes' means m and one covariance S
   * for all (Lee, Lee, Lee and Shin, A Simple Unified Framework for Detecting Out-of-Distribution
   * Samples, NeurIPS 2018).
   *
   * @param means one for each class
   * @param columns of L, lower triangular with {@code S = L L'}: column j has the numbers from the
   *     diagonal down
   */
  record Mahalanobis(List<double[]> means, List<double[]> columns) implements OutsideScore {

    public Mahalanobis {
      means = List.copyOf(means);
      columns = List.copyOf(columns);
    }

    /**
     * As a file and a factorisation have it.
     *
     * @param rows of L: row i has the i + 1 numbers up to the diagonal
     */
    static Mahalanobis ofRows(List<double[]> means, List<double[]> rows) {
      List<double[]> columns = new ArrayList<>();
      for (int j = 0; j < rows.size(); j++) {
        double[] column = new double[rows.size() - j];
        for (int i = j; i < rows.size(); i++) {
          column[i - j] = rows.get(i)[j];
        }
        columns.add(column);
      }
      return new Mahalanobis(means, columns);
    }

    /** Of L: row i has the i + 1 numbers up to the diagonal. */
    List<double[]> rows() {
      List<double[]> rows = new ArrayList<>();
      for (int i = 0; i < columns.size(); i++) {
        double[] row = new double[i + 1];
        for (int j = 0; j <= i; j++) {
          row[j] = columns.get(j)[i - j];
        }
        rows.add(row);
      }
      return rows;
    }

    /** How many features it takes. */
    int size() {
      return columns.size();
    }

    @Override
    public double of(double[] logits, double[] features) {
      double least = Double.POSITIVE_INFINITY;
      for (double[] mean : means) {
        least = Math.min(least, distance(features, mean));
      }
      return least;
    }

    /**
     * By solving {@code L y = x - m} from the top. What is known of y is taken off all that is
     * below it, four columns at a time: each step is independent of its neighbours, so the JIT does
     * several at once, where the sum along a row would wait for each addition. The order of
     * subtractions for each number is the same, and so are the bits.
     */
    private double distance(double[] features, double[] mean) {
      double[] rest = new double[mean.length];
      for (int i = 0; i < rest.length; i++) {
        rest[i] = features[i] - mean[i];
      }
      double sum = 0;
      int j = 0;
      for (; j + 4 <= rest.length; j += 4) {
        double[] a = columns.get(j);
        double[] b = columns.get(j + 1);
        double[] c = columns.get(j + 2);
        double[] d = columns.get(j + 3);
        double ya = rest[j] / a[0];
        double yb = (rest[j + 1] - a[1] * ya) / b[0];
        double yc = (rest[j + 2] - a[2] * ya - b[1] * yb) / c[0];
        double yd = (rest[j + 3] - a[3] * ya - b[2] * yb - c[1] * yc) / d[0];
        sum += ya * ya;
        sum += yb * yb;
        sum += yc * yc;
        sum += yd * yd;
        for (int i = 4; i < a.length; i++) {
          rest[j + i] = rest[j + i] - a[i] * ya - b[i - 1] * yb - c[i - 2] * yc - d[i - 3] * yd;
        }
      }
      for (; j < rest.length; j++) {
        double[] column = columns.get(j);
        double y = rest[j] / column[0];
        sum += y * y;
        for (int i = 1; i < column.length; i++) {
          rest[j + i] -= column[i] * y;
        }
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
