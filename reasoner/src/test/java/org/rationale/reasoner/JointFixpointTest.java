package org.rationale.reasoner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.apache.jena.graph.Triple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rationale.kg.FactSet;
import org.rationale.rules.RuleSet;
import org.rationale.rules.drl.DrlMatch;
import org.rationale.rules.drl.DrlRules;

/** Following a case equals closing it from nothing in each round. */
class JointFixpointTest {

  private static final String DRL =
      """
      package test
      import org.rationale.rules.drl.Statement
      global org.rationale.rules.drl.Conclusions conclusions
      rule ":join" when
        Statement(predicate == ":p0", $x : subject, $y : object)
        Statement(predicate == ":p1", subject == $y, $z : object)
      then conclusions.conclude(drools, $x, ":d0", $z); end
      rule ":back" when Statement(predicate == ":d0", $x : subject, $y : object)
      then conclusions.conclude(drools, (String) $y, ":p0", $x); end
      rule ":lonely" when
        Statement(predicate == ":n", $x : subject)
        not Statement(predicate == ":d0", subject == $x)
      then conclusions.conclude(drools, $x, ":is", ":Lonely"); end
      rule ":count" when
        Statement(predicate == ":n", $x : subject)
        accumulate(Statement(predicate == ":p1", subject == $x, $y : object); $k : count($y))
      then conclusions.conclude(drools, $x, ":degree", $k); end
      """;

  private static final String SRL =
      """
      RULE :s1 { ?y :p1 ?x } WHERE { ?x :d0 ?y . ?x a :c0 }
      RULE :s2 { ?x :quiet true } WHERE { ?x :n ?v . NOT { ?x :is :Lonely } }
      """;

  @TempDir Path folder;

  private DrlRules drl() throws IOException {
    Path file = Files.writeString(folder.resolve("test.drl"), DRL);
    return DrlRules.compile(List.of(file), new HashMap<>(Programs.PREFIXES));
  }

  private static String data(SplittableRandom random) {
    StringBuilder data = new StringBuilder(":e0 :n 3 . :e1 :n 5 .\n");
    for (int i = 0; i < 4 + random.nextInt(6); i++) {
      data.append(
          random.nextInt(4) == 0
              ? ":e%d a :c0 .\n".formatted(random.nextInt(4))
              : ":e%d :p%d :e%d .\n"
                  .formatted(random.nextInt(4), random.nextInt(2), random.nextInt(4)));
    }
    return data.toString();
  }

  /** What holds and what DRL rules matched, closing and firing everything in each round. */
  private static Map<Triple, Set<DrlMatch>> fromNothing(
      Background background, List<Background.Sourced> added, DrlRules drl) {
    Set<DrlMatch> matches = Set.of();
    while (true) {
      Map<Triple, Boolean> concluded = new LinkedHashMap<>();
      matches.forEach(match -> concluded.put(match.conclusion(), true));
      ProofStore store = background.overlay(added, concluded);
      List<Triple> given = new ArrayList<>();
      Map<Triple, Set<DrlMatch>> found = new HashMap<>();
      for (int row = 0; row < store.facts().size(); row++) {
        if (!store.facts().isDead(row)) {
          found.put(store.facts().triple(row), new HashSet<>());
          if (store.isBase(row) || store.isConcludedByRule(row)) {
            given.add(store.facts().triple(row));
          }
        }
      }
      Set<DrlMatch> next = Set.copyOf(drl.fire(given));
      if (next.equals(matches)) {
        next.forEach(match -> found.getOrDefault(match.conclusion(), new HashSet<>()).add(match));
        return found;
      }
      matches = next;
    }
  }

  private static Map<Triple, Set<DrlMatch>> described(ProofStore store) {
    Map<Triple, Set<DrlMatch>> found = new HashMap<>();
    for (int row = 0; row < store.facts().size(); row++) {
      if (!store.facts().isDead(row)) {
        Set<DrlMatch> matches = new HashSet<>();
        for (Match match : store.matches(row)) {
          if (match instanceof Match.OfDrl ofDrl) {
            matches.add(ofDrl.drl());
          }
        }
        found.put(store.facts().triple(row), matches);
      }
    }
    return found;
  }

  @Test
  void followingACaseEqualsClosingItFromNothing() throws IOException {
    int matches = 0;
    try (DrlRules drl = drl()) {
      RuleSet rules = Programs.rules(SRL);
      for (int seed = 0; seed < 12; seed++) {
        SplittableRandom random = new SplittableRandom(seed);
        FactSet shared = Programs.data(data(random));
        Background background = new Background(rules, Inference.base(shared, rules));
        try (JointFixpoint fixpoint = new JointFixpoint(background, Optional.of(drl))) {
          for (int number = 0; number < 4; number++) {
            List<Background.Sourced> added =
                Inference.base(Programs.data(data(random)), Programs.rules(""));
            Map<Triple, Set<DrlMatch>> found = described(fixpoint.close(added));
            assertThat(found)
                .as("case %d of seed %d", number, seed)
                .isEqualTo(fromNothing(background, added, drl));
            matches += found.values().stream().mapToInt(Set::size).sum();
          }
        }
      }
    }
    assertThat(matches).isGreaterThan(200);
  }
}
