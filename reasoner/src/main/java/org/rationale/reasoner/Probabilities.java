package org.rationale.reasoner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  /** About 40 bytes a node with all tables: 160 MB at the worst. */
  static final int NODE_LIMIT = 4_000_000;

  private static final int SAMPLES = 1 << 16;

  /** 97.5% quantile of the normal distribution: a two-sided interval with 95% confidence. */
  private static final double Z = 1.959963984540054;

  /** Below this a product of many chances may have lost digits. */
  private static final double SMALL = 1e-280;

  private final ProofStore store;
  private final Grounding grounding;
  private final Grounding.Rows evidence;
  private final CircuitCompiler compiler;
  private final int nodeLimit;

  /**
   * @param nodeLimit decision diagrams with more nodes are given up for sampling
   * @throws InvalidInputException if the evidence is impossible
   */
  Probabilities(
      ProofStore store, Map<Triple, Boolean> evidence, CircuitCache cache, int nodeLimit) {
    this.store = store;
    this.grounding = new Grounding(store);
    this.compiler = new CircuitCompiler(cache);
    this.nodeLimit = nodeLimit;
    List<Integer> held = new ArrayList<>();
    List<Integer> absent = new ArrayList<>();
    evidence.forEach(
        (statement, holds) -> (holds ? held : absent).add(store.facts().find(statement)));
    this.evidence = new Grounding.Rows(held, absent);
    rejectImpossibleEvidence();
  }

  private void rejectImpossibleEvidence() {
    boolean possible = isPossible(evidence);
    if (possible) {
      for (Grounding.Part part : grounding.parts(List.of(), evidence)) {
        Optional<Circuit> circuit = compiler.compile(part.program(), nodeLimit);
        possible &= circuit.isEmpty() || logarithmOfEvidence(part, circuit.get()) > -1e300;
      }
    }
    if (!possible) {
      throw new InvalidInputException(
          "impossible-evidence",
          "evidence",
          "the observations cannot all be true: together they have the probability 0.",
          "Remove the observation that contradicts the data and the rules.");
    }
  }

  private static double logarithmOfEvidence(Grounding.Part part, Circuit circuit) {
    double[] chances = Chances.of(part.program(), part.probabilities());
    return circuit.logarithms(chances)[circuit.root(circuit.roots() - 1)];
  }

  /** Whether certain rows and rows that never hold leave it open. */
  private boolean isPossible(Grounding.Rows rows) {
    return !rows.held().contains(FactTable.NONE)
        && rows.absent().stream().noneMatch(row -> row != FactTable.NONE && store.isCertain(row));
  }

  /**
   * The probability that all of some rows hold and none of others, given the evidence. {@link
   * FactTable#NONE} is a row that never holds.
   */
  Valuation of(List<Integer> held, List<Integer> absent) {
    return of(List.of(new Grounding.Rows(held, absent))).getFirst();
  }

  /** The same of many at once, which share the work. */
  synchronized List<Valuation> of(List<Grounding.Rows> goals) {
    Valuation[] valuations = new Valuation[goals.size()];
    List<Grounding.Rows> open = new ArrayList<>();
    int[] numbers = new int[goals.size()];
    for (int i = 0; i < goals.size(); i++) {
      if (isPossible(goals.get(i))) {
        valuations[i] = Valuation.CERTAIN;
        numbers[open.size()] = i;
        open.add(goals.get(i));
      } else {
        valuations[i] = new Valuation(Probability.ZERO, Guarantee.EXACT);
      }
    }
    for (Grounding.Part part : grounding.parts(open, evidence)) {
      if (part.goals().length == 0) {
        continue;
      }
      Optional<Circuit> circuit = compiler.compile(part.program(), nodeLimit);
      double[] exact = circuit.map(c -> posteriors(part, c)).orElseGet(() -> new double[0]);
      for (int i = 0; i < part.goals().length; i++) {
        int goal = part.goals()[i];
        valuations[numbers[goal]] =
            circuit.isPresent()
                ? new Valuation(new Probability(exact[i]), Guarantee.EXACT)
                : part.goals().length > 1 ? of(List.of(open.get(goal))).getFirst() : estimate(part);
      }
    }
    return Arrays.asList(valuations);
  }

  private static double[] posteriors(Grounding.Part part, Circuit circuit) {
    double[] chances = Chances.of(part.program(), part.probabilities());
    double[] weights = circuit.weights(chances);
    int goals = circuit.roots() - 1;
    int given = circuit.root(goals);
    double[] posteriors = new double[goals];
    double[] logs = weights[given] < SMALL ? circuit.logarithms(chances) : weights;
    for (int i = 0; i < goals; i++) {
      int joint = circuit.root(i);
      double ratio =
          weights[given] < SMALL
              ? Math.exp(logs[joint] - logs[given])
              : weights[joint] / weights[given];
      posteriors[i] = Math.clamp(ratio, 0, 1);
    }
    return posteriors;
  }

  private static Valuation estimate(Grounding.Part part) {
    SplittableRandom random = new SplittableRandom(20260801);
    double[] chances = Chances.of(part.program(), part.probabilities());
    int accepted = 0;
    int positive = 0;
    for (int i = 0; i < SAMPLES; i += SampledWorlds.WORLDS) {
      Lineage sampled = new Lineage(part.program(), new SampledWorlds(random.split(), chances));
      long observed = sampled.formula(part.program().evidence());
      accepted += Long.bitCount(observed);
      positive += Long.bitCount(observed & sampled.formula(part.program().goals().getFirst()));
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
            samples,
            new Probability(Math.clamp(centre - half, 0, 1)),
            new Probability(Math.clamp(centre + half, 0, 1))));
  }
}
