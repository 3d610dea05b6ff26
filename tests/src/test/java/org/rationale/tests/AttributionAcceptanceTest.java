package org.rationale.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipFile;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rationale.explanations.DecisionReport;
import org.rationale.explanations.Explainer;
import org.rationale.explanations.Seal;
import org.rationale.kg.InvalidInputException;
import org.rationale.perception.Attribution;
import org.rationale.reasoner.CaseReader;
import org.rationale.reasoner.Decision;
import org.rationale.reasoner.Reasoner;

/** What percepts rest on, from a case to the report. */
class AttributionAcceptanceTest {

  @TempDir Path folder;

  @Test
  void aReportListsTheColumnsThatAPerceptRestsOn() throws IOException {
    Decision decision = BundledCases.named("breast-fna", "01-concordant-malignant.json").decision();
    List<Attribution> found = BundledCases.reasoner("breast-fna").attributions(decision);

    Attribution.OfColumns columns = (Attribution.OfColumns) found.getFirst();
    assertThat(columns.columns()).hasSize(30);
    assertThat(columns.percept()).isEqualTo("fna/malignant");
    assertThat(DecisionReport.html(Explainer.explain(decision), Seal.PLAIN, found))
        .contains("Log-odds it adds")
        .contains(columns.columns().getFirst().name());
    JsonNode json =
        new ObjectMapper()
            .readTree(
                DecisionReport.json(
                    Explainer.explain(decision), Seal.PLAIN, found, DecisionReport::dataUri))
            .at("/attributions/0");
    assertThat(json.at("/percept").asText()).isEqualTo("fna/malignant");
    assertThat(json.at("/region/names")).hasSize(30);
    assertThat(json.at("/parts")).hasSize(30);
    assertThat(json.at("/parts/0/name").asText()).isEqualTo(columns.columns().getFirst().name());
    assertThat(json.at("/parts/0/weight").asDouble())
        .isEqualTo(columns.columns().getFirst().weight());
  }

  @Test
  void aReportShowsAPictureWithWhatItsPerceptRestsOnUnlessItHasChanged() throws IOException {
    Path given =
        Files.writeString(
            folder.resolve("case.json"),
            """
            {"subject": "http://example.org/x", "inputs": {"note": "Cough.", "chestXray": "x.png"}}
            """);
    Path picture = folder.resolve("x.png");
    Files.write(picture, xray());
    Reasoner reasoner = BundledCases.reasoner("respiratory");
    Decision decision = reasoner.decide(CaseReader.read(given));
    List<Attribution> found = reasoner.attributions(decision);

    Attribution.OfImage image = (Attribution.OfImage) found.getFirst();
    assertThat(DecisionReport.html(Explainer.explain(decision), Seal.PLAIN, found))
        .contains("<figure><img src=\"data:image/png;base64,")
        .contains("img-src data:")
        .contains("the frame at %d, %d".formatted(image.box().x(), image.box().y()))
        .contains("The file <bdi>x.png</bdi>");
    byte[] bytes = Files.readAllBytes(picture);
    // Behind the end of the picture, where no decoder looks.
    Files.write(picture, Arrays.copyOf(bytes, bytes.length + 1));
    assertThatThrownBy(() -> reasoner.attributions(decision))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("another one than the decision was made on");
  }

  @Test
  void nothingIsClaimedOfADrawnPictureAndTheReportSaysWhy() {
    Decision decision = BundledCases.named("respiratory", "15-drawn-chest-xray.json").decision();

    assertThat(decision.percepts()).noneMatch(percept -> percept.input().equals("chestXray"));
    assertThat(decision.withheld()).hasSize(1);
    assertThat(BundledCases.reasoner("respiratory").attributions(decision)).isEmpty();
    assertThat(DecisionReport.html(Explainer.explain(decision))).contains("Mahalanobis distance");
  }

  /** The second of the test images, which do not come with Rationale. */
  private static byte[] xray() throws IOException {
    Path npz = SharedData.file("data/pneumoniamnist/pneumoniamnist.npz");
    try (ZipFile zip = new ZipFile(npz.toFile());
        InputStream in = zip.getInputStream(zip.getEntry("test_images.npy"))) {
      // Behind the header of the NumPy file and the first image.
      in.skipNBytes(128 + 28 * 28);
      BufferedImage image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
      image.getRaster().setDataElements(0, 0, 28, 28, in.readNBytes(28 * 28));
      ByteArrayOutputStream png = new ByteArrayOutputStream();
      ImageIO.write(image, "png", png);
      return png.toByteArray();
    }
  }
}
