package org.rationale.perception;

import ai.onnxruntime.OnnxJavaType;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Inner products of many vectors with the same others: for vectors of length 1, cosines. They are
 * one matrix product, and the runtime that runs the encoder is also the fastest there is for those,
 * so this is a model of one operation, {@code products = vectors · anchors}, written here.
 */
final class Anchors implements AutoCloseable {

  private static final String INPUT = "vectors";
  private static final String OUTPUT = "products";
  private static final String MATRIX = "anchors";

  /** The numbers of onnx.proto. */
  private static final int FLOAT = 1;

  private static final int INTERMEDIATE_REPRESENTATION = 8;
  private static final int OPERATOR_SET = 17;

  private final OnnxModel product;
  private final int width;
  private final int size;

  private Anchors(OnnxModel product, int width, int size) {
    this.product = product;
    this.width = width;
    this.size = size;
  }

  /**
   * Prepares products with these vectors.
   *
   * @param anchors at least one, all of one length
   */
  static Anchors of(List<float[]> anchors, ExecutionSettings execution) {
    int width = anchors.getFirst().length;
    int size = anchors.size();
    OnnxModel product =
        OnnxModel.open(
            model(anchors, width, size),
            "products with %d anchors".formatted(size),
            Optional.empty(),
            new ModelSignature(
                List.of(ModelSignature.Port.of(INPUT, OnnxJavaType.FLOAT, -1, width)),
                List.of(ModelSignature.Port.of(OUTPUT, OnnxJavaType.FLOAT, -1, size))),
            execution,
            "products with anchors");
    return new Anchors(product, width, size);
  }

  /** For each vector its product with every anchor, in their order. */
  float[][] products(List<float[]> vectors) {
    if (vectors.isEmpty()) {
      return new float[0][];
    }
    Tensor.Reals result =
        product
            .run(
                Map.of(INPUT, Tensor.rows(vectors.toArray(float[][]::new), width)),
                List.of(OUTPUT),
                "products with anchors")
            .getFirst();
    float[][] products = new float[vectors.size()][size];
    for (int i = 0; i < products.length; i++) {
      result.values().get(i * size, products[i]);
    }
    return products;
  }

  /** The anchors as columns, so that the runtime can lay them out for its kernels once. */
  private static byte[] model(List<float[]> anchors, int width, int size) {
    ByteBuffer weights =
        ByteBuffer.allocate(Math.multiplyExact(Math.multiplyExact(width, size), Float.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < width; i++) {
      for (float[] anchor : anchors) {
        weights.putFloat(anchor[i]);
      }
    }
    byte[] matrix =
        join(
            number(1, width),
            number(1, size),
            number(2, FLOAT),
            field(8, text(MATRIX)),
            field(9, weights.array()));
    byte[] node =
        join(
            field(1, text(INPUT)),
            field(1, text(MATRIX)),
            field(2, text(OUTPUT)),
            field(4, text("MatMul")));
    byte[] graph =
        join(
            field(1, node),
            field(2, text(MATRIX)),
            field(5, matrix),
            field(11, value(INPUT, width)),
            field(12, value(OUTPUT, size)));
    return join(
        number(1, INTERMEDIATE_REPRESENTATION), field(8, number(2, OPERATOR_SET)), field(7, graph));
  }

  /** A matrix of any number of rows. */
  private static byte[] value(String name, int columns) {
    byte[] shape = join(field(1, field(2, text("rows"))), field(1, number(1, columns)));
    byte[] tensor = join(number(1, FLOAT), field(2, shape));
    return join(field(1, text(name)), field(2, field(1, tensor)));
  }

  private static byte[] text(String value) {
    return value.getBytes(StandardCharsets.UTF_8);
  }

  /** A field of protocol buffers that is a text, a message, or bytes. */
  private static byte[] field(int number, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(content.length + 12);
    varint(out, (number << 3) | 2);
    varint(out, content.length);
    out.writeBytes(content);
    return out.toByteArray();
  }

  private static byte[] number(int number, int value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    varint(out, number << 3);
    varint(out, value);
    return out.toByteArray();
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static void varint(ByteArrayOutputStream out, int value) {
    int rest = value;
    while ((rest & ~0x7f) != 0) {
      out.write((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
  }

  /** How long the runtime has computed, in nanoseconds. */
  long computing() {
    return product.computing();
  }

  @Override
  public void close() {
    product.close();
  }
}
