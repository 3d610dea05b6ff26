package org.rationale.perception;

import ai.onnxruntime.OnnxJavaType;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.rationale.kg.CacheFolder;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.ModelIdentity;
import org.rationale.kg.Progress;
import org.rationale.perception.ModelSignature.Port;
import org.rationale.perception.WordPieceTokenizer.Encoding;

/**
 * A BERT encoder: vectors for the pieces of a text, and one vector of length 1 for a whole text,
 * which is the mean over its pieces (Reimers and Gurevych 2019, Sentence-BERT).
 *
 * <p>A quantised model scales its activations over the whole batch, so a vector depends in its last
 * digits on what else is in the batch. Batches are therefore a function of the texts alone: the
 * same list of texts gives the same vectors, bit for bit.
 */
final class SentenceEncoder implements AutoCloseable {

  /** What BERT's position embeddings go up to. */
  static final int MAXIMUM_LENGTH = 512;

  private static final String BUNDLED = "minilm";
  private static final String BUNDLED_MODEL = "all-minilm-l6-v2-q.onnx";

  /** What the bundled model must be; it is hashed when it is unpacked, or else at each start. */
  private static final String BUNDLED_SHA256 =
      "afdb6f1a0e45b715d0bb9b11772f032c399babd23bfc31fed1c170afc848bdb1";

  private static final String BUNDLED_TOKENIZER = "all-minilm-l6-v2-q-tokenizer.json";
  private static final int PIECES_IN_BATCH = 1024;

  private static final String ENCODING = "encoding phrases, for the first time only";

  private static final ModelSignature SIGNATURE =
      new ModelSignature(
          List.of(
              Port.of("input_ids", OnnxJavaType.INT64, -1, -1),
              Port.of("attention_mask", OnnxJavaType.INT64, -1, -1),
              Port.of("token_type_ids", OnnxJavaType.INT64, -1, -1)),
          List.of(Port.of("last_hidden_state", OnnxJavaType.FLOAT, -1, -1, -1)));

  private static final List<String> OUTPUT = List.of("last_hidden_state");

  private final OnnxModel model;
  private final WordPieceTokenizer tokenizer;

  private SentenceEncoder(OnnxModel model, WordPieceTokenizer tokenizer) {
    this.model = model;
    this.tokenizer = tokenizer;
  }

  /** Opens the bundled all-MiniLM-L6-v2. */
  static SentenceEncoder bundled(ExecutionSettings execution, String place) {
    WordPieceTokenizer tokenizer = WordPieceTokenizer.read(resource(BUNDLED_TOKENIZER), place);
    return new SentenceEncoder(
        unpacked(execution, place)
            .orElseGet(
                () ->
                    OnnxModel.open(
                        resource(BUNDLED_MODEL),
                        BUNDLED_MODEL,
                        Optional.of(BUNDLED_SHA256),
                        SIGNATURE,
                        execution,
                        place)),
        tokenizer);
  }

