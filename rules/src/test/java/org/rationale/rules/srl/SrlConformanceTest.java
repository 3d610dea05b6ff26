package org.rationale.rules.srl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.rationale.kg.InvalidInputException;
import org.rationale.rules.RuleSet;
import org.rationale.rules.Stratification;

/**
 * The files below {@code src/test/resources/srl}, a folder for what is good and for what is bad of
 * each kind. Their first line is a comment that says what reading them comes to: how many rules and
 * triples, how many layers, or each problem with its line and column.
 */
class SrlConformanceTest {

  private static final Path FOLDER = Path.of("src/test/resources/srl");

  /** At least so many, so that nothing passes on an empty folder. */
  private static final Map<String, Integer> KINDS =
      Map.of(
          "syntax-good", 70,
          "syntax-bad", 130,
          "wellformed-good", 25,
          "wellformed-bad", 30,
          "stratification-good", 24,
          "stratification-bad", 24);

  private static List<Path> files(String kind) throws IOException {
    try (Stream<Path> files = Files.list(FOLDER.resolve(kind))) {
      return files.sorted().toList();
    }
  }

  private static Stream<DynamicTest> tests(String kind, CheckOfFile check) throws IOException {
    return files(kind).stream()
        .map(
            file ->
                DynamicTest.dynamicTest(
                    file.getFileName().toString(),
                    () ->
                        check.run(file, Files.readString(file).lines().findFirst().orElseThrow())));
  }

  private interface CheckOfFile {
    void run(Path file, String expectation);
  }

  private static RuleSet read(Path file) {
    return new SrlReader().read(file);
  }

  private static void isRead(Path file, String expectation) {
    RuleSet rules = read(file);

    assertThat("# rules %d, data %d".formatted(rules.rules().size(), rules.data().size()))
        .isEqualTo(expectation);
  }

  private static void fails(ThrowingCallable call, Path file, String expectation) {
    InvalidInputException invalid = catchThrowableOfType(InvalidInputException.class, call);

    assertThat(invalid).as("what is wrong").isNotNull();
    assertThat(
            invalid.diagnostics().stream()
                .map(
                    problem -> problem.code() + problem.place().replace(file.toString() + ":", " "))
                .toList())
        .containsExactly(expectation.substring(2).split(", ", -1));
    assertThat(invalid.diagnostics())
        .allSatisfy(problem -> assertThat(problem.message()).isNotBlank())
        .allSatisfy(problem -> assertThat(problem.hint()).isNotBlank());
  }

  @Test
  void thereAreFilesOfEachKind() throws IOException {
    for (Map.Entry<String, Integer> kind : KINDS.entrySet()) {
      assertThat(files(kind.getKey())).hasSizeGreaterThanOrEqualTo(kind.getValue());
    }
  }

  @TestFactory
  Stream<DynamicTest> goodSyntaxIsRead() throws IOException {
    return tests("syntax-good", SrlConformanceTest::isRead);
  }

  @TestFactory
  Stream<DynamicTest> badSyntaxIsFoundWhereItIs() throws IOException {
    return tests("syntax-bad", (file, text) -> fails(() -> read(file), file, text));
  }

  @TestFactory
  Stream<DynamicTest> wellFormedRulesAreRead() throws IOException {
    return tests("wellformed-good", SrlConformanceTest::isRead);
  }

  @TestFactory
  Stream<DynamicTest> illFormedRulesAreFoundWhereTheyAre() throws IOException {
    return tests("wellformed-bad", (file, text) -> fails(() -> read(file), file, text));
  }

  @TestFactory
  Stream<DynamicTest> rulesWithoutBadCyclesHaveLayers() throws IOException {
    return tests(
        "stratification-good",
        (file, text) -> {
          Stratification stratification = Stratification.of(read(file).rules());

          assertThat("# layers " + stratification.layers().size()).isEqualTo(text);
          assertThat(stratification.layers()).allSatisfy(layer -> assertThat(layer).isNotEmpty());
        });
  }

  @TestFactory
  Stream<DynamicTest> badCyclesAreFoundWhereTheyAre() throws IOException {
    return tests(
        "stratification-bad",
        (file, text) -> {
          RuleSet rules = read(file);
          fails(() -> Stratification.of(rules.rules()), file, text);
        });
  }
}
