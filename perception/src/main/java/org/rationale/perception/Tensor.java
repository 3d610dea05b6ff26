package org.rationale.perception;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;

/** What a model takes and answers: numbers in row-major order. Its buffer is not to be changed. */
sealed interface Tensor {

  /** Of each dimension, how many; the product is the number of values. */
  long[] shape();

  /** Real numbers; a model that takes half-precision floats or bytes gets them converted. */
  record Reals(FloatBuffer values, long[] shape) implements Tensor {
    public Reals {
      check(values.remaining(), shape);
    }

    /** All values in one array, which is not to be changed. */
    float[] array() {
      if (values.hasArray()
          && values.arrayOffset() + values.position() == 0
          && values.array().length == values.remaining()) {
        return values.array();
      }
      float[] array = new float[values.remaining()];
      values.get(values.position(), array);
      return array;
    }

    /** A copy of one row: of all values with the same first index. */
    float[] row(int index) {
      int width = shape[0] == 0 ? 0 : Math.toIntExact(values.remaining() / shape[0]);
      float[] row = new float[width];
      values.get(values.position() + index * width, row);
      return row;
    }
  }

  /** Whole numbers: numbers of pieces of a text, say. */
  record Integers(LongBuffer values, long[] shape) implements Tensor {
    public Integers {
      check(values.remaining(), shape);
    }
  }

  /** Memory that the runtime reads without copying it. */
  static FloatBuffer floats(int count) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(count, Float.BYTES))
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  /** As {@link #floats}. */
  static LongBuffer longs(int count) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(count, Long.BYTES))
        .order(ByteOrder.nativeOrder())
        .asLongBuffer();
  }

  /** Rows of equal length as one tensor {@code [rows, row...]}. */
  static Reals rows(float[][] rows, long... row) {
    int width = rows[0].length;
    FloatBuffer values = floats(Math.multiplyExact(rows.length, width));
    for (float[] one : rows) {
      values.put(one);
    }
    long[] shape = new long[row.length + 1];
    shape[0] = rows.length;
    System.arraycopy(row, 0, shape, 1, row.length);
    return new Reals(values.flip(), shape);
  }

  private static void check(int values, long[] shape) {
    long needed = 1;
    for (long size : shape) {
      needed = Math.multiplyExact(needed, size);
    }
    if (values != needed) {
      throw new IllegalArgumentException(
          "The shape %s has %d values, not %d.".formatted(Arrays.toString(shape), needed, values));
    }
  }
}
