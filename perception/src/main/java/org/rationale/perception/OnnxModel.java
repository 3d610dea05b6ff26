package org.rationale.perception;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import ai.onnxruntime.platform.Fp16Conversions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.rationale.kg.Diagnostic;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.ModelIdentity;
import org.rationale.kg.Sha256;
import org.rationale.perception.ModelSignature.Port;

/**
 * An ONNX model that is ready to run. Sessions are shared: users of a model with the same SHA-256
 * hold one session, which is closed with the last of them. Safe for use by many threads.
 */
final class OnnxModel implements AutoCloseable {

  /** One session for all who use the same model in the same way. */
  private static final class Shared {
    final OnnxRuntime.Opened opened;
    final String operators;
    final Map<String, Port> inputs;
    final Map<String, Port> outputs;

    /** Runs hold it shared; closing takes it alone, so that no run loses its session. */
    final ReadWriteLock use = new ReentrantReadWriteLock();

    /** Nanoseconds, of all runs together. */
    final LongAdder computing = new LongAdder();

    int users;

    Shared(OnnxRuntime.Opened opened, String operators) throws OrtException {
      this.opened = opened;
      this.operators = operators;
      this.inputs = ports(opened.session().getInputInfo());
      this.outputs = ports(opened.session().getOutputInfo());
    }
  }

  private record Key(String sha256, ExecutionProvider provider, int threads) {}

  /** Far more than any network that is run for one input; a file with more is an attack. */
  private static final int MAXIMUM_NODES = 200_000;

  /** Values of an input that are tried out; more would take long. */
  private static final long MAXIMUM_TRIAL = 1L << 24;

  /** No network that fits into this process's arrays is larger. */
  private static final long MAXIMUM_BYTES = Integer.MAX_VALUE - 64L;

  /** Open sessions; also the lock that guards their user counts. */
  private static final Map<Key, Shared> SESSIONS = new HashMap<>();

  private final ModelIdentity identity;
  private final Key key;
  private final Shared shared;
  private final AtomicBoolean closed = new AtomicBoolean();

  private OnnxModel(ModelIdentity identity, Key key, Shared shared) {
    this.identity = identity;
    this.key = key;
    this.shared = shared;
  }

  /**
   * Opens a model from a file.
   *
   * @param declaredSha256 what the file must have, in hexadecimal; empty if nothing is declared
   * @param execution how it is to be run
   * @param place for messages: {@code pack.yaml: perceptors[0].model}
   * @throws InvalidInputException if the file cannot be read, is another one than declared, is no
   *     ONNX model, or does not have the signature
   */
  static OnnxModel open(
      Path file,
      Optional<String> declaredSha256,
      ModelSignature signature,
      ExecutionSettings execution,
      String place) {
    return open(file, declaredSha256, inputs -> signature, execution, place);
  }

  /**
   * As the other one, for one who has to see the model's inputs to say what is needed of them.
   *
   * @param needs what is needed, from the inputs that the model declares, by name
   */
  static OnnxModel open(
      Path file,
      Optional<String> declaredSha256,
      Function<Map<String, Port>, ModelSignature> needs,
      ExecutionSettings execution,
      String place) {
    byte[] bytes;
    try {
      if (Files.size(file) > MAXIMUM_BYTES) {
        throw new InvalidInputException(
            "model-too-large",
            place,
            "The model file (%s) has %d bytes; at most %d are read."
                .formatted(file, Files.size(file), MAXIMUM_BYTES),
            "Use a smaller model, or a quantised one.");
      }
      bytes = Files.readAllBytes(file);
    } catch (IOException | OutOfMemoryError e) {
      throw new InvalidInputException(
          "model-unreadable",
          place,
          "The model file (%s) cannot be read.".formatted(file),
          "Check that it exists, is readable and fits into the memory of this process.");
    }
    Path fileName = file.getFileName();
    return open(
        bytes,
        fileName == null ? file.toString() : fileName.toString(),
        declaredSha256,
        needs,
        execution,
        place);
  }

  /** As the other one, from the bytes of a model file. */
  static OnnxModel open(
      byte[] bytes,
      String name,
      Optional<String> declaredSha256,
      ModelSignature signature,
      ExecutionSettings execution,
      String place) {
    return open(bytes, name, declaredSha256, inputs -> signature, execution, place);
  }

