package org.rationale.rules.drl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rationale.rules.drl.DrlFixture.compile;
import static org.rationale.rules.drl.DrlFixture.fact;
import static org.rationale.rules.drl.DrlFixture.facts;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrlFiringTest {

  @TempDir Path folder;

  @Test
  void constraintOverANumberMatches() {
    try (DrlRules rules =
        compile(
            folder,
            """
            rule "ex:urea" when
              Statement(predicate == "ex:urea", number > 7, $p : subject, $u : object)
            then
              conclusions.conclude(drools, $p, "ex:point", "ex:Urea");
            end
            """)) {
      List<DrlMatch> matches =
          rules.fire(facts(":ann :urea 7.10 . :bob :urea 7.0 . :cid :urea \"high\" ."));
      assertThat(matches).hasSize(1);
      DrlMatch match = matches.getFirst();
      assertThat(match.conclusion()).isEqualTo(fact(":ann :point :Urea ."));
      assertThat(match.premises()).containsExactly(fact(":ann :urea 7.10 ."));
      assertThat(match.bindings())
          .containsEntry("u", fact(":ann :urea 7.10 .").getObject())
          .containsEntry("p", NodeFactory.createURI("http://example.org/ann"))
          .hasSize(2);
      assertThat(match.rule().id()).isEqualTo("http://example.org/urea");
    }
  }

  private static final String COUNT =
      """
      rule "ex:count" when
        Statement(predicate == "rdf:type", object == "ex:Patient", $p : subject)
        accumulate(Statement(subject == $p, predicate == "ex:point", $c : object); $n : count($c))
      then
        conclusions.conclude(drools, $p, "ex:score", $n);
      end
      """;

  @Test
  void countReportsExactlyTheCountedStatements() {
    try (DrlRules rules = compile(folder, COUNT)) {
      List<DrlMatch> matches =
          rules.fire(facts(":ann a :Patient ; :point :B, :A . :bob :point :A ."));
      assertThat(matches).hasSize(1);
      assertThat(matches.getFirst().conclusion()).isEqualTo(fact(":ann :score 2 ."));
      assertThat(matches.getFirst().premises())
          .containsExactly(
              fact(":ann a :Patient ."), fact(":ann :point :A ."), fact(":ann :point :B ."));
    }
  }

  @Test
  void countOfNothingIsZero() {
    try (DrlRules rules = compile(folder, COUNT)) {
      List<DrlMatch> matches = rules.fire(facts(":ann a :Patient ."));
      assertThat(matches).hasSize(1);
      assertThat(matches.getFirst().conclusion()).isEqualTo(fact(":ann :score 0 ."));
      assertThat(matches.getFirst().premises()).containsExactly(fact(":ann a :Patient ."));
    }
  }

  @Test
  void sumOverDecimalsIsExact() {
    try (DrlRules rules =
        compile(
            folder,
            """
            rule "ex:sum" when
              accumulate(Statement(predicate == "ex:dose", $d : decimal);
                         $n : sum($d))
            then
              conclusions.conclude(drools, "ex:ann", "ex:total", $n);
            end
            """)) {
      List<DrlMatch> matches =
          rules.fire(facts(":a :dose 0.1 . :b :dose 0.2 . :c :dose 0.3 . :d :other 1 ."));
      assertThat(matches).hasSize(1);
      assertThat(matches.getFirst().conclusion()).isEqualTo(fact(":ann :total 0.6 ."));
      assertThat(matches.getFirst().premises())
          .containsExactly(fact(":a :dose 0.1 ."), fact(":b :dose 0.2 ."), fact(":c :dose 0.3 ."));
    }
  }

  @Test
  void collectedListReportsItsElements() {
    try (DrlRules rules =
        compile(
            folder,
            """
            rule "ex:list" when
              accumulate(Statement(predicate == "ex:drug", $d : object);
                         $l : collectList($d), $n : count($d); $n > 1)
            then
              conclusions.conclude(drools, "ex:ann", "ex:polypharmacy", $l.size() == 2);
            end
            rule "ex:collect" when
              $s : List(size == 2) from collect(Statement(predicate == "ex:drug"))
            then
              conclusions.conclude(drools, "ex:ann", "ex:collected", $s.size());
            end
            """)) {
      List<DrlMatch> matches = rules.fire(facts(":ann :drug :B, :A ."));
      assertThat(matches)
          .extracting(DrlMatch::conclusion)
          .containsExactly(fact(":ann :collected 2 ."), fact(":ann :polypharmacy true ."));
      assertThat(matches)
          .allSatisfy(
              match ->
                  assertThat(match.premises())
                      .containsExactly(fact(":ann :drug :A ."), fact(":ann :drug :B .")));
    }
  }

  @Test
  void accumulationOverSeveralPatternsReportsAllOfThem() {
    try (DrlRules rules =
        compile(
            folder,
            """
            rule "ex:sum" when
              Statement(predicate == "rdf:type", object == "ex:Patient", $p : subject)
              accumulate(
                Statement(subject == $p, predicate == "ex:finding", $f : object)
                and Statement(subject == $f, predicate == "ex:points", $w : decimal);
                $n : sum($w))
            then
              conclusions.conclude(drools, $p, "ex:score", $n);
            end
            """)) {
      List<DrlMatch> matches =
          rules.fire(
              facts(
                  ":ann a :Patient ; :finding :F, :G . :F :points 2 . :G :points 3 . :H :points 9"
                      + " ."));
      assertThat(matches).hasSize(1);
      assertThat(matches.getFirst().conclusion())
          .isEqualTo(fact(":ann :score \"5\"^^<http://www.w3.org/2001/XMLSchema#decimal> ."));
      assertThat(matches.getFirst().premises())
          .containsExactlyInAnyOrder(
              fact(":ann a :Patient ."),
              fact(":ann :finding :F ."),
              fact(":ann :finding :G ."),
              fact(":F :points 2 ."),
              fact(":G :points 3 ."));
    }
  }

  @Test
  void accumulationReportsTheFinalMatchOnly() {
    try (DrlRules rules =
        compile(
            folder,
            COUNT
                + """
                rule "ex:a" when
                  Statement(predicate == "ex:urea", number > 7, $p : subject)
                then
                  conclusions.conclude(drools, $p, "ex:point", "ex:Urea");
                end
                rule "ex:b" salience -10 when
                  Statement(predicate == "ex:point", object == "ex:Urea", $p : subject)
                then
                  conclusions.conclude(drools, $p, "ex:point", "ex:Late");
                end
                rule "ex:c" when
                  Statement(predicate == "ex:score", $p : subject, $n : object)
                then
                  conclusions.conclude(drools, $p, "ex:scoreSeen", $n);
                end
                """)) {
      List<DrlMatch> matches = rules.fire(facts(":ann a :Patient ; :urea 8 ."));
      assertThat(matches)
          .extracting(DrlMatch::conclusion)
          .containsExactly(
              fact(":ann :point :Urea ."),
              fact(":ann :point :Late ."),
              fact(":ann :scoreSeen 2 ."),
              fact(":ann :score 2 ."));
    }
  }

  @Test
  void lateElementThatLeavesTheResultAsItIsBecomesAPremise() {
    try (DrlRules rules =
        compile(
            folder,
            """
            rule "ex:max" salience 10 when
              accumulate(Statement(predicate == "ex:v", $v : decimal); $m : max($v); $m != null)
            then conclusions.conclude(drools, "ex:s", "ex:max", $m); end
            rule "ex:late" when Statement(predicate == "ex:w", $p : subject)
            then conclusions.conclude(drools, $p, "ex:v", new BigDecimal("1.5")); end
            """)) {
      List<DrlMatch> matches = rules.fire(facts(":a :v 3.5 . :b :w 1 ."));
      assertThat(matches)
          .extracting(DrlMatch::conclusion)
          .containsExactly(fact(":b :v 1.5 ."), fact(":s :max 3.5 ."));
      assertThat(matches.get(1).premises())
          .containsExactly(fact(":a :v 3.5 ."), fact(":b :v 1.5 ."));
    }
  }

  @Test
  void negationTakesBackWhatALaterConclusionContradicts() {
    try (DrlRules rules =
        compile(
            folder,
            """
            rule "ex:home" salience 10 when
              Statement(predicate == "rdf:type", object == "ex:Patient", $p : subject)
              not Statement(subject == $p, predicate == "ex:danger")
            then
              conclusions.conclude(drools, $p, "ex:disposition", "ex:Home");
            end
            rule "ex:letter" salience 5 when
              Statement(predicate == "ex:disposition", object == "ex:Home", $p : subject)
            then
              conclusions.conclude(drools, $p, "ex:needs", "ex:Letter");
            end
            rule "ex:danger" when
              Statement(predicate == "ex:pulse", number > 120, $p : subject)
            then
              conclusions.conclude(drools, $p, "ex:danger", "ex:Pulse");
            end
            """)) {
      assertThat(rules.fire(facts(":ann a :Patient ; :pulse 130 .")))
          .extracting(DrlMatch::conclusion)
          .containsExactly(fact(":ann :danger :Pulse ."));
      assertThat(rules.fire(facts(":ann a :Patient ; :pulse 90 .")))
          .extracting(DrlMatch::conclusion)
          .containsExactly(fact(":ann :disposition :Home ."), fact(":ann :needs :Letter ."));
    }
  }

  @Test
  void conclusionsThatOnlySupportEachOtherAreTakenBack() {
    try (DrlRules rules =
        compile(
            folder,
            """
            rule "ex:start" salience 10 when
              Statement(predicate == "ex:in", $p : subject)
              not Statement(predicate == "ex:stop")
            then
              conclusions.conclude(drools, $p, "ex:a", "ex:X");
            end
            rule "ex:ab" salience 9 when
              Statement(predicate == "ex:a", $p : subject)
            then
              conclusions.conclude(drools, $p, "ex:b", "ex:X");
            end
            rule "ex:ba" salience 9 when
              Statement(predicate == "ex:b", $p : subject)
            then
              conclusions.conclude(drools, $p, "ex:a", "ex:X");
            end
            rule "ex:stop" when
              Statement(predicate == "ex:in", $p : subject)
            then
              conclusions.conclude(drools, $p, "ex:stop", true);
            end
            """)) {
      assertThat(rules.fire(facts(":ann :in 1 .")))
          .extracting(DrlMatch::conclusion)
          .containsExactly(fact(":ann :stop true ."));
    }
  }

  @Test
  void chainedRulesHaveConclusionsAsPremises() {
    try (DrlRules rules =
        compile(
            folder,
            """
            rule "ex:one" when Statement(predicate == "ex:a", $p : subject, $o : object)
            then conclusions.conclude(drools, $p, "ex:b", $o); end
            rule "ex:two" when Statement(predicate == "ex:b", $p : subject, $o : object)
            then conclusions.conclude(drools, $p, "ex:c", $o); end
            """)) {
      List<DrlMatch> matches = rules.fire(facts(":ann :a 05 ."));
      assertThat(matches)
          .extracting(DrlMatch::conclusion)
          .containsExactly(fact(":ann :b 05 ."), fact(":ann :c 05 ."));
      assertThat(matches.get(1).premises()).containsExactly(fact(":ann :b 05 ."));
    }
  }

  @Test
  void oneTripleFromTwoRulesHasTwoMatches() {
    try (DrlRules rules =
        compile(
            folder,
            """
            rule "ex:one" when Statement(predicate == "ex:a", $p : subject)
            then conclusions.conclude(drools, $p, "ex:c", "ex:X"); end
            rule "ex:two" when Statement(predicate == "ex:b", $p : subject)
            then conclusions.conclude(drools, $p, "ex:c", "ex:X"); end
            rule "ex:three" when Statement(predicate == "ex:c", $p : subject)
            then conclusions.conclude(drools, $p, "ex:d", "ex:X"); end
            """)) {
      List<DrlMatch> matches = rules.fire(facts(":ann :a 1 ; :b 1 ; :c :X ."));
      assertThat(matches)
          .extracting(match -> match.rule().id())
          .containsExactly(
              "http://example.org/one", "http://example.org/three", "http://example.org/two");
      assertThat(matches.get(0).conclusion()).isEqualTo(matches.get(2).conclusion());
    }
  }

  private static final String REACHES =
      """
      rule "ex:edge" when Statement(predicate == "ex:edge", $a : subject, $b : object)
      then conclusions.conclude(drools, $a, "ex:reaches", $b); end
      rule "ex:path" when
        Statement(predicate == "ex:reaches", $a : subject, $b : object)
        Statement(subject == $b, predicate == "ex:edge", $c : object)
      then conclusions.conclude(drools, $a, "ex:reaches", $c); end
      """;

  @Test
  void recursionThroughACycleEnds() {
    try (DrlRules rules = compile(folder, REACHES)) {
      List<DrlMatch> matches = rules.fire(facts(":a :edge :b . :b :edge :c . :c :edge :a ."));
      assertThat(matches).hasSize(12);
      assertThat(matches.stream().map(DrlMatch::conclusion).distinct()).hasSize(9);
    }
  }

  @Test
  void orderOfFactsDoesNotShow() {
    try (DrlRules rules = compile(folder, REACHES + COUNT)) {
      List<Triple> facts =
          new ArrayList<>(
              facts(
                  ":a :edge :b . :b :edge :c, :d . :c :edge :a . :a a :Patient ; :point :A, :B,"
                      + " :C ."));
      List<DrlMatch> expected = rules.fire(facts);
      Random random = new Random(7);
      for (int i = 0; i < 20; i++) {
        Collections.shuffle(facts, random);
        assertThat(rules.fire(facts)).isEqualTo(expected);
      }
      assertThat(rules.fire(List.of())).isEmpty();
    }
  }

  @Test
  void eightThreadsGetTheSameMatches() throws Exception {
    try (DrlRules rules = compile(folder, REACHES + COUNT);
        ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Triple> facts =
          facts(":a :edge :b . :b :edge :c, :d . :c :edge :a . :a a :Patient ; :point :A, :B .");
      List<DrlMatch> expected = rules.fire(facts);
      Callable<List<DrlMatch>> call = () -> rules.fire(facts);
      for (Future<List<DrlMatch>> result : threads.invokeAll(Collections.nCopies(64, call))) {
        assertThat(result.get()).isEqualTo(expected);
      }
    }
  }
}
