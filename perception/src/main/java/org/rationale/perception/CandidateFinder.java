package org.rationale.perception;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.rationale.perception.ClinicalText.Range;
import org.rationale.perception.ClinicalText.Sentence;
import org.rationale.perception.ContextReader.Found;
import org.rationale.perception.SentenceEncoder.Pieces;
import org.rationale.perception.Trigger.Direction;
import org.rationale.perception.WordPieceTokenizer.Encoding;

/**
 * Finds the spans of a note that may name a concept, and what speaks for each.
 *
 * <p>Spans come from two sides. By words: a phrase stands there, whole or in part, perhaps in
 * another order. By meaning: of the word windows that no whole phrase covers, those whose
 * contextual vectors come closest to a phrase are encoded again on their own; the first step costs
 * one run over the note, and the second is limited to a few windows in each clause.
 */
final class CandidateFinder implements AutoCloseable {

  private static final int LONGEST_WINDOW = 6;
  private static final int PRODUCTS_AT_ONCE = 256;
  private static final int WINDOWS_PER_CLAUSE = 2;
  private static final int CONCEPTS_PER_WINDOW = 2;
  private static final int LONGEST_GAP = 3;
  private static final double LEAST_COVERED = 0.55;
  private static final double LEAST_COSINE = 0.4;
  private static final double LEAST_COSINE_IN_CONTEXT = 0.3;

  private static final int[] NO_PHRASES = {};

  /** Words that turn a phrase round, so that a phrase with one does not match a span without. */
  static final Set<String> NEGATORS =
      Set.of(
          "no", "not", "cannot", "t", "unable", "without", "never", "nothing", "non", "neither",
          "nor", "dont", "cant", "hardly");

  /** Words that begin another thought, so that no name of a finding goes on behind them. */
  private static final Set<String> CONTRASTS =
      Set.of(
          "but",
          "although",
          "though",
          "however",
          "yet",
          "except",
          "while",
          "whereas",
          "because",
          "despite",
          "unless",
          "until");

  private final SentenceEncoder encoder;
  private final PhraseIndex index;
  private final ContextReader contexts;

  /** By phrase: whether a negator is part of it, and how much of it a span must have. */
  private final boolean[] negatedPhrase;

  private final double[] leastCovered;

  /**
   * The phrases that meanings are compared with, those with a negator last; words are compared with
   * all of them.
   */
  private final int[] anchors;

  private final int firstNegated;
  private final int[] anchorConcepts;

  /** By concept: its anchors' numbers. */
  private final int[][] anchorsOf;

  private final boolean[] absentAnchor;
  private final Anchors products;

  /** The cosines of phrases that stood in a note, which are the same in every note. */
  private final Map<Integer, Cosines> ofPhrases = new ConcurrentHashMap<>();

  CandidateFinder(
      SentenceEncoder encoder,
      PhraseIndex index,
      ContextReader contexts,
      ExecutionSettings execution) {
    this.encoder = encoder;
    this.index = index;
    this.contexts = contexts;
    negatedPhrase = new boolean[index.phrases().size()];
    leastCovered = new double[negatedPhrase.length];
    for (int p = 0; p < negatedPhrase.length; p++) {
      negatedPhrase[p] = index.phrase(p).forms().stream().anyMatch(NEGATORS::contains);
      // A phrase of absence counts only whole: "temp 37.9" is close to "temp normal".
      leastCovered[p] = index.phrase(p).absent() ? 1 - 1e-9 : LEAST_COVERED;
    }
    int[] all = index.anchors(p -> negatedPhrase[p]);
    anchors =
        IntStream.concat(
                Arrays.stream(all).filter(p -> !negatedPhrase[p]),
                Arrays.stream(all).filter(p -> negatedPhrase[p]))
            .toArray();
    firstNegated = (int) Arrays.stream(all).filter(p -> !negatedPhrase[p]).count();
    anchorConcepts = Arrays.stream(anchors).map(index::concept).toArray();
    anchorsOf = new int[index.conceptCount()][0];
    absentAnchor = new boolean[anchors.length];
    for (int i = 0; i < anchors.length; i++) {
      int[] before = anchorsOf[anchorConcepts[i]];
      int[] after = Arrays.copyOf(before, before.length + 1);
      after[before.length] = i;
      anchorsOf[anchorConcepts[i]] = after;
      absentAnchor[i] = index.phrase(anchors[i]).absent();
    }
    products = Anchors.of(Arrays.stream(anchors).mapToObj(index::vector).toList(), execution);
  }

