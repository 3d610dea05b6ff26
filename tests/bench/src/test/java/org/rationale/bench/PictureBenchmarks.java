package org.rationale.bench;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.jena.graph.NodeFactory;
import org.rationale.datasets.BundledPacks;
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
  private static final int WARM_UPS = 4;
  private static final double AIM = 0.9;

  /**
   * One benchmark.
   *
   * @param batch 1: one caller, picture after picture. Else so many callers at once, whose pictures
   *     the perceptor runs together
   */
  Report throughput(String name, int batch) {
    try (PicturePerception both = open(batch)) {
      Samples.Pair pair =
          Samples.race(
              WARM_UPS,
              rounds,
              task(() -> both.perceive(PICTURES, batch)),
              task(() -> both.run(PICTURES / batch)));
      Samples preparing =
          Samples.race(1, rounds, task(() -> both.prepare(PREPARED)), task(() -> {})).ours();
      double share = pair.timesFaster();
      return new Report(
          name,
          side(pair.ours(), "percepts of pictures that are ready, %d callers".formatted(batch)),
          withPreparation(
              side(pair.other(), "the model alone, batches of %d".formatted(batch)), preparing),
          share,
          "at least %s of the model's throughput; the ratio is our throughput to the model's"
              .formatted(AIM),
          share >= AIM);
    }
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
    Path pack = BundledPacks.folder("respiratory");
    try {
      Map<String, Object> yaml =
          new YAMLMapper().readValue(pack.resolve("pack.yaml").toFile(), new TypeReference<>() {});
      ObjectMapper mapper = new ObjectMapper();
      List<Map<String, Object>> configs =
          mapper.convertValue(yaml.get("perceptors"), new TypeReference<>() {});
      Map<String, String> prefixes =
          mapper.convertValue(yaml.get("prefixes"), new TypeReference<>() {});
      Map<String, Object> config =
          configs.stream()
              .filter(one -> "chest-xray".equals(one.get("id")))
              .findFirst()
              .orElseThrow();
      byte[] png = Files.readAllBytes(pack.resolve("cases/15-drawn-chest-xray.png"));
      String uri = "data:image/png;base64," + Base64.getEncoder().encodeToString(png);
      PerceptorInput given =
          new PerceptorInput(
              NodeFactory.createURI("urn:rationale:bench"), "chestXray", uri, "benchmark");
      return new PicturePerception(pack, config, prefixes, given, batch);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
