package org.rationale.perception;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
   * Runs the model on inputs, as many together as the pack allows.
   *
   * @param attempts where wrong inputs are told
   * @return in the order of the inputs, empty for those that are wrong
   */
  List<Optional<Run>> runs(List<PerceptorInput> inputs, Attempts attempts);

  @Override
  default Perception perceive(PerceptorInput input) {
    return perceive(List.of(input)).getFirst();
  }

  @Override
  default List<Perception> perceive(List<PerceptorInput> inputs) {
    Attempts attempts = new Attempts();
    return perceptions(inputs, runs(inputs, attempts), attempts);
  }

  /** What the model's answers claim, in the order of the inputs. */
  default List<Perception> perceptions(
      List<PerceptorInput> inputs, List<Optional<Run>> runs, Attempts attempts) {
    List<Optional<Perception>> perceptions = new ArrayList<>(inputs.size());
    for (int i = 0; i < inputs.size(); i++) {
      PerceptorInput input = inputs.get(i);
      perceptions.add(
          runs.get(i)
              .flatMap(
                  run ->
                      attempts.take(
                          () -> classification().perception(input, run.seen(), run.answer()))));
    }
    return attempts.all(perceptions);
  }
}
