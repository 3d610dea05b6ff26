package org.rationale.explanations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Var;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rationale.explanations.WhyNot.Attempt;
import org.rationale.explanations.WhyNot.Element;
import org.rationale.reasoner.ProofGraph;
import org.rationale.rules.drl.DrlCondition;
import org.rationale.rules.drl.DrlPattern;
import org.rationale.rules.drl.DrlRule;
import org.rationale.rules.drl.DrlRules;

/** The nearest instance of a DRL rule is the best of all assignments of facts to its patterns. */
class NearestDrlRulesAgainstEnumerationTest {

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

  @Test
  void noAssignmentOfFactsHasLessInTheWay() {
    int attempts = 0;
    int blocked = 0;
    for (int seed = 0; seed < Integer.getInteger("programs", 60); seed++) {
      Random random = new Random(seed);
      String data = DrlPrograms.data(random);
      Triple target = DrlPrograms.target(random);
      try (RevisableProgram program =
          DrlPrograms.program(
              DrlPrograms.facts(data), DrlPrograms.ruleSet(DrlPrograms.rules(random)), drl)) {
        FactIndex facts = new FactIndex(program.graph());
        for (Attempt attempt :
            new NearestDrlRules(program, facts, new Wording(program.graph())).of(target)) {
          DrlRule rule =
              program.drlRules().stream()
                  .filter(one -> one.id().equals(attempt.rule()))
                  .findFirst()
                  .orElseThrow();
          assertThat(attempt.missing())
              .as("%s of %s in\n%s", attempt, target, data)
              .isEqualTo(least(rule, target, program.graph()))
              .isEqualTo(inTheWay(attempt));
          attempts++;
          blocked +=
              attempt.elements().stream().anyMatch(Element.Blocked.class::isInstance) ? 1 : 0;
        }
      }
    }
    assertThat(attempts).isGreaterThan(20);
    assertThat(blocked).isPositive();
  }

  private static long inTheWay(Attempt attempt) {
    return attempt.elements().stream()
        .filter(
            element ->
                switch (element) {
                  case Element.Missing missing -> true;
                  case Element.Refused refused -> true;
                  case Element.Blocked blocked -> true;
                  case Element.Held held -> false;
                  case Element.Absent absent -> false;
                  case Element.Fulfilled fulfilled -> false;
                  case Element.Open open -> false;
                  case Element.Unchecked unchecked -> false;
                  case Element.Unknown unknown -> false;
                })
        .count();
  }

  /** Over all assignments of a fact, or of none, to each pattern that must match. */
  private static int least(DrlRule rule, Triple target, ProofGraph graph) {
    int least = Integer.MAX_VALUE;
    for (Triple conclusion : rule.reading().conclusions()) {
      Map<Node, Node> bound = new HashMap<>();
      if (matches(conclusion, target, bound)) {
        least = Math.min(least, least(rule, 0, bound, graph));
      }
    }
    return least;
  }

  private static int least(DrlRule rule, int at, Map<Node, Node> bound, ProofGraph graph) {
    if (at == rule.reading().conditions().size()) {
      int blocked = 0;
      for (DrlCondition condition : rule.reading().conditions()) {
        if (condition instanceof DrlCondition.Absent(DrlPattern pattern, String text)
            && isBlocked(pattern, bound, graph)) {
          blocked++;
        }
      }
      return blocked;
    }
    if (!(rule.reading().conditions().get(at)
        instanceof DrlCondition.Present(DrlPattern pattern, String text))) {
      return least(rule, at + 1, bound, graph);
    }
    int least = 1 + least(rule, at + 1, bound, graph);
    for (Triple fact : graph.statements()) {
      Map<Node, Node> more = new HashMap<>(bound);
      if (matches(pattern.triple(), fact, more) && isWithin(pattern, fact)) {
        least = Math.min(least, least(rule, at + 1, more, graph));
      }
    }
    return least;
  }

  /** A negation with open variables that earlier patterns were to bind is not looked at. */
  private static boolean isBlocked(DrlPattern pattern, Map<Node, Node> bound, ProofGraph graph) {
    List<Node> open = new ArrayList<>();
    pattern.uses().forEach(name -> open.add(Var.alloc(name)));
    open.removeIf(bound::containsKey);
    if (!open.isEmpty()) {
      return false;
    }
    return graph.statements().stream()
        .anyMatch(
            fact ->
                graph.isCertain(fact)
                    && isWithin(pattern, fact)
                    && matches(pattern.triple(), fact, new HashMap<>(bound)));
  }

  private static boolean isWithin(DrlPattern pattern, Triple fact) {
    return pattern.bounds().stream().allMatch(bound -> bound.admits(fact.getObject()));
  }

  private static boolean matches(Triple pattern, Triple fact, Map<Node, Node> bound) {
    return matches(pattern.getSubject(), fact.getSubject(), bound)
        && matches(pattern.getPredicate(), fact.getPredicate(), bound)
        && matches(pattern.getObject(), fact.getObject(), bound);
  }

  private static boolean matches(Node pattern, Node term, Map<Node, Node> bound) {
    if (!pattern.isVariable()) {
      return pattern.equals(term);
    }
    Node known = bound.putIfAbsent(pattern, term);
    return known == null || known.equals(term);
  }
}
