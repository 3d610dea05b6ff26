package org.rationale.rules.jena;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rationale.kg.Diagnostic;
import org.rationale.kg.InvalidInputException;

class JenaRulesErrorsTest {

  @TempDir private Path folder;

  private static List<Diagnostic> problems(String text) {
    return catchThrowableOfType(
            InvalidInputException.class,
            () -> new JenaRulesReader().readText("@prefix e: <http://e/>\n" + text, "t.rules"))
        .diagnostics();
  }

  private static List<String> found(String text) {
    return problems(text).stream()
        .map(problem -> problem.code() + problem.place().replace("t.rules", ""))
        .toList();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiterString = " | ",
      quoteCharacter = '`',
      value = {
        "[(?x e:p ?y) -> remove(0)]                        | unsupported-built-in:2:17",
        "[(?x e:p ?y) -> (?x e:q ?y) print(?x)]            | unsupported-built-in:2:29",
        "[(?x e:p ?y) now(?z) -> (?x e:q ?z)]              | unsupported-built-in:2:14",
        "[-> table(e:p)]                                   | unsupported-built-in:2:5",
        "[-> tableAll()]                                   | unsupported-built-in:2:5",
        "[(?x e:p ?y) isFunctor(?y) -> (?x e:q ?y)]        | unsupported-built-in:2:14",
        "[(?x e:p ?l) listContains(?l 1) -> (?x e:q 1)]    | unsupported-built-in:2:14",
        "[(?x e:p ?y) unbound(?y) -> (?x e:q 1)]           | unsupported-built-in:2:14",
        "[(?x e:p ?y) -> sum(1 2 ?y)]                      | unsupported-built-in:2:17",
        "[(?x e:p ?y) frobnicate(?y) -> (?x e:q ?y)]       | unknown-built-in:2:14",
        "[(?x e:p ?y) -> frobnicate(?y)]                   | unknown-built-in:2:17",
        "[(?x e:p ?y) lessThan(?y) -> (?x e:q ?y)]         | wrong-arguments:2:14",
        "[(?x e:p ?y) lessThan(?y 1) lessThan(?y 1 2) -> (?x e:q ?y)] | wrong-arguments:2:29",
        "[(?x e:p ?y) noValue(?y) -> (?x e:q ?y)]          | wrong-arguments:2:14",
        "[(?x e:p ?y) makeTemp(?y) -> (?x e:q ?y)]         | wrong-arguments:2:14",
        "[(?x e:p ?y) regex(?y '(') -> (?x e:q ?y)]        | wrong-arguments:2:14",
        "[(?x e:p ?y) regex(?y '(a)' ?a ?b) -> (?x e:q ?b)] | wrong-arguments:2:14",
        "[(?x e:p ?y) lessThan(?z 1) -> (?x e:q ?y)]       | unbound-variable:2:14",
        "[(?x e:p ?y) bound(?z) -> (?x e:q ?y)]            | unbound-variable:2:14",
        "[(?x e:p ?y) sum(?z 1 ?a) -> (?x e:q ?y)]         | unbound-variable:2:14",
        "[(?x e:p ?y) makeTemp(?z) isBNode(?z) -> (?x e:q ?z)] | unbound-variable:2:27",
        "[(?x e:p ?y) -> (?x e:q ?z)]                      | unbound-head-variable:2:17",
        "[(?x e:p f(?y)) -> (?x e:q ?y)]                   | structured-literal:2:2",
        "[(?x e:p ?y) -> (?x e:q f(?y))]                   | structured-literal:2:17",
        "[(?x p ?y) -> (?x e:q ?y)]                        | relative-iri:2:2",
        "[(?x e:p _b) -> (?x e:q 1)]                       | blank-node:2:2",
        "[(?x e:p ?y) -> ('a' e:q ?y)]                     | malformed-triple:2:17",
        "[(?x e:p ?y) -> (?x 'a' ?y)]                      | malformed-triple:2:17",
        "[(?x e:p ?y) -> [(?x e:q ?y) -> (?x e:r ?y)]]     | nested-rule:2:1",
        "[[(?x e:q ?y) <- (?x e:r ?y)] -> (?x e:p 1)]      | nested-rule:2:1",
        "[(?x e:p ?y) (?x e:q) -> (?x e:q ?y)]             | syntax:2:1",
        "[(?x nope:p ?y) -> (?x e:q ?y)]                   | syntax:2:1",
        "[(?x e:p ?y) -> (?x e:q ?y)                       | syntax:2:1",
        "[(?x e:p 'open) -> (?x e:q ?y)]                   | syntax:2:1",
        "[(?x e:p ?y)]                                     | syntax:2:1",
        "@include <rdfs>                                   | include-refused:2:1",
        "@include <http://example.org/a.rules>             | include-refused:2:1",
        "@include <other.rules>                            | include-refused:2:1",
        "@prefix                                           | malformed-directive:2:1",
        "@prefix f: <http://unclosed                       | malformed-directive:2:1",
      })
  void eachMistakeIsNamedWithItsPlace(String text, String expected) {
    assertThat(found(text)).containsExactly(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "remove",
        "drop",
        "hide",
        "print",
        "table",
        "tableAll",
        "now",
        "makeInstance",
        "countLiteralValues",
        "isFunctor",
        "listLength",
        "listEntry",
        "listEqual",
        "listNotEqual",
        "listContains",
        "listNotContains",
        "listMapAsSubject",
        "listMapAsObject",
        "assertDisjointPairs"
      })
  void whatHasNoCounterpartIsRefusedByName(String name) {
    List<Diagnostic> problems = problems("[(?x e:p ?y) %s(?x ?y) -> (?x e:q ?y)]".formatted(name));
    assertThat(problems).hasSize(1);
    assertThat(problems.getFirst().code()).isEqualTo("unsupported-built-in");
    assertThat(problems.getFirst().message()).contains("[" + name + "]");
    assertThat(problems.getFirst().hint()).isNotEmpty();
  }

