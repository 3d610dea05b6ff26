package org.rationale.perception;

import org.rationale.kg.ModelIdentity;
import org.rationale.perception.AnswerReader.Answer;
import org.rationale.perception.Classification.Seen;

/** A perceptor whose model answers with one number for each of some classes. */
interface ClassifyingPerceptor extends Perceptor {

  /**
   * What the model made of an input.
   *
   * @param answer the model's
   * @param seen what it saw
   */
  record Run(Answer answer, Seen seen) {}

  Classification classification();

  /** What a calibration is fitted for: the model, and whatever else decides its answers. */
  ModelIdentity model();

  /**
   * Runs the model.
   *
   * @throws org.rationale.kg.InvalidInputException as {@link #perceive}
   */
  Run run(PerceptorInput input);

  @Override
  default Perception perceive(PerceptorInput input) {
    Run run = run(input);
    return classification().perception(input, run.seen(), run.answer());
  }
}
