package org.rationale.rules.srl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.jena.graph.Triple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rationale.kg.Diagnostic;
import org.rationale.kg.InvalidInputException;
import org.rationale.rules.RuleSet;
import org.rationale.rules.Stratification;

/** Input that nobody wrote for rules, or somebody wrote to do harm. */
class SrlHostileInputTest {

  private static final int DEEP = 100_000;
  private static final String PREFIX = "PREFIX : <http://e/>\n";

  @TempDir Path folder;

  private static RuleSet read(String text) {
    return new SrlReader().readText(PREFIX + text, "t.srl");
  }

  private static List<Diagnostic> problems(String text) {
    return catchThrowableOfType(InvalidInputException.class, () -> read(text)).diagnostics();
  }

  private static List<String> codes(String text) {
    return problems(text).stream().map(Diagnostic::code).toList();
  }

  private List<String> codesOf(Path file) {
    return catchThrowableOfType(InvalidInputException.class, () -> new SrlReader().read(file))
        .diagnostics()
        .stream()
        .map(Diagnostic::code)
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      quoteCharacter = '`',
      value = {
        "RULE {} WHERE { FILTER( | (    | 1           | )    | ) }",
        "RULE {} WHERE { FILTER( | STR( | 1           | )    | ) }",
        "RULE {} WHERE { FILTER( | <<( :s :p | 1      | )>>  | ) }",
        "RULE {} WHERE { SET(?x := | -( | 1           | )    | ) }",
        "RULE {} WHERE { ?x      | (    | :p          | )    | ?y }",
        "RULE {} WHERE { ?x      | ^(   | :p          | )    | ?y }",
        "RULE {} WHERE { ?x :p   | (    | 1           | )    | }",
        "RULE {} WHERE { ?x :p   | [ :q | 1           | ]    | }",
        "RULE {} WHERE {         | <<   | :s :p :o    | >> :p :o | }",
        "RULE {} WHERE { ?x :p   | <<( :s :p | 1      | )>>  | }",
        "RULE {                  | [ :p | 1           | ]    | :q 1 } WHERE { }",
        "DATA { :s :p            | (    | 1           | )    | }",
        "DATA { :s :p :o         | {| :q 1 | ` `        | |}   | }",
      })
  void deepNestingIsRefusedWithoutExhaustingTheStack(
      String before, String open, String inner, String close, String after) {
    String opened = before + " " + (open + " ").repeat(DEEP);
    String text = opened + inner + (" " + close).repeat(DEEP) + " " + after;

    assertThat(codes(opened)).containsExactly("nested-too-deep");
    assertThat(codes(text + "\nRULE { ?y :p 1 } WHERE { }"))
        .as("reading goes on behind it")
        .containsExactly("nested-too-deep", "unbound-head-variable");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{ ", "NOT { ", "} ", ") ", "OPTIONAL { "})
  void manyBracketsOfBodiesAreRefused(String bracket) {
    assertThat(problems("RULE { } WHERE { " + bracket.repeat(DEEP))).hasSizeLessThan(1002);
  }

  @ParameterizedTest
  @ValueSource(strings = {"!", "-", "+ ", "1 + ", "1 = 1 && ", "?x || ", "2 * ", "1 - "})
  void longChainsOfOperatorsAreRefused(String operator) {
    String body = "RULE {} WHERE { ?x :p 1 FILTER(";

    assertThat(codes(body + operator.repeat(DEEP) + "1) }")).containsExactly("expression-too-long");
    assertThat(read(body + operator.repeat(400) + "1) }").rules()).hasSize(1);
  }

  @Test
  void longTextsThatAreNotDeepAreRead() {
    String path = "RULE {} WHERE { ?x " + ":p/".repeat(DEEP) + ":p ?y }";
    String collection = "DATA { :s :p ( " + "1 ".repeat(DEEP) + ") }";
    String list = "RULE {} WHERE { ?x :p ?y FILTER(?y IN (" + "1, ".repeat(DEEP) + "1)) }";
    String objects = "DATA { :s :p " + "1 , ".repeat(DEEP) + "1 }";

    assertThat(read(path).rules().getFirst().body()).hasSize(DEEP + 1);
    assertThat(read(collection).data()).hasSize(2 * DEEP + 1);
    assertThat(read(list).rules()).hasSize(1);
    assertThat(read(objects).data()).hasSize(DEEP + 1);
  }

  @Test
  void hugeLiteralIsReadAndNeverPrinted() {
    String huge = "x".repeat(10_000_000);

    Triple triple = read("DATA { :s :p '" + huge + "' }").data().getFirst();
    assertThat(triple.getObject().getLiteralLexicalForm()).isEqualTo(huge);
    huge = huge.substring(9_000_000);
    for (String text :
        List.of(
            "DATA { :s '" + huge + "' 1 }",
            "DATA { '" + huge + "' :p 1 }",
            "DATA { :s :p '" + huge,
            "DATA { :s :p <" + huge + "> }",
            "DATA { :s :p " + huge + " }",
            "DATA { :s :p " + huge + ":a }",
            "RULE { ?" + huge + " :p 1 } WHERE { }",
            "RULE { } WHERE { ?x :p ?y FILTER(" + huge + "(?x)) }",
            "#: label '" + huge + "' 1\nRULE { } WHERE { }")) {
      assertThat(problems(text))
          .isNotEmpty()
          .allSatisfy(problem -> assertThat(problem.toString()).hasSizeLessThan(1000));
    }
  }

  @Test
  void namesWithoutEndAreReadOnce() {
    assertThat(codes("DATA { " + "a.".repeat(300_000) + " }")).isNotEmpty();
    assertThat(codes("DATA { :a" + ".".repeat(300_000) + " }")).isNotEmpty();
    assertThat(codes("DATA { " + "<a".repeat(300_000) + " }")).isNotEmpty();
    assertThat(codes("'".repeat(300_001))).isNotEmpty();
  }

  @Test
  void charactersOfEveryPlaneAreReadAsTheyAre() {
    for (int plane = 0; plane <= 16; plane++) {
      String character = Character.toString(plane == 0 ? 0x2603 : (plane << 16) + 0x1234);
      String name = plane == 0 ? "\u4e2d" : plane < 15 ? character : "x";

      Triple triple =
          read("DATA { <http://e/%s#%s> :%s '%s' }"
                  .formatted(character, character, name, character))
              .data()
              .getFirst();

      assertThat(triple.getSubject().getURI()).isEqualTo("http://e/" + character + "#" + character);
      assertThat(triple.getPredicate().getURI()).isEqualTo("http://e/" + name);
      assertThat(triple.getObject().getLiteralLexicalForm()).isEqualTo(character);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DATA { :s :p '\uD83D' }",
        "DATA { :s :p '\uDE00\uD83D' }",
        "DATA { :s :p <http://e/\uDE00> }",
        "DATA { :s :p :\uD83D }",
        "# \uD83D",
        "RULE { ?x\uD83D :p 1 } WHERE { }",
      })
  void halfOfASurrogatePairIsAnError(String text) {
    Diagnostic problem = problems(text).getFirst();

    assertThat(problem.code()).isEqualTo("unpaired-surrogate");
    assertThat(problem.place()).startsWith("t.srl:2:");
    assertThat(problem.message()).contains("U+D").doesNotContain("\uD83D");
  }

  @Test
  void halfOfASurrogatePairInABodyAloneIsAnError() {
    assertThat(
            catchThrowableOfType(
                    InvalidInputException.class,
                    () -> new SrlReader().readBody("?s ?p '\uD83D'", Map.of(), "q"))
                .diagnostics())
        .extracting(Diagnostic::code)
        .containsExactly("unpaired-surrogate");
  }

  @Test
  void folderInPlaceOfAFileIsAnError() {
    assertThat(codesOf(folder)).containsExactly("unreadable-file");
  }

  @Test
  void emptyFileAndByteOrderMarkAreNoErrors() throws IOException {
    Path empty = Files.createFile(folder.resolve("empty.srl"));
    Path marked = Files.writeString(folder.resolve("marked.srl"), "\uFEFF" + PREFIX);

    assertThat(new SrlReader().read(empty).rules()).isEmpty();
    assertThat(new SrlReader().read(marked).prefixes()).containsOnlyKeys("");
    assertThat(new SrlReader().readText("\uFEFF", "t.srl").rules()).isEmpty();
  }

  @Test
  void otherFilesAreErrors() throws IOException {
    Path zeros = Files.write(folder.resolve("zeros.srl"), new byte[1_000_000]);
    Path wide = Files.write(folder.resolve("wide.srl"), PREFIX.getBytes(StandardCharsets.UTF_16));
    Path broken = Files.writeString(folder.resolve("broken.srl.gz"), PREFIX);
    Path words = Files.writeString(folder.resolve("words.srl"), "RULE all of it. ".repeat(100_000));

    assertThat(codesOf(zeros)).containsExactly("syntax");
    assertThat(codesOf(wide)).containsExactly("unreadable-file");
    assertThat(codesOf(broken)).containsExactly("unreadable-file");
    assertThat(codesOf(words)).hasSize(1001).endsWith("too-many-problems");
  }

  @Test
  void problemsOfManyRulesAreNotAllListed() {
    String same = "RULE :r { } WHERE { }\n".repeat(5_000);

    assertThat(codes(same))
        .hasSize(1001)
        .startsWith("duplicate-rule")
        .endsWith("too-many-problems");
  }

  @Test
  void longCycleOfImportsIsReadOnce() throws IOException {
    for (int i = 0; i < 500; i++) {
      Files.writeString(
          folder.resolve(i + ".srl"),
          "IMPORTS <%d.srl> IMPORTS <%d.srl> RULE { } WHERE { }".formatted((i + 1) % 500, i));
    }

    assertThat(new SrlReader().read(folder.resolve("0.srl")).rules()).hasSize(500);
  }

  @Test
  void damagedTextIsReadOrRefused() throws IOException {
    List<String> texts = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/srl/syntax-good"))) {
      for (Path file : files.sorted().toList()) {
        texts.add(Files.readString(file));
      }
    }
    Random random = new Random(20261127);
    int refused = 0;
    for (int i = 0; i < 3_000; i++) {
      String text = damaged(texts.get(random.nextInt(texts.size())), texts, random);
      try {
        new SrlReader().readText(text, "t.srl");
      } catch (InvalidInputException e) {
        refused++;
        assertThat(e.diagnostics())
            .as(text)
            .allSatisfy(
                problem -> {
                  assertThat(problem.place()).matches("t\\.srl:\\d+:\\d+");
                  assertThat(problem.hint()).isNotBlank();
                });
      }
    }
    assertThat(refused).isGreaterThan(2_000);
  }

  /** Some pieces of a text left out, put twice, or put in from another. */
  private static String damaged(String text, List<String> texts, Random random) {
    StringBuilder damaged = new StringBuilder(text);
    for (int i = random.nextInt(3); i >= 0 && !damaged.isEmpty(); i--) {
      int start = random.nextInt(damaged.length());
      int end = Math.min(damaged.length(), start + 1 + random.nextInt(8));
      String other = texts.get(random.nextInt(texts.size()));
      int from = random.nextInt(other.length());
      switch (random.nextInt(4)) {
        case 0 -> damaged.delete(start, end);
        case 1 -> damaged.insert(start, damaged.substring(start, end));
        case 2 -> damaged.insert(start, other, from, Math.min(other.length(), from + 8));
        default -> damaged.setCharAt(start, (char) random.nextInt(0x3000));
      }
    }
    return damaged.toString();
  }

  @Test
  void taxonomyOfAHundredThousandClassesIsReadAndStratified() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < DEEP; i++) {
      text.append("RULE { ?x a :C").append(i + 1).append(" } WHERE { ?x a :C").append(i);
      text.append(" }\n");
    }

    Stratification stratification = Stratification.of(read(text.toString()).rules());

    assertThat(stratification.layers()).hasSize(1);
    assertThat(stratification.layers().getFirst()).hasSize(DEEP);
  }

  @Test
  void manyPredicatesWithNegationsAreReadAndStratified() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 30_000; i++) {
      text.append("RULE :r").append(i).append(" { ?x :p").append(i + 1);
      text.append(" ?y } WHERE { ?x :q ?y NOT { ?y :p").append(i % 10 == 0 ? 0 : i);
      text.append(" ?x } } ");
    }

    assertThat(Stratification.of(read(text.toString()).rules()).layers()).hasSize(10);
  }
}
