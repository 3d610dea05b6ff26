package org.rationale.bench;

import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.jena.graph.Triple;
import org.rationale.reasoner.Ours;

/** This project's. */
record OurEngine(Ours.Keep keep) implements Engine {

  @Override
  public String name() {
    return "Rationale, one thread, derivations kept: " + keep;
  }

  @Override
  public Prepared prepare(Workload workload) {
    return () -> {
      Ours ours = Ours.close(workload.facts(), workload.rules(), keep);
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
