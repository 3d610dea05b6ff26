package org.rationale.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rationale.explanations.Certificates;
import org.rationale.explanations.LedgerRecord;
import org.rationale.explanations.ledger.Ledger;
import org.rationale.kg.AtomicFile;
import org.rationale.kg.Sha256;
import org.rationale.reasoner.Decision;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What is kept of decisions for those who check them later: certificates and a ledger. */
final class DecisionRecords {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--certificate",
      paramLabel = "DIR",
      description =
          "Writes one certificate per case into this folder, named by the case's id; verify checks them.")
  private @Nullable Path certificates;

  @Option(
      names = "--ledger",
      paramLabel = "FILE",
      description = "Adds each decision to this ledger, which begins where there is none.")
  private @Nullable Path ledger;

  @Option(
      names = "--ledger-key",
      paramLabel = "FILE",
      description =
          "The secret key that signs the ledger, made on first use. Default: FILE.key beside the ledger.")
  private @Nullable Path key;

  @SuppressWarnings("NullAway.Init") // picocli sets the annotated fields before it runs a command
  DecisionRecords() {}

  /** Where the records go; an owner of the open ledger. */
  static final class Sink implements AutoCloseable {

    private final Optional<Path> certificates;
    private final Optional<Ledger> ledger;
    private final PrintWriter err;

    Sink(Optional<Path> certificates, Optional<Ledger> ledger, PrintWriter err) {
      this.certificates = certificates;
      this.ledger = ledger;
      this.err = err;
    }

    /**
     * @param name of the case's files, without an ending
     */
    void add(Decision decision, String name) throws IOException {
      Optional<String> sha256 = Optional.empty();
      if (certificates.isPresent()) {
        byte[] certificate = Certificates.of(decision);
        Path file = certificates.get().resolve(name + ".certificate.json");
        AtomicFile.write(file, new String(certificate, StandardCharsets.UTF_8));
        sha256 = Optional.of(Sha256.of(certificate));
        err.println("certificate: " + file);
      }
      if (ledger.isPresent()) {
        LedgerRecord kept = LedgerRecord.of(decision, sha256);
        err.println("ledger: entry " + ledger.get().append(kept.decided(), kept.personal()));
      }
    }

    @Override
    public void close() throws IOException {
      if (ledger.isPresent()) {
        ledger.get().close();
      }
    }
  }

  /** Opens what was asked for. */
  Sink open() throws IOException {
    PrintWriter err = command.commandLine().getErr();
    if (key != null && ledger == null) {
      throw new CommandLine.ParameterException(
          command.commandLine(), "--ledger-key needs --ledger: the ledger that it signs.");
    }
    if (certificates != null) {
      Files.createDirectories(certificates);
    }
    Optional<Ledger> open = Optional.empty();
    if (ledger != null) {
      Path secret = key == null ? ledger.resolveSibling(ledger.getFileName() + ".key") : key;
      open =
          Optional.of(
              Ledger.open(
                  ledger,
                  secret,
                  Clock.systemUTC(),
                  notice -> err.println("rationale: " + notice)));
    }
    return new Sink(Optional.ofNullable(certificates), open, err);
  }
}
