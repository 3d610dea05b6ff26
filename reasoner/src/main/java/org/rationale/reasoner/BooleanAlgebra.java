package org.rationale.reasoner;

/**
 * What formulas over independent random variables are evaluated in: decision diagrams for exact
 * probabilities, bit vectors for sampled worlds. Values are handles, equal when they are the same
 * function of the variables.
 */
interface BooleanAlgebra {

  long falsity();

  long truth();

  /** The variable of a switch: it is on, given that no switch before it in its group is. */
  long variable(int s);

  long and(long a, long b);

  /** A function and all of some others, taken in whichever order suits. */
  default long all(long first, long[] functions) {
    long result = first;
    for (long function : functions) {
      result = and(result, function);
    }
    return result;
  }

  long or(long a, long b);

  long not(long a);
}
