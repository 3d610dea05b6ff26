package org.rationale.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.rationale.explanations.certificate.Canonical;
import org.rationale.explanations.checker.CertificateChecker;
import org.rationale.explanations.checker.Verdict;
import org.rationale.explanations.ledger.LedgerChecker;
import org.rationale.explanations.report.ReportChecker;
import org.rationale.kg.InvalidInputException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Checks a certificate, a report or a ledger without the engine that made it.",
      "Exit status: 0 it is right, 1 it is not, 2 it cannot be read."
    },
    footer = {
      "",
      "Examples:",
      "  rationale decide --certificate certificates && rationale verify certificates/pneumonia.certificate.json",
      "  rationale decide --format html --out reports && rationale verify reports/pneumonia.html",
      "  rationale verify decisions.ledger --head head-of-last-month.json"
    })
final class VerifyCommand implements Callable<Integer> {

  private static final int START = 64;
  private static final int WRONG = 1;

  @Spec private CommandSpec spec;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "The public key that a ledger is signed with. Default: that beside the ledger.")
  private @Nullable Path key;

  @Option(
      names = "--head",
      paramLabel = "FILE",
      description = "An older head of the ledger, kept elsewhere: its entries must still be there.")
  private @Nullable Path head;

  @Parameters(
      paramLabel = "FILE",
      description = "A certificate, a report in HTML or JSON, or a ledger.")
  private Path file;

  @SuppressWarnings("NullAway.Init") // picocli sets the annotated fields before it runs a command
  VerifyCommand() {}

  @Override
  public Integer call() throws IOException {
    byte[] start;
    try (InputStream in = Files.newInputStream(file)) {
      start = in.readNBytes(START);
    }
    if (LedgerChecker.isLedger(start)) {
      return ledger();
    }
    if (key != null || head != null) {
      throw new InvalidInputException(
          "no-ledger", file.toString(), "it is no ledger.", "Leave out --key and --head.");
    }
    if (Files.size(file) > Canonical.MOST_BYTES) {
      throw new InvalidInputException(
          "too-large",
          file.toString(),
          "it is larger than any certificate (%d MiB).".formatted(Canonical.MOST_BYTES >> 20),
          "Name a certificate, a report or a ledger.");
    }
    byte[] bytes = Files.readAllBytes(file);
    return switch (ReportChecker.check(bytes)) {
      case ReportChecker.Verdict.NoReport none -> certificate(CertificateChecker.check(bytes));
      case ReportChecker.Verdict.Rejected wrong -> {
        spec.commandLine().getOut().printf("%s: the report is wrong: %s%n", file, wrong.why());
        yield WRONG;
      }
      case ReportChecker.Verdict.Accepted right -> {
        spec.commandLine().getOut().printf("%s: the report is as it was made%n", file);
        yield right
            .certificate()
            .map(
                verdict -> {
                  spec.commandLine()
                      .getOut()
                      .printf(
                          "  %s have the probabilities that it proves%n",
                          count(right.answers(), "answer"));
                  return certificate(verdict);
                })
            .orElseGet(
                () -> {
                  spec.commandLine()
                      .getOut()
                      .println("  it carries no certificate: its numbers were not found again");
                  return 0;
                });
      }
    };
  }

  /** {@code 1 step}, {@code 2 steps}. */
  private static String count(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  private int certificate(Verdict verdict) {
    PrintWriter out = spec.commandLine().getOut();
    return switch (verdict) {
      case Verdict.Accepted right -> {
        out.printf("%s: the certificate is right%n", file);
        out.println("checked:");
        out.printf(
            "  %s: from their rules, none circular, none left out, and what they negate is not there%n",
            count(right.steps(), "step"));
        out.printf(
            "  %s: of the worlds that the steps leave%n",
            right.numbers() == 1 ? "1 probability" : right.numbers() + " probabilities");
        out.printf("  %s: candidates, ranking and choice%n", count(right.outcomes(), "answer"));
        out.println("taken on trust:");
        out.printf(
            "  %s as their sources state them, %d read by models; and that there are no others%n",
            count(right.facts(), "fact"), right.percepts());
        out.println("  that the rules are those of the files whose hashes it names");
        print(
            right.hosted(),
            "step of rules that only the engine can run",
            "steps of rules that only the engine can run");
        print(
            right.opaque(),
            "condition of rules that only the engine can evaluate",
            "conditions of rules that only the engine can evaluate");
        print(
            right.unchecked(),
            "probability that is not exact or has no diagram",
            "probabilities that are not exact or have no diagram");
        yield 0;
      }
      case Verdict.Rejected wrong -> {
        out.printf("%s: the certificate is wrong: %s: %s%n", file, wrong.element(), wrong.why());
        yield WRONG;
      }
      case Verdict.Unreadable unreadable ->
          throw new InvalidInputException(
              "unreadable",
              file.toString(),
              unreadable.why() + ".",
              "Name a certificate, a report or a ledger.");
    };
  }

  private static String entries(long number) {
    return number == 1 ? "1 entry" : number + " entries";
  }

  private void print(int count, String one, String several) {
    if (count > 0) {
      spec.commandLine().getOut().printf("  %d %s%n", count, count == 1 ? one : several);
    }
  }

  private int ledger() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    return switch (LedgerChecker.check(file, Optional.ofNullable(key), Optional.ofNullable(head))) {
      case LedgerChecker.Verdict.Accepted right -> {
        out.printf("%s: the ledger is as it was signed: %s%n", file, entries(right.entries()));
        out.printf("  root %s%n", right.root());
        out.printf("  key %s%n", right.key());
        if (right.erased() > 0) {
          out.printf("  %s with erased personal parts%n", entries(right.erased()));
        }
        if (right.unacknowledged() > 0) {
          out.printf(
              "  what lies behind the last entry was never acknowledged (%d bytes)%n",
              right.unacknowledged());
        }
        yield 0;
      }
      case LedgerChecker.Verdict.Rejected wrong -> {
        out.printf("%s: the ledger was changed: %s%n", file, wrong.why());
        yield WRONG;
      }
    };
  }
}
