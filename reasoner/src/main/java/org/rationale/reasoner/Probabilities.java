package org.rationale.reasoner;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.jena.graph.Triple;
import org.rationale.kg.Guarantee;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.Probability;
import org.rationale.kg.Valuation;

/**
 * Probabilities of conjunctions of rows under evidence: exact by weighted model counting on
 * decision diagrams or, when these would grow too large, estimated from sampled worlds. Safe for
 * use by many threads.
 */
final class Probabilities {

  /** About 100 bytes a node with all tables: 400 MB at the worst. */
  static final int NODE_LIMIT = 4_000_000;

  private static final int SAMPLES = 1 << 16;

  /** 97.5% quantile of the normal distribution: a two-sided interval with 95% confidence. */
  private static final double Z = 1.959963984540054;

  private final ProofStore store;
  private final Map<Triple, Boolean> evidence;
  private final int nodeLimit;
  private Bdd bdd;
  private Lineage lineage;
  private long given;
  private double weightOfEvidence;

  /**
   * @param nodeLimit decision diagrams with more nodes are given up for sampling
   * @throws InvalidInputException if the evidence is impossible
   */
  Probabilities(ProofStore store, Map<Triple, Boolean> evidence, int nodeLimit) {
    this.nodeLimit = nodeLimit;
    this.store = store;
    this.evidence = evidence;
    bdd = new Bdd(nodeLimit);
    lineage = new Lineage(store, bdd);
    given = bdd.truth();
    weightOfEvidence = 1;
    if (!evidence.isEmpty()) {
      condition();
    }
  }

  private void condition() {
    try {
      given = evidenceIn(lineage, bdd);
    } catch (Bdd.LimitReached tooLarge) {
      weightOfEvidence = Double.NaN;
      return;
    }
    weightOfEvidence = bdd.weight(given);
    if (weightOfEvidence == 0) {
      throw impossible();
    }
  }

  private static InvalidInputException impossible() {
    return new InvalidInputException(
        "impossible-evidence",
        "evidence",
        "the observations cannot all be true: together they have the probability 0.",
        "Remove the observation that contradicts the data and the rules.");
  }

  private long evidenceIn(Lineage lineage, BooleanAlgebra algebra) {
    long result = algebra.truth();
    for (Map.Entry<Triple, Boolean> observed : evidence.entrySet()) {
      int fact = store.facts().find(observed.getKey());
      long holds = fact == FactTable.NONE ? algebra.falsity() : lineage.formula(fact);
      result = algebra.and(result, observed.getValue() ? holds : algebra.not(holds));
    }
    return result;
  }

  /**
   * The probability that all of some rows hold and none of others, given the evidence. {@link
   * FactTable#NONE} is a row that never holds.
   */
  synchronized Valuation of(List<Integer> held, List<Integer> absent) {
    if (!Double.isNaN(weightOfEvidence)) {
      try {
        long formula = bdd.and(given, conjunction(lineage, bdd, held, absent));
        return new Valuation(
            new Probability(clamp(bdd.weight(formula) / weightOfEvidence)), Guarantee.EXACT);
      } catch (Bdd.LimitReached tooLarge) {
        // The diagrams made so far are of no further use; a smaller question may still fit.
        bdd = new Bdd(nodeLimit);
        lineage = new Lineage(store, bdd);
        given = bdd.truth();
        if (!evidence.isEmpty()) {
          condition();
        }
      }
    }
    return estimate(held, absent);
  }

  private static long conjunction(
      Lineage lineage, BooleanAlgebra algebra, List<Integer> held, List<Integer> absent) {
    long result = algebra.truth();
    for (int fact : held) {
      result =
          algebra.and(result, fact == FactTable.NONE ? algebra.falsity() : lineage.formula(fact));
    }
    for (int fact : absent) {
      if (fact != FactTable.NONE) {
        result = algebra.and(result, algebra.not(lineage.formula(fact)));
      }
    }
    return result;
  }

  private Valuation estimate(List<Integer> held, List<Integer> absent) {
    SplittableRandom random = new SplittableRandom(20260801);
    int accepted = 0;
    int positive = 0;
    for (int i = 0; i < SAMPLES; i += SampledWorlds.WORLDS) {
      SampledWorlds worlds = new SampledWorlds(random.split());
      Lineage sampled = new Lineage(store, worlds);
      long observed = evidenceIn(sampled, worlds);
      accepted += Long.bitCount(observed);
      positive += Long.bitCount(observed & conjunction(sampled, worlds, held, absent));
    }
    if (accepted == 0) {
      return new Valuation(
          new Probability(0.5), new Guarantee.Estimated(0, Probability.ZERO, Probability.ONE));
    }
    return wilson(positive, accepted);
  }

  /** Wilson 1927, <i>Probable inference, the law of succession, and statistical inference</i>. */
  private static Valuation wilson(int positive, int samples) {
    double mean = (double) positive / samples;
    double z2 = Z * Z / samples;
    double centre = (mean + z2 / 2) / (1 + z2);
    double half = Z / (1 + z2) * Math.sqrt(mean * (1 - mean) / samples + z2 / (4 * samples));
    return new Valuation(
        new Probability(mean),
        new Guarantee.Estimated(
            samples, new Probability(clamp(centre - half)), new Probability(clamp(centre + half))));
  }

  private static double clamp(double value) {
    return Math.max(0, Math.min(1, value));
  }
}
