package org.rationale.perception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnxruntime.OnnxJavaType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.rationale.perception.ModelSignature.Port;

/**
 * Run by {@code mvn verify -Pgpu -pl perception -am}, and by no other build; skipped where there is
 * no NVIDIA GPU. Where there is one, CUDA must work.
 */
@Tag("gpu")
class CudaTest {

  private final List<String> warnings = new ArrayList<>();

  @BeforeEach
  void skipWithoutGpu() throws IOException {
    assumeTrue(hasGpu(), "There is no NVIDIA GPU: /dev has no nvidia0, nvidia1, ... and no dxg.");
    assumeTrue(
        OnnxRuntime.available(ExecutionProvider.CUDA),
        "This build of ONNX Runtime has no CUDA: build with -Pgpu.");
  }

  /** As Linux shows them; {@code dxg} is that of the Windows Subsystem for Linux. */
  private static boolean hasGpu() throws IOException {
    Path devices = Path.of("/dev");
    if (!Files.isDirectory(devices)) {
      return !System.getProperty("os.name").startsWith("Mac");
    }
    try (Stream<Path> files = Files.list(devices)) {
      return files.anyMatch(file -> file.getFileName().toString().matches("nvidia\\d+|dxg"));
    }
  }

  private ExecutionSettings cuda() {
    return new ExecutionSettings(ExecutionProvider.CUDA, 1, warnings::add);
  }

  @Test
  void aLinearModelAnswersAlikeOnBoth() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(CudaTest.class.getResourceAsStream("linear-30-to-2.onnx"))) {
      byte[] bytes = in.readAllBytes();
      ModelSignature signature =
          new ModelSignature(
              List.of(Port.of("input", OnnxJavaType.FLOAT, -1, 30)),
              List.of(Port.of("output", OnnxJavaType.FLOAT, -1, 2)));
      float[][] rows = new float[64][30];
      Random random = new Random(5);
      for (float[] row : rows) {
        for (int i = 0; i < row.length; i++) {
          row[i] = (float) random.nextGaussian();
        }
      }
      try (OnnxModel onGpu =
              OnnxModel.open(bytes, "linear", Optional.empty(), signature, cuda(), "test");
          OnnxModel onCpu =
              OnnxModel.open(
                  bytes,
                  "linear",
                  Optional.empty(),
                  signature,
                  ExecutionSettings.standard(),
                  "test")) {
        assertThat(warnings).isEmpty();
        assertThat(onGpu.identity("test").execution().orElseThrow().provider()).isEqualTo("CUDA");
        Map<String, Tensor> input = Map.of("input", Tensor.rows(rows, 30));
        Tensor.Reals gpu = onGpu.run(input, List.of("output"), "test").getFirst();
        Tensor.Reals cpu = onCpu.run(input, List.of("output"), "test").getFirst();
        for (int i = 0; i < rows.length; i++) {
          assertThat(gpu.row(i)).containsExactly(cpu.row(i), within(1e-3f));
        }
      }
    }
  }

  @Test
  void theEncoderAnswersAlikeOnBoth() {
    List<String> texts = List.of("fever", "short of breath at night", "no chest pain");
    try (SentenceEncoder onGpu = SentenceEncoder.bundled(cuda(), "test");
        SentenceEncoder onCpu = SentenceEncoder.bundled(ExecutionSettings.standard(), "test")) {
      assertThat(warnings).isEmpty();
      float[][] gpu = onGpu.embed(texts);
      float[][] cpu = onCpu.embed(texts);
      for (int i = 0; i < gpu.length; i++) {
        assertThat(SentenceEncoder.dot(gpu[i], cpu[i])).isGreaterThan(0.99f);
      }
    }
  }
}
