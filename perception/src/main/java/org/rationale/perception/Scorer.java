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

  /** The model and how it runs, on what was prepared so. */
  ModelIdentity identity(String preparation);

  /** What is made of the model's outputs for one row. */
  Answer answer(List<float[]> outputs);

  /** What one row is answered with. */
  Answer answer(float[] row, String place);

  /** What each of several rows is answered with, in their order. */
  List<Answer> answers(List<float[]> rows, String place);

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
      Attempts attempts);

  /** One answer for all, where they are of parts of one input. */
  Answer together(List<Answer> answers);

  /** What is to be said of the scores besides what they are from; empty if they are the model's. */
  String note();

  /** The scores alone. */
  default List<float[]> scores(List<float[]> rows, String place) {
    return answers(rows, place).stream().map(Answer::scores).toList();
  }

  @Override
  void close();
}
