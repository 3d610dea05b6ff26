package org.rationale.perception;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.jena.graph.Node;
import org.rationale.perception.LabelledNotes.Label;
import org.rationale.perception.LabelledNotes.LabelledNote;
import org.rationale.perception.NoteReader.Mention;
import org.rationale.perception.NoteReader.Prepared;
import org.rationale.perception.TextCalibration.Quality;

/**
 * Fits a {@link TextCalibration} to labelled notes.
 *
 * <p>The weights are those of a logistic regression over all candidates: does the span name the
 * concept? Platt's two parameters are fitted to the percepts that come out: does the note say so,
 * sense included? Their scores come from weights that were fitted without the note (five folds by
 * note), or they would look surer than they are. A label "possible" counts as half: the writer was
 * unsure, and no label tells how it turned out.
 */
final class TextCalibrator {

  private static final int FOLDS = 5;
  private static final double RIDGE = 0.1;
  private static final double PLATT_RIDGE = 0.01;
  private static final double HALF_SURE = 0.5;

  /** A percept that was read from a labelled note, and what the labels say of it. */
  private record Outcome(int note, Mention mention, double target, boolean named) {}

  private final NoteReader reader;
  private final List<LabelledNote> notes;
  private final List<Prepared> prepared;
  private final NoteQuantities quantities;

  TextCalibrator(NoteReader reader, List<LabelledNote> notes, NoteQuantities quantities) {
    this(
        reader,
        notes,
        notes.stream().map(note -> reader.prepare(note.text())).toList(),
        quantities);
  }

  /** Fits to all notes; the qualities are of cross-validation. */
  TextCalibration fit(String labelledSha256) {
    List<Integer> all = IntStream.range(0, notes.size()).boxed().toList();
    List<Outcome> held = new ArrayList<>();
    for (int fold = 0; fold < FOLDS; fold++) {
      double[] weights = weights(outside(all, fold));
      for (int n : inside(all, fold)) {
        if (notes.get(n).findings().isPresent()) {
          held.addAll(outcomes(n, weights));
        }
      }
    }
    double[] platt = platt(held);
    int read = (int) notes.stream().filter(note -> note.findings().isPresent()).count();
    TextCalibration fitted =
        new TextCalibration(
            reader.encoder().identity().sha256(),
            reader.index().sha256(),
            labelledSha256,
            read,
            weights(all),
            platt[1],
            platt[0],
            possibleFactor(held, platt),
            0,
            quality(held, o -> LogisticRegression.probability(o.mention().score())),
            heldOut(held));
    return withThreshold(fitted, threshold(held, fitted));
  }

  /** Evaluates the labelled notes, each with what was fitted without its fold. */
  TextEvaluator crossValidated(TextCalibration fitted) {
    TextEvaluator evaluator = new TextEvaluator(reader, fitted, quantities);
    List<Integer> all = IntStream.range(0, notes.size()).boxed().toList();
    for (int fold = 0; fold < FOLDS; fold++) {
      List<Integer> training = outside(all, fold);
      TextCalibration rest =
          new TextCalibrator(
                  reader,
                  training.stream().map(notes::get).toList(),
                  training.stream().map(prepared::get).toList(),
                  quantities)
              .fit("");
      for (int n : inside(all, fold)) {
        evaluator.add(notes.get(n), prepared.get(n), rest);
      }
    }
    return evaluator;
  }

  private TextCalibrator(
      NoteReader reader,
      List<LabelledNote> notes,
      List<Prepared> prepared,
      NoteQuantities quantities) {
    this.reader = reader;
    this.notes = List.copyOf(notes);
    this.prepared = List.copyOf(prepared);
    this.quantities = quantities;
  }

  private static TextCalibration withThreshold(TextCalibration c, double threshold) {
    return new TextCalibration(
        c.model(),
        c.phrases(),
        c.labelled(),
        c.notes(),
        c.weights(),
        c.slope(),
        c.intercept(),
        c.possibleFactor(),
        threshold,
        c.before(),
        c.after());
  }

  private static List<Integer> outside(List<Integer> all, int fold) {
    return all.stream().filter(n -> n % FOLDS != fold).toList();
  }

  private static List<Integer> inside(List<Integer> all, int fold) {
    return all.stream().filter(n -> n % FOLDS == fold).toList();
  }

  private double[] weights(List<Integer> training) {
    List<double[]> rows = new ArrayList<>();
    List<Double> targets = new ArrayList<>();
    for (int n : training) {
      if (notes.get(n).findings().isEmpty()) {
        continue;
      }
      ClinicalText text = prepared.get(n).note();
      for (Candidate candidate : prepared.get(n).candidates()) {
        Node concept = concept(candidate);
        if (concept.equals(ConceptPhrase.NOTHING)) {
          continue;
        }
        boolean named =
            notes.get(n).labels().stream()
                .anyMatch(
                    label ->
                        label.concept().equals(concept)
                            && label.touches(
                                text.text(),
                                text.start(candidate.range()),
                                text.end(candidate.range())));
        rows.add(candidate.features());
        targets.add(named ? 1.0 : 0.0);
      }
    }
    if (rows.isEmpty()) {
      return new double[Candidate.FEATURES.size()];
    }
    return LogisticRegression.fit(rows.toArray(double[][]::new), array(targets), RIDGE);
  }

