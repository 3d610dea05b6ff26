package org.rationale.app;

import java.util.concurrent.Callable;
import org.rationale.reasoner.PackPerception;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    description =
        "Measures a pack's text perceptors on labelled notes that were not used to fit anything: with ConText, without, and a plain keyword search.")
final class EvaluateCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "PACK", description = "A bundled pack's name or a pack's folder.")
  private String pack;

  @SuppressWarnings("NullAway.Init") // picocli sets the annotated fields before it runs a command
  EvaluateCommand() {}

  @Override
  public Integer call() {
    PackPerception.evaluate(PackOption.folder(pack))
        .forEach(evaluation -> spec.commandLine().getOut().print(evaluation.table()));
    return 0;
  }
}
