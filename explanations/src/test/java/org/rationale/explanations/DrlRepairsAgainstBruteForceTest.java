package org.rationale.explanations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rationale.kg.CertainFact;
import org.rationale.kg.FactSet;
import org.rationale.kg.Probability;
import org.rationale.kg.UncertainFact;
import org.rationale.rules.RuleSet;
import org.rationale.rules.drl.DrlRules;

/**
 * Where rules in DRL matter, repairs must be minimal, and every repair that trying all sets of
 * changes finds must be among them. The twin closes everything anew for each set.
 */
class DrlRepairsAgainstBruteForceTest {

  private static final int PROGRAMS = Integer.getInteger("programs", 8);

  @TempDir static Path folder;
  private static DrlRules drl;

  @BeforeAll
  static void compile() throws IOException {
    drl = DrlPrograms.compile(folder);
  }

  @AfterAll
  static void close() {
    drl.close();
  }

  private record Problem(FactSet facts, RuleSet rules, Triple target, WhyNot.Wanted wanted) {

    /** Closes the changed facts from nothing. */
    boolean solvedBy(Set<Change> changes) {
      List<CertainFact> certain = new ArrayList<>(facts.certain());
      List<UncertainFact> uncertain = new ArrayList<>(facts.uncertain());
      for (Change change : changes) {
        certain.removeIf(fact -> fact.statement().equals(change.statement()));
        uncertain.removeIf(fact -> fact.statement().equals(change.statement()));
        if (change instanceof Change.Add
            || (change instanceof Change.Believe(Triple s, Probability p) && p.isCertain())) {
          certain.add(new CertainFact(change.statement(), "change"));
        }
      }
      try (RevisableProgram program =
          DrlPrograms.program(new FactSet(certain, uncertain, Map.of()), rules, drl)) {
        double probability = program.graph().probability(target).probability().value();
        return switch (wanted) {
          case WhyNot.Wanted.Possible possible -> probability > 0;
          case WhyNot.Wanted.AtLeast(Probability threshold) -> probability >= threshold.value();
        };
      }
    }

    List<Change> universe() {
      List<Change> changes = new ArrayList<>();
      Set<Triple> stated = new LinkedHashSet<>();
      for (CertainFact fact : facts.certain()) {
        stated.add(fact.statement());
        changes.add(new Change.Remove(fact.statement()));
      }
      for (UncertainFact fact : facts.uncertain()) {
        if (stated.add(fact.statement()) && wanted instanceof WhyNot.Wanted.AtLeast) {
          changes.add(new Change.Believe(fact.statement(), Probability.ONE));
          changes.add(new Change.Believe(fact.statement(), Probability.ZERO));
        }
      }
      DrlPrograms.universe().stream()
          .filter(statement -> !stated.contains(statement))
          .forEach(statement -> changes.add(new Change.Add(statement)));
      return changes;
    }
  }

  private static List<Set<Change>> minimal(Problem problem, int size) {
    List<Change> universe = problem.universe();
    List<Set<Change>> found = new ArrayList<>();
    Set<Set<Change>> level = Set.of(Set.of());
    for (int k = 1; k <= size; k++) {
      Set<Set<Change>> next = new LinkedHashSet<>();
      for (Set<Change> smaller : level) {
        for (Change change : universe) {
          Set<Change> larger = new HashSet<>(smaller);
          if (larger.add(change)
              && larger.stream().map(Change::statement).distinct().count() == larger.size()
              && found.stream().noneMatch(larger::containsAll)) {
            next.add(larger);
          }
        }
      }
      List<Set<Change>> solved = next.stream().filter(problem::solvedBy).toList();
      found.addAll(solved);
      solved.forEach(next::remove);
      level = next;
    }
    return found;
  }