  private Node concept(Candidate candidate) {
    return reader.index().phrase(candidate.phrase()).concept();
  }

  /** The percepts of a note without a threshold, each with what the labels say of it. */
  private List<Outcome> outcomes(int n, double[] weights) {
    TextCalibration plain = identity(weights);
    List<Mention> mentions = reader.best(reader.mentions(prepared.get(n), weights, -4), plain);
    List<Outcome> outcomes = new ArrayList<>();
    for (Mention mention : mentions) {
      Context category = mention.reading().context().category().orElseThrow();
      double target = 0;
      for (Label label : notes.get(n).labels()) {
        if (label.concept().equals(concept(mention.candidate()))
            && label.context().category().filter(category::equals).isPresent()) {
          target = Math.max(target, label.context() == Context.POSSIBLE ? HALF_SURE : 1);
        }
      }
      outcomes.add(new Outcome(n, mention, target, target > 0));
    }
    return outcomes;
  }

  private TextCalibration identity(double[] weights) {
    return new TextCalibration(
        "", "", "", 0, weights, 1, 0, HALF_SURE, 0, new Quality(0, 0, 0), new Quality(0, 0, 0));
  }

  private static double[] platt(List<Outcome> outcomes) {
    if (outcomes.isEmpty()) {
      return new double[] {0, 1};
    }
    double[][] rows = new double[outcomes.size()][];
    double[] targets = new double[outcomes.size()];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new double[] {1, outcomes.get(i).mention().score()};
      targets[i] = outcomes.get(i).named() ? 1 : 0;
    }
    return LogisticRegression.fit(rows, targets, PLATT_RIDGE);
  }

  /** How often a reading as possible is borne out, a label "possible" counted as half. */
  private static double possibleFactor(List<Outcome> outcomes, double[] platt) {
    // One imagined reading with a half keeps the factor sensible where the labels have few.
    double readings = 1;
    double targets = HALF_SURE;
    for (Outcome outcome : outcomes) {
      if (outcome.mention().reading().context() == Context.POSSIBLE) {
        readings += LogisticRegression.probability(platt[1] * outcome.mention().score() + platt[0]);
        targets += outcome.target();
      }
    }
    return Math.clamp(targets / readings, 0, 1);
  }

  /** The threshold with the best F1 on held-out notes, in steps of 0.05. */
  private double threshold(List<Outcome> held, TextCalibration calibration) {
    long labels = 0;
    for (LabelledNote note : notes) {
      labels +=
          note.labels().stream()
              .filter(label -> label.context().category().isPresent())
              .map(label -> label.concept() + " " + label.context().category().orElseThrow())
              .distinct()
              .count();
    }
    double best = 0.5;
    double bestF1 = -1;
    for (int step = 4; step <= 14; step++) {
      double threshold = step / 20.0;
      long reported =
          held.stream().filter(o -> calibration.reading(o.mention().score()) >= threshold).count();
      long right =
          held.stream()
              .filter(o -> calibration.reading(o.mention().score()) >= threshold && o.named())
              .count();
      double f1 = 2.0 * right / Math.max(1, reported + labels);
      if (f1 > bestF1 + 1e-9) {
        best = threshold;
        bestF1 = f1;
      }
    }
    return best;
  }

  private interface Estimate {
    double of(Outcome outcome);
  }

  /** Quality with Platt's parameters and the factor fitted without the note's fold, too. */
  private Quality heldOut(List<Outcome> held) {
    double[][] platt = new double[FOLDS][];
    double[] factors = new double[FOLDS];
    for (int fold = 0; fold < FOLDS; fold++) {
      int own = fold;
      List<Outcome> others = held.stream().filter(o -> o.note() % FOLDS != own).toList();
      platt[fold] = platt(others);
      factors[fold] = possibleFactor(others, platt[fold]);
    }
    return quality(
        held,
        o -> {
          int fold = o.note() % FOLDS;
          double p =
              LogisticRegression.probability(platt[fold][1] * o.mention().score() + platt[fold][0]);
          return o.mention().reading().context() == Context.POSSIBLE ? p * factors[fold] : p;
        });
  }

  private static Quality quality(List<Outcome> outcomes, Estimate estimate) {
    double logLoss = 0;
    double brier = 0;
    for (Outcome outcome : outcomes) {
      double p = Math.clamp(estimate.of(outcome), 1e-6, 1 - 1e-6);
      double y = outcome.target();
      logLoss -= y * Math.log(p) + (1 - y) * Math.log(1 - p);
      brier += (p - y) * (p - y);
    }
    int count = Math.max(1, outcomes.size());
    return new Quality(logLoss / count, brier / count, outcomes.size());
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
