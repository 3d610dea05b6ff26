package org.rationale.reasoner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.junit.jupiter.api.Test;
import org.rationale.kg.CertainFact;
import org.rationale.kg.FactSet;
import org.rationale.kg.Origin;
import org.rationale.kg.Probability;
import org.rationale.rules.RuleSet;

/** However many threads close a store, its rows come out the same, in the same order. */
class ThreadsTest {

  /** Every row in its order, with its marks and its derivations as they were recorded. */
  private static List<String> rows(ProofStore store) {
    List<String> rows = new ArrayList<>();
    FactTable facts = store.facts();
    for (int row = 0; row < facts.size(); row++) {
      StringBuilder text = new StringBuilder();
      text.append(facts.triple(row)).append(' ').append(facts.flags(row));
      CompiledRule rule = store.firstRule(row);
      if (rule != null) {
        text.append(' ').append(rule.rule().id());
        for (int atom = 0; atom < rule.atoms(); atom++) {
          text.append(' ').append(store.firstPremise(row, atom));
        }
      }
      rows.add(text.toString());
    }
    rows.add("derivations: " + store.countDerivations() + " bytes: " + store.bytes());
    return rows;
  }

  private static ProofStore close(
      RuleSet rules, List<Background.Sourced> base, Recording recording, Workers workers) {
    return close(rules, base, recording, workers, Limits.NONE);
  }

  private static ProofStore close(
      RuleSet rules,
      List<Background.Sourced> base,
      Recording recording,
      Workers workers,
      Limits limits) {
    TermTable terms = new TermTable(null);
    ProofStore store = new ProofStore(new Program(rules, terms), terms, recording);
    Closure closure = new Closure(store, limits, workers);
    base.forEach(sourced -> closure.addSource(sourced.statement(), sourced.origin()));
    closure.closeBase();
    return store;
  }

  @Test
  void randomProgramsCloseTheSameByManyThreads() {
    int derived = 0;
    try (Workers two = new Workers(2, 1);
        Workers eight = new Workers(8, 1)) {
      for (int seed = 0; seed < 150; seed++) {
        SplittableRandom random = new SplittableRandom(seed);
        RandomRules program = RandomRules.of(random);
        RuleSet rules = Programs.rules(program.rules());
        List<Background.Sourced> base = Inference.base(Programs.data(program.data()), rules);
        for (Recording recording : Recording.values()) {
          List<String> one = rows(close(rules, base, recording, new Workers(1)));
          assertThat(rows(close(rules, base, recording, two)))
              .as("seed %d, 2 threads, %s:%n%s", seed, recording, program.rules())
              .isEqualTo(one);
          assertThat(rows(close(rules, base, recording, eight)))
              .as("seed %d, 8 threads, %s:%n%s", seed, recording, program.rules())
              .isEqualTo(one);
          derived += one.size() - base.size();
        }
      }
    }
    assertThat(derived).isGreaterThan(2000);
  }

