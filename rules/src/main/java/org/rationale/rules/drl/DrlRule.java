package org.rationale.rules.drl;

import java.util.List;
import java.util.Optional;
import org.rationale.kg.Citation;

/**
 * A rule of a DRL file.
 *
 * @param id its full IRI, from its name, a prefixed name
 * @param text the sentence that phrases an instance, from {@code @text}; the placeholders <code>
 *     {$x}</code> of the file are given as <code>{?x}</code>, as in every other rule; empty if none
 * @param source from {@code @source} and {@code @iri}
 * @param nonmonotone whether more facts can take a match away or change it: the condition has
 *     {@code not}, {@code forall}, {@code accumulate} or {@code collect}
 * @param watched for a nonmonotone rule, what the patterns under those elements can see; a fact
 *     that none of them admits does not matter to them. Empty for other rules
 * @param place file, line and column
 * @param reading its condition and conclusions as far as their text says
 */
public record DrlRule(
    String id,
    String text,
    Optional<Citation> source,
    boolean nonmonotone,
    List<StatementPattern> watched,
    String place,
    DrlReading reading) {

  public DrlRule {
    watched = List.copyOf(watched);
  }
}
