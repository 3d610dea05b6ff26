package org.rationale.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.rationale.reasoner.PackPerception;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    description =
        "Measures a pack's perceptors on labelled files that were not used to fit anything: text perceptors beside a plain keyword search, classifiers before and after calibration, with their conformal sets and the share of inputs outside of what the model knows.")
final class EvaluateCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "PACK", description = "A bundled pack's name or a pack's folder.")
  private String pack;

  @Option(
      names = "--perceptor",
      paramLabel = "ID",
      description = "Only this one. Else all that have a file for evaluation.")
  private Optional<String> perceptor;

  enum Format {
    text,
    json
  }

  @Option(
      names = "--format",
      defaultValue = "text",
      description = "One of: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Format format;

  @SuppressWarnings("NullAway.Init") // picocli sets the annotated fields before it runs a command
  EvaluateCommand() {}

  @Override
  public Integer call() {
    List<PackPerception.Evaluated> evaluated =
        PackPerception.evaluate(PackOption.folder(pack), perceptor);
    PrintWriter out = spec.commandLine().getOut();
    switch (format) {
      case text -> evaluated.forEach(evaluation -> out.println(evaluation.table()));
      case json -> out.println(json(evaluated));
    }
    return 0;
  }

  private static String json(List<PackPerception.Evaluated> evaluated) {
    try {
      return new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .writeValueAsString(evaluated.stream().map(PackPerception.Evaluated::json).toList());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Numbers and texts have a JSON form.", e);
    }
  }
}
