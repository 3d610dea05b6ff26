package org.rationale.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.jena.graph.Triple;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.rationale.kg.CertainFact;
import org.rationale.kg.Derivation;
import org.rationale.kg.FactSet;
import org.rationale.reasoner.Inference;
import org.rationale.reasoner.ProofGraph;
import org.rationale.rules.BodyElement;
import org.rationale.rules.Rule;
import org.rationale.rules.RuleSet;

/**
 * Ours, Jena, Drools, VLog and a naive reference must find the same. {@code
 * -Dagreement.programs=5000} tries more programs than the gate has time for.
 */
class AgreementTest {

  private static final int PROGRAMS = Integer.getInteger("agreement.programs", 40);

  /** How many programs one Drools session takes: compiling is what costs there. */
  private static final int TOGETHER = 20;

  private static ProofGraph ours(Workload workload) {
    return Inference.run(
        new FactSet(
            workload.facts().stream().map(fact -> new CertainFact(fact, "data")).toList(),
            List.of(),
            Map.of()),
        workload.rules(),
        Optional.empty(),
        Map.of());
  }

  private static Set<Triple> facts(Workload workload) {
    return new HashSet<>(ours(workload).statements());
  }

  /** All derivations of all statements, each of which the graph must give once. */
  private static Set<NaiveEvaluation.Instance> instances(ProofGraph graph) {
    Set<NaiveEvaluation.Instance> instances = new HashSet<>();
    for (Triple statement : graph.statements()) {
      for (Derivation derivation : graph.derivations(statement)) {
        assertThat(derivation.conclusion()).isEqualTo(statement);
        assertThat(
                instances.add(
                    new NaiveEvaluation.Instance(
                        derivation.rule(),
                        new TreeMap<>(derivation.substitution()),
                        derivation.premises(),
                        statement)))
            .as("%s comes once", derivation)
            .isTrue();
      }
    }
    return instances;
  }

  private static Workload positive(int seed) {
    return RandomWorkload.positive(new SplittableRandom(seed), "");
  }

  private static String describe(int seed, Workload workload) {
    StringBuilder text = new StringBuilder("seed %d".formatted(seed));
    workload.facts().forEach(fact -> text.append("\n").append(fact));
    workload.rules().rules().forEach(rule -> text.append("\n").append(rule));
    return text.toString();
  }

  @Test
  void factsAndDerivationsEqualTheNaiveReference() {
    int derivations = 0;
    for (int seed = 0; seed < 5 * PROGRAMS; seed++) {
      int number = seed;
      Workload workload =
          seed % 2 == 0 ? RandomWorkload.any(new SplittableRandom(seed)) : positive(seed);
      NaiveEvaluation naive = NaiveEvaluation.of(workload);
      ProofGraph graph = ours(workload);
      assertThat(new HashSet<>(graph.statements()))
          .as(() -> describe(number, workload))
          .isEqualTo(naive.facts());
      assertThat(instances(graph))
          .as(() -> describe(number, workload))
          .isEqualTo(naive.instances());
      derivations += naive.instances().size();
    }
    assertThat(derivations).isGreaterThan(30 * PROGRAMS);
  }

  @Test
  void jenaFindsTheSameFacts() {
    agree(new JenaEngine());
  }

  @Test
  void vlogFindsTheSameFacts() {
    Assumptions.assumeTrue(VlogEngine.isAvailable(), "VLog has no library for this machine.");
    agree(new VlogEngine());
  }

  private static void agree(Engine other) {
    int concluded = 0;
    for (int seed = 0; seed < 5 * PROGRAMS; seed++) {
      Workload workload = positive(seed);
      try (Engine.Closed closed = other.prepare(workload).close()) {
        Set<Triple> facts = facts(workload);
        assertThat(facts).as(describe(seed, workload)).isEqualTo(closed.statements());
        concluded += facts.size() - workload.facts().size();
      }
    }
    assertThat(concluded).isGreaterThan(10 * PROGRAMS);
  }

