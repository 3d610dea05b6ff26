package org.rationale.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rationale.datasets.BreastFnaData.Row;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.Percept;
import org.rationale.kg.Region;
import org.rationale.kg.Sha256;
import org.rationale.perception.ClassifierEvaluation;
import org.rationale.perception.Perceptor;
import org.rationale.perception.PerceptorInput;

class BreastFnaTrainingTest {

  @TempDir Path folder;

  private static Path copy(Path pack, Path target) throws IOException {
    try (Stream<Path> files = Files.walk(pack)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path place = target.resolve(pack.relativize(file).toString());
        Files.createDirectories(place.getParent());
        Files.copy(file, place);
      }
    }
    return target;
  }

  private static List<Double> malignancy(Path pack) throws IOException {
    List<Double> probabilities = new ArrayList<>();
    try (Perceptor perceptor = BreastFnaTraining.open(pack)) {
      for (Row row : BreastFnaTraining.heldOut(pack)) {
        probabilities.add(
            perceptor
                .perceive(BreastFnaTraining.input(row))
                .percepts()
                .get(1)
                .probability()
                .value());
      }
    }
    return probabilities;
  }

  @Test
  void trainingAgainGivesTheSameBytesAndTheShippedPredictions() throws IOException {
    Path shipped = BundledPacks.folder("breast-fna");
    Path once = copy(shipped, folder.resolve("once"));
    Path twice = copy(shipped, folder.resolve("twice"));

    ClassifierEvaluation measured = BreastFnaTraining.train(once);
    BreastFnaTraining.train(twice);

    for (String file :
        List.of(
            "perceptors/fna/model.onnx",
            "perceptors/fna/calibration.json",
            "perceptors/fna/calibration.svg",
            "perceptors/fna/labelled.csv",
            "perceptors/fna/evaluation.csv",
            "perceptors/fna/columns.json",
            "model-card.md",
            "pack.yaml")) {
      assertThat(once.resolve(file)).hasSameBinaryContentAs(twice.resolve(file));
    }
    List<Double> expected = malignancy(shipped);
    List<Double> actual = malignancy(once);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(actual.get(i)).isCloseTo(expected.get(i), within(1e-6));
    }
    assertThat(measured.reported().auc()).isGreaterThan(0.98);
    assertThat(Files.readString(shipped.resolve("model-card.md")))
        .contains("| area under the ROC curve | 0.9973 | 0.9973 |");
  }

  @Test
  void theAlternativesOfOneAspirateAddUpToOne() throws IOException {
    Path pack = BundledPacks.folder("breast-fna");
    try (Perceptor perceptor = BreastFnaTraining.open(pack)) {
      for (Row row : BreastFnaTraining.heldOut(pack)) {
        List<Percept> percepts = perceptor.perceive(BreastFnaTraining.input(row)).percepts();

        assertThat(percepts.stream().mapToDouble(p -> p.probability().value()).sum())
            .isCloseTo(1, within(1e-9));
        assertThat(percepts).extracting(Percept::choice).containsOnly(percepts.getFirst().choice());
        assertThat(percepts)
            .extracting(Percept::region)
            .containsOnly(new Region.Columns(BreastFnaData.COLUMNS));
      }
    }
  }

  @Test
  void missingColumnsAreAllNamed() throws IOException {
    Row row = BreastFnaTraining.heldOut(BundledPacks.folder("breast-fna")).getFirst();
    Map<String, Object> record = row.record();
    record.remove("areaWorst");
    record.put("radiusMean", Double.NaN);
    record.remove("textureError");
    PerceptorInput whole = BreastFnaTraining.input(row);
    try (Perceptor perceptor = BreastFnaTraining.open(BundledPacks.folder("breast-fna"))) {
      assertThatThrownBy(
              () ->
                  perceptor.perceive(
                      new PerceptorInput(whole.subject(), whole.name(), record, whole.place())))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("(textureError, areaWorst)")
          .hasMessageContaining("radiusMean");
    }
  }

  @Test
  void anotherModelThanTheDeclaredOneIsRefused() throws IOException {
    Path pack = copy(BundledPacks.folder("breast-fna"), folder.resolve("changed"));
    Files.writeString(pack.resolve("perceptors/fna/model.onnx"), "not the model");

    assertThatThrownBy(() -> BreastFnaTraining.open(pack))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("model-hash-mismatch");
  }

  @Test
  void aCorruptModelIsOneDiagnostic() throws IOException {
    Path pack = copy(BundledPacks.folder("breast-fna"), folder.resolve("corrupt"));
    byte[] junk = "not the model".getBytes(StandardCharsets.UTF_8);
    Files.write(pack.resolve("perceptors/fna/model.onnx"), junk);
    Path yaml = pack.resolve("pack.yaml");
    Files.writeString(
        yaml,
        Files.readString(yaml)
            .replaceAll("modelSha256: \\S+", "modelSha256: \"" + Sha256.of(junk) + "\""));

    assertThatThrownBy(() -> BreastFnaTraining.open(pack))
        .isInstanceOfSatisfying(
            InvalidInputException.class,
            e ->
                assertThat(e.diagnostics())
                    .singleElement()
                    .extracting("code")
                    .isEqualTo("model-corrupt"));
  }

  @Test
  void casesRepeatHeldOutRows() throws IOException {
    Path pack = BundledPacks.folder("breast-fna");
    List<Row> heldOut = BreastFnaTraining.heldOut(pack);
    ObjectMapper json = new ObjectMapper();
    int measured = 0;
    try (Stream<Path> cases = Files.list(pack.resolve("cases"))) {
      for (Path file : cases.sorted().toList()) {
        JsonNode node = json.readTree(file.toFile());
        JsonNode measurements = node.path("inputs").path("measurements");
        if (!measurements.isMissingNode()) {
          measured++;
          String title = node.path("title").asText();
          Row row =
              heldOut.stream()
                  .filter(r -> title.contains("row " + r.number() + ","))
                  .findFirst()
                  .orElseThrow();
          List<Double> values = new ArrayList<>();
          BreastFnaData.COLUMNS.forEach(c -> values.add(measurements.path(c).asDouble()));
          assertThat(values).isEqualTo(row.values());
          assertThat(title).contains(row.malignant() ? "found malignant" : "found benign");
        }
      }
    }
    assertThat(measured).isGreaterThanOrEqualTo(6);
  }
}
