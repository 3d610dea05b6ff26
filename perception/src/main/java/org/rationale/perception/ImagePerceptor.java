package org.rationale.perception;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.rationale.kg.ModelIdentity;
import org.rationale.kg.Region;
import org.rationale.perception.RowQueue.Ready;

/**
 * Gives a picture to an ONNX classifier and makes one choice of what it answers: see {@link
 * ImagePreparation} for how, {@link Classification} for the answer, {@link Occlusion} for what the
 * answer rests on. A percept's region is the part of the picture that the model saw.
 */
final class ImagePerceptor implements ClassifyingPerceptor {

  /** A radiograph of 5 by 5 thousand pixels has 25 million. */
  private static final long MAXIMUM_PIXELS = 40_000_000;

  private static final long MAXIMUM_BYTES = 64L << 20;

  private final String id;
  private final String input;
  private final long maximumPixels;
  private final Classification classification;
  private final Scorer model;
  private final ImagePreparation preparation;
  private final Occlusion occlusion;
  private final ModelIdentity identity;

  private ImagePerceptor(
      String id,
      String input,
      long maximumPixels,
      Classification classification,
      Scorer model,
      ImagePreparation preparation,
      Occlusion occlusion) {
    this.id = id;
    this.input = input;
    this.maximumPixels = maximumPixels;
    this.classification = classification;
    this.model = model;
    this.preparation = preparation;
    this.occlusion = occlusion;
    this.identity = model.identity(preparation.version());
  }

  private record Ways(ImagePreparation preparation, Occlusion occlusion) {
    static Optional<Ways> configure(ConfigReader config, ModelSignature.Port port) {
      return ImagePreparation.configure(config, port)
          .flatMap(
              preparation ->
                  Occlusion.configure(config, preparation)
                      .map(occlusion -> new Ways(preparation, occlusion)));
    }
  }

  /** Empty if the configuration is wrong, which is then reported to its reader. */
  static Optional<Perceptor> open(String id, String input, ConfigReader config) {
    long maximumPixels =
        limit(config, ConfigReader.joined(Classification.KEYS, AnsweringModel.KEYS));
    Optional<Classification> classification =
        Classification.configure(id, config, config.has("modelFeatures"));
    if (classification.isEmpty()) {
      return Optional.empty();
    }
    return AnsweringModel.open(
            config, classification.get(), Ways::configure, ways -> ways.preparation().shape())
        .map(
            opened ->
                new ImagePerceptor(
                    id,
                    input,
                    maximumPixels,
                    classification.get(),
                    opened.model(),
                    opened.preparation().preparation(),
                    opened.preparation().occlusion()));
  }

  /** As {@link #open}, by comparison with the pack's examples of each class. */
  static Optional<Perceptor> ofPrototypes(String id, String input, ConfigReader config) {
    long maximumPixels =
        limit(config, ConfigReader.joined(Classification.OF_PROTOTYPES, PrototypeModel.KEYS));
    return PrototypeModel.open(
            id,
            input,
            config,
            Ways::configure,
            ways -> ways.preparation().shape(),
            ways -> ways.preparation().version(),
            (ways, example) -> {
              Prepared prepared = prepare(example, ways.preparation(), maximumPixels);
              return new PrototypeModel.Rows(List.of(prepared.row()), prepared.sha256());
            })
        .map(
            opened ->
                new ImagePerceptor(
                    id,
                    input,
                    maximumPixels,
                    opened.classification(),
                    opened.model(),
                    opened.preparation().preparation(),
                    opened.preparation().occlusion()));
  }

  /** The most pixels of a picture; keys that nobody reads are reported. */
  private static long limit(ConfigReader config, List<String> others) {
    config.allowOnly(
        others,
        "id",
        "kind",
        "input",
        "optional",
        "required",
        "image",
        "saliency",
        "maximumPixels");
    long maximumPixels =
        config.number("maximumPixels").map(BigDecimal::longValue).orElse(MAXIMUM_PIXELS);
    if (maximumPixels < 1) {
      config.report(
          "bad-limit",
          config.place("maximumPixels"),
          "The limit (%d) is not above 0.".formatted(maximumPixels),
          "Leave it out for %d.".formatted(MAXIMUM_PIXELS));
    }
    return maximumPixels;
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
    return model.identity();
  }

