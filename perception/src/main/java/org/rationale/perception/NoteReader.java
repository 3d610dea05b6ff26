package org.rationale.perception;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rationale.perception.ClinicalText.Range;
import org.rationale.perception.ClinicalText.Sentence;
import org.rationale.perception.ContextReader.Found;
import org.rationale.perception.ContextReader.Reading;

/**
 * Reads a note in two steps: the neural one, which finds candidates and does not depend on fitted
 * parameters, and the one that settles which candidates are meant and in which sense.
 */
final class NoteReader implements AutoCloseable {

  /** A note with its candidates. */
  record Prepared(ClinicalText note, List<Candidate> candidates) {}

  /**
   * A concept that a note mentions.
   *
   * @param score of its candidate, before calibration
   */
  record Mention(Candidate candidate, double score, Reading reading) {}

  private final SentenceEncoder encoder;
  private final PhraseIndex index;
  private final ContextReader contexts;
  private final CandidateFinder finder;

  NoteReader(SentenceEncoder encoder, PhraseIndex index, ExecutionSettings execution) {
    this.encoder = encoder;
    this.index = index;
    contexts = ContextReader.open(encoder.tokenizer());
    finder = new CandidateFinder(encoder, index, contexts, execution);
  }

  SentenceEncoder encoder() {
    return encoder;
  }

  PhraseIndex index() {
    return index;
  }

  ContextReader contexts() {
    return contexts;
  }

  ClinicalText takeApart(String text) {
    return ClinicalText.of(text, encoder.tokenizer());
  }

  Prepared prepare(String text) {
    return prepare(takeApart(text));
  }

  Prepared prepare(ClinicalText note) {
    return new Prepared(note, finder.find(note));
  }

  /**
   * The mentions of a note in the order of their places: the best candidates first, each excluding
   * those that read the same words otherwise.
   *
   * @param leastScore candidates below it are no mentions and exclude nothing
   */
  List<Mention> mentions(Prepared prepared, double[] weights, double leastScore) {
    record Scored(Candidate candidate, double score) {}
    List<Scored> byScore = new ArrayList<>();
    for (Candidate candidate : prepared.candidates()) {
      double score = LogisticRegression.score(candidate.features(), weights);
      if (score >= leastScore) {
        byScore.add(new Scored(candidate, score));
      }
    }
    byScore.sort(
        Comparator.comparingDouble((Scored s) -> -s.score())
            .thenComparingInt(s -> s.candidate().range().from())
            .thenComparingInt(s -> -s.candidate().range().length())
            .thenComparingInt(s -> s.candidate().phrase()));
    List<Scored> accepted = new ArrayList<>();
    Map<Integer, List<Scored>> bySentence = new HashMap<>();
    for (Scored scored : byScore) {
      // Only what stands in one sentence can have words in common.
      List<Scored> beside =
          bySentence.computeIfAbsent(scored.candidate().sentence(), key -> new ArrayList<>());
      if (beside.stream()
          .noneMatch(other -> scored.candidate().conflictsWith(other.candidate(), index))) {
        beside.add(scored);
        accepted.add(scored);
      }
    }
    accepted.removeIf(scored -> index.phrase(scored.candidate().phrase()).isOfNothing());
    List<Range> taken = new ArrayList<>();
    for (Scored scored : accepted) {
      ConceptPhrase phrase = index.phrase(scored.candidate().phrase());
      // The "no" of "no temperature, cough or wheeze" is said of all three.
      if (!phrase.absent() || !CandidateFinder.NEGATORS.contains(phrase.forms().getFirst())) {
        taken.addAll(runs(scored.candidate().used()));
      }
    }
    Map<Integer, List<Found>> triggers = new LinkedHashMap<>();
    List<Mention> mentions = new ArrayList<>();
    for (Scored scored : accepted) {
      Candidate candidate = scored.candidate();
      List<Found> own = triggers(prepared.note(), candidate.sentence(), taken, triggers);
      int heading = prepared.note().sentences().get(candidate.sentence()).heading();
      List<Found> above =
          heading < 0 ? List.of() : triggers(prepared.note(), heading, taken, triggers);
      boolean absent = index.phrase(candidate.phrase()).absent();
      mentions.add(
          new Mention(
              candidate,
              scored.score(),
              ContextReader.read(candidate.range(), candidate.used(), own, above, absent)));
    }
    mentions.sort(
        Comparator.comparingInt((Mention m) -> m.candidate().range().from())
            .thenComparingInt(m -> m.candidate().range().to())
            .thenComparingInt(m -> m.candidate().phrase()));
    return List.copyOf(mentions);
  }

  private List<Found> triggers(
      ClinicalText note, int number, List<Range> taken, Map<Integer, List<Found>> known) {
    return known.computeIfAbsent(
        number,
        n -> {
          Sentence sentence = note.sentences().get(n);
          return contexts.triggers(note, sentence, taken);
        });
  }

  /**
   * Of several mentions of one concept in one sense only the best counts: saying a thing twice is
   * no independent evidence for it.
   */
  List<Mention> best(List<Mention> mentions, TextCalibration calibration) {
    record Key(int concept, Context category) {}
    Map<Key, Mention> best = new LinkedHashMap<>();
    for (Mention mention : mentions) {
      Optional<Context> category = mention.reading().context().category();
      if (category.isPresent()) {
        best.merge(
            new Key(index.concept(mention.candidate().phrase()), category.get()),
            mention,
            (old, now) ->
                probability(now, calibration) > probability(old, calibration) ? now : old);
      }
    }
    return best.values().stream()
        .sorted(
            Comparator.comparingInt((Mention m) -> m.candidate().range().from())
                .thenComparingInt(m -> m.candidate().range().to())
                .thenComparingInt(m -> m.candidate().phrase()))
        .toList();
  }

  static double probability(Mention mention, TextCalibration calibration) {
    double reading = calibration.reading(mention.score());
    return mention.reading().context() == Context.POSSIBLE
        ? reading * calibration.possibleFactor()
        : reading;
  }

  private static List<Range> runs(BitSet bits) {
    List<Range> runs = new ArrayList<>();
    for (int from = bits.nextSetBit(0); from >= 0; ) {
      int to = bits.nextClearBit(from);
      runs.add(new Range(from, to));
      from = bits.nextSetBit(to);
    }
    return runs;
  }

  @Override
  public void close() {
    finder.close();
    encoder.close();
  }
}
