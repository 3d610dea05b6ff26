package org.rationale.rules.profile;

import java.util.List;
import java.util.Optional;
import org.apache.jena.graph.Triple;
import org.rationale.kg.Citation;
import org.rationale.rules.Rule;
import org.rationale.rules.RuleSet;

/**
 * A set of rules that the W3C gives for an ontology language, made ready for one ontology.
 *
 * <p>A table's rule such as {@code ?c1 rdfs:subClassOf ?c2 . ?x a ?c1 -> ?x a ?c2} would join every
 * type of every thing with the class hierarchy. Instead there is one rule for each axiom: the
 * axiom's triples are ground premises, so that a proof shows them, and only the data are matched.
 * Rules about the schema alone (such as {@code scm-sco}) stay as they are. The conclusions are the
 * tables', with these limits:
 *
 * <ul>
 *   <li>Nothing is said of every term: {@code eq-ref}, {@code rdfs4a} and their like are left out,
 *       and no rule concludes that a term is the same as itself.
 *   <li>What a table states without premises is stated of terms that the ontology mentions.
 *   <li>{@code eq-rep-s}, {@code eq-rep-p} and {@code eq-rep-o} are there only where {@code
 *       owl:sameAs} is mentioned or some rule concludes it. What the equality of two classes or two
 *       properties makes of the schema is followed where the ontology states it, not where it is
 *       concluded.
 *   <li>Where other rules may conclude schema triples, the rules that read such triples are there
 *       in their general form. Lists are always those of the ontology.
 * </ul>
 *
 * <p>A contradiction is a fact: {@code ?x rat:inconsistency "cax-dw"} says that {@code ?x} is in
 * two disjoint classes, and its proof has the premises.
 *
 * <p>A rule's id is {@code https://w3id.org/rationale/profile/owl2rl#} and the name in the table;
 * the number of the axiom follows where the rule is specialised: {@code cax-sco.1}.
 */
public enum Profile {

  /**
   * Patterns of RDFS entailment: <i>RDF 1.1 Semantics</i>, W3C Recommendation 2014, section 9.2.1.
   */
  RDFS(
      "rdfs",
      "RDF 1.1 Semantics, section 9.2.1",
      "https://www.w3.org/TR/rdf11-mt/#patterns-of-rdfs-entailment-informative"),

  /**
   * OWL 2 RL: <i>OWL 2 Web Ontology Language Profiles (Second Edition)</i>, W3C Recommendation
   * 2012, section 4.3, tables 4 to 9.
   */
  OWL2RL(
      "owl2rl",
      "OWL 2 Profiles, section 4.3",
      "https://www.w3.org/TR/owl2-profiles/" + "#Reasoning_in_OWL_2_RL_and_RDF_Graphs_using_Rules");

  private final String shortName;
  private final String section;
  private final String iri;

  Profile(String shortName, String section, String iri) {
    this.shortName = shortName;
    this.section = section;
    this.iri = iri;
  }

  /** As the command line has it: {@code rdfs}, {@code owl2rl}. */
  public String shortName() {
    return shortName;
  }

  /** Where the rules are from. */
  Citation source() {
    return new Citation(section, Optional.of(iri));
  }

  /**
   * The rules for an ontology where no other rules conclude schema triples.
   *
   * @param ontology its triples, and any others: what is no axiom is passed over. The order of the
   *     rules is that of the tables and then of these triples
   */
  public RuleSet rules(Iterable<Triple> ontology) {
    return rules(ontology, List.of());
  }

  /**
   * The rules for an ontology beside other rules.
   *
   * @param ontology its triples, and any others: what is no axiom is passed over
   * @param others rules that will run together with these
   */
  public RuleSet rules(Iterable<Triple> ontology, List<Rule> others) {
    return new Specialisation(this, RuleTable.of(this), Axioms.of(RuleTable.of(this), ontology))
        .rules(others);
  }
}
