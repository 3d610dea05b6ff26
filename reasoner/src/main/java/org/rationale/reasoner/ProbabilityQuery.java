package org.rationale.reasoner;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.apache.jena.graph.Triple;
import org.rationale.kg.Valuation;

/**
 * What can be asked about the probabilities of one proof graph, always given its evidence. Every
 * answer says how far it is guaranteed. Where the graph is {@link ProofGraph#incompleteness()
 * incomplete}, probabilities are the bounds that the graph itself gives, whatever the reading, and
 * the other answers are empty. Safe for use by many threads.
 *
 * <pre>{@code
 * graph.ask().valuation(statement, Reading.within(0.001));
 * graph.ask().valuations(graph.statements(), Reading.EXACT);
 * }</pre>
 */
public final class ProbabilityQuery {

  private final RecordedProofGraph graph;
  private final Probabilities probabilities;

  ProbabilityQuery(RecordedProofGraph graph, Probabilities probabilities) {
    this.graph = graph;
    this.probabilities = probabilities;
  }

  /** The probability of a statement; exactly 0 for one that holds in no world. */
  public Valuation valuation(Triple statement, Reading reading) {
    return valuations(List.of(statement), reading).sequencedValues().getFirst();
  }

  /** The probabilities of many statements, in their order; they share the work. */
  public SequencedMap<Triple, Valuation> valuations(
      Collection<Triple> statements, Reading reading) {
    List<Triple> asked = List.copyOf(statements);
    List<Valuation> found =
        isIncomplete()
            ? asked.stream().map(graph::probability).toList()
            : probabilities.of(asked.stream().map(graph::held).toList(), reading);
    SequencedMap<Triple, Valuation> valuations = new LinkedHashMap<>();
    for (int i = 0; i < asked.size(); i++) {
      valuations.put(asked.get(i), found.get(i));
    }
    return valuations;
  }

  /**
   * How the probability of a statement moves with each random input that it or the evidence depends
   * on, the strongest first; read from the same circuit as the probability itself (Darwiche 2003).
   * Inputs that are certain are no random inputs.
   *
   * @return empty if the circuit would be too large
   */
  public Optional<List<Sensitivity>> sensitivities(Triple statement) {
    return isIncomplete() ? Optional.empty() : probabilities.sensitivities(graph.held(statement));
  }

  /**
   * The decision diagrams that {@link Reading#EXACT} reads probabilities from.
   *
   * @throws IllegalStateException if the graph is incomplete
   */
  public DecisionDiagrams diagrams(List<Triple> statements) {
    if (isIncomplete()) {
      throw new IllegalStateException(
          "Facts or derivations are missing, so no probability is exact.\nMaybe raise the limit that reasoning met.");
    }
    return probabilities.diagrams(statements);
  }

  /**
   * What each uncertain percept adds to the probability of a statement, the largest first. Exact
   * without evidence, and with evidence where up to twelve percepts matter; else from sampled
   * orders of the percepts. A coalition that cannot bring about the evidence that bears on the
   * statement is worth 0.
   *
   * @param orders how many orders of percepts may be sampled, at least 2
   * @param seed the same seed samples the same orders
   * @return empty if the circuit would be too large
   */
  public Optional<List<Contribution>> contributions(Triple statement, int orders, long seed) {
    return isIncomplete()
        ? Optional.empty()
        : probabilities.contributions(graph.held(statement), orders, seed);
  }

  /**
   * The most likely world given the evidence.
   *
   * @return empty if the circuit of the evidence would be too large
   */
  public Optional<ProbableWorld> mostProbableWorld() {
    return isIncomplete() ? Optional.empty() : probabilities.mostProbableWorld(graph.statements());
  }

  /**
   * The most likely proofs, most likely first.
   *
   * @param most how many, at least 1
   * @return empty if the search or a circuit would be too large
   */
  public Optional<List<LikelyProof>> likeliestProofs(Triple statement, int most) {
    return isIncomplete()
        ? Optional.empty()
        : probabilities.likeliestProofs(graph.held(statement), most);
  }

  /**
   * How many proofs a statement has.
   *
   * @param most where counting stops
   */
  public ProofCount proofs(Triple statement, long most) {
    ProofCount found = probabilities.proofs(graph.held(statement), most);
    return isIncomplete() ? new ProofCount(found.count(), false) : found;
  }

  private boolean isIncomplete() {
    return graph.incompleteness().isPresent();
  }
}
