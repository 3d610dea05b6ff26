package org.rationale.perception;

import java.util.List;
import org.rationale.kg.Percept;

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
   * @return percepts in the order of their regions
   * @throws org.rationale.kg.InvalidInputException if the value is of the wrong kind, out of range
   *     or in the wrong unit; the message names every such value
   */
  List<Percept> perceive(PerceptorInput input);

  /** What it may say, each once, in the order of its configuration; empty if that is not known. */
  default List<Supply> supplies() {
    return List.of();
  }

  @Override
  void close();
}
