package org.rationale.explanations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rationale.explanations.WhyNot.Attempt;
import org.rationale.explanations.WhyNot.Element;
import org.rationale.kg.FactReader;
import org.rationale.kg.RdfFormat;
import org.rationale.reasoner.Limits;
import org.rationale.rules.drl.DrlRules;
import org.rationale.rules.srl.SrlReader;

/** What DRL rules lack, as far as their text says. */
class NearestDrlRulesTest {

  private static final String DRL =
      """
      package p
      import org.rationale.rules.drl.Statement
      global org.rationale.rules.drl.Conclusions conclusions

      rule ":score"
      @text("{$p} has a score of {$n}")
      @source("A table")
      when
        Statement($p : subject, predicate == ":age")
        Statement(subject == $p, predicate == ":urea")
        accumulate(Statement(subject == $p, predicate == ":point", $c : object); $n : count($c))
      then
        conclusions.conclude(drools, $p, ":score", $n);
      end

      rule ":point"
      when
        Statement($p : subject, predicate == ":urea", number > 7)
        not Statement(subject == $p, predicate == ":takes", object == ":Vaccine")
      then
        conclusions.conclude(drools, $p, ":point", ":Urea");
      end

      rule ":older"
      when
        Statement($p : subject, predicate == ":age", $n : number)
        Statement($other : subject, predicate == ":age", number < $n)
      then
        conclusions.conclude(drools, $p, ":olderThan", $other);
      end
      """;

  @TempDir static Path folder;
  private static DrlRules drl;

  @BeforeAll
  static void compile() throws IOException {
    Path file = Files.writeString(folder.resolve("r.drl"), DRL);
    drl = DrlRules.compile(List.of(file), Map.of("", "http://e/"));
  }

  @AfterAll
  static void close() {
    drl.close();
  }

  private static WhyNot whyNot(String data, Triple statement) {
    try (RevisableProgram program =
        new RevisableProgram(
            FactReader.readText("PREFIX : <http://e/>\n" + data, RdfFormat.TURTLE, "data.ttl"),
            new SrlReader().readText("", "rules.srl"),
            Optional.of(drl),
            Map.of(),
            Limits.NONE,
            1,
            Optional.empty())) {
      return Explainer.whyNot(
          program, statement, new WhyNot.Options(new WhyNot.Wanted.Possible(), 1));
    }
  }

  private static Node n(String name) {
    return NodeFactory.createURI("http://e/" + name);
  }

  private static Triple t(String subject, String predicate, String object) {
    return Triple.create(n(subject), n(predicate), n(object));
  }

  private static List<String> states(Attempt attempt) {
    return attempt.elements().stream()
        .map(element -> element.getClass().getSimpleName() + " " + element.text())
        .toList();
  }

  @Test
  void whatAScoreLacksIsNamedAndItsSumIsNotGuessed() {
    WhyNot whyNot = whyNot(":ann :age 70 .", t("ann", "score", "two"));
    Attempt score = whyNot.attempts().getFirst();
    assertThat(whyNot.attempts()).hasSize(1);
    assertThat(score.rule()).isEqualTo("http://e/score");
    assertThat(score.missing()).isEqualTo(1);
    assertThat(states(score))
        .containsExactly(
            "Held :ann :age 70",
            "Missing :ann :urea something",
            "Unknown accumulate(Statement(subject == $p, predicate == \":point\", $c : object);"
                + " $n : count($c))");
    assertThat(WhyNotReport.text(whyNot))
        .contains("missing: :ann :urea something", "not known: accumulate(", "source: A table")
        .contains("No set of up to 1 changes would make it so.");
    assertThat(WhyNotReport.json(whyNot))
        .contains("\"state\" : \"missing\"", "\"state\" : \"unknown\"", "\"source\" : \"A table\"");
    assertThat(WhyNotReport.html(whyNot)).contains(":ann :urea something");
  }

  @Test
  void aNumberOutOfBoundsIsRefusedAndACertainFactBlocks() {
    assertThat(states(whyNot(":bob :urea 5 .", t("bob", "point", "Urea")).attempts().getFirst()))
        .containsExactly("Refused :bob :urea 5  (> 7)", "Absent :bob :takes :Vaccine");
    Attempt blocked =
        whyNot(":bob :urea 9.0 ; :takes :Vaccine .", t("bob", "point", "Urea"))
            .attempts()
            .getFirst();
    assertThat(states(blocked))
        .containsExactly("Held :bob :urea 9  (> 7)", "Blocked :bob :takes :Vaccine");
    assertThat(blocked.missing()).isEqualTo(1);
  }

  @Test
  void aConditionThatOnlyDroolsChecksIsNotClaimedToHold() {
    WhyNot whyNot = whyNot(":ann :age 30 . :bob :age 70 .", t("ann", "olderThan", "bob"));
    Attempt older = whyNot.attempts().getFirst();
    assertThat(states(older)).containsExactly("Held :ann :age 30", "Unchecked :bob :age 70");
    assertThat(older.elements().get(1))
        .isInstanceOfSatisfying(
            Element.Unchecked.class,
            unchecked -> assertThat(unchecked.conditions()).containsExactly("number < $n"));
    assertThat(WhyNotReport.text(whyNot)).contains("not checked: number < $n of :bob :age 70");
  }

  @Test
  void aNumberMayBeWrittenInAnotherWay() {
    Triple one = Triple.create(n("ann"), n("score"), NodeFactory.createLiteralByValue(1.0));
    WhyNot before = whyNot(":ann :age 70 ; :urea 5 .", one);
    assertThat(before.repairs())
        .singleElement()
        .satisfies(
            repair -> {
              assertThat(repair.changes().getFirst().text()).isEqualTo(":ann :urea > 7");
              assertThat(repair.conditions()).containsExactly("?urea > 7");
              assertThat(repair.example())
                  .hasEntrySatisfying(
                      "urea", number -> assertThat(number.getLiteralLexicalForm()).isEqualTo("8"));
            });
    assertThat(whyNot(":ann :age 70 ; :urea 9 .", one).reached()).isTrue();
  }

  @Test
  void anotherConclusionIsNotAskedOf() {
    assertThat(whyNot(":ann :age 30 .", t("ann", "point", "Fever")).attempts()).isEmpty();
  }
}