  /** A span before its features are known. */
  private record Span(int sentence, Range range, BitSet used, int phrase, boolean exact) {}

  List<Candidate> find(ClinicalText note) {
    WordForms forms = new WordForms(note.words(), index, encoder.tokenizer());
    float[][] inContext = wordVectors(note, forms);
    List<Named> sentences = new ArrayList<>();
    BitSet inWindows = new BitSet();
    for (int s = 0; s < note.sentences().size(); s++) {
      Sentence sentence = note.sentences().get(s);
      List<Found> triggers = contexts.triggers(note, sentence, List.of());
      Named named =
          Named.of(
              exactSpans(s, sentence, forms),
              closed(note, triggers),
              ContextReader.lookAlikes(triggers),
              sentence,
              forms);
      named.open().forEach(clause -> inWindows.set(clause.from(), clause.to()));
      sentences.add(named);
    }
    WordProducts toAnchors = new WordProducts(note, inContext, inWindows);
    Sharing sharing = new Sharing();
    List<Span> spans = new ArrayList<>();
    List<Span> windows = new ArrayList<>();
    for (int s = 0; s < note.sentences().size(); s++) {
      Sentence sentence = note.sentences().get(s);
      List<Span> exact = sentences.get(s).exact();
      List<Span> byWords = new ArrayList<>(exact);
      byWords.addAll(partialSpans(note, s, sentence, forms, exact, sharing.of(sentence, forms)));
      List<Span> byMeaning = windows(s, sentences.get(s), forms, inContext, toAnchors.of(s));
      BitSet lookAlikes = sentences.get(s).lookAlikes();
      if (!lookAlikes.isEmpty()) {
        byWords.removeIf(span -> span.used().intersects(lookAlikes));
        byMeaning.removeIf(span -> span.used().intersects(lookAlikes));
      }
      spans.addAll(byWords);
      windows.addAll(byMeaning);
    }
    List<Span> toEncode = new ArrayList<>(windows);
    spans.stream().filter(span -> !span.exact()).forEach(toEncode::add);
    Map<Range, Cosines> alone = cosinesAlone(note, toEncode, forms);
    List<Candidate> candidates = new ArrayList<>();
    for (Span span : spans) {
      Cosines cosines = span.exact() ? ofPhrase(span.phrase()) : alone.get(span.range());
      if (cosines != null) {
        candidates.add(candidate(span, cosines, inContext, forms));
      }
    }
    for (Span window : windows) {
      Cosines cosines = alone.get(window.range());
      if (cosines != null) {
        byMeaning(window, cosines, inContext, forms, candidates);
      }
    }
    // "Temp 37.9" is close to "temp normal", but the word that makes it one is not there.
    candidates.removeIf(
        candidate -> index.phrase(candidate.phrase()).absent() && !candidate.full());
    relate(candidates);
    return List.copyOf(candidates);
  }

  /** Fills in the features that compare a candidate with those around and inside it. */
  private void relate(List<Candidate> candidates) {
    Map<Integer, List<Candidate>> bySentence = new LinkedHashMap<>();
    for (Candidate candidate : candidates) {
      bySentence
          .computeIfAbsent(candidate.sentence(), sentence -> new ArrayList<>())
          .add(candidate);
    }
    bySentence.values().forEach(this::relateWithin);
  }

  private void relateWithin(List<Candidate> sentence) {
    for (Candidate inner : sentence) {
      for (Candidate outer : sentence) {
        if (index.concept(inner.phrase()) != index.concept(outer.phrase())
            && !index.phrase(inner.phrase()).isOfNothing()
            && !index.phrase(outer.phrase()).isOfNothing()
            && (outer.exact() || outer.features()[Candidate.MARGIN] > 0)
            && inner.used().cardinality() < outer.used().cardinality()
            && Candidate.contains(outer.used(), inner.used())) {
          double[] features = inner.features();
          features[Candidate.INSIDE_OTHER] =
              Math.max(features[Candidate.INSIDE_OTHER], outer.features()[Candidate.COSINE]);
          if (inner.exact()) {
            outer.features()[Candidate.AROUND_EXACT] = 1;
          }
        }
      }
    }
  }

  // ---- by words

