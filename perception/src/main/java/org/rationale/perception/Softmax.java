package org.rationale.perception;

/**
 * Logits as probabilities. StrictMath throughout: the same model's answer gives the same bits on
 * every machine.
 */
final class Softmax {

  private Softmax() {}

  /** {@code exp(z_k) / sum_j exp(z_j)}. */
  static double[] of(double[] logits) {
    double total = logSumExp(logits);
    double[] probabilities = new double[logits.length];
    double sum = 0;
    for (int k = 0; k < logits.length; k++) {
      probabilities[k] = StrictMath.exp(logits[k] - total);
      sum += probabilities[k];
    }
    for (int k = 0; k < logits.length; k++) {
      probabilities[k] /= sum;
    }
    return probabilities;
  }

  /** {@code log(sum_j exp(z_j))}, without overflow. */
  static double logSumExp(double[] logits) {
    return logSumExp(logits, -1);
  }

  /**
   * {@code log(p_k / (1 - p_k))}. It keeps all its digits where p is so close to 1 that 1 - p has
   * none left.
   */
  static double logOdds(double[] logits, int k) {
    return logits[k] - logSumExp(logits, k);
  }

  /** {@code 1 / (1 + exp(-x))}. */
  static double logistic(double logOdds) {
    return 1 / (1 + StrictMath.exp(-logOdds));
  }

  /** {@code log(1 + exp(x))}, without overflow: minus the logarithm of {@code logistic(-x)}. */
  static double softplus(double x) {
    return Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
  }

  private static double logSumExp(double[] logits, int without) {
    double top = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < logits.length; k++) {
      if (k != without) {
        top = Math.max(top, logits[k]);
      }
    }
    double sum = 0;
    for (int k = 0; k < logits.length; k++) {
      if (k != without) {
        sum += StrictMath.exp(logits[k] - top);
      }
    }
    return top + StrictMath.log(sum);
  }
}
