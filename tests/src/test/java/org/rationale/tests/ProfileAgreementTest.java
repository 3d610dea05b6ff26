package org.rationale.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.reasoner.Reasoner;
import org.apache.jena.reasoner.ReasonerRegistry;
import org.apache.jena.reasoner.rulesys.GenericRuleReasoner;
import org.apache.jena.reasoner.rulesys.Rule;
import org.apache.jena.riot.out.NodeFmtLib;
import org.apache.jena.sparql.graph.GraphFactory;
import org.apache.jena.vocabulary.OWL;
import org.junit.jupiter.api.Test;
import org.rationale.kg.CertainFact;
import org.rationale.kg.FactReader;
import org.rationale.kg.FactSet;
import org.rationale.kg.RdfFormat;
import org.rationale.reasoner.Inference;
import org.rationale.rules.profile.Profile;

/** Specialised rules conclude what others conclude from the general ones. */
class ProfileAgreementTest {

  private static final int ONTOLOGIES = 60;

  private static final String NS = "http://example.org/";

  private static final String PREFIXES =
      """
      PREFIX : <http://example.org/>
      PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
      PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
      PREFIX owl: <http://www.w3.org/2002/07/owl#>
      PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
      """;

  /** What is stated of these classes is stated only where they are mentioned. */
  private static final String TOP =
      ":Top rdfs:subClassOf owl:Thing . owl:Nothing rdfs:subClassOf :Top .\n";

  /** The tables' rules about lists, for an engine that has to walk a list by rules. */
  private static final String LISTS =
      """
      [(?l rdf:first ?a) -> (?l t:has ?a) (?l t:tail ?l)]
      [(?l rdf:rest ?r) (?r t:has ?a) -> (?l t:has ?a)]
      [(?l rdf:rest ?r) (?r t:tail ?s) -> (?l t:tail ?s)]
      [(?l rdf:first ?c) (?l rdf:rest rdf:nil) (?x rdf:type ?c) -> (?x t:all ?l)]
      [(?l rdf:first ?c) (?l rdf:rest ?r) (?x rdf:type ?c) (?x t:all ?r) -> (?x t:all ?l)]
      [(?c owl:intersectionOf ?l) (?x t:all ?l) -> (?x rdf:type ?c)]
      [(?c owl:intersectionOf ?l) (?l t:has ?d) (?x rdf:type ?c) -> (?x rdf:type ?d)]
      [(?c owl:intersectionOf ?l) (?l t:has ?d) -> (?c rdfs:subClassOf ?d)]
      [(?c owl:unionOf ?l) (?l t:has ?d) (?x rdf:type ?d) -> (?x rdf:type ?c)]
      [(?c owl:unionOf ?l) (?l t:has ?d) -> (?d rdfs:subClassOf ?c)]
      [(?c owl:oneOf ?l) (?l t:has ?x) -> (?x rdf:type ?c)]
      [(?d rdf:type owl:AllDisjointClasses) (?d owl:members ?l) (?l t:tail ?k) (?k rdf:first ?a) (?k rdf:rest ?r) (?r t:has ?b) (?x rdf:type ?a) (?x rdf:type ?b) -> (?x rat:inconsistency 'cax-adc')]
      [(?d rdf:type owl:AllDisjointProperties) (?d owl:members ?l) (?l t:tail ?k) (?k rdf:first ?a) (?k rdf:rest ?r) (?r t:has ?b) (?x ?a ?y) (?x ?b ?y) -> (?x rat:inconsistency 'prp-adp')]
      [(?d rdf:type owl:AllDifferent) (?d owl:distinctMembers ?l) (?l t:tail ?k) (?k rdf:first ?a) (?k rdf:rest ?r) (?r t:has ?b) (?a owl:sameAs ?b) -> (?a rat:inconsistency 'eq-diff3')]
      [(?p owl:propertyChainAxiom ?l) (?l rdf:first ?a) (?l rdf:rest ?r) (?r rdf:first ?b) (?r rdf:rest rdf:nil) (?x ?a ?y) (?y ?b ?z) -> (?x ?p ?z)]
      [(?c owl:hasKey ?l) (?l rdf:first ?a) (?l rdf:rest ?r) (?r rdf:first ?b) (?r rdf:rest rdf:nil) (?x ?a ?v) (?y ?a ?v) (?x ?b ?w) (?y ?b ?w) (?x rdf:type ?c) (?y rdf:type ?c) notEqual(?x ?y) -> (?x owl:sameAs ?y)]
      """;

