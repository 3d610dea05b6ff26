package org.rationale.perception;

/**
 * Logistic regression with a ridge penalty, fitted by Newton's method. Targets may lie between 0
 * and 1 (cross-entropy). The first column is taken to be the bias and is not penalised.
 */
final class LogisticRegression {

  private static final int STEPS = 50;
  private static final double ENOUGH = 1e-9;

  private LogisticRegression() {}

  /** The weights that minimise cross-entropy + ridge/2 |w|^2. */
  static double[] fit(double[][] rows, double[] targets, double ridge) {
    int size = rows[0].length;
    double[] weights = new double[size];
    double loss = loss(rows, targets, weights, ridge);
    for (int step = 0; step < STEPS; step++) {
      double[][] hessian = new double[size][size + 1];
      for (int r = 0; r < rows.length; r++) {
        double p = probability(score(rows[r], weights));
        double variance = Math.max(p * (1 - p), 1e-9);
        for (int i = 0; i < size; i++) {
          hessian[i][size] += (targets[r] - p) * rows[r][i];
          for (int j = 0; j < size; j++) {
            hessian[i][j] += variance * rows[r][i] * rows[r][j];
          }
        }
      }
      for (int i = 0; i < size; i++) {
        double penalty = i == 0 ? 1e-6 : ridge;
        hessian[i][i] += penalty;
        hessian[i][size] -= penalty * weights[i];
      }
      double[] direction = solve(hessian);
      double factor = 1;
      double[] next = moved(weights, direction, factor);
      double nextLoss = loss(rows, targets, next, ridge);
      while (nextLoss > loss && factor > 1e-6) {
        factor /= 2;
        next = moved(weights, direction, factor);
        nextLoss = loss(rows, targets, next, ridge);
      }
      boolean done = loss - nextLoss < ENOUGH;
      weights = next;
      loss = nextLoss;
      if (done) {
        break;
      }
    }
    return weights;
  }

  static double score(double[] row, double[] weights) {
    double sum = 0;
    for (int i = 0; i < row.length; i++) {
      sum += row[i] * weights[i];
    }
    return sum;
  }

  static double probability(double score) {
    return 1 / (1 + Math.exp(-score));
  }

  private static double[] moved(double[] weights, double[] direction, double factor) {
    double[] next = weights.clone();
    for (int i = 0; i < next.length; i++) {
      next[i] += factor * direction[i];
    }
    return next;
  }

  private static double loss(double[][] rows, double[] targets, double[] weights, double ridge) {
    double sum = 0;
    for (int r = 0; r < rows.length; r++) {
      double score = score(rows[r], weights);
      // log(1 + e^score) without overflow
      sum += Math.max(score, 0) + Math.log1p(Math.exp(-Math.abs(score))) - targets[r] * score;
    }
    for (int i = 0; i < weights.length; i++) {
      sum += (i == 0 ? 1e-6 : ridge) / 2 * weights[i] * weights[i];
    }
    return sum;
  }

  /** Solves a linear system, given with its right side as last column, by elimination. */
  private static double[] solve(double[][] system) {
    int size = system.length;
    for (int column = 0; column < size; column++) {
      int pivot = column;
      for (int r = column + 1; r < size; r++) {
        if (Math.abs(system[r][column]) > Math.abs(system[pivot][column])) {
          pivot = r;
        }
      }
      double[] swap = system[column];
      system[column] = system[pivot];
      system[pivot] = swap;
      for (int r = 0; r < size; r++) {
        if (r != column) {
          double factor = system[r][column] / system[column][column];
          for (int c = column; c <= size; c++) {
            system[r][c] -= factor * system[column][c];
          }
        }
      }
    }
    double[] solution = new double[size];
    for (int i = 0; i < size; i++) {
      solution[i] = system[i][size] / system[i][i];
    }
    return solution;
  }
}
