package org.rationale.kg;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;

/**
 * One instance of a rule that concludes a fact.
 *
 * @param rule the rule's IRI or, for a rule without one, its file name and number
 * @param text the rule's sentence for people, with its placeholders still in: {@code {?p} has ...};
 *     empty if the rule has none
 * @param source where the rule was taken from
 * @param probability that the rule's substitution fires; 1 for a certain rule
 * @param substitution the rule's variables without their {@code ?} or {@code $}, in alphabetical
 *     order of their names
 * @param premises the facts that the body matched, in the order of the body, accumulated ones
 *     included; no duplicates
 * @param absences what the body looked for in vain
 * @param conclusion the fact
 */
public record Derivation(
    String rule,
    String text,
    Optional<Citation> source,
    Probability probability,
    Map<String, Node> substitution,
    List<Triple> premises,
    List<Absence> absences,
    Triple conclusion) {

  public Derivation {
    premises = List.copyOf(premises);
    absences = List.copyOf(absences);
  }

  /**
   * A pattern that must not hold for the rule to fire.
   *
   * @param pattern as written, with the substitution applied: {@code ex:ann ex:lacks ?f}
   * @param possible the sets of uncertain facts that would each make the pattern hold; empty when
   *     nothing can. The derivation holds in those worlds where none of them holds entirely
   */
  public record Absence(String pattern, List<List<Triple>> possible) {
    public Absence {
      possible = possible.stream().map(List::copyOf).toList();
    }
  }
}
