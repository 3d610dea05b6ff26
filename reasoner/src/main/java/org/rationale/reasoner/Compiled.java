package org.rationale.reasoner;

/** A program made ready to be weighed for any chances of its variables. */
sealed interface Compiled permits Circuit, Elimination {

  /** About how many bytes it takes. */
  long bytes();
}
