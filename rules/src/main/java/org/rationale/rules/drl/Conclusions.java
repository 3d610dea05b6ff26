package org.rationale.rules.drl;

import org.drools.model.Drools;
import org.jspecify.annotations.Nullable;

/**
 * What the consequence of a DRL rule concludes through, as {@code conclusions.conclude(drools, $p,
 * "ex:score", $n);}.
 *
 * <p>A conclusion holds as long as its rule's match does: when a later fact takes the match away,
 * the conclusion goes with it. Rules must not modify or delete facts.
 */
public final class Conclusions {

  private final Firing firing;

  Conclusions(Firing firing) {
    this.firing = firing;
  }

  /**
   * Concludes a statement from the match that is firing.
   *
   * @param drools the variable {@code drools} that every consequence has. Its type in an executable
   *     model is the Drools class {@link Drools}, the only Drools type in this package's public
   *     signatures
   * @param subject a prefixed name or full IRI, or a value taken from a fact
   * @param predicate a prefixed name or full IRI
   * @param object a {@code String} (prefixed name, IRI or value taken from a fact), a {@code
   *     BigDecimal} (becomes an {@code xsd:decimal}), a whole number ({@code xsd:integer}), a
   *     {@code Double} or {@code Float}, a {@code Boolean}, or a {@link Literal}. A number taken
   *     from a fact becomes that fact's literal again
   * @throws org.rationale.kg.InvalidInputException if a value is no term: {@code null}, a prefix
   *     that is not declared, or another type
   */
  public void conclude(
      Drools drools,
      @Nullable String subject,
      @Nullable String predicate,
      @Nullable Object object) {
    firing.conclude(drools, subject, predicate, object);
  }

  /**
   * Hands an object on to other rules. {@code insert(object)} and {@code insertLogical(object)} in
   * a consequence mean this. The object holds as long as some match that inserts it does; two
   * objects of one class with the same contents are one fact.
   *
   * @param drools as for {@link #conclude}
   * @param object a record, a type that the DRL declares, or a plain value: what it holds must be
   *     numbers, texts, times, booleans, enum constants, or lists, sets, maps, records or declared
   *     types of these. It must not be changed afterwards
   * @throws org.rationale.kg.InvalidInputException if the object is a {@link Statement}, null, or
   *     holds something else
   */
  public void insert(Drools drools, @Nullable Object object) {
    firing.insert(drools, object);
  }
}
