package org.rationale.perception;

import java.util.List;
import org.rationale.kg.ModelIdentity;
import org.rationale.perception.AnswerReader.Answer;

/** Answers a row of numbers, which an input was made into, with one number for each class. */
sealed interface Scorer extends AutoCloseable permits AnsweringModel, PrototypeModel {

  /** What a calibration is fitted for: the model, and whatever else decides its answers. */
  ModelIdentity identity();

  /** The model and how it runs, on what was prepared so. */
  ModelIdentity identity(String preparation);

  /** What one row is answered with. */
  Answer answer(float[] row, String place);

  /** What each of several rows is answered with, in their order. */
  List<Answer> answers(List<float[]> rows, String place);

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
