package org.rationale.perception;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.Region;
import org.rationale.perception.OnnxModel.Port;
import org.rationale.perception.OnnxModel.Signature;

/**
 * Gives a picture to an ONNX classifier and makes one choice of what it answers: see {@link
 * ImagePreparation} for how, {@link Classification} for the answer, {@link Occlusion} for what the
 * answer rests on.
 */
final class ImagePerceptor implements Perceptor {

  /** A radiograph of 5 by 5 thousand pixels has 25 million. */
  private static final long MAXIMUM_PIXELS = 40_000_000;

  private static final long MAXIMUM_BYTES = 64L << 20;

  /** Hidden parts are run in as many at a time, so that memory stays bounded. */
  private static final int BATCH = 64;

  private record Settings(
      ImagePreparation preparation,
      Occlusion occlusion,
      long maximumPixels,
      String inputName,
      String outputName) {}

  private final String id;
  private final String input;
  private final Settings settings;
  private final Classification classification;
  private final OnnxModel model;
  private final int batch;

  private ImagePerceptor(
      String id,
      String input,
      Settings settings,
      Classification classification,
      OnnxModel model,
      int batch) {
    this.id = id;
    this.input = input;
    this.settings = settings;
    this.classification = classification;
    this.model = model;
    this.batch = batch;
  }

  /** Empty if the configuration is wrong, which is then reported to its reader. */
  static Optional<Perceptor> open(String id, String input, ConfigReader config) {
    config.allowOnly(
        Classification.KEYS,
        "id",
        "kind",
        "input",
        "optional",
        "required",
        "model",
        "modelSha256",
        "modelInput",
        "modelOutput",
        "image",
        "saliency",
        "maximumPixels");
    Optional<Classification> classification = Classification.configure(id, config);
    Optional<Path> file = config.file("model");
    Optional<String> sha256 = config.string("modelSha256");
    long maximumPixels =
        config.number("maximumPixels").map(BigDecimal::longValue).orElse(MAXIMUM_PIXELS);
    if (maximumPixels < 1) {
      config.report(
          "bad-limit",
          config.place("maximumPixels"),
          "The limit (%d) is not above 0.".formatted(maximumPixels),
          "Leave it out for %d.".formatted(MAXIMUM_PIXELS));
    }
    if (classification.isEmpty() || file.isEmpty()) {
      return Optional.empty();
    }
    String inputName = config.string("modelInput").orElse("input");
    String outputName = config.string("modelOutput").orElse("output");
    OnnxModel model = OnnxModel.open(file.get(), sha256, config.place("model"));
    boolean fits = false;
    try {
      Optional<Port> port = Optional.ofNullable(model.inputs().get(inputName));
      // A name that the model lacks is told by the check, with those that it has.
      Optional<ImagePreparation> preparation = Optional.empty();
      if (port.isPresent()) {
        preparation = ImagePreparation.configure(config, port.get());
      }
      model.require(
          new Signature(
              port.stream().toList().isEmpty()
                  ? List.of(Port.of(inputName, ai.onnxruntime.OnnxJavaType.FLOAT, -1, -1, -1, -1))
                  : List.of(port.get()),
              List.of(
                  Port.of(
                      outputName, ai.onnxruntime.OnnxJavaType.FLOAT, -1, classification.get().size()))),
          config.place("model"));
      return Optional.empty();
    } finally {
      if (!fits) {
        model.close();
      }
    }
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
  public void close() {
    model.close();
  }
}
