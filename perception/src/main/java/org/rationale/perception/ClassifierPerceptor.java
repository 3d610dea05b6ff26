package org.rationale.perception;

import ai.onnxruntime.OnnxJavaType;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.rationale.kg.Diagnostic;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.Percept;
import org.rationale.kg.Probability;
import org.rationale.kg.Region;
import org.rationale.kg.Sha256;

/**
 * Gives named numbers to an ONNX classifier and makes one choice of what it answers.
 *
 * <p>The model takes {@code float[?, columns]}, each column standardised as {@code (x - mean) /
 * scale}, and answers {@code float[?, classes]}: logits z, or probabilities whose logarithms are
 * logits up to a constant that the softmax cancels. The calibrated probability of class k is {@code
 * exp(z_k / T) / sum_j exp(z_j / T)} with the temperature T > 0 (Guo et al., On Calibration of
 * Modern Neural Networks, ICML 2017). T rescales confidence and never changes the ranking; it is
 * right on average over cases like those it was fitted on, and only there.
 */
final class ClassifierPerceptor implements Perceptor {

  /** How far the sum of a model's single-precision probabilities may be from 1. */
  private static final double SUM_TOLERANCE = 1e-3;

  private enum Output {
    PROBABILITIES,
    LOGITS
  }

  private record Column(Quantity quantity, double mean, double scale) {}

  private record Alternative(String label, Node object) {}

  private record Settings(
      Node predicate,
      List<Column> columns,
      List<Alternative> classes,
      Output output,
      String inputName,
      String outputName,
      double temperature) {}

  private final String id;
  private final String input;
  private final Settings settings;
  private final OnnxModel model;
  private final List<String> columnNames;

  private ClassifierPerceptor(String id, String input, Settings settings, OnnxModel model) {
    this.id = id;
    this.input = input;
    this.settings = settings;
    this.model = model;
    this.columnNames = settings.columns().stream().map(column -> column.quantity().name()).toList();
  }

  /** Empty if the configuration is wrong, which is then reported to its reader. */
  static Optional<Perceptor> open(String id, String input, ConfigReader config) {
    config.allowOnly(
        "id",
        "kind",
        "input",
        "optional",
        "required",
        "model",
        "modelSha256",
        "modelInput",
        "modelOutput",
        "columns",
        "classes",
        "predicate",
        "output",
        "calibration");
    Optional<Node> predicate = config.iri("predicate");
    List<Column> columns = columns(config);
    List<Alternative> classes = classes(config);
    Optional<Output> output = output(config);
    Optional<Double> temperature = temperature(config);
    Optional<Path> file = config.file("model");
    Optional<String> sha256 = config.string("modelSha256");
    if (predicate.isEmpty()
        || columns.isEmpty()
        || classes.isEmpty()
        || output.isEmpty()
        || temperature.isEmpty()
        || file.isEmpty()) {
      return Optional.empty();
    }
    Settings settings =
        new Settings(
            predicate.get(),
            columns,
            classes,
            output.get(),
            config.string("modelInput").orElse("input"),
            config.string("modelOutput").orElse("output"),
            temperature.get());
    OnnxModel.Signature signature =
        new OnnxModel.Signature(
            List.of(
                OnnxModel.Port.of(settings.inputName(), OnnxJavaType.FLOAT, -1, columns.size())),
            List.of(
                OnnxModel.Port.of(settings.outputName(), OnnxJavaType.FLOAT, -1, classes.size())));
    OnnxModel model = OnnxModel.open(file.get(), sha256, signature, config.place("model"));
    return Optional.of(new ClassifierPerceptor(id, input, settings, model));
  }

  private static List<Column> columns(ConfigReader config) {
    config.requirePresent("columns");
    List<Column> columns = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>();
    for (ConfigReader column : fromFileOrHere(config, "columns").mappings("columns")) {
      column.allowOnly("name", "unit", "min", "max", "alternatives", "mean", "scale");
      String name = column.requiredString("name").orElse("");
      if (!name.isEmpty() && !names.add(name)) {
        column.report(
            "duplicate-column",
            column.place("name"),
            "The column (%s) is there twice.".formatted(name),
            "Each input of the model has a column of its own.");
      }
      double mean = column.number("mean").orElse(BigDecimal.ZERO).doubleValue();
      double scale = column.number("scale").orElse(BigDecimal.ONE).doubleValue();
      if (!(scale > 0)) {
        column.report(
            "bad-scale",
            column.place("scale"),
            "The scale (%s) is not above 0.".formatted(scale),
            "Use the standard deviation over the training rows.");
      }
      columns.add(new Column(Quantity.configure(name, column), mean, scale));
    }
    if (columns.isEmpty() && config.has("columns")) {
      config.report("empty-list", config.place("columns"), "There are no columns.", "Add one.");
    }
    return List.copyOf(columns);
  }