  /** Returns how many repairs there are. */
  private static int check(
      String data, String rules, Triple target, WhyNot.Wanted wanted, int size) {
    Problem problem =
        new Problem(DrlPrograms.facts(data), DrlPrograms.ruleSet(rules), target, wanted);
    if (problem.solvedBy(Set.of())) {
      return 0;
    }
    WhyNot whyNot;
    try (RevisableProgram program = DrlPrograms.program(problem.facts(), problem.rules(), drl)) {
      whyNot = Explainer.whyNot(program, target, new WhyNot.Options(wanted, size, 100_000));
    }
    String context = "%s %s in\n%s%s".formatted(target, wanted, data, rules);
    assertThat(whyNot.complete()).as(context).isEqualTo(size);
    for (WhyNot.Repair repair : whyNot.repairs()) {
      Set<Change> changes = TriedRepair.changes(repair, name -> DrlPrograms.n("unheard-of"));
      assertThat(problem.solvedBy(changes)).as("%s is a repair; %s", changes, context).isTrue();
      for (Change one : changes) {
        Set<Change> part = new LinkedHashSet<>(changes);
        part.remove(one);
        assertThat(problem.solvedBy(part)).as("%s is enough; %s", part, context).isFalse();
      }
    }
    for (Set<Change> changes : minimal(problem, size)) {
      assertThat(whyNot.repairs())
          .as("%s; %s", changes, context)
          .anyMatch(
              repair ->
                  repair.changes().size() == changes.size()
                      && covers(repair, 0, changes, Map.of()));
    }
    return whyNot.repairs().size();
  }

  private static boolean covers(
      WhyNot.Repair repair, int at, Set<Change> changes, Map<Node, Node> bound) {
    if (at == repair.changes().size()) {
      return true;
    }
    Change pattern = repair.changes().get(at).change();
    for (Change change : changes) {
      Map<Node, Node> more = new HashMap<>(bound);
      boolean isOne =
          change.getClass() == pattern.getClass()
              && (!(change instanceof Change.Believe) || change.equals(pattern))
              && pattern.statement().getPredicate().equals(change.statement().getPredicate())
              && TriedRepair.matches(
                  pattern.statement().getSubject(), change.statement().getSubject(), more)
              && TriedRepair.matches(
                  pattern.statement().getObject(), change.statement().getObject(), more)
              && repair.conditions().stream().allMatch(condition -> holds(condition, more));
      if (isOne && covers(repair, at + 1, changes, more)) {
        return true;
      }
    }
    return false;
  }

  /** {@code ?rate >= 30}; of a variable that is not bound yet it may hold. */
  private static boolean holds(String condition, Map<Node, Node> bound) {
    List<String> parts = List.of(condition.split(" ", 3));
    for (Map.Entry<Node, Node> entry : bound.entrySet()) {
      if (parts.get(0).equals("?" + entry.getKey().getName())) {
        int order =
            new BigDecimal(entry.getValue().getLiteralLexicalForm())
                .compareTo(new BigDecimal(parts.get(2)));
        return switch (parts.get(1)) {
          case "<" -> order < 0;
          case "<=" -> order <= 0;
          case "=" -> order == 0;
          case ">=" -> order >= 0;
          case ">" -> order > 0;
          default -> throw new IllegalStateException(condition);
        };
      }
    }
    return true;
  }

  @Test
  void repairsOfCertainProgramsAreTheMinimalSetsOfChanges() {
    int repairs = 0;
    for (int seed = 0; seed < PROGRAMS; seed++) {
      Random random = new Random(seed);
      String data = DrlPrograms.data(random);
      repairs +=
          check(
              data,
              DrlPrograms.rules(random),
              DrlPrograms.target(random),
              new WhyNot.Wanted.Possible(),
              seed % 8 == 0 ? 2 : 1);
    }
    assertThat(repairs).isGreaterThan(PROGRAMS / 2);
  }

  @Test
  void repairsThatReachAProbabilityAreTheMinimalSetsOfChanges() {
    int repairs = 0;
    for (int seed = 1_000_000; seed < 1_000_000 + PROGRAMS; seed++) {
      Random random = new Random(seed);
      String data = DrlPrograms.uncertainData(random);
      repairs +=
          check(
              data,
              DrlPrograms.rules(random),
              DrlPrograms.target(random),
              new WhyNot.Wanted.AtLeast(new Probability((1 + random.nextInt(9)) / 10.0)),
              1);
    }
    assertThat(repairs).isGreaterThan(PROGRAMS / 2);
  }
}
