package org.rationale.perception;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.rationale.perception.LabelledNotes.Label;
import org.rationale.perception.LabelledNotes.LabelledNote;
import org.rationale.perception.NoteReader.Mention;
import org.rationale.perception.NoteReader.Prepared;
import org.rationale.perception.TextEvaluation.Quality;
import org.rationale.perception.TextEvaluation.Score;
import org.rationale.perception.TextEvaluation.SystemScore;

/** Runs a text perceptor and simpler systems on labelled notes and counts. */
final class TextEvaluator {

  /** What is counted. */
  private record Finding(Node concept, Context category) {}

  private final NoteReader reader;
  private final TextCalibration calibration;
  private final Map<String, Score> perContext = new LinkedHashMap<>();
  private final Map<String, Score> perConcept = new LinkedHashMap<>();
  private final List<String> mistakes = new ArrayList<>();
  private Score full = new Score(0, 0, 0);
  private Score withoutContext = new Score(0, 0, 0);
  private Score keywords = new Score(0, 0, 0);
  private double logLoss;
  private double brier;
  private int percepts;
  private int notes;

  TextEvaluator(NoteReader reader, TextCalibration calibration) {
    this.reader = reader;
    this.calibration = calibration;
  }

  TextEvaluation evaluate(List<LabelledNote> labelled) {
    labelled.forEach(note -> add(note, reader.prepare(note.text()), calibration));
    return result();
  }

  /** Counts a note in, read with a calibration of its own. */
  void add(LabelledNote note, Prepared prepared, TextCalibration fitted) {
    List<Mention> mentions =
        reader.mentions(prepared, fitted.weights(), fitted.leastScore()).stream()
            .filter(mention -> fitted.reading(mention.score()) >= fitted.threshold())
            .toList();
    Set<Finding> gold = new LinkedHashSet<>();
    for (Label label : note.labels()) {
      label.context().category().ifPresent(c -> gold.add(new Finding(label.concept(), c)));
    }
    Map<Finding, Mention> found = new LinkedHashMap<>();
    for (Mention mention : reader.best(mentions, fitted)) {
      mention
          .reading()
          .context()
          .category()
          .ifPresent(c -> found.put(new Finding(concept(mention), c), mention));
    }
    Set<Finding> plain = new LinkedHashSet<>();
    for (Mention mention : mentions) {
      boolean absent = reader.index().phrase(mention.candidate().phrase()).absent();
      plain.add(new Finding(concept(mention), absent ? Context.ABSENT : Context.PRESENT));
    }
    count(gold, found, note, fitted);
    withoutContext = withoutContext.plus(score(gold, plain));
    keywords = keywords.plus(score(gold, keywords(note.text())));
    notes++;
  }

  TextEvaluation result() {
    return new TextEvaluation(
        notes,
        List.of(
            new SystemScore("perceptor", full),
            new SystemScore("without context triggers", withoutContext),
            new SystemScore("keywords", keywords)),
        perContext,
        perConcept,
        new Quality(logLoss / Math.max(1, percepts), brier / Math.max(1, percepts), percepts),
        calibration.phrases().equals(reader.index().sha256()));
  }

  /** What was found and not labelled, or labelled and not found; for work on labelled notes. */
  List<String> mistakes() {
    return List.copyOf(mistakes);
  }

  private Node concept(Mention mention) {
    return reader.index().phrase(mention.candidate().phrase()).concept();
  }

  private void count(
      Set<Finding> gold, Map<Finding, Mention> found, LabelledNote note, TextCalibration fitted) {
    for (Finding finding : found.keySet()) {
      boolean right = gold.contains(finding);
      tally(finding, right ? new Score(1, 0, 0) : new Score(0, 1, 0));
      if (!right) {
        mistakes.add("%s wrong %s".formatted(note.id(), describe(finding, found.get(finding))));
      }
      double p = Math.clamp(NoteReader.probability(found.get(finding), fitted), 1e-6, 1 - 1e-6);
      double y = target(finding, note);
      logLoss -= y * Math.log(p) + (1 - y) * Math.log(1 - p);
      brier += (p - y) * (p - y);
      percepts++;
    }
    for (Finding finding : gold) {
      if (!found.containsKey(finding)) {
        tally(finding, new Score(0, 0, 1));
        mistakes.add(
            "%s missed %s %s %s"
                .formatted(
                    note.id(),
                    finding.concept().getLocalName(),
                    finding.category().key(),
                    note.labels().stream()
                        .filter(label -> label.concept().equals(finding.concept()))
                        .map(Label::quote)
                        .toList()));
      }
    }
  }

  private String describe(Finding finding, Mention mention) {
    return String.format(
        Locale.ROOT,
        "%s %s words %s score %.2f phrase (%s) because %s",
        finding.concept().getLocalName(),
        finding.category().key(),
        mention.candidate().range(),
        mention.score(),
        reader.index().phrase(mention.candidate().phrase()).text(),
        mention.reading().because().stream().map(f -> f.trigger().phrase()).toList());
  }

  private static double target(Finding finding, LabelledNote note) {
    double target = 0;
    for (Label label : note.labels()) {
      if (label.concept().equals(finding.concept())
          && label.context().category().filter(finding.category()::equals).isPresent()) {
        target = Math.max(target, label.context() == Context.POSSIBLE ? 0.5 : 1);
      }
    }
    return target;
  }

  private void tally(Finding finding, Score score) {
    full = full.plus(score);
    perContext.merge(finding.category().key(), score, Score::plus);
    perConcept.merge(finding.concept().getURI(), score, Score::plus);
  }

  private static Score score(Set<Finding> gold, Set<Finding> found) {
    int right = (int) found.stream().filter(gold::contains).count();
    return new Score(right, found.size() - right, gold.size() - right);
  }

  /** The baseline: a phrase stands there, as whole words, in whatever case. */
  private Set<Finding> keywords(String text) {
    String small = text.toLowerCase(Locale.ROOT);
    Set<Finding> found = new LinkedHashSet<>();
    for (ConceptPhrase phrase : reader.index().phrases()) {
      String wanted = phrase.text().toLowerCase(Locale.ROOT);
      for (int at = small.indexOf(wanted); at >= 0; at = small.indexOf(wanted, at + 1)) {
        int end = at + wanted.length();
        if ((at == 0 || !Character.isLetterOrDigit(small.charAt(at - 1)))
            && (end == small.length() || !Character.isLetterOrDigit(small.charAt(end)))) {
          found.add(
              new Finding(phrase.concept(), phrase.absent() ? Context.ABSENT : Context.PRESENT));
          break;
        }
      }
    }
    return found;
  }
}
