package org.rationale.app;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.rationale.perception.TextPerception;
import org.rationale.reasoner.PackPerception;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "calibrate",
    mixinStandardHelpOptions = true,
    description =
        "Fits a pack's text perceptors to its labelled notes and writes what was fitted into the pack.")
final class CalibrateCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "PACK", description = "A bundled pack's name or a pack's folder.")
  private String pack;

  @SuppressWarnings("NullAway.Init") // picocli sets the annotated fields before it runs a command
  CalibrateCommand() {}

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    spec.commandLine().getErr().println("reading the labelled notes several times ...");
    for (TextPerception.CalibrationResult result :
        PackPerception.calibrate(PackOption.folder(pack))) {
      out.printf("fitted on %d notes, written to %s%n", result.notes(), result.file());
      out.printf(
          "log-loss %.3f before, %.3f after; Brier %.3f before, %.3f after; threshold %.3f%n",
          result.before().logLoss(),
          result.after().logLoss(),
          result.before().brier(),
          result.after().brier(),
          result.threshold());
      out.println("cross-validated on the labelled notes:");
      out.print(result.crossValidated().table());
    }
    return 0;
  }
}
