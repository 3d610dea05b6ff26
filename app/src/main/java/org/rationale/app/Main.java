package org.rationale.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import org.rationale.explanations.DecisionReport;
import org.rationale.explanations.VisibleText;
import org.rationale.explanations.ledger.LedgerException;
import org.rationale.kg.InvalidInputException;
import org.rationale.reasoner.Reasoner;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The entry of the command line. */
@Command(
    name = "rationale",
    mixinStandardHelpOptions = true,
    version = "rationale " + DecisionReport.VERSION,
    description = {
      "Decides cases from notes, measurements and knowledge, and shows every step of the way.",
      "Exit status: 0 done, 1 a check failed, 2 unusable input or arguments."
    },
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    subcommands = {
      DecideCommand.class,
      ReasonCommand.class,
      QueryCommand.class,
      WhyCommand.class,
      WhyNotCommand.class,
      WhatIfCommand.class,
      CheckCommand.class,
      VerifyCommand.class,
      EraseCommand.class,
      CalibrateCommand.class,
      EvaluateCommand.class,
      CommandLine.HelpCommand.class
    })
public final class Main implements Runnable {

  private static final List<String> DECIDES = List.of("decide", "check");

  private static final int UNUSABLE = 2;
  private static final int DEFECT = 3;

  @Spec private CommandSpec spec;

  /** Filled in by picocli. */
  @SuppressWarnings("NullAway.Init") // picocli sets the annotated field before it runs a command
  Main() {}

  /** Runs a command and exits with its status. */
  public static void main(String[] arguments) {
    // Large libraries are loaded while the arguments are read.
    Optional<Thread> loading =
        arguments.length > 0 && DECIDES.contains(arguments[0])
            ? Optional.of(Reasoner.prepare())
            : Optional.empty();
    int status =
        run(
            new PrintWriter(System.out, true, System.out.charset()),
            new PrintWriter(System.err, true, System.err.charset()),
            arguments);
    loading.ifPresent(Main::await);
    System.exit(status);
  }

  private static void await(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Runs a command; returns its exit status. */
  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    CommandLine commandLine = new CommandLine(new Main());
    commandLine.setOut(out);
    commandLine.setErr(err);
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setExecutionExceptionHandler(handler());
    commandLine.setParameterExceptionHandler(Main::usage);
    int status = commandLine.execute(arguments);
    out.flush();
    err.flush();
    return status;
  }

  /** One line on what is wrong, and where to read on; the whole usage would bury it. */
  private static int usage(CommandLine.ParameterException wrong, String[] arguments) {
    CommandLine commandLine = wrong.getCommandLine();
    PrintWriter err = commandLine.getErr();
    err.println("rationale: " + VisibleText.of(String.valueOf(wrong.getMessage())));
    CommandLine.UnmatchedArgumentException.printSuggestions(wrong, err);
    err.printf("Try '%s --help'.%n", commandLine.getCommandSpec().qualifiedName());
    return UNUSABLE;
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(),
        "Name a command: decide, reason, query, why, why-not, what-if, check, verify, erase,"
            + " calibrate or evaluate.");
  }

  private static IExecutionExceptionHandler handler() {
    return (exception, commandLine, parsed) -> {
      PrintWriter err = commandLine.getErr();
      switch (exception) {
        case InvalidInputException invalid ->
            invalid
                .diagnostics()
                .forEach(
                    diagnostic ->
                        err.println("rationale: " + VisibleText.line(diagnostic.toString())));
        case LedgerException ledger -> err.println("rationale: " + ledger.getMessage());
        case UncheckedIOException io when io.getCause() != null ->
            err.println("rationale: " + describe(io.getCause()));
        case IOException io -> err.println("rationale: " + describe(io));
        default -> {
          err.println("rationale: a defect of the program, please report it with what follows:");
          exception.printStackTrace(err);
          return DEFECT;
        }
      }
      return UNUSABLE;
    };
  }

  private static String describe(IOException failure) {
    return "%s: %s"
        .formatted(
            switch (failure) {
              case NoSuchFileException missing -> "there is no such file";
              case AccessDeniedException denied -> "access is denied";
              case FileAlreadyExistsException exists -> "a file is in the way";
              default -> "reading or writing failed";
            },
            failure.getMessage());
  }
}
