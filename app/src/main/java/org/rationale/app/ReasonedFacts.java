package org.rationale.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.jena.graph.Triple;
import org.rationale.kg.Origin;
import org.rationale.reasoner.FactCounts;
import org.rationale.reasoner.Incompleteness;
import org.rationale.reasoner.ProofGraph;
import org.rationale.reasoner.SampledFacts;

/**
 * What reasoning found, as it is printed.
 *
 * @param statements sorted
 * @param probabilities of the statements in their order; empty if none were asked for
 */
record ReasonedFacts(
    Found found,
    List<Triple> statements,
    List<FactProbability> probabilities,
    FactCounts counts,
    Millis millis) {

  /** Where facts were found. */
  sealed interface Found {

    record InGraph(ProofGraph graph) implements Found {}

    record InWorlds(SampledFacts facts) implements Found {}
  }

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
        new Found.InGraph(graph),
        statements,
        probabilities,
        graph.counts(),
        new Millis(outcome.loadMillis(), outcome.reasonMillis(), millis));
  }

  /**
   * What was counted in sampled worlds.
   *
   * @param all whether given facts are wanted as well
   */
  static ReasonedFacts of(Programs.Sample sample, boolean all) {
    SampledFacts facts = sample.facts();
    List<Triple> statements = all ? facts.statements() : facts.derived();
    return new ReasonedFacts(
        new Found.InWorlds(facts),
        statements,
        statements.stream().map(statement -> FactProbability.of(facts, statement)).toList(),
        facts.counts(),
        new Millis(sample.loadMillis(), sample.reasonMillis(), 0));
  }

  /** What sampled worlds showed, if that is where the facts are from. */
  Optional<SampledFacts> sampled() {
    return switch (found) {
      case Found.InGraph graph -> Optional.empty();
      case Found.InWorlds worlds -> Optional.of(worlds.facts());
    };
  }

  /** The probability of the statement of that number, if it was asked for. */
  Optional<FactProbability> probability(int number) {
    return probabilities.isEmpty() ? Optional.empty() : Optional.of(probabilities.get(number));
  }

  /** The kinds of origins of a statement: {@code asserted}, {@code derived}. */
  List<String> origins(Triple statement) {
    Set<Origin.Kind> kinds =
        switch (found) {
          case Found.InGraph(ProofGraph graph) -> graph.kinds(statement);
          case Found.InWorlds(SampledFacts facts) -> facts.kinds(statement);
        };
    return kinds.stream().map(ReasonedFacts::name).toList();
  }

  private static String name(Origin.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  Optional<Incompleteness> incompleteness() {
    return switch (found) {
      case Found.InGraph(ProofGraph graph) -> graph.incompleteness();
      case Found.InWorlds(SampledFacts facts) -> facts.incompleteness();
    };
  }
}
