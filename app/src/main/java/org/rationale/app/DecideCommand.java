package org.rationale.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.rationale.explanations.Certificates;
import org.rationale.explanations.DecisionReport;
import org.rationale.explanations.Depth;
import org.rationale.explanations.Explainer;
import org.rationale.explanations.Explanation;
import org.rationale.explanations.Seal;
import org.rationale.kg.AtomicFile;
import org.rationale.kg.InvalidInputException;
import org.rationale.perception.Attribution;
import org.rationale.perception.Perception;
import org.rationale.reasoner.Case;
import org.rationale.reasoner.CaseReader;
import org.rationale.reasoner.Decision;
import org.rationale.reasoner.Reasoner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "decide",
    mixinStandardHelpOptions = true,
    description = {
      "Decides cases and explains each decision.",
      "Without arguments: the bundled respiratory pack on its first case."
    },
    footer = {
      "",
      "Examples:",
      "  rationale decide",
      "  rationale decide --format html --out reports",
      "  rationale decide --pack breast-fna case.json --format json"
    })
final class DecideCommand implements Callable<Integer> {

  /** How a decision is written. */
  enum Format {
    TEXT("txt"),
    JSON("json"),
    HTML("html"),
    PDF("pdf"),
    TURTLE("ttl");

    private final String extension;

    Format(String extension) {
      this.extension = extension;
    }
  }

  /** So many cases are perceived together, as fast as their pack allows. */
  private static final int TOGETHER = 64;

  @Spec private CommandSpec spec;

  @Option(
      names = "--pack",
      paramLabel = "NAME|DIR",
      defaultValue = "respiratory",
      description = "A bundled pack or a pack's folder. Default: ${DEFAULT-VALUE}.")
  private String pack;

  @Option(
      names = "--format",
      defaultValue = "text",
      description = "One of: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Format format;

  @Option(
      names = "--depth",
      defaultValue = "page",
      description = {
        "How much the text, and the PDF, tells: ${COMPLETION-CANDIDATES}.",
        "The other formats have everything. Default: ${DEFAULT-VALUE}."
      })
  private Depth depth;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Writes one file per case into this folder, named by the case's id.")
  private @Nullable Path out;

  @Option(
      names = "--ask",
      description = {
        "Also tries out what other readings and replies would change, by some hundred further"
            + " decisions: what to ask next, and what would change the answer. HTML and PDF always have"
            + " it; this is for text and json."
      })
  private boolean ask;

  @Option(
      names = "--regions",
      description = {
        "Also finds which part of each input its percepts rest on, by runs of the models with parts"
            + " hidden. HTML and PDF always show it; this is for json, and with --out each picture's overlay"
            + " is written beside the decision as a PNG file."
      })
  private boolean regions;

  @Option(
      names = "--time",
      paramLabel = "INSTANT",
      description =
          "When the report was made: 2026-11-29T12:00:00Z. It is no part of the decision. Default:"
              + " now in HTML and PDF, not said in JSON.")
  private @Nullable Instant time;

  @Mixin private DecisionRecords records;

  @Mixin private ExecutionOptions execution;

  @Option(names = "--all", description = "Decides all of the pack's example cases.")
  private boolean all;

  @Parameters(
      paramLabel = "CASE.json",
      arity = "0..*",
      description = "Cases; - is standard input. None: the pack's first example case.")
  private List<String> cases = new ArrayList<>();

  @SuppressWarnings("NullAway.Init") // picocli sets the annotated fields before it runs a command
  DecideCommand() {}

  @Override
  public Integer call() throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    if (format == Format.PDF && out == null) {
      throw new InvalidInputException(
          "pdf-needs-folder",
          "--format pdf",
          "a PDF is no text and is not printed.",
          "Add --out DIR to get one file for each case.");
    }
    if (regions && (format == Format.TEXT || format == Format.TURTLE)) {
      throw new InvalidInputException(
          "regions-need-json",
          "--regions",
          "the format %s does not say which part of an input a percept rests on."
              .formatted(format.name().toLowerCase(Locale.ROOT)),
          "Add --format json, html or pdf.");
    }
    Path folder = PackOption.folder(pack);
    List<Case> given = new ArrayList<>();
    for (String file : cases) {
      given.add(
          file.equals("-")
              ? CaseReader.read(
                  new String(System.in.readAllBytes(), StandardCharsets.UTF_8), "standard input")
              : CaseReader.read(Path.of(file)));
    }
    try (Reasoner reasoner = Reasoner.open(folder, new ProgressLines(err), execution.settings())) {
      if (given.isEmpty()) {
        List<Path> examples = reasoner.exampleCases();
        if (examples.isEmpty()) {
          throw new InvalidInputException(
              "no-case", pack, "the pack has no example case.", "Name a case, a JSON file.");
        }
        for (Path example : all ? examples : examples.subList(0, 1)) {
          given.add(CaseReader.read(example));
        }
      }
      List<Rendered> written = new ArrayList<>();
      List<String> names = fileNames(given);
      try (DecisionRecords.Sink kept = records.open()) {
        List<Perception> perceived = new ArrayList<>();
        for (Case one : given) {
          int number = written.size();
          if (number == perceived.size()) {
            int last = Math.min(given.size(), number + TOGETHER);
            perceived.addAll(reasoner.perceive(given.subList(number, last)));
          }
          if (given.size() > 1) {
            err.printf("deciding %s (%d of %d)%n", one.id(), number + 1, given.size());
          }
          Decision decision = reasoner.decide(one, perceived.get(number));
          kept.add(decision, names.get(number));
          written.add(render(decision, reasoner, names.get(number)));
        }
      }
      if (out == null) {
        print(written);
      } else {
        save(names, written, out);
      }
    }
    return 0;
  }

