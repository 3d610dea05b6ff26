package org.rationale.perception;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.rationale.kg.InvalidInputException;

/**
 * Fits a {@link ClassifierCalibration}.
 *
 * @param scores what the model answered to the labelled examples
 * @param features what a distance is measured in, one row for each example; rows may be empty
 * @param labels of the classes
 * @param place of the labelled file, for messages
 */
record ClassifierCalibrator(
    LabelledScores scores, double[][] features, List<String> labels, String place) {

  private static final int MOST_FOLDS = 5;

  /**
   * What was fitted, and how good it is.
   *
   * @param before the model's own probabilities of each example
   * @param after the calibrated ones, by a calibration that was fitted without the example's fold
   * @param losses the cross-validated log-loss of each method that was tried
   */
  record Fit(
      ClassifierCalibration fitted,
      CalibrationMethod method,
      int folds,
      double[][] before,
      double[][] after,
      Map<CalibrationMethod, Double> losses) {}

  /**
   * Fits.
   *
   * @param method absent to take the one with the least cross-validated log-loss; of equals the one
   *     with the fewest parameters
   * @throws InvalidInputException if a class has fewer than two examples
   */
  Fit fit(Caution caution, Optional<CalibrationMethod> method, String modelSha256) {
    int folds = folds();
    int[] foldOf = scores.folds(folds);
    Map<CalibrationMethod, Double> losses = new EnumMap<>(CalibrationMethod.class);
    List<CalibrationMethod> candidates =
        method.map(List::of).orElseGet(() -> List.of(CalibrationMethod.values()));
    CalibrationMethod best = candidates.getFirst();
    double[][] after = new double[0][];
    double least = Double.POSITIVE_INFINITY;
    for (CalibrationMethod candidate : candidates) {
      double[][] held = heldOut(candidate, folds, foldOf);
      double loss = ClassifierQuality.of(held, scores.classes()).logLoss();
      losses.put(candidate, loss);
      if (loss < least) {
        best = candidate;
        after = held;
        least = loss;
      }
    }
    ClassifierCalibration fitted =
        new ClassifierCalibration(
            best.fit(scores),
            caution
                .coverage()
                .map(asked -> ConformalSets.fit(scores, asked.level(), asked.perClass())),
            caution.outside().map(asked -> outside(asked, folds, foldOf)),
            baseRates(),
            Optional.of(modelSha256));
    return new Fit(fitted, best, folds, predictions(Calibration.NONE), after, losses);
  }

  /**
   * How far from the examples an input may be.
   *
   * @throws InvalidInputException as {@link #fit}
   */
  OutsideLimit outside(Caution.Outside asked) {
    int folds = folds();
    return outside(asked, folds, scores.folds(folds));
  }

  /** As many folds as every class has examples for, at most five. */
  private int folds() {
    int folds = MOST_FOLDS;
    for (int k = 0; k < scores.classCount(); k++) {
      int count = scores.count(k);
      if (count < 2) {
        throw new InvalidInputException(
            "too-few-examples",
            place,
            "The class (%s) has %d examples.".formatted(labels.get(k), count),
            "Each class needs two at least; a hundred are a good start.");
      }
      folds = Math.min(folds, count);
    }
    return folds;
  }

  private double[][] heldOut(CalibrationMethod method, int folds, int[] foldOf) {
    double[][] held = new double[scores.size()][];
    for (int fold = 0; fold < folds; fold++) {
      int left = fold;
      Calibration rest = method.fit(scores.where(i -> foldOf[i] != left));
      for (int i = 0; i < held.length; i++) {
        if (foldOf[i] == fold) {
          held[i] = rest.probabilities(scores.logits()[i]);
        }
      }
    }
    return held;
  }

  private double[][] predictions(Calibration calibration) {
    return Arrays.stream(scores.logits()).map(calibration::probabilities).toArray(double[][]::new);
  }

  /** With one example more of each class, so that none is thought impossible. */
  private List<Double> baseRates() {
    List<Double> rates = new ArrayList<>();
    for (int k = 0; k < scores.classCount(); k++) {
      rates.add(Rounded.nearest((scores.count(k) + 1.0) / (scores.size() + scores.classCount())));
    }
    return rates;
  }

  private OutsideLimit outside(Caution.Outside asked, int folds, int[] foldOf) {
    return switch (asked.score()) {
      case "energy" -> unfitted(new OutsideScore.Energy(), asked);
      case "nearest" -> unfitted(new OutsideScore.Farness(), asked);
      case "distance" -> unfitted(new OutsideScore.Distance(), asked);
      case "mahalanobis" -> mahalanobis(asked, folds, foldOf);
      default -> throw new IllegalStateException("No score (%s).".formatted(asked.score()));
    };
  }

  private OutsideLimit unfitted(OutsideScore score, Caution.Outside asked) {
    double[] values =
        Arrays.stream(scores.logits()).mapToDouble(z -> score.of(z, new double[0])).toArray();
    return OutsideLimit.fit(score, values, asked.quantile());
  }

  /**
   * Each example's distance is from means and a covariance that were fitted without its fold: its
   * own would draw them near.
   */
  private OutsideLimit mahalanobis(Caution.Outside asked, int folds, int[] foldOf) {
    try {
      double[] held = new double[scores.size()];
      for (int fold = 0; fold < folds; fold++) {
        int left = fold;
        OutsideScore rest =
            distance(IntStream.range(0, held.length).filter(i -> foldOf[i] != left));
        for (int i = 0; i < held.length; i++) {
          if (foldOf[i] == fold) {
            held[i] = rest.of(scores.logits()[i], features[i]);
          }
        }
      }
      return OutsideLimit.fit(distance(IntStream.range(0, held.length)), held, asked.quantile());
    } catch (ArithmeticException e) {
      throw new InvalidInputException(
          "no-spread",
          place,
          "No distance can be fitted: the examples of a class do not differ.",
          "Add examples.");
    }
  }

  private OutsideScore distance(IntStream chosen) {
    int[] rows = chosen.toArray();
    return SharedCovariance.fit(
        Arrays.stream(rows).mapToObj(i -> features[i]).toArray(double[][]::new),
        Arrays.stream(rows).map(i -> scores.classes()[i]).toArray(),
        scores.classCount());
  }
}
