package org.rationale.kg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.jena.graph.Graph;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFParser;
import org.apache.jena.shared.JenaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnowledgeGraphTest {

  private static final KnowledgeGraph GRAPH =
      KnowledgeGraph.of(SampleFacts.FACTS, SampleFacts::probability, Map.of("", "http://e/"));

  private static String csv(String sparql) {
    return GRAPH.query(sparql, "q", ResultFormat.CSV, Optional.empty()).replace("\r", "");
  }

  private static Diagnostic error(String sparql) {
    return catchThrowableOfType(InvalidInputException.class, () -> csv(sparql))
        .diagnostics()
        .get(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT ?s ?o ?x { ?s ?p ?o {| rat:probability ?x |} }",
        "SELECT ?s ?o ?x { << ?s ?p ?o >> rat:probability ?x }",
        "SELECT ?s ?o ?x { ?r rdf:reifies <<( ?s ?p ?o )>> ; rat:probability ?x }"
      })
  void probabilityOfAFactHasOneRow(String sparql) {
    assertThat(csv("PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> " + sparql))
        .isEqualTo(
            """
            s,o,x
            http://e/ann,71,1.0
            http://e/ann,http://e/Fever,0.9
            http://e/ann,http://e/Flu,0.72
            http://e/ann,http://e/Neg,0.3
            """);
  }

  @Test
  void premisesOfADerivationAreFoundThroughItsReifier() {
    assertThat(
            csv(
                "SELECT ?o { << :ann :has :Flu >> sh:sourceRule :flu ; prov:wasDerivedFrom ?r ."
                    + " << ?s ?p ?o ~ ?r >> rat:origin ?any }"))
        .isEqualTo("o\nhttp://e/Fever\nhttp://e/Patient\n");
  }

  @Test
  void originsAreNamedGraphs() {
    assertThat(csv("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"))
        .isEqualTo(
            """
            g,n
            https://w3id.org/rationale#asserted,3
            https://w3id.org/rationale#derived,1
            https://w3id.org/rationale#perceived,2
            """);
  }

  @Test
  void queriedAnnotationsAreThoseThatAreWritten() {
    Graph written =
        RDFParser.fromString(
                FactWriterTest.write(SampleFacts.FACTS, SampleFacts::probability, RdfFormat.TURTLE),
                Lang.TURTLE)
            .toGraph();
    SampleFacts.FACTS.forEach(f -> written.add(f.statement()));
    assertThat(GRAPH.dataset().asDatasetGraph().getDefaultGraph().isIsomorphicWith(written))
        .isTrue();
  }

  @Test
  void everyFormatIsWritten() {
    String ask = "ASK { :ann :has :Flu }";
    assertThat(GRAPH.query(ask, "q", ResultFormat.TEXT, Optional.empty())).isEqualTo("true\n");
    assertThat(GRAPH.query(ask, "q", ResultFormat.JSON, Optional.empty()))
        .contains("\"boolean\" : true");
    String select = "SELECT ?o { :ann :has ?o }";
    assertThat(GRAPH.query(select, "q", ResultFormat.TEXT, Optional.empty())).contains("| :Flu |");
    assertThat(GRAPH.query(select, "q", ResultFormat.TSV, Optional.empty()))
        .isEqualTo("?o\n<http://e/Flu>\n");
    assertThat(GRAPH.query(select, "q", ResultFormat.JSON, Optional.empty()))
        .contains("\"value\": \"http://e/Flu\"");
  }

  @Test
  void constructAndDescribeGiveSortedTurtle() {
    assertThat(csv("CONSTRUCT { ?o :of ?s } { ?s :has|:shows ?o }"))
        .endsWith("\n:Fever :of :ann .\n:Flu :of :ann .\n");
    assertThat(csv("DESCRIBE :ann")).contains(":ann :has :Flu .", ":ann a :Person .");
  }

  @Test
  void orderOfTheQueryIsKept() {
    assertThat(csv("SELECT ?o { :ann a ?o } ORDER BY DESC(?o)"))
        .isEqualTo("o\nhttp://e/Person\nhttp://e/Patient\n");
  }

  @Test
  void callersCannotChangeTheGraph() {
    assertThatThrownBy(
            () -> GRAPH.dataset().asDatasetGraph().getDefaultGraph().add(SampleFacts.HOME))
        .isInstanceOf(JenaException.class);
    assertThatThrownBy(
            () -> GRAPH.dataset().asDatasetGraph().getGraph(Rat.ASSERTED).add(SampleFacts.HOME))
        .isInstanceOf(JenaException.class);
    assertThatThrownBy(() -> GRAPH.dataset().asDatasetGraph().removeGraph(Rat.ASSERTED))
        .isInstanceOfAny(JenaException.class, UnsupportedOperationException.class);
    assertThat(csv("ASK { :bob :at :Home }")).contains("false");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * { SERVICE <http://localhost:1/> { ?s ?p ?o } }",
        "SELECT * { ?s ?p ?o FILTER EXISTS { SERVICE SILENT <http://localhost:1/> { ?s ?q ?o } } }",
        "SELECT * { { SELECT * { OPTIONAL { SERVICE ?s { ?s ?p ?o } } } } }",
        "ASK { ?s ?p ?o MINUS { SERVICE <file:///etc/passwd> { ?s ?p ?o } } }",
        "SELECT (<java:java.lang.Runtime>() AS ?x) { }",
        "PREFIX j: <java:a.b.> SELECT * { ?s ?p ?o FILTER(j:C(?s)) }",
        "SELECT ?s { ?s ?p ?o } ORDER BY <java:a.B>(?s)",
        "SELECT ?s { ?s ?p ?o } GROUP BY ?s HAVING(<java:a.B>(?s))",
        "SELECT (SUM(<java:a.B>(?o)) AS ?n) { ?s ?p ?o }",
        "SELECT ?s { ?s ?p ?o } ORDER BY EXISTS { SERVICE ?s { ?s ?q ?x } }",
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY (<java:a.B>(?s) AS ?k)",
        "SELECT (GROUP_CONCAT(<java:a.B>(?o); SEPARATOR=' ') AS ?n) { ?s ?p ?o }",
        "SELECT * { ?s <java:a.B> ?o }",
        "LOAD <http://localhost:1/>",
        "INSERT DATA { <http://e/a> <http://e/b> <http://e/c> }",
        "CLEAR ALL"
      })
  void whatReachesOutOrChangesFactsIsRefused(String sparql) {
    assertThat(error(sparql).code()).isEqualTo("query-refused");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM <http://localhost:1/> { ?s ?p ?o }",
        "SELECT * FROM NAMED <file:///etc/passwd> { GRAPH ?g { ?s ?p ?o } }"
      })
  void datasetsOfAQueryAreNotLoaded(String sparql) {
    assertThat(csv(sparql).lines()).hasSize(1);
  }

  @Test
  void syntaxErrorHasLineAndColumn() {
    Diagnostic error = error("SELECT * {\n  ?s ?p ?o . } }");
    assertThat(error.code()).isEqualTo("sparql-syntax");
    assertThat(error.place()).isEqualTo("q:2:16");
    assertThat(error("SELECT * { ?s foo:p ?o }").message())
        .isEqualTo("Unresolved prefixed name: foo:p");
  }

  @Test
  void queryThatTakesTooLongIsStopped() {
    List<Fact> facts = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      facts.add(
          new Fact(
              SampleFacts.t("s" + i, "p", SampleFacts.e("o")),
              List.of(new Origin.Asserted("a", Probability.ONE, Optional.empty()))));
    }
    KnowledgeGraph large = KnowledgeGraph.of(facts, t -> Valuation.CERTAIN, Map.of());
    assertThatThrownBy(
            () ->
                large.query(
                    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
                    "q",
                    ResultFormat.CSV,
                    Optional.of(Duration.ofMillis(50))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("stopped after (50) ms");
  }
}