  @Test
  void droolsFindsTheSameFactsAndFiresEachDerivationOnce() {
    for (int batch = 0; 2 * batch * TOGETHER < PROGRAMS; batch++) {
      List<Triple> facts = new ArrayList<>();
      List<Rule> rules = new ArrayList<>();
      for (int program = 0; program < TOGETHER; program++) {
        int seed = batch * TOGETHER + program;
        Workload one = RandomWorkload.positive(new SplittableRandom(seed), "s" + seed);
        facts.addAll(one.facts());
        rules.addAll(one.rules().rules());
      }
      Workload workload = new Workload(facts, new RuleSet(rules, List.of(), Map.of()));
      DroolsEngine.Translated drools = new DroolsEngine().translate(workload);
      ProofGraph graph = ours(workload);
      try (Engine.Closed closed = drools.close()) {
        assertThat(new HashSet<>(graph.statements())).isEqualTo(closed.statements());
      }
      // A rule with two templates fires once and is a derivation of each of the two.
      Set<DroolsEngine.Fired> derivations = new HashSet<>();
      for (NaiveEvaluation.Instance instance : instances(graph)) {
        derivations.add(new DroolsEngine.Fired(instance.rule(), instance.substitution()));
      }
      assertThat(drools.firings()).containsExactlyInAnyOrderElementsOf(derivations);
    }
  }

  @Test
  void theUniversityHasAsManyFactsAndDerivationsAsTwoOtherEnginesCounted() {
    if (System.getenv("CI") != null) {
      assertThat(Workload.hasLubm()).as("the shared data are there").isTrue();
    }
    Assumptions.assumeTrue(Workload.hasLubm(), "The shared data are absent.");
    Workload workload = Workload.lubm(1);
    ProofGraph graph = ours(workload);
    assertThat(graph.statements()).hasSize(137_931);
    assertThat(instances(graph)).hasSize(135_325);
  }

  @Test
  void aBodyAtomMoreThatSaysNothingNewChangesNoFact() {
    for (int seed = 0; seed < 2 * PROGRAMS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Workload workload = RandomWorkload.any(random);
      List<Rule> rules = new ArrayList<>();
      for (Rule rule : workload.rules().rules()) {
        List<BodyElement> body = new ArrayList<>(rule.body());
        List<BodyElement> patterns =
            body.stream().filter(BodyElement.Pattern.class::isInstance).toList();
        body.add(random.nextInt(2), patterns.get(random.nextInt(patterns.size())));
        rules.add(with(rule, rule.id(), body));
      }
      assertThat(facts(with(workload, rules)))
          .as(describe(seed, workload))
          .isEqualTo(facts(workload));
    }
  }

  @Test
  void aRuleWrittenTwiceChangesNoFact() {
    for (int seed = 0; seed < 2 * PROGRAMS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Workload workload = RandomWorkload.any(random);
      List<Rule> rules = new ArrayList<>(workload.rules().rules());
      Rule twice = rules.get(random.nextInt(rules.size()));
      rules.add(random.nextInt(rules.size()), with(twice, twice.id() + "again", twice.body()));
      assertThat(facts(with(workload, rules)))
          .as(describe(seed, workload))
          .isEqualTo(facts(workload));
    }
  }

  @Test
  void morePositiveRulesRemoveNoFact() {
    for (int seed = 0; seed < 2 * PROGRAMS; seed++) {
      Workload workload = positive(seed);
      Set<Triple> before = new HashSet<>(workload.facts());
      for (int count = 1; count <= workload.rules().rules().size(); count++) {
        Set<Triple> now = facts(with(workload, workload.rules().rules().subList(0, count)));
        assertThat(now).as(describe(seed, workload)).containsAll(before);
        before = now;
      }
    }
  }

  private static Rule with(Rule rule, String id, List<BodyElement> body) {
    return new Rule(
        id,
        rule.text(),
        rule.source(),
        rule.probability(),
        rule.choice(),
        rule.head(),
        body,
        rule.dataOnly(),
        rule.place());
  }

  private static Workload with(Workload workload, List<Rule> rules) {
    return new Workload(workload.facts(), new RuleSet(rules, List.of(), Map.of()));
  }
}
