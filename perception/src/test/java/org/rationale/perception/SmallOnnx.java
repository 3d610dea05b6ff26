package org.rationale.perception;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Writes models of one operation for tests, field by field as onnx.proto numbers them. */
final class SmallOnnx {

  static final int FLOAT = 1;
  static final int UINT8 = 2;
  static final int INT64 = 7;
  static final int FLOAT16 = 10;

  private SmallOnnx() {}

  /**
   * A model {@code y = operation(x)}.
   *
   * @param type of x and y
   * @param x a dimension of -1 is free
   */
  static byte[] unary(String operation, int type, List<Integer> x, List<Integer> y) {
    return model(operation, List.of(), value("x", type, x), value("y", type, y));
  }

  /** A model {@code y = cast(x)} from one type to floats. */
  static byte[] cast(int from, List<Integer> shape) {
    byte[] to = join(field(1, text("to")), number(3, FLOAT), number(20, 2));
    return model("Cast", List.of(field(5, to)), value("x", from, shape), value("y", FLOAT, shape));
  }

  /** A model that multiplies x of any shape with a matrix of zeros. */
  static byte[] product(int rows, int columns) {
    byte[] weights =
        join(
            number(1, rows),
            number(1, columns),
            number(2, FLOAT),
            field(8, text("w")),
            field(9, new byte[rows * columns * Float.BYTES]));
    byte[] node =
        join(
            field(1, text("x")),
            field(1, text("w")),
            field(2, text("y")),
            field(4, text("MatMul")));
    return model(
        join(
            field(1, node),
            field(2, text("g")),
            field(5, weights),
            field(11, value("x", FLOAT, List.of(-1, -1))),
            field(12, value("y", FLOAT, List.of(-1, -1)))));
  }

  /**
   * A model that looks each number of x up in {@code 0, 10, 20, …} and fails if it is none of the
   * whole numbers below the size.
   */
  static byte[] lookUp(int size, List<Integer> shape) {
    ByteBuffer tens = ByteBuffer.allocate(size * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < size; i++) {
      tens.putFloat(10 * i);
    }
    byte[] known =
        join(number(1, size), number(2, FLOAT), field(8, text("known")), field(9, tens.array()));
    byte[] to = join(field(1, text("to")), number(3, INT64), number(20, 2));
    byte[] cast =
        join(field(1, text("x")), field(2, text("places")), field(4, text("Cast")), field(5, to));
    byte[] gather =
        join(
            field(1, text("known")),
            field(1, text("places")),
            field(2, text("y")),
            field(4, text("Gather")));
    return model(
        join(
            field(1, cast),
            field(1, gather),
            field(2, text("g")),
            field(5, known),
            field(11, value("x", FLOAT, shape)),
            field(12, value("y", FLOAT, shape))));
  }

  private static byte[] model(String operation, List<byte[]> attributes, byte[] x, byte[] y) {
    List<byte[]> node = new ArrayList<>();
    Collections.addAll(node, field(1, text("x")), field(2, text("y")), field(4, text(operation)));
    node.addAll(attributes);
    return model(
        join(
            field(1, node.toArray(byte[][]::new)),
            field(2, text("g")),
            field(11, x),
            field(12, y)));
  }

  private static byte[] model(byte[] graph) {
    return join(number(1, 8), field(8, number(2, 17)), field(7, graph));
  }

  private static byte[] value(String name, int type, List<Integer> shape) {
    byte[][] dimensions =
        shape.stream()
            .map(size -> field(1, size < 0 ? field(2, text("n")) : number(1, size)))
            .toArray(byte[][]::new);
    byte[] tensor = join(number(1, type), field(2, dimensions));
    return join(field(1, text(name)), field(2, field(1, tensor)));
  }

  /** A field with a length: a text, or a message of other fields. */
  static byte[] field(int number, byte[]... parts) {
    byte[] content = join(parts);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    varint(out, (number << 3) | 2);
    varint(out, content.length);
    out.writeBytes(content);
    return out.toByteArray();
  }

  static byte[] text(String value) {
    return value.getBytes(StandardCharsets.UTF_8);
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
    while (rest > 0x7f) {
      out.write((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
  }
}
