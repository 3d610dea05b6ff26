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
      "Checks a certificate or a ledger without the engine that made it.",
      "Exit status: 0 it is right, 1 it is not, 2 it cannot be read."
    },
    footer = {
      "",
      "Examples:",
      "  rationale decide --certificate certificates && rationale verify certificates/pneumonia.certificate.json",
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

  @Parameters(paramLabel = "FILE", description = "A certificate or a ledger.")
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
          "Name a certificate or a ledger.");
    }
    return certificate(Files.readAllBytes(file));
  }

  private int certificate(byte[] bytes) {
    PrintWriter out = spec.commandLine().getOut();
    return switch (CertificateChecker.check(bytes)) {
      case Verdict.Accepted right -> {
        out.printf("%s: the certificate is right%n", file);
        out.println("checked:");
        out.printf(
            "  %d steps follow from their rules; none is circular, none left out, and what they negate is not there%n",
            right.steps());
        out.printf(
            "  %d probabilities are those of the worlds that the steps leave%n", right.numbers());
        out.printf("  %d answers: candidates, ranking and choice%n", right.outcomes());
        out.println("taken on trust:");
        out.printf(
            "  %d facts as their sources state them, %d of them read by models; and that there are no others%n",
            right.facts(), right.percepts());
        out.println("  that the rules are those of the files whose hashes it names");
        print(right.hosted(), "steps of rules that only the engine can run");
        print(right.opaque(), "conditions of rules that only the engine can evaluate");
        print(right.unchecked(), "probabilities that are not exact or have no diagram");
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
              "Name a certificate or a ledger.");
    };
  }

  private void print(int count, String what) {
    if (count > 0) {
      spec.commandLine().getOut().printf("  %d %s%n", count, what);
    }
  }

  private int ledger() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    return switch (LedgerChecker.check(file, Optional.ofNullable(key), Optional.ofNullable(head))) {
      case LedgerChecker.Verdict.Accepted right -> {
        out.printf("%s: the ledger is as it was signed: %d entries%n", file, right.entries());
        out.printf("  root %s%n", right.root());
        out.printf("  key %s%n", right.key());
        if (right.erased() > 0) {
          out.printf("  %d entries with erased personal parts%n", right.erased());
        }
        if (right.unacknowledged() > 0) {
          out.printf(
              "  %d bytes behind the last entry were never acknowledged%n", right.unacknowledged());
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
