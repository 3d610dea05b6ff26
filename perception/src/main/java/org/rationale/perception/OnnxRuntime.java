package org.rationale.perception;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import java.net.URL;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.rationale.kg.CacheFolder;

/** The process's ONNX Runtime, and how sessions are made in it. */
final class OnnxRuntime {

  /** The system property that tells ONNX Runtime where its native libraries are. */
  private static final String LIBRARY_FOLDER = "onnxruntime.native.path";

  /** A session, and the provider that it got: the words of {@link ExecutionProvider}, capital. */
  record Opened(OrtSession session, String provider) {}

  private OnnxRuntime() {}

  /** Its name and version. */
  static String version() {
    return "ONNX Runtime " + environment().getVersion();
  }

  /**
   * Opens a session on the provider that is asked for, else on the processor, with a warning.
   *
   * @param model for the warning
   * @throws OrtException if the model cannot be run on the processor either
   */
  static Opened open(ByteBuffer content, String model, ExecutionSettings settings)
      throws OrtException {
    for (ExecutionProvider provider : candidates(settings.provider())) {
      String failure;
      try (OrtSession.SessionOptions options = options(settings.threads())) {
        Optional<String> missing = missing(provider, options);
        if (missing.isEmpty()) {
          return new Opened(environment().createSession(content, options), provider.name());
        }
        // Said without the model's name, so that it is the same for all and told once.
        failure =
            "The provider (%s) cannot be used: %s. The processor runs the models instead."
                .formatted(provider.word(), missing.get());
      } catch (OrtException e) {
        failure =
            "The provider (%s) cannot run the model (%s): %s. The processor runs it instead."
                .formatted(provider.word(), model, firstLine(e));
      }
      if (settings.provider() != ExecutionProvider.AUTO) {
        settings.warnings().accept(failure);
      }
    }
    try (OrtSession.SessionOptions options = options(settings.threads())) {
      return new Opened(
          environment().createSession(content, options), ExecutionProvider.CPU.name());
    }
  }

  /** What is tried before the processor. */
  private static List<ExecutionProvider> candidates(ExecutionProvider asked) {
    return switch (asked) {
      case CPU -> List.of();
      case AUTO -> List.of(ExecutionProvider.CUDA, ExecutionProvider.COREML);
      case CUDA, TENSORRT, OPENVINO, COREML -> List.of(asked);
    };
  }

  /** Whether this build of the runtime knows a provider; its device may still be missing. */
  static boolean available(ExecutionProvider provider) {
    environment();
    EnumSet<OrtProvider> built = OrtEnvironment.getAvailableProviders();
    return switch (provider) {
      case CPU, AUTO -> true;
      case CUDA -> built.contains(OrtProvider.CUDA);
      case TENSORRT -> built.contains(OrtProvider.TENSOR_RT);
      case OPENVINO -> built.contains(OrtProvider.OPEN_VINO);
      case COREML -> built.contains(OrtProvider.CORE_ML);
    };
  }

  /** Takes a provider into a session's settings; why not, if it is not to be had. */
  private static Optional<String> missing(
      ExecutionProvider provider, OrtSession.SessionOptions options) {
    if (!available(provider)) {
      return Optional.of("this build of ONNX Runtime does not have it");
    }
    try {
      add(provider, options);
      return Optional.empty();
    } catch (OrtException e) {
      return Optional.of(firstLine(e) + needs(provider));
    }
  }

  /** What most often is not there. */
  private static String needs(ExecutionProvider provider) {
    return switch (provider) {
      case CUDA -> " (it needs an NVIDIA GPU with its driver, CUDA 12 and cuDNN 9)";
      case TENSORRT ->
          " (it needs an NVIDIA GPU with its driver, CUDA 12, cuDNN 9 and TensorRT 10)";
      case CPU, AUTO, OPENVINO, COREML -> "";
    };
  }

  private static void add(ExecutionProvider provider, OrtSession.SessionOptions options)
      throws OrtException {
    switch (provider) {
      case CUDA -> options.addCUDA(0);
      case TENSORRT -> options.addTensorrt(0);
      case OPENVINO -> options.addOpenVINO("");
      case COREML -> options.addCoreML();
      case CPU, AUTO -> {}
    }
  }

  /** What is said first: the rest is for those who build the runtime. */
  static String firstLine(OrtException e) {
    String message = e.getMessage() == null ? "nothing" : e.getMessage();
    return message.lines().findFirst().orElse("nothing").strip();
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
      FutureTask<OrtEnvironment> creation = new FutureTask<>(OnnxRuntime::createEnvironment);
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
}
