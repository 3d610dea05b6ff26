package org.rationale.perception;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;

/** Numbers that are handed to a model as they lie, which nested arrays are not. */
sealed interface Tensor {

  /** Its product is how many numbers there are. */
  List<Long> shape();

  OnnxTensor create(OrtEnvironment environment) throws OrtException;

  /** Numbers of single precision. */
  record Floats(float[] values, List<Long> shape) implements Tensor {
    @Override
    public OnnxTensor create(OrtEnvironment environment) throws OrtException {
      return OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), longs(shape));
    }
  }

  /** Whole numbers from 0 to 255. */
  record Bytes(byte[] values, List<Long> shape) implements Tensor {
    @Override
    public OnnxTensor create(OrtEnvironment environment) throws OrtException {
      return OnnxTensor.createTensor(
          environment, ByteBuffer.wrap(values), longs(shape), OnnxJavaType.UINT8);
    }
  }

  private static long[] longs(List<Long> shape) {
    return shape.stream().mapToLong(Long::longValue).toArray();
  }
}
