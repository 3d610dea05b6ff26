package org.rationale.reasoner;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.rationale.kg.InvalidInputException;
import org.rationale.perception.TextEvaluation;
import org.rationale.perception.TextPerception;

/** Fits and measures the perceptors of a pack that read text. */
public final class PackPerception {

  private PackPerception() {}

  /**
   * Fits each text perceptor to the labelled notes of its pack and writes what was fitted into the
   * pack.
   *
   * @throws InvalidInputException if the pack or its labelled notes are wrong, or if it has no text
   *     perceptor
   */
  public static List<TextPerception.CalibrationResult> calibrate(Path packFolder) {
    Pack pack = PackReader.read(packFolder);
    return text(pack).stream()
        .map(config -> TextPerception.calibrate(config, packFolder, pack.prefixes()))
        .toList();
  }

  /** Measures each text perceptor, as fitted, on notes that were not used to fit anything. */
  public static List<TextEvaluation> evaluate(Path packFolder) {
    Pack pack = PackReader.read(packFolder);
    return text(pack).stream()
        .map(config -> TextPerception.evaluate(config, packFolder, pack.prefixes()))
        .toList();
  }

  private static List<Map<String, Object>> text(Pack pack) {
    List<Map<String, Object>> configs =
        pack.perceptors().stream()
            .filter(config -> Objects.equals(config.get("kind"), "text"))
            .toList();
    if (configs.isEmpty()) {
      throw new InvalidInputException(
          "no-text-perceptor",
          pack.folder().resolve("pack.yaml") + ": perceptors",
          "the pack (%s) has no perceptor that reads text.".formatted(pack.identity().name()),
          "Name a pack with a perceptor of kind text.");
    }
    return configs;
  }
}