  /**
   * Opens the encoder that a configuration names: {@code model: minilm}, or files of the pack under
   * {@code model} and {@code tokenizer}.
   *
   * @return empty if the configuration is wrong, which was then reported to it
   */
  static Optional<SentenceEncoder> open(ConfigReader config) {
    Optional<String> name = config.requiredString("model");
    if (name.isEmpty()) {
      return Optional.empty();
    }
    if (name.get().equals(BUNDLED)) {
      return Optional.of(bundled(config.opening().execution(), config.place("model")));
    }
    Optional<Path> model = config.file("model");
    Optional<Path> tokenizer = config.file("tokenizer");
    Optional<String> sha256 = config.string("modelSha256");
    if (model.isEmpty() || tokenizer.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          open(
              Files.readAllBytes(model.get()),
              name.get(),
              sha256,
              Files.readAllBytes(tokenizer.get()),
              config.opening().execution(),
              config.place("model")));
    } catch (IOException e) {
      config.report(
          "model-unreadable",
          config.place("model"),
          "The model (%s) or its tokenizer cannot be read.".formatted(name.get()),
          "Check the files' permissions.");
      return Optional.empty();
    }
  }

  /** The bundled model from the copy that the cache keeps. */
  private static Optional<OnnxModel> unpacked(ExecutionSettings execution, String place) {
    return new UnpackedResources(CacheFolder.ofUser())
        .content(url(BUNDLED_MODEL), BUNDLED_SHA256)
        .map(
            content ->
                OnnxModel.open(
                    content, BUNDLED_MODEL, BUNDLED_SHA256, SIGNATURE, execution, place));
  }

  private static SentenceEncoder open(
      byte[] model,
      String name,
      Optional<String> sha256,
      byte[] tokenizer,
      ExecutionSettings execution,
      String place) {
    WordPieceTokenizer reader = WordPieceTokenizer.read(tokenizer, place);
    return new SentenceEncoder(
        OnnxModel.open(model, name, sha256, SIGNATURE, execution, place), reader);
  }

  private static byte[] resource(String name) {
    try (InputStream in = url(name).openStream()) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException("The resource (%s) cannot be read.".formatted(name), e);
    }
  }

  private static URL url(String name) {
    URL url = SentenceEncoder.class.getResource("/" + name);
    if (url == null) {
      throw new IllegalStateException(
          "The resource (%s) is not on the classpath.\nMaybe the bundled model's jar is missing."
              .formatted(name));
    }
    return url;
  }

  ModelIdentity identity() {
    return model.identity();
  }

  /** The model, and how it runs. */
  ModelIdentity identity(String preparation) {
    return model.identity(preparation);
  }

  /** How long the runtime has computed, in nanoseconds. */
  long computing() {
    return model.computing();
  }

  WordPieceTokenizer tokenizer() {
    return tokenizer;
  }

  /** One vector of length 1 for each text. */
  float[][] embed(List<String> texts) {
    return embed(texts, Progress.NONE);
  }

  /** As {@link #embed(List)}, telling how many texts are done. */
  float[][] embed(List<String> texts, Progress progress) {
    return means(
        texts.stream()
            .map(text -> tokenizer.encode(tokenizer.words(text), MAXIMUM_LENGTH))
            .toList(),
        progress);
  }

  /** As {@link #embed(List)}, of texts that were taken apart before. */
  float[][] means(List<Encoding> encodings) {
    return means(encodings, Progress.NONE);
  }

  private float[][] means(List<Encoding> encodings, Progress progress) {
    Pieces[] pieces = pieces(encodings, progress);
    float[][] vectors = new float[pieces.length][];
    for (int i = 0; i < pieces.length; i++) {
      vectors[i] = requireFinite(pieces[i].mean());
      normalise(vectors[i]);
    }
    return vectors;
  }

  /**
   * Of the pieces of a text, special ones included, the vectors in their context.
   *
   * @param values of a whole batch, not to be changed
   * @param from where those of the text begin; they lie one behind the other
   * @param count of the pieces
   * @param width of a vector
   */
  @SuppressWarnings("ArrayRecordComponent") // a copy of each vector took as long as using it
  record Pieces(float[] values, int from, int count, int width) {

    /** Adds a piece's vector. */
    void addTo(float[] sum, int piece) {
      int at = from + piece * width;
      for (int d = 0; d < width; d++) {
        sum[d] += values[at + d];
      }
    }

    private float[] mean() {
      float[] mean = new float[width];
      for (int piece = 0; piece < count; piece++) {
        addTo(mean, piece);
      }
      for (int d = 0; d < width; d++) {
        mean[d] /= count;
      }
      return mean;
    }
  }

  /** For each text its pieces. */
  Pieces[] pieces(List<Encoding> encodings) {
    return pieces(encodings, Progress.NONE);
  }

  private Pieces[] pieces(List<Encoding> encodings, Progress progress) {
    Pieces[] vectors = new Pieces[encodings.size()];
    List<Integer> byLength =
        IntStream.range(0, encodings.size())
            .boxed()
            .sorted(Comparator.comparingInt((Integer i) -> encodings.get(i).length()))
            .toList();
    int done = 0;
    progress.report(ENCODING, done, encodings.size());
    List<Integer> batch = new ArrayList<>();
    for (int index : byLength) {
      int length = encodings.get(index).length();
      if (!batch.isEmpty() && (batch.size() + 1) * length > PIECES_IN_BATCH) {
        run(batch, encodings, vectors);
        done += batch.size();
        progress.report(ENCODING, done, encodings.size());
        batch.clear();
      }
      batch.add(index);
    }
    if (!batch.isEmpty()) {
      run(batch, encodings, vectors);
      progress.report(ENCODING, encodings.size(), encodings.size());
    }
    return vectors;
  }

  private void run(List<Integer> batch, List<Encoding> encodings, Pieces[] vectors) {
    int longest = encodings.get(batch.getLast()).length();
    long[] shape = {batch.size(), longest};
    int size = batch.size() * longest;
    LongBuffer ids = Tensor.longs(size);
    LongBuffer mask = Tensor.longs(size);
    for (int row = 0; row < batch.size(); row++) {
      Encoding encoding = encodings.get(batch.get(row));
      ids.put(row * longest, encoding.ids(), 0, encoding.length());
      for (int i = 0; i < encoding.length(); i++) {
        mask.put(row * longest + i, 1);
      }
    }
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    inputs.put("input_ids", new Tensor.Integers(ids, shape));
    inputs.put("attention_mask", new Tensor.Integers(mask, shape));
    inputs.put("token_type_ids", new Tensor.Integers(Tensor.longs(size), shape));
    Tensor.Reals states = model.run(inputs, OUTPUT, model.identity().name()).getFirst();
    int width = Math.toIntExact(states.shape()[2]);
    float[] values = states.array();
    for (int row = 0; row < batch.size(); row++) {
      int index = batch.get(row);
      vectors[index] =
          new Pieces(values, row * longest * width, encodings.get(index).length(), width);
    }
  }

  /** A vector that is none would be like nothing, so what it stands for would just not be found. */
  float[] requireFinite(float[] vector) {
    if (!Float.isFinite(dot(vector, vector))) {
      throw new InvalidInputException(
          "model-not-finite",
          model.identity().name(),
          "The encoder (%s) answered with numbers that are not finite."
              .formatted(model.identity().name()),
          "Use a model that was exported and quantised rightly.");
    }
    return vector;
  }

  static void normalise(float[] vector) {
    double norm = Math.sqrt(dot(vector, vector));
    if (norm > 0) {
      for (int d = 0; d < vector.length; d++) {
        vector[d] = (float) (vector[d] / norm);
      }
    }
  }

  /** The inner product: for vectors of length 1, the cosine of their angle. */
  static float dot(float[] a, float[] b) {
    // Four sums, since the JIT may not reorder one; it is the hot loop of reading a note.
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    int d = 0;
    for (; d + 3 < a.length; d += 4) {
      s0 += a[d] * b[d];
      s1 += a[d + 1] * b[d + 1];
      s2 += a[d + 2] * b[d + 2];
      s3 += a[d + 3] * b[d + 3];
    }
    for (; d < a.length; d++) {
      s0 += a[d] * b[d];
    }
    return (s0 + s1) + (s2 + s3);
  }

  @Override
  public void close() {
    model.close();
  }
}
