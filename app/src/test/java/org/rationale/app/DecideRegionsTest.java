package org.rationale.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rationale.datasets.BundledPacks;
import org.rationale.kg.Sha256;

/** Which part of an input a percept rests on, as JSON and as a picture beside it. */
class DecideRegionsTest {

  /** The model of chest X-rays alone; without a limit of what lies outside it reads a drawing. */
  private static final String PACK =
      """
      name: xrays
      prefixes: {e: "http://example.org/"}
      perceptors:
        - id: chest-xray
          kind: image
          input: picture
          model: model.onnx
          modelInput: image
          modelOutput: logits
          output: logits
          image: {mean: 0.5719, deviation: 0.1684}
          predicate: e:looks
          classes: [{label: normal, object: e:Normal}, {label: pneumonia, object: e:Pneumonia}]
      questions:
        - {id: reading, label: "What does it look like?", candidates: "?subject e:looks ?answer",
           policy: {kind: most-probable, threshold: 0.5}, caution: "A drawing."}
      """;

  @TempDir Path folder;

  private record Run(int status, String out, String err) {}

  private static Run run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status = Main.run(new PrintWriter(out), new PrintWriter(err), arguments);
    return new Run(status, out.toString(), err.toString());
  }

  @BeforeEach
  void writePack() throws IOException {
    Path respiratory = BundledPacks.folder("respiratory");
    Files.writeString(folder.resolve("pack.yaml"), PACK);
    Files.copy(
        respiratory.resolve("perceptors/chest-xray/model.onnx"), folder.resolve("model.onnx"));
    Files.copy(respiratory.resolve("cases/15-drawn-chest-xray.png"), folder.resolve("x.png"));
    Files.writeString(
        folder.resolve("case.json"),
        """
        {"id": "drawn", "subject": "http://example.org/x", "inputs": {"picture": "x.png"}}
        """);
  }

  private Run decide(String... more) {
    return run(
        Stream.concat(
                Stream.of(
                    "decide", "--pack", folder.toString(), folder.resolve("case.json").toString()),
                Stream.of(more))
            .toArray(String[]::new));
  }

  @Test
  void anOverlayIsAPngBesideTheDecisionAndItsRegionIsInTheJson() throws IOException {
    Path out = folder.resolve("out");
    Run decided = decide("--regions", "--format", "json", "--out", out.toString());

    assertThat(decided.status()).as(decided.err()).isZero();
    JsonNode json = new ObjectMapper().readTree(out.resolve("drawn.json").toFile());
    JsonNode found = json.at("/attributions/0");
    assertThat(json.at("/attributions")).hasSize(1);
    assertThat(json.findValuesAsText("id")).contains(found.at("/percept").asText());
    assertThat(found.at("/kind").asText()).isEqualTo("image");
    assertThat(found.at("/input").asText()).isEqualTo("picture");
    JsonNode region = found.at("/region");
    assertThat(region.at("/kind").asText()).isEqualTo("box");
    assertThat(region.at("/x").asInt() + region.at("/width").asInt()).isBetween(1, 256);
    assertThat(region.at("/width").asInt() * region.at("/height").asInt())
        .isBetween(1, 256 * 256 - 1);
    Path overlay = out.resolve(found.at("/overlay").asText());
    assertThat(decided.out().lines())
        .containsExactly(out.resolve("drawn.json").toString(), overlay.toString());
    byte[] png = Files.readAllBytes(overlay);
    assertThat(Sha256.of(png)).isEqualTo(found.at("/overlaySha256").asText());
    assertThat(ImageIO.read(new ByteArrayInputStream(png)).getWidth())
        .isEqualTo(found.at("/overlayWidth").asInt());
    assertThat(run("verify", out.resolve("drawn.json").toString()).status()).isZero();
  }

  @Test
  void withoutAFolderTheOverlayStandsInTheJson() throws IOException {
    Run decided = decide("--regions", "--format", "json");

    JsonNode found = new ObjectMapper().readTree(decided.out()).at("/attributions/0");
    String uri = found.at("/overlay").asText();
    assertThat(uri).startsWith("data:image/png;base64,");
    byte[] png = Base64.getDecoder().decode(uri.substring(uri.indexOf(',') + 1));
    assertThat(Sha256.of(png)).isEqualTo(found.at("/overlaySha256").asText());
    assertThat(decide("--format", "json").out()).doesNotContain("attributions");
  }

  @Test
  void aReportInHtmlMayHaveItsOverlayBesideItToo() throws IOException {
    Path out = folder.resolve("out");
    assertThat(decide("--regions", "--format", "html", "--out", out.toString()).status()).isZero();
    List<String> names;
    try (Stream<Path> files = Files.list(out)) {
      names = files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
    assertThat(names).hasSize(2).contains("drawn.html");
    assertThat(names.getFirst()).matches("drawn\\.chest-xray-[a-z]+\\.png");
  }

  @Test
  void formatsThatCannotSayItRefuse() {
    for (String format : List.of("text", "turtle")) {
      Run refused = decide("--regions", "--format", format);
      assertThat(refused.status()).isEqualTo(2);
      assertThat(refused.err()).contains("--regions", "the format " + format, "--format json");
    }
  }
}
