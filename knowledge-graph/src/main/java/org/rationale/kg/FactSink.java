package org.rationale.kg;

import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.jena.graph.Triple;

/**
 * Keeps the facts that documents state, while they are read. What is plain arrives at once, so that
 * a sink decides how much memory a statement takes; what documents say elsewhere about a statement
 * may make it uncertain after all, and then it is removed again.
 */
public interface FactSink {

  /**
   * Takes a statement without a probability. It may come again, from the same source too.
   *
   * @param source the file or the name of what states it
   */
  void certain(Triple statement, String source);

  /** Takes one source of an uncertain statement; each is independent of the others. */
  void uncertain(UncertainFact fact);

  /** Removes the certain statements that the predicate accepts. */
  void removeCertainIf(Predicate<Triple> unwanted);

  /** Calls the consumer with the certain statements. */
  void forEachCertain(Consumer<Triple> consumer);
}
