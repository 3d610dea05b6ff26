package org.rationale.rules.drl;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;

/**
 * One match of a DRL rule that concluded a statement.
 *
 * @param rule the rule
 * @param bindings the condition's variables without their {@code $}, in alphabetical order; those
 *     that hold a term or a number. A term that was taken from a fact is that fact's term
 * @param premises the facts that the patterns matched, in the order of the patterns, accumulated
 *     ones included (sorted), each once
 * @param conclusion the statement
 */
public record DrlMatch(
    DrlRule rule, Map<String, Node> bindings, List<Triple> premises, Triple conclusion) {

  public DrlMatch {
    bindings = Collections.unmodifiableMap(new TreeMap<>(bindings));
    premises = List.copyOf(premises);
  }
}
