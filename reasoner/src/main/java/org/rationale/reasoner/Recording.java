package org.rationale.reasoner;

/** What is kept of how facts were concluded while rules run. */
enum Recording {
  /** Nothing: facts only. Derivations can still be found. */
  NONE,

  /** The first derivation of each fact, which is of least height within its layer. */
  FIRST,

  /** Every derivation. */
  ALL
}
