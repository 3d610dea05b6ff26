package org.rationale.perception;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.jena.graph.Node;
import org.rationale.perception.LabelledNotes.Label;
import org.rationale.perception.LabelledNotes.LabelledNote;
import org.rationale.perception.NoteQuantities.Said;
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
  private final NoteQuantities quantities;
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
  private SenseEvaluation senses = SenseEvaluation.none();
  private final Map<String, Score> perQuantity = new TreeMap<>();
  private int numberNotes;
  private int exactSpans;
  private int withheld;

  TextEvaluator(NoteReader reader, TextCalibration calibration, NoteQuantities quantities) {
    this.reader = reader;
    this.calibration = calibration;
    this.quantities = quantities;
  }

  TextEvaluation evaluate(String file, List<LabelledNote> labelled) {
    labelled.forEach(note -> add(note, reader.prepare(note.text()), calibration));
    return result(file);
  }

  /** Counts a note in, read with a calibration of its own. */
  void add(LabelledNote note, Prepared prepared, TextCalibration fitted) {
    notes++;
    if (note.findings().isPresent()) {
      addFindings(note, prepared, fitted);
    }
    note.numbers().ifPresent(numbers -> addNumbers(note, numbers, prepared.note()));
  }

  private void addFindings(LabelledNote note, Prepared prepared, TextCalibration fitted) {
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
    addSenses(note, mentions, prepared.note());
    withoutContext = withoutContext.plus(score(gold, plain));
    keywords = keywords.plus(score(gold, keywords(note.text())));
  }

  private void addSenses(LabelledNote note, List<Mention> mentions, ClinicalText text) {
    Set<Node> labelled = new LinkedHashSet<>();
    for (Label label : note.labels()) {
      labelled.add(label.concept());
      Optional<Mention> there =
          mentions.stream()
              .filter(mention -> concept(mention).equals(label.concept()))
              .filter(
                  mention ->
                      label.isAt(
                          note.text(),
                          text.start(mention.candidate().range()),
                          text.end(mention.candidate().range())))
              .max(Comparator.comparingDouble(Mention::score));
      senses = senses.with(there.isPresent() ? new Score(1, 0, 0) : new Score(0, 0, 1));
      if (there.isPresent()) {
        Context read = there.get().reading().context();
        senses = senses.with(label.context(), read);
        if (read != label.context()) {
          mistakes.add(
              "%s sense %s read as %s: %s in (%s) because %s"
                  .formatted(
                      note.id(),
                      label.context().key(),
                      read.key(),
                      label.quote(),
                      note.text(),
                      phrases(there.get())));
        }
      }
    }
    int more =
        (int) mentions.stream().filter(mention -> !labelled.contains(concept(mention))).count();
    senses = senses.with(new Score(0, more, 0));
  }

  private void addNumbers(
      LabelledNote note, List<LabelledNotes.SaidNumber> labelled, ClinicalText text) {
    numberNotes++;
    List<LabelledNotes.SaidNumber> left = new ArrayList<>(labelled);
    for (Said said : quantities.read(text, reader.contexts())) {
      switch (said) {
        case Said.Value value -> {
          Optional<LabelledNotes.SaidNumber> label =
              left.stream().filter(number -> isSaid(number, value, note.text())).findFirst();
          label.ifPresent(left::remove);
          label
              .filter(number -> number.quote().equals(value.span().text()))
              .ifPresent(number -> exactSpans++);
          count(value.of(), label.isPresent() ? new Score(1, 0, 0) : new Score(0, 1, 0));
          if (label.isEmpty()) {
            mistakes.add("%s wrong %s".formatted(note.id(), value.note()));
          }
        }
        case Said.Nothing nothing -> {
          withheld++;
          mistakes.add("%s withheld %s".formatted(note.id(), nothing.reason()));
        }
      }
    }
    for (LabelledNotes.SaidNumber number : left) {
      perQuantity.merge(number.quantity(), new Score(0, 0, 1), Score::plus);
      mistakes.add("%s missed %s (%s)".formatted(note.id(), number.quantity(), number.quote()));
    }
  }

  private void count(NoteQuantity quantity, Score score) {
    perQuantity.merge(quantity.quantity().name(), score, Score::plus);
  }

  private static boolean isSaid(LabelledNotes.SaidNumber number, Said.Value value, String text) {
    int at = text.indexOf(number.quote());
    return number.quantity().equals(value.of().quantity().name())
        && number.value().compareTo(value.reading().value()) == 0
        && at < value.span().end()
        && value.span().start() < at + number.quote().length();
  }

  TextEvaluation result(String file) {
    return new TextEvaluation(
        file,
        notes,
        List.of(
            new SystemScore("perceptor", full),
            new SystemScore("without context triggers", withoutContext),
            new SystemScore("keywords", keywords)),
        perContext,
        perConcept,
        senses,
        numberNotes == 0
            ? Optional.empty()
            : Optional.of(new NumberEvaluation(numberNotes, perQuantity, exactSpans, withheld)),
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
        phrases(mention));
  }

  private static List<String> phrases(Mention mention) {
    return mention.reading().because().stream().map(f -> f.trigger().phrase()).toList();
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
      if (phrase.isOfNothing()) {
        continue;
      }
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
