package org.rationale.reasoner;

import java.util.Arrays;
import java.util.Optional;

/**
 * Compiles ground programs: one root for each goal together with the evidence, and a last one for
 * the evidence alone. From the formulas of all atoms where that is cheap; else, for one goal, by
 * deciding the switches one by one; else from the formulas after all.
 */
final class CircuitCompiler {

  /** What formulas may take before another way is tried. */
  private static final int FIRST_NODES = 400_000;

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
    Optional<Circuit> known = cache.find(program.key());
    if (known.isPresent()) {
      return known;
    }
    int[] levels = VariableOrder.levels(program);
    Optional<Circuit> circuit = bottomUp(program, levels, Math.min(nodeLimit, FIRST_NODES));
    if (circuit.isEmpty() && nodeLimit > FIRST_NODES && program.goals().size() <= 1) {
      circuit = topDown(program, levels, nodeLimit);
    }
    if (circuit.isEmpty() && nodeLimit > FIRST_NODES) {
      circuit = bottomUp(program, levels, nodeLimit);
    }
    circuit.ifPresent(made -> cache.add(program.key(), made));
    return circuit;
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
    GroundProgram.Goal goal = program.goals().isEmpty() ? nothing() : program.goals().getFirst();
    Frontier frontier = decide(program, goal, levels, nodeLimit);
    if (!frontier.isComplete()) {
      return Optional.empty();
    }
    try {
      Bdd bdd = new Bdd(nodeLimit, levels);
      long[] functions = frontier.functions(bdd);
      return Optional.of(
          bdd.circuit(program.goals().isEmpty() ? new long[] {functions[1]} : functions));
    } catch (Bdd.LimitReached tooLarge) {
      return Optional.empty();
    }
  }

  private static Frontier decide(
      GroundProgram program, GroundProgram.Goal goal, int[] levels, int nodeLimit) {
    double[] even = new double[program.switches()];
    Arrays.fill(even, 0.5);
    return Frontier.of(new FlatProgram(program, goal, levels), even, WIDTH, nodeLimit, () -> false);
  }
}