  @Test
  void aLimitCutsAtTheSamePlace() {
    RuleSet rules = Programs.rules("RULE :step { ?x :to ?z } WHERE { ?x :to ?y . ?y :to ?z }");
    StringBuilder chain = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      chain.append(":n%d :to :n%d .%n".formatted(i, i + 1));
    }
    List<Background.Sourced> base = Inference.base(Programs.data(chain.toString()), rules);
    Limits limits =
        new Limits(700, Long.MAX_VALUE, Duration.ofDays(1), Long.MAX_VALUE, () -> false);
    try (Workers workers = new Workers(3, 1)) {
      List<String> one = rows(close(rules, base, Recording.FIRST, new Workers(1), limits));
      assertThat(one).hasSize(701);
      assertThat(rows(close(rules, base, Recording.FIRST, workers, limits))).isEqualTo(one);
    }
  }

  @Test
  void aDenseRelationClosesTheSameThoughRepeatsAreNotLookedUp() {
    RuleSet rules =
        Programs.rules(
            """
            RULE :step { ?x :to ?z } WHERE { ?x :to ?y . ?y :to ?z }
            RULE :far { ?x :far ?z } WHERE { ?x :to ?y . ?y :to ?z }
            """);
    StringBuilder edges = new StringBuilder();
    for (int i = 0; i < 45; i++) {
      edges.append(":n%d :to :n%d .%n".formatted(i, (i + 1) % 40));
    }
    List<Background.Sourced> base = Inference.base(Programs.data(edges.toString()), rules);
    // Where all derivations are recorded, each conclusion is looked up; those of given rows too.
    List<String> expected = rows(close(rules, base, Recording.ALL, new Workers(1)));
    expected.removeLast();
    expected.subList(0, base.size()).clear();
    try (Workers three = new Workers(3, 1)) {
      for (Workers workers : List.of(new Workers(1), three)) {
        ProofStore store = close(rules, base, Recording.FIRST, workers);
        List<String> rows = rows(store);
        rows.removeLast();
        assertThat(rows.subList(base.size(), rows.size())).isEqualTo(expected);
        assertThat(store.derivations()).isEqualTo(2 * 45 * 40 * 40);
      }
    }
  }

  @Test
  void repeatedBaseFactsAreStoredAsOneByOne() {
    RuleSet rules = Programs.rules("RULE :back { ?y :p0 ?x } WHERE { ?x :p1 ?y }");
    int repeated = 0;
    try (Workers two = new Workers(2, 1);
        Workers eight = new Workers(8, 1)) {
      for (int seed = 0; seed < 40; seed++) {
        SplittableRandom random = new SplittableRandom(seed);
        List<CertainFact> facts = new ArrayList<>();
        int resources = random.nextInt(2, 30);
        for (int i = 0; i < 300; i++) {
          facts.add(
              new CertainFact(
                  Triple.create(
                      node("n", random.nextInt(resources)),
                      node("p", random.nextInt(3)),
                      node("n", random.nextInt(resources))),
                  "source " + random.nextInt(3)));
        }
        FactBase base = FactBase.of(new FactSet(facts, List.of(), Map.of()));
        List<String> oneByOne = oneByOne(facts, base, rules);
        for (Workers workers : List.of(new Workers(1), two, eight)) {
          TermTable terms = new TermTable(base.terms());
          ProofStore store = new ProofStore(new Program(rules, terms), terms, Recording.FIRST);
          Closure closure = new Closure(store, Limits.NONE, workers);
          base.addTo(closure);
          closure.closeBase();
          assertThat(rowsWithSources(store)).as("seed %d", seed).isEqualTo(oneByOne);
        }
        repeated += 300 - (int) facts.stream().map(CertainFact::statement).distinct().count();
      }
    }
    assertThat(repeated).isGreaterThan(1000);
  }

  private static Node node(String kind, int number) {
    return NodeFactory.createURI("http://example.org/" + kind + number);
  }

  private static List<String> oneByOne(List<CertainFact> facts, FactBase base, RuleSet rules) {
    TermTable terms = new TermTable(base.terms());
    ProofStore store = new ProofStore(new Program(rules, terms), terms, Recording.FIRST);
    Closure closure = new Closure(store, Limits.NONE);
    for (CertainFact fact : facts) {
      Origin origin = new Origin.Asserted(fact.source(), Probability.ONE, Optional.empty());
      int row = store.facts().find(fact.statement());
      if (row == FactTable.NONE || !store.sources(row).contains(origin)) {
        closure.addSource(fact.statement(), origin);
      }
    }
    closure.closeBase();
    return rowsWithSources(store);
  }

  /** The bytes aside, for what is stored at once needs no room to grow. */
  private static List<String> rowsWithSources(ProofStore store) {
    List<String> rows = rows(store);
    rows.removeLast();
    for (int row = 0; row < rows.size(); row++) {
      rows.set(row, rows.get(row) + ' ' + store.sources(row));
    }
    return rows;
  }

  @Test
  void everyTaskIsDoneOnce() {
    try (Workers workers = new Workers(4, 1)) {
      AtomicInteger sum = new AtomicInteger();
      workers.run(1000, sum::addAndGet);
      assertThat(sum).hasValue(499_500);
    }
  }

  @Test
  void whatATaskThrowsReachesTheCaller() {
    try (Workers workers = new Workers(4, 1)) {
      assertThatThrownBy(
              () ->
                  workers.run(
                      100,
                      task -> {
                        throw new IllegalStateException("task " + task);
                      }))
          .hasMessageContaining("task");
    }
  }
}
