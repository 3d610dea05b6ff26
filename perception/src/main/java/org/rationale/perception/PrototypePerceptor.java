package org.rationale.perception;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.ModelIdentity;
import org.rationale.kg.Region;
import org.rationale.kg.Sha256;
import org.rationale.perception.AnswerReader.Answer;

/**
 * Tells which of some classes a text is most like, from a few examples of each and without
 * training: the text is embedded by a sentence encoder and compared with the classes' {@link
 * Prototypes}.
 *
 * <p>A text is embedded alone, so that the same text always gives the same bits. Of a long one the
 * first 512 word pieces are read.
 */
final class PrototypePerceptor implements ClassifyingPerceptor {

  /** Changes when the same text would become another vector. */
  private static final String PREPARATION = "mean of word pieces 1";

  private static final int FEWEST_EXAMPLES = 2;
  private static final int MAXIMUM_LENGTH = 200_000;

  private final String id;
  private final String input;
  private final Classification classification;
  private final Prototypes prototypes;
  private final SentenceEncoder encoder;
  private final int examples;
  private final ModelIdentity identity;

  private PrototypePerceptor(
      String id,
      String input,
      Classification classification,
      Prototypes prototypes,
      SentenceEncoder encoder,
      ModelIdentity identity) {
    this.id = id;
    this.input = input;
    this.classification = classification;
    this.prototypes = prototypes;
    this.encoder = encoder;
    this.identity = identity;
    this.examples = prototypes.classes().stream().mapToInt(List::size).sum();
  }

  /** Empty if the configuration is wrong, which is then reported to its reader. */
  static Optional<Perceptor> open(String id, String input, ConfigReader config) {
    config.allowOnly(
        Classification.KEYS.stream().filter(key -> !key.equals("output")).toList(),
        "id",
        "kind",
        "input",
        "optional",
        "required",
        "model",
        "modelSha256",
        "tokenizer");
    Optional<List<List<String>>> texts = examples(config);
    if (texts.isEmpty()) {
      return Optional.empty();
    }
    Optional<SentenceEncoder> opened = SentenceEncoder.open(config);
    if (opened.isEmpty()) {
      return Optional.empty();
    }
    SentenceEncoder encoder = opened.get();
    boolean done = false;
    try {
      Prototypes prototypes =
          Prototypes.of(
              texts.get().stream()
                  .map(of -> of.stream().map(text -> embed(encoder, text)).toList())
                  .toList());
      Optional<Classification> classification =
          Classification.ofPrototypes(id, config, prototypes::calibration);
      if (classification.isEmpty()) {
        return Optional.empty();
      }
      classification
          .get()
          .requireFittedFor(
              identity(encoder, texts.get()),
              prototypes.means().getFirst().length,
              config.place("calibration"));
      done = true;
      return Optional.of(
          new PrototypePerceptor(
              id,
              input,
              classification.get(),
              prototypes,
              encoder,
              identity(encoder, texts.get())));
    } finally {
      if (!done) {
        encoder.close();
      }
    }
  }

  /** The encoder with the examples: with others a calibration would be another. */
  private static ModelIdentity identity(SentenceEncoder encoder, List<List<String>> examples) {
    return new ModelIdentity(
        encoder.identity().name(),
        ConfigReader.canonicalSha256(List.of(encoder.identity().sha256(), examples)));
  }

  /** The examples of each class; empty if some are wrong. */
  private static Optional<List<List<String>>> examples(ConfigReader config) {
    config.requirePresent("classes");
    List<List<String>> classes = new ArrayList<>();
    boolean sound = true;
    for (ConfigReader alternative : config.mappings("classes")) {
      List<String> texts = new ArrayList<>();
      if (alternative.values().get("examples") instanceof List<?> list) {
        for (Object item : list) {
          if (item instanceof String text && !text.isBlank()) {
            texts.add(text);
          }
        }
        sound &= texts.size() == list.size();
      }
      if (texts.size() < FEWEST_EXAMPLES || !sound) {
        alternative.report(
            "too-few-examples",
            alternative.place("examples"),
            "There are (%d) texts.".formatted(texts.size()),
            "Write a list of two texts at least, each in quotes; five or more are better.");
        sound = false;
      }
      classes.add(List.copyOf(texts));
    }
    return sound && !classes.isEmpty() ? Optional.of(classes) : Optional.empty();
  }

  private static float[] embed(SentenceEncoder encoder, String text) {
    return encoder.embed(List.of(text))[0];
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String input() {
    return input;
  }

  @Override
  public Classification classification() {
    return classification;
  }

  @Override
  public ModelIdentity model() {
    return identity;
  }

  @Override
  public List<Optional<Run>> runs(List<PerceptorInput> inputs, Attempts attempts) {
    return inputs.stream().map(input -> attempts.take(() -> run(input))).toList();
  }

  private Run run(PerceptorInput given) {
    if (!(given.value() instanceof String text) || text.isBlank()) {
      throw new InvalidInputException(
          "not-a-text",
          given.place(),
          "The value (%s) is not a text.".formatted(given.value()),
          "Write a text in quotes, or leave the input out.");
    }
    if (text.length() > MAXIMUM_LENGTH) {
      throw new InvalidInputException(
          "text-too-long",
          given.place(),
          "The text has %d characters; at most %d are read."
              .formatted(text.length(), MAXIMUM_LENGTH),
          "Give the part that matters.");
    }
    float[] embedding = embed(encoder, text);
    return new Run(
        new Answer(
            prototypes.cosines(embedding),
            IntStream.range(0, embedding.length).mapToDouble(d -> embedding[d]).toArray()),
        new Classification.Seen(
            encoder.identity(PREPARATION),
            Sha256.of(text),
            new Region.TextSpan(0, text.length(), text),
            "the cosines with prototypes of %d examples".formatted(examples)));
  }

  @Override
  public void close() {
    encoder.close();
  }
}
