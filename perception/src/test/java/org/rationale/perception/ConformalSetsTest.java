package org.rationale.perception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConformalSetsTest {

  private static final int SPLITS = 200;

  private final Random random = new Random(43);

  /** The definition, with the probabilities themselves and a count instead of a sorted list. */
  private static boolean inSet(
      LabelledScores examples, boolean perClass, double coverage, double[] logits, int k) {
    double score = 1 - Softmax.of(logits)[k];
    int n = 0;
    int below = 0;
    for (int i = 0; i < examples.size(); i++) {
      int own = examples.classes()[i];
      if (!perClass || own == k) {
        n++;
        below += 1 - Softmax.of(examples.logits()[i])[own] < score ? 1 : 0;
      }
    }
    // In, unless as many examples as the rank conform better.
    return below < Math.ceil((n + 1) * coverage - 1e-9);
  }

  @Test
  void setsAreThoseOfTheDefinition() {
    for (int trial = 0; trial < 20; trial++) {
      boolean perClass = trial % 2 == 0;
      LabelledScores examples = LabelledExamplesOf.softmax(random, 60, 3, 0.5);
      ConformalSets sets = ConformalSets.fit(examples, 0.8, perClass);
      LabelledScores unseen = LabelledExamplesOf.softmax(random, 40, 3, 0.5);
      for (double[] logits : unseen.logits()) {
        boolean[] in = sets.of(logits);
        for (int k = 0; k < 3; k++) {
          assertThat(in[k]).isEqualTo(inSet(examples, perClass, 0.8, logits, k));
        }
      }
    }
  }

  @Test
  void theRankIsTheLeastThatIsEnough() {
    assertThat(ConformalSets.rank(19, 0.95)).isEqualTo(19);
    assertThat(ConformalSets.rank(18, 0.95)).isEqualTo(19);
    assertThat(ConformalSets.rank(9, 0.9)).isEqualTo(9);
    assertThat(ConformalSets.rank(99, 0.9)).isEqualTo(90);
    assertThat(ConformalSets.rank(100, 0.9)).isEqualTo(91);
  }

  @Test
  void withTooFewExamplesEveryClassIsIn() {
    LabelledScores examples = LabelledExamplesOf.softmax(random, 18, 2, 1);

    assertThat(ConformalSets.fit(examples, 0.95, false).of(new double[] {100, -100}))
        .containsExactly(true, true);
  }

  private static int covered(ConformalSets sets, LabelledScores unseen) {
    return (int)
        IntStream.range(0, unseen.size())
            .filter(i -> sets.of(unseen.logits()[i])[unseen.classes()[i]])
            .count();
  }

  @Test
  void coverageOverRandomSplitsIsBetaBinomial() {
    BetaBinomial expected = new BetaBinomial(150, 120, ConformalSets.rank(120, 0.9));
    int inside = 0;
    int total = 0;
    for (int split = 0; split < SPLITS; split++) {
      // A model that is far too sure: the guarantee does not depend on it.
      LabelledScores examples = LabelledExamplesOf.softmax(random, 120, 3, 0.2);
      LabelledScores unseen = LabelledExamplesOf.softmax(random, 150, 3, 0.2);
      int covered = covered(ConformalSets.fit(examples, 0.9, false), unseen);
      total += covered;
      inside += expected.expects(covered, 0.05) ? 1 : 0;
      assertThat(expected.expects(covered, 1e-5)).as("%d of 150", covered).isTrue();
    }

    // The mean of 200 has a 16th of the spread of one, which is below 5.
    assertThat((double) total / SPLITS).isCloseTo(expected.mean(), within(1.0));
    assertThat(inside).isBetween(180, 200);
  }

  @Test
  void setsPerClassCoverEachClassAlsoTheRareOne() {
    int[] covered = new int[2];
    int[] cases = new int[2];
    int[] coveredTogether = new int[2];
    for (int split = 0; split < SPLITS; split++) {
      LabelledScores examples = rareSecond(200);
      LabelledScores unseen = rareSecond(200);
      ConformalSets perClass = ConformalSets.fit(examples, 0.9, true);
      ConformalSets together = ConformalSets.fit(examples, 0.9, false);
      for (int i = 0; i < unseen.size(); i++) {
        int own = unseen.classes()[i];
        cases[own]++;
        covered[own] += perClass.of(unseen.logits()[i])[own] ? 1 : 0;
        coveredTogether[own] += together.of(unseen.logits()[i])[own] ? 1 : 0;
      }
    }

    for (int k = 0; k < 2; k++) {
      assertThat((double) covered[k] / cases[k]).isBetween(0.895, 0.93);
    }
    assertThat((double) coveredTogether[1] / cases[1]).isLessThan(0.7);
  }

  /** A tenth are of the second class, which the model knows badly. */
  private LabelledScores rareSecond(int size) {
    double[][] logits = new double[size][];
    int[] classes = new int[size];
    for (int i = 0; i < size; i++) {
      classes[i] = random.nextInt(10) == 0 ? 1 : 0;
      double x = classes[i] == 1 ? random.nextGaussian() : -2 + random.nextGaussian();
      logits[i] = new double[] {0, x};
    }
    return new LabelledScores(logits, classes, 2);
  }
}
