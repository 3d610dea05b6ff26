package org.rationale.app;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rationale.perception.CalibrationMethod;
import org.rationale.perception.ClassifierPerception;
import org.rationale.perception.TextPerception;
import org.rationale.reasoner.PackPerception;
import org.rationale.reasoner.PackPerception.Calibrated;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "calibrate",
    mixinStandardHelpOptions = true,
    description =
        "Fits a pack's perceptors to its labelled files and writes what was fitted into the pack: for text perceptors weights and a calibration, for classifiers a calibration, what the pack asks for of conformal sets and of inputs outside of what the model knows, and a reliability diagram.")
final class CalibrateCommand implements Callable<Integer> {

  private static final String AUTO = "auto";

  /** The names of the methods, and {@code auto}. */
  static final class Methods implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Stream.concat(
              Arrays.stream(CalibrationMethod.values())
                  .map(method -> method.name().toLowerCase(Locale.ROOT)),
              Stream.of(AUTO))
          .iterator();
    }
  }

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "PACK", description = "A bundled pack's name or a pack's folder.")
  private String pack;

  @Option(
      names = "--perceptor",
      paramLabel = "ID",
      description = "Only this one. Else all that have a labelled file.")
  private Optional<String> perceptor;

  @Option(
      names = "--method",
      paramLabel = "METHOD",
      defaultValue = AUTO,
      completionCandidates = Methods.class,
      description =
          "How classifiers are calibrated: ${COMPLETION-CANDIDATES}. With auto, the default, the one with the least cross-validated log-loss is taken.")
  private String method;

  @SuppressWarnings("NullAway.Init") // picocli sets the annotated fields before it runs a command
  CalibrateCommand() {}

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Optional<CalibrationMethod> chosen = chosen();
    spec.commandLine().getErr().println("reading the labelled files ...");
    for (Calibrated calibrated :
        PackPerception.calibrate(PackOption.folder(pack), perceptor, chosen)) {
      switch (calibrated) {
        case Calibrated.Text(TextPerception.CalibrationResult result) -> print(out, result);
        case Calibrated.Classifier(ClassifierPerception.CalibrationResult result) ->
            print(out, result);
      }
    }
    return 0;
  }

  private Optional<CalibrationMethod> chosen() {
    if (method.equals(AUTO)) {
      return Optional.empty();
    }
    List<String> names = new ArrayList<>();
    new Methods().forEach(names::add);
    if (!names.contains(method)) {
      throw new ParameterException(
          spec.commandLine(),
          "The method (%s) is not known. Known: %s.".formatted(method, String.join(", ", names)));
    }
    return Optional.of(CalibrationMethod.valueOf(method.toUpperCase(Locale.ROOT)));
  }

  private static void print(PrintWriter out, TextPerception.CalibrationResult result) {
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

  private static void print(PrintWriter out, ClassifierPerception.CalibrationResult result) {
    out.printf(
        "%s: %s, fitted on %d examples, written to %s%n",
        result.perceptor(),
        result.method().name().toLowerCase(Locale.ROOT),
        result.examples(),
        result.file());
    out.printf("reliability diagram: %s%n", result.diagram());
    out.printf(
        Locale.ROOT,
        "log-loss %.4f before, %.4f after; Brier %.4f before, %.4f after; calibration error %.4f before, %.4f after (cross-validated in %d folds)%n",
        result.before().logLoss(),
        result.after().logLoss(),
        result.before().brier(),
        result.after().brier(),
        result.before().equalWidthError(),
        result.after().equalWidthError(),
        result.folds());
    if (result.losses().size() > 1) {
      out.println(
          "log-loss of each method: "
              + result.losses().entrySet().stream()
                  .map(
                      loss ->
                          String.format(
                              Locale.ROOT,
                              "%s %.4f",
                              loss.getKey().name().toLowerCase(Locale.ROOT),
                              loss.getValue()))
                  .collect(Collectors.joining(", ")));
    }
  }
}
