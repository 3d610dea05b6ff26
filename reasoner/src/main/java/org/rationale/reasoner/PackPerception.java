package org.rationale.reasoner;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.rationale.kg.InvalidInputException;
import org.rationale.perception.CalibrationMethod;
import org.rationale.perception.ClassifierEvaluation;
import org.rationale.perception.ClassifierPerception;
import org.rationale.perception.TextEvaluation;
import org.rationale.perception.TextPerception;

/** Fits and measures the perceptors of a pack that read text or classify. */
public final class PackPerception {

  private PackPerception() {}

  /** What fitting one perceptor came to. */
  public sealed interface Calibrated {
    /** Of notes. */
    record Text(TextPerception.CalibrationResult result) implements Calibrated {}

    /** Of a classifier. */
    record Classifier(ClassifierPerception.CalibrationResult result) implements Calibrated {}
  }

  /** What measuring one perceptor came to. */
  public sealed interface Evaluated {
    /** The results as plain text, for a terminal. */
    String table();

    /** The results as a JSON object's members. */
    Map<String, Object> json();

    /** Of notes. */
    record Text(TextEvaluation evaluation) implements Evaluated {
      @Override
      public String table() {
        return evaluation.table();
      }

      @Override
      public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("kind", "text");
        json.putAll(evaluation.json());
        return json;
      }
    }

    /** Of a classifier. */
    record Classifier(ClassifierEvaluation evaluation) implements Evaluated {
      @Override
      public String table() {
        return evaluation.table();
      }

      @Override
      public Map<String, Object> json() {
        return evaluation.json();
      }
    }
  }

  /**
   * Fits perceptors to the labelled files of their pack and writes what was fitted into the pack.
   *
   * @param perceptor the id of one; absent for all that have a labelled file
   * @param method how classifiers are calibrated; absent for the best in cross-validation. Text
   *     perceptors have one way only
   * @throws InvalidInputException if the pack or its labelled files are wrong, or if it has no such
   *     perceptor
   */
  public static List<Calibrated> calibrate(
      Path packFolder, Optional<String> perceptor, Optional<CalibrationMethod> method) {
    Pack pack = PackReader.read(packFolder);
    List<Calibrated> results = new ArrayList<>();
    for (Map<String, Object> config : chosen(pack, perceptor, "labelled")) {
      results.add(
          isText(config)
              ? new Calibrated.Text(TextPerception.calibrate(config, packFolder, pack.prefixes()))
              : new Calibrated.Classifier(
                  ClassifierPerception.calibrate(config, packFolder, pack.prefixes(), method)));
    }
    return List.copyOf(results);
  }

  /**
   * Measures perceptors, as fitted, on files that were not used to fit anything.
   *
   * @param perceptor the id of one; absent for all that have a file for evaluation
   */
  public static List<Evaluated> evaluate(Path packFolder, Optional<String> perceptor) {
    Pack pack = PackReader.read(packFolder);
    List<Evaluated> results = new ArrayList<>();
    for (Map<String, Object> config : chosen(pack, perceptor, "evaluation")) {
      if (isText(config)) {
        TextPerception.evaluate(config, packFolder, pack.prefixes())
            .forEach(evaluation -> results.add(new Evaluated.Text(evaluation)));
      } else {
        results.add(
            new Evaluated.Classifier(
                ClassifierPerception.evaluate(config, packFolder, pack.prefixes())));
      }
    }
    return List.copyOf(results);
  }

  private static List<Map<String, Object>> chosen(
      Pack pack, Optional<String> perceptor, String file) {
    List<Map<String, Object>> able =
        pack.perceptors().stream()
            .filter(config -> isText(config) || ClassifierPerception.classifies(config))
            .toList();
    List<Map<String, Object>> chosen =
        able.stream()
            .filter(
                config ->
                    perceptor
                        .map(id -> id.equals(config.get("id")))
                        .orElse(isText(config) || config.containsKey(file)))
            .toList();
    if (chosen.isEmpty()) {
      throw new InvalidInputException(
          "no-such-perceptor",
          pack.folder().resolve("pack.yaml") + ": perceptors",
          "The pack (%s) has no perceptor%s that reads text, or that classifies and has the key (%s)."
              .formatted(
                  pack.identity().name(), perceptor.map(id -> " (" + id + ")").orElse(""), file),
          able.isEmpty()
              ? "Name a pack with such a perceptor."
              : "It has (%s)."
                  .formatted(
                      String.join(
                          ", ", able.stream().map(c -> String.valueOf(c.get("id"))).toList())));
    }
    return chosen;
  }

  private static boolean isText(Map<String, Object> config) {
    return Objects.equals(config.get("kind"), "text");
  }
}
