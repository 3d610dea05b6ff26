package org.rationale.rules;

import java.util.List;
import java.util.Optional;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.rationale.kg.Citation;
import org.rationale.kg.Probability;

/**
 * A rule: where the body has a match, the head holds (or may hold, with a probability).
 *
 * @param id the rule's IRI or, where it has none, its file name and number: {@code a.srl#3}
 * @param text the sentence that phrases an instance, with placeholders {@code {?x}}; empty if none
 * @param source where it was taken from
 * @param probability that a substitution of all the rule's variables fires, independently of others
 * @param choice rules with the same choice and the same body are alternatives: for each
 *     substitution at most one fires
 * @param head triple templates; blank nodes in them are variables whose names start with {@code _:}
 *     and make a new node per substitution
 * @param body in the order written
 * @param dataOnly whether patterns look at the base graph only ({@code WHERE DATA})
 * @param place file, line and column of the rule
 */
public record Rule(
    String id,
    String text,
    Optional<Citation> source,
    Probability probability,
    Optional<Node> choice,
    List<Triple> head,
    List<BodyElement> body,
    boolean dataOnly,
    String place) {

  public Rule {
    head = List.copyOf(head);
    body = List.copyOf(body);
  }
}
