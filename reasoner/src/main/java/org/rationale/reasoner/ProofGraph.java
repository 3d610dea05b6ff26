package org.rationale.reasoner;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.rationale.kg.Derivation;
import org.rationale.kg.Fact;
import org.rationale.kg.Origin;
import org.rationale.kg.Valuation;
import org.rationale.rules.Rule;

/**
 * All facts of one case over its background, and all derivations of each. Immutable; safe for use
 * by many threads.
 */
public interface ProofGraph {

  /** Every statement that holds in some world, sorted by subject, predicate and object. */
  List<Triple> statements();

  /** The statements about a subject with a predicate, sorted by object. */
  List<Triple> statements(Node subject, Node predicate);

  /** The fact for a statement, or empty if it holds in no world. */
  Optional<Fact> fact(Triple statement);

  /**
   * The statements that rules conclude and that data do not assert without a probability, sorted
   * like {@link #statements()}.
   */
  List<Triple> derived();

  /** Whether a statement holds in every world, whatever was observed. */
  boolean isCertain(Triple statement);

  /** Which kinds of origin a fact has: those of {@link #fact}, without finding its derivations. */
  Set<Origin.Kind> kinds(Triple statement);

  /** How many facts and derivations there are. */
  FactCounts counts();

  /**
   * Every derivation of a statement, each once. The first is the one by which reasoning reached it:
   * its premises were there before it, so that first derivations make a proof without circles.
   */
  List<Derivation> derivations(Triple statement);

  /**
   * The probability of a statement given the {@link #evidence()}; 0 for one that holds in no world.
   */
  Valuation probability(Triple statement);

  /**
   * The probability of a conjunction given the evidence.
   *
   * @param held statements that all hold
   * @param absent statements of which none holds
   */
  Valuation probability(List<Triple> held, List<Triple> absent);

  /**
   * How some proofs of a statement make up its probability.
   *
   * @param proofs of this graph, each of the statement
   * @return empty if circuits would be too large, or if the graph is {@link #incompleteness()
   *     incomplete}
   */
  Optional<ProofShares> shares(Triple statement, List<ProofParts> proofs);

  /** Further questions: bounds, proofs, worlds, sensitivities, many statements at once. */
  ProbabilityQuery ask();

  /** What was observed: conditions that every probability of this graph is taken under. */
  Map<Triple, Boolean> evidence();

  /**
   * Why facts or derivations may be missing, or empty if none is. What is there is right all the
   * same, and a probability that may be too low says so in its guarantee.
   */
  Optional<Incompleteness> incompleteness();

  /** The rules that were reasoned with, in their order; DRL rules are none of them. */
  List<Rule> rules();

  /** Prefixes for people, without colons. */
  Map<String, String> prefixes();

  /** The name for people of a term: its label, else a short form of it. */
  String label(Node term);
}
