package org.rationale.perception;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Memory for rows of a model's input, with the tensor by which the runtime reads it. For a small
 * model getting either takes as long as a good part of the run, so both are kept for further runs.
 * For one run at a time.
 */
final class RowMemory implements AutoCloseable {

  /** Makes a tensor of the type that the model takes. */
  interface Maker {
    OnnxTensor tensor(Tensor.Reals values) throws OrtException;
  }

  private final FloatBuffer values;
  private int rows;
  private @Nullable OnnxTensor tensor;

  /**
   * Gets memory.
   *
   * @param capacity how many numbers it holds
   */
  RowMemory(int capacity) {
    this.values = Tensor.floats(capacity);
  }

  /** How many numbers it holds. */
  int capacity() {
    return values.capacity();
  }

  /** To be filled from the start. */
  FloatBuffer emptied() {
    return values.clear();
  }

  /**
   * What was filled in, for the runtime. It is the memory's own, and is not to be closed.
   *
   * @param shape rows, and then the shape of one, as it always is
   * @param shared whether the tensor reads this memory itself, and no converted copy of it
   */
  OnnxTensor tensor(long[] shape, boolean shared, Maker maker) throws OrtException {
    @Nullable OnnxTensor known = tensor;
    if (known != null && shared && rows == shape[0]) {
      return known;
    }
    close();
    OnnxTensor made = maker.tensor(new Tensor.Reals(values.duplicate().flip(), shape));
    rows = Math.toIntExact(shape[0]);
    tensor = made;
    return made;
  }

  @Override
  public void close() {
    if (tensor != null) {
      tensor.close();
      tensor = null;
    }
  }
}