  @Test
  void rdfsIsWhatJenasReasonerForItConcludes() {
    SplittableRandom random = new SplittableRandom(17);
    int derived = 0;
    for (int i = 0; i < ONTOLOGIES; i++) {
      FactSet data = data(rdfs(random) + facts(random));
      Reasoner reasoner = ReasonerRegistry.getRDFSSimpleReasoner();
      derived +=
          agree(data, Profile.RDFS, reasoner.bind(graph(data)), ProfileAgreementTest::isOfInterest);
    }
    assertThat(derived).isGreaterThan(3 * ONTOLOGIES);
  }

  @Test
  void aPartOfOwlIsWhatJenasReasonerForItConcludes() {
    SplittableRandom random = new SplittableRandom(19);
    int derived = 0;
    for (int i = 0; i < ONTOLOGIES / 4; i++) {
      FactSet data = data(rdfs(random) + properties(random) + facts(random));
      Reasoner reasoner = ReasonerRegistry.getOWLMicroReasoner();
      derived +=
          agree(
              data, Profile.OWL2RL, reasoner.bind(graph(data)), ProfileAgreementTest::isOfInterest);
    }
    assertThat(derived).isGreaterThan(5 * ONTOLOGIES / 4);
  }

  @Test
  void owlIsWhatJenasRuleEngineConcludesFromTheTables() throws IOException {
    SplittableRandom random = new SplittableRandom(23);
    List<Rule> rules = tables();
    assertThat(rules).hasSizeGreaterThan(70);
    int derived = 0;
    for (int i = 0; i < ONTOLOGIES; i++) {
      FactSet data =
          data(TOP + rdfs(random) + properties(random) + classes(random, i) + facts(random));
      GenericRuleReasoner reasoner = new GenericRuleReasoner(rules);
      reasoner.setMode(GenericRuleReasoner.FORWARD_RETE);
      derived += agree(data, Profile.OWL2RL, reasoner.bind(graph(data)), triple -> true);
    }
    assertThat(derived).isGreaterThan(20 * ONTOLOGIES);
  }

  private static int agree(
      FactSet data, Profile profile, Graph theirs, Predicate<Triple> isOfInterest) {
    Set<String> expected = lines(theirs.find().toList(), isOfInterest);
    List<Triple> ontology = data.certain().stream().map(CertainFact::statement).toList();
    Set<String> found =
        lines(
            Inference.run(data, profile.rules(ontology), Optional.empty(), Map.of()).statements(),
            isOfInterest);
    String program = ontology.stream().map(NodeFmtLib::strNT).collect(Collectors.joining("\n"));
    TreeSet<String> missing = new TreeSet<>(expected);
    missing.removeAll(found);
    TreeSet<String> added = new TreeSet<>(found);
    added.removeAll(expected);
    assertThat(missing).as("only they conclude: %s from %s", missing, program).isEmpty();
    assertThat(added).as("only we conclude: %s from %s", added, program).isEmpty();
    return found.size() - lines(ontology, isOfInterest).size();
  }

