package org.rationale.reasoner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Proofs are counted against all ways to choose a clause, or none, for each atom. */
class ProofCountTest {

  private static final int PROGRAMS = Integer.getInteger("rationale.programs", 300);

  /** Atoms may depend on each other in circles, and switches may exclude each other. */
  private static GroundProgram program(SplittableRandom random) {
    int[] groupOf = new int[2 + random.nextInt(5)];
    for (int s = 1; s < groupOf.length; s++) {
      groupOf[s] = groupOf[s - 1] + (random.nextInt(3) == 0 ? 0 : 1);
    }
    int atoms = 2 + random.nextInt(5);
    List<List<GroundProgram.Clause>> clauses = new ArrayList<>();
    for (int atom = 0; atom < atoms; atom++) {
      List<GroundProgram.Clause> own = new ArrayList<>();
      for (int c = random.nextInt(4); c > 0; c--) {
        own.add(
            new GroundProgram.Clause(
                "",
                some(random, groupOf.length, random.nextInt(3)),
                some(random, atoms, random.nextInt(3)),
                new int[0][]));
      }
      clauses.add(own);
    }
    GroundProgram.Goal nothing = new GroundProgram.Goal(new int[0], new int[0]);
    GroundProgram.Goal goal = new GroundProgram.Goal(some(random, atoms, 1), new int[0]);
    return new GroundProgram(clauses, groupOf, List.of(goal), nothing);
  }

  private static int[] some(SplittableRandom random, int of, int count) {
    return IntStream.generate(() -> random.nextInt(of)).limit(count).distinct().toArray();
  }

  /** Chooses for the atoms from one on: the number of a clause, or -1 for none. */
  private static long count(GroundProgram program, int[] chosen, int from) {
    if (from == chosen.length) {
      return isProof(program, chosen) ? 1 : 0;
    }
    long count = 0;
    for (int c = -1; c < program.clauses(from).size(); c++) {
      chosen[from] = c;
      count += count(program, chosen, from + 1);
    }
    return count;
  }

  private static boolean isProof(GroundProgram program, int[] chosen) {
    boolean[] used = new boolean[chosen.length];
    boolean[] on = new boolean[program.switches()];
    boolean whole =
        follow(
            program,
            program.goals().getFirst().held()[0],
            chosen,
            used,
            new boolean[used.length],
            on);
    boolean nothingMore =
        IntStream.range(0, chosen.length).allMatch(atom -> used[atom] == chosen[atom] >= 0);
    boolean possible =
        Arrays.stream(program.groups())
            .allMatch(group -> Arrays.stream(group).filter(s -> on[s]).count() <= 1);
    return whole && nothingMore && possible;
  }

  /** Whether an atom has a proof that does not come back to an atom above it. */
  private static boolean follow(
      GroundProgram program,
      int atom,
      int[] chosen,
      boolean[] used,
      boolean[] above,
      boolean[] on) {
    if (above[atom] || chosen[atom] < 0) {
      return false;
    }
    used[atom] = true;
    above[atom] = true;
    GroundProgram.Clause clause = program.clauses(atom).get(chosen[atom]);
    boolean whole = true;
    for (int premise : clause.premises()) {
      whole &= follow(program, premise, chosen, used, above, on);
    }
    for (int s : clause.switches()) {
      on[s] = true;
    }
    above[atom] = false;
    return whole;
  }

  @Test
  void proofsAreTheAcyclicChoicesOfOneClauseForEachAtom() {
    SplittableRandom random = new SplittableRandom(3);
    int several = 0;
    for (int i = 0; i < PROGRAMS; i++) {
      GroundProgram program = program(random);
      double[] probabilities = new double[program.switches()];
      Arrays.fill(probabilities, 0.3);
      long expected = count(program, new int[program.atoms()], 0);
      BestProofs search = new BestProofs(program, probabilities, 100_000);
      assertThat(search.count(program.goals().getFirst(), 100_000))
          .as("program %d", i)
          .isEqualTo(expected);
      assertThat(search.isCut()).isFalse();
      several += expected > 1 ? 1 : 0;
    }
    assertThat(several).isGreaterThan(PROGRAMS / 6);
  }

  @Test
  void countingStopsWhereItIsToldAndSaysSo() {
    ProofGraph graph =
        Programs.run(
            "<< :a :p :b >> rat:probability 0.5 . << :a :p :c >> rat:probability 0.5 .",
            "RULE :r { ?x a :Seen } WHERE { ?x :p ?y }");
    assertThat(graph.ask().proofs(Programs.triple(":a a :Seen"), 1))
        .isEqualTo(new ProofCount(1, false));
    assertThat(graph.ask().proofs(Programs.triple(":a a :Seen"), 5))
        .isEqualTo(new ProofCount(2, true));
    assertThat(graph.ask().proofs(Programs.triple(":a a :Unknown"), 5))
        .isEqualTo(new ProofCount(0, true));
  }
}
