package org.rationale.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.jena.graph.Graph;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFParser;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rationale.datasets.BundledPacks;
import org.rationale.kg.FactReader;
import org.rationale.kg.RdfFormat;
import org.rationale.kg.Shapes;
import org.rationale.reasoner.CaseReader;
import org.rationale.reasoner.Reasoner;

/** The Turtle of a decision conforms to its shapes, and the shapes refuse what does not. */
class DecisionTurtleTest {

  @TempDir static Path folder;

  private static Shapes shapes;
  private static List<String> decisions;

  @BeforeAll
  static void decide() throws IOException {
    Path file = folder.resolve("shapes.ttl");
    try (InputStream in =
        Objects.requireNonNull(DecisionTurtle.class.getResourceAsStream("decision-shapes.ttl"))) {
      Files.copy(in, file);
    }
    shapes = Shapes.read(List.of(file));
    try (Reasoner reasoner = Reasoner.open(BundledPacks.folder("breast-fna"))) {
      decisions =
          reasoner.exampleCases().stream()
              .map(
                  example ->
                      DecisionTurtle.of(
                          reasoner.decide(CaseReader.read(example)), Optional.empty()))
              .toList();
    }
  }

  private static Graph parse(String turtle) {
    return RDFParser.fromString(turtle, Lang.TURTLE).toGraph();
  }

  @Test
  void decisionsConform() {
    assertThat(decisions).hasSizeGreaterThan(7);
    assertThat(decisions).anyMatch(turtle -> turtle.contains("#abstained>"));
    for (String turtle : decisions) {
      assertThat(shapes.validate(parse(turtle))).isEmpty();
    }
  }

  @Test
  void whatIsBrokenDoesNotConform() {
    String turtle = decisions.getFirst();
    assertRefused(turtle, "rat:origin rat:asserted", "rat:origin rat:guessed");
    assertRefused(
        turtle, "rat:origin rat:derived ; sh:sourceRule", "rat:origin rat:derived ; rat:rule");
    assertRefused(
        turtle,
        "<https://w3id.org/rationale#chosen> \"true\"",
        "<https://w3id.org/rationale#chosen> \"perhaps\"");
    assertRefused(turtle, "rationale#sha256> \"", "rationale#sha256> \"x");
    assertRefused(turtle, "rat:modelSha256 \"", "rat:modelSha256 \"x");
    assertRefused(turtle, "rationale#posterior> \"", "rationale#posterior> \"1");
    assertRefused(turtle, "rationale#outcome>", "rationale#result>");
    assertRefused(turtle, "prov:wasDerivedFrom _:r", "prov:wasDerivedFrom _:lost");
  }

  private static void assertRefused(String turtle, String sound, String broken) {
    assertThat(turtle).contains(sound);
    assertThat(shapes.validate(parse(turtle.replace(sound, broken)))).as(broken).isNotEmpty();
  }

  @Test
  void whatWasDecidedCanBeReadAgain() {
    String turtle = decisions.getFirst();
    assertThat(FactReader.readText(turtle, RdfFormat.TURTLE, "decision.ttl").certain())
        .anyMatch(fact -> fact.statement().getPredicate().getURI().endsWith("#outcome"));
  }
}
