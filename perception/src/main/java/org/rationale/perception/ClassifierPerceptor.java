package org.rationale.perception;

import ai.onnxruntime.OnnxJavaType;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rationale.kg.Diagnostic;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.ModelIdentity;
import org.rationale.kg.Region;
import org.rationale.perception.AnswerReader.Answer;
import org.rationale.perception.ModelSignature.Port;

/**
 * Gives named numbers to an ONNX classifier and makes one choice of what it answers.
 *
 * <p>The model takes {@code float[?, columns]}, each column standardised as {@code (x - mean) /
 * scale}, and answers {@code float[?, classes]}: see {@link Classification}. Features are the
 * standardised columns, or an output of the model that the pack names.
 */
final class ClassifierPerceptor implements ClassifyingPerceptor {

  /** Changes when the same record would become another row of numbers. */
  private static final String PREPARATION = "columns 1";

  private static final int MAXIMUM_BATCH = 1024;

  private record Column(Quantity quantity, double mean, double scale) {}

  private final String id;
  private final String input;
  private final List<Column> columns;
  private final List<String> columnNames;
  private final Classification classification;
  private final OnnxModel model;
  private final RowQueue queue;
  private final ModelIdentity identity;

  private ClassifierPerceptor(
      String id,
      String input,
      List<Column> columns,
      Classification classification,
      OnnxModel model,
      RowQueue queue) {
    this.id = id;
    this.input = input;
    this.columns = columns;
    this.columnNames = columns.stream().map(column -> column.quantity().name()).toList();
    this.classification = classification;
    this.model = model;
    this.queue = queue;
    this.identity = model.identity(PREPARATION);
  }

  /** Empty if the configuration is wrong, which is then reported to its reader. */
  static Optional<Perceptor> open(String id, String input, ConfigReader config) {
    config.allowOnly(
        Classification.KEYS,
        "id",
        "kind",
        "input",
        "optional",
        "required",
        "model",
        "modelSha256",
        "modelInput",
        "modelOutput",
        "modelFeatures",
        "columns",
        "batch");
    List<Column> columns = columns(config);
    Optional<Classification> classification = Classification.configure(id, config, true);
    int batch = config.wholeNumber("batch", 1, 1, MAXIMUM_BATCH);
    Optional<Path> file = config.file("model");
    Optional<String> sha256 = config.string("modelSha256");
    if (columns.isEmpty() || classification.isEmpty() || file.isEmpty()) {
      return Optional.empty();
    }
    String inputName = config.string("modelInput").orElse("input");
    String outputName = config.string("modelOutput").orElse("output");
    List<Port> outputs = new ArrayList<>();
    outputs.add(Port.of(outputName, OnnxJavaType.FLOAT, -1, classification.get().width()));
    config
        .string("modelFeatures")
        .ifPresent(name -> outputs.add(Port.of(name, OnnxJavaType.FLOAT, -1, -1)));
    ModelSignature signature =
        new ModelSignature(
            List.of(Port.of(inputName, OnnxJavaType.FLOAT, -1, columns.size())), outputs);
    List<Port> offered = new ArrayList<>();
    OnnxModel model =
        OnnxModel.open(
            file.get(),
            sha256,
            inputs -> {
              Optional.ofNullable(inputs.get(inputName)).ifPresent(offered::add);
              return signature;
            },
            config.opening().execution(),
            config.place("model"));
    RowQueue queue =
        new RowQueue(
            model,
            inputName,
            new long[] {columns.size()},
            outputs.stream().map(Port::name).toList(),
            batch);
    try {
      List<Diagnostic> fixed =
          offered.stream()
              .flatMap(port -> RowModel.fixed(port, batch, config.place("model")).stream())
              .toList();
      if (!fixed.isEmpty()) {
        throw new InvalidInputException(fixed);
      }
      int features =
          outputs.size() == 1
              ? columns.size()
              // A file may leave open how many there are.
              : queue
                  .answers(new float[][] {new float[columns.size()]}, config.place("model"))
                  .getFirst()
                  .get(1)
                  .length;
      classification
          .get()
          .requireFittedFor(model.identity(), features, config.place("calibration"));
    } catch (InvalidInputException e) {
      queue.close();
      model.close();
      throw e;
    }
    return Optional.of(
        new ClassifierPerceptor(id, input, columns, classification.get(), model, queue));
  }

  private static List<Column> columns(ConfigReader config) {
    config.requirePresent("columns");
    List<Column> columns = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>();
    for (ConfigReader column : config.fromFileOrHere("columns").mappings("columns")) {
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

  @Override
  public String id() {
    return id;
  }

  @Override
  public String input() {
    return input;
  }

  @Override
  public Classification classification() {
    return classification;
  }

  @Override
  public ModelIdentity model() {
    return model.identity();
  }

  @Override
  public List<Optional<Run>> runs(List<PerceptorInput> inputs, Attempts attempts) {
    return queue.each(inputs, this::ready, attempts);
  }

  private RowQueue.Ready<Run> ready(PerceptorInput given) {
    Map<String, Object> values = record(given);
    float[] row = standardise(values, given.place());
    Classification.Seen seen =
        new Classification.Seen(
            identity,
            ConfigReader.canonicalSha256(values),
            new Region.Columns(columnNames),
            columnNames.size() + " measurements");
    return RowQueue.Ready.of(
        row,
        outputs ->
            new Run(
                new Answer(
                    classification.scores(outputs.getFirst()),
                    Answer.wide(outputs.size() == 1 ? row : outputs.get(1))),
                seen));
  }

  @Override
  public List<Attribution> attributions(PerceptorInput given) {
    Map<String, Object> values = record(given);
    float[] row = standardise(values, given.place());
    float[] whole = classification.scores(queue.answer(row, given.place()).getFirst());
    if (!AnswerReader.finite(whole)) {
      return List.of();
    }
    Classification.Likeliest likeliest = classification.likeliest(whole);
    List<float[]> hidden = new ArrayList<>();
    for (int i = 0; i < row.length; i++) {
      float[] without = row.clone();
      without[i] = 0;
      // One by one: a model may be exported for one row at a time.
      hidden.add(
          classification.scores(
              queue.answers(new float[][] {without}, given.place()).getFirst().getFirst()));
    }
    double[] drops = Occlusion.drops(classification, whole, hidden, likeliest.number());
    List<Attribution.Part> parts = new ArrayList<>();
    for (int i = 0; i < row.length; i++) {
      parts.add(new Attribution.Part(columnNames.get(i), drops[i]));
    }
    parts.sort(
        Comparator.comparingDouble((Attribution.Part part) -> -Math.abs(part.weight()))
            .thenComparing(Attribution.Part::name));
    return List.of(
        new Attribution.OfColumns(
            likeliest.percept(),
            input,
            ConfigReader.canonicalSha256(values),
            "each column was set to the mean of the training rows, one at a time",
            parts));
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
      Column column = columns.get(i);
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

  @Override
  public void close() {
    queue.close();
    model.close();
  }
}
