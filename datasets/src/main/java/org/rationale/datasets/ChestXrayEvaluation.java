package org.rationale.datasets;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.jena.graph.NodeFactory;
import org.rationale.datasets.PneumoniaMnist.Image;
import org.rationale.datasets.PneumoniaMnist.Part;
import org.rationale.kg.Percept;
import org.rationale.perception.ClassifierQuality;
import org.rationale.perception.Opening;
import org.rationale.perception.Perception;
import org.rationale.perception.Perceptor;
import org.rationale.perception.PerceptorInput;
import org.rationale.perception.Perceptors;

/**
 * Measures the chest X-ray model of the pack {@code respiratory} through the pack's own perceptor,
 * on images that took no part in training. The decision threshold is the highest at which 95 of 100
 * pneumonias of the validation images are found, in steps of a thousandth.
 *
 * <p>Run it with the pack's folder and the data, which do not come with Rationale: {@code
 * ChestXrayEvaluation datasets/src/main/packs/respiratory pneumoniamnist.npz}. A third argument is
 * a file that it writes validation images to, for {@code rationale calibrate} on a copy of the
 * pack.
 */
public final class ChestXrayEvaluation {

  private static final double SENSITIVITY = 0.95;

  /** A predicted probability of a pneumonia, and whether it was one. */
  record Prediction(double probability, boolean event) {}

  private ChestXrayEvaluation() {}

  /** Prints the measures, or writes the examples that a calibration is fitted to. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length < 2 || !Files.isRegularFile(Path.of(arguments[0], "pack.yaml"))) {
      System.err.println(
          "Give the folder of the pack respiratory and the file pneumoniamnist.npz, and a file to write labelled examples to, if these are wanted.");
      System.exit(2);
    }
    Path npz = Path.of(arguments[1]);
    if (arguments.length > 2) {
      Files.writeString(Path.of(arguments[2]), labelled(PneumoniaMnist.read(npz, Part.VALIDATION)));
    } else {
      System.out.print(table(Path.of(arguments[0]), npz));
    }
  }

  /**
   * Examples for {@code rationale calibrate}: as many pneumonias as there are normal images, so
   * that calibrated odds are likelihood ratios.
   */
  static String labelled(PneumoniaMnist data) throws IOException {
    long normal = data.images().stream().filter(image -> !image.pneumonia()).count();
    StringBuilder lines = new StringBuilder();
    int pneumonias = 0;
    for (Image image : data.images()) {
      pneumonias += image.pneumonia() ? 1 : 0;
      if (!image.pneumonia() || pneumonias <= normal) {
        lines
            .append("{\"input\": \"")
            .append(image.dataUri())
            .append("\", \"class\": \"")
            .append(image.pneumonia() ? "pneumonia" : "normal")
            .append("\"}\n");
      }
    }
    return lines.toString();
  }

  /** The measures as they stand in the model card. */
  static String table(Path pack, Path npz) throws IOException {
    PneumoniaMnist first = PneumoniaMnist.read(npz, Part.VALIDATION);
    PneumoniaMnist second = PneumoniaMnist.read(npz, Part.TEST);
    try (Perceptor outspoken = open(pack, false);
        Perceptor perceptor = open(pack, true)) {
      List<Prediction> validation = predictions(outspoken, first);
      List<Prediction> test = predictions(outspoken, second);
      double threshold = threshold(validation);
      StringBuilder table = new StringBuilder();
      table.append("| measure | validation | test |\n|---|---:|---:|\n");
      ClassifierQuality known = quality(validation);
      ClassifierQuality unseen = quality(test);
      row(table, "images", known.examples(), unseen.examples());
      row(
          table,
          "withheld as unlike the known images",
          known.examples() - predictions(perceptor, first).size(),
          unseen.examples() - predictions(perceptor, second).size());
      row(table, "area under the ROC curve", known.auc(), unseen.auc());
      String at = String.format(Locale.ROOT, " at %.3f", threshold);
      row(table, "accuracy" + at, accuracy(validation, threshold), accuracy(test, threshold));
      row(
          table,
          "sensitivity" + at,
          share(validation, threshold, true),
          share(test, threshold, true));
      row(
          table,
          "specificity" + at,
          1 - share(validation, threshold, false),
          1 - share(test, threshold, false));
      row(table, "accuracy at one half", known.accuracy(), unseen.accuracy());
      row(table, "log-loss (nats)", known.logLoss(), unseen.logLoss());
      row(table, "Brier score", known.brier(), unseen.brier());
      row(table, "expected calibration error", known.equalWidthError(), unseen.equalWidthError());
      return table.toString();
    }
  }

