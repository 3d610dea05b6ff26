package org.rationale.datasets;

import ai.onnx.proto.OnnxMl;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.apache.jena.graph.NodeFactory;
import org.rationale.datasets.BreastFnaData.Row;
import org.rationale.datasets.BreastFnaData.Split;
import org.rationale.kg.Sha256;
import org.rationale.perception.CalibrationMethod;
import org.rationale.perception.ClassifierEvaluation;
import org.rationale.perception.ClassifierPerception;
import org.rationale.perception.ClassifierPerception.CalibrationResult;
import org.rationale.perception.ClassifierQuality;
import org.rationale.perception.Opening;
import org.rationale.perception.Perceptor;
import org.rationale.perception.PerceptorInput;
import org.rationale.perception.Perceptors;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.sgd.linear.LinearSGDModel;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.impl.ArrayExample;
import org.tribuo.math.optimisers.AdaGrad;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/**
 * Trains the classifier of the pack {@code breast-fna} and writes it into the pack's folder: the
 * model, its columns, its calibration, and the model card with what was measured on rows that took
 * no part in training or calibration. The same data give the same bytes.
 *
 * <p>Run it with the pack's folder: {@code BreastFnaTraining datasets/src/main/packs/breast-fna}.
 */
public final class BreastFnaTraining {

  private static final long SEED = 20191101;
  private static final int EPOCHS = 30;
  private static final int BATCH = 16;
  private static final double LEARNING_RATE = 0.05;

  /** Sufficient to repeat a standardisation, and the same in every JSON reader. */
  private static final MathContext NINE_DIGITS = new MathContext(9);

  private static final List<String> LABELS = List.of("benign", "malignant");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path pack;
  private final Split split;

  private BreastFnaTraining(Path pack) throws IOException {
    this.pack = pack;
    this.split = BreastFnaData.read(pack.resolve("training/wdbc.csv")).split(SEED);
  }

  /** Trains, calibrates and measures; prints the measures. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 1 || !Files.isRegularFile(Path.of(arguments[0], "pack.yaml"))) {
      System.err.println("Give the folder of the pack breast-fna.");
      System.exit(2);
    }
    System.out.print(train(Path.of(arguments[0])).table());
  }

  /** The rows that neither training nor calibration has seen. */
  static List<Row> heldOut(Path pack) throws IOException {
    return new BreastFnaTraining(pack).split.test();
  }

  static ClassifierEvaluation train(Path pack) throws IOException {
    return new BreastFnaTraining(pack).run();
  }

  private ClassifierEvaluation run() throws IOException {
    Files.createDirectories(pack.resolve("perceptors/fna"));
    List<Map<String, Object>> columns = columns();
    writeJson("perceptors/fna/columns.json", columns);
    byte[] model = model(columns);
    Files.write(pack.resolve("perceptors/fna/model.onnx"), model);
    declare(Sha256.of(model));
    writeExamples("perceptors/fna/labelled.csv", split.calibration());
    writeExamples("perceptors/fna/evaluation.csv", split.test());
    PackConfiguration configuration = PackConfiguration.read(pack);
    CalibrationResult calibrated =
        ClassifierPerception.calibrate(
            configuration.classifier(), pack, configuration.prefixes(), Optional.empty());
    ClassifierEvaluation evaluation =
        ClassifierPerception.evaluate(configuration.classifier(), pack, configuration.prefixes());
    Files.writeString(pack.resolve("model-card.md"), card(calibrated, evaluation));
    return evaluation;
  }

  /** What the pack says of its classifier. */
  private record PackConfiguration(Map<String, Object> classifier, Map<String, String> prefixes) {

    static PackConfiguration read(Path pack) throws IOException {
      Map<String, Object> yaml =
          new YAMLMapper()
              .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
              .readValue(pack.resolve("pack.yaml").toFile(), new TypeReference<>() {});
      List<Map<String, Object>> configs =
          JSON.convertValue(yaml.get("perceptors"), new TypeReference<>() {});
      return new PackConfiguration(
          configs.stream()
              .filter(config -> "classifier".equals(config.get("kind")))
              .findFirst()
              .orElseThrow(),
          JSON.convertValue(yaml.get("prefixes"), new TypeReference<>() {}));
    }
  }

  /** Means and standard deviations over the training rows; ranges that only catch slips. */
  private List<Map<String, Object>> columns() {
    List<Map<String, Object>> columns = new ArrayList<>();
    int n = split.train().size();
    for (int i = 0; i < BreastFnaData.COLUMNS.size(); i++) {
      int column = i;
      List<Double> values = split.train().stream().map(row -> row.values().get(column)).toList();
      double mean = values.stream().mapToDouble(Double::doubleValue).sum() / n;
      double squares = values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
      double largest = values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("name", BreastFnaData.COLUMNS.get(i));
      entry.put("min", BigDecimal.ZERO);
      entry.put(
          "max",
          new BigDecimal(new BigDecimal(3 * largest).round(new MathContext(2)).toPlainString()));
      entry.put("mean", new BigDecimal(mean).round(NINE_DIGITS));
      entry.put("scale", new BigDecimal(StrictMath.sqrt(squares / n)).round(NINE_DIGITS));
      columns.add(entry);
    }
    return columns;
  }

