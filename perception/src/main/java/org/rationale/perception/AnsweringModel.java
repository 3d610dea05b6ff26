package org.rationale.perception;

import ai.onnxruntime.OnnxJavaType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.rationale.kg.Diagnostic;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.ModelIdentity;
import org.rationale.perception.ModelSignature.Port;

/** A model with one input, which answers one number for each class. */
final class AnsweringModel implements AutoCloseable {

  /** The keys of a configuration that {@link #open} reads. */
  static final List<String> KEYS =
      List.of("model", "modelSha256", "modelInput", "modelOutput", "batch");

  private static final int MAXIMUM_BATCH = 1024;

  /** Rows of one caller run together; more at a time would take more memory and no less time. */
  private static final int MOST = 64;

  /** A model and what its inputs are made with. */
  record Opened<P>(AnsweringModel model, P preparation) {}

  private final OnnxModel model;
  private final RowQueue queue;
  private final int most;

  private AnsweringModel(OnnxModel model, RowQueue queue, int most) {
    this.model = model;
    this.queue = queue;
    this.most = most;
  }

  /**
   * Opens a model and looks at its input to find out how inputs are made ready. Empty if the
   * configuration is wrong, which is then reported to its reader.
   *
   * @param preparation from the configuration and the model's input
   * @param shape of what it makes, without the first dimension
   * @throws InvalidInputException with all that does not fit between the pack and its model
   */
  static <P> Optional<Opened<P>> open(
      ConfigReader config,
      int classes,
      BiFunction<ConfigReader, Port, Optional<P>> preparation,
      Function<P, long[]> shape) {
    Optional<Path> file = config.file("model");
    String name = config.string("modelInput").orElse("input");
    String output = config.string("modelOutput").orElse("output");
    int batch = config.wholeNumber("batch", 1, 1, MAXIMUM_BATCH);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    String place = config.place("model");
    List<Diagnostic> mismatches = new ArrayList<>();
    List<P> prepared = new ArrayList<>();
    List<Port> offered = new ArrayList<>();
    Function<Map<String, Port>, ModelSignature> needs =
        inputs -> {
          Port input = inputs.getOrDefault(name, Port.of(name, OnnxJavaType.FLOAT));
          if (inputs.containsKey(name)) {
            offered.add(input);
            try {
              preparation.apply(config, input).ifPresent(prepared::add);
            } catch (InvalidInputException e) {
              mismatches.addAll(e.diagnostics());
            }
          }
          Port need =
              prepared.isEmpty()
                  ? input
                  : Port.of(
                      name,
                      input.type(),
                      withFirst(first(input), shape.apply(prepared.getFirst())));
          return new ModelSignature(
              List.of(need), List.of(Port.of(output, OnnxJavaType.FLOAT, -1, classes)));
        };
    @Nullable OnnxModel model = null;
    try {
      model =
          OnnxModel.open(
              file.get(), config.string("modelSha256"), needs, config.opening().execution(), place);
    } catch (InvalidInputException e) {
      mismatches.addAll(e.diagnostics());
    }
    long first = offered.isEmpty() ? -1 : first(offered.getFirst());
    if (first > 1 || (first == 1 && batch > 1)) {
      mismatches.add(
          new Diagnostic(
              "model-signature",
              place,
              "The model's input (%s: %s) takes %d at once and no other number."
                  .formatted(name, offered.getFirst().form(), first),
              "Export it with a free first dimension."));
    }
    if (model == null || prepared.isEmpty() || !mismatches.isEmpty()) {
      if (model != null) {
        model.close();
      }
      if (!mismatches.isEmpty()) {
        throw new InvalidInputException(mismatches);
      }
      return Optional.empty();
    }
    P ready = prepared.getFirst();
    RowQueue queue = new RowQueue(model, name, shape.apply(ready), List.of(output), batch);
    return Optional.of(
        new Opened<>(new AnsweringModel(model, queue, first == 1 ? 1 : MOST), ready));
  }

  private static long first(Port port) {
    return port.shape().isEmpty() ? -1 : port.shape().getFirst();
  }

  private static long[] withFirst(long first, long[] others) {
    long[] shape = new long[others.length + 1];
    shape[0] = first;
    System.arraycopy(others, 0, shape, 1, others.length);
    return shape;
  }

  /** Itself; closed if the calibration was fitted for another model, which is then told. */
  AnsweringModel fitting(Classification classification, String place) {
    try {
      classification.requireFittedFor(model.identity(), 0, place);
      return this;
    } catch (InvalidInputException e) {
      close();
      throw e;
    }
  }

  ModelIdentity identity(String preparation) {
    return model.identity(preparation);
  }

  /** What the model answers to one input, run together with others' if they wait. */
  float[] answer(float[] row, String place) {
    return queue.answer(row, place).getFirst();
  }

  /** What the model answers to each of several inputs, in their order. */
  List<float[]> answers(List<float[]> rows, String place) {
    List<float[]> answers = new ArrayList<>(rows.size());
    for (int from = 0; from < rows.size(); from += most) {
      float[][] part =
          rows.subList(from, Math.min(rows.size(), from + most)).toArray(float[][]::new);
      queue.answers(part, place).forEach(answer -> answers.add(answer.getFirst()));
    }
    return answers;
  }

  @Override
  public void close() {
    model.close();
  }
}
