package org.rationale.kg;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.jena.datatypes.xsd.XSDDatatype;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.riot.out.NodeFmtLib;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FactWriterTest {

  private static final Map<String, String> PREFIXES = Map.of("", "http://e/");

  @TempDir private Path folder;

  static String write(List<Fact> facts, Function<Triple, Valuation> probability, RdfFormat format) {
    try {
      StringBuilder out = new StringBuilder();
      FactWriter.write(facts, probability, PREFIXES, format, out);
      return out.toString();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void turtleShowsCertainUncertainPerceivedAndDerivedFacts() {
    assertThat(write(SampleFacts.FACTS, SampleFacts::probability, RdfFormat.TURTLE))
        .isEqualTo(
            """
            PREFIX : <http://e/>
            PREFIX rat: <https://w3id.org/rationale#>
            PREFIX sh: <http://www.w3.org/ns/shacl#>
            PREFIX prov: <http://www.w3.org/ns/prov#>

            :ann :age 71 .
            << :ann :age 71 ~ _:r1 >> rat:probability 1.0 ; rat:origin rat:perceived ; \
            rat:percept "vitals/1" ; rat:perceptor "vitals" ; \
            rat:score "1.0"^^<http://www.w3.org/2001/XMLSchema#double> ; \
            rat:model "fields" ; rat:modelSha256 "ab12" ; rat:input "vitals" ; \
            rat:inputSha256 "cd34" ; rat:column "age" .
            << :ann :gram :Neg ~ _:r2 >> rat:probability 0.3 ; rat:choice :gram ; \
            rat:origin rat:asserted ; rat:source "a.ttl" .
            << :ann :has :Flu ~ _:r3 >> rat:probability 0.72 ; rat:origin rat:derived ; \
            sh:sourceRule :flu ; rat:fires 0.9 ; prov:wasDerivedFrom _:r4 ; \
            prov:wasDerivedFrom _:r5 ; rat:absent "?x :lacks :Fever" .
            << :ann :has :Flu ~ _:r3-2 >> rat:origin rat:derived ; sh:sourceRule "a.srl#3" ; \
            prov:wasDerivedFrom _:p1 .
            << :ann :shows :Fever ~ _:r4 >> rat:probability 0.9 ; rat:prior 0.8 ; \
            rat:origin rat:perceived ; rat:percept "note/1" ; rat:perceptor "note" ; \
            rat:score "3.25"^^<http://www.w3.org/2001/XMLSchema#double> ; \
            rat:model "minilm" ; rat:modelSha256 "ab12" ; rat:input "note" ; \
            rat:inputSha256 "cd34" ; rat:start 4 ; rat:end 9 ; rat:quote "fever" ; \
            rat:note "matched \\"fever\\"" .
            :ann a :Patient .
            << :ann a :Patient ~ _:r5 >> rat:origin rat:asserted ; rat:source "a.ttl" .
            :ann a :Person .
            << :bob :at :Home ~ _:p1 >> rat:origin rat:premise .
            """);
  }

  @ParameterizedTest
  @EnumSource(RdfFormat.class)
  void orderOfFactsDoesNotReachTheOutput(RdfFormat format) {
    List<Fact> shuffled = new ArrayList<>(SampleFacts.FACTS);
    Collections.shuffle(shuffled, new Random(1));
    assertThat(write(shuffled, SampleFacts::probability, format))
        .isEqualTo(write(SampleFacts.FACTS, SampleFacts::probability, format));
  }

  @ParameterizedTest
  @EnumSource(RdfFormat.class)
  void whatWasDerivedIsNotReadAsData(RdfFormat format) {
    FactSet read =
        FactReader.readText(
            write(SampleFacts.FACTS, SampleFacts::probability, format), format, "x");
    assertThat(read.certain().stream().map(CertainFact::statement))
        .containsExactlyInAnyOrder(
            SampleFacts.t("ann", "age", NodeFactory.createLiteralDT("71", XSDDatatype.XSDinteger)),
            SampleFacts.PATIENT,
            SampleFacts.PERSON);
    assertThat(read.uncertain())
        .extracting(UncertainFact::statement)
        .containsExactlyInAnyOrder(SampleFacts.GRAM, SampleFacts.FEVER);
    assertThat(read.uncertain())
        .extracting(f -> f.probability().value())
        .containsExactlyInAnyOrder(0.3, 0.8);
  }

  @ParameterizedTest
  @EnumSource(RdfFormat.class)
  void whatIsReadAgainIsWhatWasWritten(RdfFormat format) {
    for (int seed = 0; seed < 60; seed++) {
      List<Fact> facts = new RandomFacts(seed).facts();
      FactSet read =
          FactReader.readText(write(facts, RandomFacts::probability, format), format, "x");
      assertThat(lines(read)).as("seed %d", seed).isEqualTo(lines(facts));
    }
  }

  @Test
  void fileIsReplacedAsAWholeAndMayBeGzipped() throws IOException {
    Path file = Files.writeString(folder.resolve("facts.ttl.gz"), "old");
    FactWriter.writeFile(
        SampleFacts.FACTS, SampleFacts::probability, PREFIXES, RdfFormat.TURTLE, file);
    assertThat(FactReader.read(file).uncertain()).hasSize(2);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void estimatedProbabilityHasItsInterval() {
    Fact fact = new Fact(SampleFacts.FEVER, List.of(new Origin.Derived(List.of())));
    String text =
        write(
            List.of(fact),
            t ->
                new Valuation(
                    new Probability(0.5),
                    new Guarantee.Estimated(
                        1000, new Probability(0.47), new Probability(1e-12).complement())),
            RdfFormat.TURTLE);
    assertThat(text)
        .contains(
            "rat:probability 0.5 ; rat:guarantee \"estimated\" ; rat:lower 0.47 ; rat:upper"
                + " 0.999999999999 ;");
  }

  /** Sources as lines, with blank nodes named by their order of first use in sorted facts. */
  private static List<String> lines(List<Fact> facts) {
    Set<String> lines = new TreeSet<>();
    for (Fact fact : facts) {
      for (Origin origin : fact.origins()) {
        if (origin instanceof Origin.Asserted a) {
          lines.add(line(fact.statement(), a.probability(), a.choice()));
        }
      }
    }
    return List.copyOf(lines);
  }

  private static List<String> lines(FactSet facts) {
    Set<String> lines = new TreeSet<>();
    facts.certain().forEach(f -> lines.add(line(f.statement(), Probability.ONE, Optional.empty())));
    facts.uncertain().forEach(f -> lines.add(line(f.statement(), f.probability(), f.choice())));
    return List.copyOf(lines);
  }

  private static String line(Triple t, Probability p, Optional<Node> choice) {
    return "%s %s %s | %s | %s"
        .formatted(
            show(t.getSubject()),
            show(t.getPredicate()),
            show(t.getObject()),
            p.value(),
            choice.map(FactWriterTest::show).orElse("-"));
  }

  /** Labels of blank nodes are not kept; that a node is one and where it stands is compared. */
  private static String show(Node node) {
    if (node.isBlank()) {
      return "_:";
    }
    if (node.isTripleTerm()) {
      Triple t = node.getTriple();
      return "<<( %s %s %s )>>"
          .formatted(show(t.getSubject()), show(t.getPredicate()), show(t.getObject()));
    }
    return NodeFmtLib.strNT(node);
  }

  /** Facts with terms that are easy to write wrongly. */
  private static final class RandomFacts {
    private static final String[] TEXTS = {
      "",
      "plain",
      "\"",
      "\\",
      "\n\r\t\b\f",
      "'''\"\"\"",
      "é 😀 \u0007\u007f",
      "\\u0041",
      "<>{}|^`",
      "a b"
    };
    private static final String[] LOCAL = {
      "a", "a.b", "a.", "-a", "1", "a%20b", "a/b", "a#b", "a(b)", "é", "a:b", "_", "a'b", "a?b=c&d"
    };
    private final Random random;
    private final Map<Node, Double> choices = new HashMap<>();

    RandomFacts(int seed) {
      random = new Random(seed);
    }

    static Valuation probability(Triple t) {
      // Any function will do: what is computed is not read back.
      return new Valuation(new Probability((t.toString().length() % 4) / 3.0), Guarantee.EXACT);
    }

    List<Fact> facts() {
      Map<Triple, List<Origin>> origins = new HashMap<>();
      for (int i = 0; i < 30; i++) {
        Triple t = Triple.create(subject(), iri(), object(2));
        List<Origin> of = origins.computeIfAbsent(t, k -> new ArrayList<>());
        for (int n = 1 + random.nextInt(3) / 2; n > 0; n--) {
          of.add(asserted());
        }
        if (random.nextInt(4) == 0) {
          of.add(derived(t, origins.keySet().iterator().next()));
        }
      }
      return origins.entrySet().stream().map(e -> new Fact(e.getKey(), e.getValue())).toList();
    }

    private Origin asserted() {
      if (random.nextInt(3) == 0) {
        return new Origin.Asserted("a.ttl", Probability.ONE, Optional.empty());
      }
      double p = random.nextInt(5) == 0 ? random.nextDouble() * 1e-12 : random.nextDouble();
      Node choice =
          random.nextBoolean() ? iri() : NodeFactory.createBlankNode("c" + random.nextInt(2));
      if (random.nextBoolean() || choices.merge(choice, p, Double::sum) > 1) {
        return new Origin.Asserted("a.ttl", new Probability(p), Optional.empty());
      }
      return new Origin.Asserted("a.ttl", new Probability(p), Optional.of(choice));
    }

    private static Origin derived(Triple conclusion, Triple premise) {
      return new Origin.Derived(
          List.of(
              new Derivation(
                  "http://e/rule",
                  "",
                  Optional.empty(),
                  Probability.ONE,
                  Map.of(),
                  List.of(premise),
                  List.of(),
                  conclusion)));
    }

    private Node iri() {
      return NodeFactory.createURI("http://e/" + LOCAL[random.nextInt(LOCAL.length)]);
    }

    private Node subject() {
      return random.nextInt(4) == 0 ? NodeFactory.createBlankNode("r" + random.nextInt(3)) : iri();
    }

    private Node object(int depth) {
      String text = TEXTS[random.nextInt(TEXTS.length)];
      return switch (random.nextInt(depth > 0 ? 9 : 8)) {
        case 0 -> iri();
        case 1 -> subject();
        case 2 -> NodeFactory.createLiteralString(text);
        case 3 -> NodeFactory.createLiteralLang(text, "en-GB");
        case 4 -> NodeFactory.createLiteralDirLang(text, "ar", "rtl");
        case 5 -> NodeFactory.createLiteralDT("0" + random.nextInt(9), XSDDatatype.XSDinteger);
        case 6 -> NodeFactory.createLiteralDT("1.", XSDDatatype.XSDdecimal);
        case 7 -> NodeFactory.createLiteralDT(text, NodeFactory.getType("http://e/type"));
        default -> NodeFactory.createTripleTerm(subject(), iri(), object(depth - 1));
      };
    }
  }
}