  private static List<Alternative> classes(ConfigReader config) {
    config.requirePresent("classes");
    List<Alternative> classes = new ArrayList<>();
    Set<Node> objects = new LinkedHashSet<>();
    for (ConfigReader alternative : config.mappings("classes")) {
      alternative.allowOnly("label", "object");
      Optional<String> label = alternative.requiredString("label");
      Optional<Node> object = alternative.iri("object");
      if (object.isPresent() && !objects.add(object.get())) {
        alternative.report(
            "duplicate-class",
            alternative.place("object"),
            "The class (%s) is there twice.".formatted(object.get()),
            "Classes exclude each other, so each needs an object of its own.");
      }
      if (label.isPresent() && object.isPresent()) {
        classes.add(new Alternative(label.get(), object.get()));
      }
    }
    if (classes.size() < 2 && config.has("classes")) {
      config.report(
          "too-few-classes",
          config.place("classes"),
          "There are (%d) classes, but a choice needs 2.".formatted(classes.size()),
          "List all that the model tells apart, in the order of its outputs.");
    }
    return List.copyOf(classes);
  }

  private static Optional<Output> output(ConfigReader config) {
    String name = config.string("output").orElse("probabilities");
    return switch (name) {
      case "probabilities" -> Optional.of(Output.PROBABILITIES);
      case "logits" -> Optional.of(Output.LOGITS);
      default -> {
        config.report(
            "unknown-output",
            config.place("output"),
            "The output (%s) is not known.".formatted(name),
            ConfigReader.nearest(name, List.of("probabilities", "logits")));
        yield Optional.empty();
      }
    };
  }

  private static Optional<Double> temperature(ConfigReader config) {
    if (!config.has("calibration")) {
      return Optional.of(1.0);
    }
    Optional<ConfigReader> calibration =
        fromFileOrHere(config, "calibration").mapping("calibration");
    if (calibration.isEmpty()) {
      return Optional.empty();
    }
    ConfigReader reader = calibration.get();
    reader.allowOnly("kind", "temperature", "fittedOn");
    Optional<String> kind = reader.requiredString("kind");
    reader.requirePresent("temperature");
    Optional<BigDecimal> temperature = reader.number("temperature");
    if (kind.isPresent() && !kind.get().equals("temperature")) {
      reader.report(
          "unknown-calibration",
          reader.place("kind"),
          "The calibration (%s) is not known.".formatted(kind.get()),
          "Write kind: temperature.");
      return Optional.empty();
    }
    if (temperature.isPresent() && temperature.get().signum() <= 0) {
      reader.report(
          "bad-temperature",
          reader.place("temperature"),
          "The temperature (%s) is not above 0.".formatted(temperature.get().toPlainString()),
          "1 leaves the model's probabilities as they are.");
      return Optional.empty();
    }
    return temperature.map(BigDecimal::doubleValue);
  }

  /** A value may stand in a JSON file of the pack, which is then named in its place. */
  private static ConfigReader fromFileOrHere(ConfigReader config, String key) {
    return config.isText(key)
        ? config
            .file(key)
            .map(file -> config.inFile(key, file, parse(file, config.place(key))))
            .orElseGet(config::empty)
        : config;
  }

  private static Object parse(Path file, String place) {
    try {
      return new ObjectMapper()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .readValue(file.toFile(), Object.class);
    } catch (IOException e) {
      throw new InvalidInputException(
          "bad-json",
          place,
          "The file (%s) is no JSON: %s.".formatted(file, firstLine(e)),
          "Mend it, or write it anew with the training code.");
    }
  }

