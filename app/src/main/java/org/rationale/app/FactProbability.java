package org.rationale.app;

import java.util.List;
import org.apache.jena.graph.Triple;
import org.rationale.explanations.Explainer;
import org.rationale.explanations.Proofs;
import org.rationale.kg.Guarantee;
import org.rationale.kg.Probability;
import org.rationale.kg.Valuation;
import org.rationale.reasoner.ProofGraph;
import org.rationale.reasoner.Reading;
import org.rationale.reasoner.SampledFacts;

/**
 * What is said of a fact's probability.
 *
 * @param valuation the number; the exact probability lies within its guarantee, except of what is
 *     {@code most-likely} under evidence, where it is the probability of a proof before the
 *     evidence
 * @param guarantee as it is printed
 */
record FactProbability(Valuation valuation, String guarantee) {

  private static final FactProbability CERTAIN = new FactProbability(Valuation.CERTAIN, "exact");

  /** Reads the probability of a statement. */
  static FactProbability of(ProofGraph graph, Triple statement, ProbabilityReading reading) {
    if (graph.isCertain(statement)) {
      return CERTAIN;
    }
    return switch (reading) {
      case ProbabilityReading.Exact exact -> of(graph.probability(statement));
      case ProbabilityReading.MostLikely mostLikely -> mostLikely(graph, statement);
      case ProbabilityReading.TopK topK ->
          of(graph.ask().valuation(statement, new Reading.TopK(topK.k())));
      case ProbabilityReading.Bounds bounds ->
          of(graph.ask().valuation(statement, Reading.within(bounds.epsilon())));
      case ProbabilityReading.Samples samples ->
          throw new IllegalArgumentException("Worlds are sampled and not read from a proof graph.");
      case ProbabilityReading.None none ->
          throw new IllegalArgumentException("No probability was asked for.");
    };
  }

  /** The share of sampled worlds in which a statement holds. */
  static FactProbability of(SampledFacts facts, Triple statement) {
    return of(facts.probability(statement));
  }

  private static FactProbability of(Valuation valuation) {
    return new FactProbability(
        valuation,
        switch (valuation.guarantee()) {
          case Guarantee.Exact exact -> "exact";
          case Guarantee.Bounded bounded -> "bounded";
          case Guarantee.Estimated estimated -> "estimated";
        });
  }

  private static FactProbability mostLikely(ProofGraph graph, Triple statement) {
    List<Proofs.Proof> proofs = Explainer.why(graph, statement, 1).proofs();
    Probability found =
        proofs.isEmpty() ? Probability.ZERO : proofs.getFirst().valuation().probability();
    Probability lower =
        proofs.isEmpty() || !graph.evidence().isEmpty()
            ? Probability.ZERO
            : lower(proofs.getFirst().valuation());
    return new FactProbability(
        new Valuation(found, new Guarantee.Bounded(lower, Probability.ONE)), "most-likely");
  }

  Probability lower() {
    return lower(valuation);
  }

  Probability upper() {
    return switch (valuation.guarantee()) {
      case Guarantee.Exact exact -> valuation.probability();
      case Guarantee.Bounded(Probability lower, Probability upper) -> upper;
      case Guarantee.Estimated(int samples, Probability lower, Probability upper) -> upper;
    };
  }

  private static Probability lower(Valuation valuation) {
    return switch (valuation.guarantee()) {
      case Guarantee.Exact exact -> valuation.probability();
      case Guarantee.Bounded(Probability lower, Probability upper) -> lower;
      case Guarantee.Estimated(int samples, Probability lower, Probability upper) -> lower;
    };
  }
}
