package org.rationale.perception;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.rationale.perception.OutsideScore.Farness;

/**
 * A vector for each class: the mean of its examples' embeddings, made of length 1 (Snell, Swersky
 * and Zemel, Prototypical Networks for Few-shot Learning, NeurIPS 2017, with the cosine instead of
 * the distance).
 *
 * @param classes for each class its examples' embeddings, each of length 1; two at least
 * @param means one for each class, of length 1
 */
record Prototypes(List<List<float[]>> classes, List<float[]> means) {

  static Prototypes of(List<List<float[]>> classes) {
    return new Prototypes(classes, classes.stream().map(rows -> mean(rows, -1)).toList());
  }

  private static float[] mean(List<float[]> rows, int without) {
    float[] mean = new float[rows.getFirst().length];
    for (int i = 0; i < rows.size(); i++) {
      if (i != without) {
        for (int d = 0; d < mean.length; d++) {
          mean[d] += rows.get(i)[d];
        }
      }
    }
    SentenceEncoder.normalise(mean);
    return mean;
  }

  /**
   * The cosine with each prototype, in [-1, 1] but for rounding.
   *
   * @param embedding of length 1
   */
  float[] cosines(float[] embedding) {
    float[] cosines = new float[means.size()];
    for (int k = 0; k < cosines.length; k++) {
      cosines[k] = SentenceEncoder.dot(embedding, means.get(k));
    }
    return cosines;
  }

  /** The cosines of each example, its own class's prototype being that of the other examples. */
  LabelledScores leftOut() {
    List<double[]> rows = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    for (int k = 0; k < classes.size(); k++) {
      for (int i = 0; i < classes.get(k).size(); i++) {
        float[] example = classes.get(k).get(i);
        float[] cosines = cosines(example);
        cosines[k] = SentenceEncoder.dot(example, mean(classes.get(k), i));
        double[] row = new double[cosines.length];
        for (int c = 0; c < row.length; c++) {
          row[c] = cosines[c];
        }
        rows.add(row);
        labels.add(k);
      }
    }
    return new LabelledScores(
        rows.toArray(double[][]::new),
        labels.stream().mapToInt(Integer::intValue).toArray(),
        classes.size());
  }

  /**
   * What the examples themselves give where there is no labelled file: a temperature, and how far
   * from every prototype an input may be. Their numbers say nothing of how common the classes are,
   * and they are too few for conformal sets.
   */
  ClassifierCalibration calibration(Caution caution) {
    LabelledScores leftOut = leftOut();
    return new ClassifierCalibration(
        Calibration.Temperature.fit(leftOut),
        Optional.empty(),
        caution
            .outside()
            .filter(asked -> asked.score().equals("nearest"))
            .map(asked -> OutsideLimit.fit(new Farness(), farness(leftOut), asked.quantile())),
        List.of(),
        Optional.empty());
  }

  private static double[] farness(LabelledScores leftOut) {
    return Arrays.stream(leftOut.logits())
        .mapToDouble(cosines -> new Farness().of(cosines, new double[0]))
        .toArray();
  }
}
