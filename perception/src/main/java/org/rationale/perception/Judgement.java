package org.rationale.perception;

import java.util.Optional;

/** What becomes of a classifier's answer. */
sealed interface Judgement permits Judgement.Claim, Judgement.Silence {

  /**
   * A distribution over the classes.
   *
   * @param scores what the model answered
   * @param calibrated the calibrated distribution
   * @param probabilities the one that is claimed: the calibrated one, moved towards the base rates
   *     by {@code weight}
   * @param plausible which classes cannot be ruled out; absent if that is not asked for
   * @param outside how unlike the known ones the input is; NaN if that is not asked for
   * @param weight of the base rates, in [0, 1]
   */
  record Claim(
      double[] scores,
      double[] calibrated,
      double[] probabilities,
      Optional<boolean[]> plausible,
      double outside,
      double weight)
      implements Judgement {}

  /**
   * Nothing is claimed.
   *
   * @param reason for people, one sentence
   * @param outside whether it is because the input lies outside of what the model knows
   */
  record Silence(String reason, boolean outside) implements Judgement {}
}
