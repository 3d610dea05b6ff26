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
import org.rationale.kg.Diagnostic;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.ModelIdentity;
import org.rationale.perception.OnnxModel.Port;
import org.rationale.perception.OnnxModel.Signature;

/**
 * A model with one input, which answers one number for each class, run on as many inputs at a time as
 * it takes.
 */
final class AnsweringModel implements AutoCloseable {

  /** The keys of a configuration that {@link #open} reads. */
  static final List<String> KEYS = List.of("model", "modelSha256", "modelInput", "modelOutput");

  /** More at a time would take more memory and no less time. */
  private static final int MOST = 64;

  /** A model and what its inputs are made with. */
  record Opened<P>(AnsweringModel model, P preparation) {}

  private final OnnxModel model;
  private final Port input;
  private final String output;
  private final int classes;

  private AnsweringModel(OnnxModel model, Port input, String output, int classes) {
    this.model = model;
    this.input = input;
    this.output = output;
    this.classes = classes;
  }

  /**
   * Opens a model and looks at its input to find out how inputs are made ready. Empty if the
   * configuration is wrong, which is then reported to its reader.
   *
   * @param preparation from the configuration and the model's input
   * @throws InvalidInputException with all that does not fit between the pack and its model
   */
  static <P> Optional<Opened<P>> open(
      ConfigReader config, int classes, BiFunction<ConfigReader, Port, Optional<P>> preparation) {
    Optional<Path> file = config.file("model");
    if (file.isEmpty()) {
      return Optional.empty();
    }
    String place = config.place("model");
    String inputName = config.string("modelInput").orElse("input");
    String output = config.string("modelOutput").orElse("output");
    OnnxModel model = OnnxModel.open(file.get(), config.string("modelSha256"), place);
    Optional<Opened<P>> opened = Optional.empty();
    try {
      List<Diagnostic> mismatches = new ArrayList<>();
      Port input =
          model
              .inputs()
              .getOrDefault(inputName, Port.of(inputName, OnnxJavaType.FLOAT, -1, -1, -1));
      Port answer = Port.of(output, OnnxJavaType.FLOAT, -1, classes);
      collect(
          () -> model.require(new Signature(List.of(input), List.of(answer)), place), mismatches);
      if (model.inputs().containsKey(inputName)) {
        long batch = input.shape().isEmpty() ? -1 : input.shape().getFirst();
        if (batch > 1) {
          mismatches.add(
              new Diagnostic(
                  "model-signature",
                  place,
                  "The model's input (%s: %s) wants %d inputs at once."
                      .formatted(inputName, input.form(), batch),
                  "Export it with a free first dimension, or with 1."));
        }
        List<P> prepared = new ArrayList<>();
        collect(() -> preparation.apply(config, input).ifPresent(prepared::add), mismatches);
        opened =
            prepared.stream()
                .findFirst()
                .map(found -> new Opened<>(new AnsweringModel(model, input, output, classes), found));
      }
      if (!mismatches.isEmpty()) {
        opened = Optional.empty();
        throw new InvalidInputException(mismatches);
      }
      return opened;
    } finally {
      if (opened.isEmpty()) {
        model.close();
      }
    }
  }

  private static void collect(Runnable check, List<Diagnostic> mismatches) {
    try {
      check.run();
    } catch (InvalidInputException e) {
      mismatches.addAll(e.diagnostics());
    }
  }

  ModelIdentity identity(String preparation) {
    return model.identity(preparation);
  }

  /**
   * What the model answers.
   *
   * @param inputs each as {@code tensor} takes it
   * @param tensor several inputs as one
   * @return the answers in the order of the inputs
   */
  List<float[]> answers(List<float[]> inputs, Function<List<float[]>, Tensor> tensor) {
    int most = input.shape().getFirst() == 1 ? 1 : MOST;
    List<float[]> answers = new ArrayList<>(inputs.size());
    for (int from = 0; from < inputs.size(); from += most) {
      List<float[]> part = inputs.subList(from, Math.min(inputs.size(), from + most));
      Object answer = model.run(Map.of(input.name(), tensor.apply(part))).get(output);
      if (!(answer instanceof float[][] rows)
          || rows.length != part.size()
          || Arrays.stream(rows).anyMatch(row -> row.length != classes)) {
        throw new IllegalStateException(
            "The model (%s) answered another shape than it declares.\nMaybe a free dimension of its output does not follow that of its input."
                .formatted(model.identity().name()));
      }
      answers.addAll(List.of(rows));
    }
    return answers;
  }

  @Override
  public void close() {
    model.close();
  }
}
