package org.rationale.rules.drl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.rationale.rules.drl.DrlFixture.compile;
import static org.rationale.rules.drl.DrlFixture.fact;
import static org.rationale.rules.drl.DrlFixture.facts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rationale.kg.Diagnostic;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.Rat;

class TypedFactsTest {

  /** A declared type, a record of the application, and rules that hand both on. */
  private static final String RULES =
      """
      import org.rationale.rules.drl.Dose

      declare Reading
        patient : String
        value : BigDecimal
      end
      declare Alarm
        patient : String
      end

      rule "ex:read" when Statement(predicate == "ex:pulse", $p : subject, $v : decimal)
      then insertLogical(new Reading($p, $v)); end
      rule "ex:read-monitor" when Statement(predicate == "ex:monitor", $p : subject, $v : decimal)
      then insertLogical(new Reading($p, $v)); end
      rule "ex:fast" when Reading($p : patient, value > 100)
      then conclusions.conclude(drools, $p, "ex:triage", "ex:Red"); end

      rule "ex:alarm" when Statement(predicate == "ex:button", $p : subject)
      then insertLogical(new Alarm($p)); end
      rule "ex:ring" when Alarm($p : patient)
      then conclusions.conclude(drools, $p, "ex:rings", true); end
      rule "ex:echo" when Statement(predicate == "ex:rings", $p : subject)
      then insertLogical(new Alarm($p)); end
      rule "ex:calm" when
        Statement(predicate == "ex:bed", $p : subject)
        not Alarm(patient == $p)
      then conclusions.conclude(drools, $p, "ex:is", "ex:Calm"); end
      rule "ex:readings" when
        Statement(predicate == "ex:bed", $p : subject)
        accumulate(Reading(patient == $p, $v : value); $n : count($v))
      then conclusions.conclude(drools, $p, "ex:readings", $n); end

      rule "ex:dose" when Statement(predicate == "ex:weight", $p : subject, $w : decimal)
      then insertLogical(new Dose($p, $w.multiply(new BigDecimal("1.5")))); end
      rule "ex:give" when Dose($p : patient, $mg : milligrams)
      then conclusions.conclude(drools, $p, "ex:give", $mg); end
      """;

  @TempDir private static Path shared;

  private static DrlRules rules;

  @TempDir Path folder;

  @BeforeAll
  static void compileRules() {
    rules = compile(shared, RULES);
  }

  @AfterAll
  static void closeRules() {
    rules.close();
  }

  private static Triple object(String type, String text) {
    Node node = NodeFactory.createURI("java:" + type);
    return Triple.create(node, Rat.WORKING_MEMORY, NodeFactory.createLiteralString(text));
  }

  private static List<Triple> conclusions(List<DrlMatch> matches) {
    return matches.stream().map(DrlMatch::conclusion).toList();
  }

  private static List<DrlMatch> of(List<DrlMatch> matches, String rule) {
    return matches.stream()
        .filter(match -> match.rule().id().equals("http://example.org/" + rule))
        .toList();
  }

  @Test
  void aProofLeadsThroughAnObjectToTheFactsThatItRestsOn() {
    Triple reading = object("example.Reading", "Reading(patient=\"ex:ann\", value=120)");
    List<DrlMatch> matches = rules.fire(facts(":ann :pulse 120 ; :weight 60 ."));
    assertThat(of(matches, "fast"))
        .singleElement()
        .satisfies(
            match -> {
              assertThat(match.premises()).containsExactly(reading);
              assertThat(match.conclusion()).isEqualTo(fact(":ann :triage :Red ."));
            });
    assertThat(of(matches, "read"))
        .singleElement()
        .satisfies(
            match -> {
              assertThat(match.premises()).containsExactly(fact(":ann :pulse 120 ."));
              assertThat(match.conclusion()).isEqualTo(reading);
            });
    assertThat(of(matches, "give"))
        .singleElement()
        .satisfies(
            match ->
                assertThat(match.premises())
                    .containsExactly(
                        object(
                            "org.rationale.rules.drl.Dose",
                            "Dose(patient=\"ex:ann\", milligrams=90.0)")));
  }

  @Test
  void theExampleOfTheDocumentationRuns() throws IOException {
    String page = Files.readString(Path.of("../docs/packs.md"));
    int start = page.indexOf("package ward");
    Path file = folder.resolve("ward.drl");
    Files.writeString(file, page.substring(start, page.indexOf("```", start)));
    String name = "Reading(patient=\"ex:ann\", value=120)";
    assertThat(page).contains(name.replace("\"", "\\\""));
    try (DrlRules ward = compile(List.of(file))) {
      List<DrlMatch> matches =
          ward.fire(facts(":ann :pulse 120 . :m :monitors :ann ; :shows 120 ."));
      assertThat(of(matches, "read-pulse")).hasSize(1);
      assertThat(of(matches, "read-monitor")).hasSize(1);
      assertThat(of(matches, "fast"))
          .singleElement()
          .satisfies(
              match -> {
                assertThat(match.conclusion()).isEqualTo(fact(":ann :triage :Red ."));
                assertThat(match.premises()).containsExactly(object("ward.Reading", name));
              });
    }
  }

  @Test
  void objectsGoWithTheirLastPremise() {
    try (DrlSessions sessions = rules.over(List.of());
        DrlSession session = sessions.open()) {
      assertThat(rules.isIncremental()).isTrue();
      List<DrlMatch> both = session.change(facts(":ann :pulse 120 ; :monitor 120 ."), List.of());
      assertThat(of(both, "fast")).hasSize(1);
      assertThat(both).hasSize(3);
      List<DrlMatch> one = session.change(List.of(), facts(":ann :pulse 120 ."));
      assertThat(of(one, "fast")).hasSize(1);
      assertThat(one).hasSize(2);
      assertThat(session.change(List.of(), facts(":ann :monitor 120 ."))).isEmpty();
      assertThat(session.change(facts(":ann :pulse 110 ."), List.of())).hasSize(2);
    }
  }

