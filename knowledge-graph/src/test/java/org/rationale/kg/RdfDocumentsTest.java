package org.rationale.kg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RdfDocumentsTest {

  @TempDir private Path folder;
  private RdfDocuments documents;

  @BeforeEach
  void open() {
    documents = new RdfDocuments(folder);
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), "PREFIX : <http://e/>\n" + text);
  }

  private static Triple t(String s, String p, String o) {
    return Triple.create(
        NodeFactory.createURI("http://e/" + s),
        NodeFactory.createURI("http://e/" + p),
        NodeFactory.createURI("http://e/" + o));
  }

  @Test
  void aDocumentIsParsedOnceForAllItsReaders() throws IOException {
    write("a.ttl", ":s :p :o .");
    FactSet facts = FactReader.read(documents, List.of("a.ttl"));
    write("a.ttl", "this is not Turtle any more");
    assertThat(documents.graph("a.ttl").find().toList()).containsExactly(t("s", "p", "o"));
    assertThat(FactReader.read(documents, List.of("a.ttl"))).isEqualTo(facts);
    assertThat(documents.size()).isOne();
  }

  @Test
  void factsAreThoseOfTheFilesThemselves() throws IOException {
    write("a.ttl", ":s :p :o .\n<< :s :p :x >> <https://w3id.org/rationale#probability> 0.5 .");
    write("b.nq", "");
    Files.writeString(folder.resolve("b.nq"), "<http://e/s> <http://e/p> _:b <http://e/g> .\n");
    FactSet shared = FactReader.read(documents, List.of("a.ttl", "b.nq"));
    FactSet alone = FactReader.read(List.of(folder.resolve("a.ttl"), folder.resolve("b.nq")));
    assertThat(shared.certain()).hasSameSizeAs(alone.certain());
    assertThat(shared.uncertain()).hasSize(1);
    assertThat(shared.prefixes()).isEqualTo(alone.prefixes());
    assertThat(shared.certain().getFirst().source()).isEqualTo("a.ttl");
    assertThat(documents.graph("b.nq").isEmpty())
        .as("its named graph is no default graph")
        .isTrue();
  }

  @Test
  void eachReaderIsToldWhatIsWrong() throws IOException {
    write("a.ttl", ":s :p .");
    List<Diagnostic> first =
        catchThrowableOfType(
                InvalidInputException.class, () -> FactReader.read(documents, List.of("a.ttl")))
            .diagnostics();
    List<Diagnostic> second =
        catchThrowableOfType(InvalidInputException.class, () -> documents.graph("a.ttl"))
            .diagnostics();
    assertThat(first).isNotEmpty().isEqualTo(second);
    assertThat(first.getFirst().place()).startsWith("a.ttl:2:");
  }
}
