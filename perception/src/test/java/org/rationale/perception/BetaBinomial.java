package org.rationale.perception;

/**
 * How many of m new cases a conformal set covers, over the draw of n examples and the cases, if
 * scores have no ties: beta-binomial with a = rank and b = n + 1 - rank (Vovk 2012).
 */
record BetaBinomial(int cases, int examples, int rank) {

  /** The chance of exactly so many. */
  double of(int covered) {
    return Math.exp(
        logChoose(cases, covered)
            + logBeta(covered + rank, cases - covered + examples + 1 - rank)
            - logBeta(rank, examples + 1 - rank));
  }

  double mean() {
    return (double) cases * rank / (examples + 1);
  }

  /** Whether neither so many or more, nor so many or fewer, has less than half of a chance. */
  boolean expects(int covered, double chance) {
    double below = 0;
    double above = 0;
    for (int k = 0; k <= cases; k++) {
      below += k <= covered ? of(k) : 0;
      above += k >= covered ? of(k) : 0;
    }
    return below > chance / 2 && above > chance / 2;
  }

  private static double logChoose(int n, int k) {
    return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
  }

  /** For whole numbers. */
  private static double logBeta(int a, int b) {
    return logFactorial(a - 1) + logFactorial(b - 1) - logFactorial(a + b - 1);
  }

  private static double logFactorial(int n) {
    double sum = 0;
    for (int k = 2; k <= n; k++) {
      sum += Math.log(k);
    }
    return sum;
  }
}
