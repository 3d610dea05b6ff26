package org.rationale.explanations;

import java.util.List;
import java.util.Optional;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.rationale.kg.InvalidInputException;
import org.rationale.perception.Supply;
import org.rationale.reasoner.ProofGraph;
import org.rationale.rules.Rule;
import org.rationale.rules.drl.DrlRule;

/**
 * A closed program whose given facts can be thought otherwise: what why-not and what-if ask.
 * Immutable.
 */
public sealed interface Revisable permits RevisableProgram, RevisableCase {

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

  /** What makes many sets of changes: to be closed, and safe for use by many threads. */
  default Trials trials() {
    return new Trials() {
      @Override
      public ProofGraph after(List<Change> changes) {
        return Revisable.this.after(changes);
      }

      @Override
      public void close() {}
    };
  }

  /** Thinks facts otherwise many times, each time from how they are. */
  interface Trials extends AutoCloseable {

    /** As {@link Revisable#after}. */
    ProofGraph after(List<Change> changes);

    @Override
    void close();
  }

  /**
   * Whether a fact of this form can come from outside.
   *
   * @param pattern may have variables
   */
  boolean mayAdd(Triple pattern);

  /** Whether a given fact can be taken back. */
  boolean mayRemove(Triple statement);

  /** Whether a fact is stated now, certain or not, by what can be changed. */
  default boolean states(Triple statement) {
    return mayRemove(statement) && Statements.isGiven(graph(), statement);
  }

  /** Whether a fact can be thought to be stated, be it likely or not. */
  default boolean maySay(Triple statement) {
    return true;
  }

  /** What the facts are about, if they are about one subject. */
  default Optional<Node> subject() {
    return Optional.empty();
  }

  /**
   * All that can be said of the subject from outside; empty where there is no subject, and whatever
   * {@link #mayAdd} allows can be said.
   */
  default List<Supply> supplies() {
    return List.of();
  }

  /**
   * Whether adding a statement takes back another one, because only one of both can be said: the
   * values of one field.
   */
  default boolean replaces(Triple added, Triple given) {
    return false;
  }
}
