package org.rationale.perception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.rationale.perception.OutsideScore.Energy;
import org.rationale.perception.OutsideScore.Farness;
import org.rationale.perception.OutsideScore.Mahalanobis;

class OutsideTest {

  private final Random random = new Random(44);

  private double[][] gaussian(int rows, int size) {
    double[][] drawn = new double[rows][size];
    for (double[] row : drawn) {
      double common = random.nextGaussian();
      for (int d = 0; d < size; d++) {
        row[d] = (d + 1) * (random.nextGaussian() + common);
      }
    }
    return drawn;
  }

  /** Ledoit and Wolf's formula, with every matrix written out. */
  private static double[][] shrunkByHand(double[][] x) {
    int n = x.length;
    int size = x[0].length;
    double[][] s = new double[size][size];
    for (double[] row : x) {
      for (int i = 0; i < size; i++) {
        for (int j = 0; j < size; j++) {
          s[i][j] += row[i] * row[j] / n;
        }
      }
    }
    double mean = 0;
    for (int i = 0; i < size; i++) {
      mean += s[i][i] / size;
    }
    double spread = 0;
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        spread += Math.pow(s[i][j] - (i == j ? mean : 0), 2);
      }
    }
    double error = 0;
    for (double[] row : x) {
      for (int i = 0; i < size; i++) {
        for (int j = 0; j < size; j++) {
          error += Math.pow(row[i] * row[j] - s[i][j], 2) / n / n;
        }
      }
    }
    double shrinkage = Math.min(error, spread) / spread;
    double[][] shrunk = new double[size][size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        shrunk[i][j] = (1 - shrinkage) * s[i][j] + (i == j ? shrinkage * mean : 0);
      }
    }
    return shrunk;
  }

  /** Solves by Gauss and Jordan's elimination, without pivots: the matrix is positive definite. */
  private static double[] solve(double[][] matrix, double[] right) {
    int size = right.length;
    double[][] a = new double[size][];
    for (int i = 0; i < size; i++) {
      a[i] = Arrays.copyOf(matrix[i], size + 1);
      a[i][size] = right[i];
    }
    for (int c = 0; c < size; c++) {
      for (int r = 0; r < size; r++) {
        if (r != c) {
          double factor = a[r][c] / a[c][c];
          for (int k = c; k <= size; k++) {
            a[r][k] -= factor * a[c][k];
          }
        }
      }
    }
    double[] solution = new double[size];
    for (int i = 0; i < size; i++) {
      solution[i] = a[i][size] / a[i][i];
    }
    return solution;
  }

  @Test
  void mahalanobisAgreesWithTheFormulaWrittenOut() {
    for (int rows : new int[] {6, 40}) { // fewer examples than dimensions, and more
      int size = 8;
      double[][] x = gaussian(rows, size);
      int[] classes = new int[rows];
      for (int i = 0; i < rows; i++) {
        classes[i] = i % 2;
        x[i][0] += classes[i] * 5;
      }
      double[][] means = new double[2][size];
      for (int i = 0; i < rows; i++) {
        for (int d = 0; d < size; d++) {
          means[classes[i]][d] += x[i][d] / (rows / 2.0);
        }
      }
      double[][] centred = new double[rows][size];
      for (int i = 0; i < rows; i++) {
        for (int d = 0; d < size; d++) {
          centred[i][d] = x[i][d] - means[classes[i]][d];
        }
      }
      double[][] covariance = shrunkByHand(centred);

      Mahalanobis fitted = SharedCovariance.fit(x, classes, 2);

      for (double[] input : gaussian(20, size)) {
        double least = Double.POSITIVE_INFINITY;
        for (double[] mean : means) {
          double[] off = new double[size];
          for (int d = 0; d < size; d++) {
            off[d] = input[d] - mean[d];
          }
          double[] solved = solve(covariance, off);
          double sum = 0;
          for (int d = 0; d < size; d++) {
            sum += off[d] * solved[d];
          }
          least = Math.min(least, Math.sqrt(sum));
        }
        assertThat(fitted.of(new double[0], input)).isCloseTo(least, within(1e-5 * least));
      }
    }
  }

  /** The sum along each row, as a book has it. */
  private static double distance(double[] off, List<double[]> rows) {
    double[] y = new double[off.length];
    double sum = 0;
    for (int i = 0; i < y.length; i++) {
      double rest = off[i];
      for (int j = 0; j < i; j++) {
        rest -= rows.get(i)[j] * y[j];
      }
      y[i] = rest / rows.get(i)[i];
      sum += y[i] * y[i];
    }
    return Math.sqrt(sum);
  }

  @Test
  void solvingByColumnsGivesTheBitsOfSolvingByRows() {
    int size = 37;
    List<double[]> rows = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      double[] row = random.doubles(i + 1, -1, 1).toArray();
      row[i] = 1 + Math.abs(row[i]);
      rows.add(row);
    }
    double[] mean = random.doubles(size).toArray();
    Mahalanobis columns = Mahalanobis.ofRows(List.of(mean), rows);

    assertThat(columns.rows()).containsExactlyElementsOf(rows);
    for (double[] input : gaussian(20, size)) {
      double[] off = new double[size];
      for (int d = 0; d < size; d++) {
        off[d] = input[d] - mean[d];
      }
      assertThat(columns.of(new double[0], input)).isEqualTo(distance(off, rows));
    }
  }

  @Test
  void rowsThatDoNotDifferHaveNoDistance() {
    double[][] same = {{1, 2}, {1, 2}, {3, 4}, {3, 4}};

    assertThatThrownBy(() -> SharedCovariance.fit(same, new int[] {0, 0, 1, 1}, 2))
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void energyIsLowWhereALogitIsHigh() {
    Energy energy = new Energy();

    assertThat(energy.of(new double[] {0, 0}, new double[0]))
        .isCloseTo(-Math.log(2), within(1e-12));
    assertThat(energy.of(new double[] {800, 0}, new double[0])).isEqualTo(-800);
  }

  @Test
  void farnessIsFromTheNearestPrototype() {
    assertThat(new Farness().of(new double[] {0.2, 0.9, -1}, new double[0]))
        .isCloseTo(0.1, within(1e-12));
  }

  @Test
  void theLimitLeavesTheStatedShareInside() {
    double[] heldOut = random.doubles(199, 0, 1).toArray();

    OutsideLimit limit = OutsideLimit.fit(new Farness(), heldOut, 0.95);

    assertThat(Arrays.stream(heldOut).filter(s -> limit.weight(s) == 0).count()).isEqualTo(190);
    assertThat(limit.median()).isCloseTo(0.5, within(0.1));
  }

  @Test
  void withFewExamplesTheFarthestIsTheLimit() {
    OutsideLimit limit = OutsideLimit.fit(new Farness(), new double[] {0.3, 0.1, 0.2}, 0.99);

    assertThat(limit.limit()).isEqualTo(0.3);
    assertThat(limit.median()).isEqualTo(0.2);
  }

  @Test
  void theWeightStartsAtNothingIsAHalfOneWidthBeyondAndGoesToOne() {
    OutsideLimit limit = new OutsideLimit(new Farness(), 0.99, 100, 5, 3);

    assertThat(limit.weight(5)).isZero();
    assertThat(limit.weight(5.001)).isBetween(0.0, 0.001);
    assertThat(limit.weight(7)).isCloseTo(0.5, within(1e-12));
    assertThat(limit.weight(9)).isCloseTo(0.75, within(1e-12));
    assertThat(limit.weight(1e6)).isEqualTo(1);
    // Another unit and origin of the score change nothing.
    assertThat(new OutsideLimit(new Energy(), 0.99, 100, -40, -60).weight(-20))
        .isCloseTo(0.5, within(1e-12));
    assertThat(new OutsideLimit(new Energy(), 0.99, 1, 4, 4).weight(4.1)).isEqualTo(1);
  }

  @Test
  void whatIsWidenedGoesToTheBaseRatesAndStaysADistribution() {
    double[] widened =
        OutsideLimit.widened(new double[] {0.98, 0.02}, new double[] {0.6, 0.4}, 0.5);

    assertThat(widened[0]).isCloseTo(0.79, within(1e-12));
    assertThat(widened[1]).isCloseTo(0.21, within(1e-12));
    assertThat(List.of(OutsideLimit.widened(new double[] {1, 0}, new double[] {0.6, 0.4}, 1)[0]))
        .containsExactly(0.6);
  }
}
