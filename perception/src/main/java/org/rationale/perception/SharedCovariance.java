package org.rationale.perception;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.rationale.perception.OutsideScore.Mahalanobis;

/**
 * Fits a {@link Mahalanobis} distance: the classes' means, and the covariance of what is left after
 * taking them off, shrunk towards a multiple of the identity by as much as its sampling error wants
 * (Ledoit and Wolf, A well-conditioned estimator for large-dimensional covariance matrices, Journal
 * of Multivariate Analysis 2004). So there may be fewer examples than dimensions.
 */
final class SharedCovariance {

  private SharedCovariance() {}

  /**
   * Fits.
   *
   * @param rows one for each example
   * @param classes from 0; each class has one example at least
   * @throws ArithmeticException if the rows do not differ within their classes
   */
  static Mahalanobis fit(double[][] rows, int[] classes, int classCount) {
    int size = rows[0].length;
    List<double[]> means = means(rows, classes, classCount);
    double[][] centred = new double[rows.length][size];
    for (int i = 0; i < rows.length; i++) {
      for (int d = 0; d < size; d++) {
        centred[i][d] = rows[i][d] - means.get(classes[i])[d];
      }
    }
    double[][] covariance = shrunk(centred);
    return Mahalanobis.ofRows(means, factor(covariance));
  }

  private static List<double[]> means(double[][] rows, int[] classes, int classCount) {
    int size = rows[0].length;
    double[][] means = new double[classCount][size];
    int[] counts = new int[classCount];
    for (int i = 0; i < rows.length; i++) {
      counts[classes[i]]++;
      for (int d = 0; d < size; d++) {
        means[classes[i]][d] += rows[i][d];
      }
    }
    for (int k = 0; k < classCount; k++) {
      for (int d = 0; d < size; d++) {
        means[k][d] = Rounded.nearest(means[k][d] / counts[k]);
      }
    }
    return Collections.unmodifiableList(List.of(means));
  }

  /** Ledoit and Wolf's estimate; of the covariance only the lower triangle is filled. */
  static double[][] shrunk(double[][] centred) {
    int size = centred[0].length;
    int n = centred.length;
    double[][] sample = new double[size][size];
    for (double[] row : centred) {
      for (int i = 0; i < size; i++) {
        for (int j = 0; j <= i; j++) {
          sample[i][j] += row[i] * row[j] / n;
        }
      }
    }
    double trace = 0;
    double squares = 0;
    for (int i = 0; i < size; i++) {
      trace += sample[i][i];
      for (int j = 0; j <= i; j++) {
        squares += (i == j ? 1 : 2) * sample[i][j] * sample[i][j];
      }
    }
    double mean = trace / size;
    if (!(mean > 0) || Double.isInfinite(mean)) {
      throw new ArithmeticException("The rows do not differ within their classes.");
    }
    double spread = squares - size * mean * mean;
    double error = 0;
    for (double[] row : centred) {
      double norm = 0;
      double form = 0;
      for (int i = 0; i < size; i++) {
        norm += row[i] * row[i];
        double dot = sample[i][i] * row[i] / 2;
        for (int j = 0; j < i; j++) {
          dot += sample[i][j] * row[j];
        }
        form += 2 * dot * row[i];
      }
      // |x x' - S|^2 in Frobenius' norm, without building x x'.
      error += norm * norm - 2 * form + squares;
    }
    error = Math.min(error / n / n, spread);
    double shrinkage = spread > 0 ? error / spread : 1;
    for (int i = 0; i < size; i++) {
      for (int j = 0; j <= i; j++) {
        sample[i][j] *= 1 - shrinkage;
      }
      sample[i][i] += shrinkage * mean;
    }
    return sample;
  }

  /** Cholesky's factor. */
  private static List<double[]> factor(double[][] covariance) {
    List<double[]> rows = new ArrayList<>();
    for (int i = 0; i < covariance.length; i++) {
      double[] row = new double[i + 1];
      for (int j = 0; j <= i; j++) {
        double[] other = j == i ? row : rows.get(j);
        double rest = covariance[i][j];
        for (int k = 0; k < j; k++) {
          rest -= row[k] * other[k];
        }
        row[j] = j == i ? Math.sqrt(rest) : rest / other[j];
      }
      if (!(row[i] > 0)) {
        throw new ArithmeticException("The rows do not differ within their classes.");
      }
      for (int j = 0; j <= i; j++) {
        row[j] = Rounded.nearest(row[j]);
      }
      rows.add(row);
    }
    return rows;
  }
}
