package org.rationale.perception;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** A perceptor of pictures as far as benchmarks look inside, and its model without it. */
public final class PicturePerception implements AutoCloseable {

  private final ImagePerceptor perceptor;
  private final PerceptorInput given;
  private final ImagePerceptor.Prepared prepared;
  private final OrtSession session;
  private final OnnxTensor tensor;
  private final int batch;

  /**
   * Opens both.
   *
   * @param opened the perceptor, which is closed with this
   * @param model its file
   * @param batch how many pictures run together, on either side
   */
  public PicturePerception(Perceptor opened, Path model, PerceptorInput given, int batch) {
    this.perceptor = (ImagePerceptor) opened;
    this.given = given;
    this.batch = batch;
    this.prepared = perceptor.prepare(given);
    try {
      this.session =
          OnnxRuntime.environment()
              .createSession(
                  model.toString(),
                  OnnxRuntime.options(Runtime.getRuntime().availableProcessors()));
      int size = prepared.row().length;
      FloatBuffer values = Tensor.floats(batch * size);
      for (int i = 0; i < batch; i++) {
        values.put(prepared.row());
      }
      int side = (int) Math.round(Math.sqrt(size));
      this.tensor =
          OnnxTensor.createTensor(
              OnnxRuntime.environment(), values.flip(), new long[] {batch, 1, side, side});
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Makes the picture ready, so often. */
  public void prepare(int times) {
    for (int i = 0; i < times; i++) {
      perceptor.prepare(given);
    }
  }

  /**
   * Has what makes percepts of answers compiled: the model takes no part, or it would take long.
   */
  public void warmUp(int times) {
    List<PerceptorInput> inputs = Collections.nCopies(batch, given);
    List<Optional<ClassifyingPerceptor.Run>> runs = perceptor.runs(inputs, new Attempts());
    for (int i = 0; i < times / batch; i++) {
      perceptor.perceptions(inputs, runs, new Attempts());
    }
  }

  /** Says what the ready picture shows, so often, for one caller who gives a batch at a time. */
  public void perceive(int times) {
    List<PerceptorInput> inputs = Collections.nCopies(batch, given);
    for (int i = 0; i < times / batch; i++) {
      perceptor.perceive(inputs, any -> prepared);
    }
  }

  /** The same for so many callers at once, each of whom gives one picture after the other. */
  public void perceive(int times, int callers) {
    List<Thread> threads = new ArrayList<>();
    CountDownLatch done = new CountDownLatch(callers);
    for (int caller = 0; caller < callers; caller++) {
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; i < times / callers; i++) {
                      perceptor.perceive(List.of(given), any -> prepared);
                    }
                    done.countDown();
                  }));
    }
    try {
      done.await();
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Runs the model alone on tensors that are ready, so often, and reads its logits. */
  public double run(int times) {
    double sum = 0;
    try {
      for (int i = 0; i < times; i++) {
        try (OrtSession.Result result = session.run(Map.of("image", tensor))) {
          sum += ((float[][]) result.get(0).getValue())[0][0];
        }
      }
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
    return sum;
  }

  @Override
  public void close() {
    tensor.close();
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
    perceptor.close();
  }
}
