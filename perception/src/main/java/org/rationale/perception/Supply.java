package org.rationale.perception;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.apache.jena.graph.Node;

/** One thing that a perceptor may say of a subject, and so one thing that may be asked for. */
public sealed interface Supply {

  /** The member of the input that holds it, empty where it may stand anywhere in the input. */
  String part();

  /** Whether several of its statements may be said of one subject at once. */
  boolean many();

  /**
   * One of some statements or, if {@code many}, any of them; or none.
   *
   * @param statements predicates and objects: what may be said of the subject
   */
  record Terms(String part, List<Said> statements, boolean many) implements Supply {
    public Terms {
      statements = List.copyOf(statements);
    }
  }

  /** What is said of a subject. */
  record Said(Node predicate, Node object) {}

  /**
   * A number.
   *
   * @param unit UCUM; empty for a pure number
   * @param minimum in {@code unit}, inclusive
   * @param maximum in {@code unit}, inclusive
   * @param whole whether it is an integer
   */
  record Measure(
      String part,
      Node predicate,
      String unit,
      Optional<BigDecimal> minimum,
      Optional<BigDecimal> maximum,
      boolean whole,
      boolean many)
      implements Supply {}
}
