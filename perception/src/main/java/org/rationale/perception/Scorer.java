package org.rationale.perception;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.rationale.kg.ModelIdentity;
import org.rationale.perception.AnswerReader.Answer;
import org.rationale.perception.RowQueue.Ready;

/** Answers a row of numbers, which an input was made into, with one number for each class. */
sealed interface Scorer extends AutoCloseable permits AnsweringModel, PrototypeModel {

  /** What a calibration is fitted for: the model, and whatever else decides its answers. */
  ModelIdentity identity();

  /** What runs. */
  RowModel model();

  /** The model and how it runs, on what was prepared so. */
  default ModelIdentity identity(String preparation) {
    return model().identity(preparation);
  }

  /** What the model's outputs for one row mean. */
  Answer answer(List<float[]> outputs);

  /** As {@link RowModel#each}; {@link #answer} says what the outputs mean. */
  default <T> List<Optional<T>> each(
      List<PerceptorInput> inputs,
      Function<PerceptorInput, Ready<T>> preparation,
      Attempts attempts) {
    return model().each(inputs, preparation, attempts);
  }

  /** What each of several rows is answered with, in their order. */
  default List<Answer> answers(List<float[]> rows, String place) {
    return model().answers(rows, place).stream().map(this::answer).toList();
  }

  /** One answer for all, where they are of parts of one input. */
  Answer together(List<Answer> answers);

  /** What is to be said of the scores besides what they are from; empty if they are the model's. */
  String note();

  /** The scores alone. */
  default List<float[]> scores(List<float[]> rows, String place) {
    return answers(rows, place).stream().map(Answer::scores).toList();
  }

  @Override
  default void close() {
    model().close();
  }
}
