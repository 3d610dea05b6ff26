package org.rationale.kg;

import java.util.List;
import java.util.Optional;

/**
 * What a classifier knows of how far its claim can be relied on, beyond the probability.
 *
 * @param plausible which classes it cannot rule out; empty if it was not asked to say
 * @param widening present if the input lies outside of what the model knows
 */
public record Doubt(Optional<Plausible> plausible, Optional<Widening> widening) {

  /**
   * A conformal prediction set.
   *
   * @param classes labels, in the model's order; none if no class fits as well as it did for the
   *     stated share of labelled examples
   * @param of how many classes there are
   * @param coverage the chance that such a set holds the true class, for cases that are
   *     exchangeable with the labelled examples; in (0, 1)
   * @param perClass whether that holds within each class, and not only on average over them
   */
  public record Plausible(List<String> classes, int of, double coverage, boolean perClass) {
    public Plausible {
      classes = List.copyOf(classes);
    }
  }

  /**
   * That a probability was moved towards its class's base rate, because the input is unlike those
   * that the model knows.
   *
   * @param measure of unlikeness, for people: {@code Mahalanobis distance}
   * @param score the input's, above the limit
   * @param limit up to which an input counts as known
   * @param weight of the base rate, in (0, 1]; the calibrated probability has the rest
   * @param calibrated the probability before
   * @param baseRate of the class among the labelled examples
   */
  public record Widening(
      String measure,
      double score,
      double limit,
      double weight,
      Probability calibrated,
      Probability baseRate) {}
}