  private List<Span> exactSpans(int number, Sentence sentence, WordForms forms) {
    List<Span> spans = new ArrayList<>();
    for (int from = sentence.from(); from < sentence.to(); from++) {
      int stem = forms.stem(from);
      for (int p : stem < 0 ? NO_PHRASES : index.startingWith(stem)) {
        int to = matchEnd(from, sentence.to(), forms, index.forms(p));
        if (to > 0) {
          Range range = new Range(from, to);
          BitSet content = forms.content(range);
          spans.add(new Span(number, range, content.isEmpty() ? bits(range) : content, p, true));
        }
      }
    }
    // What lies inside a longer phrase is not named by itself.
    return spans.stream()
        .filter(
            span ->
                spans.stream()
                    .noneMatch(
                        other ->
                            other.range().length() > span.range().length()
                                && other.range().contains(span.range())))
        .toList();
  }

  private static int matchEnd(int from, int limit, WordForms forms, int[] phrase) {
    int at = from;
    for (int stem : phrase) {
      while (at > from && at < limit && forms.isJoint(at)) {
        at++;
      }
      if (at >= limit || forms.stem(at) != stem) {
        return -1;
      }
      at++;
    }
    return at;
  }

  private List<Span> partialSpans(
      ClinicalText note,
      int number,
      Sentence sentence,
      WordForms forms,
      List<Span> exact,
      int[] sharing) {
    Map<Sharers, Valued> best = new LinkedHashMap<>();
    for (int p : sharing) {
      int[] content = index.content(p);
      double total = index.weight(p);
      Span found = null;
      double foundValue = 0;
      for (int from = sentence.from(); from < sentence.to(); from++) {
        if (place(content, forms.stem(from)) < 0) {
          continue;
        }
        BitSet used = new BitSet();
        BitSet seen = new BitSet();
        int count = 0;
        double covered = 0;
        int limit = Math.min(sentence.to(), from + content.length + LONGEST_GAP);
        for (int w = from; w < limit; w++) {
          if (endsSpan(note.words().get(w).form())) {
            break;
          }
          int place = place(content, forms.stem(w));
          if (place >= 0 && !seen.get(place)) {
            seen.set(place);
            count++;
            used.set(w);
            covered += index.weightOf(content[place]);
            double value = covered / total - 0.02 * (w + 1 - from - count);
            if (covered / total >= leastCovered[p] && value > foundValue) {
              Range range = new Range(from, w + 1);
              if (forms.isNegated(range) == negatedPhrase[p]) {
                found = new Span(number, range, (BitSet) used.clone(), p, false);
                foundValue = value;
              }
            }
          }
        }
      }
      if (found != null && !covers(exact, found)) {
        best.merge(
            new Sharers(index.concept(p), index.phrase(p).absent(), found.used()),
            new Valued(found, foundValue),
            (old, now) -> now.value() > old.value() ? now : old);
      }
    }
    return best.values().stream().map(Valued::span).toList();
  }

  /** Partial phrases of one concept that share their words: only the best of them is kept. */
  private record Sharers(int concept, boolean absent, BitSet used) {}

  private record Valued(Span span, double value) {}

  /**
   * The phrases of several words of which a sentence has enough, wherever the words stand. Each
   * word leads to its phrases, so that those without any are not looked at.
   */
  private final class Sharing {
    private final double[] shared = new double[negatedPhrase.length];

    int[] of(Sentence sentence, WordForms forms) {
      BitSet seen = new BitSet();
      BitSet touched = new BitSet();
      for (int w = sentence.from(); w < sentence.to(); w++) {
        int stem = forms.stem(w);
        if (stem >= 0 && !seen.get(stem)) {
          seen.set(stem);
          double weight = index.weightOf(stem);
          for (int p : index.withContent(stem)) {
            shared[p] += weight;
            touched.set(p);
          }
        }
      }
      return touched.stream().filter(this::takeIsEnough).toArray();
    }

    /** Leaves nothing behind for the next sentence. */
    private boolean takeIsEnough(int p) {
      // Sums in another order may differ in the last digit.
      boolean enough =
          index.content(p).length >= 2 && shared[p] >= leastCovered[p] * index.weight(p) - 1e-9;
      shared[p] = 0;
      return enough;
    }
  }

  /** Where a stem is among those of a phrase; -1 if it is not. */
  private static int place(int[] content, int stem) {
    for (int i = 0; i < content.length; i++) {
      if (content[i] == stem) {
        return i;
      }
    }
    return -1;
  }

