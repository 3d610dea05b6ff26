package org.rationale.perception;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.apache.jena.graph.Node;
import org.rationale.kg.CacheFolder;
import org.rationale.kg.Progress;
import org.rationale.kg.Sha256;

/**
 * The phrases of all concepts with their vectors and the weights of their words. The vectors are
 * kept in the user's cache under the hash of all that they depend on ({@link CacheFolder}).
 */
final class PhraseIndex {

  /** To be raised when vectors come out otherwise for the same phrases and model. */
  private static final String FORMAT = "phrases-2";

  /** What is this close to an anchor needs none of its own. */
  private static final float ANCHOR_COSINE = 0.8f;

  private static final int MOST_ANCHORS = 14;

  /** What names no concept is of many kinds. */
  private static final int MOST_ANCHORS_OF_NOTHING = 100;

  private final List<ConceptPhrase> phrases;
  private final float[][] vectors;
  private final int[] concepts;
  private final List<Node> conceptNodes;

  /** The stems of all phrases, numbered. */
  private final Map<String, Integer> stems = new HashMap<>();

  /** By phrase, the numbers of its stems. */
  private final int[][] forms;

  private final int[][] contents;

  /** By stem. */
  private final double[] weights;

  private final int[][] byContent;
  private final int[][] byFirstForm;

  /** By phrase. */
  private final double[] totals;

  private final String sha256;

  private PhraseIndex(List<ConceptPhrase> phrases, float[][] vectors, String sha256) {
    this.phrases = phrases;
    this.vectors = vectors;
    this.sha256 = sha256;
    Map<Node, Integer> numbers = new LinkedHashMap<>();
    concepts = new int[phrases.size()];
    forms = new int[phrases.size()][];
    contents = new int[phrases.size()][];
    for (int p = 0; p < phrases.size(); p++) {
      ConceptPhrase phrase = phrases.get(p);
      concepts[p] = numbers.computeIfAbsent(phrase.concept(), node -> numbers.size());
      forms[p] = numbered(phrase.forms());
      contents[p] = numbered(phrase.content());
    }
    conceptNodes = List.copyOf(numbers.keySet());
    byContent = byStem(p -> Arrays.stream(contents[p]));
    byFirstForm = byStem(p -> IntStream.of(forms[p][0]));
    // Inverse frequency over concepts: "chest" is in many of them and says little.
    weights = new double[stems.size()];
    for (int stem = 0; stem < weights.length; stem++) {
      long users = Arrays.stream(byContent[stem]).map(p -> concepts[p]).distinct().count();
      weights[stem] = users == 0 ? 0 : Math.log(1 + (double) conceptNodes.size() / users);
    }
    totals =
        Arrays.stream(contents)
            .mapToDouble(content -> Arrays.stream(content).mapToDouble(this::weightOf).sum())
            .toArray();
  }

  private int[] numbered(List<String> texts) {
    return texts.stream()
        .mapToInt(stem -> stems.computeIfAbsent(stem, key -> stems.size()))
        .toArray();
  }

  /** For each stem the phrases that have it, in their order. */
  private int[][] byStem(IntFunction<IntStream> stemsOf) {
    List<List<Integer>> phrasesOf = new ArrayList<>();
    stems.keySet().forEach(stem -> phrasesOf.add(new ArrayList<>()));
    for (int p = 0; p < concepts.length; p++) {
      int phrase = p;
      stemsOf.apply(p).forEach(stem -> phrasesOf.get(stem).add(phrase));
    }
    return phrasesOf.stream()
        .map(list -> list.stream().mapToInt(Integer::intValue).toArray())
        .toArray(int[][]::new);
  }

  /** An index of phrases whose vectors are known. */
  static PhraseIndex of(List<ConceptPhrase> phrases, float[][] vectors, String sha256) {
    return new PhraseIndex(phrases, vectors, sha256);
  }

  /** Builds the index, or takes its vectors from the cache. */
  static PhraseIndex open(List<ConceptQuery.Row> rows, SentenceEncoder encoder, Progress progress) {
    List<ConceptPhrase> phrases =
        rows.stream()
            .map(
                row ->
                    ConceptPhrase.of(
                        row.concept(), row.phrase(), row.absent(), encoder.tokenizer()))
            .filter(phrase -> !phrase.forms().isEmpty())
            .toList();
    StringBuilder all = new StringBuilder();
    for (ConceptPhrase phrase : phrases) {
      all.append(phrase.concept()).append('\t').append(phrase.text()).append('\t');
      all.append(phrase.absent()).append('\n');
    }
    String sha256 = Sha256.of(all.toString());
    List<String> texts = phrases.stream().map(ConceptPhrase::text).distinct().toList();
    String key =
        Sha256.of(
            String.join(
                "\n",
                FORMAT,
                encoder.identity().sha256(),
                encoder.tokenizer().sha256(),
                String.join("\n", texts)));
    float[][] distinct = cachedVectors(key, texts, encoder, progress);
    Map<String, float[]> byText = new HashMap<>();
    for (int i = 0; i < distinct.length; i++) {
      byText.put(texts.get(i), distinct[i]);
    }
    float[][] vectors =
        phrases.stream()
            .map(phrase -> byText.getOrDefault(phrase.text(), new float[0]))
            .toArray(float[][]::new);
    return of(phrases, vectors, sha256);
  }

