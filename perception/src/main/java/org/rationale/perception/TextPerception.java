package org.rationale.perception;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.rationale.kg.InvalidInputException;
import org.rationale.perception.TextEvaluation.Quality;

/**
 * Fits and evaluates the text perceptor of a pack: {@code rationale calibrate} and {@code
 * evaluate}.
 */
public final class TextPerception {

  private TextPerception() {}

  /**
   * What a calibration came to, by cross-validation over the labelled notes.
   *
   * @param file where it was written
   * @param notes how many notes it was fitted on
   * @param threshold readings below this probability are not reported
   * @param before quality of the uncalibrated scores
   * @param after quality of the calibrated probabilities
   * @param crossValidated findings, each note read with what was fitted without it
   */
  public record CalibrationResult(
      Path file,
      int notes,
      double threshold,
      Quality before,
      Quality after,
      TextEvaluation crossValidated) {}

  /**
   * Fits a text perceptor to its {@code labelled} notes and writes its {@code calibration} file.
   *
   * @param config the perceptor's mapping in {@code pack.yaml}
   * @param packFolder what file names are relative to
   * @param prefixes of the pack, without colons
   * @throws InvalidInputException if the configuration or the labelled notes are wrong
   */
  public static CalibrationResult calibrate(
      Map<String, Object> config, Path packFolder, Map<String, String> prefixes) {
    TextConfiguration configuration =
        TextConfiguration.open(config, Opening.of(packFolder), prefixes, place(config));
    try (NoteReader reader = configuration.reader()) {
      LabelledNotes labelled = configuration.notes(configuration.labelled(), "labelled");
      TextCalibrator calibrator =
          new TextCalibrator(reader, labelled.notes(), configuration.quantities());
      TextCalibration fitted = calibrator.fit(labelled.sha256());
      fitted.write(configuration.calibration());
      return new CalibrationResult(
          configuration.calibration(),
          fitted.notes(),
          fitted.threshold(),
          quality(fitted.before()),
          quality(fitted.after()),
          calibrator.crossValidated(fitted).result("labelled notes, cross-validated"));
    }
  }

  /**
   * Evaluates a text perceptor, as calibrated, on its {@code evaluation} notes: each file by
   * itself.
   *
   * @param config the perceptor's mapping in {@code pack.yaml}
   * @param packFolder what file names are relative to
   * @param prefixes of the pack, without colons
   * @throws InvalidInputException if the configuration, the calibration or the notes are wrong
   */
  public static List<TextEvaluation> evaluate(
      Map<String, Object> config, Path packFolder, Map<String, String> prefixes) {
    TextConfiguration configuration =
        TextConfiguration.open(config, Opening.of(packFolder), prefixes, place(config));
    try (NoteReader reader = configuration.reader()) {
      TextCalibration calibration =
          TextCalibration.read(
              configuration.calibration(),
              configuration.config().place("calibration"),
              reader.encoder().identity().sha256());
      List<TextEvaluation> evaluations = new ArrayList<>();
      configuration.notes(configuration.evaluation(), "evaluation");
      for (Path file : configuration.evaluation()) {
        LabelledNotes notes = configuration.notes(List.of(file), "evaluation");
        TextEvaluator evaluator =
            new TextEvaluator(reader, calibration, configuration.quantities());
        evaluations.add(evaluator.evaluate(fileName(file), notes.notes()));
      }
      return List.copyOf(evaluations);
    }
  }

  private static String fileName(Path file) {
    return String.valueOf(file.getFileName());
  }

  private static String place(Map<String, Object> config) {
    return "perceptor " + config.getOrDefault("id", "?");
  }

  private static Quality quality(TextCalibration.Quality quality) {
    return new Quality(quality.logLoss(), quality.brier(), quality.percepts());
  }
}
