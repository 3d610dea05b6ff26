package org.rationale.rules.drl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.rationale.rules.drl.DrlFixture.compile;
import static org.rationale.rules.drl.DrlFixture.facts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rationale.kg.Diagnostic;
import org.rationale.kg.InvalidInputException;

class DrlDiagnosticsTest {

  @TempDir Path folder;

  private List<Diagnostic> wrong(String rules) {
    return catchThrowableOfType(InvalidInputException.class, () -> compile(folder, rules))
        .diagnostics();
  }

  private Diagnostic fails(String rules, String turtle) {
    try (DrlRules compiled = compile(folder, rules)) {
      List<Diagnostic> diagnostics =
          catchThrowableOfType(InvalidInputException.class, () -> compiled.fire(facts(turtle)))
              .diagnostics();
      assertThat(diagnostics).hasSize(1);
      return diagnostics.getFirst();
    }
  }

  private String at(int line) {
    return folder.resolve("rules.drl") + ":" + (line + 6);
  }

  private static String rule(String condition, String consequence) {
    return "rule \"ex:r\" when\n" + condition + "\nthen\n" + consequence + "\nend\n";
  }

  @Test
  void missingFileAndBrokenFileAreReportedTogether() {
    Path broken = DrlFixture.write(folder, "broken.drl", "rule \"ex:a\" when Statement( then end");
    List<Diagnostic> diagnostics =
        catchThrowableOfType(
                InvalidInputException.class,
                () -> DrlFixture.compile(List.of(folder.resolve("none.drl"), broken, folder)))
            .diagnostics();
    assertThat(diagnostics)
        .extracting(Diagnostic::code)
        .contains("drl-missing", "drl-unreadable", "drl-syntax");
    assertThat(diagnostics)
        .filteredOn(diagnostic -> diagnostic.code().equals("drl-syntax"))
        .first()
        .satisfies(diagnostic -> assertThat(diagnostic.place()).startsWith(broken + ":7:"));
  }

  @Test
  void fileThatIsNotUtf8IsReported() throws IOException {
    Path file = Files.write(folder.resolve("latin.drl"), new byte[] {(byte) 0xE4, 0x20});
    assertThat(
            catchThrowableOfType(
                    InvalidInputException.class, () -> DrlFixture.compile(List.of(file)))
                .diagnostics())
        .extracting(Diagnostic::code)
        .containsExactly("drl-encoding");
  }

  @Test
  void everyWrongRuleIsReportedAtItsPlace() {
    List<Diagnostic> diagnostics =
        wrong(
            """
            rule "ex:a" when Statement(predicate == "exx:b", $p : subject) then end
            rule "plain name" when Statement() then end
            rule "ex:a" when Statement(predicate == "http://example.org/c") then end
            rule "ex:b" no-loop when exists Statement(predicate == "ex:c") then end
            query found() Statement() end
            rule "ex:c" extends "ex:a" when then end
            """);
    assertThat(diagnostics)
        .filteredOn(diagnostic -> !diagnostic.code().equals("drl-compile"))
        .extracting(Diagnostic::code)
        .containsExactlyInAnyOrder(
            "drl-unknown-prefix",
            "drl-rule-name",
            "drl-duplicate-rule",
            "drl-spelling",
            "drl-attribute",
            "drl-exists",
            "drl-query",
            "drl-extends");
    assertThat(diagnostics)
        .filteredOn(diagnostic -> diagnostic.code().equals("drl-exists"))
        .first()
        .satisfies(
            diagnostic -> {
              assertThat(diagnostic.place()).startsWith(at(4) + ":");
              assertThat(diagnostic.hint()).contains("Bind the fact instead");
            });
  }

  @Test
  void groupByAndBranchesAreRefused() {
    assertThat(
            wrong(
                rule(
                    """
                    groupby(Statement(predicate == "ex:a", $s : subject, $o : object);
                            $s; $n : count($o))
                    """,
                    "")))
        .extracting(Diagnostic::code)
        .contains("drl-groupby");
    assertThat(wrong(rule("Statement($p : predicate) do[other]", "") + ""))
        .extracting(Diagnostic::code)
        .contains("drl-branch");
  }

  @Test
  void javaErrorInAConsequenceIsReportedAtItsLine() {
    List<Diagnostic> diagnostics =
        wrong(
            rule(
                "Statement(predicate == \"ex:a\", $p : subject)",
                "  int n = 1;\n  String  wrong = n ;\n"));
    assertThat(diagnostics).hasSize(1);
    assertThat(diagnostics.getFirst().code()).isEqualTo("drl-java");
    assertThat(diagnostics.getFirst().place()).isEqualTo(at(5) + ":3");
    assertThat(diagnostics.getFirst().message()).contains("int").contains("String");
    assertThat(diagnostics.getFirst().message()).doesNotContain("\n").doesNotContain("\tat ");
  }

