package org.rationale.perception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.rationale.kg.Diagnostic;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.Sha256;
import org.rationale.perception.ModelSignature.Port;

/** Over a logistic regression of 30 inputs and 2 classes: the one of the pack breast-fna. */
class OnnxModelTest {

  private static final ModelSignature SIGNATURE =
      new ModelSignature(
          List.of(Port.of("input", OnnxJavaType.FLOAT, -1, 30)),
          List.of(Port.of("output", OnnxJavaType.FLOAT, -1, 2)));

  private static byte[] bytes() throws IOException {
    try (InputStream model =
        Objects.requireNonNull(OnnxModelTest.class.getResourceAsStream("linear-30-to-2.onnx"))) {
      return model.readAllBytes();
    }
  }

  private static OnnxModel open(ModelSignature signature) throws IOException {
    return open(bytes(), signature, ExecutionSettings.standard());
  }

  private static OnnxModel open(
      byte[] bytes, ModelSignature signature, ExecutionSettings settings) {
    return OnnxModel.open(
        bytes, "linear.onnx", Optional.empty(), signature, settings, "pack.yaml: model");
  }

  /** One input x and one output y. */
  private static ModelSignature floats(long... shape) {
    return new ModelSignature(
        List.of(Port.of("x", OnnxJavaType.FLOAT, shape)),
        List.of(Port.of("y", OnnxJavaType.FLOAT, shape)));
  }

