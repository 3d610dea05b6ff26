package org.rationale.reasoner;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.apache.jena.riot.out.NodeFmtLib;
import org.junit.jupiter.api.Test;
import org.rationale.kg.Origin;
import org.rationale.rules.RuleSet;

/** Changing what was closed must equal closing what was changed, the proof graph included. */
class IncrementalTest {

  /** Everything that a store says of its statements, in words. */
  private static Map<String, List<String>> describe(ProofStore store) {
    Map<String, List<String>> statements = new TreeMap<>();
    FactTable facts = store.facts();
    for (int row = 0; row < facts.size(); row++) {
      if (facts.isDead(row)) {
        continue;
      }
      List<String> said = new ArrayList<>();
      said.add(facts.isCertain(row) ? "certain" : "possible");
      said.add(facts.isGiven(row) ? "given" : "concluded");
      store.sources(row).stream().map(Origin::toString).sorted().forEach(said::add);
      store.matches(row).stream().map(match -> describe(store, match)).sorted().forEach(said::add);
      assertThat(statements.put(NodeFmtLib.strNT(facts.triple(row)), said))
          .as("one live row of %s", facts.triple(row))
          .isNull();
    }
    return statements;
  }

  private static String describe(ProofStore store, Match match) {
    if (!(match instanceof Match.OfRule ofRule)) {
      throw new IllegalStateException("No DRL here.");
    }
    FactTable facts = store.facts();
    List<String> absences = new ArrayList<>();
    for (Match.Absence absence : match.absences()) {
      TreeSet<String> possible = new TreeSet<>();
      for (int[] rows : absence.possible()) {
        TreeSet<String> set = new TreeSet<>();
        for (int row : rows) {
          set.add(NodeFmtLib.strNT(facts.triple(row)));
        }
        possible.add(set.toString());
      }
      absences.add(absence.pattern() + possible);
    }
    List<String> premises = new ArrayList<>();
    for (int row : match.premises()) {
      assertThat(facts.isDead(row)).isFalse();
      premises.add(NodeFmtLib.strNT(facts.triple(row)));
    }
    List<String> substitution =
        ofRule.substitution().stream().map(t -> NodeFmtLib.strNT(facts.terms().term(t))).toList();
    return ofRule.rule().rule().id() + substitution + premises + absences;
  }

  /** Following first derivations leads to given facts, never in a circle. */
  private static void assertFounded(ProofStore store) {
    FactTable facts = store.facts();
    for (int row = 0; row < facts.size(); row++) {
      if (facts.isDead(row)) {
        continue;
      }
      CompiledRule rule = store.firstRule(row);
      if (rule == null) {
        assertThat(facts.isGiven(row)).as("%s is given", facts.triple(row)).isTrue();
        continue;
      }
      for (int atom = 0; atom < rule.atoms(); atom++) {
        int premise = store.firstPremise(row, atom);
        // A datum that became certain later may stand in for what a rule read.
        assertThat(premise < row || rule.readsDataOnly()).isTrue();
        assertThat(facts.isDead(premise)).isFalse();
        assertThat(facts.isCertain(premise, rule.readsDataOnly()) || !facts.isCertain(row))
            .isTrue();
      }
    }
  }

  /** What two descriptions do not share: the first one's marked -, the second one's +. */
  private static List<String> difference(
      Map<String, List<String>> first, Map<String, List<String>> second) {
    List<String> difference = new ArrayList<>();
    TreeSet<String> statements = new TreeSet<>(first.keySet());
    statements.addAll(second.keySet());
    for (String statement : statements) {
      List<String> one = first.getOrDefault(statement, List.of("absent"));
      List<String> other = second.getOrDefault(statement, List.of("absent"));
      if (!one.equals(other)) {
        difference.add("- " + statement + " " + one);
        difference.add("+ " + statement + " " + other);
      }
    }
    return difference;
  }

  private static List<Background.Sourced> some(
      RandomGenerator random, List<Background.Sourced> from, double share) {
    return from.stream().filter(s -> random.nextDouble() < share).toList();
  }

  private static List<Background.Sourced> without(
      List<Background.Sourced> all, List<Background.Sourced> some) {
    List<Background.Sourced> rest = new ArrayList<>(all);
    some.forEach(rest::remove);
    return rest;
  }

  @Test
  void changesEqualClosingAnew() {
    int derivations = 0;
    int deaths = 0;
    for (int seed = 0; seed < 400; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      RandomRules program = RandomRules.of(random);
      RuleSet rules = Programs.rules(program.rules());
      List<Background.Sourced> all = Inference.base(Programs.data(program.data()), rules);
      List<Background.Sourced> current = new ArrayList<>(some(random, all, 0.5));
      Background background = new Background(rules, current);
      ProofStore overlay = background.overlay(List.of(), Map.of());
      Closure closure = new Closure(overlay, Limits.NONE);
      Map<String, List<String>> before = describe(background.store());
      for (int edit = 0; edit < 6; edit++) {
        List<Background.Sourced> removed = some(random, current, 0.3);
        List<Background.Sourced> added = some(random, without(all, current), 0.4);
        removed.forEach(current::remove);
        current.addAll(added);
        closure.apply(new Closure.Change(added, removed, Map.of(), List.of()));
        Map<String, List<String>> anew = describe(new Background(rules, current).store());
        assertThat(difference(describe(overlay), anew))
            .as("seed %d, edit %d, rules:%n%s", seed, edit, program.rules())
            .isEmpty();
        assertFounded(overlay);
        derivations += anew.values().stream().mapToInt(List::size).sum();
        deaths += overlay.facts().dead();
      }
      assertThat(describe(background.store())).isEqualTo(before);
    }
    assertThat(derivations).isGreaterThan(20_000);
    assertThat(deaths).isGreaterThan(5_000);
  }

  @Test
  void whatALimitLeavesOfAChangeIsRight() {
    int cut = 0;
    int kept = 0;
    for (int seed = 0; seed < 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      RandomRules program = RandomRules.of(random);
      RuleSet rules = Programs.rules(program.rules());
      List<Background.Sourced> all = Inference.base(Programs.data(program.data()), rules);
      List<Background.Sourced> current = new ArrayList<>(some(random, all, 0.5));
      ProofStore overlay = new Background(rules, current).overlay(List.of(), Map.of());
      List<Background.Sourced> removed = some(random, current, 0.3);
      List<Background.Sourced> added = some(random, without(all, current), 0.4);
      removed.forEach(current::remove);
      current.addAll(added);
      Limits limits =
          new Limits(
              overlay.live() + random.nextInt(8),
              Long.MAX_VALUE,
              Duration.ofDays(1),
              Long.MAX_VALUE,
              () -> false);
      new Closure(overlay, limits).apply(new Closure.Change(added, removed, Map.of(), List.of()));
      Map<String, List<String>> whole = describe(new Background(rules, current).store());
      Map<String, List<String>> found = describe(overlay);
      assertThat(whole.keySet())
          .as("seed %d, rules:%n%s", seed, program.rules())
          .containsAll(found.keySet());
      found.forEach(
          (statement, said) -> {
            if (said.getFirst().equals("certain")) {
              assertThat(whole.get(statement)).contains("certain");
            }
            assertThat(whole.get(statement)).containsAll(said.subList(1, said.size()));
          });
      assertFounded(overlay);
      if (overlay.incompleteness() == null) {
        assertThat(found.keySet()).isEqualTo(whole.keySet());
      } else {
        cut++;
        kept += found.size();
      }
    }
    assertThat(cut).isGreaterThan(30);
    assertThat(kept).isGreaterThan(300);
  }
}
