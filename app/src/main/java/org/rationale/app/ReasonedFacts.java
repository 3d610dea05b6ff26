package org.rationale.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.jena.graph.Triple;
import org.rationale.kg.Origin;
import org.rationale.reasoner.FactCounts;
import org.rationale.reasoner.Incompleteness;
import org.rationale.reasoner.ProofGraph;

/**
 * What reasoning found, as it is printed.
 *
 * @param statements sorted
 * @param probabilities of the statements in their order; empty if none were asked for
 */
record ReasonedFacts(
    ProofGraph graph,
    List<Triple> statements,
    List<FactProbability> probabilities,
    FactCounts counts,
    Millis millis) {

  /** How long each part of the work took. */
  record Millis(long load, long reason, long probability) {}

  /**
   * Reads the probabilities of the facts that a program derived.
   *
   * @param all whether given facts are wanted as well
   */
  static ReasonedFacts of(Programs.Outcome outcome, boolean all, ProbabilityReading reading) {
    ProofGraph graph = outcome.graph();
    List<Triple> statements = all ? graph.statements() : graph.derived();
    long started = System.nanoTime();
    List<FactProbability> probabilities = new ArrayList<>();
    if (!(reading instanceof ProbabilityReading.None)) {
      for (Triple statement : statements) {
        probabilities.add(FactProbability.of(graph, statement, reading));
      }
    }
    long millis = Programs.millis(System.nanoTime() - started);
    return new ReasonedFacts(
        graph,
        statements,
        probabilities,
        graph.counts(),
        new Millis(outcome.loadMillis(), outcome.reasonMillis(), millis));
  }

  /** The probability of the statement of that number, if it was asked for. */
  Optional<FactProbability> probability(int number) {
    return probabilities.isEmpty() ? Optional.empty() : Optional.of(probabilities.get(number));
  }

  /** The kinds of origins of a statement: {@code asserted}, {@code derived}. */
  List<String> origins(Triple statement) {
    return graph.kinds(statement).stream().map(ReasonedFacts::name).toList();
  }

  private static String name(Origin.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  Optional<Incompleteness> incompleteness() {
    return graph.incompleteness();
  }
}
