package org.rationale.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rationale.explanations.DecisionReport;
import org.rationale.explanations.Explainer;
import org.rationale.explanations.Explanation;
import org.rationale.tests.BundledCases.BundledCase;

/**
 * What is told of every bundled case, word by word. The files are written anew by
 *
 * <pre>
 * mvn -q -pl tests -am test -Dtest=GoldenExplanationsTest -Dsurefire.failIfNoSpecifiedTests=false -Drationale.golden=write
 * </pre>
 *
 * <p>and their difference is read before it is kept. Percentages may differ by a point: quantised
 * models do not give the same on every processor.
 */
class GoldenExplanationsTest {

  private static final Path FOLDER = Path.of("src", "test", "resources", "golden");
  private static final boolean WRITE = "write".equals(System.getProperty("rationale.golden"));
  private static final Pattern PERCENT = Pattern.compile("(?:[<>] )?(\\d+(?:\\.\\d+)?)%");
  private static final double POINT = 1.0;

  /** Of a page; its certificate and what to ask next need a sixth of a megabyte at most. */
  private static final int MOST_BYTES = 800_000;

  static Stream<BundledCase> cases() {
    return BundledCases.all().stream();
  }

  private static Path file(BundledCase one) {
    String name = one.file().getFileName().toString().replace(".json", ".txt");
    return FOLDER.resolve(one.pack()).resolve(name);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theExplanationIsTheOneThatWasRead(BundledCase one) throws IOException {
    Explanation explanation = Explainer.explain(one.decision());
    String told = DecisionReport.text(explanation);
    assertThat(DecisionReport.html(explanation).getBytes(StandardCharsets.UTF_8).length)
        .isLessThan(MOST_BYTES);
    if (WRITE) {
      Files.createDirectories(file(one).getParent());
      Files.writeString(file(one), told);
    }
    String golden = Files.readString(file(one));
    assertThat(firstDifference(words(told), words(golden))).isEmpty();
    List<Double> actual = percentages(told);
    List<Double> expected = percentages(golden);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(actual.get(i)).isCloseTo(expected.get(i), within(POINT));
    }
  }

  @Test
  void noFileIsLeftOver() throws IOException {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      assertThat(files.filter(Files::isRegularFile))
          .containsExactlyInAnyOrderElementsOf(cases().map(GoldenExplanationsTest::file).toList());
    }
  }

  /**
   * Without numbers, bars and where lines were broken. The pack's hash says only that it changed.
   */
  private static String words(String text) {
    return PERCENT
        .matcher(text)
        .replaceAll("%")
        .replaceAll("[█░│├└─]", " ")
        .replaceAll("\\s+", " ")
        .replaceAll("SHA-256 [0-9a-f]{64}", "SHA-256");
  }

  /** Where two texts part, with some words around it; empty if they are the same. */
  private static String firstDifference(String told, String golden) {
    int at = Arrays.mismatch(told.toCharArray(), golden.toCharArray());
    return at < 0
        ? ""
        : "told «%s», but the file has «%s»".formatted(around(told, at), around(golden, at));
  }

  private static String around(String text, int at) {
    return text.substring(Math.max(0, at - 60), Math.min(text.length(), at + 120));
  }

  private static List<Double> percentages(String text) {
    return PERCENT
        .matcher(text)
        .results()
        .map((MatchResult found) -> Double.valueOf(found.group(1)))
        .toList();
  }
}
