package org.rationale.reasoner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BddTest {

  private static final int VARIABLES = 6;

  /** A function as the set of assignments, of 2^6, in which it is true. */
  private record Sample(long handle, long table) {}

  @Test
  void randomFormulasAgreeWithTheirTruthTables() {
    SplittableRandom random = new SplittableRandom(3);
    for (int round = 0; round < 50; round++) {
      Bdd bdd = new Bdd(1_000_000, inOrder(VARIABLES));
      double[] p = new double[VARIABLES];
      List<Sample> samples = new ArrayList<>();
      samples.add(new Sample(bdd.truth(), -1L));
      samples.add(new Sample(bdd.falsity(), 0L));
      for (int v = 0; v < VARIABLES; v++) {
        p[v] = random.nextDouble();
        long table = 0;
        for (int row = 0; row < 64; row++) {
          table |= (long) (row >> v & 1) << row;
        }
        samples.add(new Sample(bdd.variable(v), table));
      }
      for (int i = 0; i < 60; i++) {
        Sample a = samples.get(random.nextInt(samples.size()));
        Sample b = samples.get(random.nextInt(samples.size()));
        samples.add(
            switch (random.nextInt(3)) {
              case 0 -> new Sample(bdd.and(a.handle(), b.handle()), a.table() & b.table());
              case 1 -> new Sample(bdd.or(a.handle(), b.handle()), a.table() | b.table());
              default -> new Sample(bdd.not(a.handle()), ~a.table());
            });
      }
      for (Sample sample : samples) {
        assertThat(weight(bdd, sample.handle(), p))
            .isCloseTo(weight(sample.table(), p), within(1e-12));
        for (Sample other : samples) {
          assertThat(sample.handle() == other.handle()).isEqualTo(sample.table() == other.table());
        }
      }
    }
  }

  private static int[] inOrder(int variables) {
    return IntStream.range(0, variables).toArray();
  }

  private static double weight(Bdd bdd, long function, double[] p) {
    Circuit circuit = bdd.circuit(new long[] {function});
    return circuit.weights(p)[circuit.root(0)];
  }

  private static double weight(long table, double[] p) {
    double total = 0;
    for (int row = 0; row < 64; row++) {
      if ((table >> row & 1) == 1) {
        double weight = 1;
        for (int v = 0; v < VARIABLES; v++) {
          weight *= (row >> v & 1) == 1 ? p[v] : 1 - p[v];
        }
        total += weight;
      }
    }
    return total;
  }

  @Test
  void manyVariablesGrowTheTables() {
    Bdd bdd = new Bdd(1_000_000, inOrder(1000));
    long all = bdd.truth();
    for (int i = 0; i < 1000; i++) {
      all = bdd.and(bdd.not(bdd.variable(i)), all);
    }
    double[] p = new double[1000];
    Arrays.fill(p, 0.0001);
    assertThat(weight(bdd, all, p)).isCloseTo(Math.pow(0.9999, 1000), within(1e-12));
    assertThat(bdd.size()).isGreaterThan(10_000);
  }

  @Test
  void theLimitOfNodesIsKept() {
    Bdd bdd = new Bdd(10, inOrder(10));
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 10; i++) {
                bdd.variable(i);
              }
            })
        .isInstanceOf(Bdd.LimitReached.class);
    assertThat(bdd.size()).isEqualTo(10);
  }
}