  private static OnnxModel open(
      byte[] bytes,
      String name,
      Optional<String> declaredSha256,
      Function<Map<String, Port>, ModelSignature> needs,
      ExecutionSettings execution,
      String place) {
    String sha256 = Sha256.of(bytes);
    if (declaredSha256.isPresent() && !declaredSha256.get().equalsIgnoreCase(sha256)) {
      throw new InvalidInputException(
          "model-hash-mismatch",
          place,
          "The model (%s) has the SHA-256 (%s), but (%s) is declared."
              .formatted(name, sha256, declaredSha256.get()),
          "Put the declared model back, or declare this one after checking where it comes from.");
    }
    return open(
        ByteBuffer.allocateDirect(bytes.length).put(bytes).flip(),
        name,
        sha256,
        needs,
        execution,
        place);
  }

  /**
   * Opens a model whose identity is known already.
   *
   * @param content a direct buffer
   * @param sha256 of exactly these bytes
   * @throws InvalidInputException if it is no ONNX model, or does not have the signature
   */
  static OnnxModel open(
      ByteBuffer content,
      String name,
      String sha256,
      ModelSignature signature,
      ExecutionSettings execution,
      String place) {
    return open(content, name, sha256, inputs -> signature, execution, place);
  }

  private static OnnxModel open(
      ByteBuffer content,
      String name,
      String sha256,
      Function<Map<String, Port>, ModelSignature> needs,
      ExecutionSettings execution,
      String place) {
    Key key = new Key(sha256, execution.provider(), execution.threads());
    Shared shared = acquire(key, content, name, execution, place);
    OnnxModel model = new OnnxModel(new ModelIdentity(name, sha256), key, shared);
    ModelSignature signature = needs.apply(shared.inputs);
    List<Diagnostic> mismatches =
        new ArrayList<>(signature.mismatches(name, shared.inputs, shared.outputs, place));
    if (mismatches.isEmpty()) {
      model.tryOut(signature, place).ifPresent(mismatches::add);
    }
    if (!mismatches.isEmpty()) {
      model.close();
      throw new InvalidInputException(mismatches);
    }
    return model;
  }

  /** The file's name and its SHA-256. */
  ModelIdentity identity() {
    return identity;
  }

  /**
   * The model, and how it runs.
   *
   * @param preparation of its inputs, with a version
   */
  ModelIdentity identity(String preparation) {
    return identity.ranBy(
        new ModelIdentity.Execution(
            shared.operators, OnnxRuntime.version(), shared.opened.provider(), preparation));
  }

  /** How long the runtime has computed for all users of the session, in nanoseconds. */
  long computing() {
    return shared.computing.sum();
  }

  /** What the model declares as its outputs, by name. */
  Map<String, Port> outputs() {
    return shared.outputs;
  }

  /**
   * Runs the model.
   *
   * @param inputs by name
   * @param wanted the names of outputs that hold real numbers
   * @return in the order of {@code wanted}
   * @throws InvalidInputException if the model fails on these inputs
   */
  List<Tensor.Reals> run(Map<String, Tensor> inputs, List<String> wanted, String place) {
    try {
      return run(inputs, wanted);
    } catch (OrtException e) {
      throw failed(e, place);
    }
  }

  /**
   * Runs a model with one input on rows whose memory serves further runs.
   *
   * @param shape rows, and then the shape of one
   * @param wanted as {@link #run(Map, List, String)}; the set is the same names
   */
  List<Tensor.Reals> run(
      String input,
      RowMemory memory,
      long[] shape,
      List<String> wanted,
      Set<String> wantedSet,
      String place) {
    shared.use.readLock().lock();
    try {
      requireOpen();
      OnnxTensor tensor =
          memory.tensor(shape, type(input) == OnnxJavaType.FLOAT, values -> tensor(input, values));
      return compute(Map.of(input, tensor), wanted, wantedSet);
    } catch (OrtException e) {
      throw failed(e, place);
    } finally {
      shared.use.readLock().unlock();
    }
  }

