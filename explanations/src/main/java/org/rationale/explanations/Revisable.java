package org.rationale.explanations;

import java.util.List;
import org.apache.jena.graph.Triple;
import org.rationale.kg.InvalidInputException;
import org.rationale.reasoner.ProofGraph;
import org.rationale.rules.Rule;
import org.rationale.rules.drl.DrlRule;

/**
 * A closed program whose given facts can be thought otherwise: what why-not and what-if ask.
 * Immutable.
 */
public interface Revisable {

  /** As it is. */
  ProofGraph graph();

  /** The rules that are known in full; DRL rules are not among them. */
  List<Rule> rules();

  /** The rules that run in Drools, of which only the text is known. */
  List<DrlRule> drlRules();

  /**
   * As it would be.
   *
   * @param changes of different statements, without variables
   * @throws InvalidInputException if the evidence is impossible then
   */
  ProofGraph after(List<Change> changes);

  /**
   * Whether a fact of this form can come from outside.
   *
   * @param pattern may have variables
   */
  boolean mayAdd(Triple pattern);

  /** Whether a given fact can be taken back. */
  boolean mayRemove(Triple statement);
}
