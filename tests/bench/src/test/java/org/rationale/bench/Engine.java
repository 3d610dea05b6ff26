package org.rationale.bench;

import java.util.Set;
import org.apache.jena.graph.Triple;

/** An engine that closes facts under positive rules. */
interface Engine {

  /** Name and version, and how it is set up. */
  String name();

  /** Brings facts and rules into the form that suits the engine best; not part of any timing. */
  Prepared prepare(Workload workload);

  /** Facts and rules in an engine's own form; may be closed any number of times. */
  interface Prepared {

    /** Goes from facts in memory to the closed set. */
    Closed close();
  }

  /** What an engine found. */
  interface Closed extends AutoCloseable {

    /** All distinct statements, those given included. */
    Set<Triple> statements();

    /** How many there are. */
    long size();

    @Override
    default void close() {}
  }
}
