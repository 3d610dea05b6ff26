package org.rationale.reasoner;

import java.util.Optional;

/**
 * Compiles ground programs: one root for each goal together with the evidence, and a last one for
 * the evidence alone.
 */
final class CircuitCompiler {

  private final CircuitCache cache;

  CircuitCompiler(CircuitCache cache) {
    this.cache = cache;
  }

  /**
   * @param nodeLimit how large diagrams may grow
   * @return empty if they would grow larger
   */
  Optional<Circuit> compile(GroundProgram program, int nodeLimit) {
    Optional<Circuit> known = cache.find(program.key());
    if (known.isPresent()) {
      return known;
    }
    try {
      Bdd bdd = new Bdd(nodeLimit, VariableOrder.levels(program));
      Lineage lineage = new Lineage(program, bdd);
      long evidence = lineage.formula(program.evidence());
      long[] roots = new long[program.goals().size() + 1];
      for (int goal = 0; goal < roots.length - 1; goal++) {
        roots[goal] = bdd.and(evidence, lineage.formula(program.goals().get(goal)));
      }
      roots[roots.length - 1] = evidence;
      Circuit circuit = bdd.circuit(roots);
      cache.add(program.key(), circuit);
      return Optional.of(circuit);
    } catch (Bdd.LimitReached tooLarge) {
      return Optional.empty();
    }
  }
}
