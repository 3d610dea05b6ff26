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
import org.rationale.explanations.ledger.EntryProof;
import org.rationale.explanations.ledger.LedgerChecker;
import org.rationale.explanations.ledger.LedgerException;
import org.rationale.explanations.report.ReportChecker;
import org.rationale.kg.AtomicFile;
import org.rationale.kg.InvalidInputException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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

  @Option(
      names = "--entry",
      paramLabel = "N",
      description =
          "Of a ledger: also makes the proof that entry N, from 0, stands in it; with"
              + " --head, that the ledger extends that head.")
  private @Nullable Long entry;

  @Option(
      names = "--proof",
      paramLabel = "FILE",
      description =
          "With --entry: where the proof is written, for somebody who does not have the ledger:"
              + " verify --key PUBLIC FILE checks it.")
  private @Nullable Path proof;

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
    if (proof != null && entry == null) {
      throw new ParameterException(spec.commandLine(), "--proof needs --entry: which entry.");
    }
    if (LedgerChecker.isLedger(start)) {
      int status = ledger();
      return status == 0 && entry != null ? entry(entry) : status;
    }
    if (EntryProof.isProof(start)) {
      return proof();
    }
    if (key != null || head != null || entry != null) {
      throw new InvalidInputException(
          "no-ledger", file.toString(), "it is no ledger.", "Leave out --key, --head and --entry.");
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

  private int entry(long number) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    EntryProof made = made(number);
    out.printf(
        "entry %d stands in it: %s up to the root%n",
        number, count(made.path().size(), "hash", "hashes"));
    if (proof != null) {
      AtomicFile.write(proof, made.json());
      out.println("proof: " + proof);
    }
    return 0;
  }

  private EntryProof made(long number) throws IOException {
    try {
      return EntryProof.of(file, number, Optional.ofNullable(head));
    } catch (LedgerException wrong) {
      throw new InvalidInputException(
          "no-entry", file.toString(), String.valueOf(wrong.getMessage()), "Name one that it has.");
    }
  }

  private int proof() throws IOException {
    if (key == null || head != null || entry != null) {
      throw new ParameterException(
          spec.commandLine(),
          "This is the proof of one entry: name the public key that you trust with --key, and nothing else.");
    }
    PrintWriter out = spec.commandLine().getOut();
    try {
      return switch (EntryProof.check(Files.readAllBytes(file), key)) {
        case EntryProof.Verdict.Accepted right -> {
          out.printf(
              "%s: entry %d stands in the ledger of %s%n",
              file, right.index(), entries(right.size()));
          if (right.olderSize() > 0) {
            out.printf("  which extends the older one of %s%n", entries(right.olderSize()));
          }
          yield 0;
        }
        case EntryProof.Verdict.Rejected wrong -> {
          out.printf("%s: the proof is wrong: %s%n", file, wrong.why());
          yield WRONG;
        }
      };
    } catch (LedgerException unreadable) {
      throw new InvalidInputException(
          "unreadable",
          file.toString(),
          String.valueOf(unreadable.getMessage()),
          "Name a proof that verify --entry wrote, and the ledger's public key.");
    }
  }

  private static String count(int number, String one, String several) {
    return number + " " + (number == 1 ? one : several);
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
