package org.rationale.perception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rationale.perception.BinaryCalibration.Beta;
import org.rationale.perception.BinaryCalibration.Isotonic;
import org.rationale.perception.BinaryCalibration.Platt;
import org.rationale.perception.Calibration.OneVersusRest;
import org.rationale.perception.Calibration.Temperature;

class CalibrationTest {

  private final Random random = new Random(41);

  private static double loss(LabelledScores scores, Calibration calibration) {
    double loss = 0;
    for (int i = 0; i < scores.size(); i++) {
      loss -= Math.log(calibration.probabilities(scores.logits()[i])[scores.classes()[i]]);
    }
    return loss;
  }

  /** Platt's targets differ for either outcome. */
  private static double binaryLoss(double[] x, boolean[] events, BinaryCalibration map) {
    long yes = IntStream.range(0, x.length).filter(i -> events[i]).count();
    long no = x.length - yes;
    double loss = 0;
    for (int i = 0; i < x.length; i++) {
      double target = events[i] ? (yes + 1.0) / (yes + 2) : 1 / (no + 2.0);
      double p = map.probability(x[i]);
      loss -= target * Math.log(p) + (1 - target) * Math.log(1 - p);
    }
    return loss;
  }

  @Test
  void noOtherTemperatureIsLikelier() {
    for (int classCount : new int[] {2, 3, 5}) {
      LabelledScores scores = LabelledExamplesOf.softmax(random, 200, classCount, 0.5);
      double fitted = Temperature.fit(scores).temperature();
      double least = loss(scores, new Temperature(fitted));
      for (double t = 0.02; t < 90; t *= 1.05) {
        assertThat(loss(scores, new Temperature(t))).isGreaterThanOrEqualTo(least - 1e-9);
      }
      assertThat(loss(scores, new Temperature(fitted * 1.01))).isGreaterThan(least);
      assertThat(loss(scores, new Temperature(fitted / 1.01))).isGreaterThan(least);
    }
  }

  @Test
  void theTemperatureOfATooSureModelIsFound() {
    LabelledScores scores = LabelledExamplesOf.softmax(random, 20_000, 3, 0.4);

    assertThat(Temperature.fit(scores).temperature()).isCloseTo(1 / 0.4, within(0.1));
  }

  @Test
  void noNeighbourOfPlattsParametersIsLikelier() {
    for (int trial = 0; trial < 10; trial++) {
      LabelledScores scores = LabelledExamplesOf.softmax(random, 80, 2, 0.6);
      double[] x = scores.logOdds(1);
      boolean[] events = scores.events(1);
      Platt fitted = Platt.fit(x, events);
      double least = binaryLoss(x, events, fitted);
      for (double step : new double[] {-0.3, -0.01, 0.01, 0.3}) {
        assertThat(binaryLoss(x, events, new Platt(fitted.slope() + step, fitted.intercept())))
            .isGreaterThan(least);
        assertThat(binaryLoss(x, events, new Platt(fitted.slope(), fitted.intercept() + step)))
            .isGreaterThan(least);
      }
    }
  }

  @Test
  void noNeighbourOfBetasParametersIsLikelierWithinTheirBounds() {
    int atBound = 0;
    for (int trial = 0; trial < 20; trial++) {
      LabelledScores scores = LabelledExamplesOf.softmax(random, 40, 2, 0.3);
      double[] x = scores.logOdds(1);
      boolean[] events = scores.events(1);
      Beta fitted = Beta.fit(x, events);
      atBound += fitted.a() == 0 || fitted.b() == 0 ? 1 : 0;
      double least = binaryLoss(x, events, fitted);
      for (int n = 0; n < 40; n++) {
        Beta other =
            new Beta(
                Math.max(0, fitted.a() + 0.05 * random.nextGaussian()),
                Math.max(0, fitted.b() + 0.05 * random.nextGaussian()),
                fitted.c() + 0.05 * random.nextGaussian());
        assertThat(binaryLoss(x, events, other)).isGreaterThan(least - 1e-6);
      }
    }
    assertThat(atBound).isBetween(1, 19);
  }

  @Test
  void betaWithEqualParametersIsPlatts() {
    for (double x : new double[] {-40, -3, -0.1, 0, 0.5, 8, 40}) {
      assertThat(new Beta(1.7, 1.7, 0.3).probability(x))
          .isCloseTo(new Platt(1.7, 0.3).probability(x), within(1e-12));
    }
  }

  /**
   * The value of least squares of a non-decreasing function at each example: the largest over all
   * starts of the smallest over all ends of the mean between them (Barlow et al. 1972).
   */
  private static double[] maxMin(double[] y) {
    double[] fitted = new double[y.length];
    for (int i = 0; i < y.length; i++) {
      double best = Double.NEGATIVE_INFINITY;
      for (int from = 0; from <= i; from++) {
        double least = Double.POSITIVE_INFINITY;
        for (int to = i; to < y.length; to++) {
          least = Math.min(least, Arrays.stream(y, from, to + 1).average().orElseThrow());
        }
        best = Math.max(best, least);
      }
      fitted[i] = best;
    }
    return fitted;
  }

