package org.rationale.perception;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.rationale.perception.ClinicalText.Range;
import org.rationale.perception.ClinicalText.Sentence;
import org.rationale.perception.ContextReader.Found;
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
  private final boolean[] negatedPhrase;

  /**
   * The phrases that meanings are compared with, those with a negator last; words are compared with
   * all of them.
   */
  private final int[] anchors;

  private final int firstNegated;
  private final int[] anchorConcepts;
  private final Anchors products;

  /** The cosines of phrases that stood in a note, which are the same in every note. */
  private final Map<Integer, float[]> ofPhrases = new ConcurrentHashMap<>();

  CandidateFinder(
      SentenceEncoder encoder,
      PhraseIndex index,
      ContextReader contexts,
      ExecutionSettings execution) {
    this.encoder = encoder;
    this.index = index;
    this.contexts = contexts;
    negatedPhrase = new boolean[index.phrases().size()];
    for (int p = 0; p < negatedPhrase.length; p++) {
      negatedPhrase[p] = index.phrase(p).forms().stream().anyMatch(NEGATORS::contains);
    }
    int[] all = index.anchors(p -> negatedPhrase[p]);
    anchors =
        IntStream.concat(
                Arrays.stream(all).filter(p -> !negatedPhrase[p]),
                Arrays.stream(all).filter(p -> negatedPhrase[p]))
            .toArray();
    firstNegated = (int) Arrays.stream(all).filter(p -> !negatedPhrase[p]).count();
    anchorConcepts = Arrays.stream(anchors).map(index::concept).toArray();
    products = Anchors.of(Arrays.stream(anchors).mapToObj(index::vector).toList(), execution);
  }

  /** A span before its features are known. */
  private record Span(int sentence, Range range, BitSet used, int phrase, boolean exact) {}

  List<Candidate> find(ClinicalText note) {
    String[] stems =
        note.words().stream().map(word -> Stems.of(word.form())).toArray(String[]::new);
    float[][] inContext = wordVectors(note);
    WordProducts toAnchors = new WordProducts(note, inContext);
    List<Span> spans = new ArrayList<>();
    Set<Span> windows = new LinkedHashSet<>();
    for (int s = 0; s < note.sentences().size(); s++) {
      Sentence sentence = note.sentences().get(s);
      List<Span> exact = exactSpans(note, s, sentence, stems);
      spans.addAll(exact);
      spans.addAll(partialSpans(note, s, sentence, stems, exact));
      windows.addAll(windows(note, s, sentence, exact, inContext, toAnchors.of(sentence)));
      BitSet lookAlikes = contexts.lookAlikes(note, sentence);
      spans.removeIf(span -> span.used().intersects(lookAlikes));
      windows.removeIf(span -> span.used().intersects(lookAlikes));
    }
    List<Span> toEncode = new ArrayList<>(windows);
    spans.stream().filter(span -> !span.exact()).forEach(toEncode::add);
    Map<String, float[]> alone = cosinesAlone(note, toEncode);
    List<Candidate> candidates = new ArrayList<>();
    for (Span span : spans) {
      float[] cosines =
          span.exact()
              ? ofPhrases.computeIfAbsent(
                  span.phrase(), p -> products.products(List.of(index.vector(p)))[0])
              : alone.get(note.quote(span.range()));
      if (cosines != null) {
        candidates.add(candidate(note, span, cosines, inContext, stems));
      }
    }
    for (Span window : windows) {
      float[] cosines = alone.get(note.quote(window.range()));
      if (cosines != null) {
        candidates.addAll(byMeaning(note, window, cosines, inContext, stems));
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

  private List<Span> exactSpans(ClinicalText note, int number, Sentence sentence, String[] stems) {
    List<Span> spans = new ArrayList<>();
    for (int from = sentence.from(); from < sentence.to(); from++) {
      for (int p : index.startingWith(stems[from])) {
        int to = matchEnd(note, from, sentence.to(), stems, index.phrase(p).forms());
        if (to > 0) {
          Range range = new Range(from, to);
          BitSet content = content(note, range);
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

  private static int matchEnd(
      ClinicalText note, int from, int limit, String[] stems, List<String> forms) {
    int at = from;
    for (String form : forms) {
      while (at > from && at < limit && ConceptPhrase.isJoint(note.words().get(at).form())) {
        at++;
      }
      if (at >= limit || !stems[at].equals(form)) {
        return -1;
      }
      at++;
    }
    return at;
  }

  private List<Span> partialSpans(
      ClinicalText note, int number, Sentence sentence, String[] stems, List<Span> exact) {
    Map<Named, Valued> best = new LinkedHashMap<>();
    for (int p : sharing(sentence, stems)) {
      ConceptPhrase phrase = index.phrase(p);
      double total = index.weight(p);
      double least = leastCovered(phrase);
      Span found = null;
      double foundValue = 0;
      for (int from = sentence.from(); from < sentence.to(); from++) {
        if (!phrase.content().contains(stems[from])) {
          continue;
        }
        BitSet used = new BitSet();
        Set<String> seen = new LinkedHashSet<>();
        double covered = 0;
        int limit = Math.min(sentence.to(), from + phrase.content().size() + LONGEST_GAP);
        for (int w = from; w < limit; w++) {
          if (endsSpan(note.words().get(w).form())) {
            break;
          }
          if (phrase.content().contains(stems[w]) && seen.add(stems[w])) {
            used.set(w);
            covered += index.weight(stems[w]);
            Range range = new Range(from, w + 1);
            double value = covered / total - 0.02 * (range.length() - seen.size());
            if (covered / total >= least
                && value > foundValue
                && negated(note, range) == negatedPhrase[p]) {
              found = new Span(number, range, (BitSet) used.clone(), p, false);
              foundValue = value;
            }
          }
        }
      }
      if (found != null && !covers(exact, found)) {
        best.merge(
            new Named(index.concept(p), phrase.absent(), found.used()),
            new Valued(found, foundValue),
            (old, now) -> now.value() > old.value() ? now : old);
      }
    }
    return best.values().stream().map(Valued::span).toList();
  }

  /** Partial phrases of one concept that share their words: only the best of them is kept. */
  private record Named(int concept, boolean absent, BitSet used) {}

  private record Valued(Span span, double value) {}

  /**
   * The phrases of several words of which a sentence has enough, wherever the words stand. Each
   * word leads to its phrases, so that those without any are not looked at.
   */
  private List<Integer> sharing(Sentence sentence, String[] stems) {
    double[] shared = new double[negatedPhrase.length];
    Set<String> seen = new HashSet<>();
    Set<Integer> touched = new HashSet<>();
    for (int w = sentence.from(); w < sentence.to(); w++) {
      if (seen.add(stems[w])) {
        double weight = index.weight(stems[w]);
        for (int p : index.withContent(stems[w])) {
          shared[p] += weight;
          if (index.phrase(p).content().size() >= 2
              // Sums in another order may differ in the last digit.
              && shared[p] >= leastCovered(index.phrase(p)) * index.weight(p) - 1e-9) {
            touched.add(p);
          }
        }
      }
    }
    return touched.stream().sorted().toList();
  }

  /** A phrase of absence counts only whole: "temp 37.9" is close to "temp normal". */
  private static double leastCovered(ConceptPhrase phrase) {
    return phrase.absent() ? 1 - 1e-9 : LEAST_COVERED;
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

  private static boolean negated(ClinicalText note, Range range) {
    for (int w = range.from(); w < range.to(); w++) {
      if (NEGATORS.contains(note.words().get(w).form())) {
        return true;
      }
    }
    return false;
  }

  // ---- by meaning

  /** The windows of a sentence that are worth encoding on their own. */
  private List<Span> windows(
      ClinicalText note,
      int number,
      Sentence sentence,
      List<Span> exact,
      float[][] inContext,
      float[][] toAnchors) {
    BitSet named = new BitSet();
    exact.forEach(span -> named.or(span.used()));
    BitSet closed = new BitSet();
    for (Found found : contexts.triggers(note, sentence, List.of())) {
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
    List<Span> chosen = new ArrayList<>();
    for (Range clause : sentence.clauses()) {
      Map<Span, Double> values = new LinkedHashMap<>();
      for (int from = clause.from(); from < clause.to(); from++) {
        if (!isEdge(note, from)) {
          continue;
        }
        Window window = new Window(inContext[from].length);
        for (int to = from + 1; to <= Math.min(clause.to(), from + LONGEST_WINDOW); to++) {
          if (closed.get(to - 1)) {
            break;
          }
          window.add(inContext[to - 1], toAnchors[to - 1 - sentence.from()]);
          Range range = new Range(from, to);
          BitSet content = content(note, range);
          // A window must add a word to what whole phrases name already.
          if (isEdge(note, to - 1) && !Candidate.contains(named, content)) {
            double best = window.closest(negated(note, range));
            if (best >= LEAST_COSINE_IN_CONTEXT) {
              values.put(new Span(number, range, content, -1, false), best);
            }
          }
        }
      }
      values.entrySet().stream()
          .sorted(Map.Entry.<Span, Double>comparingByValue().reversed())
          .limit(WINDOWS_PER_CLAUSE)
          .forEach(entry -> chosen.add(entry.getKey()));
    }
    return chosen;
  }

  /** The products of words with the anchors, some sentences at once: few large ones are faster. */
  private final class WordProducts {
    private final ClinicalText note;
    private final float[][] inContext;
    private float[][] known = new float[0][];
    private int from;
    private int to;

    WordProducts(ClinicalText note, float[][] inContext) {
      this.note = note;
      this.inContext = inContext;
    }

    /** Sentences are asked for in their order. */
    float[][] of(Sentence sentence) {
      if (sentence.to() > to) {
        from = sentence.from();
        to = sentence.to();
        for (Sentence next : note.sentences()) {
          if (next.from() >= to && next.to() - from <= PRODUCTS_AT_ONCE) {
            to = next.to();
          }
        }
        known = products.products(Arrays.asList(inContext).subList(from, to));
      }
      return Arrays.copyOfRange(known, sentence.from() - from, sentence.to() - from);
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

  private static boolean isEdge(ClinicalText note, int w) {
    Word word = note.words().get(w);
    return !word.isPunctuation()
        && (!Stems.isFunctionWord(word.form()) || NEGATORS.contains(word.form()))
        && !Character.isDigit(word.form().charAt(0));
  }

  private List<Candidate> byMeaning(
      ClinicalText note, Span window, float[] cosines, float[][] inContext, String[] stems) {
    boolean negated = negated(note, window.range());
    Map<Integer, Integer> bestPhrase = new HashMap<>();
    for (int i = 0; i < cosines.length; i++) {
      // Of a phrase of absence all words must stand there, which words have shown by now.
      if (negatedPhrase[anchors[i]] == negated
          && cosines[i] >= LEAST_COSINE
          && !index.phrase(anchors[i]).absent()) {
        bestPhrase.merge(
            anchorConcepts[i], i, (old, now) -> cosines[now] > cosines[old] ? now : old);
      }
    }
    return bestPhrase.values().stream()
        .sorted(Comparator.comparingDouble((Integer i) -> -cosines[i]).thenComparing(i -> i))
        .limit(CONCEPTS_PER_WINDOW)
        .map(
            i ->
                candidate(
                    note,
                    new Span(window.sentence(), window.range(), window.used(), anchors[i], false),
                    cosines,
                    inContext,
                    stems))
        .toList();
  }

  // ---- features

  private Candidate candidate(
      ClinicalText note, Span span, float[] cosines, float[][] inContext, String[] stems) {
    ConceptPhrase phrase = index.phrase(span.phrase());
    int concept = index.concept(span.phrase());
    double own = span.exact() ? 1 : -1;
    double other = -1;
    for (int i = 0; i < anchors.length; i++) {
      if (anchorConcepts[i] == concept) {
        own = Math.max(own, cosines[i]);
      } else {
        other = Math.max(other, cosines[i]);
      }
    }
    Set<String> present = new LinkedHashSet<>();
    int words = 0;
    int matched = 0;
    for (int w = span.range().from(); w < span.range().to(); w++) {
      present.add(stems[w]);
      Word word = note.words().get(w);
      if (!word.isPunctuation() && !Stems.isFunctionWord(word.form())) {
        words++;
        matched += phrase.content().contains(stems[w]) ? 1 : 0;
      }
    }
    double total = index.weight(span.phrase());
    double covered =
        phrase.content().stream().filter(present::contains).mapToDouble(index::weight).sum();
    boolean full = present.containsAll(phrase.content());
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

  /** For each span's text its cosines with every anchor. */
  private Map<String, float[]> cosinesAlone(ClinicalText note, List<Span> spans) {
    List<String> texts = spans.stream().map(span -> note.quote(span.range())).distinct().toList();
    float[][] vectors = texts.isEmpty() ? new float[0][] : encoder.embed(texts);
    Map<String, float[]> byText = new HashMap<>();
    for (int from = 0; from < vectors.length; from += PRODUCTS_AT_ONCE) {
      int to = Math.min(vectors.length, from + PRODUCTS_AT_ONCE);
      float[][] some = products.products(Arrays.asList(vectors).subList(from, to));
      for (int i = from; i < to; i++) {
        byText.put(texts.get(i), some[i - from]);
      }
    }
    return byText;
  }

  /** For each word of the note the mean of its pieces' vectors, read in its sentence. */
  private float[][] wordVectors(ClinicalText note) {
    List<Encoding> encodings =
        note.sentences().stream()
            .map(
                sentence ->
                    encoder
                        .tokenizer()
                        .encode(
                            note.words().subList(sentence.from(), sentence.to()),
                            SentenceEncoder.MAXIMUM_LENGTH))
            .toList();
    float[][][] pieces = encoder.pieces(encodings);
    float[][] words = new float[note.words().size()][];
    for (int s = 0; s < note.sentences().size(); s++) {
      Sentence sentence = note.sentences().get(s);
      int[] owners = encodings.get(s).words();
      int size = pieces[s][0].length;
      int[] counts = new int[sentence.to() - sentence.from()];
      for (int w = 0; w < counts.length; w++) {
        words[sentence.from() + w] = new float[size];
      }
      for (int i = 0; i < owners.length; i++) {
        if (owners[i] >= 0) {
          add(words[sentence.from() + owners[i]], pieces[s][i]);
          counts[owners[i]]++;
        }
      }
      for (int w = 0; w < counts.length; w++) {
        for (int d = 0; counts[w] > 1 && d < size; d++) {
          words[sentence.from() + w][d] /= counts[w];
        }
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

  private static BitSet content(ClinicalText note, Range range) {
    BitSet bits = new BitSet();
    for (int w = range.from(); w < range.to(); w++) {
      Word word = note.words().get(w);
      if (!word.isPunctuation() && !Stems.isFunctionWord(word.form())) {
        bits.set(w);
      }
    }
    return bits;
  }

  @Override
  public void close() {
    products.close();
  }
}