  static ClassifierQuality quality(List<Prediction> predictions) {
    return ClassifierQuality.of(
        predictions.stream()
            .map(p -> new double[] {1 - p.probability(), p.probability()})
            .toArray(double[][]::new),
        predictions.stream().mapToInt(p -> p.event() ? 1 : 0).toArray());
  }

  private static void row(StringBuilder table, String name, int validation, int test) {
    table.append(String.format(Locale.ROOT, "| %s | %d | %d |%n", name, validation, test));
  }

  private static void row(StringBuilder table, String name, double validation, double test) {
    table.append(String.format(Locale.ROOT, "| %s | %.4f | %.4f |%n", name, validation, test));
  }

  /** The highest threshold, in thousandths, that finds enough of the events. */
  static double threshold(List<Prediction> predictions) {
    int thousandths = 1000;
    while (share(predictions, thousandths / 1000.0, true) < SENSITIVITY) {
      thousandths--;
    }
    return thousandths / 1000.0;
  }

  /** Of the events, or of the others, the share at or above a threshold. */
  private static double share(List<Prediction> predictions, double threshold, boolean events) {
    List<Prediction> counted = predictions.stream().filter(p -> p.event() == events).toList();
    return (double) counted.stream().filter(p -> p.probability() >= threshold).count()
        / counted.size();
  }

  static double accuracy(List<Prediction> predictions, double threshold) {
    long right =
        predictions.stream().filter(p -> p.probability() >= threshold == p.event()).count();
    return (double) right / predictions.size();
  }

  /**
   * What the perceptor says of each image that it says anything of: the calibrated probability of a
   * pneumonia.
   */
  static List<Prediction> predictions(Perceptor perceptor, PneumoniaMnist data) throws IOException {
    List<PerceptorInput> inputs = new ArrayList<>();
    for (Image image : data.images()) {
      inputs.add(input(image));
    }
    List<Perception> perceptions = perceptor.perceive(inputs);
    List<Prediction> predictions = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      List<Percept> percepts = perceptions.get(i).percepts();
      if (!percepts.isEmpty()) {
        predictions.add(
            new Prediction(
                percepts.get(1).probability().value(), data.images().get(i).pneumonia()));
      }
    }
    return predictions;
  }

  static PerceptorInput input(Image image) throws IOException {
    return new PerceptorInput(
        NodeFactory.createURI("urn:image"), "chestXray", image.dataUri(), "pneumoniamnist.npz");
  }

  /**
   * The perceptor as the pack's own configuration describes it.
   *
   * @param withholds whether it may say nothing of images unlike the known ones; else it is
   *     measured on all
   */
  static Perceptor open(Path pack, boolean withholds) throws IOException {
    YAMLMapper mapper = new YAMLMapper();
    mapper.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    Map<String, Object> yaml =
        mapper.readValue(pack.resolve("pack.yaml").toFile(), new TypeReference<>() {});
    List<Map<String, Object>> configs =
        mapper.convertValue(yaml.get("perceptors"), new TypeReference<>() {});
    Map<String, String> prefixes =
        mapper.convertValue(yaml.get("prefixes"), new TypeReference<>() {});
    List<Map<String, Object>> images =
        configs.stream().filter(config -> "image".equals(config.get("kind"))).toList();
    if (!withholds) {
      images.forEach(config -> config.remove("outside"));
    }
    return Perceptors.open(images, Opening.of(pack), prefixes, "pack.yaml: perceptors").getFirst();
  }
}