  @Test
  void poolingAgreesWithTheFormulaOfLeastSquares() {
    for (int trial = 0; trial < 50; trial++) {
      int size = 1 + random.nextInt(25);
      double[] x = random.doubles(size, -3, 3).sorted().toArray();
      boolean[] events = new boolean[size];
      double[] y = new double[size + 2];
      y[0] = 1; // an event more below all
      for (int i = 0; i < size; i++) {
        events[i] = random.nextDouble() < Softmax.logistic(x[i]);
        y[i + 1] = events[i] ? 1 : 0;
      }
      double[] expected = maxMin(y);

      Isotonic fitted = Isotonic.fit(x, events);

      for (int i = 0; i < size; i++) {
        assertThat(fitted.probability(x[i])).isCloseTo(expected[i + 1], within(1e-6));
      }
    }
  }

  @Test
  void tiedScoresGetOneProbability() {
    Isotonic fitted =
        Isotonic.fit(new double[] {1, 0, 1, 1, 0}, new boolean[] {true, false, false, true, false});

    // Below: an event more and two non-events. Above: two events of three, and a non-event more.
    assertThat(fitted.probability(0)).isCloseTo(1 / 3.0, within(1e-9));
    assertThat(fitted.probability(1)).isCloseTo(0.5, within(1e-9));
    assertThat(fitted.probability(0.5)).isBetween(0.4, 0.43);
  }

  @ParameterizedTest
  @EnumSource(CalibrationMethod.class)
  void probabilitiesAddUpToOneAndFollowTheScore(CalibrationMethod method) {
    for (int classCount : new int[] {2, 4}) {
      Calibration fitted = method.fit(LabelledExamplesOf.softmax(random, 150, classCount, 0.5));
      for (int n = 0; n < 100; n++) {
        double[] logits = random.doubles(classCount, -9, 9).toArray();
        double[] p = fitted.probabilities(logits);
        assertThat(Arrays.stream(p).sum()).isCloseTo(1, within(1e-12));
        int raised = random.nextInt(classCount);
        logits[raised] += random.nextDouble();
        assertThat(fitted.probabilities(logits)[raised]).isGreaterThanOrEqualTo(p[raised] - 1e-12);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(CalibrationMethod.class)
  void aModelWithoutMistakesDoesNotBecomeCertain(CalibrationMethod method) {
    int size = 40;
    double[][] logits = new double[size][];
    int[] classes = new int[size];
    for (int i = 0; i < size; i++) {
      classes[i] = i % 2;
      double x = (i % 2 == 0 ? -1 : 1) * (1 + i / 40.0);
      logits[i] = new double[] {-x, x};
    }
    Calibration fitted = method.fit(new LabelledScores(logits, classes, 2));

    double surest = fitted.probabilities(logits[size - 1])[1];
    assertThat(surest).isBetween(0.9, 0.999);
  }

  @ParameterizedTest
  @EnumSource(
      value = CalibrationMethod.class,
      names = {"PLATT", "BETA", "ISOTONIC"})
  void scoresThatPointTheWrongWayLeaveTheBaseRate(CalibrationMethod method) {
    int size = 60;
    double[][] logits = new double[size][];
    int[] classes = new int[size];
    for (int i = 0; i < size; i++) {
      classes[i] = i % 3 == 0 ? 1 : 0;
      double x = classes[i] == 1 ? -2 - i / 60.0 : 2 + i / 60.0;
      logits[i] = new double[] {0, x};
    }
    Calibration fitted = method.fit(new LabelledScores(logits, classes, 2));

    assertThat(fitted.probabilities(new double[] {0, -5})[1]).isCloseTo(1 / 3.0, within(0.02));
    assertThat(fitted.probabilities(new double[] {0, 5})[1]).isCloseTo(1 / 3.0, within(0.02));
  }

  @ParameterizedTest
  @EnumSource(
      value = CalibrationMethod.class,
      names = {"TEMPERATURE", "PLATT", "BETA", "ISOTONIC"})
  void fittingMakesATooSureModelBetterOnExamplesItHasNotSeen(CalibrationMethod method) {
    for (int classCount : new int[] {2, 3}) {
      Calibration fitted = method.fit(LabelledExamplesOf.softmax(random, 600, classCount, 0.3));
      LabelledScores unseen = LabelledExamplesOf.softmax(random, 2_000, classCount, 0.3);
      ClassifierQuality before = LabelledExamplesOf.quality(unseen, Calibration.NONE);
      ClassifierQuality after = LabelledExamplesOf.quality(unseen, fitted);

      for (ToDoubleFunction<ClassifierQuality> measure :
          List.<ToDoubleFunction<ClassifierQuality>>of(
              ClassifierQuality::logLoss,
              ClassifierQuality::brier,
              ClassifierQuality::equalWidthError,
              ClassifierQuality::equalMassError)) {
        assertThat(measure.applyAsDouble(after)).isLessThan(measure.applyAsDouble(before));
      }
    }
  }

  @Test
  void oneMapOfTwoClassesServesBoth() {
    Calibration calibration = new OneVersusRest(List.of(new Platt(0.5, 1)));

    double[] p = calibration.probabilities(new double[] {1, 2});

    assertThat(p[1]).isCloseTo(1 / (1 + Math.exp(-1.5)), within(1e-12));
    assertThat(p[0]).isCloseTo(1 - p[1], within(1e-15));
  }

  @Test
  void logOddsKeepTheirDigitsNearCertainty() {
    assertThat(Softmax.logOdds(new double[] {0, 60}, 1)).isCloseTo(60, within(1e-12));
    assertThat(Softmax.logOdds(new double[] {1000, 0, -1000}, 0)).isCloseTo(1000, within(1e-9));
    assertThat(Softmax.of(new double[] {-1e4, 0})).containsExactly(0, 1);
  }
}
