package org.rationale.perception;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How careful a pack wants a classifier to be: the keys {@code coverage} and {@code outside} of its
 * configuration.
 *
 * @param coverage of conformal sets; absent if none are wanted
 * @param outside what to do with inputs unlike the known ones; absent if they are not looked for
 */
record Caution(Optional<Coverage> coverage, Optional<Outside> outside) {

  /** None. */
  static final Caution NONE = new Caution(Optional.empty(), Optional.empty());

  /** The keys of a configuration that {@link #configure} reads. */
  static final List<String> KEYS = List.of("coverage", "outside");

  private static final double DEFAULT_QUANTILE = 0.99;

  /**
   * Of conformal sets.
   *
   * @param level in (0, 1)
   * @param perClass whether it is to hold within each class
   */
  record Coverage(double level, boolean perClass) {}

  /**
   * Of inputs unlike the known ones.
   *
   * @param then what to do with them
   * @param score {@link OutsideScore#kind}
   * @param quantile the share of known inputs that is meant to count as known, in (0, 1)
   */
  record Outside(Then then, String score, double quantile) {}

  /** What is done with an input unlike the known ones. */
  enum Then {
    /** Its probabilities move towards the classes' base rates. */
    WIDEN,
    /** Nothing is claimed about it. */
    WITHHOLD
  }

  /**
   * Reads the keys; what is wrong is reported.
   *
   * @param scores which scores of what is outside can be had, the usual one first
   */
  static Caution configure(ConfigReader config, List<String> scores) {
    return new Caution(coverage(config), outside(config, scores));
  }

  /** {@code coverage: 0.95} or {@code coverage: {level: 0.95, per: all}}. */
  private static Optional<Coverage> coverage(ConfigReader config) {
    if (!config.has("coverage")) {
      return Optional.empty();
    }
    if (!(config.values().get("coverage") instanceof Map<?, ?>)) {
      return share(config, "coverage").map(level -> new Coverage(level, true));
    }
    return config
        .mapping("coverage")
        .flatMap(
            mapping -> {
              mapping.allowOnly("level", "per");
              mapping.requirePresent("level");
              Optional<String> per =
                  oneOf(mapping, "per", List.of("class", "all"), Optional.of("class"));
              return share(mapping, "level")
                  .flatMap(level -> per.map(name -> new Coverage(level, name.equals("class"))));
            });
  }

  /** {@code outside: widen} or {@code outside: {then: widen, score: energy, quantile: 0.99}}. */
  private static Optional<Outside> outside(ConfigReader config, List<String> scores) {
    if (!config.has("outside")) {
      return Optional.empty();
    }
    if (scores.isEmpty()) {
      config.report(
          "no-score",
          config.place("outside"),
          "Whether an input lies outside of what the model knows cannot be had from its answer.",
          "Let the model put out logits or an embedding.");
      return Optional.empty();
    }
    if (!(config.values().get("outside") instanceof Map<?, ?>)) {
      return then(config, "outside")
          .map(then -> new Outside(then, scores.getFirst(), DEFAULT_QUANTILE));
    }
    return config
        .mapping("outside")
        .flatMap(
            mapping -> {
              mapping.allowOnly("then", "score", "quantile");
              mapping.requirePresent("then");
              Optional<Then> then = then(mapping, "then");
              Optional<String> score =
                  oneOf(mapping, "score", scores, Optional.of(scores.getFirst()));
              Optional<Double> quantile =
                  mapping.has("quantile")
                      ? share(mapping, "quantile")
                      : Optional.of(DEFAULT_QUANTILE);
              return then.flatMap(t -> score.flatMap(s -> quantile.map(q -> new Outside(t, s, q))));
            });
  }

  private static Optional<Then> then(ConfigReader config, String key) {
    return oneOf(config, key, List.of("widen", "withhold"), Optional.empty())
        .map(name -> name.equals("widen") ? Then.WIDEN : Then.WITHHOLD);
  }

  private static Optional<String> oneOf(
      ConfigReader config, String key, List<String> known, Optional<String> otherwise) {
    if (!config.has(key)) {
      return otherwise;
    }
    Optional<String> name = config.string(key);
    if (name.isPresent() && !known.contains(name.get())) {
      config.report(
          "unknown-value",
          config.place(key),
          "The value (%s) is not one that can be had here.".formatted(name.get()),
          ConfigReader.nearest(name.get(), known));
      return Optional.empty();
    }
    return name;
  }

  private static Optional<Double> share(ConfigReader config, String key) {
    Optional<Double> share = config.number(key).map(BigDecimal::doubleValue);
    if (share.isPresent() && !(share.get() > 0 && share.get() < 1)) {
      config.report(
          "out-of-range",
          config.place(key),
          "The share (%s) is not between 0 and 1.".formatted(share.get()),
          "Write 0.95 for 95 %.");
      return Optional.empty();
    }
    return share;
  }
}
