package org.rationale.perception;

import java.util.List;
import java.util.Optional;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.ModelIdentity;
import org.rationale.kg.Region;
import org.rationale.kg.Sha256;
import org.rationale.perception.PrototypeExamples.Embedded;
import org.rationale.perception.PrototypeExamples.Embeddings;

/**
 * Tells which of some classes a text is most like, from a few examples of each and without
 * training: the text is embedded by a sentence encoder and compared with the classes' {@link
 * Prototypes}. Pictures and series are compared so by their own perceptors.
 *
 * <p>A text is embedded alone, so that the same text always gives the same bits. Of a long one the
 * first 512 word pieces are read.
 */
final class PrototypePerceptor implements ClassifyingPerceptor {

  /** Changes when the same text would become another vector. */
  private static final String PREPARATION = "mean of word pieces 1";

  private static final int MAXIMUM_LENGTH = 200_000;

  private final String id;
  private final String input;
  private final Classification classification;
  private final Prototypes prototypes;
  private final SentenceEncoder encoder;
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
  }

  /** Empty if the configuration is wrong, which is then reported to its reader. */
  static Optional<Perceptor> open(String id, String input, ConfigReader config) {
    String of = config.has("of") ? config.string("of").orElse("") : "text";
    return switch (of) {
      case "text" -> ofTexts(id, input, config);
      case "image" -> ImagePerceptor.ofPrototypes(id, input, config);
      case "series" -> SeriesPerceptor.ofPrototypes(id, input, config);
      default -> {
        config.report(
            "unknown-value",
            config.place("of"),
            "The modality (%s) is not known.".formatted(of),
            ConfigReader.nearest(of, List.of("text", "image", "series")));
        yield Optional.empty();
      }
    };
  }

  private static Optional<Perceptor> ofTexts(String id, String input, ConfigReader config) {
    config.allowOnly(
        Classification.OF_PROTOTYPES,
        "id",
        "kind",
        "of",
        "input",
        "optional",
        "required",
        "model",
        "modelSha256",
        "tokenizer",
        "distance");
    Optional<Prototypes.Likeness> likeness = Prototypes.Likeness.configure(config);
    Optional<PrototypeExamples> examples = PrototypeExamples.read(config, input, true);
    boolean done = false;
    Optional<SentenceEncoder> opened = Optional.empty();
    try {
      opened = SentenceEncoder.open(config);
      if (opened.isEmpty() || examples.isEmpty() || likeness.isEmpty()) {
        return Optional.empty();
      }
      SentenceEncoder encoder = opened.get();
      Embeddings embedded =
          examples
              .get()
              .embed(
                  example -> {
                    String text = text(example);
                    return new Embedded(embed(encoder, text), Sha256.of(text));
                  });
      Prototypes prototypes = Prototypes.of(likeness.get(), embedded.classes());
      Optional<Classification> classification = Classification.ofPrototypes(id, config, prototypes);
      if (classification.isEmpty()) {
        done = true;
        encoder.close();
        return Optional.empty();
      }
      ModelIdentity identity = embedded.identity(encoder.identity(), likeness.get(), PREPARATION);
      classification
          .get()
          .requireFittedFor(
              identity, prototypes.means().getFirst().length, config.place("calibration"));
      done = true;
      return Optional.of(
          new PrototypePerceptor(id, input, classification.get(), prototypes, encoder, identity));
    } finally {
      if (!done) {
        Classification.reportClasses(config);
        opened.ifPresent(SentenceEncoder::close);
      }
    }
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
    String text = text(given);
    return new Run(
        prototypes.answer(embed(encoder, text)),
        new Classification.Seen(
            encoder.identity(PREPARATION),
            Sha256.of(text),
            new Region.TextSpan(0, text.length(), text),
            "a text, compared with %d examples".formatted(prototypes.count())));
  }

  private static String text(PerceptorInput given) {
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
    return text;
  }

  @Override
  public void close() {
    encoder.close();
  }
}
