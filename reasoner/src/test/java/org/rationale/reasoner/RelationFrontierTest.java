package org.rationale.reasoner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Random programs of arcs that hold with choices of switches, against the enumeration of their
 * worlds. The properties {@code rationale.programs} and {@code rationale.seed} ask for more and
 * others.
 */
class RelationFrontierTest {

  private static final int PROGRAMS = 3 * Integer.getInteger("rationale.programs", 60);
  private static final long SEED = Long.getLong("rationale.seed", 23);

  /** A program, the probabilities of its switches, and what enumeration says. */
  private record Sample(
      GroundProgram program, double[] probabilities, double evidence, double joint) {

    double exact() {
      return joint / evidence;
    }

    double[] chances() {
      return Chances.of(program, probabilities);
    }

    Reachability arcs() {
      int[] levels = VariableOrder.levels(program);
      return Reachability.of(new FlatProgram(program, program.goals().getFirst(), levels))
          .orElseThrow();
    }
  }

  private static List<Sample> samples(boolean observed) {
    SplittableRandom random = new SplittableRandom(SEED);
    List<Sample> samples = new ArrayList<>();
    while (samples.size() < PROGRAMS) {
      Sample sample = sample(random, observed);
      if (sample.evidence() > 1e-6) {
        samples.add(sample);
      }
    }
    return samples;
  }

  private static Sample sample(SplittableRandom random, boolean observed) {
    int atoms = 3 + random.nextInt(4);
    List<Integer> groupOf = new ArrayList<>();
    List<Double> probabilities = new ArrayList<>();
    for (int group = 0; groupOf.size() < 8; group++) {
      int size = random.nextInt(3) == 0 ? 2 + random.nextInt(2) : 1;
      for (int k = 0; k < size; k++) {
        groupOf.add(group);
        probabilities.add(random.nextDouble() / size);
      }
    }
    List<List<GroundProgram.Clause>> clauses = new ArrayList<>();
    for (int atom = 0; atom < atoms; atom++) {
      List<GroundProgram.Clause> own = new ArrayList<>();
      for (int i = random.nextInt(4); i >= 0; i--) {
        int[] switches =
            random
                .ints(random.nextInt(6) == 0 ? 0 : 1 + random.nextInt(2), 0, groupOf.size())
                .distinct()
                .toArray();
        int[] premises = random.nextInt(4) == 0 ? new int[0] : new int[] {random.nextInt(atoms)};
        if (switches.length + premises.length > 0) {
          own.add(new GroundProgram.Clause("", switches, premises, new int[0][]));
        }
      }
      clauses.add(own);
    }
    List<Integer> held = new ArrayList<>();
    List<Integer> absent = new ArrayList<>();
    for (int i = observed ? 1 + random.nextInt(2) : 0; i > 0; i--) {
      (random.nextBoolean() ? held : absent).add(random.nextInt(atoms));
    }
    GroundProgram program =
        new GroundProgram(
            clauses,
            groupOf.stream().mapToInt(g -> g).toArray(),
            List.of(new GroundProgram.Goal(new int[] {random.nextInt(atoms)}, new int[0])),
            new GroundProgram.Goal(
                held.stream().distinct().mapToInt(a -> a).toArray(),
                absent.stream().distinct().mapToInt(a -> a).toArray()));
    double[] ps = probabilities.stream().mapToDouble(p -> p).toArray();
    double[] sums = new double[2];
    enumerate(program, ps, 0, 1, new boolean[ps.length], sums);
    return new Sample(program, ps, sums[0], sums[1]);
  }

  /** Adds up the weights of the worlds with the evidence, and of those with the goal as well. */
  private static void enumerate(
      GroundProgram program, double[] ps, int group, double weight, boolean[] on, double[] sums) {
    if (group == program.groups().length) {
      boolean[] model = model(program, on);
      if (holds(program.evidence(), model)) {
        sums[0] += weight;
        sums[1] += holds(program.goals().getFirst(), model) ? weight : 0;
      }
      return;
    }
    double none = 1;
    for (int s : program.groups()[group]) {
      on[s] = true;
      enumerate(program, ps, group + 1, weight * ps[s], on, sums);
      on[s] = false;
      none -= ps[s];
    }
    enumerate(program, ps, group + 1, weight * none, on, sums);
  }

