package org.rationale.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rationale.datasets.PneumoniaMnist.Image;
import org.rationale.datasets.PneumoniaMnist.Part;
import org.rationale.kg.Percept;
import org.rationale.perception.Opening;
import org.rationale.perception.Perceptor;
import org.rationale.perception.Perceptors;

/** A few X-rays of each class instead of a trained last layer, on the same model's embedding. */
class ChestXrayPrototypesTest {

  private static final Path DATA = Path.of("../../shared/data/pneumoniamnist/pneumoniamnist.npz");

  @TempDir Path pack;

  /** Every eighth test image; with 1, all of them, and what they give is printed. */
  private static final int STEP = Integer.getInteger("rationale.prototypes.step", 8);

  private static final int DRAWS = Integer.getInteger("rationale.prototypes.draws", 2);

  private void examples(List<Image> training, boolean pneumonia, int count, Random random)
      throws IOException {
    List<Image> shuffled =
        new ArrayList<>(training.stream().filter(image -> image.pneumonia() == pneumonia).toList());
    Collections.shuffle(shuffled, random);
    Path folder = pack.resolve(pneumonia ? "pneumonia" : "normal");
    Files.createDirectories(folder);
    for (int i = 0; i < count; i++) {
      String uri = shuffled.get(i).dataUri();
      Files.write(
          folder.resolve("%03d.png".formatted(i)),
          Base64.getDecoder().decode(uri.substring(uri.indexOf(',') + 1)));
    }
  }

  private Perceptor open(String distance) {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("id", "few");
    config.put("kind", "prototypes");
    config.put("of", "image");
    config.put("input", "chestXray");
    config.put("model", "model.onnx");
    config.put("modelInput", "image");
    config.put("modelFeatures", "embedding");
    config.put("distance", distance);
    config.put("image", Map.of("mean", 0.5719, "deviation", 0.1684));
    config.put("predicate", "http://example.org/reads");
    config.put(
        "classes",
        List.of(
            Map.of("label", "normal", "object", "http://example.org/N", "examples", "normal"),
            Map.of(
                "label", "pneumonia", "object", "http://example.org/P", "examples", "pneumonia")));
    return Perceptors.open(List.of(config), Opening.of(pack), Map.of(), "pack.yaml: perceptors")
        .getFirst();
  }

  private record Measured(double accuracy, double logLoss) {}

  private static Measured measure(Perceptor perceptor, List<Image> test) throws IOException {
    int right = 0;
    int seen = 0;
    double loss = 0;
    for (int i = 0; i < test.size(); i += STEP) {
      List<Percept> percepts =
          perceptor.perceive(ChestXrayEvaluation.input(test.get(i))).percepts();
      double p = percepts.get(test.get(i).pneumonia() ? 1 : 0).probability().value();
      right += p > 0.5 ? 1 : 0;
      loss -= Math.log(p);
      seen++;
    }
    return new Measured((double) right / seen, loss / seen);
  }

  @Test
  void aFewExamplesOfEachClassDoNearlyAsWellAsTheTrainedLayer() throws IOException {
    if (System.getenv("CI") != null) {
      assertThat(DATA).exists();
    }
    Assumptions.assumeTrue(Files.exists(DATA), "The file (%s) is absent.".formatted(DATA));
    Files.copy(
        BundledPacks.folder("respiratory").resolve("perceptors/chest-xray/model.onnx"),
        pack.resolve("model.onnx"));
    List<Image> training = PneumoniaMnist.read(DATA, Part.TRAIN).images();
    List<Image> test = PneumoniaMnist.read(DATA, Part.TEST).images();
    Random random = new Random(14);
    Map<Integer, Double> accuracies = new LinkedHashMap<>();
    for (int count : new int[] {2, 5, 20}) {
      for (String distance : List.of("cosine", "euclidean")) {
        double accuracy = 0;
        double loss = 0;
        for (int draw = 0; draw < DRAWS; draw++) {
          examples(training, false, count, random);
          examples(training, true, count, random);
          try (Perceptor perceptor = open(distance)) {
            Measured measured = measure(perceptor, test);
            accuracy += measured.accuracy() / DRAWS;
            loss += measured.logLoss() / DRAWS;
          }
        }
        if (STEP == 1) {
          System.out.printf("%d %s %.4f %.4f%n", count, distance, accuracy, loss);
        }
        accuracies.merge(count, accuracy / 2, Double::sum);
      }
    }

    assertThat(accuracies.get(2)).isGreaterThan(0.8);
    assertThat(accuracies.get(5)).isGreaterThan(0.85);
    assertThat(accuracies.get(20)).isGreaterThan(0.85);
  }
}