  private byte[] model(List<Map<String, Object>> columns) {
    LabelFactory labels = new LabelFactory();
    MutableDataset<Label> data =
        new MutableDataset<>(
            new SimpleDataSourceProvenance("WDBC", Instant.EPOCH.atOffset(ZoneOffset.UTC), labels),
            labels);
    // Tribuo numbers features in the order of their names, and outputs in the order seen.
    String[] names = new String[columns.size()];
    for (int i = 0; i < names.length; i++) {
      names[i] = String.format(Locale.ROOT, "%02d", i);
    }
    for (Row row : split.train()) {
      double[] standardised = new double[names.length];
      for (int i = 0; i < names.length; i++) {
        standardised[i] =
            (row.values().get(i) - number(columns.get(i), "mean"))
                / number(columns.get(i), "scale");
      }
      data.add(
          new ArrayExample<>(new Label(LABELS.get(row.malignant() ? 1 : 0)), names, standardised));
    }
    LinearSGDModel trained =
        new LinearSGDTrainer(
                new LogMulticlass(), new AdaGrad(LEARNING_RATE), EPOCHS, data.size(), BATCH, SEED)
            .train(data);
    return inOrder(trained).toByteArray();
  }

  /**
   * The exported model without the record of when it was trained, so that its bytes depend on
   * nothing but the data, and with its outputs in the order of {@link #LABELS}.
   */
  private static OnnxMl.ModelProto inOrder(LinearSGDModel trained) {
    for (int k = 0; k < LABELS.size(); k++) {
      int output = trained.getOutputIDInfo().getID(new Label(LABELS.get(k)));
      if (output != k) {
        throw new IllegalStateException(
            "The output (%s) has the number (%d), not (%d).\nMaybe the order of labels has changed."
                .formatted(LABELS.get(k), output, k));
      }
    }
    OnnxMl.ModelProto.Builder model =
        trained.exportONNXModel("org.rationale.datasets", 1).toBuilder();
    return model.clearMetadataProps().clearDocString().build();
  }

  private static double number(Map<String, Object> column, String key) {
    return ((BigDecimal) Objects.requireNonNull(column.get(key))).doubleValue();
  }

  /** The pack pins its model by hash; only that line of it changes. */
  private void declare(String sha256) throws IOException {
    Path yaml = pack.resolve("pack.yaml");
    String text = Files.readString(yaml);
    Files.writeString(
        yaml, text.replaceAll("modelSha256: \\S+", "modelSha256: \"" + sha256 + "\""));
  }

  /** Inputs and classes in the form that {@code rationale calibrate} and {@code evaluate} read. */
  private void writeExamples(String file, List<Row> rows) throws IOException {
    StringBuilder csv = new StringBuilder();
    csv.append(String.join(",", BreastFnaData.COLUMNS)).append(",class\n");
    for (Row row : rows) {
      row.values().forEach(value -> csv.append(plain(value)).append(','));
      csv.append(LABELS.get(row.malignant() ? 1 : 0)).append('\n');
    }
    Files.writeString(pack.resolve(file), csv.toString());
  }

  private static String plain(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }

  private void writeJson(String file, Object value) throws IOException {
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
    printer.indentArraysWith(new DefaultIndenter("  ", "\n"));
    printer.indentObjectsWith(new DefaultIndenter("  ", "\n"));
    Files.writeString(
        pack.resolve(file),
        JSON.writer(printer).writeValueAsString(value) + "\n",
        StandardCharsets.UTF_8);
  }

  static PerceptorInput input(Row row) {
    String place = "training/wdbc.csv:" + (row.number() + 1);
    return new PerceptorInput(
        NodeFactory.createURI("urn:row:" + row.number()), "measurements", row.record(), place);
  }

  /** The classifier as the pack's own configuration describes it. */
  static Perceptor open(Path pack) throws IOException {
    PackConfiguration configuration = PackConfiguration.read(pack);
    return Perceptors.open(
            List.of(configuration.classifier()),
            Opening.of(pack),
            configuration.prefixes(),
            "pack.yaml: perceptors")
        .getFirst();
  }