  /** Whether a whole phrase already explains all that a part of another one was found by. */
  private static boolean covers(List<Span> exact, Span partial) {
    return exact.stream()
        .anyMatch(
            span -> {
              BitSet rest = (BitSet) partial.used().clone();
              rest.andNot(span.used());
              return rest.isEmpty();
            });
  }

  private static boolean endsSpan(String form) {
    return form.equals(",")
        || form.equals(";")
        || form.equals(".")
        || form.equals(":")
        || CONTRASTS.contains(form);
  }

  // ---- by meaning

  /**
   * What is known of a sentence before meanings are looked at.
   *
   * @param exact the whole phrases in it
   * @param words what they name
   * @param closed words that windows may not hold
   * @param lookAlikes words that look like a finding and are none
   * @param open the clauses with a word that is neither: a window must add one to what is named
   */
  private record Named(
      List<Span> exact, BitSet words, BitSet closed, BitSet lookAlikes, List<Range> open) {

    static Named of(
        List<Span> exact, BitSet closed, BitSet lookAlikes, Sentence sentence, WordForms forms) {
      BitSet words = new BitSet();
      exact.forEach(span -> words.or(span.used()));
      List<Range> open =
          sentence.clauses().stream()
              .filter(
                  clause -> {
                    BitSet rest = forms.content(clause);
                    rest.andNot(words);
                    rest.andNot(closed);
                    return !rest.isEmpty();
                  })
              .toList();
      return new Named(exact, words, closed, lookAlikes, open);
    }
  }

  /** The words of a sentence's triggers, which name no finding. */
  private static BitSet closed(ClinicalText note, List<Found> triggers) {
    BitSet closed = new BitSet();
    for (Found found : triggers) {
      if (found.trigger().direction() != Direction.PSEUDO
          && found.trigger().direction() != Direction.LOOKALIKE
          && found.trigger().direction() != Direction.TERMINATE) {
        for (int w = found.at().from(); w < found.at().to(); w++) {
          // A window may hold a negator: "cannot smell anything" is a finding.
          if (!NEGATORS.contains(note.words().get(w).form())) {
            closed.set(w);
          }
        }
      }
    }
    return closed;
  }

  /** The windows of a sentence that are worth encoding on their own. */
  private List<Span> windows(
      int number, Named named, WordForms forms, float[][] inContext, float[][] toAnchors) {
    List<Span> chosen = new ArrayList<>();
    for (Range clause : named.open()) {
      List<Valued> values = new ArrayList<>();
      for (int from = clause.from(); from < clause.to(); from++) {
        if (!forms.isEdge(from)) {
          continue;
        }
        Window window = new Window(inContext[from].length);
        for (int to = from + 1; to <= Math.min(clause.to(), from + LONGEST_WINDOW); to++) {
          if (named.closed().get(to - 1)) {
            break;
          }
          window.add(inContext[to - 1], toAnchors[to - 1]);
          if (!forms.isEdge(to - 1)) {
            continue;
          }
          Range range = new Range(from, to);
          BitSet content = forms.content(range);
          // A window must add a word to what whole phrases name already.
          if (!Candidate.contains(named.words(), content)) {
            double best = window.closest(forms.isNegated(range));
            if (best >= LEAST_COSINE_IN_CONTEXT) {
              values.add(new Valued(new Span(number, range, content, -1, false), best));
            }
          }
        }
      }
      values.sort(Comparator.comparingDouble(Valued::value).reversed());
      values.stream().limit(WINDOWS_PER_CLAUSE).map(Valued::span).forEach(chosen::add);
    }
    return chosen;
  }

  /** The products of words with the anchors, some sentences at once: few large ones are faster. */
  private final class WordProducts {
    private final ClinicalText note;
    private final float[][] inContext;
    private final BitSet wanted;
    private final float[][] known;
    private int to;

    WordProducts(ClinicalText note, float[][] inContext, BitSet wanted) {
      this.note = note;
      this.inContext = inContext;
      this.wanted = wanted;
      this.known = new float[inContext.length][];
    }