  @Test
  void everythingThatIsWrongIsReportedAtOnce() {
    assertThat(
            found(
                """
                [a: (?x e:p ?y) now(?z) -> (?x e:q ?w)]
                [b: broken ( ]
                [c: (?x e:p ?y) -> (?x e:q ?y)]
                  [d: (?x q ?y) -> drop(0)]
                [e: (?x e:p ?y) -> drop(0) (?y e:q ?z)]
                """))
        .containsExactly(
            "unsupported-built-in:2:17",
            "syntax:3:1",
            "relative-iri:5:7",
            "unsupported-built-in:6:20",
            "unbound-head-variable:6:28");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "(", "[(", "f(", "[a: ("})
  void deepNestingIsAnErrorAndNoCrash(String opening) {
    assertThat(found(opening.repeat(100_000))).containsExactly("syntax:2:1");
  }

  @Test
  void aFileThatIsNoFileIsNamed() throws IOException {
    Files.writeString(folder.resolve("a.rules"), "@include <missing.rules>\n");
    assertThat(
            catchThrowableOfType(
                    InvalidInputException.class,
                    () ->
                        new JenaRulesReader()
                            .read(List.of(folder, folder.resolve("a.rules"), folder.resolve("b"))))
                .diagnostics())
        .extracting(Diagnostic::code)
        .containsExactly("unreadable-file", "missing-file", "missing-file");
  }

  @Test
  void aFileThatIsNotUtf8IsNamed() throws IOException {
    Path file = Files.write(folder.resolve("a.rules"), new byte[] {(byte) 0xff, (byte) 0xfe, 'a'});
    assertThat(
            catchThrowableOfType(
                    InvalidInputException.class, () -> new JenaRulesReader().read(file))
                .diagnostics())
        .extracting(Diagnostic::code)
        .containsExactly("unreadable-file");
  }
}
