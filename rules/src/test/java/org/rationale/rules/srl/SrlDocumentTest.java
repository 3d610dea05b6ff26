package org.rationale.rules.srl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.rationale.kg.InvalidInputException;
import org.rationale.rules.Stratification;

/** The examples of the language's page are rules, and its list of errors is whole. */
class SrlDocumentTest {

  private static final Path PAGE = Path.of("../docs/srl.md");
  private static final Path SOURCES = Path.of("src/main/java/org/rationale/rules");
  private static final String PROLOGUE = "PREFIX : <http://example.org/>\n";
  private static final Pattern EXAMPLE = Pattern.compile("```srl\n(.*?)```", Pattern.DOTALL);
  private static final Pattern ERROR = Pattern.compile("# an error: (\\S+) (\\d+):(\\d+)\n");
  private static final Pattern CODE =
      Pattern.compile(
          "(?:report|malformed|new Diagnostic)\\(\\s*(?:next,\\s*)?\"([a-z]+(?:-[a-z]+)*)\"");

  private static List<String> examples() throws IOException {
    return EXAMPLE.matcher(Files.readString(PAGE)).results().map(found -> found.group(1)).toList();
  }

  private static void read(String example) {
    Stratification.of(new SrlReader().readText(PROLOGUE + example, "example").rules());
  }

  @Test
  void thereAreExamples() throws IOException {
    assertThat(examples()).hasSizeGreaterThan(20);
  }

  @TestFactory
  Stream<DynamicTest> examplesAreReadOrFailAsThePageSays() throws IOException {
    return examples().stream()
        .map(
            example ->
                DynamicTest.dynamicTest(
                    example.lines().findFirst().orElseThrow(), () -> check(example)));
  }

  private static void check(String example) {
    List<MatchResult> errors = ERROR.matcher(example).results().toList();
    if (errors.isEmpty()) {
      read(example);
      return;
    }
    MatchResult error = errors.getFirst();
    int line = Integer.parseInt(error.group(2)) + 1;
    assertThat(catchThrowableOfType(InvalidInputException.class, () -> read(example)).diagnostics())
        .extracting(problem -> problem.code() + " " + problem.place())
        .containsExactly("%s example:%d:%s".formatted(error.group(1), line, error.group(3)));
  }

  @Test
  void everyCodeOfAnErrorIsOnThePage() throws IOException {
    String page = Files.readString(PAGE);
    List<String> codes =
        Stream.of(SOURCES, SOURCES.resolve("srl")).flatMap(SrlDocumentTest::codesBelow).toList();

    assertThat(codes).hasSizeGreaterThan(30);
    assertThat(codes).allSatisfy(code -> assertThat(page).contains("`" + code + "`"));
  }

  private static Stream<String> codesBelow(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .flatMap(SrlDocumentTest::codesIn)
          .distinct()
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<String> codesIn(Path file) {
    try {
      return CODE.matcher(Files.readString(file)).results().map(found -> found.group(1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
