package org.rationale.reasoner;

import java.util.SplittableRandom;
import org.rationale.kg.Guarantee;
import org.rationale.kg.Probability;
import org.rationale.kg.Valuation;

/** The probability of a goal given the evidence as the mean over sampled worlds. */
final class Estimate {

  /** 97.5% quantile of the normal distribution: a two-sided interval with 95% confidence. */
  private static final double Z = 1.959963984540054;

  private Estimate() {}

  /** Worlds without the evidence do not count. If none counts, all is open. */
  static Valuation of(Grounding.Part part, Reading.Sampled sampled) {
    SplittableRandom random = new SplittableRandom(sampled.seed());
    double[] chances = Chances.of(part.program(), part.probabilities());
    int accepted = 0;
    int positive = 0;
    for (int i = 0; i < sampled.worlds(); i += SampledWorlds.WORLDS) {
      Lineage worlds = new Lineage(part.program(), new SampledWorlds(random.split(), chances));
      long observed = worlds.formula(part.program().evidence());
      accepted += Long.bitCount(observed);
      positive += Long.bitCount(observed & worlds.formula(part.program().goals().getFirst()));
    }
    if (accepted == 0) {
      return new Valuation(
          new Probability(0.5), new Guarantee.Estimated(0, Probability.ZERO, Probability.ONE));
    }
    return wilson(positive, accepted);
  }

  /** Wilson 1927, <i>Probable inference, the law of succession, and statistical inference</i>. */
  static Valuation wilson(int positive, int samples) {
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
