package org.rationale.kg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FactReaderTest {

  private static final String PREFIXES =
      "PREFIX : <http://e/>\nPREFIX rat: <https://w3id.org/rationale#>\n";

  @TempDir private Path folder;

  private static Node e(String name) {
    return NodeFactory.createURI("http://e/" + name);
  }

  private static Triple t(String s, String p, String o) {
    return Triple.create(e(s), e(p), e(o));
  }

  private static FactSet read(String turtle) {
    return FactReader.readText(PREFIXES + turtle, RdfFormat.TURTLE, "a.ttl");
  }

  private static List<Diagnostic> errors(String turtle) {
    return catchThrowableOfType(InvalidInputException.class, () -> read(turtle)).diagnostics();
  }

  private static List<Triple> certain(FactSet facts) {
    return facts.certain().stream().map(CertainFact::statement).toList();
  }

  @Test
  void assertedStatementIsCertainAndKnowsItsSource() {
    assertThat(read(":ann :has :Fever .").certain())
        .containsExactly(new CertainFact(t("ann", "has", "Fever"), "a.ttl"));
  }

  @Test
  void reifiedStatementWithProbabilityIsUncertain() {
    FactSet facts = read("<< :ann :has :Fever >>\n  rat:probability 0.8 .");
    assertThat(facts.certain()).isEmpty();
    assertThat(facts.uncertain())
        .containsExactly(
            new UncertainFact(
                t("ann", "has", "Fever"),
                new Probability(0.8),
                Optional.empty(),
                Optional.empty(),
                "a.ttl",
                "a.ttl:4:19"));
  }

  @Test
  void annotatedStatementIsUncertainAlthoughAsserted() {
    FactSet facts = read(":ann :has :Fever {| rat:probability 0.8 |} . :ann :has :Fever .");
    assertThat(facts.certain()).isEmpty();
    assertThat(facts.uncertain())
        .extracting(UncertainFact::statement)
        .containsExactly(t("ann", "has", "Fever"));
  }

  @Test
  void statementIsUncertainWhereAnotherFileAssertsIt() throws IOException {
    Path a = Files.writeString(folder.resolve("a.ttl"), PREFIXES + ":a :b :c . :a :b :d .");
    Path b =
        Files.writeString(
            folder.resolve("b.ttl"), PREFIXES + "<< :a :b :c >> rat:probability 0.5 .");
    FactSet facts = FactReader.read(List.of(a, b));
    assertThat(certain(facts)).containsExactly(t("a", "b", "d"));
    assertThat(facts.uncertain()).hasSize(1);
  }

  @Test
  void reifiersOfOneStatementAreIndependentSources() {
    FactSet facts =
        read("<< :a :b :c >> rat:probability 0.5 . << :a :b :c >> rat:probability 0.25 .");
    assertThat(facts.uncertain())
        .extracting(f -> f.probability().value())
        .containsExactly(0.5, 0.25);
  }

  @Test
  void alternativesShareTheirChoice() {
    FactSet facts =
        read(
            """
            << :a :gram :Pos >> rat:probability 0.7 ; rat:choice :gram .
            << :a :gram :Neg >> rat:probability 0.3 ; rat:choice :gram .
            """);
    assertThat(facts.uncertain())
        .extracting(UncertainFact::choice)
        .containsExactly(Optional.of(e("gram")), Optional.of(e("gram")));
  }

  @Test
  void probabilityOneWithoutChoiceIsCertain() {
    FactSet facts = read("<< :a :b :c >> rat:probability 1 . :a :b :c .");
    assertThat(certain(facts)).containsExactly(t("a", "b", "c"));
    assertThat(facts.uncertain()).isEmpty();
  }

  @Test
  void otherAnnotationsStayWithTheReification() {
    FactSet facts = read("<< :a :b :c ~ :r >> rat:probability 0.5 ; :by :doctor .");
    assertThat(facts.certain()).hasSize(2);
    assertThat(certain(facts)).contains(t("r", "by", "doctor"));
    assertThat(certain(facts)).anySatisfy(t -> assertThat(t.getObject().isTripleTerm()).isTrue());
    assertThat(facts.uncertain().get(0).reifier()).contains(e("r"));
  }

  @Test
  void reifierThatSomethingRefersToStays() {
    FactSet facts = read("<< :a :b :c ~ :r >> rat:probability 0.5 . :doc :says :r .");
    assertThat(facts.certain()).hasSize(2);
    assertThat(facts.uncertain().get(0).reifier()).contains(e("r"));
  }

  @Test
  void reificationWithoutProbabilityIsPlainRdf() {
    FactSet facts = read("<< :a :b :c >> :by :doctor .");
    assertThat(facts.certain()).hasSize(2);
    assertThat(facts.uncertain()).isEmpty();
  }

  @Test
  void prefixesKeepTheirOrderAndFirstMeaning() {
    FactSet facts = read("PREFIX b: <http://b/> PREFIX a: <http://a/> PREFIX b: <http://c/>");
    assertThat(facts.prefixes().keySet()).containsExactly("", "rat", "b", "a");
    assertThat(facts.prefixes()).containsEntry("b", "http://b/");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1.01", "-0.1", "1e9", "\"NaN\"^^<http://www.w3.org/2001/XMLSchema#double>"})
  void probabilityOutsideTheUnitIntervalIsAnError(String value) {
    assertThat(errors(":x :y :z .\n<< :a :b :c >> rat:probability " + value + " ."))
        .singleElement()
        .satisfies(
            d -> {
              assertThat(d.code()).isEqualTo("probability-out-of-range");
              assertThat(d.place()).startsWith("a.ttl:4:");
              assertThat(d.message()).contains("<http://e/a> <http://e/b> <http://e/c>");
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"high\"",
        ":high",
        "true",
        "\"0.8\"",
        "\"abc\"^^<http://www.w3.org/2001/XMLSchema#decimal>"
      })
  void probabilityThatIsNoNumberIsAnError(String value) {
    assertThat(errors("<< :a :b :c >> rat:probability " + value + " ."))
        .singleElement()
        .extracting(Diagnostic::code)
        .isEqualTo("not-a-number");
  }

  @Test
  void choiceAboveOneIsAnErrorThatListsItsAlternatives() {
    assertThat(
            errors(
                """
                << :a :gram :Pos >> rat:probability 0.7 ; rat:choice :gram .
                << :a :gram :Neg >> rat:probability 0.31 ; rat:choice :gram .
                """))
        .singleElement()
        .satisfies(
            d -> {
              assertThat(d.code()).isEqualTo("choice-above-one");
              assertThat(d.place()).startsWith("a.ttl:4:");
              assertThat(d.message()).contains("<http://e/gram>", "1.01", "a.ttl:3:", "a.ttl:4:");
            });
  }

  @Test
  void choiceMayExceedOneByRounding() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 10; i++) {
      text.append("<< :a :is :o%d >> rat:probability 0.1 ; rat:choice :c .\n".formatted(i));
    }
    text.append("<< :a :is :rest >> rat:probability 1e-10 ; rat:choice :c .");
    assertThat(read(text.toString()).uncertain()).hasSize(11);
  }

  @Test
  void choiceWithoutProbabilityIsAnError() {
    assertThat(errors("<< :a :b :c >> rat:choice :d ."))
        .singleElement()
        .extracting(Diagnostic::code)
        .isEqualTo("choice-without-probability");
  }

  @Test
  void literalAsChoiceIsAnError() {
    assertThat(errors("<< :a :b :c >> rat:probability 0.1 ; rat:choice \"d\" ."))
        .singleElement()
        .extracting(Diagnostic::code)
        .isEqualTo("choice-not-a-node");
  }

  @Test
  void probabilityOfNothingIsAnError() {
    assertThat(errors(":a rat:probability 0.1 ."))
        .singleElement()
        .extracting(Diagnostic::code)
        .isEqualTo("nothing-reified");
  }

  @Test
  void oneReifierOfTwoStatementsHasNoProbability() {
    assertThat(errors("<< :a :b :c ~ :r >> rat:probability 0.1 . << :a :b :d ~ :r >> :x :y ."))
        .singleElement()
        .extracting(Diagnostic::code)
        .isEqualTo("ambiguous-reifier");
  }

  @Test
  void twoProbabilitiesOfOneReifierAreAnError() {
    assertThat(errors("<< :a :b :c >> rat:probability 0.1, 0.2 ."))
        .singleElement()
        .extracting(Diagnostic::code)
        .isEqualTo("ambiguous-value");
  }

  @Test
  void evidenceAmongFactsIsAnError() {
    assertThat(errors("<< :a :b :c >> rat:observed true ."))
        .singleElement()
        .extracting(Diagnostic::code)
        .isEqualTo("evidence-in-data");
  }

  @Test
  void allErrorsAreReportedAtOnce() {
    assertThat(
            errors(
                """
                << :a :b :c >> rat:probability 2 .
                :a rat:probability 0.1 .
                << :a :b :d >> rat:choice :c .
                """))
        .extracting(Diagnostic::code)
        .containsExactly(
            "probability-out-of-range", "nothing-reified", "choice-without-probability");
  }

  @Test
  void syntaxErrorsOfAllFilesHaveLineAndColumn() throws IOException {
    Path a = Files.writeString(folder.resolve("a.ttl"), PREFIXES + ":a :b\n  ] .");
    Path b = Files.writeString(folder.resolve("b.nt"), "<http://e/a> <http://e/b> .\n");
    List<Diagnostic> found =
        catchThrowableOfType(
                InvalidInputException.class,
                () -> FactReader.read(folder, List.of("a.ttl", "b.nt")))
            .diagnostics();
    assertThat(found).extracting(Diagnostic::place).containsExactly("a.ttl:4:3", "b.nt:1:27");
    assertThat(a).isNotEqualTo(b);
  }

  @Test
  void undeclaredPrefixIsAnErrorWithItsPlace() {
    assertThat(errors(":a foo:b :c ."))
        .singleElement()
        .satisfies(
            d -> {
              assertThat(d.place()).isEqualTo("a.ttl:3:4");
              assertThat(d.message()).contains("foo");
            });
  }

  @Test
  void missingFileAndUnknownFormatAreErrors() {
    assertThat(
            catchThrowableOfType(
                    InvalidInputException.class,
                    () -> FactReader.read(folder, List.of("none.ttl", "some.docx")))
                .diagnostics())
        .extracting(Diagnostic::code)
        .containsExactly("no-such-file", "unknown-format");
  }

  @Test
  void textThatIsNotUtf8IsAnError() throws IOException {
    Files.write(
        folder.resolve("latin.ttl"),
        "<http://e/a> <http://e/b> \"\u00e9\" .".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(
            catchThrowableOfType(
                    InvalidInputException.class,
                    () -> FactReader.read(folder, List.of("latin.ttl")))
                .diagnostics())
        .singleElement()
        .extracting(Diagnostic::message)
        .isEqualTo("The text is not UTF-8.");
  }

  @Test
  void damagedGzipIsAnError() throws IOException {
    Files.writeString(folder.resolve("a.ttl.gz"), "this is not gzip");
    assertThat(
            catchThrowableOfType(
                    InvalidInputException.class, () -> FactReader.read(folder, List.of("a.ttl.gz")))
                .diagnostics())
        .singleElement()
        .extracting(Diagnostic::code)
        .isEqualTo("damaged-gzip");
  }

  @Test
  void deepNestingIsAnErrorAndNotACrash() {
    String text = ":a :b " + "[ :b ".repeat(200_000);
    assertThat(errors(text)).singleElement().extracting(Diagnostic::code).isEqualTo("rdf-nesting");
  }

  @Test
  void byteOrderMarkIsSkipped() {
    FactSet facts =
        FactReader.readText("\uFEFF<http://e/a> a <http://e/B> .", RdfFormat.TURTLE, "a.ttl");
    assertThat(facts.certain()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"nt", "ttl", "nq", "trig", "nt.gz", "ttl.gz", "nq.gz", "trig.gz"})
  void everyFormatIsReadByItsExtension(String extension) throws IOException {
    String text =
        """
        <http://e/a> <http://e/b> <http://e/c> .
        _:r <http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies> \
        <<( <http://e/a> <http://e/b> <http://e/d> )>> .
        _:r <https://w3id.org/rationale#probability> \
        "0.5"^^<http://www.w3.org/2001/XMLSchema#decimal> .
        """;
    Path file = folder.resolve("facts." + extension);
    try (OutputStream out =
        extension.endsWith(".gz")
            ? new GZIPOutputStream(Files.newOutputStream(file))
            : Files.newOutputStream(file)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    FactSet facts = FactReader.read(file);
    assertThat(certain(facts)).containsExactly(t("a", "b", "c"));
    assertThat(facts.uncertain())
        .singleElement()
        .satisfies(
            f -> {
              assertThat(f.statement()).isEqualTo(t("a", "b", "d"));
              assertThat(f.place()).startsWith(file + ":3:");
            });
  }

  @Test
  void graphsAreReadTogetherExceptDerivedOnes() {
    FactSet facts =
        FactReader.readText(
            PREFIXES
                + """
                :a :b :c .
                :g { :a :b :d . << :a :b :e >> rat:probability 0.5 . }
                rat:derived { :a :b :f . << :a :b :h >> rat:probability 0.5 ; :x :y . }
                """,
            RdfFormat.TRIG,
            "a.trig");
    assertThat(certain(facts)).containsExactly(t("a", "b", "c"), t("a", "b", "d"));
    assertThat(facts.uncertain())
        .extracting(UncertainFact::statement)
        .containsExactly(t("a", "b", "e"));
  }

  @Test
  void blankNodesAreTheSameOnEveryReadingAndDifferInEveryFile() {
    String text = "_:x <http://e/p> [ <http://e/q> 1 ] .";
    FactSet a = FactReader.readText(text, RdfFormat.TURTLE, "a.ttl");
    assertThat(FactReader.readText(text, RdfFormat.TURTLE, "a.ttl")).isEqualTo(a);
    assertThat(certain(FactReader.readText(text, RdfFormat.TURTLE, "b.ttl")))
        .doesNotContainAnyElementsOf(certain(a));
  }

  @Test
  void relativeIrisDoNotDependOnTheWorkingFolder() {
    FactSet facts = FactReader.readText("<#a> a <B> .", RdfFormat.TURTLE, "data/my facts.ttl");
    Triple triple = certain(facts).get(0);
    assertThat(triple.getSubject().getURI()).isEqualTo("file:///data/my%20facts.ttl#a");
    assertThat(triple.getObject().getURI()).isEqualTo("file:///data/B");
  }

  @Test
  void evidenceKeepsItsOrder() {
    assertThat(
            FactReader.readEvidenceText(
                PREFIXES + "<< :a :b :d >> rat:observed true . << :a :b :c >> rat:observed false .",
                RdfFormat.TURTLE,
                "e.ttl"))
        .containsExactly(
            java.util.Map.entry(t("a", "b", "d"), true),
            java.util.Map.entry(t("a", "b", "c"), false));
  }

  @Test
  void contradictoryEvidenceIsAnErrorThatNamesBothPlaces() {
    assertThat(
            evidenceErrors(
                "<< :a :b :d >> rat:observed true .\n<< :a :b :d >> rat:observed false ."))
        .singleElement()
        .satisfies(
            d -> {
              assertThat(d.code()).isEqualTo("contradictory-evidence");
              assertThat(d.place()).startsWith("e.ttl:4:");
              assertThat(d.message()).contains("e.ttl:3:");
            });
  }

  @Test
  void evidenceHoldsNothingButObservations() {
    assertThat(
            evidenceErrors(":a :b :c . << :a :b :d >> rat:observed 0.5 . :x rat:observed true ."))
        .extracting(Diagnostic::code)
        .containsExactly("not-evidence");
    assertThat(evidenceErrors("<< :a :b :d >> rat:observed 0.5 . :x rat:observed true ."))
        .extracting(Diagnostic::code)
        .containsExactly("not-a-boolean", "nothing-reified");
  }

  private static List<Diagnostic> evidenceErrors(String text) {
    return catchThrowableOfType(
            InvalidInputException.class,
            () -> FactReader.readEvidenceText(PREFIXES + text, RdfFormat.TURTLE, "e.ttl"))
        .diagnostics();
  }
}