    /** By word, those of a sentence that are wanted. Sentences are asked for in their order. */
    float[][] of(int number) {
      if (note.sentences().get(number).to() > to) {
        // Those of a whole long note would take much memory.
        Arrays.fill(known, 0, to, null);
        int from = to;
        int count = 0;
        for (int s = number; s < note.sentences().size(); s++) {
          Sentence next = note.sentences().get(s);
          count += wanted.get(next.from(), next.to()).cardinality();
          if (s > number && count > PRODUCTS_AT_ONCE) {
            break;
          }
          to = next.to();
        }
        int[] words = wanted.get(0, to).stream().filter(w -> w >= from).toArray();
        float[][] found =
            products.products(Arrays.stream(words).mapToObj(w -> inContext[w]).toList());
        for (int i = 0; i < words.length; i++) {
          known[words[i]] = found[i];
        }
      }
      return known;
    }
  }

  /** Words in a row, read in their context: the sum of their vectors, and of its products. */
  private final class Window {
    private final float[] sum;
    private final float[] toAnchors = new float[anchors.length];

    Window(int width) {
      sum = new float[width];
    }

    void add(float[] word, float[] wordToAnchors) {
      CandidateFinder.add(sum, word);
      CandidateFinder.add(toAnchors, wordToAnchors);
    }

    /** The best cosine of the mean and a phrase. */
    double closest(boolean negated) {
      int from = negated ? firstNegated : 0;
      int to = negated ? anchors.length : firstNegated;
      float best = -1;
      for (int i = from; i < to; i++) {
        best = Math.max(best, toAnchors[i]);
      }
      return best / Math.sqrt(SentenceEncoder.dot(sum, sum));
    }
  }

  /** Adds what a window may name: the concepts whose anchors are nearest, the nearest first. */
  private void byMeaning(
      Span window,
      Cosines cosines,
      float[][] inContext,
      WordForms forms,
      List<Candidate> candidates) {
    boolean negated = forms.isNegated(window.range());
    int from = negated ? firstNegated : 0;
    int to = negated ? anchors.length : firstNegated;
    int[] nearest = new int[CONCEPTS_PER_WINDOW];
    int count = 0;
    for (int i = from; i < to; i++) {
      // Of a phrase of absence all words must stand there, which words have shown by now.
      if (cosines.of()[i] >= LEAST_COSINE && !absentAnchor[i]) {
        count = include(nearest, count, i, cosines.of());
      }
    }
    for (int k = 0; k < count; k++) {
      candidates.add(
          candidate(
              new Span(
                  window.sentence(), window.range(), window.used(), anchors[nearest[k]], false),
              cosines,
              inContext,
              forms));
    }
  }

  /**
   * Puts an anchor among the nearest ones, of which each is of another concept. Anchors come in
   * their order, so that of equally near ones the first comes first.
   *
   * @return how many there are then
   */
  private int include(int[] nearest, int count, int anchor, float[] cosines) {
    int at = 0;
    while (at < count && anchorConcepts[nearest[at]] != anchorConcepts[anchor]) {
      at++;
    }
    int size = count;
    if (at == count && count < nearest.length) {
      size++;
    } else {
      at = Math.min(at, count - 1);
      if (!(cosines[anchor] > cosines[nearest[at]])) {
        return count;
      }
    }
    for (; at > 0 && cosines[anchor] > cosines[nearest[at - 1]]; at--) {
      nearest[at] = nearest[at - 1];
    }
    nearest[at] = anchor;
    return size;
  }

  // ---- features

  private Cosines ofPhrase(int phrase) {
    return ofPhrases.computeIfAbsent(
        phrase, p -> Cosines.of(products.products(List.of(index.vector(p)))[0], anchorConcepts));
  }

  private Candidate candidate(Span span, Cosines cosines, float[][] inContext, WordForms forms) {
    ConceptPhrase phrase = index.phrase(span.phrase());
    int concept = index.concept(span.phrase());
    double own = span.exact() ? 1 : -1;
    for (int i : anchorsOf[concept]) {
      own = Math.max(own, cosines.of()[i]);
    }
    double other = cosines.besides(concept);
    int[] content = index.content(span.phrase());
    BitSet present = new BitSet();
    int words = 0;
    int matched = 0;
    for (int w = span.range().from(); w < span.range().to(); w++) {
      int place = place(content, forms.stem(w));
      if (place >= 0) {
        present.set(place);
      }
      if (forms.isContent(w)) {
        words++;
        matched += place >= 0 ? 1 : 0;
      }
    }
    double total = index.weight(span.phrase());
    double covered = present.stream().mapToDouble(place -> index.weightOf(content[place])).sum();
    boolean full = present.cardinality() == content.length;
    double inContextCosine =
        SentenceEncoder.dot(contextual(span.range(), inContext), index.vector(span.phrase()));
    double[] features = {
      1,
      span.exact() ? 1 : 0,
      span.exact() ? 1 : covered / total,
      span.exact() || words == 0 ? 1 : (double) matched / words,
      own,
      Math.clamp(own - other, -0.5, 0.5),
      inContextCosine,
      span.exact() ? 0 : (words - matched) / 3.0,
      Math.min(phrase.content().size(), 4) / 4.0,
      phrase.forms().size() == 1 && phrase.text().length() <= 3 ? 1 : 0,
      0,
      0
    };
    return new Candidate(span.sentence(), span.range(), span.used(), span.phrase(), full, features);
  }

