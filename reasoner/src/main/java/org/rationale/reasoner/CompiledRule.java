package org.rationale.reasoner;

import java.util.Map;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.riot.out.NodeFmtLib;
import org.apache.jena.sparql.core.Var;
import org.jspecify.annotations.Nullable;
import org.rationale.rules.BodyElement;
import org.rationale.rules.Rule;

/**
 * A rule made ready for matching: variables are slots of an int array, constants are term numbers,
 * and for each place to start from there is a plan whose joins know what is bound when their turn
 * comes.
 *
 * @param index its position among the rules of its program
 * @param layer the number of its layer
 * @param rule what was compiled
 * @param slotNames the variable of each slot; null for slots that only serve a negation or the
 *     inside of a triple term
 * @param substitutionSlots the slots of the body's own variables, in the order in which the body
 *     meets them
 * @param atoms how many patterns the body has
 * @param starts one for each pattern, in the order written
 * @param whole for a body without patterns
 * @param absents what must not hold
 * @param head one for each triple template
 * @param isCertain whether every substitution fires
 * @param makesTerms whether matching it may number terms that were not there
 */
record CompiledRule(
    int index,
    int layer,
    Rule rule,
    @Nullable String[] slotNames,
    int[] substitutionSlots,
    int atoms,
    Start[] starts,
    Step[] whole,
    Absent[] absents,
    Template[] head,
    boolean isCertain,
    boolean makesTerms) {

  /** An operand that has to be built from a node. */
  static final int BUILT = Integer.MIN_VALUE;

  /** A place to start from: how a row binds it, and what follows. */
  record Start(Step.Join row, Step[] plan) {}

  /**
   * What must not hold.
   *
   * @param plan finds its matches once the body's own variables are bound
   * @param atoms how many patterns it has
   * @param outer the variables that the body has met before it
   * @param starts from a row that one of its patterns matches to the solutions of the rule's body
   *     that this may concern, one for each of its patterns
   */
  record Absent(
      BodyElement.Negation negation,
      Step[] plan,
      int atoms,
      Map<Var, Integer> outer,
      Start[] starts) {}

  /**
   * A head triple: an operand that is not negative is a term, a negative one the complement of a
   * slot, {@link #BUILT} is built from the node.
   *
   * @param start from a row that it may have concluded to the solutions
   * @param checked whether a solution may conclude what is no RDF statement, or not this row
   */
  record Template(int s, int p, int o, Triple nodes, Start start, boolean checked) {}

  boolean hasNegation() {
    return absents.length > 0;
  }

  /** Whether its patterns match what sources state and nothing that was concluded. */
  boolean readsDataOnly() {
    return rule.dataOnly();
  }

  /** The same of the patterns of one of its negations. */
  boolean readsDataOnly(Absent absent) {
    return rule.dataOnly() || absent.negation().dataOnly();
  }

  /** The same for the same substitution, whatever the order of matching. */
  private String blankName(int[] solution, TermTable terms) {
    StringBuilder key = new StringBuilder(rule.id());
    for (int slot : substitutionSlots) {
      key.append(' ').append(NodeFmtLib.strNT(terms.term(solution[slot])));
    }
    return "r" + Sha256.of(key.toString()).substring(0, 24);
  }

  /** A head's node under a solution; new blank nodes get names of their own. */
  Node build(Node node, int[] solution, TermTable terms) {
    if (node instanceof Var variable) {
      String name = variable.getVarName();
      for (int slot : substitutionSlots) {
        if (name.equals(slotNames[slot])) {
          return terms.term(solution[slot]);
        }
      }
      return NodeFactory.createBlankNode(
          blankName(solution, terms) + name.replaceAll("[^A-Za-z0-9]", ""));
    }
    if (node.isTripleTerm() && !node.isConcrete()) {
      Triple inner = node.getTriple();
      return NodeFactory.createTripleTerm(
          build(inner.getSubject(), solution, terms),
          build(inner.getPredicate(), solution, terms),
          build(inner.getObject(), solution, terms));
    }
    return node;
  }
}
