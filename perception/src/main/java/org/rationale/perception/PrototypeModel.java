package org.rationale.perception;

import ai.onnxruntime.OnnxJavaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.ModelIdentity;
import org.rationale.perception.AnswerReader.Answer;
import org.rationale.perception.ModelSignature.Port;
import org.rationale.perception.PrototypeExamples.Embedded;
import org.rationale.perception.PrototypeExamples.Embeddings;

/** A model that embeds, and the prototypes with which its embeddings are compared. */
final class PrototypeModel implements Scorer {

  /** The keys of a configuration that {@link #open} reads. */
  static final List<String> KEYS =
      ConfigReader.joined(RowModel.KEYS, List.of("modelFeatures", "distance", "of"));

  /**
   * A model, what its inputs are made with, and what its answers are read with.
   *
   * @param classification what a comparison with the prototypes means
   */
  record Opened<P>(Scorer model, P preparation, Classification classification) {}

  /**
   * An input as the model takes it.
   *
   * @param rows one at least; the mean of their embeddings is the input's
   * @param sha256 of the input
   */
  record Rows(List<float[]> rows, String sha256) {}

  private final RowModel model;
  private final Prototypes prototypes;
  private final ModelIdentity identity;

  private PrototypeModel(RowModel model, Prototypes prototypes, ModelIdentity identity) {
    this.model = model;
    this.prototypes = prototypes;
    this.identity = identity;
  }

  /**
   * Opens a model, as {@link RowModel#open}, and embeds the examples that the configuration names.
   *
   * @param version of a preparation: with another one the same examples are others
   * @param rows makes an example into rows
   * @throws InvalidInputException with all that does not fit between the pack and its model, or
   *     with all examples that are wrong
   */
  static <P> Optional<Opened<P>> open(
      String id,
      String input,
      ConfigReader config,
      BiFunction<ConfigReader, Port, Optional<P>> preparation,
      Function<P, long[]> shape,
      Function<P, String> version,
      BiFunction<P, PerceptorInput, Rows> rows) {
    Optional<String> features = config.requiredString("modelFeatures");
    Optional<Prototypes.Likeness> likeness = Prototypes.Likeness.configure(config);
    Optional<PrototypeExamples> examples = PrototypeExamples.read(config, input, false);
    Optional<RowModel.Opened<P>> opened = Optional.empty();
    boolean done = false;
    try {
      opened =
          RowModel.open(
              config,
              features.stream().map(name -> Port.of(name, OnnxJavaType.FLOAT, -1, -1)).toList(),
              preparation,
              shape);
      if (opened.isEmpty() || examples.isEmpty() || likeness.isEmpty() || features.isEmpty()) {
        return Optional.empty();
      }
      RowModel model = opened.get().model();
      P ready = opened.get().preparation();
      Embeddings embedded =
          examples
              .get()
              .embed(
                  example -> embedded(likeness.get(), model, rows.apply(ready, example), example));
      Prototypes prototypes = Prototypes.of(likeness.get(), embedded.classes());
      Optional<Classification> classification = Classification.ofPrototypes(id, config, prototypes);
      if (classification.isEmpty()) {
        done = true;
        model.close();
        return Optional.empty();
      }
      ModelIdentity identity =
          embedded.identity(model.identity(), likeness.get(), version.apply(ready));
      classification
          .get()
          .requireFittedFor(
              identity, prototypes.means().getFirst().length, config.place("calibration"));
      done = true;
      return Optional.of(
          new Opened<>(
              new PrototypeModel(model, prototypes, identity), ready, classification.get()));
    } finally {
      if (!done) {
        Classification.reportClasses(config);
        opened.ifPresent(half -> half.model().close());
      }
    }
  }

  private static Embedded embedded(
      Prototypes.Likeness likeness, RowModel model, Rows rows, PerceptorInput example) {
    List<float[]> vectors =
        model.answers(rows.rows(), example.place()).stream()
            .map(outputs -> likeness.ready(outputs.getFirst()))
            .toList();
    return new Embedded(mean(vectors), rows.sha256());
  }

  private static float[] mean(List<float[]> vectors) {
    if (vectors.size() == 1) {
      return vectors.getFirst();
    }
    double[] sum = new double[vectors.getFirst().length];
    for (float[] vector : vectors) {
      for (int d = 0; d < sum.length; d++) {
        sum[d] += vector[d];
      }
    }
    float[] mean = new float[sum.length];
    for (int d = 0; d < mean.length; d++) {
      mean[d] = (float) (sum[d] / vectors.size());
    }
    return mean;
  }

  @Override
  public RowModel model() {
    return model;
  }

  @Override
  public ModelIdentity identity() {
    return identity;
  }

  @Override
  public Answer answer(List<float[]> outputs) {
    return prototypes.answer(outputs.getFirst());
  }

  /** That of the mean of the embeddings, as it is done with examples of several rows. */
  @Override
  public Answer together(List<Answer> answers) {
    List<float[]> vectors = new ArrayList<>();
    for (Answer answer : answers) {
      float[] vector = new float[answer.features().length];
      for (int d = 0; d < vector.length; d++) {
        vector[d] = (float) answer.features()[d];
      }
      vectors.add(vector);
    }
    return prototypes.answer(mean(vectors));
  }

  @Override
  public String note() {
    return ", compared with %d examples".formatted(prototypes.count());
  }
}
