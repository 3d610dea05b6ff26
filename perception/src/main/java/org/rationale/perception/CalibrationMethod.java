package org.rationale.perception;

import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/** How a classifier's calibration is fitted. From the fewest parameters to the most. */
public enum CalibrationMethod {
  /** The model's own probabilities: what is left where no other method does better. */
  NONE,
  /** One number for all classes (Guo et al. 2017). */
  TEMPERATURE,
  /** A logistic function of the log-odds (Platt 1999). */
  PLATT,
  /** A logistic function of both logarithms of the odds (Kull et al. 2017). */
  BETA,
  /** Any non-decreasing function (Zadrozny and Elkan 2002). */
  ISOTONIC;

  /** Fits to all examples, of which each class must have one at least. */
  Calibration fit(LabelledScores scores) {
    return switch (this) {
      case NONE -> Calibration.NONE;
      case TEMPERATURE -> Calibration.Temperature.fit(scores);
      case PLATT -> each(scores, BinaryCalibration.Platt::fit);
      case BETA -> each(scores, BinaryCalibration.Beta::fit);
      case ISOTONIC -> each(scores, BinaryCalibration.Isotonic::fit);
    };
  }

  private static Calibration each(
      LabelledScores scores, BiFunction<double[], boolean[], BinaryCalibration> fit) {
    List<Integer> mapped =
        scores.classCount() == 2
            ? List.of(1)
            : IntStream.range(0, scores.classCount()).boxed().toList();
    return new Calibration.OneVersusRest(
        mapped.stream().map(k -> fit.apply(scores.logOdds(k), scores.events(k))).toList());
  }
}
