package org.rationale.kg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.jena.datatypes.xsd.XSDDatatype;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.sparql.graph.GraphFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShapesTest {

  private static final String SHAPES =
      """
      PREFIX : <http://e/>
      PREFIX sh: <http://www.w3.org/ns/shacl#>
      PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
      :PatientShape a sh:NodeShape ;
        sh:targetClass :Patient ;
        sh:property [ sh:path :age ; sh:name "age" ; sh:order 1 ; sh:maxCount 1 ;
          sh:datatype xsd:integer ; sh:minInclusive 0 ; sh:message "No age." ] ;
        sh:property [ sh:path [ sh:inversePath :knows ] ; sh:class :Person ;
          sh:severity sh:Warning ; sh:nodeKind sh:IRI ] ;
        sh:property [ sh:path :name ; sh:languageIn ( "en" ) ; sh:uniqueLang true ;
          sh:group :g ; sh:description "d" ; sh:defaultValue "x"@en ] .
      """;

  @TempDir private Path folder;

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private List<Diagnostic> errors(String text) throws IOException {
    Path file = file("bad.ttl", text);
    return catchThrowableOfType(InvalidInputException.class, () -> Shapes.read(List.of(file)))
        .diagnostics();
  }

  private static Graph patient() {
    Graph graph = GraphFactory.createDefaultGraph();
    graph.add(SampleFacts.PATIENT);
    return graph;
  }

  @Test
  void conformingDataHaveNoViolations() throws IOException {
    Graph graph = patient();
    graph.add(SampleFacts.AGE);
    assertThat(Shapes.read(List.of(file("s.ttl", SHAPES))).validate(graph)).isEmpty();
  }

  @Test
  void violationsAreSortedAndSayWhereAndWhy() throws IOException {
    Graph graph = patient();
    graph.add(
        SampleFacts.t("ann", "age", NodeFactory.createLiteralDT("-1", XSDDatatype.XSDinteger)));
    graph.add(SampleFacts.t("bob", "knows", SampleFacts.e("ann")));
    List<Violation> found = Shapes.read(List.of(file("s.ttl", SHAPES))).validate(graph);
    assertThat(found).hasSize(2);
    assertThat(found.get(0))
        .satisfies(
            v -> {
              assertThat(v.focus()).isEqualTo(SampleFacts.e("ann"));
              assertThat(v.path()).contains("<http://e/age>");
              assertThat(v.value().map(n -> n.getLiteralLexicalForm())).contains("-1");
              assertThat(v.severity().getURI()).isEqualTo("http://www.w3.org/ns/shacl#Violation");
              assertThat(v.message()).isEqualTo("No age.");
            });
    assertThat(found.get(1))
        .satisfies(
            v -> {
              assertThat(v.path()).contains("^<http://e/knows>");
              assertThat(v.value()).isEqualTo(Optional.of(SampleFacts.e("bob")));
              assertThat(v.severity().getURI()).isEqualTo("http://www.w3.org/ns/shacl#Warning");
            });
  }

  @Test
  void shapesOfSeveralFilesAreOneGraph() throws IOException {
    Path a = file("a.ttl", SHAPES);
    Path b =
        file(
            "b.ttl",
            """
            PREFIX : <http://e/>
            PREFIX sh: <http://www.w3.org/ns/shacl#>
            :PatientShape sh:property [ sh:path :id ; sh:minCount 1 ] .
            """);
    assertThat(Shapes.read(List.of(a, b)).validate(patient()))
        .singleElement()
        .extracting(Violation::path)
        .isEqualTo(Optional.of("<http://e/id>"));
  }

  @Test
  void sparqlConstraintsAreEvaluated() throws IOException {
    Path s =
        file(
            "s.ttl",
            """
            PREFIX : <http://e/>
            PREFIX sh: <http://www.w3.org/ns/shacl#>
            :S a sh:NodeShape ; sh:targetClass :Patient ;
              sh:sparql [ sh:message "Knows itself." ;
                sh:select "SELECT $this { $this <http://e/knows> $this }" ] .
            """);
    Graph graph = patient();
    graph.add(SampleFacts.t("ann", "knows", SampleFacts.e("ann")));
    assertThat(Shapes.read(List.of(s)).validate(graph))
        .singleElement()
        .extracting(Violation::message)
        .isEqualTo("Knows itself.");
  }

  @Test
  void misspeltTermIsAnErrorWithItsPlace() throws IOException {
    assertThat(errors(SHAPES.replace("sh:maxCount", "sh:maxCuont")))
        .singleElement()
        .satisfies(
            d -> {
              assertThat(d.code()).isEqualTo("unknown-shacl-term");
              assertThat(d.place()).contains("bad.ttl:6:");
            });
  }

  @Test
  void malformedShapeIsAnError() throws IOException {
    assertThat(errors(SHAPES.replace("sh:maxCount 1", "sh:maxCount :one")))
        .singleElement()
        .extracting(Diagnostic::code)
        .isEqualTo("shacl-syntax");
  }

  @Test
  void fileWithoutShapesIsAnError() throws IOException {
    assertThat(errors("<http://e/a> <http://e/b> 1 ."))
        .singleElement()
        .extracting(Diagnostic::code)
        .isEqualTo("no-shapes");
  }

  @Test
  void shapeThatReachesOutIsRefused() throws IOException {
    assertThat(
            errors(
                """
                PREFIX sh: <http://www.w3.org/ns/shacl#>
                <http://e/S> a sh:NodeShape ; sh:targetClass <http://e/P> ; sh:sparql [
                  sh:select "SELECT $this { SERVICE <http://localhost:1/> { $this ?p ?o } }" ] .
                """))
        .singleElement()
        .extracting(Diagnostic::code)
        .isEqualTo("shape-refused");
  }
}
