package org.rationale.perception;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How good a classifier's probabilities are.
 *
 * @param examples how many they are means over
 * @param accuracy the share whose most probable class is the true one
 * @param recalls for each class the share of its examples for which it comes first; NaN without
 *     examples. For two classes, specificity and sensitivity to the second
 * @param auc the chance that an example of a class gets a higher probability of it than one of
 *     another class, ties counting half; for more than two classes the mean over the classes. NaN
 *     if a class has no examples
 * @param logLoss mean negative logarithm of the true class's probability, in nats; a probability
 *     below 1e-15 counts as that
 * @param brier mean of half the squared differences, summed over the classes, between probability
 *     and outcome: in [0, 1], and for two classes the squared error of either (Brier 1950 has no
 *     half)
 * @param equalWidthError expected calibration error over ten bins of equal width (Naeini et al.
 *     2015): the mean over the examples of how far a bin's mean probability is from its share of
 *     events. For two classes of the second class; for more the mean over the classes, each against
 *     the rest
 * @param equalMassError the same over ten bins of as equal numbers of examples as can be; examples
 *     of one probability are in one bin
 */
public record ClassifierQuality(
    int examples,
    double accuracy,
    List<Double> recalls,
    double auc,
    double logLoss,
    double brier,
    double equalWidthError,
    double equalMassError) {

  static final int BINS = 10;

  private static final double LEAST = 1e-15;

  public ClassifierQuality {
    recalls = List.copyOf(recalls);
  }

  /**
   * Measures.
   *
   * @param probabilities one row for each example, one column for each class
   * @param classes the number of each example's true class, from 0
   */
  public static ClassifierQuality of(double[][] probabilities, int[] classes) {
    int size = classes.length;
    int classCount = probabilities[0].length;
    int right = 0;
    int[] counts = new int[classCount];
    int[] recalled = new int[classCount];
    double logLoss = 0;
    double brier = 0;
    for (int i = 0; i < size; i++) {
      double[] p = probabilities[i];
      int best = 0;
      for (int k = 0; k < classCount; k++) {
        best = p[k] > p[best] ? k : best;
        double off = p[k] - (k == classes[i] ? 1 : 0);
        brier += off * off / 2;
      }
      counts[classes[i]]++;
      recalled[classes[i]] += best == classes[i] ? 1 : 0;
      right += best == classes[i] ? 1 : 0;
      logLoss -= StrictMath.log(Math.max(LEAST, p[classes[i]]));
    }
    int[] measured = classCount == 2 ? new int[] {1} : IntStream.range(0, classCount).toArray();
    return new ClassifierQuality(
        size,
        (double) right / size,
        IntStream.range(0, classCount)
            .mapToObj(k -> counts[k] == 0 ? Double.NaN : (double) recalled[k] / counts[k])
            .toList(),
        Arrays.stream(measured)
            .mapToDouble(k -> auc(probabilities, classes, k))
            .average()
            .orElse(0),
        logLoss / size,
        brier / size,
        error(probabilities, classes, measured, false),
        error(probabilities, classes, measured, true));
  }

  private static double error(
      double[][] probabilities, int[] classes, int[] measured, boolean equalMass) {
    return Arrays.stream(measured)
        .mapToDouble(
            k -> {
              ReliabilityBins bins =
                  ReliabilityBins.of(probabilities, classes, new int[] {k}, equalMass);
              return bins.error();
            })
        .average()
        .orElse(0);
  }

  /** Mann and Whitney's statistic, from ranks. */
  private static double auc(double[][] probabilities, int[] classes, int k) {
    int[] order =
        IntStream.range(0, classes.length)
            .boxed()
            .sorted((i, j) -> Double.compare(probabilities[i][k], probabilities[j][k]))
            .mapToInt(Integer::intValue)
            .toArray();
    double ranks = 0;
    long events = 0;
    for (int start = 0; start < order.length; ) {
      int end = start;
      int tiedEvents = 0;
      while (end < order.length && probabilities[order[end]][k] == probabilities[order[start]][k]) {
        tiedEvents += classes[order[end]] == k ? 1 : 0;
        end++;
      }
      ranks += tiedEvents * (start + end + 1) / 2.0;
      events += tiedEvents;
      start = end;
    }
    long others = classes.length - events;
    return events == 0 || others == 0
        ? Double.NaN
        : (ranks - events * (events + 1) / 2.0) / ((double) events * others);
  }
}