  private static float[] y(OnnxModel model, float... x) {
    return model
        .run(Map.of("x", Tensor.rows(new float[][] {x}, x.length)), List.of("y"), "test")
        .getFirst()
        .row(0);
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
    Map<String, Tensor> zeros = Map.of("input", Tensor.rows(new float[1][30], 30));
    assertThat(second.run(zeros, List.of("output"), "test").getFirst().shape())
        .containsExactly(1, 2);

    second.close();
    assertThat(OnnxModel.users(sha256)).isZero();
    assertThatThrownBy(() -> second.run(zeros, List.of("output"), "test"))
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
                    new ModelSignature(
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
                    bytes(),
                    "linear.onnx",
                    Optional.of("00ff"),
                    SIGNATURE,
                    ExecutionSettings.standard(),
                    "pack.yaml: model"))
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
                    ExecutionSettings.standard(),
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
    try (OrtSession.SessionOptions options = OnnxRuntime.options(threads);
        OrtSession session = OnnxRuntime.environment().createSession(bytes(), options);
        OnnxTensor input = OnnxTensor.createTensor(OnnxRuntime.environment(), rows);
        OrtSession.Result result = session.run(Map.of("input", input))) {
      return (float[][]) result.get(0).getValue();
    }
  }

  @Test
  void halfPrecisionModelsTakeAndAnswerFloats() {
    byte[] model = SmallOnnx.unary("Neg", SmallOnnx.FLOAT16, List.of(-1, 3), List.of(-1, 3));
    try (OnnxModel half = open(model, floats(-1, 3), ExecutionSettings.standard())) {
      assertThat(y(half, 1, -0.5f, 0.1f)).containsExactly(-1, 0.5f, -0.099975586f);
    }
  }

  @Test
  void bytesAreRoundedAndKeptInTheirRange() {
    ModelSignature signature =
        new ModelSignature(
            List.of(Port.of("x", OnnxJavaType.UINT8, -1, 4)),
            List.of(Port.of("y", OnnxJavaType.FLOAT, -1, 4)));
    byte[] model = SmallOnnx.cast(SmallOnnx.UINT8, List.of(-1, 4));
    try (OnnxModel cast = open(model, signature, ExecutionSettings.standard())) {
      assertThat(y(cast, 0, 254.6f, -3, 300)).containsExactly(0, 255, 0, 255);
    }
  }

  @Test
  void shapesThatFitNowhereInsideTheModelAreFoundWhenItIsOpened() {
    InvalidInputException error =
        catchThrowableOfType(
            InvalidInputException.class,
            () -> open(SmallOnnx.product(3, 4), floats(-1, 4), ExecutionSettings.standard()));

    assertThat(error.diagnostics()).hasSize(1);
    assertThat(error).hasMessageContaining("does not run on inputs").hasMessageContaining("[?, 4]");
  }

  @Test
  void anAnswerOfAnotherShapeThanDeclaredIsFoundWhenTheModelIsOpened() {
    byte[] transposed =
        SmallOnnx.unary("Transpose", SmallOnnx.FLOAT, List.of(-1, -1), List.of(-1, -1));
    InvalidInputException error =
        catchThrowableOfType(
            InvalidInputException.class,
            () -> open(transposed, floats(-1, 4), ExecutionSettings.standard()));

    assertThat(error).hasMessageContaining("(float[4, 1]), but (float[?, 4])");
  }

  @Test
  void aProviderThatIsNotThereIsReplacedByTheProcessorWithOneWarning() throws IOException {
    assumeThat(OnnxRuntime.available(ExecutionProvider.TENSORRT)).isFalse();
    List<String> warnings = new ArrayList<>();
    ExecutionSettings tensorRt =
        new ExecutionSettings(ExecutionProvider.TENSORRT, 1, warnings::add);
    byte[] other = SmallOnnx.unary("Neg", SmallOnnx.FLOAT, List.of(-1, 3), List.of(-1, 3));
    try (OnnxModel first = open(bytes(), SIGNATURE, tensorRt);
        OnnxModel second = open(bytes(), SIGNATURE, tensorRt);
        OnnxModel third = open(other, floats(-1, 3), tensorRt)) {
      assertThat(third.identity().sha256()).isNotEqualTo(first.identity().sha256());
      assertThat(warnings)
          .singleElement()
          .asString()
          .contains("(tensorrt) cannot be used")
          .contains("The processor runs the models instead");
      assertThat(second.identity("test 1").execution().orElseThrow().provider()).isEqualTo("CPU");
      assertThat(first.identity("test 1")).isEqualTo(second.identity("test 1"));
    }
  }

  @Test
  void automaticallyTheProcessorIsTakenWithoutAWord() throws IOException {
    assumeThat(OnnxRuntime.available(ExecutionProvider.CUDA)).isFalse();
    List<String> warnings = new ArrayList<>();
    ExecutionSettings auto = new ExecutionSettings(ExecutionProvider.AUTO, 1, warnings::add);
    try (OnnxModel model = open(bytes(), SIGNATURE, auto)) {
      assertThat(model.identity("test 1").execution().orElseThrow().runtime())
          .startsWith("ONNX Runtime 1.");
      assertThat(warnings).isEmpty();
    }
  }

  @Test
  void aModelThatIsClosedWhileOthersRunItFailsClearlyAndNotTheProcess() throws Exception {
    for (int round = 0; round < 20; round++) {
      OnnxModel model = open(SIGNATURE);
      Map<String, Tensor> rows = Map.of("input", Tensor.rows(new float[200][30], 30));
      CountDownLatch started = new CountDownLatch(4);
      List<Thread> callers = new ArrayList<>();
      List<IllegalStateException> failures = Collections.synchronizedList(new ArrayList<>());
      for (int i = 0; i < 4; i++) {
        callers.add(
            Thread.ofPlatform()
                .start(
                    () -> {
                      started.countDown();
                      try {
                        while (true) {
                          model.run(rows, List.of("output"), "test");
                        }
                      } catch (IllegalStateException expected) {
                        failures.add(expected);
                      }
                    }));
      }
      started.await();
      model.close();
      for (Thread caller : callers) {
        caller.join();
      }
      assertThat(failures)
          .hasSize(4)
          .allSatisfy(failure -> assertThat(failure).hasMessageContaining("is closed"));
    }
  }
}
