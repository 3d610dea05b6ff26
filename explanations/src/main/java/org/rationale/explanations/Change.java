package org.rationale.explanations;

import org.apache.jena.graph.Triple;
import org.rationale.kg.Probability;

/** A change to what a program or a case states. Derived facts follow; they cannot be changed. */
public sealed interface Change {

  /** What is stated otherwise; in a {@link Repair} it may have variables. */
  Triple statement();

  /**
   * The statement is stated as certain, whatever was stated of it. In a case it takes the place of
   * another value of the same field, if the field has one value only.
   */
  record Add(Triple statement) implements Change {}

  /** Nothing states the statement any more. What excluded it in a choice stays as likely. */
  record Remove(Triple statement) implements Change {}

  /**
   * All that states the statement makes it as likely as this, taken together. What excludes it in a
   * choice shares the rest in its old proportions.
   */
  record Believe(Triple statement, Probability probability) implements Change {}
}