  List<ConceptPhrase> phrases() {
    return phrases;
  }

  ConceptPhrase phrase(int p) {
    return phrases.get(p);
  }

  float[] vector(int p) {
    return vectors[p];
  }

  /**
   * Phrases that stand for the meanings of all: of one concept, each further one lies far from
   * those before it.
   *
   * @param kind phrases of different kinds do not stand for one another
   */
  int[] anchors(IntPredicate kind) {
    Map<List<Object>, List<Integer>> groups = new LinkedHashMap<>();
    for (int p = 0; p < concepts.length; p++) {
      groups
          .computeIfAbsent(
              List.of(concepts[p], phrases.get(p).absent(), kind.test(p)), key -> new ArrayList<>())
          .add(p);
    }
    return groups.values().stream().flatMapToInt(this::spread).sorted().toArray();
  }

  private IntStream spread(List<Integer> group) {
    float[] nearest = new float[group.size()];
    Arrays.fill(nearest, -1);
    List<Integer> chosen = new ArrayList<>();
    int next = 0;
    int most = phrases.get(group.getFirst()).isOfNothing() ? MOST_ANCHORS_OF_NOTHING : MOST_ANCHORS;
    while (chosen.size() < most && nearest[next] < ANCHOR_COSINE) {
      float[] anchor = vectors[group.get(next)];
      chosen.add(group.get(next));
      next = 0;
      for (int i = 0; i < nearest.length; i++) {
        nearest[i] = Math.max(nearest[i], SentenceEncoder.dot(anchor, vectors[group.get(i)]));
        if (nearest[i] < nearest[next]) {
          next = i;
        }
      }
    }
    return chosen.stream().mapToInt(Integer::intValue);
  }

  /** The number of a phrase's concept. */
  int concept(int p) {
    return concepts[p];
  }

  /** How many numbers {@link #concept} has: the concepts, and one for nothing if it is named. */
  int conceptCount() {
    return conceptNodes.size();
  }

  List<Node> concepts() {
    return conceptNodes.stream().filter(node -> !node.equals(ConceptPhrase.NOTHING)).toList();
  }

  /** The number of a stem; -1 if no phrase has it. */
  int stem(String text) {
    return stems.getOrDefault(text, -1);
  }

  /** The stems of a phrase's words, in order. */
  int[] forms(int p) {
    return forms[p];
  }

  /** The stems of a phrase that carry meaning, each once. */
  int[] content(int p) {
    return contents[p];
  }

  /** How much a stem tells concepts apart; 0 if it carries no meaning in any phrase. */
  double weightOf(int stem) {
    return weights[stem];
  }

  /** How much the words of a phrase tell together. */
  double weight(int p) {
    return totals[p];
  }

  /** The phrases in which a stem carries meaning. */
  int[] withContent(int stem) {
    return byContent[stem];
  }

  /** The phrases whose first word has a stem. */
  int[] startingWith(int stem) {
    return byFirstForm[stem];
  }

  /** Of the concepts and phrases, in their order. */
  String sha256() {
    return sha256;
  }

  private static float[][] cachedVectors(
      String key, List<String> texts, SentenceEncoder encoder, Progress progress) {
    CacheFolder cache = CacheFolder.ofUser();
    String name = key + ".vectors";
    try {
      Path file = cache.file(name);
      if (Files.isRegularFile(file)) {
        float[][] cached = decode(Files.readAllBytes(file), texts.size());
        if (cached.length > 0) {
          return cached;
        }
      }
    } catch (IOException e) {
      // An unreadable cache costs the time of encoding again, nothing else.
    }
    float[][] vectors = encoder.embed(texts, progress);
    try {
      cache.write(name, out -> out.write(encode(vectors)));
    } catch (IOException | SecurityException e) {
      // No cache then: a read-only home must not stop a decision.
    }
    return vectors;
  }

  /**
   * CRC-32C of the rest, number of vectors, their length, and their elements. The checksum finds a
   * damaged file; what the vectors are of is in the file's name.
   */
  private static byte[] encode(float[][] vectors) {
    int length = vectors.length == 0 ? 0 : vectors[0].length;
    ByteBuffer content =
        ByteBuffer.allocate(16 + 4 * vectors.length * length).order(ByteOrder.LITTLE_ENDIAN);
    content.putLong(0).putInt(vectors.length).putInt(length);
    for (float[] vector : vectors) {
      for (float element : vector) {
        content.putFloat(element);
      }
    }
    content.putLong(0, checksum(content.array()));
    return content.array();
  }

  /** No vectors if the content is not what was written. */
  private static float[][] decode(byte[] content, int count) {
    if (content.length < 16) {
      return new float[0][];
    }
    ByteBuffer buffer = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    if (buffer.getLong() != checksum(content) || buffer.getInt() != count) {
      return new float[0][];
    }
    float[][] vectors = new float[count][buffer.getInt()];
    FloatBuffer elements = buffer.asFloatBuffer();
    for (float[] vector : vectors) {
      elements.get(vector);
    }
    return vectors;
  }

  private static long checksum(byte[] content) {
    CRC32C checksum = new CRC32C();
    checksum.update(content, 8, content.length - 8);
    return checksum.getValue();
  }
}
