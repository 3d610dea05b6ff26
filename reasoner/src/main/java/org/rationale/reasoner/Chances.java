package org.rationale.reasoner;

/**
 * Between the probabilities of switches and the chances of their variables: the chance of the k-th
 * of a group is pk / (1 - p1 - ... - p(k-1)).
 */
final class Chances {

  /** What is left of 1 for a switch and those after it, if it is not rounding, is above this. */
  private static final double NOTHING_LEFT = 1e-12;

  private Chances() {}

  /** The chance of each switch's variable. */
  static double[] of(GroundProgram program, double[] probabilities) {
    double[] chances = probabilities.clone();
    for (int[] group : program.groups()) {
      if (group.length > 1) {
        double left = 1;
        for (int s : group) {
          chances[s] = chance(probabilities[s], left);
          left -= probabilities[s];
        }
      }
    }
    return chances;
  }

  /** Rounding may leave slightly less than the last alternative needs. */
  private static double chance(double probability, double left) {
    if (probability == 0) {
      return 0;
    }
    return left <= 0 ? 1 : Math.min(1, probability / left);
  }

  /**
   * Derivatives with respect to probabilities from those with respect to chances. The probability
   * of 'none of them' makes up for what an alternative takes or gives.
   */
  static double[] derivatives(GroundProgram program, double[] probabilities, double[] byChance) {
    double[] derivatives = byChance.clone();
    for (int[] group : program.groups()) {
      if (group.length > 1) {
        double left = 1;
        double[] leftAt = new double[group.length];
        for (int k = 0; k < group.length; k++) {
          leftAt[k] = left;
          left -= probabilities[group[k]];
        }
        double later = 0;
        for (int k = group.length - 1; k >= 0; k--) {
          double own = leftAt[k] > NOTHING_LEFT ? byChance[group[k]] / leftAt[k] : 0;
          derivatives[group[k]] = own + later;
          later += own * (leftAt[k] > 0 ? probabilities[group[k]] / leftAt[k] : 0);
        }
      }
    }
    return derivatives;
  }
}
