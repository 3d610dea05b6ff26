package org.rationale.perception;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a model file says of itself, read from its bytes without loading it. Only the few fields of
 * the ONNX format's protocol buffers that are needed are looked at; weights are stepped over.
 *
 * @param operators the version of each operator set that is used: {@code ai.onnx 17, com.microsoft
 *     1}; empty if the file names none
 * @param nodes how many operations its graphs have, those of branches and loops included
 * @param outside files that parts of the weights lie in, by name
 */
record OnnxFile(String operators, int nodes, TreeSet<String> outside) {

  /** Graphs within graphs: loops and branches nest, but not so deep. */
  private static final int MAXIMUM_DEPTH = 64;

  private static final String STANDARD = "ai.onnx";

  // onnx.proto: ModelProto
  private static final int MODEL_GRAPH = 7;
  private static final int MODEL_OPERATOR_SET = 8;
  private static final int MODEL_FUNCTION = 25;
  // OperatorSetIdProto
  private static final int SET_DOMAIN = 1;
  private static final int SET_VERSION = 2;
  // GraphProto
  private static final int GRAPH_NODE = 1;
  private static final int GRAPH_INITIALIZER = 5;
  // NodeProto, and FunctionProto
  private static final int NODE_ATTRIBUTE = 5;
  private static final int FUNCTION_NODE = 7;
  // AttributeProto
  private static final int ATTRIBUTE_TENSOR = 5;
  private static final int ATTRIBUTE_GRAPH = 6;
  private static final int ATTRIBUTE_TENSORS = 10;
  private static final int ATTRIBUTE_GRAPHS = 11;
  // TensorProto
  private static final int TENSOR_EXTERNAL_DATA = 13;
  // StringStringEntryProto
  private static final int ENTRY_KEY = 1;
  private static final int ENTRY_VALUE = 2;

  // Wire types
  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED_32 = 5;

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException if these are not the bytes of such a file
   */
  static OnnxFile read(ByteBuffer content) {
    Scan scan = new Scan();
    scan.message(content.duplicate(), scan::model);
    String operators =
        scan.versions.entrySet().stream()
            .map(set -> set.getKey() + " " + set.getValue())
            .collect(Collectors.joining(", "));
    return new OnnxFile(operators, scan.nodes, scan.outside);
  }

  /** Is told of one field: its number, and what it holds, or its number where it is one. */
  private interface Field {
    void read(int number, ByteBuffer value, long varint);
  }

  private static final class Scan {
    final Map<String, Long> versions = new TreeMap<>();
    final TreeSet<String> outside = new TreeSet<>();
    int nodes;
    private int depth;

    void message(ByteBuffer in, Field field) {
      if (++depth > MAXIMUM_DEPTH) {
        throw new IllegalArgumentException("graphs are nested too deep");
      }
      while (in.hasRemaining()) {
        long tag = varint(in);
        int number = (int) (tag >>> 3);
        switch ((int) (tag & 7)) {
          case VARINT -> field.read(number, in, varint(in));
          case FIXED_64 -> skip(in, Long.BYTES);
          case FIXED_32 -> skip(in, Integer.BYTES);
          case BYTES -> {
            long length = varint(in);
            ByteBuffer value = in.duplicate();
            skip(in, length);
            field.read(number, value.limit(in.position()), 0);
          }
          default -> throw new IllegalArgumentException("the file is damaged");
        }
      }
      depth--;
    }

    void model(int number, ByteBuffer value, long varint) {
      switch (number) {
        case MODEL_GRAPH -> message(value, this::graph);
        case MODEL_OPERATOR_SET -> {
          OperatorSet set = new OperatorSet();
          message(value, set);
          versions.put(set.domain.isEmpty() ? STANDARD : set.domain, set.version);
        }
        case MODEL_FUNCTION ->
            message(
                value,
                (part, bytes, flag) -> {
                  if (part == FUNCTION_NODE) {
                    nodes++;
                    message(bytes, this::node);
                  }
                });
        default -> {}
      }
    }

    void graph(int number, ByteBuffer value, long varint) {
      switch (number) {
        case GRAPH_NODE -> {
          nodes++;
          message(value, this::node);
        }
        case GRAPH_INITIALIZER -> message(value, this::tensor);
        default -> {}
      }
    }

    void node(int number, ByteBuffer value, long varint) {
      if (number == NODE_ATTRIBUTE) {
        message(value, this::attribute);
      }
    }

    void attribute(int number, ByteBuffer value, long varint) {
      switch (number) {
        case ATTRIBUTE_TENSOR, ATTRIBUTE_TENSORS -> message(value, this::tensor);
        case ATTRIBUTE_GRAPH, ATTRIBUTE_GRAPHS -> message(value, this::graph);
        default -> {}
      }
    }

    void tensor(int number, ByteBuffer value, long varint) {
      if (number == TENSOR_EXTERNAL_DATA) {
        Entry entry = new Entry();
        message(value, entry);
        if (entry.key.equals("location")) {
          outside.add(entry.value);
        }
      }
    }
  }

  private static final class OperatorSet implements Field {
    String domain = "";
    long version;

    @Override
    public void read(int number, ByteBuffer value, long varint) {
      switch (number) {
        case SET_DOMAIN -> domain = text(value);
        case SET_VERSION -> version = varint;
        default -> {}
      }
    }
  }

  private static final class Entry implements Field {
    String key = "";
    String value = "";

    @Override
    public void read(int number, ByteBuffer bytes, long varint) {
      switch (number) {
        case ENTRY_KEY -> key = text(bytes);
        case ENTRY_VALUE -> value = text(bytes);
        default -> {}
      }
    }
  }

  private static String text(ByteBuffer value) {
    return StandardCharsets.UTF_8.decode(value.duplicate()).toString();
  }

  private static void skip(ByteBuffer in, long bytes) {
    if (bytes < 0 || bytes > in.remaining()) {
      throw new IllegalArgumentException("the file ends too early");
    }
    in.position(in.position() + (int) bytes);
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      if (!in.hasRemaining()) {
        throw new IllegalArgumentException("the file ends too early");
      }
      byte part = in.get();
      value |= (long) (part & 0x7f) << shift;
      if (part >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("the file is damaged");
  }
}
