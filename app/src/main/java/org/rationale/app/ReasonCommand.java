package org.rationale.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.rationale.explanations.DerivationList;
import org.rationale.kg.AtomicFile;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.RdfFormat;
import org.rationale.reasoner.ProofGraph;
import org.rationale.reasoner.Reading;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "reason",
    mixinStandardHelpOptions = true,
    description = {
      "Closes facts under rules and prints what was derived, with probabilities.",
      "Exit status 1 if a limit was reached, so that facts may be missing."
    },
    footer = {
      "",
      "Examples:",
      "  rationale reason --data ward.ttl --rules ward.srl --evidence seen.ttl",
      "  rationale reason --data ontology.ttl people.nt.gz --profile owl2rl --summary",
      "  rationale reason --data d.ttl --rules r.srl --summary --derivations all.json.gz",
      "  rationale reason --batch programs.jsonl --all"
    })
final class ReasonCommand implements Callable<Integer> {

  private static final int INCOMPLETE = 1;

  /** How facts are written. */
  enum Format {
    JSON,
    CSV,
    TURTLE,
    NTRIPLES
  }

  @Spec private CommandSpec spec;

  @Mixin private ProgramOptions program;

  @Option(
      names = "--probability",
      paramLabel = "HOW",
      defaultValue = "exact",
      converter = ProbabilityReading.Converter.class,
      description = {
        "exact: the probability (default).",
        "most-likely: that of the most likely proof.",
        "top-k:K: that one of the K most likely proofs holds.",
        "bounds:EPS: an interval, no wider than EPS if that can be had.",
        "samples:N or samples:N:SEED: the share of N sampled worlds, with an interval of 95%% confidence.",
        "none: facts without probabilities."
      })
  private ProbabilityReading probability;

  @Option(names = "--all", description = "Prints every fact, given ones too.")
  private boolean all;

  @Option(names = "--summary", description = "Prints only counts and times.")
  private boolean summary;

  @Option(
      names = "--format",
      defaultValue = "json",
      description = "One of: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Format format;

  @Option(
      names = "--batch",
      paramLabel = "FILE.jsonl",
      description = {
        "Runs many programs, one a line: {\"id\", \"data\", \"rules\", \"evidence\"}, texts in"
            + " Turtle and SRL.",
        "Prints a line for each, in order: {\"id\", \"facts\"} or {\"id\", \"error\"}. May be .gz;"
            + " - is standard input.",
        "Files of the other options belong to each program."
      })
  private @Nullable String batch;

  @Option(
      names = "--derivations",
      paramLabel = "FILE",
      description =
          "Also writes every derivation of every fact into this file, JSON, one a line; zipped if"
              + " its name ends in .gz.")
  private @Nullable Path derivations;

  @SuppressWarnings("NullAway.Init") // picocli sets the annotated fields before it runs a command
  ReasonCommand() {}

  @Override
  public Integer call() throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    if (probability instanceof ProbabilityReading.Samples && (summary || !isPlain())) {
      throw usage(
          "Sampled worlds keep no derivations: with --probability samples:N facts are written as"
              + " json or csv, without --summary.");
    }
    if (batch != null) {
      return batch(batch, err);
    }
    if (!program.namesData()) {
      throw usage("Name facts with --data FILE, or programs with --batch FILE.jsonl.");
    }
    if (summary && (format == Format.TURTLE || format == Format.NTRIPLES)) {
      throw usage("--summary is written as json or csv, not as " + name() + ".");
    }
    if (derivations != null && probability instanceof ProbabilityReading.Samples) {
      throw usage("--derivations needs proofs, and sampled worlds keep none.");
    }
    try (Programs programs = program.programs(err)) {
      ReasonedFacts reasoned =
          probability instanceof ProbabilityReading.Samples(int worlds, long seed)
              ? ReasonedFacts.of(programs.sample(new Reading.Sampled(worlds, seed)), all)
              : ReasonedFacts.of(programs.run(program.threads()), all, probability);
      if (derivations != null
          && reasoned.found() instanceof ReasonedFacts.Found.InGraph(ProofGraph graph)) {
        write(graph, derivations, err);
      }
      write(reasoned, spec.commandLine().getOut());
      return warn(reasoned, err);
    }
  }

  private static void write(ProofGraph graph, Path file, PrintWriter err) throws IOException {
    boolean zipped = file.toString().endsWith(".gz");
    AtomicFile.write(
        file,
        out -> {
          OutputStream wrapped = zipped ? new GZIPOutputStream(out) : out;
          long count = DerivationList.write(graph, wrapped);
          if (wrapped instanceof GZIPOutputStream zip) {
            zip.finish();
          }
          err.printf("derivations: %d in %s%n", count, file);
        });
  }

  private static int warn(ReasonedFacts reasoned, PrintWriter err) {
    reasoned
        .incompleteness()
        .ifPresent(why -> err.println("rationale: facts may be missing: " + why.message()));
    return reasoned.incompleteness().isPresent() ? INCOMPLETE : 0;
  }

  private void write(ReasonedFacts reasoned, PrintWriter out) throws IOException {
    switch (format) {
      case JSON -> FactsJson.write(reasoned, summary, out);
      case CSV -> {
        if (summary) {
          FactsCsv.writeSummary(reasoned, out);
        } else {
          FactsCsv.write(reasoned, out);
        }
      }
      case TURTLE -> FactsRdf.write(reasoned, RdfFormat.TURTLE, out);
      case NTRIPLES -> FactsRdf.write(reasoned, RdfFormat.NTRIPLES, out);
    }
    out.flush();
  }

  private int batch(String name, PrintWriter err) throws IOException {
    boolean fromInput = name.equals(Programs.STANDARD_INPUT);
    if (format != Format.JSON) {
      throw usage("--batch writes json, not " + name() + ".");
    }
    if (derivations != null) {
      throw usage("--derivations is for one program: leave --batch out.");
    }
    if (program.readsStandardInput()) {
      throw usage("With --batch, --data - would be read once and not for each program.");
    }
    if (!fromInput && Files.isDirectory(Path.of(name))) {
      throw new InvalidInputException(
          "folder", name, "this is a folder.", "Name a file with one program a line.");
    }
    try (Programs programs = program.programs(err);
        InputStream in = fromInput ? System.in : Files.newInputStream(Path.of(name));
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(
                    name.endsWith(".gz") ? new GZIPInputStream(in) : in,
                    StandardCharsets.UTF_8.newDecoder()))) {
      programs.readShared();
      new Batch(programs, probability, all, summary, fromInput ? "standard input" : name)
          .run(lines, program.threads(), spec.commandLine().getOut(), err);
    }
    return 0;
  }

  private boolean isPlain() {
    return format == Format.JSON || format == Format.CSV;
  }

  private String name() {
    return format.name().toLowerCase(Locale.ROOT);
  }

  private CommandLine.ParameterException usage(String message) {
    return new CommandLine.ParameterException(spec.commandLine(), message);
  }
}
