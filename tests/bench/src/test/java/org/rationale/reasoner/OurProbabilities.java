package org.rationale.reasoner;

import java.util.List;
import java.util.Map;
import org.apache.jena.graph.Triple;
import org.rationale.kg.Valuation;
import org.rationale.rules.RuleSet;

/** Probabilities whose circuits are compiled anew each time, as benchmarks want them. */
public final class OurProbabilities {

  private static final long CACHE_BYTES = 128L << 20;

  private final ProofStore store;

  private OurProbabilities(ProofStore store) {
    this.store = store;
  }

  /** The fixpoint alone. */
  public static OurProbabilities close(FactBase facts, RuleSet rules) {
    return new OurProbabilities(
        new Background(rules, facts, Limits.NONE, 1).overlay(List.of(), Map.of()));
  }

  /** All statements that may hold. */
  public List<Triple> statements() {
    return new RecordedProofGraph(store, Map.of(), Map.of()).statements();
  }

  /** The probabilities of statements given evidence; no circuit is known before. */
  public List<Valuation> of(
      List<Triple> statements, Map<Triple, Boolean> evidence, Reading reading) {
    return new Probabilities(
            store, evidence, new CircuitCache(CACHE_BYTES), Probabilities.NODE_LIMIT)
        .of(
            statements.stream()
                .map(
                    statement ->
                        new Grounding.Rows(List.of(store.facts().find(statement)), List.of()))
                .toList(),
            reading);
  }
}
