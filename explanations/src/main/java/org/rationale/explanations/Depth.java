package org.rationale.explanations;

/** How much of a decision's explanation a text tells. All depths are views of one explanation. */
public enum Depth {
  /** What was decided about the first question. */
  SENTENCE,
  /**
   * That, the main reason, what counts for and against it, and what the other questions came to.
   */
  PARAGRAPH,
  /** Every question; the first answer with its best proof. */
  PAGE,
  /** Every question with every listed proof of each answer. */
  EVERYTHING
}
