package org.rationale.perception;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.jena.graph.NodeFactory;

/** The inside of perception, as far as benchmarks look at it. */
public final class OurPerception {

  private OurPerception() {}

  /** The same rows through our side, and through the runtime alone on tensors that are ready. */
  public static final class Rows implements AutoCloseable {

    private final OnnxModel model;
    private final RowQueue queue;
    private final float[][] rows;
    private final OrtSession session;
    private final Map<String, OnnxTensor> tensors;
    private final int width;

    private Rows(
        OnnxModel model,
        RowQueue queue,
        float[][] rows,
        OrtSession session,
        Map<String, OnnxTensor> tensors) {
      this.model = model;
      this.queue = queue;
      this.rows = rows;
      this.session = session;
      this.tensors = tensors;
      this.width = rows.length;
    }

    /** A model {@code output = f(input)} of rows of one width. */
    public static Rows open(Path file, String input, String output, long[] shape, int count)
        throws IOException, OrtException {
      int width = 1;
      for (long size : shape) {
        width *= (int) size;
      }
      float[][] rows = new float[count][width];
      Random random = new Random(3);
      for (float[] row : rows) {
        for (int i = 0; i < width; i++) {
          row[i] = random.nextFloat();
        }
      }
      long[] all = new long[shape.length + 1];
      all[0] = -1;
      System.arraycopy(shape, 0, all, 1, shape.length);
      ModelSignature signature =
          new ModelSignature(
              List.of(ModelSignature.Port.of(input, OnnxJavaType.FLOAT, all)),
              List.of(ModelSignature.Port.of(output, OnnxJavaType.FLOAT, -1, 2)));
      OnnxModel model =
          OnnxModel.open(
              file, Optional.empty(), signature, ExecutionSettings.standard(), file.toString());
      try (OrtSession.SessionOptions options =
          OnnxRuntime.options(ExecutionSettings.standard().threads())) {
        OrtSession session =
            OnnxRuntime.environment().createSession(Files.readAllBytes(file), options);
        all[0] = count;
        OnnxTensor ready =
            OnnxTensor.createTensor(
                OnnxRuntime.environment(), Tensor.rows(rows, shape).values(), all);
        return new Rows(
            model,
            new RowQueue(model, input, shape, List.of(output), 1),
            rows,
            session,
            Map.of(input, ready));
      }
    }

    /** Our side: rows as arrays in, answers as arrays out. */
    public float ours() {
      return queue.run(rows, "benchmark").getFirst().row(rows.length - 1)[0];
    }

    /** The runtime alone; what it answers is read. */
    public float bare() {
      try (OrtSession.Result result = session.run(tensors)) {
        return ((OnnxTensor) result.get(0)).getFloatBuffer().get((width - 1) * 2);
      } catch (OrtException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() throws OrtException {
      tensors.values().forEach(OnnxTensor::close);
      session.close();
      queue.close();
      model.close();
    }
  }

  /**
   * Of reading a note, how long all of it took, and how long the runtime computed.
   *
   * @param millis of all
   * @param computing of it, in milliseconds
   */
  public record Read(double millis, double computing) {}

  /** Reads a note several times. */
  public static List<Read> notes(Perceptor perceptor, PerceptorInput note, int rounds) {
    TextPerceptor text = (TextPerceptor) perceptor;
    List<Read> reads = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      long computed = text.computing();
      long start = System.nanoTime();
      text.perceive(note);
      long end = System.nanoTime();
      reads.add(new Read((end - start) / 1e6, (text.computing() - computed) / 1e6));
    }
    return reads;
  }

  /** One clause of ten words, to be compared with an index of made-up phrases. */
  public static final class Phrases implements AutoCloseable {

    private static final int PHRASES_OF_A_CONCEPT = 5;
    private static final int WORDS = 3_000;
    private static final String CLAUSE =
        "patient struggles to get her breath when climbing the stairs";

    private final SentenceEncoder encoder;
    private final CandidateFinder finder;
    private final ClinicalText note;

    private Phrases(SentenceEncoder encoder, CandidateFinder finder, ClinicalText note) {
      this.encoder = encoder;
      this.finder = finder;
      this.note = note;
    }

    /**
     * An index of so many phrases of two to four made-up words; some share words with the clause.
     * Vectors are random, because how far they lie from each other does not change what they cost.
     */
    public static Phrases open(int count) {
      SentenceEncoder encoder = SentenceEncoder.bundled(ExecutionSettings.standard(), "benchmark");
      ClinicalText note = ClinicalText.of(CLAUSE, encoder.tokenizer());
      Random random = new Random(20);
      List<String> own = List.of(CLAUSE.split(" "));
      List<ConceptPhrase> phrases = new ArrayList<>();
      float[][] vectors = new float[count][encoder.embed(List.of("one"))[0].length];
      for (int p = 0; p < count; p++) {
        List<String> words = new ArrayList<>();
        for (int w = 2 + random.nextInt(3); w > 0; w--) {
          words.add(
              random.nextInt(50) == 0
                  ? own.get(random.nextInt(own.size()))
                  : "word" + (char) ('a' + random.nextInt(26)) + random.nextInt(WORDS));
        }
        phrases.add(
            ConceptPhrase.of(
                NodeFactory.createURI("urn:concept:" + p / PHRASES_OF_A_CONCEPT),
                String.join(" ", words),
                false,
                encoder.tokenizer()));
        for (int i = 0; i < vectors[p].length; i++) {
          vectors[p][i] = (float) random.nextGaussian();
        }
        SentenceEncoder.normalise(vectors[p]);
      }
      return new Phrases(
          encoder,
          new CandidateFinder(
              encoder,
              PhraseIndex.of(phrases, vectors, "benchmark"),
              ContextReader.open(encoder.tokenizer()),
              ExecutionSettings.standard()),
          note);
    }

    /** Compares the clause with all phrases, several times. */
    public List<Read> find(int rounds) {
      List<Read> reads = new ArrayList<>();
      for (int round = 0; round < rounds; round++) {
        long computed = encoder.computing();
        long start = System.nanoTime();
        finder.find(note);
        long end = System.nanoTime();
        reads.add(new Read((end - start) / 1e6, (encoder.computing() - computed) / 1e6));
      }
      return reads;
    }

    @Override
    public void close() {
      finder.close();
      encoder.close();
    }
  }

  /** How many sessions are open for a perceptor's model. */
  public static int sessions() {
    return OnnxModel.sessions();
  }
}
