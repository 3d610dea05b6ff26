package org.rationale.perception;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.io.IOException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.rationale.kg.CacheFolder;
import org.rationale.kg.Diagnostic;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.ModelIdentity;
import org.rationale.kg.Sha256;

/**
 * An ONNX model that is ready to run. Sessions are shared: users of a model with the same SHA-256
 * hold one session, which is closed with the last of them. Safe for use by many threads.
 */
final class OnnxModel implements AutoCloseable {

  /**
   * What is needed of an input or an output.
   *
   * @param name as in the model's graph
   * @param type of its elements
   * @param shape a dimension of -1 is free; a free dimension of the model fits every need
   */
  record Port(String name, OnnxJavaType type, List<Long> shape) {
    Port {
      shape = List.copyOf(shape);
    }

    static Port of(String name, OnnxJavaType type, long... shape) {
      return new Port(name, type, Arrays.stream(shape).boxed().toList());
    }

    /** Type and shape for messages: {@code float[?, 30]}. */
    String form() {
      return type.name().toLowerCase(Locale.ROOT)
          + shape.stream()
              .map(dimension -> dimension < 0 ? "?" : dimension.toString())
              .collect(Collectors.joining(", ", "[", "]"));
    }

    private boolean fits(Port offered) {
      if (type != offered.type || shape.size() != offered.shape.size()) {
        return false;
      }
      for (int i = 0; i < shape.size(); i++) {
        long needed = shape.get(i);
        long given = offered.shape.get(i);
        if (needed >= 0 && given >= 0 && needed != given) {
          return false;
        }
      }
      return true;
    }
  }

  /** What a perceptor needs of a model. The model may have more outputs, but no more inputs. */
  record Signature(List<Port> inputs, List<Port> outputs) {
    Signature {
      inputs = List.copyOf(inputs);
      outputs = List.copyOf(outputs);
    }
  }

  private static final class Shared {
    final OrtSession session;
    final String operators;
    final Map<String, Port> inputs;
    final Map<String, Port> outputs;
    int users;

    Shared(OrtSession session, String operators) throws OrtException {
      this.session = session;
      this.operators = operators;
      this.inputs = ports(session.getInputInfo());
      this.outputs = ports(session.getOutputInfo());
    }
  }

  /** Far more than any network that is run for one input; a file with more is an attack. */
  private static final int MAXIMUM_NODES = 200_000;

  /** The system property that tells ONNX Runtime where its native libraries are. */
  private static final String LIBRARY_FOLDER = "onnxruntime.native.path";

  /** Open sessions by SHA-256; also the lock that guards their user counts. */
  private static final Map<String, Shared> SESSIONS = new HashMap<>();

  private final ModelIdentity identity;
  private final Shared shared;
  private final AtomicBoolean closed = new AtomicBoolean();

  private OnnxModel(ModelIdentity identity, Shared shared) {
    this.identity = identity;
    this.shared = shared;
  }

  /**
   * Opens a model from a file.
   *
   * @param declaredSha256 what the file must have, in hexadecimal; empty if nothing is declared
   * @param place for messages: {@code pack.yaml: perceptors[0].model}
   * @throws InvalidInputException if the file cannot be read, is another one than declared, is no
   *     ONNX model, or does not have the signature
   */
  static OnnxModel open(
      Path file, Optional<String> declaredSha256, Signature signature, String place) {
    return checked(open(file, declaredSha256, place), signature, place);
  }