  private static boolean[] model(GroundProgram program, boolean[] on) {
    boolean[] model = new boolean[program.atoms()];
    for (boolean changed = true; changed; ) {
      changed = false;
      for (int atom = 0; atom < model.length; atom++) {
        boolean follows =
            program.clauses(atom).stream()
                .anyMatch(
                    clause ->
                        IntStream.of(clause.switches()).allMatch(s -> on[s])
                            && IntStream.of(clause.premises()).allMatch(a -> model[a]));
        changed |= follows && !model[atom];
        model[atom] |= follows;
      }
    }
    return model;
  }

  private static boolean holds(GroundProgram.Goal goal, boolean[] model) {
    return IntStream.of(goal.held()).allMatch(a -> model[a])
        && IntStream.of(goal.absent()).noneMatch(a -> model[a]);
  }

  private static RelationFrontier weigh(Sample sample, int width, long limit) {
    return RelationFrontier.weigh(sample.arcs(), sample.chances(), width, limit, () -> false);
  }

  @Test
  void statesHaveTheWeightsOfTheirWorlds() {
    for (boolean observed : new boolean[] {false, true}) {
      for (Sample sample : samples(observed)) {
        RelationFrontier frontier = weigh(sample, 10_000, 100_000);
        assertThat(frontier.isComplete()).isTrue();
        assertThat(frontier.least()).isCloseTo(sample.exact(), within(1e-9));
        assertThat(frontier.most()).isCloseTo(sample.exact(), within(1e-9));
      }
    }
  }

  @Test
  void circuitsOfStatesHaveTheWeightsOfTheirWorlds() {
    for (boolean observed : new boolean[] {false, true}) {
      for (Sample sample : samples(observed)) {
        Bdd bdd = new Bdd(100_000, VariableOrder.levels(sample.program()));
        Circuit circuit =
            bdd.circuit(RelationFrontier.decide(sample.arcs(), 100_000).functions(bdd));
        double[] weights = circuit.weights(sample.chances());
        assertThat(weights[circuit.root(0)]).isCloseTo(sample.joint(), within(1e-9));
        assertThat(weights[circuit.root(1)]).isCloseTo(sample.evidence(), within(1e-9));
      }
    }
  }

  @Test
  void roundedStatesBoundTheExactValueFromBothSides() {
    int rounded = 0;
    double widest = 0;
    for (boolean observed : new boolean[] {false, true}) {
      for (Sample sample : samples(observed)) {
        for (int width : new int[] {1, 2, 3, 5}) {
          RelationFrontier frontier = weigh(sample, width, 100_000);
          assertThat(frontier.least()).isLessThanOrEqualTo(sample.exact() + 1e-12);
          assertThat(frontier.most()).isGreaterThanOrEqualTo(sample.exact() - 1e-12);
          rounded += frontier.isComplete() ? 0 : 1;
          widest = Math.max(widest, frontier.most() - frontier.least());
        }
      }
    }
    assertThat(rounded).isGreaterThan(PROGRAMS);
    assertThat(widest).isGreaterThan(0.1);
  }

  @Test
  void whatARunThatIsCutShortHasFoundGrowsWithItsLimit() {
    for (boolean observed : new boolean[] {false, true}) {
      for (Sample sample : samples(observed)) {
        double least = 0;
        double most = 1;
        for (int limit : new int[] {1, 2, 4, 7, 12, 20, 1000}) {
          RelationFrontier frontier = weigh(sample, 3, limit);
          assertThat(frontier.least()).isBetween(least - 1e-12, sample.exact() + 1e-12);
          assertThat(frontier.most()).isBetween(sample.exact() - 1e-12, most + 1e-12);
          least = frontier.least();
          most = frontier.most();
        }
      }
    }
  }

