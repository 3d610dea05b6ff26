package org.rationale.reasoner;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/**
 * Compiles ground programs: one root for each goal together with the evidence, and a last one for
 * the evidence alone. What is reached through cycles is compiled by deciding the switches one by
 * one. All else comes from the formulas of all atoms where that is cheap; else, for one goal, from
 * deciding switches; else from the formulas after all.
 */
final class CircuitCompiler {

  /** What formulas may take before tables are tried: some 10 ms. */
  private static final int QUICK_NODES = 30_000;

  /** What formulas may take before another way is tried. */
  private static final int FIRST_NODES = 400_000;

  /** What formulas of many goals may take before each is asked for by itself. */
  private static final int SHARED_NODES = 100_000;

  private static final int WIDTH = 20_000;

  private final CircuitCache cache;

  CircuitCompiler(CircuitCache cache) {
    this.cache = cache;
  }

  /**
   * The circuit of a program, known or made now.
   *
   * @param nodeLimit how large diagrams may grow
   * @return empty if they would grow larger
   */
  Optional<Circuit> compile(GroundProgram program, int nodeLimit) {
    Optional<Compiled> known = cache.find(program.key());
    if (known.isPresent() && known.get() instanceof Circuit circuit) {
      return Optional.of(circuit);
    }
    int[] levels = VariableOrder.levels(program);
    Optional<Circuit> circuit =
        isReachability(program)
            ? reaching(program, levels, nodeLimit)
            : fromFormulas(program, levels, nodeLimit);
    circuit.ifPresent(made -> cache.add(program.key(), made));
    return circuit;
  }

  /**
   * The circuit of a program if it is small, else its tables if they fit, else the circuit after
   * all.
   *
   * @param nodeLimit how large diagrams may grow; below {@link #QUICK_NODES} there are no tables
   * @return empty if they would grow larger
   */
  Optional<Compiled> compileEither(GroundProgram program, int nodeLimit) {
    Optional<Compiled> known = cache.find(program.key());
    if (known.isPresent()) {
      return known;
    }
    if (nodeLimit > QUICK_NODES && !isCyclic(program)) {
      Optional<Circuit> small = compile(program, QUICK_NODES);
      if (small.isPresent()) {
        return Optional.of(small.get());
      }
      Optional<Elimination> tables = Elimination.of(program);
      if (tables.isPresent()) {
        cache.add(program.key(), tables.get());
        return Optional.of(tables.get());
      }
    }
    return compile(program, nodeLimit).map(circuit -> circuit);
  }

  /** How the posterior of a program's only goal depends on the chances of its variables. */
  Optional<Posterior> posterior(GroundProgram program, int nodeLimit) {
    Optional<Compiled> compiled = compileEither(program, nodeLimit);
    if (compiled.isEmpty()) {
      return Optional.empty();
    }
    return switch (compiled.get()) {
      case Circuit circuit -> Optional.of(new Posterior.OfCircuit(circuit));
      case Elimination evidence ->
          Elimination.of(program.observing(program.goals().getFirst()))
              .map(joint -> new Posterior.OfTables(joint, evidence));
    };
  }

  private static boolean isCyclic(GroundProgram program) {
    return Components.of(program).stream().anyMatch(Components.Component::isCyclic);
  }

  private static Optional<Circuit> fromFormulas(
      GroundProgram program, int[] levels, int nodeLimit) {
    boolean isCyclic = isCyclic(program);
    Optional<Circuit> circuit =
        bottomUp(program, levels, isCyclic ? Math.min(nodeLimit, FIRST_NODES) : nodeLimit);
    if (circuit.isEmpty() && nodeLimit > FIRST_NODES && program.goals().size() <= 1) {
      circuit = topDown(program, levels, nodeLimit);
    }
    if (circuit.isEmpty() && nodeLimit > FIRST_NODES && isCyclic) {
      circuit = bottomUp(program, levels, nodeLimit);
    }
    return circuit;
  }

  /** Formulas of what is reached through cycles are far larger on the way than in the end. */
  private static boolean isReachability(GroundProgram program) {
    for (int atom = 0; atom < program.atoms(); atom++) {
      for (GroundProgram.Clause clause : program.clauses(atom)) {
        if (clause.excluded().length > 0) {
          return false;
        }
      }
    }
    return isCyclic(program);
  }

  private static Optional<Circuit> reaching(GroundProgram program, int[] levels, int nodeLimit) {
    if (program.goals().size() > 1) {
      // Small ones share their work; of others each is a question of its own.
      return bottomUp(program, levels, Math.min(nodeLimit, SHARED_NODES));
    }
    Optional<Reachability> arcs = Reachability.of(new FlatProgram(program, goal(program), levels));
    if (arcs.isEmpty()) {
      return fromFormulas(program, levels, nodeLimit);
    }
    RelationFrontier frontier = RelationFrontier.decide(arcs.get(), nodeLimit);
    return frontier.isComplete()
        ? circuit(program, levels, nodeLimit, frontier::functions)
        : Optional.empty();
  }

  private static Optional<Circuit> circuit(
      GroundProgram program, int[] levels, int nodeLimit, Function<Bdd, long[]> functions) {
    try {
      Bdd bdd = new Bdd(nodeLimit, levels);
      long[] made = functions.apply(bdd);
      return Optional.of(bdd.circuit(program.goals().isEmpty() ? new long[] {made[1]} : made));
    } catch (Bdd.LimitReached tooLarge) {
      return Optional.empty();
    }
  }

  private static GroundProgram.Goal goal(GroundProgram program) {
    return program.goals().isEmpty() ? nothing() : program.goals().getFirst();
  }

  private static Optional<Circuit> bottomUp(GroundProgram program, int[] levels, int nodeLimit) {
    try {
      Bdd bdd = new Bdd(nodeLimit, levels);
      Lineage lineage = new Lineage(program, bdd);
      long evidence = lineage.formula(program.evidence());
      long[] roots = new long[program.goals().size() + 1];
      for (int goal = 0; goal < roots.length - 1; goal++) {
        roots[goal] = bdd.and(evidence, lineage.formula(program.goals().get(goal)));
      }
      roots[roots.length - 1] = evidence;
      return Optional.of(bdd.circuit(roots));
    } catch (Bdd.LimitReached tooLarge) {
      return Optional.empty();
    }
  }

  private static GroundProgram.Goal nothing() {
    return new GroundProgram.Goal(new int[0], new int[0]);
  }

  private static Optional<Circuit> topDown(GroundProgram program, int[] levels, int nodeLimit) {
    Frontier frontier = decide(program, goal(program), levels, nodeLimit);
    return frontier.isComplete()
        ? circuit(program, levels, nodeLimit, frontier::functions)
        : Optional.empty();
  }

  private static Frontier decide(
      GroundProgram program, GroundProgram.Goal goal, int[] levels, int nodeLimit) {
    double[] even = new double[program.switches()];
    Arrays.fill(even, 0.5);
    return Frontier.of(new FlatProgram(program, goal, levels), even, WIDTH, nodeLimit, () -> false);
  }
}