  @Override
  public List<Optional<Run>> runs(List<PerceptorInput> inputs, Attempts attempts) {
    return runs(inputs, this::prepare, attempts);
  }

  private List<Optional<Run>> runs(
      List<PerceptorInput> inputs,
      Function<PerceptorInput, Prepared> preparing,
      Attempts attempts) {
    return model.each(inputs, given -> ready(preparing.apply(given)), attempts);
  }

  /** As {@link #perceive(List)}, where pictures are made ready otherwise. */
  List<Perception> perceive(
      List<PerceptorInput> inputs, Function<PerceptorInput, Prepared> preparing) {
    Attempts attempts = new Attempts();
    return perceptions(inputs, runs(inputs, preparing, attempts), attempts);
  }

  /**
   * A picture that is ready for the model.
   *
   * @param row the model's input
   * @param sha256 of the file
   * @param seen of the picture
   * @param from for people
   */
  record Prepared(float[] row, String sha256, Region.Box seen, String from) {}

  /** Reads and decodes a picture and makes it ready: all that is done before the model runs. */
  Prepared prepare(PerceptorInput given) {
    return prepare(given, preparation, maximumPixels);
  }

  private static Prepared prepare(
      PerceptorInput given, ImagePreparation preparation, long maximumPixels) {
    GivenFile file = GivenFile.of(given, MAXIMUM_BYTES);
    Picture picture = picture(file, given, maximumPixels);
    return new Prepared(
        preparation.row(preparation.pixels(picture)),
        file.sha256(),
        preparation.seen(picture),
        "a picture of %d by %d pixels".formatted(picture.width(), picture.height()));
  }

  private Ready<Run> ready(Prepared prepared) {
    Classification.Seen seen =
        new Classification.Seen(
            identity, prepared.sha256(), prepared.seen(), prepared.from() + model.note());
    return Ready.of(prepared.row(), outputs -> new Run(model.answer(outputs), seen));
  }

  @Override
  public List<Attribution> attributions(PerceptorInput given) {
    GivenFile file = GivenFile.of(given, MAXIMUM_BYTES);
    Picture picture = picture(file, given, maximumPixels);
    float[] pixels = preparation.pixels(picture);
    float[] whole = model.scores(List.of(preparation.row(pixels)), given.place()).getFirst();
    if (!AnswerReader.finite(whole)) {
      return List.of();
    }
    Classification.Likeliest likeliest = classification.likeliest(whole);
    int width = preparation.width();
    int height = preparation.height();
    List<float[]> hidden =
        occlusion.hidden(pixels, width, height, preparation.colours().count).stream()
            .map(preparation::row)
            .toList();
    double[] drops =
        Occlusion.drops(
            classification, whole, model.scores(hidden, given.place()), likeliest.number());
    double[] weights = occlusion.weights(drops, width, height);
    // Bars beside a padded picture are not of it.
    Region.Box target = preparation.target(picture);
    double[] inside = Occlusion.part(weights, width, target);
    Region.Box seen = preparation.seen(picture);
    Region.Box box =
        occlusion
            .box(inside, target.width(), target.height())
            .map(found -> Occlusion.onPicture(found, target, seen))
            .orElse(seen);
    HeatMap map = HeatMap.of(picture, seen, inside, target.width(), target.height(), box);
    return List.of(
        new Attribution.OfImage(
            likeliest.percept(),
            input,
            file.sha256(),
            occlusion.method(),
            box,
            occlusion.share(),
            map.png(),
            map.width(),
            map.height()));
  }

  private static Picture picture(GivenFile file, PerceptorInput given, long maximumPixels) {
    String place = file.place(given);
    file.mediaType()
        .ifPresent(said -> ImageHeader.of(file.bytes(), place).requireMediaType(said, place));
    return Picture.read(file.bytes(), maximumPixels, place);
  }

  @Override
  public void close() {
    model.close();
  }
}
