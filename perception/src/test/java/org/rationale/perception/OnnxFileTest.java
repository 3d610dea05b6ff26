package org.rationale.perception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.rationale.perception.SmallOnnx.field;
import static org.rationale.perception.SmallOnnx.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.rationale.kg.InvalidInputException;

class OnnxFileTest {

  private static ByteBuffer linear() throws IOException {
    try (InputStream model =
        Objects.requireNonNull(OnnxFileTest.class.getResourceAsStream("linear-30-to-2.onnx"))) {
      return ByteBuffer.wrap(model.readAllBytes());
    }
  }

  private static byte[] outside(String location) {
    return field(13, field(1, text("location")), field(2, text(location)));
  }

  @Test
  void operatorSetsAndNodesAreRead() throws IOException {
    OnnxFile file = OnnxFile.read(linear());
    assertThat(file.operators()).matches("ai\\.onnx \\d+(, [a-z.]+ \\d+)*");
    assertThat(file.nodes()).isPositive();
    assertThat(file.outside()).isEmpty();
  }

  @Test
  void weightsInOtherFilesAreFoundWhereverTheyHide() {
    byte[] inGraph = field(7, field(5, outside("../weights.bin")));
    byte[] inBranch = field(7, field(1, field(5, field(6, field(5, outside("/etc/passwd"))))));
    byte[] inConstant = field(7, field(1, field(5, field(5, outside("constant.bin")))));

    assertThat(OnnxFile.read(ByteBuffer.wrap(inGraph)).outside()).containsExactly("../weights.bin");
    assertThat(OnnxFile.read(ByteBuffer.wrap(inBranch)).outside()).containsExactly("/etc/passwd");
    assertThat(OnnxFile.read(ByteBuffer.wrap(inConstant)).outside())
        .containsExactly("constant.bin");
    assertThatThrownBy(
            () ->
                OnnxModel.open(
                    inGraph,
                    "parts.onnx",
                    Optional.empty(),
                    new ModelSignature(List.of(), List.of()),
                    ExecutionSettings.standard(),
                    "pack.yaml: model"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("pack.yaml: model")
        .hasMessageContaining("(../weights.bin), which are not read");
  }

  @Test
  void graphsNestedWithoutEndAreRefused() {
    byte[] graph = field(1);
    for (int depth = 0; depth < 100; depth++) {
      graph = field(1, field(5, field(6, graph)));
    }
    byte[] model = field(7, graph);
    assertThatThrownBy(() -> OnnxFile.read(ByteBuffer.wrap(model)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nested too deep");
  }

  @Test
  void damagedFilesAreReadOrRefusedAndNeverEscape() throws IOException {
    Random random = new Random(7);
    byte[] whole = linear().array();
    int refused = 0;
    for (int round = 0; round < 2_000; round++) {
      byte[] damaged = whole.clone();
      for (int i = 0; i < 3; i++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      ByteBuffer cut = ByteBuffer.wrap(damaged, 0, random.nextInt(damaged.length));
      try {
        OnnxFile.read(cut);
      } catch (IllegalArgumentException told) {
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }
}
