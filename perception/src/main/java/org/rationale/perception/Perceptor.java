package org.rationale.perception;

import java.util.List;

/**
 * Reads one named input of a case and says what it shows. Safe for use by many threads; the same
 * input gives the same percepts.
 */
public interface Perceptor extends AutoCloseable {

  /** Unique in its pack. */
  String id();

  /** The name of the input that it takes: {@code note}. */
  String input();

  /**
   * Reads an input.
   *
   * @return percepts in the order of their regions, or why there are none
   * @throws org.rationale.kg.InvalidInputException if the value is of the wrong kind, out of range
   *     or in the wrong unit; the message names every such value
   */
  Perception perceive(PerceptorInput input);

  /**
   * Reads several inputs, of one case or of many. A perceptor whose pack lets it run so many inputs
   * together ({@code batch}) does so, which is faster; the last digits of a score may then depend
   * on what else was in the batch, as they do with many callers. Others read one after the other.
   *
   * @return what each shows, in their order
   * @throws org.rationale.kg.InvalidInputException as {@link #perceive(PerceptorInput)}; the
   *     message names every value that is wrong in any of them
   */
  default List<Perception> perceive(List<PerceptorInput> inputs) {
    Attempts attempts = new Attempts();
    return attempts.all(
        inputs.stream().map(input -> attempts.take(() -> perceive(input))).toList());
  }

  /**
   * What the likeliest of an input's percepts rests on, by runs of the model with parts of the
   * input hidden. That takes many times as long as {@link #perceive}, so it is done when somebody
   * asks.
   *
   * @return empty if this perceptor has nothing to hide, because its percepts name their regions
   *     exactly, or if its model answers with what are no numbers
   * @throws org.rationale.kg.InvalidInputException as {@link #perceive}
   */
  default List<Attribution> attributions(PerceptorInput input) {
    return List.of();
  }

  /** What it may say, each once, in the order of its configuration; empty if that is not known. */
  default List<Supply> supplies() {
    return List.of();
  }

  /**
   * What it says only as long as nobody else does. Whoever puts the percepts of a case together has
   * to see to it: one perceptor does not know what others say.
   */
  default List<StandIn> standIns() {
    return List.of();
  }

  @Override
  void close();
}