  /**
   * As {@link #open(Path, Optional, Signature, String)}, for one who looks at the model's inputs
   * before saying what is needed of them, by {@link #require}.
   */
  static OnnxModel open(Path file, Optional<String> declaredSha256, String place) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException | OutOfMemoryError e) {
      throw new InvalidInputException(
          "model-unreadable",
          place,
          "The model file (%s) cannot be read.".formatted(file),
          "Check that it exists, is readable and below 2 GB.");
    }
    Path fileName = file.getFileName();
    return open(
        bytes,
        fileName == null ? file.toString() : fileName.toString(),
        declaredSha256,
        place);
  }

  /** As {@link #open(Path, Optional, Signature, String)}, from the bytes of a model file. */
  static OnnxModel open(
      byte[] bytes,
      String name,
      Optional<String> declaredSha256,
      Signature signature,
      String place) {
    return checked(open(bytes, name, declaredSha256, place), signature, place);
  }

  private static OnnxModel open(
      byte[] bytes, String name, Optional<String> declaredSha256, String place) {
    String sha256 = Sha256.of(bytes);
    if (declaredSha256.isPresent() && !declaredSha256.get().equalsIgnoreCase(sha256)) {
      throw new InvalidInputException(
          "model-hash-mismatch",
          place,
          "The model (%s) has the SHA-256 (%s), but (%s) is declared."
              .formatted(name, sha256, declaredSha256.get()),
          "Put the declared model back, or declare this one after checking where it comes from.");
    }
    return open(ByteBuffer.allocateDirect(bytes.length).put(bytes).flip(), name, sha256, place);
  }

  /**
   * Opens a model whose identity is known already.
   *
   * @param content a direct buffer
   * @param sha256 of exactly these bytes
   * @throws InvalidInputException if it is no ONNX model, or does not have the signature
   */
  static OnnxModel open(
      ByteBuffer content, String name, String sha256, Signature signature, String place) {
    return checked(open(content, name, sha256, place), signature, place);
  }

  private static OnnxModel open(ByteBuffer content, String name, String sha256, String place) {
    return new OnnxModel(
        new ModelIdentity(name, sha256), acquire(sha256, content, name, place));
  }

  private static OnnxModel checked(OnnxModel model, Signature signature, String place) {
    try {
      model.require(signature, place);
      return model;
    } catch (InvalidInputException e) {
      model.close();
      throw e;
    }
  }

  /**
   * Checks what is needed of the model.
   *
   * @throws InvalidInputException with everything that it does not have
   */
  void require(Signature signature, String place) {
    String name = identity.name();
    List<Diagnostic> mismatches = new ArrayList<>();
    compare("input", signature.inputs(), shared.inputs, name, place, mismatches);
    compare("output", signature.outputs(), shared.outputs, name, place, mismatches);
    shared.inputs.keySet().stream()
        .filter(input -> signature.inputs().stream().noneMatch(p -> p.name().equals(input)))
        .forEach(
            input ->
                mismatches.add(
                    new Diagnostic(
                        "model-signature",
                        place,
                        "The model (%s) wants an input (%s) that nothing fills."
                            .formatted(name, input),
                        "Export it without that input.")));
    if (!mismatches.isEmpty()) {
      throw new InvalidInputException(mismatches);
    }
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
            shared.operators, "ONNX Runtime " + environment().getVersion(), "CPU", preparation));
  }

  /** What the model declares as its inputs, by name. */
  Map<String, Port> inputs() {
    return shared.inputs;
  }

  /** What the model declares as its outputs, by name. */
  Map<String, Port> outputs() {
    return shared.outputs;
  }

  /**
   * Runs the model.
   *
   * @param inputs by input name: Java arrays ({@code long[][]}, {@code float[][]}, ...) or {@link
   *     Tensor}s
   * @return Java arrays by output name, in the model's order
   */
  Map<String, Object> run(Map<String, ?> inputs) {
    if (closed.get()) {
      throw new IllegalStateException(
          "The model (%s) is closed.\nMaybe its perceptor was used after its pack was closed."
              .formatted(identity.name()));
    }
    Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
    try {
      for (Map.Entry<String, ?> input : inputs.entrySet()) {
        tensors.put(
            input.getKey(),
            input.getValue() instanceof Tensor tensor
                ? tensor.create(environment())
                : OnnxTensor.createTensor(environment(), (Object) input.getValue()));
      }
      try (OrtSession.Result result = shared.session.run(tensors)) {
        Map<String, Object> outputs = new LinkedHashMap<>();
        for (Map.Entry<String, OnnxValue> output : result) {
          outputs.put(output.getKey(), output.getValue().getValue());
        }
        return outputs;
      }
    } catch (OrtException e) {
      throw new IllegalStateException(
          "The model (%s) failed: (%s).\nMaybe an input has another shape than it was checked for."
              .formatted(identity.name(), e.getMessage()),
          e);
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    synchronized (SESSIONS) {
      shared.users--;
      if (shared.users == 0) {
        SESSIONS.remove(identity.sha256());
        try {
          shared.session.close();
        } catch (OrtException e) {
          throw new IllegalStateException(
              "The session of the model (%s) cannot be closed.".formatted(identity.name()), e);
        }
      }
    }
  }

  /** How many users hold the session of the model with this hash; 0 if it is not open. */
  static int users(String sha256) {
    synchronized (SESSIONS) {
      Shared shared = SESSIONS.get(sha256);
      return shared == null ? 0 : shared.users;
    }
  }

  /**
   * The settings of a session. One operator runs at a time and the reductions' order is fixed, so
   * that the number of threads changes the speed and not the result.
   */
  static OrtSession.SessionOptions options(int threads) throws OrtException {
    environment(); // Any class of ONNX Runtime loads its libraries; it is to be told from where.
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
    options.setInterOpNumThreads(1);
    options.setIntraOpNumThreads(threads);
    options.setDeterministicCompute(true);
    // Waiting threads sleep: a case is one short run, after which a spinning core serves nobody.
    options.addConfigEntry("session.intra_op.allow_spinning", "0");
    // What goes wrong is told by diagnostics, not by a native log on stderr.
    options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
    return options;
  }

  /** The one environment of the process; no telemetry. */
  static OrtEnvironment environment() {
    return Environment.CREATED;
  }

  /**
   * Creating an environment matches the process's command line, which holds the class path, with
   * recursive regular expressions on the calling thread's stack: 1.29 overflows an ordinary one and
   * ends the process without a word (vespa-engine/vespa pull request 37786 met the same). So a
   * thread whose stack takes any command line creates it. The environment variable {@code
   * ORT_DISABLE_TELEMETRY=1} would avoid the matching, but no process can set its own.
   */
  private static final class Environment {
    private static final long STACK_BYTES = 256L << 20;

    static final OrtEnvironment CREATED = create();

    private static OrtEnvironment create() {
      // Not a lambda of this class: its thread would wait for this initialisation, and it for it.
      FutureTask<OrtEnvironment> creation = new FutureTask<>(OnnxModel::createEnvironment);
      Thread.Builder.OfPlatform builder = Thread.ofPlatform().daemon().name("onnx-environment");
      builder.stackSize(STACK_BYTES).start(creation);
      try {
        return creation.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Interrupted while ONNX Runtime was starting.", e);
      } catch (ExecutionException e) {
        throw new IllegalStateException("ONNX Runtime cannot start on this machine.", e.getCause());
      }
    }
  }

  private static OrtEnvironment createEnvironment() throws OrtException {
    keepLibraries();
    OrtEnvironment created =
        OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "rationale");
    created.setTelemetry(false);
    return created;
  }

  /**
   * Has the native libraries loaded from a copy that the cache keeps, unless somebody said where
   * they are. Else ONNX Runtime unpacks them into a new temporary folder at each start.
   */
  private static void keepLibraries() {
    if (System.getProperty(LIBRARY_FOLDER) != null) {
      return;
    }
    String library = System.mapLibraryName("onnxruntime");
    URL resource = OrtEnvironment.class.getResource("native/" + platform() + "/" + library);
    if (resource != null) {
      new UnpackedResources(CacheFolder.ofUser())
          .folder(resource, "onnxruntime")
          .ifPresent(folder -> System.setProperty(LIBRARY_FOLDER, folder.toString()));
    }
  }

  /** The operating system and the processor, as ONNX Runtime names their folder in its jar. */
  private static String platform() {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String processor = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    return (system.contains("win") ? "win" : system.contains("mac") ? "osx" : "linux")
        + (processor.equals("amd64") || processor.equals("x86_64") ? "-x64" : "-" + processor);
  }

  private static Shared acquire(String sha256, ByteBuffer content, String name, String place) {
    synchronized (SESSIONS) {
      Shared shared = SESSIONS.get(sha256);
      if (shared == null) {
        OnnxFile file = read(content, name, place);
        try (OrtSession.SessionOptions options =
            options(Runtime.getRuntime().availableProcessors())) {
          shared = new Shared(environment().createSession(content, options), file.operators());
        } catch (OrtException e) {
          throw new InvalidInputException(
              "model-corrupt",
              place,
              "The model (%s, %d bytes) is no usable ONNX model."
                  .formatted(name, content.remaining()),
              "ONNX Runtime says: " + firstLine(e));
        }
        SESSIONS.put(sha256, shared);
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

  private static String firstLine(OrtException e) {
    String message = e.getMessage() == null ? "nothing" : e.getMessage();
    return message.lines().findFirst().orElse("nothing").strip();
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

  private static void compare(
      String direction,
      List<Port> needed,
      Map<String, Port> offered,
      String model,
      String place,
      List<Diagnostic> mismatches) {
    for (Port need : needed) {
      Port offer = offered.get(need.name());
      if (offer == null) {
        mismatches.add(
            new Diagnostic(
                "model-signature",
                place,
                "The model (%s) has no %s (%s).".formatted(model, direction, need.name()),
                "It has %s."
                    .formatted(
                        offered.values().stream()
                            .map(port -> port.name() + " " + port.form())
                            .collect(Collectors.joining(", ")))));
      } else if (!need.fits(offer)) {
        mismatches.add(
            new Diagnostic(
                "model-signature",
                place,
                "The model (%s) has the %s (%s) as (%s), but (%s) is needed."
                    .formatted(model, direction, need.name(), offer.form(), need.form()),
                "Export the model with that type and shape, or mend the configuration."));
      }
    }
  }
}