  /** For each span's range the cosines of its text with every anchor. */
  private Map<Range, Cosines> cosinesAlone(ClinicalText note, List<Span> spans, WordForms forms) {
    Map<Range, Integer> numbers = HashMap.newHashMap(spans.size());
    Map<String, Integer> texts = HashMap.newHashMap(spans.size());
    List<Encoding> encodings = new ArrayList<>();
    for (Span span : spans) {
      // One text in several places is read once.
      numbers.computeIfAbsent(
          span.range(),
          range ->
              texts.computeIfAbsent(
                  note.quote(range),
                  text -> {
                    encodings.add(encoding(range.from(), range.to(), forms));
                    return encodings.size() - 1;
                  }));
    }
    float[][] vectors = encodings.isEmpty() ? new float[0][] : encoder.means(encodings);
    Cosines[] cosines = new Cosines[vectors.length];
    for (int from = 0; from < vectors.length; from += PRODUCTS_AT_ONCE) {
      int to = Math.min(vectors.length, from + PRODUCTS_AT_ONCE);
      float[][] some = products.products(Arrays.asList(vectors).subList(from, to));
      for (int i = from; i < to; i++) {
        cosines[i] = Cosines.of(some[i - from], anchorConcepts);
      }
    }
    Map<Range, Cosines> byRange = HashMap.newHashMap(numbers.size());
    numbers.forEach((range, number) -> byRange.put(range, cosines[number]));
    return byRange;
  }

  /** Words {@code [from, to)} as the encoder takes them. */
  private Encoding encoding(int from, int to, WordForms forms) {
    return encoder
        .tokenizer()
        .encode(to - from, w -> forms.pieces(from + w), SentenceEncoder.MAXIMUM_LENGTH);
  }

  /** For each word of the note the mean of its pieces' vectors, read in its sentence. */
  private float[][] wordVectors(ClinicalText note, WordForms forms) {
    List<Encoding> encodings =
        note.sentences().stream()
            .map(sentence -> encoding(sentence.from(), sentence.to(), forms))
            .toList();
    Pieces[] pieces = encoder.pieces(encodings);
    float[][] words = new float[note.words().size()][];
    for (int s = 0; s < note.sentences().size(); s++) {
      Sentence sentence = note.sentences().get(s);
      int[] owners = encodings.get(s).words();
      int size = pieces[s].width();
      int[] counts = new int[sentence.to() - sentence.from()];
      for (int w = 0; w < counts.length; w++) {
        words[sentence.from() + w] = new float[size];
      }
      for (int i = 0; i < owners.length; i++) {
        if (owners[i] >= 0) {
          pieces[s].addTo(words[sentence.from() + owners[i]], i);
          counts[owners[i]]++;
        }
      }
      for (int w = 0; w < counts.length; w++) {
        for (int d = 0; counts[w] > 1 && d < size; d++) {
          words[sentence.from() + w][d] /= counts[w];
        }
        encoder.requireFinite(words[sentence.from() + w]);
      }
    }
    return words;
  }

  private static float[] contextual(Range range, float[][] words) {
    float[] mean = Arrays.copyOf(words[range.from()], words[range.from()].length);
    for (int w = range.from() + 1; w < range.to(); w++) {
      add(mean, words[w]);
    }
    SentenceEncoder.normalise(mean);
    return mean;
  }

  private static void add(float[] sum, float[] vector) {
    for (int d = 0; d < sum.length; d++) {
      sum[d] += vector[d];
    }
  }

  private static BitSet bits(Range range) {
    BitSet bits = new BitSet();
    bits.set(range.from(), range.to());
    return bits;
  }

  @Override
  public void close() {
    products.close();
  }
}
