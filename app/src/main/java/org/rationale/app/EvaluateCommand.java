package org.rationale.app;

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

  @SuppressWarnings("NullAway.Init") // picocli sets the annotated fields before it runs a command
  EvaluateCommand() {}

  @Override
  public Integer call() {
    PackPerception.evaluate(PackOption.folder(pack), perceptor)
        .forEach(evaluation -> spec.commandLine().getOut().print(evaluation.table()));
    return 0;
  }
}
