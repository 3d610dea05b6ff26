package org.rationale.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.apache.jena.graph.NodeFactory;
import org.rationale.datasets.BundledPacks;
import org.rationale.perception.OurPerception;
import org.rationale.perception.Perception;
import org.rationale.perception.Perceptor;
import org.rationale.perception.PerceptorInput;
import org.rationale.reasoner.Case;
import org.rationale.reasoner.CaseReader;
import org.rationale.reasoner.Ours;
import org.rationale.reasoner.Reasoner;

/**
 * What is spent around a network's own computing.
 *
 * @param rounds how often each side is timed
 */
record PerceptionBenchmarks(int rounds) {

  private static final int WARM_UPS = 3;

  /** The first ten readings of a note are slower the less of the reader is compiled. */
  private static final int NOTE_WARM_UPS = 15;

  private static final int CLAUSES = 200;
  private static final int DECISIONS = 40;
  private static final int RECORDS = 5_000;
  private static final int PHRASES = 20_000;

  Map<String, Supplier<List<Report>>> all() {
    Map<String, Supplier<List<Report>>> all = new LinkedHashMap<>();
    all.put("tabular", () -> List.of(tabular(1), tabular(32)));
    all.put("text", () -> List.of(text()));
    all.put("phrases", () -> List.of(phrases()));
    all.put("callers", () -> List.of(callers()));
    all.put("decide", () -> List.of(decide()));
    all.put("open", () -> List.of(open()));
    return all;
  }