  /** Edges both ways between atoms, one switch each: 2 to the power of 24 worlds. */
  private static GroundProgram network(SplittableRandom random) {
    int atoms = 9;
    int edges = 24;
    List<List<GroundProgram.Clause>> clauses = new ArrayList<>();
    for (int atom = 0; atom < atoms; atom++) {
      clauses.add(new ArrayList<>());
    }
    for (int s = 0; s < edges; s++) {
      int from = random.nextInt(atoms);
      int to = Math.min(atoms - 1, from + 1 + random.nextInt(2));
      int[] own = {s};
      clauses.get(to).add(new GroundProgram.Clause("", own, new int[] {from}, new int[0][]));
      if (random.nextInt(4) > 0) {
        clauses.get(from).add(new GroundProgram.Clause("", own, new int[] {to}, new int[0][]));
      }
      if (from == 0 && random.nextBoolean()) {
        clauses.get(0).add(new GroundProgram.Clause("", own, new int[0], new int[0][]));
      }
    }
    return new GroundProgram(
        clauses,
        IntStream.range(0, edges).toArray(),
        List.of(new GroundProgram.Goal(new int[] {atoms - 1}, new int[0])),
        new GroundProgram.Goal(new int[0], new int[0]));
  }

  @Test
  void networksBeyondEnumerationAgreeWithTheirFormulasAndWithTheirBounds() {
    SplittableRandom random = new SplittableRandom(SEED);
    int bounded = 0;
    for (int i = 0; i < PROGRAMS / 6; i++) {
      GroundProgram program = network(random);
      double[] ps = random.doubles(program.switches(), 0.05, 0.95).toArray();
      int[] levels = VariableOrder.levels(program);
      Bdd bdd = new Bdd(1_000_000, levels);
      long formula = new Lineage(program, bdd).formula(program.goals().getFirst());
      Circuit circuit = bdd.circuit(new long[] {formula});
      double exact = circuit.weights(ps)[circuit.root(0)];
      FlatProgram flat = new FlatProgram(program, program.goals().getFirst(), levels);
      Reachability arcs = Reachability.of(flat).orElseThrow();
      for (int width : new int[] {4, 16, 10_000}) {
        RelationFrontier frontier = RelationFrontier.weigh(arcs, ps, width, 1_000_000, () -> false);
        assertThat(frontier.least()).isLessThanOrEqualTo(exact + 1e-12);
        assertThat(frontier.most()).isGreaterThanOrEqualTo(exact - 1e-12);
        if (frontier.isComplete()) {
          assertThat(frontier.least()).isCloseTo(exact, within(1e-9));
        } else {
          bounded++;
        }
      }
      Frontier frontier = Frontier.of(flat, ps, 10_000, 1_000_000, () -> false);
      assertThat(frontier.holds()).isCloseTo(exact, within(1e-9));
    }
    assertThat(bounded).isGreaterThan(PROGRAMS / 12);
  }

  @Test
  void keysAreReadAsTheyWereWritten() {
    for (Sample sample : samples(false)) {
      Reachability arcs = sample.arcs();
      SplittableRandom random = new SplittableRandom(SEED);
      Relation relation = new Relation(arcs);
      relation.start();
      int level = 0;
      while (level < arcs.program().levels()) {
        level = relation.decide(level, random.nextBoolean());
        long[] key = new long[8];
        relation.write(key, level);
        Relation copy = new Relation(arcs);
        copy.read(key, level);
        long[] again = new long[8];
        copy.write(again, level);
        assertThat(again).isEqualTo(key);
      }
    }
  }

  @Test
  void clausesWithTwoPremisesOrAbsencesAreNoArcs() {
    GroundProgram.Clause one =
        new GroundProgram.Clause("", new int[] {0}, new int[0], new int[0][]);
    GroundProgram.Clause other =
        new GroundProgram.Clause("", new int[] {1}, new int[0], new int[0][]);
    GroundProgram.Clause both =
        new GroundProgram.Clause("", new int[0], new int[] {0, 1}, new int[0][]);
    GroundProgram program =
        new GroundProgram(
            // Observed atoms are not replaced by their only clauses.
            List.of(List.of(one), List.of(other), List.of(both)),
            new int[] {0, 1},
            List.of(new GroundProgram.Goal(new int[] {2}, new int[0])),
            new GroundProgram.Goal(new int[] {0}, new int[] {1}));
    FlatProgram flat =
        new FlatProgram(program, program.goals().getFirst(), VariableOrder.levels(program));
    assertThat(Reachability.of(flat)).isEmpty();
  }
}
