package org.rationale.perception;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How well a text perceptor finds what people found in notes. What is counted are findings: pairs
 * of a concept and a sense (present or possible, absent, historical, family), each once for a note.
 *
 * @param file the name of the file with the notes
 * @param notes how many notes there were
 * @param systems the perceptor itself first, then those it is compared with
 * @param perContext of the perceptor, by sense
 * @param perConcept of the perceptor, by concept's IRI
 * @param senses of the perceptor, apart from what was found
 * @param numbers of notes whose numbers are labelled
 * @param quality of the perceptor's probabilities on these notes
 * @param fittedOnPhrases whether the calibration was fitted with the phrases as they are now
 */
public record TextEvaluation(
    String file,
    int notes,
    List<SystemScore> systems,
    Map<String, Score> perContext,
    Map<String, Score> perConcept,
    SenseEvaluation senses,
    Optional<NumberEvaluation> numbers,
    Quality quality,
    boolean fittedOnPhrases) {

  /**
   * Counts of findings.
   *
   * @param right found and labelled
   * @param wrong found and not labelled
   * @param missed labelled and not found
   */
  public record Score(int right, int wrong, int missed) {

    /** Of what was found, the part that is right; 1 if nothing was found. */
    public double precision() {
      return right + wrong == 0 ? 1 : (double) right / (right + wrong);
    }

    /** Of what there is to find, the part that was found; 1 if there is nothing. */
    public double recall() {
      return right + missed == 0 ? 1 : (double) right / (right + missed);
    }

    /** The harmonic mean of precision and recall. */
    public double f1() {
      return right == 0 ? 0 : 2 * precision() * recall() / (precision() + recall());
    }

    Score plus(Score other) {
      return new Score(right + other.right, wrong + other.wrong, missed + other.missed);
    }

    Map<String, Object> json() {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("right", right);
      json.put("wrong", wrong);
      json.put("missed", missed);
      json.put("precision", precision());
      json.put("recall", recall());
      json.put("f1", f1());
      return json;
    }
  }

  /** A system's name and its score over all findings. */
  public record SystemScore(String name, Score score) {}

  /**
   * How good the probabilities of the reported percepts are; a label "possible" counts as half.
   *
   * @param logLoss mean cross-entropy in nats
   * @param brier mean squared error
   * @param percepts how many they are means over
   */
  public record Quality(double logLoss, double brier, int percepts) {}

  public TextEvaluation {
    systems = List.copyOf(systems);
    perContext = Collections.unmodifiableMap(new TreeMap<>(perContext));
    perConcept = Collections.unmodifiableMap(new TreeMap<>(perConcept));
  }

  /** The results as plain text, for a terminal. */
  public String table() {
    List<String> lines = new ArrayList<>();
    lines.add("%s, %d notes".formatted(file, notes));
    lines.add("");
    if (isOfFindings()) {
      lines.add(header("system"));
      systems.forEach(system -> lines.add(line(system.name(), system.score())));
      lines.add("");
      lines.add(header("sense"));
      perContext.forEach((context, score) -> lines.add(line(context, score)));
      lines.add("");
      lines.addAll(senses.lines());
      lines.add("");
      lines.add(header("concept"));
      perConcept.forEach((concept, score) -> lines.add(line(localName(concept), score)));
      lines.add("");
      lines.add(
          String.format(
              Locale.ROOT,
              "probabilities of %d percepts: log-loss %.3f, Brier %.3f",
              quality.percepts(),
              quality.logLoss(),
              quality.brier()));
    }
    numbers.ifPresent(read -> lines.addAll(read.lines()));
    if (!fittedOnPhrases) {
      lines.add("The phrases have changed since the calibration: run `rationale calibrate`.");
    }
    return String.join("\n", lines) + "\n";
  }

  private boolean isOfFindings() {
    return !perConcept.isEmpty();
  }

  /** The results as a JSON object's members. */
  public Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("file", file);
    json.put("notes", notes);
    if (isOfFindings()) {
      Map<String, Object> scores = new LinkedHashMap<>();
      systems.forEach(system -> scores.put(system.name(), system.score().json()));
      json.put("systems", scores);
      json.put("perSense", scores(perContext));
      json.put("mentions", senses.json());
      json.put("perConcept", scores(perConcept));
      json.put("logLoss", quality.logLoss());
      json.put("brier", quality.brier());
      json.put("percepts", quality.percepts());
    }
    numbers.ifPresent(read -> json.put("numbers", read.json()));
    json.put("fittedOnPhrases", fittedOnPhrases);
    return json;
  }

  private static Map<String, Object> scores(Map<String, Score> scores) {
    Map<String, Object> json = new LinkedHashMap<>();
    scores.forEach((name, score) -> json.put(name, score.json()));
    return json;
  }

  static String header(String name) {
    return String.format(
        Locale.ROOT,
        "%-30s %9s %7s %6s %6s %6s %6s",
        name,
        "precision",
        "recall",
        "F1",
        "right",
        "wrong",
        "missed");
  }

  static String line(String name, Score score) {
    return String.format(
        Locale.ROOT,
        "%-30s %9.3f %7.3f %6.3f %6d %6d %6d",
        name,
        score.precision(),
        score.recall(),
        score.f1(),
        score.right(),
        score.wrong(),
        score.missed());
  }

  private static String localName(String iri) {
    return iri.substring(Math.max(iri.lastIndexOf('#'), iri.lastIndexOf('/')) + 1);
  }
}
