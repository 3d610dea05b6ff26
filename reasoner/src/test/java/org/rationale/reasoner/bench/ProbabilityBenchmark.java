package org.rationale.reasoner.bench;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.jena.graph.Triple;
import org.rationale.kg.Guarantee;
import org.rationale.kg.Valuation;
import org.rationale.reasoner.ProofGraph;
import org.rationale.reasoner.Reading;

/**
 * Times probabilities beside the fixpoint alone and prints one line of JSON a program: {@code grid
 * N [SECONDS]} or {@code noisy-or CONDITIONS FINDINGS SEED}.
 */
public final class ProbabilityBenchmark {

  private ProbabilityBenchmark() {}

  /** Runs one benchmark. */
  public static void main(String[] arguments) {
    switch (arguments[0]) {
      case "grid" -> grid(Integer.parseInt(arguments[1]), Long.parseLong(arguments[2]));
      case "noisy-or" ->
          noisyOr(
              Integer.parseInt(arguments[1]),
              Integer.parseInt(arguments[2]),
              Long.parseLong(arguments[3]));
      default -> throw new IllegalArgumentException("Give grid or noisy-or.");
    }
  }

  private static void grid(int n, long seconds) {
    // Classes are loaded and compiled by a smaller grid.
    BenchPrograms.grid(4).run().ask().valuation(corner(4), Reading.EXACT);
    long started = System.nanoTime();
    ProofGraph graph = BenchPrograms.grid(n).run();
    long closed = System.nanoTime();
    Valuation valuation =
        graph
            .ask()
            .valuation(corner(n), new Reading.Bounds(0, 100_000_000, Duration.ofSeconds(seconds)));
    print("grid " + n, List.of(valuation), closed - started, System.nanoTime() - closed);
  }

  private static Triple corner(int n) {
    return BenchPrograms.statement(":n%d-%d a :Reached".formatted(n - 1, n - 1));
  }

  private static void noisyOr(int conditions, int findings, long seed) {
    BenchPrograms.noisyOr(5, 10, seed).run();
    long started = System.nanoTime();
    ProofGraph graph = BenchPrograms.noisyOr(conditions, findings, seed).run();
    long closed = System.nanoTime();
    List<Triple> asked =
        IntStream.range(0, conditions)
            .mapToObj(c -> BenchPrograms.statement(":ann :condition :c" + c))
            .toList();
    List<Valuation> found = List.copyOf(graph.ask().valuations(asked, Reading.EXACT).values());
    print("noisy-or seed " + seed, found, closed - started, System.nanoTime() - closed);
  }

  private static void print(
      String name, List<Valuation> valuations, long fixpoint, long probability) {
    double widest = 0;
    for (Valuation valuation : valuations) {
      widest =
          Math.max(
              widest,
              switch (valuation.guarantee()) {
                case Guarantee.Exact exact -> 0;
                case Guarantee.Bounded bounded -> bounded.upper().value() - bounded.lower().value();
                case Guarantee.Estimated estimated ->
                    estimated.upper().value() - estimated.lower().value();
              });
    }
    System.out.printf(
        Locale.ROOT,
        "{\"benchmark\":\"%s\",\"first\":%.9f,\"width\":%.6f,\"fixpointMillis\":%.1f,\"probabilityMillis\":%.1f}%n",
        name,
        valuations.getFirst().probability().value(),
        widest,
        fixpoint / 1e6,
        probability / 1e6);
  }
}
