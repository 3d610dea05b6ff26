package org.rationale.rules.drl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rationale.rules.drl.DrlFixture.compile;
import static org.rationale.rules.drl.DrlFixture.fact;
import static org.rationale.rules.drl.DrlFixture.facts;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.jena.graph.Triple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrlSessionTest {

  /** Joins, recursion, negation over conclusions, a count and an exact sum. */
  private static final String RULES =
      """
      rule "ex:edge" when Statement(predicate == "ex:edge", $a : subject, $b : object)
      then conclusions.conclude(drools, $a, "ex:reaches", $b); end
      rule "ex:path" when
        Statement(predicate == "ex:reaches", $a : subject, $b : object)
        Statement(subject == $b, predicate == "ex:edge", $c : object)
      then conclusions.conclude(drools, $a, "ex:reaches", $c); end
      rule "ex:lonely" when
        Statement(predicate == "ex:weight", $a : subject)
        not Statement(subject == $a, predicate == "ex:reaches")
      then conclusions.conclude(drools, $a, "ex:is", "ex:Lonely"); end
      rule "ex:degree" when
        Statement(predicate == "ex:weight", $a : subject)
        accumulate(Statement(subject == $a, predicate == "ex:reaches", $b : object); $n : count($b))
      then conclusions.conclude(drools, $a, "ex:degree", $n); end
      rule "ex:load" when
        Statement(predicate == "ex:weight", $a : subject)
        accumulate(
          Statement(subject == $a, predicate == "ex:reaches", $b : object)
            and Statement(subject == $b, predicate == "ex:weight", $w : decimal);
          $sum : sum($w); $sum > 2)
      then conclusions.conclude(drools, $a, "ex:load", $sum); end
      rule "ex:hub" when Statement(predicate == "ex:degree", number >= 2, $a : subject)
      then conclusions.conclude(drools, $a, "ex:is", "ex:Hub"); end
      """;

  private static final List<Triple> FACTS =
      facts(
          """
          :a :edge :b, :c . :b :edge :c, :a . :c :edge :d . :d :edge :a .
          :a :weight 1.5 . :b :weight 2 . :c :weight 0.25 . :d :weight 5.0 .
          :a :reaches :d . :b :is :Hub . :c :degree 1 . :a :other :b .
          """);

  @TempDir Path folder;

  private static List<Triple> some(Random random, double share) {
    return FACTS.stream().filter(fact -> random.nextDouble() < share).toList();
  }

  @Test
  void changesEqualFiringAnew() {
    try (DrlRules rules = compile(folder, RULES)) {
      assertThat(rules.isIncremental()).isTrue();
      Random random = new Random(11);
      int matches = 0;
      for (int round = 0; round < 12; round++) {
        Set<Triple> shared = new HashSet<>(some(random, 0.4));
        try (DrlSessions sessions = rules.over(shared)) {
          for (int use = 0; use < 3; use++) {
            try (DrlSession session = sessions.open()) {
              Set<Triple> holds = new HashSet<>(shared);
              for (int edit = 0; edit < 5; edit++) {
                List<Triple> removed = some(random, 0.3);
                List<Triple> added =
                    some(random, 0.4).stream().filter(fact -> !removed.contains(fact)).toList();
                removed.forEach(holds::remove);
                holds.addAll(added);
                List<DrlMatch> found = session.change(added, removed);
                assertThat(found.stream().sorted(MatchOrder.INSTANCE)).isEqualTo(rules.fire(holds));
                matches += found.size();
              }
            }
          }
        }
      }
      assertThat(matches).isGreaterThan(1000);
    }
  }

  private static final String TWO_WAYS =
      """
      rule "ex:one" when Statement(predicate == "ex:a", $p : subject)
      then conclusions.conclude(drools, $p, "ex:c", "ex:X"); end
      rule "ex:two" when Statement(predicate == "ex:b", $p : subject)
      then conclusions.conclude(drools, $p, "ex:c", "ex:X"); end
      """;

  @Test
  void aConclusionGoesWithItsPremise() {
    try (DrlRules rules = compile(folder, TWO_WAYS);
        DrlSessions sessions = rules.over(List.of());
        DrlSession session = sessions.open()) {
      assertThat(session.change(facts(":ann :a 1 ."), List.of())).hasSize(1);
      assertThat(session.change(List.of(), facts(":ann :a 1 ."))).isEmpty();
    }
  }

  @Test
  void ofTwoSupportsTheOneLeftKeepsAConclusion() {
    try (DrlRules rules = compile(folder, TWO_WAYS);
        DrlSessions sessions = rules.over(List.of());
        DrlSession session = sessions.open()) {
      assertThat(session.change(facts(":ann :a 1 ; :b 1 ."), List.of())).hasSize(2);
      assertThat(session.change(List.of(), facts(":ann :a 1 .")))
          .extracting(DrlMatch::conclusion)
          .containsExactly(fact(":ann :c :X ."));
    }
  }

  @Test
  void conclusionsThatOnlySupportEachOtherGoWithTheirBase() {
    try (DrlRules rules =
            compile(
                folder,
                """
                rule "ex:base" when Statement(predicate == "ex:in", $p : subject)
                then conclusions.conclude(drools, $p, "ex:a", "ex:X"); end
                rule "ex:ab" when Statement(predicate == "ex:a", $p : subject)
                then conclusions.conclude(drools, $p, "ex:b", "ex:X"); end
                rule "ex:ba" when Statement(predicate == "ex:b", $p : subject)
                then conclusions.conclude(drools, $p, "ex:a", "ex:X"); end
                """);
        DrlSessions sessions = rules.over(List.of());
        DrlSession session = sessions.open()) {
      assertThat(session.change(facts(":ann :in 1 ."), List.of())).hasSize(3);
      assertThat(session.change(List.of(), facts(":ann :in 1 ."))).isEmpty();
    }
  }

  @Test
  void aGivenFactThatIsAlsoConcludedStaysWhenItIsRemoved() {
    try (DrlRules rules = compile(folder, TWO_WAYS);
        DrlSessions sessions = rules.over(List.of());
        DrlSession session = sessions.open()) {
      session.change(facts(":ann :a 1 ; :c :X ."), List.of());
      assertThat(session.change(List.of(), facts(":ann :c :X ."))).hasSize(1);
    }
  }

  @Test
  void rulesThatThePastCouldReachFireAnew() {
    String sum =
        """
        rule "ex:sum" when
          accumulate(Statement(predicate == "ex:v", $v : number); $n : sum($v))
        then conclusions.conclude(drools, "ex:s", "ex:sum", $n); end
        """;
    String circle =
        """
        rule "ex:p" when Statement(predicate == "ex:in", $x : subject)
          not Statement(subject == $x, predicate == "ex:q")
        then conclusions.conclude(drools, $x, "ex:p", true); end
        rule "ex:q" when Statement(predicate == "ex:in", $x : subject)
          not Statement(subject == $x, predicate == "ex:p")
        then conclusions.conclude(drools, $x, "ex:q", true); end
        """;
    for (String text : List.of(sum, circle)) {
      try (DrlRules rules = compile(folder, text);
          DrlSessions sessions = rules.over(facts(":a :v 0.1 . :c :in 1 ."));
          DrlSession session = sessions.open()) {
        assertThat(rules.isIncremental()).isFalse();
        session.change(facts(":b :v 0.2 . :d :in 1 ."), List.of());
        assertThat(session.change(List.of(), facts(":b :v 0.2 . :d :in 1 .")))
            .isEqualTo(rules.fire(facts(":a :v 0.1 . :c :in 1 .")));
      }
    }
  }

  @Test
  void eightThreadsShareSessions() throws Exception {
    try (DrlRules rules = compile(folder, RULES);
        DrlSessions sessions = rules.over(FACTS.subList(0, 6));
        ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<DrlMatch> expected = rules.fire(FACTS);
      Callable<List<DrlMatch>> call =
          () -> {
            try (DrlSession session = sessions.open()) {
              return session.change(FACTS, List.of()).stream().sorted(MatchOrder.INSTANCE).toList();
            }
          };
      List<Callable<List<DrlMatch>>> calls = new ArrayList<>(Collections.nCopies(64, call));
      for (Future<List<DrlMatch>> result : threads.invokeAll(calls)) {
        assertThat(result.get()).isEqualTo(expected);
      }
    }
  }
}
