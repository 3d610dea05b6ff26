package org.rationale.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.apache.jena.graph.NodeFactory;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.rationale.datasets.ChestXrayEvaluation.Prediction;
import org.rationale.datasets.PneumoniaMnist.Image;
import org.rationale.datasets.PneumoniaMnist.Part;
import org.rationale.kg.Percept;
import org.rationale.perception.Attribution;
import org.rationale.perception.ClassifierQuality;
import org.rationale.perception.Perception;
import org.rationale.perception.Perceptor;
import org.rationale.perception.PerceptorInput;

class ChestXrayEvaluationTest {

  private static final Path DATA = Path.of("../../shared/data/pneumoniamnist/pneumoniamnist.npz");
  private static final double THRESHOLD = 0.713;
  private static final Path PACK = BundledPacks.folder("respiratory");

  /** The images do not come with Rationale; where tests must not be skipped, they are there. */
  private static Path data() {
    if (System.getenv("CI") != null) {
      assertThat(DATA).exists();
    }
    Assumptions.assumeTrue(Files.exists(DATA), "The file (%s) is absent.".formatted(DATA));
    return DATA;
  }

  private static JsonNode training() throws IOException {
    return new ObjectMapper()
        .readTree(PACK.resolve("perceptors/chest-xray/training.json").toFile());
  }

  @Test
  void unseenImagesAreReadAsWellAsTheModelCardSays() throws IOException {
    List<Prediction> predictions;
    try (Perceptor perceptor = ChestXrayEvaluation.open(PACK, false)) {
      predictions =
          ChestXrayEvaluation.predictions(perceptor, PneumoniaMnist.read(data(), Part.TEST));
    }
    ClassifierQuality metrics = ChestXrayEvaluation.quality(predictions);
    // The threshold of the model card, chosen on validation images.
    double accuracy = ChestXrayEvaluation.accuracy(predictions, THRESHOLD);

    assertThat(metrics.examples()).isEqualTo(624);
    assertThat(metrics.auc()).isGreaterThan(0.96);
    assertThat(accuracy).isGreaterThan(0.88);
    assertThat(metrics.auc())
        .as("what the training measured, through other code")
        .isCloseTo(training().at("/test/auc").asDouble(), within(1e-4));
    assertThat(Files.readString(PACK.resolve("perceptors/chest-xray/model-card.md")))
        .contains("| area under the ROC curve | 0.9966 | %.4f |".formatted(metrics.auc()))
        .containsPattern(
            "\\| accuracy at %s \\| 0\\.\\d+ \\| %.4f \\|".formatted(THRESHOLD, accuracy));
  }

  @Test
  void aReadingHasItsBoxAndItsOverlay() throws IOException {
    Image xray = PneumoniaMnist.read(data(), Part.TEST).images().get(1);
    PerceptorInput input = ChestXrayEvaluation.input(xray);
    try (Perceptor perceptor = ChestXrayEvaluation.open(PACK, true)) {
      List<Percept> percepts = perceptor.perceive(input).percepts();
      Attribution.OfImage image = (Attribution.OfImage) perceptor.attributions(input).getFirst();

      assertThat(percepts).extracting(Percept::id).contains(image.percept());
      assertThat(image.inputSha256()).isEqualTo(percepts.getFirst().inputSha256());
      assertThat(image.box().width() * image.box().height()).isLessThan(28 * 28);
    }
  }

  @Test
  void nothingIsClaimedOfBlackOrOfADrawing() throws IOException {
    byte[] black = new byte[28 * 28];
    byte[] drawn = Files.readAllBytes(PACK.resolve("cases/15-drawn-chest-xray.png"));
    String uri = "data:image/png;base64," + Base64.getEncoder().encodeToString(drawn);
    try (Perceptor perceptor = ChestXrayEvaluation.open(PACK, true)) {
      for (PerceptorInput input :
          List.of(
              ChestXrayEvaluation.input(new Image(black, false)),
              new PerceptorInput(NodeFactory.createURI("urn:x"), "chestXray", uri, "test"))) {
        Perception perception = perceptor.perceive(input);
        assertThat(perception.percepts()).isEmpty();
        assertThat(perception.withheld()).hasSize(1);
      }
    }
  }
}
