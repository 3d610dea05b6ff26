package org.rationale.perception;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.rationale.kg.InvalidInputException;
import org.rationale.perception.BinaryCalibration.Isotonic.Knot;

/**
 * Reads what {@link FittedCalibration} writes, and the short form {@code {kind: temperature,
 * temperature: T}} that a person may write.
 */
final class CalibrationReader {

  private final ConfigReader config;
  private final List<String> labels;

  private CalibrationReader(ConfigReader config, List<String> labels) {
    this.config = config;
    this.labels = labels;
  }

  /**
   * Reads a calibration.
   *
   * @param config its mapping
   * @param labels of the classes, in the model's order
   * @return empty if it is wrong, which was then reported
   * @throws InvalidInputException if its numbers are not whole
   */
  static Optional<ClassifierCalibration> read(ConfigReader config, List<String> labels) {
    config.allowOnly(
        "format",
        "kind",
        "temperature",
        "maps",
        "classes",
        "baseRates",
        "model",
        "labelled",
        "measured",
        "conformal",
        "outside",
        "fittedOn");
    Optional<BigDecimal> format = config.number("format");
    if (format.isPresent()
        && format.get().compareTo(BigDecimal.valueOf(FittedCalibration.FORMAT)) != 0) {
      config.report(
          "calibration-broken",
          config.place("format"),
          "The calibration's format (%s) is not %d."
              .formatted(format.get(), FittedCalibration.FORMAT),
          "Run `rationale calibrate` on this pack.");
      return Optional.empty();
    }
    return new CalibrationReader(config, labels).read();
  }

  private Optional<ClassifierCalibration> read() {
    Optional<Calibration> calibration = calibration();
    if (calibration.isEmpty()) {
      return Optional.empty();
    }
    if (config.has("classes") && !labels.equals(config.values().get("classes"))) {
      throw broken(
          "it was fitted for the classes %s, but the pack has %s"
              .formatted(config.values().get("classes"), labels));
    }
    List<Double> baseRates =
        config.has("baseRates")
            ? finite(config.values().get("baseRates"), labels.size(), "baseRates")
            : List.of();
    double sum = baseRates.stream().mapToDouble(Double::doubleValue).sum();
    if (!baseRates.isEmpty()
        && (Math.abs(sum - 1) > 1e-6 || baseRates.stream().anyMatch(rate -> rate < 0))) {
      throw broken("its base rates do not add up to 1");
    }
    return Optional.of(
        new ClassifierCalibration(
            calibration.get(),
            config.mapping("conformal").map(this::sets),
            config.mapping("outside").map(this::outside),
            baseRates,
            config.mapping("model").flatMap(model -> model.string("sha256"))));
  }

  private Optional<Calibration> calibration() {
    Optional<String> kind = config.requiredString("kind");
    if (kind.isEmpty()) {
      return Optional.empty();
    }
    return switch (kind.get()) {
      case "temperature" -> temperature();
      case "platt" ->
          Optional.of(
              maps(
                  map ->
                      new BinaryCalibration.Platt(
                          atLeast0(map, "slope"), number(map, "intercept"))));
      case "beta" ->
          Optional.of(
              maps(
                  map ->
                      new BinaryCalibration.Beta(
                          atLeast0(map, "a"), atLeast0(map, "b"), number(map, "c"))));
      case "isotonic" -> Optional.of(maps(this::isotonic));
      default -> {
        config.report(
            "unknown-calibration",
            config.place("kind"),
            "The calibration (%s) is not known.".formatted(kind.get()),
            ConfigReader.nearest(kind.get(), List.of("temperature", "platt", "beta", "isotonic")));
        yield Optional.empty();
      }
    };
  }

  private Optional<Calibration> temperature() {
    config.requirePresent("temperature");
    Optional<BigDecimal> temperature = config.number("temperature");
    if (temperature.isPresent() && temperature.get().signum() <= 0) {
      config.report(
          "bad-temperature",
          config.place("temperature"),
          "The temperature (%s) is not above 0.".formatted(temperature.get().toPlainString()),
          "1 leaves the model's probabilities as they are.");
      return Optional.empty();
    }
    return temperature.map(BigDecimal::doubleValue).map(Calibration.Temperature::new);
  }

  private Calibration maps(Function<ConfigReader, BinaryCalibration> read) {
    List<ConfigReader> maps = config.mappings("maps");
    int expected = labels.size() == 2 ? 1 : labels.size();
    if (maps.size() != expected) {
      throw broken("it has (%d) maps, where (%d) are needed".formatted(maps.size(), expected));
    }
    return new Calibration.OneVersusRest(maps.stream().map(read).toList());
  }