  private InvalidInputException failed(OrtException e, String place) {
    return new InvalidInputException(
        "model-failed",
        place,
        "The model (%s) failed: %s.".formatted(identity.name(), OnnxRuntime.firstLine(e)),
        "Check that it was exported for inputs of this shape.");
  }

  private List<Tensor.Reals> run(Map<String, Tensor> inputs, List<String> wanted)
      throws OrtException {
    Map<String, OnnxTensor> tensors = HashMap.newHashMap(inputs.size());
    shared.use.readLock().lock();
    try {
      requireOpen();
      for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
        tensors.put(input.getKey(), tensor(input.getKey(), input.getValue()));
      }
      return compute(tensors, wanted, Set.copyOf(wanted));
    } finally {
      shared.use.readLock().unlock();
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  private void requireOpen() {
    if (closed.get()) {
      throw new IllegalStateException(
          "The model (%s) is closed.\nMaybe its perceptor was used after its pack was closed."
              .formatted(identity.name()));
    }
  }

  private List<Tensor.Reals> compute(
      Map<String, OnnxTensor> tensors, List<String> wanted, Set<String> wantedSet)
      throws OrtException {
    long start = System.nanoTime();
    try (OrtSession.Result result = shared.opened.session().run(tensors, wantedSet)) {
      shared.computing.add(System.nanoTime() - start);
      List<Tensor.Reals> outputs = new ArrayList<>(wanted.size());
      for (String name : wanted) {
        outputs.add(reals(name, result.get(name).orElseThrow()));
      }
      return outputs;
    }
  }

  private OnnxJavaType type(String input) {
    Port port = shared.inputs.get(input);
    return port == null ? OnnxJavaType.FLOAT : port.type();
  }

  /** A tensor of the type that the model takes. */
  private OnnxTensor tensor(String name, Tensor given) throws OrtException {
    return switch (given) {
      case Tensor.Integers(LongBuffer values, long[] shape) ->
          OnnxTensor.createTensor(OnnxRuntime.environment(), values.duplicate(), shape);
      case Tensor.Reals(FloatBuffer values, long[] shape) -> {
        OnnxJavaType type = type(name);
        yield switch (type) {
          case FLOAT16 ->
              OnnxTensor.createTensor(
                  OnnxRuntime.environment(),
                  Fp16Conversions.convertFloatBufferToFp16Buffer(values.duplicate()),
                  shape,
                  type);
          case UINT8 ->
              OnnxTensor.createTensor(OnnxRuntime.environment(), bytes(values), shape, type);
          default -> OnnxTensor.createTensor(OnnxRuntime.environment(), values.duplicate(), shape);
        };
      }
    };
  }

  private static ByteBuffer bytes(FloatBuffer values) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(values.remaining());
    for (int i = values.position(); i < values.limit(); i++) {
      bytes.put((byte) Math.clamp(Math.round(values.get(i)), 0, 255));
    }
    return bytes.flip();
  }

  private static Tensor.Reals reals(String name, OnnxValue value) {
    if (value instanceof OnnxTensor tensor) {
      FloatBuffer values = tensor.getFloatBuffer();
      if (values != null) {
        return new Tensor.Reals(values, tensor.getInfo().getShape());
      }
    }
    throw new IllegalStateException(
        "The output (%s) was asked for as real numbers, which it is not.".formatted(name));
  }