  private static String firstLine(IOException e) {
    return e.getMessage() == null ? "unreadable" : e.getMessage().lines().findFirst().orElse("");
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String input() {
    return input;
  }

  @Override
  public List<Percept> perceive(PerceptorInput given) {
    Map<String, Object> values = record(given);
    float[] row = standardise(values, given.place());
    double[] scores = scores(row, given.place());
    double[] probabilities = calibrate(scores);
    String sha256 = ConfigReader.canonicalSha256(values);
    Node choice = choice(given.subject());
    List<Percept> percepts = new ArrayList<>();
    for (int k = 0; k < probabilities.length; k++) {
      Alternative alternative = settings.classes().get(k);
      percepts.add(
          new Percept(
              id + "/" + alternative.label(),
              Triple.create(given.subject(), settings.predicate(), alternative.object()),
              new Probability(probabilities[k]),
              scores[k],
              id,
              model.identity(),
              input,
              sha256,
              new Region.Columns(columnNames),
              Optional.of(choice),
              note(alternative, scores[k])));
    }
    return List.copyOf(percepts);
  }

  private Map<String, Object> record(PerceptorInput given) {
    if (!(given.value() instanceof Map<?, ?> map)) {
      throw new InvalidInputException(
          "not-a-record",
          given.place(),
          "The value (%s) is not a record of named numbers.".formatted(given.value()),
          "Write {\"column\": number, ...}.");
    }
    return ConfigReader.textKeys(map);
  }

  private float[] standardise(Map<String, Object> values, String place) {
    List<Diagnostic> diagnostics = new ArrayList<>();
    for (String name : values.keySet()) {
      if (!columnNames.contains(name)) {
        diagnostics.add(
            new Diagnostic(
                "unknown-column",
                place,
                "The column (%s) is not known.".formatted(name),
                ConfigReader.nearest(name, columnNames)));
      }
    }
    List<String> missing = new ArrayList<>();
    float[] row = new float[columnNames.size()];
    for (int i = 0; i < row.length; i++) {
      Column column = settings.columns().get(i);
      String name = column.quantity().name();
      Object value = values.get(name);
      if (value == null) {
        missing.add(name);
      } else {
        int at = i;
        column
            .quantity()
            .read(value, place + "." + name, diagnostics)
            .ifPresent(
                reading ->
                    row[at] =
                        (float) ((reading.value().doubleValue() - column.mean()) / column.scale()));
      }
    }
    if (!missing.isEmpty()) {
      diagnostics.add(
          new Diagnostic(
              "missing-column",
              place,
              "The columns (%s) are missing.".formatted(String.join(", ", missing)),
              "The model cannot do without; leave out the whole input if they were not measured."));
    }
    if (!diagnostics.isEmpty()) {
      throw new InvalidInputException(diagnostics);
    }
    return row;
  }

  private double[] scores(float[] row, String place) {
    Object answer =
        model.run(Map.of(settings.inputName(), new float[][] {row})).get(settings.outputName());
    float[] scores = answer instanceof float[][] rows && rows.length == 1 ? rows[0] : new float[0];
    double[] wide = new double[scores.length];
    double sum = 0;
    boolean finite = scores.length == settings.classes().size();
    boolean inRange = true;
    for (int k = 0; k < scores.length; k++) {
      wide[k] = scores[k];
      sum += scores[k];
      finite &= Float.isFinite(scores[k]);
      inRange &= scores[k] >= 0 && scores[k] <= 1;
    }
    boolean sound =
        switch (settings.output()) {
          case LOGITS -> finite;
          case PROBABILITIES -> finite && inRange && Math.abs(sum - 1) <= SUM_TOLERANCE;
        };
    if (!sound) {
      throw new InvalidInputException(
          "not-a-distribution",
          place,
          "The model (%s) answered %s, which are no %s of %d classes."
              .formatted(
                  model.identity().name(),
                  Arrays.toString(scores),
                  settings.output().name().toLowerCase(Locale.ROOT),
                  settings.classes().size()),
          "Check that the pack says what the model puts out: probabilities or logits.");
    }
    return wide;
  }

  private double[] calibrate(double[] scores) {
    double[] calibrated = new double[scores.length];
    double top = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < scores.length; k++) {
      double logit =
          switch (settings.output()) {
            case LOGITS -> scores[k];
            // A probability that single precision has rounded to 0 is taken as its least value.
            case PROBABILITIES -> StrictMath.log(Math.max(scores[k], Float.MIN_VALUE));
          };
      calibrated[k] = logit / settings.temperature();
      top = Math.max(top, calibrated[k]);
    }
    double sum = 0;
    for (int k = 0; k < calibrated.length; k++) {
      calibrated[k] = StrictMath.exp(calibrated[k] - top);
      sum += calibrated[k];
    }
    for (int k = 0; k < calibrated.length; k++) {
      calibrated[k] /= sum;
    }
    return calibrated;
  }

  /** One node for one subject read by one perceptor, the same in every run. */
  private Node choice(Node subject) {
    String key = Sha256.of(id + "\n" + subject);
    return NodeFactory.createURI("urn:rationale:choice:" + key.substring(0, 16));
  }

  private String note(Alternative alternative, double score) {
    return "%s, one of %d classes, from %d measurements; score %s%s"
        .formatted(
            alternative.label(),
            settings.classes().size(),
            columnNames.size(),
            format(score),
            settings.temperature() == 1
                ? ""
                : ", calibrated with temperature " + format(settings.temperature()));
  }

  private static String format(double number) {
    return String.format(Locale.ROOT, "%.4g", number);
  }

  @Override
  public void close() {
    model.close();
  }
}
