package org.rationale.reasoner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EliminationTest {

  private static final int PROGRAMS = Integer.getInteger("rationale.programs", 120);

  /** Programs over a few switches, with choices, absences, shared and private switches. */
  private static GroundProgram program(SplittableRandom random) {
    int[] groupOf = new int[2 + random.nextInt(7)];
    for (int s = 1; s < groupOf.length; s++) {
      groupOf[s] = groupOf[s - 1] + (random.nextInt(4) == 0 ? 0 : 1);
    }
    List<List<GroundProgram.Clause>> clauses = new ArrayList<>();
    int atoms = 3 + random.nextInt(8);
    for (int atom = 0; atom < atoms; atom++) {
      List<GroundProgram.Clause> own = new ArrayList<>();
      for (int c = random.nextInt(4); c >= 0; c--) {
        int[][] excluded = new int[random.nextInt(4) == 0 && atom > 0 ? 1 : 0][];
        Arrays.setAll(excluded, i -> some(random, clauses.size(), 1 + random.nextInt(2)));
        own.add(
            new GroundProgram.Clause(
                "",
                some(random, groupOf.length, random.nextInt(3)),
                some(random, atom, random.nextInt(3)),
                excluded));
      }
      clauses.add(own);
    }
    List<GroundProgram.Goal> goals = new ArrayList<>();
    for (int goal = 0; goal < 3; goal++) {
      goals.add(
          new GroundProgram.Goal(
              some(random, atoms, 1 + random.nextInt(2)), some(random, atoms, random.nextInt(2))));
    }
    int[] seen = some(random, atoms, random.nextInt(4));
    int held = random.nextInt(seen.length + 1);
    return new GroundProgram(
        clauses,
        groupOf,
        goals,
        new GroundProgram.Goal(
            Arrays.copyOf(seen, held), Arrays.copyOfRange(seen, held, seen.length)));
  }

  private static int[] some(SplittableRandom random, int of, int count) {
    return of == 0
        ? new int[0]
        : IntStream.generate(() -> random.nextInt(of)).limit(count).distinct().toArray();
  }

  private static double[] chances(SplittableRandom random, int count) {
    return IntStream.range(0, count)
        .mapToDouble(
            s ->
                switch (random.nextInt(10)) {
                  case 0 -> 0;
                  case 1 -> 1;
                  default -> random.nextDouble();
                })
        .toArray();
  }

  /** The weight of the worlds in which all of some goals hold, by looking at every world. */
  private static double weight(GroundProgram program, double[] chances, GroundProgram.Goal... of) {
    double total = 0;
    for (int world = 0; world < 1 << chances.length; world++) {
      double weight = 1;
      for (int s = 0; s < chances.length; s++) {
        weight *= (world >> s & 1) == 1 ? chances[s] : 1 - chances[s];
      }
      boolean[] holds = holding(program, world);
      boolean all = true;
      for (GroundProgram.Goal goal : of) {
        all &= Arrays.stream(goal.held()).allMatch(atom -> holds[atom]);
        all &= Arrays.stream(goal.absent()).noneMatch(atom -> holds[atom]);
      }
      total += all ? weight : 0;
    }
    return total;
  }

  private static boolean[] holding(GroundProgram program, int world) {
    boolean[] on = new boolean[program.switches()];
    for (int[] group : program.groups()) {
      for (int s : group) {
        if ((world >> s & 1) == 1) {
          on[s] = true;
          break;
        }
      }
    }
    boolean[] holds = new boolean[program.atoms()];
    for (int atom = 0; atom < holds.length; atom++) {
      for (GroundProgram.Clause clause : program.clauses(atom)) {
        holds[atom] |=
            Arrays.stream(clause.switches()).allMatch(s -> on[s])
                && Arrays.stream(clause.premises()).allMatch(premise -> holds[premise])
                && Arrays.stream(clause.excluded())
                    .noneMatch(set -> Arrays.stream(set).allMatch(other -> holds[other]));
      }
    }
    return holds;
  }

  @Test
  void tablesHaveTheWeightsOfTheirWorlds() {
    SplittableRandom random = new SplittableRandom(5);
    int possible = 0;
    for (int i = 0; i < PROGRAMS; i++) {
      GroundProgram program = program(random);
      double[] chances = chances(random, program.switches());
      double given = weight(program, chances, program.evidence());
      Elimination.Pass pass = Elimination.of(program).orElseThrow().pass(chances);
      assertThat(Math.scalb(pass.total(), -pass.exponent())).isCloseTo(given, within(1e-12));
      if (given > 0) {
        possible++;
        for (int goal = 0; goal < program.goals().size(); goal++) {
          assertThat(pass.posteriors()[goal])
              .as("goal %d of program %d", goal, i)
              .isCloseTo(
                  weight(program, chances, program.evidence(), program.goals().get(goal)) / given,
                  within(1e-9));
        }
      }
    }
    assertThat(possible).isGreaterThan(PROGRAMS / 2);
  }

  @Test
  void slopesAreTheDifferencesThatAVariableMakes() {
    SplittableRandom random = new SplittableRandom(6);
    for (int i = 0; i < PROGRAMS / 2; i++) {
      GroundProgram program = program(random);
      double[] chances = chances(random, program.switches());
      Elimination.Pass pass = Elimination.of(program).orElseThrow().pass(chances);
      for (int s = 0; s < chances.length; s++) {
        double[] on = chances.clone();
        on[s] = 1;
        double[] off = chances.clone();
        off[s] = 0;
        assertThat(Math.scalb(pass.slopes()[s], -pass.exponent()))
            .as("switch %d of program %d", s, i)
            .isCloseTo(
                weight(program, on, program.evidence()) - weight(program, off, program.evidence()),
                within(1e-12));
      }
    }
  }

  @Test
  void posteriorsOfTablesMoveAsThoseOfDiagrams() {
    SplittableRandom random = new SplittableRandom(7);
    int compared = 0;
    for (int i = 0; i < PROGRAMS / 2; i++) {
      GroundProgram all = program(random);
      GroundProgram.Goal goal = all.goals().getFirst();
      GroundProgram program = all.withGoal(goal);
      double[] chances =
          IntStream.range(0, all.switches())
              .mapToDouble(s -> 0.05 + 0.9 * random.nextDouble())
              .toArray();
      Posterior tables =
          new Posterior.OfTables(
              Elimination.of(program.observing(goal)).orElseThrow(),
              Elimination.of(program.withoutGoals()).orElseThrow());
      Posterior diagrams =
          new Posterior.OfCircuit(
              new CircuitCompiler(new CircuitCache(1 << 20))
                  .compile(program, 100_000)
                  .orElseThrow());
      assertThat(tables.value(chances)).isCloseTo(diagrams.value(chances), within(1e-9));
      if (weight(program, chances, program.evidence()) > 0) {
        compared++;
        double[] slopes = diagrams.slopes(chances);
        double[] others = tables.slopes(chances);
        for (int s = 0; s < slopes.length; s++) {
          assertThat(others[s]).isCloseTo(slopes[s], within(1e-9));
        }
      }
    }
    assertThat(compared).isGreaterThan(PROGRAMS / 4);
  }

  /** Conditions with a switch each, findings with four causes and a leak, some of them observed. */
  private static GroundProgram noisyOr(SplittableRandom random, int conditions, int findings) {
    List<List<GroundProgram.Clause>> clauses = new ArrayList<>();
    List<GroundProgram.Goal> goals = new ArrayList<>();
    int switches = 0;
    for (int c = 0; c < conditions; c++) {
      goals.add(new GroundProgram.Goal(new int[] {c}, new int[0]));
      clauses.add(List.of(clause(switches++)));
    }
    for (int f = 0; f < findings; f++) {
      List<GroundProgram.Clause> own = new ArrayList<>();
      own.add(clause(switches++));
      for (int cause : some(random, conditions, 4)) {
        own.add(clause(switches++, cause));
      }
      clauses.add(own);
    }
    int[] held = some(random, findings, findings / 4);
    int[] absent =
        IntStream.range(0, findings)
            .filter(f -> Arrays.stream(held).noneMatch(h -> h == f))
            .map(f -> f + conditions)
            .toArray();
    return new GroundProgram(
        clauses,
        IntStream.range(0, switches).toArray(),
        goals,
        new GroundProgram.Goal(Arrays.stream(held).map(f -> f + conditions).toArray(), absent));
  }

  private static GroundProgram.Clause clause(int s, int... premises) {
    return new GroundProgram.Clause("", new int[] {s}, premises, new int[0][]);
  }

  @Test
  void aDiagnosisHasThePosteriorsOfItsDiagram() {
    SplittableRandom random = new SplittableRandom(8);
    for (int i = 0; i < 4; i++) {
      GroundProgram program = noisyOr(random, 15, 40);
      double[] chances = random.doubles(program.switches(), 0.01, 0.4).toArray();
      double[] posteriors = Elimination.of(program).orElseThrow().pass(chances).posteriors();
      Circuit circuit =
          new CircuitCompiler(new CircuitCache(1 << 20)).compile(program, 1_000_000).orElseThrow();
      double[] weights = circuit.weights(chances);
      double given = weights[circuit.root(circuit.roots() - 1)];
      for (int goal = 0; goal < posteriors.length; goal++) {
        assertThat(posteriors[goal]).isCloseTo(weights[circuit.root(goal)] / given, within(1e-9));
      }
    }
  }

  @Test
  void evidenceTooUnlikelyForADoubleStillHasPosteriors() {
    List<List<GroundProgram.Clause>> clauses = new ArrayList<>();
    clauses.add(List.of(clause(0)));
    int findings = 500;
    for (int f = 0; f < findings; f++) {
      clauses.add(List.of(clause(2 * f + 1), clause(2 * f + 2, 0)));
      clauses.add(List.of(clause(2 * (findings + f) + 1, 0)));
    }
    int[] found = IntStream.range(0, findings).map(f -> 2 * f + 1).toArray();
    int[] missing = IntStream.range(0, findings).map(f -> 2 * f + 2).toArray();
    int switches = 4 * findings;
    GroundProgram program =
        new GroundProgram(
            clauses,
            IntStream.range(0, switches).toArray(),
            List.of(new GroundProgram.Goal(new int[] {0}, new int[0])),
            new GroundProgram.Goal(found, missing));
    double[] chances = new double[switches];
    Arrays.fill(chances, 0.5);
    Arrays.fill(chances, 1, 2 * findings + 1, 0.001);

    Elimination.Pass pass = Elimination.of(program).orElseThrow().pass(chances);

    double odds = Math.pow((1 - 0.999 * 0.999) / 0.001 * 0.5, findings);
    assertThat(pass.posteriors()[0]).isCloseTo(odds / (1 + odds), within(1e-9));
    assertThat(pass.total()).isPositive();
    assertThat(pass.exponent()).isGreaterThan(4000);
  }

  @Test
  void programsWithCyclesHaveNoTables() {
    GroundProgram program =
        new GroundProgram(
            List.of(List.of(clause(0), clause(1, 1)), List.of(clause(2, 0))),
            new int[] {0, 1, 2},
            List.of(new GroundProgram.Goal(new int[] {1}, new int[0])),
            new GroundProgram.Goal(new int[0], new int[0]));
    assertThat(Elimination.of(program)).isEmpty();
  }
}
