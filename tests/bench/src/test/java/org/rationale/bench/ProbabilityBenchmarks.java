package org.rationale.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.jena.graph.Triple;
import org.rationale.kg.Guarantee;
import org.rationale.kg.Valuation;
import org.rationale.reasoner.OurProbabilities;
import org.rationale.reasoner.Reading;

/**
 * Fixpoint and probabilities on one side, the fixpoint alone on the other. Circuits are compiled
 * anew each time; the ratio is how many times longer both take than the fixpoint.
 *
 * @param rounds how often each side is timed
 */
record ProbabilityBenchmarks(int rounds) {

  /** Samples in which 1, 17, 24 and 29 findings of 100 are positive. */
  private static final int[] NOISY_OR_SEEDS = {1, 5, 4, 35};

  Map<String, Supplier<List<Report>>> all() {
    Map<String, Supplier<List<Report>>> all = new LinkedHashMap<>();
    all.put("oracles", () -> List.of(oracles()));
    all.put("grid-exact", () -> List.of(gridExact()));
    all.put("grid-bounds", () -> List.of(gridBounds()));
    all.put("noisy-or", () -> Arrays.stream(NOISY_OR_SEEDS).mapToObj(this::noisyOr).toList());
    return all;
  }

  private static OurProbabilities close(UncertainProgram program) {
    return OurProbabilities.close(program.facts(), program.rules());
  }

  private Report oracles() {
    List<UncertainProgram> programs = UncertainProgram.oracles();
    double[] both = new double[programs.size()];
    double[] alone = new double[programs.size()];
    double worst = 0;
    for (int i = 0; i < both.length; i++) {
      UncertainProgram program = programs.get(i);
      double[] ours = new double[rounds];
      double[] other = new double[rounds];
      for (int round = -5; round < rounds; round++) {
        double taken = millis(() -> allFacts(program));
        double closing = millis(() -> close(program));
        if (round >= 0) {
          ours[round] = taken;
          other[round] = closing;
          worst = Math.max(worst, taken);
        }
      }
      both[i] = Samples.percentile(ours, 0.5);
      alone[i] = Samples.percentile(other, 0.5);
    }
    double median = Samples.percentile(both, 0.5);
    Map<String, Object> ours = side("all facts of a program", median);
    ours.put("worstMillis", Samples.rounded(worst));
    ours.put("programs", both.length);
    double fixpoint = Samples.percentile(alone, 0.5);
    return new Report(
        "oracles",
        ours,
        side("fixpoint alone", fixpoint),
        median / fixpoint,
        "median at most 1 ms a program, none over 1 s",
        median <= 1 && worst <= 1000);
  }

  private static List<Valuation> allFacts(UncertainProgram program) {
    OurProbabilities closed = close(program);
    return closed.of(closed.statements(), program.evidence(), Reading.EXACT);
  }

  private static double millis(Runnable task) {
    long start = System.nanoTime();
    task.run();
    return (System.nanoTime() - start) / 1e6;
  }

  private static Map<String, Object> side(String name, double millis) {
    Map<String, Object> side = new LinkedHashMap<>();
    side.put("name", name);
    side.put("millis", Samples.rounded(millis));
    return side;
  }

  private static Triple corner(int n) {
    return UncertainProgram.statement(":n%d-%d a :Reached".formatted(n - 1, n - 1));
  }

  private Report gridExact() {
    return race(
        "grid-exact",
        3,
        UncertainProgram.grid(6),
        List.of(corner(6)),
        Reading.EXACT,
        "exact, in at most 5 s",
        5_000,
        0);
  }

  private Report gridBounds() {
    // Classes are loaded and compiled by a smaller grid.
    UncertainProgram small = UncertainProgram.grid(9);
    close(small).of(List.of(corner(9)), Map.of(), new Reading.Bounds(0, 2_000_000, seconds(5)));
    return race(
        "grid-bounds",
        0,
        UncertainProgram.grid(12),
        List.of(corner(12)),
        new Reading.Bounds(0.01, 100_000_000, seconds(10)),
        "width at most 0.01, in at most 10 s",
        // The clock is looked at now and then only.
        10_500,
        0.01);
  }

  private static Duration seconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }

  private Report noisyOr(int seed) {
    List<Triple> conditions =
        IntStream.range(0, 40)
            .mapToObj(c -> UncertainProgram.statement(":ann :condition :c" + c))
            .toList();
    UncertainProgram program = UncertainProgram.noisyOr(40, 100, seed);
    long positive = program.evidence().values().stream().filter(found -> found).count();
    return race(
        "noisy-or with %d positive findings".formatted(positive),
        1,
        program,
        conditions,
        Reading.EXACT,
        "all posteriors to 0.001, in at most 1 s",
        1_000,
        0.001);
  }

  private Report race(
      String name,
      int warmUps,
      UncertainProgram program,
      List<Triple> asked,
      Reading reading,
      String aim,
      double millis,
      double width) {
    List<Valuation> found = new ArrayList<>();
    Samples.Pair pair =
        Samples.race(
            warmUps,
            rounds,
            () -> {
              List<Valuation> valuations = close(program).of(asked, program.evidence(), reading);
              return () -> {
                found.clear();
                found.addAll(valuations);
              };
            },
            () -> {
              close(program);
              return () -> {};
            });
    double widest = found.stream().mapToDouble(ProbabilityBenchmarks::width).max().orElseThrow();
    Map<String, Object> ours = pair.ours().describe("fixpoint and probability");
    ours.put("width", Samples.rounded(widest));
    ours.put("first", found.getFirst().probability().value());
    return new Report(
        name,
        ours,
        pair.other().describe("fixpoint alone"),
        pair.share(),
        aim,
        widest <= width && pair.ours().median() <= millis);
  }

  private static double width(Valuation valuation) {
    return switch (valuation.guarantee()) {
      case Guarantee.Exact exact -> 0;
      case Guarantee.Bounded bounded -> bounded.upper().value() - bounded.lower().value();
      case Guarantee.Estimated estimated -> estimated.upper().value() - estimated.lower().value();
    };
  }
}
