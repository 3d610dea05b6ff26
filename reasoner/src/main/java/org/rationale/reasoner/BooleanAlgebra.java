package org.rationale.reasoner;

import org.rationale.kg.Probability;

/**
 * What formulas over independent random variables are evaluated in: decision diagrams for exact
 * probabilities, bit vectors for sampled worlds. Values are handles, equal when they are the same
 * function of the variables.
 */
interface BooleanAlgebra {

  long falsity();

  long truth();

  /** A new variable, independent of all others. */
  long variable(Probability probability);

  long and(long a, long b);

  long or(long a, long b);

  long not(long a);
}
