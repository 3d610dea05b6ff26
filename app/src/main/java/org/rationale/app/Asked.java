package org.rationale.app;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rationale.explanations.Revisable;
import org.rationale.explanations.RevisableCase;
import org.rationale.kg.InvalidInputException;
import org.rationale.reasoner.CaseReader;
import org.rationale.reasoner.Reasoner;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What a question about a fact is asked of: files, or a case of a pack. */
final class Asked {

  /** How an answer about changes is written. */
  enum Format {
    TEXT,
    JSON,
    HTML
  }

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Mixin private ProgramOptions files;

  @Option(
      names = "--pack",
      paramLabel = "NAME|DIR",
      description = {
        "Asks about a case of this pack instead of files. What may change then are the readings of",
        "the case, not what the pack knows."
      })
  private @Nullable String pack;

  @Option(
      names = "--case",
      paramLabel = "CASE.json",
      description = "With --pack: the case. Default: the pack's first example case.")
  private @Nullable Path caseFile;

  @SuppressWarnings("NullAway.Init") // picocli sets the annotated fields before it runs a command
  Asked() {}

  ProgramOptions files() {
    return files;
  }

  boolean isOfPack() {
    return pack != null;
  }

  boolean namesCase() {
    return caseFile != null;
  }

  PrintWriter err() {
    return command.commandLine().getErr();
  }

  void print(String text) {
    command.commandLine().getOut().println(text.stripTrailing());
  }

  ParameterException wrong(String message) {
    return new ParameterException(command.commandLine(), message);
  }

  /**
   * Closes what is asked of, and asks it.
   *
   * @param addable of files: kinds of facts that may be added; empty for the default
   */
  void revise(List<String> addable, Consumer<Revisable> consumer) {
    requireOne();
    if (pack == null) {
      files.revise(err(), addable, consumer::accept);
      return;
    }
    if (!addable.isEmpty()) {
      throw wrong("With --pack, leave --may-add out: the pack says what can be read.");
    }
    open(
        reasoner -> {
          Path file =
              Optional.ofNullable(caseFile)
                  .or(() -> reasoner.exampleCases().stream().findFirst())
                  .orElseThrow(
                      () ->
                          new InvalidInputException(
                              "no-case",
                              String.valueOf(pack),
                              "the pack has no example case.",
                              "Name one with --case."));
          consumer.accept(new RevisableCase(reasoner, reasoner.decide(CaseReader.read(file))));
        });
  }

  /** Opens the pack that was named. */
  void open(Consumer<Reasoner> consumer) {
    requireOne();
    try (Reasoner reasoner =
        Reasoner.open(PackOption.folder(String.valueOf(pack)), new ProgressLines(err()))) {
      consumer.accept(reasoner);
    }
  }

  /** Refuses what does not go together. */
  void requireOne() {
    if (pack != null && files.namesFiles()) {
      throw wrong("With --pack, leave --data, --rules, --drl, --profile and --evidence out.");
    }
    if (pack == null && caseFile != null) {
      throw wrong("--case is of a pack: name the --pack.");
    }
  }
}
