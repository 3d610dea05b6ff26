package org.rationale.perception;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Predictions in bins of like probability, to be compared with what came of them.
 *
 * @param bins those that are not empty, from low probabilities to high
 */
record ReliabilityBins(List<Bin> bins) {

  /**
   * Predictions of like probability.
   *
   * @param count at least 1
   * @param events how many of them came true
   * @param mean their mean probability
   * @param low the least probability that belongs here
   * @param high the greatest
   */
  record Bin(int count, int events, double mean, double low, double high) {

    double share() {
      return (double) events / count;
    }
  }

  private record Prediction(double probability, boolean event) {}

  ReliabilityBins {
    bins = List.copyOf(bins);
  }

  /**
   * Bins what was predicted of some classes, each class of each example being one prediction.
   *
   * @param equalMass as equal counts as can be, where equal probabilities are kept together; else
   *     equal widths
   */
  static ReliabilityBins of(
      double[][] probabilities, int[] classes, int[] measured, boolean equalMass) {
    List<Prediction> predictions = new ArrayList<>();
    for (int i = 0; i < classes.length; i++) {
      for (int k : measured) {
        predictions.add(new Prediction(probabilities[i][k], classes[i] == k));
      }
    }
    predictions.sort((a, b) -> Double.compare(a.probability(), b.probability()));
    int count = ClassifierQuality.BINS;
    List<List<Prediction>> groups = new ArrayList<>();
    for (int bin = 0; bin < count; bin++) {
      groups.add(new ArrayList<>());
    }
    int size = predictions.size();
    int bin = 0;
    for (int i = 0; i < size; i++) {
      double p = predictions.get(i).probability();
      if (!equalMass) {
        bin = Math.min(count - 1, (int) (p * count));
      } else if (i == 0 || p > predictions.get(i - 1).probability()) {
        bin = (int) ((long) i * count / size);
      }
      groups.get(bin).add(predictions.get(i));
    }
    List<Bin> bins = new ArrayList<>();
    for (int g = 0; g < count; g++) {
      List<Prediction> group = groups.get(g);
      if (!group.isEmpty()) {
        bins.add(
            new Bin(
                group.size(),
                (int) group.stream().filter(Prediction::event).count(),
                group.stream().mapToDouble(Prediction::probability).average().orElse(0),
                equalMass ? group.getFirst().probability() : (double) g / count,
                equalMass ? group.getLast().probability() : (g + 1.0) / count));
      }
    }
    return new ReliabilityBins(bins);
  }

  /** The mean over all predictions of how far their bin's mean is from its share of events. */
  double error() {
    int total = bins.stream().mapToInt(Bin::count).sum();
    return bins.stream().mapToDouble(bin -> bin.count() * Math.abs(bin.mean() - bin.share())).sum()
        / total;
  }

  int largest() {
    return Arrays.stream(bins.stream().mapToInt(Bin::count).toArray()).max().orElse(0);
  }
}
