package org.rationale.perception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxJavaType;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.rationale.perception.ModelSignature.Port;

class RowQueueTest {

  private static OnnxModel linear() throws IOException {
    try (InputStream model =
        Objects.requireNonNull(RowQueueTest.class.getResourceAsStream("linear-30-to-2.onnx"))) {
      return OnnxModel.open(
          model.readAllBytes(),
          "linear.onnx",
          Optional.empty(),
          new ModelSignature(
              List.of(Port.of("input", OnnxJavaType.FLOAT, -1, 30)),
              List.of(Port.of("output", OnnxJavaType.FLOAT, -1, 2))),
          ExecutionSettings.standard(),
          "test");
    }
  }

  private static RowQueue queue(OnnxModel model, int batch) {
    return new RowQueue(model, "input", new long[] {30}, List.of("output"), batch);
  }

  private static float[][] rows(int count) {
    Random random = new Random(11);
    float[][] rows = new float[count][30];
    for (float[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        row[i] = (float) random.nextGaussian();
      }
    }
    return rows;
  }

  @Test
  void everyCallerGetsTheAnswerToItsOwnRow() throws Exception {
    float[][] rows = rows(400);
    try (OnnxModel model = linear();
        RowQueue alone = queue(model, 1);
        ExecutorService callers = Executors.newFixedThreadPool(8)) {
      for (int batch : new int[] {2, 7, 64}) {
        try (RowQueue shared = queue(model, batch)) {
          List<Callable<List<float[]>>> calls = new ArrayList<>();
          for (float[] row : rows) {
            calls.add(() -> shared.answer(row, "test"));
          }
          List<Future<List<float[]>>> answers = callers.invokeAll(calls);
          for (int i = 0; i < rows.length; i++) {
            float[] expected = alone.answer(rows[i], "test").getFirst();
            float[] answer = answers.get(i).get().getFirst();
            assertThat(answer[0]).isCloseTo(expected[0], within(1e-5f));
            assertThat(answer[1]).isCloseTo(expected[1], within(1e-5f));
          }
        }
      }
    }
  }

  @Test
  void aFailureReachesEveryCallerAndTheQueueGoesOn() throws Exception {
    OnnxModel model = linear();
    RowQueue queue = queue(model, 4);
    float[] row = rows(1)[0];
    assertThat(queue.answer(row, "test")).hasSize(1);
    assertThatThrownBy(() -> queue.answer(new float[29], "test"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(queue.answer(row, "test")).hasSize(1);
    model.close();
    assertThatThrownBy(() -> queue.answer(row, "test"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void aRowThatTheModelCannotTakeFailsForItsOwnCallerOnly() throws Exception {
    try (OnnxModel model =
            OnnxModel.open(
                SmallOnnx.lookUp(4, List.of(-1, 1)),
                "lookUp.onnx",
                Optional.empty(),
                new ModelSignature(
                    List.of(Port.of("x", OnnxJavaType.FLOAT, -1, 1)),
                    List.of(Port.of("y", OnnxJavaType.FLOAT, -1, 1))),
                ExecutionSettings.standard(),
                "test");
        RowQueue queue = new RowQueue(model, "x", new long[] {1}, List.of("y"), 16);
        ExecutorService callers = Executors.newFixedThreadPool(8)) {
      List<Callable<List<float[]>>> calls = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        int number = i % 5;
        calls.add(() -> queue.answer(new float[] {number}, "row " + number));
      }
      List<Future<List<float[]>>> answers = callers.invokeAll(calls);
      for (int i = 0; i < answers.size(); i++) {
        Future<List<float[]>> answer = answers.get(i);
        if (i % 5 == 4) {
          assertThatThrownBy(answer::get).rootCause().hasMessageContaining("row 4");
        } else {
          assertThat(answer.get().getFirst()).containsExactly(10f * (i % 5));
        }
      }
    }
  }

  @Test
  void memoryThatIsUsedAgainHoldsNothingOfFormerRuns() throws Exception {
    float[][] rows = rows(12);
    try (OnnxModel model = linear();
        RowQueue again = queue(model, 1)) {
      for (int count : new int[] {3, 3, 1, 5, 5, 2, 1, 1}) {
        float[][] some = Arrays.copyOfRange(rows, count, 2 * count);
        try (RowQueue fresh = queue(model, 1)) {
          assertThat(again.run(some, "test").getFirst().values())
              .isEqualTo(fresh.run(some, "test").getFirst().values());
        }
      }
    }
  }

  @Test
  void aClosedQueueStillAnswers() throws Exception {
    float[] row = rows(1)[0];
    try (OnnxModel model = linear()) {
      RowQueue queue = queue(model, 1);
      float[] before = queue.answer(row, "test").getFirst();
      queue.close();

      assertThat(queue.answer(row, "test").getFirst()).isEqualTo(before);
    }
  }
}
