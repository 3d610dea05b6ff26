package org.rationale.kg;

/** How the answer of a query is written. */
public enum ResultFormat {
  /** A table for people; {@code true} or {@code false} for ASK. */
  TEXT,
  /** SPARQL 1.1 Query Results CSV: values without their datatypes. */
  CSV,
  /** SPARQL 1.1 Query Results TSV: terms as in Turtle. */
  TSV,
  /** SPARQL 1.2 Query Results JSON. */
  JSON
}
