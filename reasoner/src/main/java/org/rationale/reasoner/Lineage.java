package org.rationale.reasoner;

import java.util.Arrays;

/**
 * For each atom, the formula over random choices that says in which worlds it holds. Atoms are
 * taken component by component, premises first; a component with a cycle is iterated from falsity
 * to its least fixpoint (Vlasselaer et al., <i>Anytime inference in probabilistic logic programs
 * with Tp-compilation</i>, IJCAI 2015).
 *
 * <p>A group of switches with probabilities p1, p2, ... is a chain of independent variables: the
 * k-th is true with pk / (1 - p1 - ... - p(k-1)), and switch k is on where the k-th is true and
 * none before.
 */
final class Lineage {

  private final GroundProgram program;
  private final BooleanAlgebra algebra;
  private final long[] switches;
  private final long[] formulas;

  Lineage(GroundProgram program, BooleanAlgebra algebra) {
    this.program = program;
    this.algebra = algebra;
    this.switches = switches(program, algebra);
    this.formulas = new long[program.atoms()];
    Arrays.fill(formulas, algebra.falsity());
    Components.of(program).forEach(this::solve);
  }

  /** For each switch the worlds in which it is on. */
  static long[] switches(GroundProgram program, BooleanAlgebra algebra) {
    long[] switches = new long[program.switches()];
    for (int[] group : program.groups()) {
      long noneBefore = algebra.truth();
      for (int s : group) {
        long taken = algebra.variable(s);
        switches[s] = algebra.and(noneBefore, taken);
        if (group.length > 1) {
          noneBefore = algebra.and(noneBefore, algebra.not(taken));
        }
      }
    }
    return switches;
  }

  /** The worlds in which an atom holds. */
  long formula(int atom) {
    return formulas[atom];
  }

  /** The worlds in which all of some atoms hold and none of others. */
  long formula(GroundProgram.Goal goal) {
    // Absences often fall apart into small conditions, which keep the rest small.
    long result =
        algebra.all(
            algebra.truth(),
            Arrays.stream(goal.absent()).mapToLong(atom -> algebra.not(formulas[atom])).toArray());
    return algebra.all(
        result, Arrays.stream(goal.held()).mapToLong(atom -> formulas[atom]).toArray());
  }

  private void solve(Components.Component component) {
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int atom : component.atoms()) {
        long formula = disjunction(atom);
        changed |= formulas[atom] != formula;
        formulas[atom] = formula;
      }
      if (!component.isCyclic()) {
        return;
      }
    }
  }

  private long disjunction(int atom) {
    long formula = algebra.falsity();
    for (GroundProgram.Clause clause : program.clauses(atom)) {
      formula = algebra.or(formula, conjunction(clause));
    }
    return formula;
  }

  private long conjunction(GroundProgram.Clause clause) {
    long formula = algebra.truth();
    for (int s : clause.switches()) {
      formula = algebra.and(formula, switches[s]);
    }
    for (int premise : clause.premises()) {
      formula = algebra.and(formula, formulas[premise]);
    }
    for (int[] set : clause.excluded()) {
      long present = algebra.truth();
      for (int atom : set) {
        present = algebra.and(present, formulas[atom]);
      }
      formula = algebra.and(formula, algebra.not(present));
    }
    return formula;
  }
}