  /**
   * A decision as it is written.
   *
   * @param overlays PNG files beside it, by their names
   */
  private record Rendered(byte[] document, Map<String, byte[]> overlays) {}

  private Rendered render(Decision decision, Reasoner reasoner, String name) {
    List<Attribution> attributions =
        regions || format == Format.HTML || format == Format.PDF
            ? reasoner.attributions(decision)
            : List.of();
    Map<String, String> files = new HashMap<>();
    Map<String, byte[]> overlays = new LinkedHashMap<>();
    if (regions && out != null) {
      Set<String> used = new HashSet<>();
      for (Attribution attribution : attributions) {
        if (attribution instanceof Attribution.OfImage image) {
          String file = name + "." + fileName(image.percept(), used) + ".png";
          files.put(image.percept(), file);
          overlays.put(file, image.overlay());
        }
      }
    }
    return new Rendered(document(decision, reasoner, attributions, files), overlays);
  }

  /**
   * The document.
   *
   * @param files where the overlay of a percept will be, if it is not to be in the document
   */
  private byte[] document(
      Decision decision,
      Reasoner reasoner,
      List<Attribution> attributions,
      Map<String, String> files) {
    return switch (format) {
      case TEXT -> utf8(DecisionReport.text(explain(decision, reasoner), depth));
      case JSON ->
          utf8(
              regions
                  ? DecisionReport.json(
                      explain(decision, reasoner),
                      seal(decision),
                      attributions,
                      image ->
                          Objects.requireNonNullElseGet(
                              files.get(image.percept()), () -> DecisionReport.dataUri(image)))
                  : DecisionReport.json(explain(decision, reasoner), seal(decision)));
      case HTML ->
          utf8(DecisionReport.html(explain(decision, reasoner), seal(decision), attributions));
      case PDF ->
          DecisionReport.pdf(explain(decision, reasoner), seal(decision), attributions, depth);
      case TURTLE -> utf8(DecisionTurtle.of(decision, Optional.ofNullable(time)));
    };
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The report carries its certificate, unless the decision is too large for one. */
  private Seal seal(Decision decision) {
    Optional<byte[]> certificate = Optional.empty();
    try {
      certificate = Optional.of(Certificates.of(decision));
    } catch (InvalidInputException none) {
      spec.commandLine()
          .getErr()
          .println("rationale: the report has no certificate: " + none.getMessage());
    }
    Optional<Instant> said =
        time != null || format == Format.JSON
            ? Optional.ofNullable(time)
            : Optional.of(Instant.now(Clock.systemUTC()).truncatedTo(ChronoUnit.SECONDS));
    return new Seal(said, certificate);
  }

  private Explanation explain(Decision decision, Reasoner reasoner) {
    return ask || format == Format.HTML || format == Format.PDF
        ? Explainer.explain(decision, reasoner)
        : format == Format.JSON
            ? Explainer.explain(decision).withContrasts()
            : Explainer.explain(decision);
  }

  private void print(List<Rendered> documents) {
    List<String> written =
        documents.stream().map(one -> new String(one.document(), StandardCharsets.UTF_8)).toList();
    PrintWriter stdout = spec.commandLine().getOut();
    if (written.size() > 1 && (format == Format.HTML || format == Format.TURTLE)) {
      throw new InvalidInputException(
          "several-documents",
          "--format " + format.name().toLowerCase(Locale.ROOT),
          "%d decisions do not fit one document.".formatted(written.size()),
          "Add --out DIR to get one file for each.");
    }
    if (format == Format.JSON && written.size() > 1) {
      stdout.println("[" + String.join(",\n", written) + "]");
    } else {
      stdout.println(String.join("\n\n", written).stripTrailing());
    }
  }

  private static List<String> fileNames(List<Case> given) {
    Set<String> used = new HashSet<>();
    return given.stream().map(one -> fileName(one.id(), used)).toList();
  }

  private void save(List<String> names, List<Rendered> written, Path folder) throws IOException {
    Files.createDirectories(folder);
    for (int i = 0; i < names.size(); i++) {
      save(folder.resolve(names.get(i) + "." + format.extension), written.get(i).document());
      for (Map.Entry<String, byte[]> overlay : written.get(i).overlays().entrySet()) {
        save(folder.resolve(overlay.getKey()), overlay.getValue());
      }
    }
  }

  private void save(Path file, byte[] content) throws IOException {
    AtomicFile.write(file, stream -> stream.write(content));
    spec.commandLine().getOut().println(file);
  }

  private static String fileName(String id, Set<String> used) {
    String safe = id.replaceAll("[^\\p{L}\\p{N}._-]+", "-").replaceAll("^[.-]+", "");
    String base = safe.isEmpty() ? "case" : safe.substring(0, Math.min(100, safe.length()));
    String name = base;
    for (int i = 2; !used.add(name); i++) {
      name = base + "-" + i;
    }
    return name;
  }
}
