package org.rationale.perception;

import ai.onnxruntime.OnnxJavaType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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
import org.rationale.perception.RowQueue.Ready;

/** A model with one input, which answers each row of it with a row of each of some outputs. */
final class RowModel implements AutoCloseable {

  /** The keys of a configuration that {@link #open} reads. */
  static final List<String> KEYS = List.of("model", "modelSha256", "modelInput", "batch");

  private static final int MAXIMUM_BATCH = 1024;

  /** Rows of one caller run together; more at a time would take more memory and no less time. */
  private static final int MOST = 64;

  /** A model and what its inputs are made with. */
  record Opened<P>(RowModel model, P preparation) {}

  private final OnnxModel model;
  private final RowQueue queue;
  private final int most;
  private final int size;

  private RowModel(OnnxModel model, RowQueue queue, int most, int size) {
    this.model = model;
    this.queue = queue;
    this.most = most;
    this.size = size;
  }

  /**
   * Opens a model and looks at its input to find out how inputs are made ready. Empty if the
   * configuration is wrong, which is then reported to its reader.
   *
   * @param outputs that are wanted, as they are needed
   * @param preparation from the configuration and the model's input
   * @param shape of what it makes, without the first dimension
   * @throws InvalidInputException with all that does not fit between the pack and its model
   */
  static <P> Optional<Opened<P>> open(
      ConfigReader config,
      List<Port> outputs,
      BiFunction<ConfigReader, Port, Optional<P>> preparation,
      Function<P, long[]> shape) {
    Optional<Path> file = config.file("model");
    String name = config.string("modelInput").orElse("input");
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
          return new ModelSignature(List.of(need), outputs);
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
    offered.forEach(input -> fixed(input, batch, place).ifPresent(mismatches::add));
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
    long[] form = shape.apply(ready);
    RowQueue queue =
        new RowQueue(model, name, form, outputs.stream().map(Port::name).toList(), batch);
    return Optional.of(
        new Opened<>(
            new RowModel(
                model,
                queue,
                first == 1 ? 1 : MOST,
                (int) Arrays.stream(form).reduce(1, Math::multiplyExact)),
            ready));
  }

  /**
   * What is wrong with an input that takes a fixed number of rows; nothing if the pack runs just so
   * many.
   */
  static Optional<Diagnostic> fixed(Port input, int batch, String place) {
    long first = first(input);
    return first > 1 || (first == 1 && batch > 1)
        ? Optional.of(
            new Diagnostic(
                "model-signature",
                place,
                "The model's input (%s: %s) takes %d at once and no other number."
                    .formatted(input.name(), input.form(), first),
                first == 1
                    ? "Export it with a free first dimension, or leave out batch."
                    : "Export it with a free first dimension."))
        : Optional.empty();
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

  ModelIdentity identity(String preparation) {
    return model.identity(preparation);
  }

  /** What runs. */
  ModelIdentity identity() {
    return model.identity();
  }

  /** One row of each output, run together with others' rows if they wait. */
  List<float[]> answer(float[] row, String place) {
    return queue.answer(row, place);
  }

  /** One row of each output for each of several rows, in their order. */
  List<List<float[]>> answers(List<float[]> rows, String place) {
    List<List<float[]>> answers = new ArrayList<>(rows.size());
    for (int from = 0; from < rows.size(); from += most) {
      float[][] part =
          rows.subList(from, Math.min(rows.size(), from + most)).toArray(float[][]::new);
      answers.addAll(queue.answers(part, place));
    }
    return answers;
  }

  /**
   * Runs the model on inputs, as many together as the pack allows.
   *
   * @param preparation makes an input ready, when it is its turn
   * @param attempts where wrong inputs are told
   * @return in the order of the inputs, empty for those that are wrong
   */
  <T> List<Optional<T>> each(
      List<PerceptorInput> inputs,
      Function<PerceptorInput, Ready<T>> preparation,
      Attempts attempts) {
    return queue.each(inputs, preparation, Math.max(most, queue.batch()), attempts);
  }

  /** How many numbers an output has for a row. A file may leave it open, so the model is run. */
  int width(int output, String place) {
    return queue.answers(new float[][] {new float[size]}, place).getFirst().get(output).length;
  }

  @Override
  public void close() {
    queue.close();
    model.close();
  }
}
