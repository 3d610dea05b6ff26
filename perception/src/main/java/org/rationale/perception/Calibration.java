package org.rationale.perception;

import java.util.List;

/**
 * Turns what a classifier answered into probabilities that keep their word: of the cases that get
 * the probability p, the share p turns out to be so. That holds on average over cases like the
 * labelled ones it was fitted to, and only there.
 */
sealed interface Calibration permits Calibration.Temperature, Calibration.OneVersusRest {

  /** The model's own probabilities. */
  Calibration NONE = new Temperature(1);

  /**
   * The calibrated distribution over the classes.
   *
   * @param logits one for each class, finite
   */
  double[] probabilities(double[] logits);

  /** As in a calibration file. */
  String kind();

  /** For people: {@code temperature 0.7597}. */
  String words();

  /**
   * {@code exp(z_k / T) / sum_j exp(z_j / T)} (Guo, Pleiss, Sun and Weinberger, On Calibration of
   * Modern Neural Networks, ICML 2017). It makes all answers surer (T below 1) or less sure and
   * never changes which class comes first.
   *
   * @param temperature T, above 0
   */
  record Temperature(double temperature) implements Calibration {

    private static final double LEAST = 0.01;
    private static final double MOST = 100;
    private static final int HALVINGS = 60;

    public Temperature {
      if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "The temperature (%s) is not above 0.".formatted(temperature));
      }
    }

    /**
     * The temperature in [0.01, 100] of maximum likelihood. The log-likelihood is concave in 1/T,
     * so its derivative has one zero, found by halving the interval. Where the model ranks the true
     * class first in every example there is none, for ever surer would be ever likelier; then T is
     * fitted to {@link LabelledScores#target}, and what that leaves is spread over the other
     * classes.
     */
    static Temperature fit(LabelledScores scores) {
      double[] targets = new double[scores.classCount()];
      for (int k = 0; k < targets.length; k++) {
        targets[k] = scores.allRight() ? LabelledScores.target(scores.count(k)) : 1;
      }
      double low = StrictMath.log(1 / MOST);
      double high = StrictMath.log(1 / LEAST);
      for (int step = 0; step < HALVINGS; step++) {
        double middle = (low + high) / 2;
        if (slope(scores, targets, StrictMath.exp(middle)) > 0) {
          high = middle;
        } else {
          low = middle;
        }
      }
      return new Temperature(Rounded.nearest(StrictMath.exp(-(low + high) / 2)));
    }

    /** The derivative of the cross-entropy by 1/T. */
    private static double slope(LabelledScores scores, double[] targets, double inverse) {
      double slope = 0;
      for (int i = 0; i < scores.size(); i++) {
        double[] logits = scores.logits()[i];
        double[] p = new Temperature(1 / inverse).probabilities(logits);
        int own = scores.classes()[i];
        for (int k = 0; k < logits.length; k++) {
          double target = k == own ? targets[own] : (1 - targets[own]) / (logits.length - 1);
          slope += (p[k] - target) * logits[k];
        }
      }
      return slope;
    }

    @Override
    public double[] probabilities(double[] logits) {
      double[] cooled = new double[logits.length];
      for (int k = 0; k < logits.length; k++) {
        cooled[k] = logits[k] / temperature;
      }
      return Softmax.of(cooled);
    }

    @Override
    public String kind() {
      return "temperature";
    }

    @Override
    public String words() {
      return "temperature " + Rounded.words(temperature);
    }
  }

  /**
   * A binary calibration of each class against all others. Of two classes only the second is mapped
   * and the first gets the rest; of more, the mapped probabilities are divided by their sum
   * (Zadrozny and Elkan, Transforming Classifier Scores into Accurate Multiclass Probability
   * Estimates, KDD 2002).
   *
   * @param maps one for two classes, else one for each class; all of one kind
   */
  record OneVersusRest(List<BinaryCalibration> maps) implements Calibration {

    public OneVersusRest {
      maps = List.copyOf(maps);
      if (maps.isEmpty() || maps.size() == 2) {
        throw new IllegalArgumentException(
            "There are (%d) maps.\nMaybe two classes were given a map each."
                .formatted(maps.size()));
      }
    }

    @Override
    public double[] probabilities(double[] logits) {
      if (maps.size() == 1) {
        double second = maps.getFirst().probability(Softmax.logOdds(logits, 1));
        return new double[] {1 - second, second};
      }
      double[] mapped = new double[logits.length];
      double sum = 0;
      for (int k = 0; k < logits.length; k++) {
        // A share that has underflown to 0 still has a place in the sum.
        mapped[k] =
            Math.max(maps.get(k).probability(Softmax.logOdds(logits, k)), Double.MIN_NORMAL);
        sum += mapped[k];
      }
      for (int k = 0; k < logits.length; k++) {
        mapped[k] /= sum;
      }
      return mapped;
    }

    @Override
    public String kind() {
      return maps.getFirst().kind();
    }

    @Override
    public String words() {
      return maps.size() == 1
          ? maps.getFirst().words()
          : maps.getFirst().kind() + " of each class against the others";
    }
  }
}
