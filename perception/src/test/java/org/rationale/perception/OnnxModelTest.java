package org.rationale.perception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.rationale.kg.Diagnostic;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.Sha256;
import org.rationale.perception.OnnxModel.Port;
import org.rationale.perception.OnnxModel.Signature;

/** Over a logistic regression of 30 inputs and 2 classes: the one of the pack breast-fna. */
class OnnxModelTest {

  private static final Signature SIGNATURE =
      new Signature(
          List.of(Port.of("input", OnnxJavaType.FLOAT, -1, 30)),
          List.of(Port.of("output", OnnxJavaType.FLOAT, -1, 2)));

  private static byte[] bytes() throws IOException {
    try (InputStream model =
        Objects.requireNonNull(OnnxModelTest.class.getResourceAsStream("linear-30-to-2.onnx"))) {
      return model.readAllBytes();
    }
  }

  private static OnnxModel open(Signature signature) throws IOException {
    return OnnxModel.open(bytes(), "linear.onnx", Optional.empty(), signature, "pack.yaml: model");
  }

  @Test
  void usersOfOneModelShareItsSessionUntilTheLastCloses() throws IOException {
    OnnxModel first = open(SIGNATURE);
    OnnxModel second = open(SIGNATURE);
    String sha256 = first.identity().sha256();
    assertThat(OnnxModel.users(sha256)).isEqualTo(2);

    first.close();
    first.close();
    assertThat(OnnxModel.users(sha256)).isEqualTo(1);
    assertThat(second.run(Map.of("input", new float[1][30]))).containsOnlyKeys("output");

    second.close();
    assertThat(OnnxModel.users(sha256)).isZero();
    assertThatThrownBy(() -> second.run(Map.of("input", new float[1][30])))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void allMismatchesAreReportedAtOnceAndNothingStaysOpen() throws IOException {
    InvalidInputException error =
        catchThrowableOfType(
            InvalidInputException.class,
            () ->
                open(
                    new Signature(
                        List.of(Port.of("ids", OnnxJavaType.INT64, -1, -1)),
                        List.of(Port.of("output", OnnxJavaType.FLOAT, -1, 3)))));

    assertThat(error.diagnostics()).extracting(Diagnostic::code).containsOnly("model-signature");
    assertThat(error)
        .hasMessageContaining("no input (ids)")
        .hasMessageContaining("(float[?, 2]), but (float[?, 3])")
        .hasMessageContaining("(input) that nothing fills");
    assertThat(OnnxModel.users(Sha256.of(bytes()))).isZero();
  }

  @Test
  void aModelThatIsNotTheDeclaredOneIsRefused() {
    assertThatThrownBy(
            () ->
                OnnxModel.open(
                    bytes(), "linear.onnx", Optional.of("00ff"), SIGNATURE, "pack.yaml: model"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("pack.yaml: model")
        .hasMessageContaining("(00ff)");
  }

  @Test
  void aFileThatIsNoModelIsOneDiagnostic() {
    InvalidInputException error =
        catchThrowableOfType(
            InvalidInputException.class,
            () ->
                OnnxModel.open(
                    "junk".getBytes(StandardCharsets.UTF_8),
                    "junk.onnx",
                    Optional.empty(),
                    SIGNATURE,
                    "pack.yaml: model"));

    assertThat(error.diagnostics())
        .singleElement()
        .extracting(Diagnostic::code)
        .isEqualTo("model-corrupt");
    assertThat(error).hasMessageNotContaining("\n");
  }

  @Test
  void theNumberOfThreadsDoesNotChangeTheResult() throws IOException, OrtException {
    float[][] rows = new float[500][30];
    Random random = new Random(7);
    for (float[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        row[i] = (float) random.nextGaussian();
      }
    }
    assertThat(answers(4, rows)).isDeepEqualTo(answers(1, rows));
  }

  private static float[][] answers(int threads, float[][] rows) throws IOException, OrtException {
    try (OrtSession.SessionOptions options = OnnxModel.options(threads);
        OrtSession session = OnnxModel.environment().createSession(bytes(), options);
        OnnxTensor input = OnnxTensor.createTensor(OnnxModel.environment(), rows);
        OrtSession.Result result = session.run(Map.of("input", input))) {
      return (float[][]) result.get(0).getValue();
    }
  }
}
