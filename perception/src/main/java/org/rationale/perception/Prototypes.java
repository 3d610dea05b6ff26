package org.rationale.perception;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.rationale.perception.AnswerReader.Answer;
import org.rationale.perception.AnswerReader.Output;

/**
 * A vector for each class: the mean of its examples' embeddings (Snell, Swersky and Zemel,
 * Prototypical Networks for Few-shot Learning, NeurIPS 2017).
 *
 * @param likeness how an embedding is compared with them
 * @param classes for each class its examples' embeddings, two at least
 * @param means one for each class
 */
record Prototypes(Likeness likeness, List<List<float[]>> classes, List<float[]> means) {

  /** How two vectors are compared. */
  enum Likeness {
    /** By the cosine of their angle; all vectors are made of length 1 first. */
    COSINE(Output.COSINES),
    /** By the negative mean of their squared differences. */
    EUCLIDEAN(Output.SQUARED_DISTANCES);

    final Output output;

    Likeness(Output output) {
      this.output = output;
    }

    /** The key {@code distance} of a configuration; empty if it is wrong, which is reported. */
    static Optional<Likeness> configure(ConfigReader config) {
      Optional<String> name = config.string("distance");
      if (name.isEmpty()) {
        return config.has("distance") ? Optional.empty() : Optional.of(COSINE);
      }
      for (Likeness likeness : values()) {
        if (likeness.name().toLowerCase(Locale.ROOT).equals(name.get())) {
          return Optional.of(likeness);
        }
      }
      config.report(
          "unknown-value",
          config.place("distance"),
          "The distance (%s) is not known.".formatted(name.get()),
          ConfigReader.nearest(name.get(), List.of("cosine", "euclidean")));
      return Optional.empty();
    }

    /** A vector as it is compared: a copy. */
    float[] ready(float[] vector) {
      float[] ready = vector.clone();
      if (this == COSINE) {
        SentenceEncoder.normalise(ready);
      }
      return ready;
    }

    float score(float[] a, float[] b) {
      return switch (this) {
        case COSINE -> SentenceEncoder.dot(a, b);
        case EUCLIDEAN -> {
          double sum = 0;
          for (int d = 0; d < a.length; d++) {
            double difference = (double) a[d] - b[d];
            sum += difference * difference;
          }
          yield (float) (-sum / a.length);
        }
      };
    }
  }

  /**
   * From examples.
   *
   * @param classes for each class its examples' embeddings, of any length
   */
  static Prototypes of(Likeness likeness, List<List<float[]>> classes) {
    List<List<float[]>> ready =
        classes.stream().map(rows -> rows.stream().map(likeness::ready).toList()).toList();
    return new Prototypes(
        likeness, ready, ready.stream().map(rows -> mean(likeness, rows, -1)).toList());
  }

  private static float[] mean(Likeness likeness, List<float[]> rows, int without) {
    float[] mean = new float[rows.getFirst().length];
    int count = rows.size() - (without < 0 ? 0 : 1);
    for (int i = 0; i < rows.size(); i++) {
      if (i != without) {
        for (int d = 0; d < mean.length; d++) {
          mean[d] += rows.get(i)[d] / count;
        }
      }
    }
    return likeness.ready(mean);
  }

  /** How many examples there are. */
  int count() {
    return classes.stream().mapToInt(List::size).sum();
  }

  /**
   * How like each prototype an embedding is: see {@link Likeness}. The features are the embedding
   * as it is compared.
   */
  Answer answer(float[] embedding) {
    float[] ready = likeness.ready(embedding);
    float[] scores = new float[means.size()];
    for (int k = 0; k < scores.length; k++) {
      scores[k] = likeness.score(ready, means.get(k));
    }
    return new Answer(scores, Answer.wide(ready));
  }

  /** The scores of each example, its own class's prototype being that of the other examples. */
  LabelledScores leftOut() {
    List<double[]> rows = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    for (int k = 0; k < classes.size(); k++) {
      for (int i = 0; i < classes.get(k).size(); i++) {
        float[] example = classes.get(k).get(i);
        double[] row = new double[means.size()];
        for (int c = 0; c < row.length; c++) {
          float[] prototype = c == k ? mean(likeness, classes.get(k), i) : means.get(c);
          row[c] = likeness.score(example, prototype);
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
   * from the known ones an input may be. Their numbers say nothing of how common the classes are,
   * and they are too few for conformal sets.
   *
   * @param labels of the classes
   * @param place of the examples, for messages
   */
  ClassifierCalibration calibration(Caution caution, List<String> labels, String place) {
    LabelledScores leftOut = leftOut();
    double[][] features =
        classes.stream().flatMap(List::stream).map(Answer::wide).toArray(double[][]::new);
    ClassifierCalibrator calibrator = new ClassifierCalibrator(leftOut, features, labels, place);
    return new ClassifierCalibration(
        temperature(leftOut),
        Optional.empty(),
        caution.outside().map(calibrator::outside),
        List.of(),
        Optional.empty());
  }

  /**
   * Fitted to scores that are brought to a spread of 1 first: cosines of one kind of pictures may
   * all lie between 0.98 and 1, and distances have the unit of the embedding.
   */
  private static Calibration temperature(LabelledScores leftOut) {
    double spread =
        Arrays.stream(leftOut.logits())
            .mapToDouble(
                row -> Arrays.stream(row).max().orElse(0) - Arrays.stream(row).min().orElse(0))
            .average()
            .orElse(0);
    if (!(spread > 0)) {
      return Calibration.Temperature.fit(leftOut);
    }
    double[][] scaled =
        Arrays.stream(leftOut.logits())
            .map(row -> Arrays.stream(row).map(score -> score / spread).toArray())
            .toArray(double[][]::new);
    Calibration.Temperature fitted =
        Calibration.Temperature.fit(
            new LabelledScores(scaled, leftOut.classes(), leftOut.classCount()));
    return new Calibration.Temperature(Rounded.nearest(fitted.temperature() * spread));
  }
}