  /** About our own terms, and no term about itself. */
  private static boolean isOfInterest(Triple triple) {
    boolean isOurs =
        triple.getSubject().toString().startsWith(NS)
            && triple.getObject().toString().startsWith(NS);
    boolean isData =
        triple.getPredicate().toString().startsWith(NS)
            || triple.getPredicate().getLocalName().equals("type");
    return isOurs
        && (isData
            || (triple.getPredicate().getLocalName().startsWith("sub")
                && !triple.getSubject().equals(triple.getObject())));
  }

  private static Set<String> lines(List<Triple> triples, Predicate<Triple> isOfInterest) {
    TreeSet<String> lines = new TreeSet<>();
    for (Triple triple : triples) {
      boolean isRdf = !triple.getSubject().isLiteral() && triple.getPredicate().isURI();
      // What the tables conclude from no premises, and that a term is itself, are tested elsewhere.
      boolean isTold =
          triple.getPredicate().toString().startsWith("urn:t#")
              || isSelf(triple)
              || (triple.getSubject().toString().startsWith("http://www.w3.org/")
                  && triple.getPredicate().getLocalName().equals("type"));
      if (isRdf && !isTold && isOfInterest.test(triple)) {
        lines.add(NodeFmtLib.strNT(triple));
      }
    }
    return lines;
  }

  private static boolean isSelf(Triple triple) {
    Node predicate = triple.getPredicate();
    return predicate.equals(OWL.sameAs.asNode()) && triple.getSubject().equals(triple.getObject());
  }

  private static List<Rule> tables() throws IOException {
    String text;
    try (InputStream in = Profile.class.getResourceAsStream("owl2rl.table")) {
      text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
    String general =
        text.lines()
            .filter(line -> !line.matches(".* (all|some|pair|chain|keys)\\(.*|.*illTyped.*"))
            .collect(Collectors.joining("\n"))
            .replace("differ(", "notEqual(")
            // Jena's RETE engine loses matches of patterns that have one variable twice.
            .replace("(?x ?p ?x)", "(?x ?p ?y) equal(?x ?y)")
            .replaceAll(
                "unequalValues\\((\\S+) (\\S+)\\)", "isLiteral($1) isLiteral($2) notEqual($1 $2)");
    String rules =
        "@prefix t: <urn:t#>\n@prefix rat: <https://w3id.org/rationale#>\n"
            + general
            + "\n"
            + LISTS
            + "[-> (owl:Thing rdf:type owl:Class)] [-> (owl:Nothing rdf:type owl:Class)]";
    return Rule.parseRules(Rule.rulesParserFromReader(new BufferedReader(new StringReader(rules))));
  }

  private static String rdfs(RandomGenerator random) {
    StringBuilder turtle = new StringBuilder();
    for (int i = 0; i < 5; i++) {
      turtle.append(
          switch (random.nextInt(4)) {
            case 0 -> ":p%d rdfs:subPropertyOf :p%d .\n".formatted(any(random), any(random));
            case 1 -> ":p%d rdfs:domain :C%d .\n".formatted(any(random), any(random));
            case 2 -> ":p%d rdfs:range :C%d .\n".formatted(any(random), any(random));
            default -> ":C%d rdfs:subClassOf :C%d .\n".formatted(any(random), any(random));
          });
    }
    return turtle.toString();
  }

  private static String properties(RandomGenerator random) {
    StringBuilder turtle = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      turtle.append(":p%d a owl:ObjectProperty . :C%d a owl:Class .\n".formatted(i, i));
    }
    for (int i = 0; i < 3; i++) {
      turtle.append(
          switch (random.nextInt(5)) {
            case 0 -> ":p%d a owl:TransitiveProperty .\n".formatted(any(random));
            case 1 -> ":p%d a owl:SymmetricProperty .\n".formatted(any(random));
            case 2 -> ":p%d owl:inverseOf :p%d .\n".formatted(any(random), any(random));
            case 3 -> ":p%d owl:equivalentProperty :p%d .\n".formatted(any(random), any(random));
            default -> ":C%d owl:equivalentClass :C%d .\n".formatted(any(random), any(random));
          });
    }
    return turtle.toString();
  }

