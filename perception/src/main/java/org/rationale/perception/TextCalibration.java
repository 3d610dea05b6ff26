package org.rationale.perception;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rationale.kg.InvalidInputException;

/**
 * What was fitted for a text perceptor: how a span's features become a score, how the score becomes
 * a probability, and from which probability on a percept is reported.
 *
 * <p>{@code score = weights . features}; {@code reading = 1 / (1 + exp(-(slope * score +
 * intercept)))} is the probability that the note says so (Platt 1999); what the note calls possible
 * has {@code possibleFactor * reading}.
 *
 * @param model SHA-256 of the model's file
 * @param phrases SHA-256 of the concepts and phrases
 * @param labelled SHA-256 of the labelled file
 * @param notes how many notes it was fitted on
 * @param weights one for each of {@link Candidate#FEATURES}
 * @param slope of Platt's calibration
 * @param intercept of Platt's calibration
 * @param possibleFactor in [0, 1]
 * @param threshold readings below it are not reported
 * @param before quality of the uncalibrated score on notes that the weights were not fitted on
 * @param after quality of the calibrated probability, on notes that neither was fitted on
 */
@SuppressWarnings("ArrayRecordComponent") // the weights never leave this package
record TextCalibration(
    String model,
    String phrases,
    String labelled,
    int notes,
    double[] weights,
    double slope,
    double intercept,
    double possibleFactor,
    double threshold,
    Quality before,
    Quality after) {

  /**
   * How good probabilities are.
   *
   * @param logLoss mean cross-entropy in nats
   * @param brier mean squared error
   * @param percepts how many they are means over
   */
  record Quality(double logLoss, double brier, int percepts) {}

  private static final int FORMAT = 1;
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** The probability that a note says what a mention was read as. */
  double reading(double score) {
    return LogisticRegression.probability(slope * score + intercept);
  }

  /** The score from which on a mention is reported. */
  double leastScore() {
    return slope > 0
        ? (Math.log(threshold / (1 - threshold)) - intercept) / slope
        : Double.NEGATIVE_INFINITY;
  }

  /**
   * Reads a calibration.
   *
   * @param place for messages: {@code pack.yaml: perceptors[0].calibration}
   * @param model SHA-256 of the model in use
   * @throws InvalidInputException if it is missing, is not whole, or was fitted for another model
   */
  static TextCalibration read(Path file, String place, String model) {
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException(
          "calibration-missing",
          place,
          "The calibration (%s) is not there.".formatted(file.getFileName()),
          "Run `rationale calibrate` on this pack.");
    }
    JsonNode json;
    try {
      json = JSON.readTree(Files.readAllBytes(file));
    } catch (IOException e) {
      throw broken(place, "it is no JSON file");
    }
    if (json == null || json.path("format").asInt() != FORMAT) {
      throw broken(place, "its format is not %d".formatted(FORMAT));
    }
    String fittedFor = json.path("model").path("sha256").asText();
    if (!fittedFor.equals(model)) {
      throw new InvalidInputException(
          "calibration-of-other-model",
          place,
          "The calibration was fitted for the model (%s), but the model in use is (%s)."
              .formatted(fittedFor, model),
          "Run `rationale calibrate` on this pack.");
    }
    double[] weights = new double[Candidate.FEATURES.size()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = number(json.path("weights").path(Candidate.FEATURES.get(i)), place);
    }
    return new TextCalibration(
        fittedFor,
        json.path("phrases").path("sha256").asText(),
        json.path("labelled").path("sha256").asText(),
        json.path("labelled").path("notes").asInt(),
        weights,
        number(json.path("slope"), place),
        number(json.path("intercept"), place),
        fraction(json.path("possibleFactor"), place),
        fraction(json.path("threshold"), place),
        quality(json.path("before")),
        quality(json.path("after")));
  }

  /** Writes the calibration as JSON; the same calibration gives the same bytes. */
  void write(Path file) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("format", FORMAT);
    json.put("model", Map.of("sha256", model));
    json.put("phrases", Map.of("sha256", phrases));
    Map<String, Object> source = new LinkedHashMap<>();
    source.put("sha256", labelled);
    source.put("notes", notes);
    json.put("labelled", source);
    Map<String, Object> named = new LinkedHashMap<>();
    for (int i = 0; i < weights.length; i++) {
      named.put(Candidate.FEATURES.get(i), rounded(weights[i]));
    }
    json.put("weights", named);
    json.put("slope", rounded(slope));
    json.put("intercept", rounded(intercept));
    json.put("possibleFactor", rounded(possibleFactor));
    json.put("threshold", rounded(threshold));
    json.put("before", quality(before));
    json.put("after", quality(after));
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Files.writeString(file, JSON.writeValueAsString(json) + "\n");
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

  private static Map<String, Object> quality(Quality quality) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("logLoss", rounded(quality.logLoss()));
    json.put("brier", rounded(quality.brier()));
    json.put("percepts", quality.percepts());
    return json;
  }

  private static Quality quality(JsonNode json) {
    return new Quality(
        json.path("logLoss").asDouble(),
        json.path("brier").asDouble(),
        json.path("percepts").asInt());
  }

  /** Six decimals: a diff of two calibrations shall show what changed, not noise. */
  private static double rounded(double value) {
    return Math.round(value * 1e6) / 1e6;
  }

  private static double number(JsonNode json, String place) {
    if (!json.isNumber() || !Double.isFinite(json.asDouble())) {
      throw broken(place, "a parameter is missing");
    }
    return json.asDouble();
  }

  private static double fraction(JsonNode json, String place) {
    double value = number(json, place);
    if (value < 0 || value > 1) {
      throw broken(place, "the parameter (%s) is not in [0, 1]".formatted(value));
    }
    return value;
  }

  private static InvalidInputException broken(String place, String why) {
    return new InvalidInputException(
        "calibration-broken",
        place,
        "The calibration cannot be used: %s.".formatted(why),
        "Run `rationale calibrate` on this pack.");
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }

  @Override
  public String toString() {
    return "TextCalibration[labelled=" + labelled + ", notes=" + notes + "]";
  }
}
