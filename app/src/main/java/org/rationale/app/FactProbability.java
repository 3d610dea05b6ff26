package org.rationale.app;

import java.util.List;
import org.apache.jena.graph.Triple;
import org.rationale.explanations.Explainer;
import org.rationale.explanations.Proofs;
import org.rationale.kg.Guarantee;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.Probability;
import org.rationale.kg.Valuation;
import org.rationale.reasoner.ProofGraph;

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

  /**
   * Reads the probability of a statement.
   *
   * @throws InvalidInputException if this reading is not to be had
   */
  static FactProbability of(ProofGraph graph, Triple statement, ProbabilityReading reading) {
    if (graph.isCertain(statement)) {
      return CERTAIN;
    }
    return switch (reading) {
      case ProbabilityReading.Exact exact -> of(graph.probability(statement));
      case ProbabilityReading.MostLikely mostLikely -> mostLikely(graph, statement);
      case ProbabilityReading.TopK topK -> throw unsupported("top-k:" + topK.k());
      case ProbabilityReading.Bounds bounds -> throw unsupported("bounds:" + bounds.epsilon());
      case ProbabilityReading.None none ->
          throw new IllegalArgumentException("No probability was asked for.");
    };
  }

  private static InvalidInputException unsupported(String reading) {
    return new InvalidInputException(
        "unsupported-probability",
        "--probability " + reading,
        "this way of reading probabilities is not there yet.",
        "Supported are exact, most-likely and none.");
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
