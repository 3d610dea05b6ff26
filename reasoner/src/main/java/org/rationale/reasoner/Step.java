package org.rationale.reasoner;

import java.util.List;
import org.apache.jena.graph.Node;

/** One step of a plan. Which slots are bound when it runs is known when the plan is made. */
sealed interface Step {

  /** The component is part of the key, or nothing is to be done with it. */
  int SKIP = 0;

  /** The component goes into the operand's slot. */
  int ASSIGN = 1;

  /** The component must equal the operand. */
  int COMPARE = 2;

  /**
   * Goes through the rows that may match a pattern.
   *
   * @param atom the pattern's position
   * @param path which rows: see {@link AccessPath}
   * @param s an operand: a term number or, negative, the complement of a slot; also {@code p} and
   *     {@code o}
   * @param onS what to do with a row's subject; also {@code onP} and {@code onO}
   * @param dataOnly whether only given rows match
   * @param inside triple terms to take apart
   */
  record Join(
      int atom,
      int path,
      int s,
      int p,
      int o,
      int onS,
      int onP,
      int onO,
      boolean dataOnly,
      Destructure[] inside)
      implements Step {}

  /** Keeps the solution where the expression is true. */
  record Test(Expression expression) implements Step {}

  /**
   * Sets a slot or compares with it.
   *
   * @param bound whether the slot is set already
   */
  record Assign(int slot, Expression expression, boolean bound) implements Step {}

  /** Matches the triple term in a slot against a pattern with variables. */
  record Destructure(int slot, TermPattern pattern) {}

  /** A pattern of a term. */
  sealed interface TermPattern {

    record Constant(Node node) implements TermPattern {}

    /**
     * A variable.
     *
     * @param bound whether its slot is set already
     */
    record Variable(int slot, boolean bound) implements TermPattern {}

    /** Any term at all: what a head's blank node was made into. */
    record Anything() implements TermPattern {}

    /** Subject, predicate and object of a triple term. */
    record Quoted(List<TermPattern> parts) implements TermPattern {
      public Quoted {
        parts = List.copyOf(parts);
      }
    }
  }
}
