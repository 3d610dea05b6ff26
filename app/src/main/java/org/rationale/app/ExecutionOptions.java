package org.rationale.app;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rationale.perception.ExecutionProvider;
import org.rationale.perception.ExecutionSettings;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** How a pack's models are run. */
final class ExecutionOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--provider",
      paramLabel = "NAME",
      defaultValue = "${env:RATIONALE_PROVIDER:-cpu}",
      converter = Provider.class,
      completionCandidates = Words.class,
      description =
          "What computes the models: ${COMPLETION-CANDIDATES}. One that is not there is replaced by"
              + " cpu, with a warning; auto takes the first of cuda, coreml and cpu. Default: cpu, or"
              + " what the environment variable RATIONALE_PROVIDER says.")
  private ExecutionProvider provider;

  @Option(
      names = "--threads",
      paramLabel = "N",
      converter = LimitOptions.Count.class,
      description =
          "Processor threads for one run of a model. Default: as many as the process may use.")
  private @Nullable Long threads;

  @SuppressWarnings("NullAway.Init") // picocli sets the annotated fields before it runs a command
  ExecutionOptions() {}

  ExecutionSettings settings() {
    PrintWriter err = command.commandLine().getErr();
    return new ExecutionSettings(
        provider,
        threads == null
            ? ExecutionSettings.standard().threads()
            : (int) Math.min(threads, Integer.MAX_VALUE),
        warning -> err.println("rationale: " + warning));
  }

  static final class Words extends ArrayList<String> {
    private static final long serialVersionUID = 1L;

    Words() {
      super(ExecutionProvider.words());
    }
  }

  static final class Provider implements ITypeConverter<ExecutionProvider> {

    Provider() {}

    @Override
    public ExecutionProvider convert(String text) {
      List<String> words = ExecutionProvider.words();
      return ExecutionProvider.of(text)
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "expected one of %s, but was '%s'"
                          .formatted(String.join(", ", words), text)));
    }
  }
}