  private Report tabular(int batch) {
    Path model = BundledPacks.folder("breast-fna").resolve("perceptors/fna/model.onnx");
    try (OurPerception.Rows rows =
        OurPerception.Rows.open(model, "input", "output", new long[] {30}, batch)) {
      Report report = throughput("tabular-" + batch, rows, 20_000);
      report.ours().put("apartToReadARecordAndSayWhatItShowsMicros", records(batch));
      return report;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** What a record of numbers takes as a whole, so many at a time, the model's run included. */
  private double records(int batch) {
    PerceptorConfig config = PerceptorConfig.of("breast-fna", "fna");
    Case given = CaseReader.read(config.pack().resolve("cases/01-concordant-malignant.json"));
    PerceptorInput record =
        new PerceptorInput(
            NodeFactory.createURI(given.subject()),
            "measurements",
            given.inputs().getOrDefault("measurements", Map.of()),
            "benchmark");
    List<PerceptorInput> records = Collections.nCopies(batch, record);
    int times = RECORDS / batch;
    try (Perceptor perceptor = config.open(batch)) {
      Samples samples =
          Samples.race(
                  WARM_UPS,
                  rounds,
                  times(times, () -> perceptor.perceive(records).size()),
                  () -> () -> {})
              .ours();
      return Samples.rounded(samples.median() * 1e3 / (times * batch));
    }
  }

  /** Rows a second of our side, as a share of the runtime's own. */
  private Report throughput(String name, OurPerception.Rows rows, int runs) {
    Samples.Pair pair =
        Samples.race(WARM_UPS, rounds, times(runs, rows::ours), times(runs, rows::bare));
    return share(
        name,
        pair,
        "arrays in, arrays out, %d runs".formatted(runs),
        "ONNX Runtime on a ready tensor");
  }

  private static Report share(String name, Samples.Pair pair, String ours, String other) {
    double share = 1 / pair.share();
    return new Report(
        name,
        pair.ours().describe(ours),
        pair.other().describe(other),
        share,
        "at least 0.9 of the other's throughput",
        share >= 0.9);
  }

  private static Supplier<AutoCloseable> times(int runs, DoubleSupplier task) {
    return () -> {
      double sum = 0;
      for (int run = 0; run < runs; run++) {
        sum += task.getAsDouble();
      }
      double checked = sum;
      return () -> {
        if (Double.isNaN(checked)) {
          throw new IllegalStateException("The model answered with what is no number.");
        }
      };
    };
  }

  /** A note of many clauses, all different: what is read of the pack's own notes. */
  private static PerceptorInput note(Reasoner reasoner) {
    List<String> clauses = new ArrayList<>();
    for (Path file : reasoner.exampleCases()) {
      if (CaseReader.read(file).inputs().get("note") instanceof String note) {
        clauses.addAll(Arrays.asList(note.split("(?<=[.,;])\\s+")));
      }
    }
    if (clauses.size() < CLAUSES) {
      throw new IllegalStateException("There are only (%d) clauses.".formatted(clauses.size()));
    }
    return new PerceptorInput(
        NodeFactory.createURI("urn:subject"),
        "note",
        String.join(" ", clauses.subList(0, CLAUSES)),
        "benchmark");
  }

  private Report text() {
    try (Reasoner reasoner = Reasoner.open(BundledPacks.folder("respiratory"))) {
      Perceptor perceptor = Ours.perceptor(reasoner, "note");
      PerceptorInput note = note(reasoner);
      OurPerception.notes(perceptor, note, NOTE_WARM_UPS);
      List<OurPerception.Read> reads = OurPerception.notes(perceptor, note, Math.max(rounds, 5));
      double[] all = reads.stream().mapToDouble(OurPerception.Read::millis).toArray();
      double[] computing = reads.stream().mapToDouble(OurPerception.Read::computing).toArray();
      double share = Samples.percentile(computing, 0.5) / Samples.percentile(all, 0.5);
      return new Report(
          "text",
          new Samples(all, all).describe("a note of %d clauses read".formatted(CLAUSES)),
          new Samples(computing, computing).describe("ONNX Runtime on the same batches, within it"),
          share,
          "at least 0.9 of the time is the runtime's own",
          share >= 0.9);
    }
  }

  /** What a clause costs beside its encoding where there are very many phrases. */
  private Report phrases() {
    try (OurPerception.Phrases phrases = OurPerception.Phrases.open(PHRASES)) {
      phrases.find(100);
      List<OurPerception.Read> reads = phrases.find(Math.max(rounds, 50));
      double[] matching =
          reads.stream().mapToDouble(read -> read.millis() - read.computing()).toArray();
      double[] computing = reads.stream().mapToDouble(OurPerception.Read::computing).toArray();
      double millis = Samples.percentile(matching, 0.5);
      return new Report(
          "phrases",
          new Samples(matching, matching)
              .describe("a clause of ten words compared with %d phrases".formatted(PHRASES)),
          new Samples(computing, computing)
              .describe("ONNX Runtime encoding the clause and its windows"),
          millis / Samples.percentile(computing, 0.5),
          "at most 5 ms; the ratio is our time to the other's",
          millis <= 5);
    }
  }

  /** Notes a second that eight threads read, against one. */
  private Report callers() {
    try (Reasoner reasoner = Reasoner.open(BundledPacks.folder("respiratory"));
        ExecutorService eight = Executors.newFixedThreadPool(8)) {
      List<Case> cases = reasoner.exampleCases().stream().map(CaseReader::read).toList();
      List<Callable<Perception>> calls = new ArrayList<>();
      cases.forEach(given -> calls.add(() -> reasoner.perceive(given)));
      int before = OurPerception.sessions();
      Samples.Pair pair =
          Samples.race(
              WARM_UPS,
              rounds,
              () -> {
                all(eight, calls);
                return () -> {};
              },
              () -> {
                cases.forEach(reasoner::perceive);
                return () -> {};
              });
      int sessions = OurPerception.sessions();
      double faster = pair.timesFaster();
      Map<String, Object> ours = pair.ours().describe("eight callers");
      ours.put("sessions", sessions);
      return new Report(
          "callers",
          ours,
          pair.other().describe("one caller, %d cases".formatted(cases.size())),
          faster,
          "eight callers get through no less than one, with no session more",
          faster >= 1 && sessions == before);
    }
  }

  private static void all(ExecutorService threads, List<Callable<Perception>> calls) {
    try {
      for (Future<Perception> call : threads.invokeAll(calls)) {
        call.get();
      }
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Many decisions in a row: the garbage is collected before each round, which none expects. */
  private Report decide() {
    try (Reasoner reasoner = Reasoner.open(BundledPacks.folder("respiratory"))) {
      Case given = CaseReader.read(reasoner.exampleCases().getFirst());
      Samples.Pair pair =
          Samples.race(
              WARM_UPS,
              rounds,
              () -> {
                for (int i = 0; i < DECISIONS; i++) {
                  reasoner.decide(given);
                }
                return () -> {};
              },
              () -> {
                for (int i = 0; i < DECISIONS; i++) {
                  reasoner.perceive(given);
                }
                return () -> {};
              });
      return Report.notSlower(
          "decide",
          pair,
          "the default case decided %d times".formatted(DECISIONS),
          "its perception alone",
          1.15);
    }
  }

  private Report open() {
    Path pack = BundledPacks.folder("respiratory");
    Samples.Pair pair =
        Samples.race(
            1,
            Math.max(rounds, 3),
            () -> Reasoner.open(pack),
            () -> {
              try (var files = Files.walk(pack)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                  Files.readAllBytes(file);
                }
                return () -> {};
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    double seconds = pair.ours().median() / 1e3;
    return new Report(
        "open",
        pair.ours().describe("the respiratory pack opened again in one process"),
        pair.other().describe("its files read"),
        pair.share(),
        "at most 1.5 s; the ratio is our time to the other's",
        seconds <= 1.5);
  }
}
