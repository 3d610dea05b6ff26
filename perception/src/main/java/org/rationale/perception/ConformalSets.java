package org.rationale.perception;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Sets of classes that hold the true one with a stated probability, whatever the model is worth:
 * split conformal prediction (Vovk, Gammerman and Shafer 2005; Papadopoulos et al. 2002).
 *
 * <p>An example's nonconformity to class k is {@code -log(p_k / (1 - p_k))} of the model's own
 * probability. It orders as {@code 1 - p_k} does (the score of Sadinle, Lei and Wasserman 2019,
 * called LAC), without losing digits near certainty. A class is in the set if its nonconformity is
 * at most the {@code ceil((n + 1) c)}-th smallest among n labelled examples' nonconformities to
 * their true classes; with fewer examples than that needs, every class is in.
 *
 * <p>Guarantee: if the case and the labelled examples are exchangeable, the set holds the true
 * class with probability at least c, over the draw of both. Taken for each class on its own (Vovk's
 * Mondrian sets), that holds within every class; else only on average over the classes. It does not
 * hold for this very case, nor where cases come from elsewhere than the examples. The model's
 * uncalibrated answer is taken, so that the examples may serve to fit a calibration too without
 * being less exchangeable for it.
 *
 * <p>A set may be empty: then no class fits as well as it did for c of the examples.
 *
 * @param coverage c, in (0, 1)
 * @param perClass whether it is guaranteed within each class
 * @param limits the greatest nonconformity of each class that is still in the set; infinite where
 *     there were too few examples
 */
record ConformalSets(double coverage, boolean perClass, List<Double> limits) {

  /** What a product of decimals may be off by in binary. */
  private static final double ROUNDING = 1e-9;

  ConformalSets {
    if (!(coverage > 0 && coverage < 1)) {
      throw new IllegalArgumentException("The coverage (%s) is not in (0, 1).".formatted(coverage));
    }
    limits = List.copyOf(limits);
  }

  static ConformalSets fit(LabelledScores scores, double coverage, boolean perClass) {
    List<Double> limits = new ArrayList<>();
    if (perClass) {
      for (int k = 0; k < scores.classCount(); k++) {
        int own = k;
        limits.add(limit(scores.where(i -> scores.classes()[i] == own), coverage));
      }
    } else {
      limits.addAll(Collections.nCopies(scores.classCount(), limit(scores, coverage)));
    }
    return new ConformalSets(coverage, perClass, limits);
  }

  private static double limit(LabelledScores scores, double coverage) {
    double[] nonconformities = new double[scores.size()];
    for (int i = 0; i < nonconformities.length; i++) {
      nonconformities[i] = -Softmax.logOdds(scores.logits()[i], scores.classes()[i]);
    }
    Arrays.sort(nonconformities);
    int rank = rank(nonconformities.length, coverage);
    return rank > nonconformities.length
        ? Double.POSITIVE_INFINITY
        : Rounded.up(nonconformities[rank - 1]);
  }

  /** {@code ceil((n + 1) c)}: which of n values, in order, bounds one more with probability c. */
  static int rank(int examples, double coverage) {
    return Math.max(1, (int) Math.ceil((examples + 1) * coverage - ROUNDING));
  }

  /** Which classes are in the set. */
  boolean[] of(double[] logits) {
    boolean[] in = new boolean[logits.length];
    for (int k = 0; k < in.length; k++) {
      in[k] = -Softmax.logOdds(logits, k) <= limits.get(k);
    }
    return in;
  }
}