  private static String classes(RandomGenerator random, int number) {
    StringBuilder turtle = new StringBuilder();
    for (int i = 0; i < 5; i++) {
      int a = any(random);
      int b = any(random);
      int c = any(random);
      turtle.append(
          switch (random.nextInt(18)) {
            case 0 -> ":C%d owl:intersectionOf (:C%d :C%d) .\n".formatted(a, b, c);
            case 1 -> ":C%d owl:unionOf (:C%d :C%d) .\n".formatted(a, b, c);
            case 2 -> ":C%d owl:oneOf (:x%d :x%d) .\n".formatted(a, b, c);
            case 3 -> ":C%d owl:complementOf :C%d .\n".formatted(a, b);
            case 4, 5 ->
                ":R%d owl:onProperty :p%d ; owl:someValuesFrom :C%d .\n".formatted(i, a, b);
            case 6, 7 ->
                ":R%d owl:onProperty :p%d ; owl:allValuesFrom :C%d . :C%d rdfs:subClassOf :R%d .\n"
                    .formatted(i, a, b, c, i);
            case 8, 9 ->
                ":R%d owl:onProperty :p%d ; owl:hasValue :x%d . :C%d rdfs:subClassOf :R%d .\n"
                    .formatted(i, a, b, c, i);
            case 10 ->
                ":R%d owl:onProperty :p%d ; owl:maxCardinality 1 . :C%d rdfs:subClassOf :R%d .\n"
                    .formatted(i, a, c, i)
                    .replace(" 1 ", " '1'^^xsd:nonNegativeInteger ");
            case 11 -> ":C%d owl:disjointWith :C%d .\n".formatted(a, b);
            case 12 ->
                "[] a owl:AllDisjointClasses ; owl:members (:C%d :C%d :C%d) .\n".formatted(a, b, c);
            case 13 ->
                "[] a owl:AllDisjointProperties ; owl:members (:p%d :p%d) .\n".formatted(a, b);
            case 14 -> ":p%d owl:propertyChainAxiom (:p%d :p%d) .\n".formatted(a, b, c);
            case 15 -> ":C%d owl:hasKey (:p%d :p%d) .\n".formatted(a, b, c);
            case 16 -> ":p%d a owl:AsymmetricProperty , owl:IrreflexiveProperty .\n".formatted(a);
            default ->
                "[] owl:sourceIndividual :x%d ; owl:assertionProperty :p%d ; owl:targetIndividual :x%d .\n"
                    .formatted(a, b, c);
          });
    }
    // Equality multiplies all facts, so that only some ontologies have it.
    if (number % 4 == 0) {
      turtle.append(
          random.nextBoolean()
              ? ":p%d a owl:FunctionalProperty .\n".formatted(any(random))
              : ":x%d owl:sameAs :x%d .\n".formatted(any(random), any(random)));
    }
    return turtle.toString();
  }

  private static String facts(RandomGenerator random) {
    StringBuilder turtle = new StringBuilder();
    List<String> subjects = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      subjects.add(":x" + i);
    }
    for (int i = 0; i < 7; i++) {
      String subject = subjects.get(any(random));
      turtle.append(
          random.nextInt(3) == 0
              ? "%s a :C%d .\n".formatted(subject, any(random))
              : "%s :p%d :x%d .\n".formatted(subject, any(random), any(random)));
    }
    return turtle.toString();
  }

  private static int any(RandomGenerator random) {
    return random.nextInt(4);
  }

  private static FactSet data(String turtle) {
    return FactReader.readText(PREFIXES + turtle, RdfFormat.TURTLE, "data.ttl");
  }

  private static Graph graph(FactSet data) {
    Graph graph = GraphFactory.createDefaultGraph();
    data.certain().forEach(fact -> graph.add(fact.statement()));
    return graph;
  }
}
