package org.rationale.perception;

import java.util.List;
import java.util.Optional;

/**
 * What was fitted for a classifier to labelled examples.
 *
 * @param calibration of its probabilities
 * @param sets which classes it cannot rule out
 * @param outside which inputs it does not know
 * @param baseRates the share of each class among the labelled examples; empty if not known
 * @param model the SHA-256 of the model's file that it was fitted for; empty if not known
 */
record ClassifierCalibration(
    Calibration calibration,
    Optional<ConformalSets> sets,
    Optional<OutsideLimit> outside,
    List<Double> baseRates,
    Optional<String> model) {

  /** Leaves what a model says as it is. */
  static final ClassifierCalibration NONE = of(Calibration.NONE);

  ClassifierCalibration {
    baseRates = List.copyOf(baseRates);
  }

  static ClassifierCalibration of(Calibration calibration) {
    return new ClassifierCalibration(
        calibration, Optional.empty(), Optional.empty(), List.of(), Optional.empty());
  }

  /** Whether it has the sets that are asked for. */
  boolean isFor(Caution.Coverage asked) {
    return sets.isPresent()
        && sets.get().coverage() == asked.level()
        && sets.get().perClass() == asked.perClass();
  }

  /** Whether it has the limit that is asked for. */
  boolean isFor(Caution.Outside asked) {
    return outside.isPresent()
        && outside.get().score().kind().equals(asked.score())
        && outside.get().quantile() == asked.quantile()
        && (asked.then() == Caution.Then.WITHHOLD || !baseRates.isEmpty());
  }
}