  /**
   * Runs the model once on zeros: shapes that a file leaves open may fit nowhere inside of it.
   * Models whose inputs have other open dimensions than the first are not tried.
   */
  private Optional<Diagnostic> tryOut(ModelSignature signature, String place) {
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    for (Port port : signature.inputs()) {
      long[] shape = port.shape().stream().mapToLong(Long::longValue).toArray();
      boolean real = port.type() == OnnxJavaType.FLOAT || port.type() == OnnxJavaType.UINT8;
      if (!real || shape.length == 0) {
        return Optional.empty();
      }
      shape[0] = Math.abs(shape[0]);
      long size = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
      if (size < 1 || size > MAXIMUM_TRIAL || Arrays.stream(shape).anyMatch(n -> n < 1)) {
        return Optional.empty();
      }
      inputs.put(port.name(), new Tensor.Reals(Tensor.floats((int) size), shape));
    }
    List<String> wanted = signature.outputs().stream().map(Port::name).toList();
    String problem;
    try {
      List<Tensor.Reals> answers = run(inputs, wanted);
      for (int i = 0; i < wanted.size(); i++) {
        Port need = signature.outputs().get(i);
        Port answer = Port.of(need.name(), need.type(), answers.get(i).shape());
        if (!need.fits(answer)) {
          return Optional.of(need.mismatch(identity.name(), "output", answer, place));
        }
      }
      return Optional.empty();
    } catch (OrtException e) {
      problem = OnnxRuntime.firstLine(e);
    }
    return Optional.of(
        new Diagnostic(
            "model-signature",
            place,
            "The model (%s) does not run on inputs of the shapes that the pack says (%s)."
                .formatted(
                    identity.name(),
                    signature.inputs().stream()
                        .map(port -> port.name() + " " + port.form())
                        .collect(Collectors.joining(", "))),
            "ONNX Runtime says: " + problem));
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    synchronized (SESSIONS) {
      shared.users--;
      if (shared.users == 0) {
        SESSIONS.remove(key);
        shared.use.writeLock().lock();
        try {
          shared.opened.session().close();
        } catch (OrtException e) {
          throw new IllegalStateException(
              "The session of the model (%s) cannot be closed.".formatted(identity.name()), e);
        } finally {
          shared.use.writeLock().unlock();
        }
      }
    }
  }

  /** How many sessions are open. */
  static int sessions() {
    synchronized (SESSIONS) {
      return SESSIONS.size();
    }
  }

  /** How many users hold sessions of the model with this hash; 0 if it is not open. */
  static int users(String sha256) {
    synchronized (SESSIONS) {
      return SESSIONS.entrySet().stream()
          .filter(open -> open.getKey().sha256().equals(sha256))
          .mapToInt(open -> open.getValue().users)
          .sum();
    }
  }

  private static Shared acquire(
      Key key, ByteBuffer content, String name, ExecutionSettings execution, String place) {
    synchronized (SESSIONS) {
      Shared shared = SESSIONS.get(key);
      if (shared == null) {
        OnnxFile file = read(content, name, place);
        try {
          shared = new Shared(OnnxRuntime.open(content, name, execution), file.operators());
        } catch (OrtException e) {
          throw new InvalidInputException(
              "model-corrupt",
              place,
              "The model (%s, %d bytes) is no usable ONNX model."
                  .formatted(name, content.remaining()),
              "ONNX Runtime says: " + OnnxRuntime.firstLine(e));
        }
        SESSIONS.put(key, shared);
      }
      shared.users++;
      return shared;
    }
  }

  /** What the file says of itself, if it may be loaded. */
  private static OnnxFile read(ByteBuffer content, String name, String place) {
    OnnxFile file;
    try {
      file = OnnxFile.read(content);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(
          "model-corrupt",
          place,
          "The model (%s, %d bytes) is no usable ONNX model.".formatted(name, content.remaining()),
          "Its bytes are not those of such a file: %s.".formatted(e.getMessage()));
    }
    if (!file.outside().isEmpty()) {
      throw new InvalidInputException(
          "model-in-parts",
          place,
          "The model (%s) keeps weights in other files (%s), which are not read."
              .formatted(name, String.join(", ", file.outside())),
          "Save it as one file, without external data.");
    }
    if (file.nodes() > MAXIMUM_NODES) {
      throw new InvalidInputException(
          "model-too-large",
          place,
          "The model (%s) has %d operations; at most %d are run."
              .formatted(name, file.nodes(), MAXIMUM_NODES),
          "Use a smaller model.");
    }
    return file;
  }

  private static Map<String, Port> ports(Map<String, NodeInfo> nodes) {
    Map<String, Port> ports = new LinkedHashMap<>();
    nodes.forEach(
        (name, node) ->
            ports.put(
                name,
                node.getInfo() instanceof TensorInfo tensor
                    ? Port.of(name, tensor.type, tensor.getShape())
                    : new Port(name, OnnxJavaType.UNKNOWN, List.of())));
    return Collections.unmodifiableMap(ports);
  }
}
