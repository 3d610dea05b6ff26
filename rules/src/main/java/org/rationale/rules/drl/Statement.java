package org.rationale.rules.drl;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A fact as DRL rules see it: an RDF triple in plain Java types.
 *
 * <p>IRIs are prefixed names under the prefixes that the rules were compiled with, or full IRIs
 * where no prefix fits; blank nodes are {@code _:label}. Statements whose subject or object is a
 * triple term are not shown to DRL.
 *
 * @param subject an IRI or blank node
 * @param predicate an IRI
 * @param object a {@code String} for an IRI or blank node, a {@link BigDecimal} without trailing
 *     zeros for a finite number, a {@code Boolean}, or a {@link Literal} for anything else
 */
public record Statement(String subject, String predicate, Object object) {

  /** The object as a number, for comparisons in constraints; {@code NaN} if it is none. */
  public double number() {
    return object instanceof BigDecimal value ? value.doubleValue() : Double.NaN;
  }

  /**
   * The object as an exact number, for sums and averages: {@code Statement(predicate == "ex:dose",
   * $d : decimal)}; {@code null} if it is none, which Drools' sums pass over.
   */
  public @Nullable BigDecimal decimal() {
    return object instanceof BigDecimal value ? value : null;
  }
}
