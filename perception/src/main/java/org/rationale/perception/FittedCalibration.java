package org.rationale.perception;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rationale.kg.AtomicFile;
import org.rationale.kg.InvalidInputException;

/**
 * What was fitted for a classifier, and to what.
 *
 * @param fitted with the model's hash and base rates
 * @param method of its calibration
 * @param labels of the classes, in the model's order
 * @param labelled the name of the labelled file in the pack
 * @param labelledSha256 of that file
 * @param counts how many of its examples are of each class
 * @param folds of the cross-validation
 * @param before quality of the model's own probabilities
 * @param after quality of the calibrated ones, each example's by a calibration that was fitted
 *     without its fold
 */
record FittedCalibration(
    ClassifierCalibration fitted,
    CalibrationMethod method,
    List<String> labels,
    String labelled,
    String labelledSha256,
    List<Integer> counts,
    int folds,
    ClassifierQuality before,
    ClassifierQuality after) {

  static final int FORMAT = 1;

  private static final ObjectMapper JSON = new ObjectMapper();

  FittedCalibration {
    labels = List.copyOf(labels);
    counts = List.copyOf(counts);
  }

  /**
   * Writes it whole or not at all; the same fit gives the same bytes.
   *
   * @throws InvalidInputException if the file cannot be written
   */
  void write(Path file) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      AtomicFile.write(
          file, JSON.writer(new DefaultPrettyPrinter()).writeValueAsString(json()) + "\n");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Maps of numbers and texts have a JSON form.", e);
    } catch (IOException e) {
      throw new InvalidInputException(
          "calibration-unwritable",
          file.toString(),
          "The calibration cannot be written.",
          "Copy the pack to a folder that you may write to.");
    }
  }

  private Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("format", FORMAT);
    switch (fitted.calibration()) {
      case Calibration.Temperature(double temperature) -> {
        json.put("kind", "temperature");
        json.put("temperature", temperature);
      }
      case Calibration.OneVersusRest(List<BinaryCalibration> maps) -> {
        json.put("kind", maps.getFirst().kind());
        json.put("maps", maps.stream().map(FittedCalibration::json).toList());
      }
    }
    json.put("classes", labels);
    json.put("baseRates", fitted.baseRates());
    json.put("model", Map.of("sha256", fitted.model().orElse("")));
    Map<String, Object> source = new LinkedHashMap<>();
    source.put("file", labelled);
    source.put("sha256", labelledSha256);
    source.put("examples", counts);
    json.put("labelled", source);
    Map<String, Object> measured = new LinkedHashMap<>();
    measured.put("how", "cross-validated in %d folds".formatted(folds));
    measured.put("before", json(before));
    measured.put("after", json(after));
    json.put("measured", measured);
    fitted.sets().ifPresent(sets -> json.put("conformal", json(sets)));
    fitted.outside().ifPresent(limit -> json.put("outside", json(limit)));
    return json;
  }

  private static Map<String, Object> json(BinaryCalibration map) {
    Map<String, Object> json = new LinkedHashMap<>();
    switch (map) {
      case BinaryCalibration.Platt(double slope, double intercept) -> {
        json.put("slope", slope);
        json.put("intercept", intercept);
      }
      case BinaryCalibration.Beta(double a, double b, double c) -> {
        json.put("a", a);
        json.put("b", b);
        json.put("c", c);
      }
      case BinaryCalibration.Isotonic(List<BinaryCalibration.Isotonic.Knot> knots) ->
          json.put(
              "knots",
              knots.stream().map(knot -> List.of(knot.logOdds(), knot.probability())).toList());
    }
    return json;
  }

  private static Map<String, Object> json(ClassifierQuality quality) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("logLoss", Rounded.nearest(quality.logLoss()));
    json.put("brier", Rounded.nearest(quality.brier()));
    json.put("equalWidthError", Rounded.nearest(quality.equalWidthError()));
    json.put("equalMassError", Rounded.nearest(quality.equalMassError()));
    json.put("accuracy", Rounded.nearest(quality.accuracy()));
    json.put("auc", Rounded.nearest(quality.auc()));
    return json;
  }

  private static Map<String, Object> json(ConformalSets sets) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("coverage", sets.coverage());
    json.put("perClass", sets.perClass());
    List<@Nullable Double> limits = new ArrayList<>();
    sets.limits().forEach(limit -> limits.add(Double.isInfinite(limit) ? null : limit));
    json.put("limits", limits);
    return json;
  }

  private static Map<String, Object> json(OutsideLimit limit) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("score", limit.score().kind());
    json.put("quantile", limit.quantile());
    json.put("examples", limit.examples());
    json.put("limit", limit.limit());
    json.put("median", limit.median());
    if (limit.score() instanceof OutsideScore.Mahalanobis distance) {
      json.put("means", distance.means());
      json.put("factor", distance.rows());
    }
    return json;
  }
}