  private String card(CalibrationResult calibrated, ClassifierEvaluation evaluation) {
    ClassifierEvaluation.Sets sets = evaluation.sets().orElseThrow();
    return """
        # Model card: nuclei in a breast aspirate

        Written by `BreastFnaTraining`; do not edit by hand.

        ## What it does

        A logistic regression over 30 measurements of the cell nuclei in a fine-needle aspirate of a
        breast mass. It answers with the probability that the mass was found malignant, and its
        complement.

        ## Data

        Breast Cancer Wisconsin (Diagnostic): W. H. Wolberg, O. L. Mangasarian, N. Street and W. Street, 1995,
        UCI Machine Learning Repository, https://doi.org/10.24432/C5DW2B, licence CC BY 4.0. 569 aspirates
        (212 malignant, 357 benign) of one hospital, outlined by hand on digitised images. The file gives no units
        for lengths and areas, so the pack declares none: they are those of that hospital's images.

        The rows were drawn with a fixed seed (%d), keeping the share of either diagnosis: %d to train, %d to fit the
        calibration, %d to test. Row numbers count from 1 below the header of `training/wdbc.csv`. The test rows:
        %s.

        ## Training

        Tribuo 4.3.2, `LinearSGDTrainer` with logistic loss, AdaGrad (learning rate %s), %d epochs, batches of %d; columns
        standardised with mean and standard deviation of the training rows.

        `rationale calibrate breast-fna` takes the calibration of least cross-validated log-loss, over %d folds of the %d
        calibration rows: %s.
        So %s.

        ## Measured on the test rows, through the pack's own perceptor

        | measure | the model's own | as reported |
        |---|---|---|
        %s

        Accuracy, sensitivity and specificity are at one half; the calibration error has ten bins of equal width. With %d test
        rows, a rate of 97%% has a 95%% interval of about 92%% to 99%%. `rationale evaluate breast-fna` prints this.

        Sets that are to hold the diagnosis in 95%% of benign and of malignant masses held it in %s and %s of them;
        %s of the sets have one class. %s of the test rows count as unlike the calibration rows (a Mahalanobis distance
        beyond that of 99%% of them); their probabilities are moved towards the base rates.

        ## Limits

        - One hospital, before 1995, masses that could be felt and were aspirated: the share of malignant ones (37%%) is
          far above that of a screening clinic, so the probabilities do not carry over without a new calibration.
        - Nothing is known of age, sex or descent of the patients: fairness was not and cannot be measured here.
        - Measurements from another microscope, stain or outlining are another input. Where they lie far from the calibration
          rows, the percept says so and its probabilities are widened; what differs but lies near is not noticed.
        - It is not a medical device. It supports a professional, who looks at the cells.
        """
        .formatted(
            SEED,
            split.train().size(),
            split.calibration().size(),
            split.test().size(),
            split.test().stream()
                .map(row -> Integer.toString(row.number()))
                .collect(Collectors.joining(", ")),
            LEARNING_RATE,
            EPOCHS,
            BATCH,
            calibrated.folds(),
            calibrated.examples(),
            calibrated.losses().entrySet().stream()
                .map(
                    loss ->
                        String.format(Locale.ROOT, "%s %.4f", name(loss.getKey()), loss.getValue()))
                .collect(Collectors.joining(", ")),
            calibrated.method() == CalibrationMethod.NONE
                ? "the model's own probabilities are reported, where the row is like the calibration rows"
                : "they are calibrated with " + name(calibrated.method()),
            measures(evaluation.own(), evaluation.reported()),
            split.test().size(),
            share(sets.coveredByClass().get(0)),
            share(sets.coveredByClass().get(1)),
            share(sets.single()),
            share(evaluation.outside().orElseThrow()));
  }

  private static String name(CalibrationMethod method) {
    return method.name().toLowerCase(Locale.ROOT);
  }

  private static String share(double share) {
    return String.format(Locale.ROOT, "%.1f%%", 100 * share);
  }

  private static String measures(ClassifierQuality before, ClassifierQuality after) {
    Map<String, ToDoubleFunction<ClassifierQuality>> measures = new LinkedHashMap<>();
    measures.put("accuracy", ClassifierQuality::accuracy);
    measures.put("sensitivity (malignant)", quality -> quality.recalls().get(1));
    measures.put("specificity", quality -> quality.recalls().get(0));
    measures.put("area under the ROC curve", ClassifierQuality::auc);
    measures.put("log-loss (nats)", ClassifierQuality::logLoss);
    measures.put("Brier score", ClassifierQuality::brier);
    measures.put("expected calibration error", ClassifierQuality::equalWidthError);
    return measures.entrySet().stream()
        .map(
            measure ->
                String.format(
                    Locale.ROOT,
                    "| %s | %.4f | %.4f |",
                    measure.getKey(),
                    measure.getValue().applyAsDouble(before),
                    measure.getValue().applyAsDouble(after)))
        .collect(Collectors.joining("\n"));
  }
}
