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

/**
 * A model that answers one number for each class, and may answer features: the numbers from which
 * it tells the classes, for a score of what lies outside of what it knows.
 */
final class AnsweringModel implements Scorer {

  /** The keys of a configuration that {@link #open} reads. */
  static final List<String> KEYS =
      ConfigReader.joined(RowModel.KEYS, List.of("modelOutput", "modelFeatures"));

  /** A model and what its inputs are made with. */
  record Opened<P>(Scorer model, P preparation) {}

  private final RowModel model;
  private final Classification classification;

  private AnsweringModel(RowModel model, Classification classification) {
    this.model = model;
    this.classification = classification;
  }

  /**
   * As {@link RowModel#open}, for a classification and what was fitted for it.
   *
   * @throws InvalidInputException with all that does not fit between the pack and its model
   */
  static <P> Optional<Opened<P>> open(
      ConfigReader config,
      Classification classification,
      BiFunction<ConfigReader, Port, Optional<P>> preparation,
      Function<P, long[]> shape) {
    String output = config.string("modelOutput").orElse("output");
    Optional<String> features = config.string("modelFeatures");
    List<Port> outputs = new ArrayList<>();
    outputs.add(Port.of(output, OnnxJavaType.FLOAT, -1, classification.width()));
    features.ifPresent(name -> outputs.add(Port.of(name, OnnxJavaType.FLOAT, -1, -1)));
    return RowModel.open(config, outputs, preparation, shape)
        .map(opened -> fitted(opened, classification, outputs.size(), config));
  }

  private static <P> Opened<P> fitted(
      RowModel.Opened<P> opened, Classification classification, int outputs, ConfigReader config) {
    RowModel model = opened.model();
    try {
      classification.requireFittedFor(
          model.identity(),
          outputs == 1 ? 0 : model.width(1, config.place("model")),
          config.place("calibration"));
    } catch (InvalidInputException e) {
      model.close();
      throw e;
    }
    return new Opened<>(new AnsweringModel(model, classification), opened.preparation());
  }

  @Override
  public RowModel model() {
    return model;
  }

  @Override
  public ModelIdentity identity() {
    return model.identity();
  }

  @Override
  public Answer answer(List<float[]> outputs) {
    return new Answer(
        classification.scores(outputs.getFirst()),
        outputs.size() == 1 ? new double[0] : Answer.wide(outputs.get(1)));
  }

  /** The mean of the scores, and of the features. */
  @Override
  public Answer together(List<Answer> answers) {
    float[] scores = new float[answers.getFirst().scores().length];
    for (int k = 0; k < scores.length; k++) {
      double sum = 0;
      for (Answer answer : answers) {
        sum += answer.scores()[k];
      }
      scores[k] = (float) (sum / answers.size());
    }
    return new Answer(scores, Answer.mean(answers));
  }

  @Override
  public String note() {
    return "";
  }
}
