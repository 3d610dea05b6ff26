package org.rationale.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Base64;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.jena.graph.NodeFactory;
import org.rationale.perception.PerceptorInput;
import org.rationale.perception.PicturePerception;

/**
 * The chest X-ray perceptor of the respiratory pack against its model alone, run by ONNX Runtime
 * with the same settings on a tensor that is ready. Making the picture ready is timed apart.
 *
 * @param rounds how often each side is timed
 */
record PictureBenchmarks(int rounds) {

  private static final int PICTURES = 1024;
  private static final int PREPARED = 100;
  private static final int WARM_UPS = 6;

  /** What makes percepts takes five times as long until it is compiled as a whole. */
  private static final int COMPILING = 150_000;

  private static final double AIM = 0.9;

  /** One caller, who gives so many pictures at a time. */
  Report oneCaller(String name, int batch) {
    try (PicturePerception both = open(batch)) {
      return throughput(
          name,
          "percepts of pictures that are ready, %d at a time".formatted(batch),
          batch,
          both,
          () -> both.perceive(PICTURES));
    }
  }

  /** So many callers at once, whose single pictures the perceptor runs together. */
  Report callers(String name, int callers) {
    try (PicturePerception both = open(callers)) {
      return throughput(
          name,
          "percepts of pictures that are ready, %d callers".formatted(callers),
          callers,
          both,
          () -> both.perceive(PICTURES, callers));
    }
  }

  private Report throughput(
      String name, String words, int batch, PicturePerception both, Runnable perceiving) {
    both.warmUp(COMPILING);
    Samples.Pair pair =
        Samples.race(WARM_UPS, rounds, task(perceiving), task(() -> both.run(PICTURES / batch)));
    Samples preparing =
        Samples.race(1, rounds, task(() -> both.prepare(PREPARED)), task(() -> {})).ours();
    double share = pair.timesFaster();
    return new Report(
        name,
        side(pair.ours(), words),
        withPreparation(
            side(pair.other(), "the model alone, batches of %d".formatted(batch)), preparing),
        share,
        "at least %s of the model's throughput; the ratio is our throughput to the model's"
            .formatted(AIM),
        share >= AIM);
  }

  private static Supplier<AutoCloseable> task(Runnable task) {
    return () -> {
      task.run();
      return () -> {};
    };
  }

  private static Map<String, Object> side(Samples samples, String name) {
    Map<String, Object> side = samples.describe(name);
    side.put("picturesPerSecond", Samples.rounded(PICTURES * 1e3 / samples.median()));
    return side;
  }

  private static Map<String, Object> withPreparation(Map<String, Object> side, Samples preparing) {
    side.put(
        "apartToReadAndResizeAPngOf256PixelsMillis",
        Samples.rounded(preparing.median() / PREPARED));
    return side;
  }

  private static PicturePerception open(int batch) {
    PerceptorConfig config = PerceptorConfig.of("respiratory", "chest-xray").claimingAll();
    try {
      byte[] png = Files.readAllBytes(config.pack().resolve("cases/15-drawn-chest-xray.png"));
      String uri = "data:image/png;base64," + Base64.getEncoder().encodeToString(png);
      PerceptorInput given =
          new PerceptorInput(
              NodeFactory.createURI("urn:rationale:bench"), "chestXray", uri, "benchmark");
      return new PicturePerception(
          config.open(batch),
          config.pack().resolve(String.valueOf(config.config().get("model"))),
          given,
          batch);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
