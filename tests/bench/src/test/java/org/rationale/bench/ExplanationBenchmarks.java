package org.rationale.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.apache.jena.graph.Triple;
import org.rationale.explanations.DerivationList;
import org.rationale.explanations.Explainer;
import org.rationale.explanations.Proofs;
import org.rationale.kg.Origin;
import org.rationale.reasoner.Ours;
import org.rationale.reasoner.ProofGraph;

/**
 * How long it takes to explain what was closed, lubm-1 always.
 *
 * @param rounds how often each side is timed
 */
record ExplanationBenchmarks(int rounds) {

  Map<String, Supplier<List<Report>>> all() {
    Map<String, Supplier<List<Report>>> all = new LinkedHashMap<>();
    all.put("first-proof", () -> List.of(firstProof()));
    all.put("export-derivations", () -> List.of(exportDerivations()));
    return all;
  }

  /** Each derived fact once, in a random order; half of them to warm up before. */
  private Report firstProof() {
    Workload workload = Workload.lubm(1);
    ProofGraph graph = close(workload).graph();
    List<Triple> derived =
        new ArrayList<>(
            graph.statements().stream()
                .filter(fact -> !graph.kinds(fact).contains(Origin.Kind.ASSERTED))
                .toList());
    Collections.shuffle(derived, new Random(1));
    for (int i = 0; i < derived.size(); i += 2) {
      require(Explainer.why(graph, derived.get(i), 1));
      if (i % 400 == 0) {
        close(workload);
      }
    }
    double[] taken = new double[derived.size()];
    for (int i = 0; i < taken.length; i++) {
      Triple fact = derived.get(i);
      Proofs[] why = new Proofs[1];
      taken[i] = Benchmarks.time(() -> why[0] = Explainer.why(graph, fact, 1));
      require(why[0]);
    }
    double[] closed = new double[Math.max(rounds, 3)];
    for (int i = 0; i < closed.length; i++) {
      closed[i] = Benchmarks.time(() -> close(workload));
    }
    double median = Samples.percentile(taken, 0.5);
    return new Report(
        "first-proof",
        Benchmarks.spread("the first proof of one fact, in words", taken),
        Benchmarks.spread("closing all", closed),
        median / Samples.percentile(closed, 0.5),
        "median at most 1 ms (the ratio is to the time to close all)",
        median <= 1);
  }

  private static Ours close(Workload workload) {
    return Ours.close(workload.facts(), workload.rules(), Ours.Keep.FIRST);
  }

  private static void require(Proofs why) {
    if (why.proofs().size() != 1 || why.proofs().getFirst().steps().isEmpty()) {
      throw new IllegalStateException(
          "The fact (%s) was not explained.".formatted(why.statement()));
    }
  }

  private Report exportDerivations() {
    Workload workload = Workload.lubm(1);
    ProofGraph graph = close(workload).graph();
    Counter counter = new Counter();
    long[] count = new long[1];
    Samples.Pair pair =
        Samples.race(
            1,
            rounds,
            () -> {
              counter.bytes = 0;
              count[0] = export(graph, counter);
              return () -> {};
            },
            () -> {
              close(workload);
              return () -> {};
            });
    Map<String, Object> ours = pair.ours().describe("all derivations as JSON");
    ours.put("derivations", count[0]);
    ours.put("bytes", counter.bytes);
    return new Report(
        "export-derivations",
        ours,
        pair.other().describe("closing all"),
        pair.share(),
        "at most 5 s (the ratio is to the time to close all)",
        pair.ours().median() <= 5_000);
  }

  private static long export(ProofGraph graph, OutputStream out) {
    try {
      return DerivationList.write(graph, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Counts what is written, so that a disk is not measured. */
  private static final class Counter extends OutputStream {
    private long bytes;

    @Override
    public void write(int b) {
      bytes++;
    }

    @Override
    public void write(byte[] b, int off, int len) {
      bytes += len;
    }
  }
}