  @Test
  void objectsAndStatementsThatOnlySupportEachOtherGoWithTheirBase() {
    try (DrlSessions sessions = rules.over(List.of());
        DrlSession session = sessions.open()) {
      assertThat(session.change(facts(":ann :button 1 ; :bed 1 ."), List.of()))
          .extracting(match -> match.rule().id().replace("http://example.org/", ""))
          .containsExactlyInAnyOrder("alarm", "ring", "echo", "readings");
      assertThat(conclusions(session.change(List.of(), facts(":ann :button 1 ."))))
          .containsExactlyInAnyOrder(fact(":ann :is :Calm ."), fact(":ann :readings 0 ."));
      assertThat(of(session.change(facts(":ann :button 2 ."), List.of()), "calm")).isEmpty();
    }
  }

  @Test
  void objectsCanBeCounted() {
    List<DrlMatch> matches =
        rules.fire(facts(":ann :pulse 60, 70 ; :monitor 70 ; :bed 1 . :bob :pulse 80 ."));
    assertThat(of(matches, "readings"))
        .singleElement()
        .satisfies(
            match -> {
              assertThat(match.conclusion()).isEqualTo(fact(":ann :readings 2 ."));
              assertThat(match.premises())
                  .containsExactly(
                      fact(":ann :bed 1 ."),
                      object("example.Reading", "Reading(patient=\"ex:ann\", value=60)"),
                      object("example.Reading", "Reading(patient=\"ex:ann\", value=70)"));
            });
  }

  @Test
  void whatInsertPutsInGoesWithItsPremisesToo() {
    try (DrlRules rules =
            compile(
                folder,
                """
                rule "ex:in" when Statement(predicate == "ex:a", $p : subject)
                then insert("seen " + $p); insert(java.util.List.of($p, 7)); end
                rule "ex:out" when Statement(predicate == "ex:b", $p : subject)
                  String(this == "seen " + $p)
                then conclusions.conclude(drools, $p, "ex:c", true); end
                """);
        DrlSessions sessions = rules.over(List.of());
        DrlSession session = sessions.open()) {
      List<DrlMatch> matches = session.change(facts(":ann :a 1, 2 ; :b 1 ."), List.of());
      assertThat(conclusions(matches))
          .contains(object("java.lang.String", "\"seen ex:ann\""))
          .anySatisfy(
              conclusion ->
                  assertThat(conclusion.getObject().getLiteralLexicalForm())
                      .isEqualTo("[\"ex:ann\", Integer 7]"));
      assertThat(of(matches, "out")).hasSize(1);
      assertThat(of(session.change(List.of(), facts(":ann :a 1 .")), "out")).hasSize(1);
      assertThat(session.change(List.of(), facts(":ann :a 2 ."))).isEmpty();
    }
  }

  private Diagnostic fails(String rules, String turtle) {
    InvalidInputException thrown =
        catchThrowableOfType(
            InvalidInputException.class,
            () -> {
              try (DrlRules compiled = compile(folder, rules)) {
                compiled.fire(facts(turtle));
              }
            });
    assertThat(thrown.diagnostics()).hasSize(1);
    return thrown.diagnostics().getFirst();
  }

  private String at(int line) {
    return folder.resolve("rules.drl") + ":" + (line + 6);
  }

  @Test
  void whatNoProofCouldNameIsRefusedWithItsPlace() {
    assertThat(fails("global java.util.List results\n", ""))
        .satisfies(
            diagnostic -> {
              assertThat(diagnostic.code()).isEqualTo("drl-global");
              assertThat(diagnostic.place()).startsWith(at(1));
              assertThat(diagnostic.message()).contains("results");
            });
    assertThat(
            fails(
                """

                rule "ex:r" when Statement(predicate == "ex:a")
                then insertLogical(new StringBuilder("x")); end
                """,
                ":ann :a 1 ."))
        .satisfies(
            diagnostic -> {
              assertThat(diagnostic.code()).isEqualTo("drl-object");
              assertThat(diagnostic.place()).startsWith(at(2));
              assertThat(diagnostic.message()).contains("java.lang.StringBuilder");
            });
    assertThat(
            fails(
                """
                rule "ex:r" when Statement(predicate == "ex:a")
                then drools.getRuntime(org.kie.api.runtime.KieSession.class).insert("x"); end
                """,
                ":ann :a 1 ."))
        .satisfies(
            diagnostic -> {
              assertThat(diagnostic.code()).isEqualTo("drl-side-effect");
              assertThat(diagnostic.place()).startsWith(at(1));
            });
  }

  @Test
  void rulesMustNotDeleteOrModifyWhatOthersInserted() {
    for (String deed : List.of("delete", "update")) {
      Diagnostic diagnostic =
          fails(
              """
              import org.rationale.rules.drl.Dose
              rule "ex:in" when Statement(predicate == "ex:a", $p : subject, $v : decimal)
              then %s(new Dose($p, $v)); end
              rule "ex:r" when $d : Dose() then %s($d); end
              """
                  .formatted(deed.equals("delete") ? "insertLogical" : "insert", deed),
              ":ann :a 1 .");
      assertThat(diagnostic.code()).isEqualTo("drl-side-effect");
      assertThat(diagnostic.place()).startsWith(at(4));
    }
  }
}