  private BinaryCalibration isotonic(ConfigReader map) {
    List<Knot> knots = new ArrayList<>();
    if (map.values().get("knots") instanceof List<?> list) {
      for (Object knot : list) {
        List<Double> pair = finite(knot, 2, "knots");
        knots.add(new Knot(pair.getFirst(), pair.getLast()));
      }
    }
    return whole(() -> new BinaryCalibration.Isotonic(knots));
  }

  private ConformalSets sets(ConfigReader conformal) {
    conformal.allowOnly("coverage", "perClass", "limits");
    List<Double> limits = new ArrayList<>();
    if (conformal.values().get("limits") instanceof List<?> list) {
      for (Object limit : list) {
        limits.add(
            limit == null
                ? Double.POSITIVE_INFINITY
                : finite(List.of(limit), 1, "limits").getFirst());
      }
    }
    if (limits.size() != labels.size()) {
      throw broken("its conformal limits are not (%d)".formatted(labels.size()));
    }
    double coverage = number(conformal, "coverage");
    boolean perClass = conformal.flag("perClass");
    return whole(() -> new ConformalSets(coverage, perClass, limits));
  }

  private OutsideLimit outside(ConfigReader outside) {
    outside.allowOnly("score", "quantile", "examples", "limit", "median", "means", "factor");
    String kind = outside.requiredString("score").orElse("");
    OutsideScore score =
        switch (kind.toLowerCase(Locale.ROOT)) {
          case "energy" -> new OutsideScore.Energy();
          case "nearest" -> new OutsideScore.Farness();
          case "distance" -> new OutsideScore.Distance();
          case "mahalanobis" -> mahalanobis(outside);
          default -> throw broken("its score (%s) is not known".formatted(kind));
        };
    double limit = number(outside, "limit");
    double median = number(outside, "median");
    if (median > limit) {
      throw broken("its median (%s) is above its limit (%s)".formatted(median, limit));
    }
    return new OutsideLimit(
        score, number(outside, "quantile"), (int) number(outside, "examples"), limit, median);
  }

  private OutsideScore mahalanobis(ConfigReader outside) {
    List<double[]> factor = new ArrayList<>();
    if (outside.values().get("factor") instanceof List<?> rows) {
      for (Object row : rows) {
        factor.add(array(finite(row, factor.size() + 1, "factor")));
        if (!(factor.getLast()[factor.size() - 1] > 0)) {
          throw broken("its factor is not positive on the diagonal");
        }
      }
    }
    List<double[]> means = new ArrayList<>();
    if (outside.values().get("means") instanceof List<?> rows) {
      for (Object row : rows) {
        means.add(array(finite(row, factor.size(), "means")));
      }
    }
    if (means.size() != labels.size() || factor.isEmpty()) {
      throw broken("it has not one mean for each of (%d) classes".formatted(labels.size()));
    }
    return OutsideScore.Mahalanobis.ofRows(means, factor);
  }

  private static double[] array(List<Double> numbers) {
    return numbers.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private double number(ConfigReader from, String key) {
    return from.number(key)
        .map(BigDecimal::doubleValue)
        .orElseThrow(() -> broken("the number (%s) is missing".formatted(key)));
  }

  private double atLeast0(ConfigReader from, String key) {
    double number = number(from, key);
    if (number < 0) {
      throw broken("the number (%s) is below 0".formatted(key));
    }
    return number;
  }

  private List<Double> finite(@Nullable Object value, int size, String key) {
    List<Double> numbers = new ArrayList<>();
    if (value instanceof List<?> list) {
      for (Object item : list) {
        ConfigReader.decimal(item).map(BigDecimal::doubleValue).ifPresent(numbers::add);
      }
    }
    if (numbers.size() != size) {
      throw broken("(%s) does not hold (%d) numbers".formatted(key, size));
    }
    return List.copyOf(numbers);
  }

  private <T> T whole(Supplier<T> made) {
    try {
      return made.get();
    } catch (IllegalArgumentException e) {
      throw broken(String.valueOf(e.getMessage()));
    }
  }

  private InvalidInputException broken(String why) {
    return new InvalidInputException(
        "calibration-broken",
        config.place(),
        "The calibration cannot be used: %s.".formatted(why),
        "Run `rationale calibrate` on this pack.");
  }
}
