package org.rationale.perception;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * How well a text perceptor finds what people found in notes. What is counted are findings: pairs
 * of a concept and a sense (present or possible, absent, historical, family), each once for a note.
 *
 * @param notes how many notes there were
 * @param systems the perceptor itself first, then those it is compared with
 * @param perContext of the perceptor, by sense
 * @param perConcept of the perceptor, by concept's IRI
 * @param quality of the perceptor's probabilities on these notes
 * @param fittedOnPhrases whether the calibration was fitted with the phrases as they are now
 */
public record TextEvaluation(
    int notes,
    List<SystemScore> systems,
    Map<String, Score> perContext,
    Map<String, Score> perConcept,
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
    lines.add("%d notes".formatted(notes));
    lines.add("");
    lines.add(header("system"));
    systems.forEach(system -> lines.add(line(system.name(), system.score())));
    lines.add("");
    lines.add(header("sense"));
    perContext.forEach((context, score) -> lines.add(line(context, score)));
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
    if (!fittedOnPhrases) {
      lines.add("The phrases have changed since the calibration: run `rationale calibrate`.");
    }
    return String.join("\n", lines) + "\n";
  }

  private static String header(String name) {
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

  private static String line(String name, Score score) {
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