  @Test
  void unknownFieldInAConditionIsReported() {
    List<Diagnostic> diagnostics = wrong(rule("Statement(predikat == \"ex:a\")", ""));
    assertThat(diagnostics).isNotEmpty();
    assertThat(diagnostics.getFirst().message()).contains("predikat");
    assertThat(diagnostics.getFirst().place()).startsWith(folder.resolve("rules.drl").toString());
  }

  @Test
  void unknownPrefixInAConclusionNamesRuleAndTerm() {
    Diagnostic diagnostic =
        fails(
            rule(
                "Statement(predicate == \"ex:a\", $p : subject)",
                "conclusions.conclude(drools, $p, \"wrong:score\", 1);"),
            ":ann :a 1 .");
    assertThat(diagnostic.code()).isEqualTo("drl-bad-conclusion");
    assertThat(diagnostic.place()).startsWith(at(1));
    assertThat(diagnostic.message())
        .contains("http://example.org/r")
        .contains("predicate")
        .contains("wrong:score");
    assertThat(diagnostic.hint()).contains("ex");
  }

  @Test
  void valueThatIsNoTermIsAnError() {
    String condition = "Statement(predicate == \"ex:a\", $p : subject)";
    for (String object :
        List.of("new Object()", "(Object) null", "new Literal(\"x\", \"y:z\", \"\")")) {
      assertThat(
              fails(
                      rule(
                          condition, "conclusions.conclude(drools, $p, \"ex:b\", " + object + ");"),
                      ":ann :a 1 .")
                  .code())
          .isEqualTo("drl-bad-conclusion");
    }
    assertThat(
            fails(rule(condition, "conclusions.conclude(drools, \"ex:b\", $p, 1);"), "_:ann :a 1 .")
                .message())
        .contains("predicate");
  }

  @Test
  void consequenceThatThrowsNamesRuleAndMessage() {
    Diagnostic diagnostic =
        fails(
            rule(
                "Statement(predicate == \"ex:a\", $o : object)",
                "throw new IllegalArgumentException(\"no dose for \" + $o);"),
            ":ann :a 7 .");
    assertThat(diagnostic.code()).isEqualTo("drl-consequence-failed");
    assertThat(diagnostic.place()).startsWith(at(1));
    assertThat(diagnostic.message()).contains("http://example.org/r").contains("no dose for 7");
  }

  @Test
  void conditionThatThrowsNamesTheRule() {
    Diagnostic diagnostic =
        fails(
            rule("Statement(predicate == \"ex:a\", object.toString().substring(9) == \"x\")", ""),
            ":ann :a 7 .");
    assertThat(diagnostic.code()).isEqualTo("drl-condition-failed");
    assertThat(diagnostic.message()).contains("ex:r");
  }

  @Test
  void factsInsertedBesideConclusionsAreRefused() {
    for (String deed :
        List.of("insert(new Statement(\"ex:a\", \"ex:b\", true));", "delete($s);", "update($s);")) {
      Diagnostic diagnostic =
          fails(rule("$s : Statement(predicate == \"ex:a\")", deed), ":ann :a 1 .");
      assertThat(diagnostic.code())
          .isEqualTo(deed.startsWith("insert") ? "drl-object" : "drl-side-effect");
      assertThat(diagnostic.message()).contains("http://example.org/r");
    }
  }

  @Test
  void endlessRecursionIsStoppedAndNamed() {
    Diagnostic diagnostic =
        fails(
            rule(
                "Statement(predicate == \"ex:n\", $p : subject, $n : decimal)",
                "conclusions.conclude(drools, $p, \"ex:n\", $n.add(BigDecimal.ONE));"),
            ":ann :n 1 .");
    assertThat(diagnostic.code()).isEqualTo("drl-endless");
    assertThat(diagnostic.message()).contains("http://example.org/r");
    assertThat(diagnostic.place()).startsWith(at(1));
  }

  @Test
  void ruleThatContradictsItselfIsStopped() {
    assertThat(
            fails(
                    rule(
                        """
                        Statement(predicate == "ex:a", $p : subject)
                        not Statement(subject == $p, predicate == "ex:b")
                        """,
                        "conclusions.conclude(drools, $p, \"ex:b\", true);"),
                    ":ann :a 1 .")
                .code())
        .isEqualTo("drl-endless");
  }

  @Test
  void patternOverOtherTypesIsReported() {
    assertThat(wrong(rule("$o : Object()", "")))
        .extracting(Diagnostic::code)
        .containsExactly("drl-pattern-type");
  }

  @Test
  void closedRulesDoNotFire() {
    DrlRules rules = compile(folder, rule("Statement(predicate == \"ex:a\")", ""));
    rules.close();
    assertThatIllegalStateException().isThrownBy(() -> rules.fire(List.of()));
  }
}
