package org.rationale.bench;

import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.jena.graph.Triple;
import org.rationale.reasoner.Ours;

/** This project's. */
record OurEngine(Ours.Keep keep, int threads) implements Engine {

  /** On one thread. */
  OurEngine(Ours.Keep keep) {
    this(keep, 1);
  }

  @Override
  public String name() {
    return "Rationale, derivations kept: %s, threads: %d".formatted(keep, threads);
  }

  @Override
  public Prepared prepare(Workload workload) {
    return () -> {
      Ours ours = Ours.close(workload.facts(), workload.rules(), keep, threads);
      return new Closed() {
        @Override
        public Set<Triple> statements() {
          return new LinkedHashSet<>(ours.statements());
        }

        @Override
        public long size() {
          return ours.size();
        }
      };
    };
  }
}
