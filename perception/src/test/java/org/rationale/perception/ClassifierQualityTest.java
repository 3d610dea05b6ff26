package org.rationale.perception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ClassifierQualityTest {

  private final Random random = new Random(42);

  @Test
  void measuresOfThreePredictionsAreThoseComputedByHand() {
    double[][] p = {{0.8, 0.2}, {0.4, 0.6}, {0.7, 0.3}};

    ClassifierQuality quality = ClassifierQuality.of(p, new int[] {0, 1, 1});

    assertThat(quality.examples()).isEqualTo(3);
    assertThat(quality.accuracy()).isCloseTo(2 / 3.0, within(1e-12));
    assertThat(quality.auc()).isEqualTo(1);
    assertThat(quality.logLoss())
        .isCloseTo(-(Math.log(0.8) + Math.log(0.6) + Math.log(0.3)) / 3, within(1e-12));
    assertThat(quality.brier()).isCloseTo((0.04 + 0.16 + 0.49) / 3, within(1e-12));
    assertThat(quality.equalWidthError()).isCloseTo((0.2 + 0.4 + 0.7) / 3, within(1e-12));
    assertThat(quality.equalMassError()).isCloseTo((0.2 + 0.4 + 0.7) / 3, within(1e-12));
  }

  @Test
  void theAreaUnderTheCurveIsTheShareOfPairsInOrder() {
    for (int trial = 0; trial < 30; trial++) {
      int size = 40;
      double[][] p = new double[size][];
      int[] classes = new int[size];
      for (int i = 0; i < size; i++) {
        double second = random.nextInt(12) / 12.0; // many ties
        p[i] = new double[] {1 - second, second};
        classes[i] = i < 2 ? i : random.nextInt(2);
      }
      double wins = 0;
      int pairs = 0;
      for (int i = 0; i < size; i++) {
        for (int j = 0; j < size; j++) {
          if (classes[i] == 1 && classes[j] == 0) {
            pairs++;
            wins += p[i][1] > p[j][1] ? 1 : p[i][1] == p[j][1] ? 0.5 : 0;
          }
        }
      }

      assertThat(ClassifierQuality.of(p, classes).auc()).isCloseTo(wins / pairs, within(1e-12));
    }
  }

  @Test
  void aCalibratedModelHasAlmostNoCalibrationError() {
    LabelledScores scores = LabelledExamplesOf.softmax(random, 20_000, 3, 1);

    ClassifierQuality quality = LabelledExamplesOf.quality(scores, Calibration.NONE);

    assertThat(quality.equalWidthError()).isLessThan(0.015);
    assertThat(quality.equalMassError()).isLessThan(0.015);
  }

  @Test
  void binsOfEqualMassDifferByNoMoreThanOneWithoutTies() {
    LabelledScores scores = LabelledExamplesOf.softmax(random, 57, 2, 1);
    double[][] p = LabelledExamplesOf.probabilities(scores, Calibration.NONE);

    ReliabilityBins bins = ReliabilityBins.of(p, scores.classes(), new int[] {1}, true);

    assertThat(bins.bins()).hasSize(10).allMatch(bin -> bin.count() == 5 || bin.count() == 6);
    assertThat(bins.bins().stream().mapToInt(ReliabilityBins.Bin::count).sum()).isEqualTo(57);
  }

  @Test
  void equalProbabilitiesShareABinOfEqualMass() {
    double[][] p = {{0.5, 0.5}, {0.5, 0.5}, {0.5, 0.5}, {0.1, 0.9}};

    ReliabilityBins bins = ReliabilityBins.of(p, new int[] {0, 1, 1, 1}, new int[] {1}, true);

    assertThat(bins.bins()).extracting(ReliabilityBins.Bin::count).containsExactly(3, 1);
  }

  @Test
  void aClassWithoutExamplesHasNoAreaUnderTheCurve() {
    assertThat(ClassifierQuality.of(new double[][] {{0.8, 0.2}}, new int[] {0}).auc()).isNaN();
  }
}
