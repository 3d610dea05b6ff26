package org.rationale.reasoner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** One of fourteen causes is asked for, and their common effect was observed. */
class ShapleyTest {

  private static final int CAUSES = 14;

  private static final double[] CHANCES =
      IntStream.range(0, CAUSES).mapToDouble(i -> 0.05 + 0.06 * i).toArray();

  private static GroundProgram program() {
    List<List<GroundProgram.Clause>> clauses = new ArrayList<>();
    List<GroundProgram.Clause> effect = new ArrayList<>();
    for (int i = 0; i < CAUSES; i++) {
      clauses.add(List.of(new GroundProgram.Clause("", new int[] {i}, new int[0], new int[0][])));
      effect.add(new GroundProgram.Clause("", new int[0], new int[] {i}, new int[0][]));
    }
    clauses.add(effect);
    return new GroundProgram(
        clauses,
        IntStream.range(0, CAUSES).toArray(),
        List.of(new GroundProgram.Goal(new int[] {0}, new int[0])),
        new GroundProgram.Goal(new int[] {CAUSES}, new int[0]));
  }

  /** P(cause 0 | effect) with some causes only: p0 / (1 - product of all 1 - pi). */
  private static double worth(int set) {
    double none = 1;
    for (int i = 0; i < CAUSES; i++) {
      none *= (set >> i & 1) == 1 ? 1 - CHANCES[i] : 1;
    }
    return (set & 1) == 0 ? 0 : CHANCES[0] / (1 - none);
  }

  /** Shapley 1953: each coalition of s others weighs s! (n - s - 1)! / n!. */
  private static double[] exact() {
    double[] weight = new double[CAUSES];
    weight[0] = 1.0 / CAUSES;
    for (int s = 1; s < CAUSES; s++) {
      weight[s] = weight[s - 1] * s / (CAUSES - s);
    }
    double[] values = new double[CAUSES];
    for (int set = 0; set < 1 << CAUSES; set++) {
      for (int i = 0; i < CAUSES; i++) {
        if ((set >> i & 1) == 0) {
          values[i] += weight[Integer.bitCount(set)] * (worth(set | 1 << i) - worth(set));
        }
      }
    }
    return values;
  }

  private static Shapley.Values sampled(int orders, long seed) {
    GroundProgram program = program();
    Posterior posterior =
        new CircuitCompiler(new CircuitCache(1 << 20)).posterior(program, 10_000).orElseThrow();
    return new Shapley(program, posterior, CHANCES, IntStream.range(0, CAUSES).toArray())
        .values(orders, seed);
  }

  @Test
  void sampledValuesHoldTheExactOnesWithinTheirMargins() {
    double[] exact = exact();
    for (long seed = 1; seed <= 5; seed++) {
      Shapley.Values values = sampled(300, seed);
      for (int i = 0; i < CAUSES; i++) {
        // Among these are causes that add much in one order of two hundred only.
        assertThat(values.values()[i]).isCloseTo(exact[i], within(values.margins()[i]));
      }
    }
  }

  @Test
  void sampledValuesAddUpToWhatAllPerceptsGiveTogether() {
    double sum = 0;
    for (double value : sampled(20, 9).values()) {
      sum += value;
    }
    assertThat(sum).isCloseTo(worth((1 << CAUSES) - 1), within(1e-12));
  }

  @Test
  void moreOrdersNarrowTheMargins() {
    double few = sampled(50, 2).margins()[0];
    double many = sampled(800, 2).margins()[0];
    assertThat(many).isLessThan(few / 3);
  }

  @Test
  void theSameSeedSamplesTheSameOrders() {
    assertThat(sampled(30, 4).values()).isEqualTo(sampled(30, 4).values());
    assertThat(sampled(30, 4).values()).isNotEqualTo(sampled(30, 5).values());
  }
}
