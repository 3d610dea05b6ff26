package org.rationale.reasoner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.jena.graph.Triple;
import org.apache.jena.riot.out.NodeFmtLib;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rationale.kg.CertainFact;
import org.rationale.kg.FactSet;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.UncertainFact;
import org.rationale.rules.RuleSet;
import org.rationale.rules.drl.DrlRules;

/** A changed materialization says what closing the changed facts from nothing says. */
class MaterializationTest {

  private static final String DRL =
      """
      package test
      import org.rationale.rules.drl.Statement
      global org.rationale.rules.drl.Conclusions conclusions
      rule ":join" when
        Statement(predicate == ":p0", $x : subject, $y : object)
        Statement(predicate == ":p1", subject == $y, $z : object)
      then conclusions.conclude(drools, $x, ":d0", $z); end
      rule ":degree" when
        Statement(predicate == ":n", $x : subject)
        accumulate(Statement(predicate == ":p1", subject == $x, $y : object); $k : count($y))
      then conclusions.conclude(drools, $x, ":degree", $k); end
      """;

  @TempDir Path folder;

  private static FactBase none() {
    return FactBase.of(Programs.data(""));
  }

  private static final FactSet NOTHING = Programs.data("");

  /** Everything that a graph says of its statements, but for the order of derivations. */
  private static Map<String, String> describe(ProofGraph graph) {
    Map<String, String> said = new TreeMap<>();
    for (Triple statement : graph.statements()) {
      said.put(
          NodeFmtLib.strNT(statement),
          "%s %s %s %s"
              .formatted(
                  graph.isCertain(statement),
                  graph.kinds(statement),
                  graph.fact(statement).orElseThrow().origins().stream()
                      .filter(origin -> !(origin instanceof org.rationale.kg.Origin.Derived))
                      .map(Object::toString)
                      .sorted()
                      .toList(),
                  graph.derivations(statement).stream()
                      .map(Object::toString)
                      .collect(Collectors.toCollection(TreeSet::new))));
    }
    return said;
  }

  private static void assertSameProbabilities(ProofGraph graph, ProofGraph anew) {
    for (Triple statement : anew.statements()) {
      assertThat(graph.probability(statement).probability().value())
          .as("%s", statement)
          .isCloseTo(anew.probability(statement).probability().value(), within(1e-12));
    }
  }

  private static Set<Triple> statements(FactSet facts) {
    Set<Triple> statements = new LinkedHashSet<>();
    facts.certain().forEach(fact -> statements.add(fact.statement()));
    facts.uncertain().forEach(fact -> statements.add(fact.statement()));
    return statements;
  }

  private static FactSet restrict(FactSet facts, Set<Triple> statements) {
    List<CertainFact> certain =
        facts.certain().stream().filter(fact -> statements.contains(fact.statement())).toList();
    List<UncertainFact> uncertain =
        facts.uncertain().stream().filter(fact -> statements.contains(fact.statement())).toList();
    return new FactSet(certain, uncertain, Map.of());
  }

  private static Set<Triple> some(RandomGenerator random, Set<Triple> from, double share) {
    return from.stream()
        .filter(s -> random.nextDouble() < share)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Some statements of all go, others come, again and again, each time from one state before. */
  private static int follow(
      SplittableRandom random, FactSet all, RuleSet rules, Optional<DrlRules> drl, int edits) {
    Set<Triple> current = some(random, statements(all), 0.5);
    List<Materialization> states = new ArrayList<>();
    List<Set<Triple>> stated = new ArrayList<>();
    states.add(Materialization.of(FactBase.of(restrict(all, current)), rules, drl, Limits.NONE, 1));
    stated.add(current);
    int said = 0;
    for (int edit = 0; edit < edits; edit++) {
      // Mostly from the last state, sometimes from one before it.
      int from = random.nextInt(3) == 0 ? random.nextInt(states.size()) : states.size() - 1;
      Set<Triple> removed = some(random, stated.get(from), 0.3);
      Set<Triple> next = new LinkedHashSet<>(stated.get(from));
      next.removeAll(removed);
      // What goes may come again in one step.
      Set<Triple> absent = new LinkedHashSet<>(statements(all));
      absent.removeAll(next);
      Set<Triple> added = some(random, absent, 0.4);
      next.addAll(added);
      states.add(states.get(from).with(restrict(all, added), removed));
      stated.add(next);
    }
    for (int state = 0; state < states.size(); state++) {
      ProofGraph graph = states.get(state).graph();
      ProofGraph anew = Inference.run(restrict(all, stated.get(state)), rules, drl, Map.of());
      Map<String, String> expected = describe(anew);
      assertThat(describe(graph)).as("state %d", state).isEqualTo(expected);
      assertThat(graph.counts()).isEqualTo(anew.counts());
      assertSameProbabilities(graph, anew);
      said += expected.size();
    }
    states.forEach(Materialization::close);
    return said;
  }

  @Test
  void changesEqualClosingAnewWhateverTheyStartFrom() {
    int said = 0;
    for (int seed = 0; seed < 30; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      RandomProgram program = RandomProgram.of(random);
      said +=
          follow(
              random,
              Programs.data(program.data()),
              Programs.rules(program.rules()),
              Optional.empty(),
              6);
    }
    assertThat(said).isGreaterThan(1_200);
  }

  @Test
  void drlRulesFollowChanges() throws IOException {
    Path file = Files.writeString(folder.resolve("test.drl"), DRL);
    try (DrlRules drl = DrlRules.compile(List.of(file), new HashMap<>(Programs.PREFIXES))) {
      RuleSet rules =
          Programs.rules(
              "RULE :s1 { ?y :p1 ?x } WHERE { ?x :d0 ?y . ?x a :c0 }\n"
                  + "RULE :s2 { ?x :odd ?k } WHERE { ?x :degree ?k . FILTER(?k = 1) }");
      FactSet all =
          Programs.data(
              """
              :e0 :n 1 ; a :c0 ; :p0 :e1 , :e2 ; :p1 :e3 . :e1 :n 1 ; :p1 :e2 , :e0 ; a :c0 .
              :e2 :p1 :e3 ; :p0 :e0 . :e3 :p0 :e1 .
              << :e3 :p1 :e1 >> rat:probability 0.5 .
              """);
      int said = 0;
      for (int seed = 0; seed < 3; seed++) {
        said += follow(new SplittableRandom(seed), all, rules, Optional.of(drl), 3);
      }
      assertThat(said).isGreaterThan(100);
    }
  }

  @Test
  void manyChangesCloseAnewAndSayTheSame() {
    RuleSet rules = Programs.rules("RULE :r { ?y :q ?x } WHERE { ?x :p ?y . NOT { ?x a :C } }");
    FactSet all = Programs.data(pairs(0, 6_000));
    Set<Triple> first = statements(Programs.data(pairs(0, 5_000)));
    Set<Triple> more = statements(Programs.data(pairs(5_000, 5_900)));
    Set<Triple> gone = statements(Programs.data(pairs(5_050, 5_900)));
    Materialization start = Materialization.of(FactBase.of(restrict(all, first)), rules);
    Materialization grown = start.with(restrict(all, more), Set.of());
    Materialization shrunk = grown.with(NOTHING, gone);
    Materialization marked = shrunk.with(Programs.data(":x0 a :C ."), Set.of());
    Materialization little = marked.with(NOTHING, statements(Programs.data(pairs(1, 4_000))));
    assertThat(start.graph().statements()).hasSize(10_000);
    assertThat(grown.graph().statements()).hasSize(11_800);
    assertThat(shrunk.graph().statements()).hasSize(10_100);
    assertThat(marked.graph().statements()).hasSize(10_100);
    assertThat(little.graph().statements()).hasSize(2_102);
    assertThat(little.graph().derived()).hasSize(1_050);
  }

  private static String pairs(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(":x%1$d :p :y%1$d .\n"::formatted)
        .collect(Collectors.joining());
  }

  @Test
  void dataOfRulesCanBeRemoved() {
    RuleSet rules = Programs.rules("DATA { :a :p :b } RULE :r { ?y :q ?x } WHERE { ?x :p ?y }");
    Triple datum = Programs.triple(":a :p :b");
    Materialization start = Materialization.of(none(), rules);
    assertThat(start.graph().statements()).hasSize(2);
    Materialization without = start.with(NOTHING, List.of(datum));
    assertThat(without.graph().statements()).isEmpty();
    assertThat(without.with(Programs.data(":a :p :b ."), List.of()).graph().statements())
        .hasSize(2);
  }

  @Test
  void anUncertainFactTakesTheFormerOnesPlace() {
    RuleSet rules = Programs.rules("RULE :r { ?y :q ?x } WHERE { ?x :p ?y }");
    Materialization start =
        Materialization.of(
            FactBase.of(Programs.data("<< :a :p :b >> rat:probability 0.5 .")), rules);
    Materialization changed =
        start.with(
            Programs.data("<< :a :p :b >> rat:probability 0.25 ."),
            List.of(Programs.triple(":a :p :b")));
    assertThat(Programs.probability(start.graph(), ":b :q :a")).isEqualTo(0.5);
    assertThat(Programs.probability(changed.graph(), ":b :q :a")).isEqualTo(0.25);
  }

  @Test
  void whatNothingStatesCannotBeRemoved() {
    RuleSet rules = Programs.rules("RULE :r { ?y :q ?x } WHERE { ?x :p ?y }");
    Materialization start = Materialization.of(FactBase.of(Programs.data(":a :p :b .")), rules);
    assertThatThrownBy(() -> start.with(NOTHING, List.of(Programs.triple(":b :q :a"))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("no data state it")
        .hasMessageContaining("Rules conclude it");
    assertThatThrownBy(() -> start.with(NOTHING, List.of(Programs.triple(":b :p :a"))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("Check its terms");
  }

  @Test
  void addedAlternativesOfAChoiceMustLeaveRoom() {
    Materialization start =
        Materialization.of(
            FactBase.of(Programs.data("<< :a :p :b >> rat:probability 0.7 ; rat:choice :c .")),
            Programs.rules(""));
    FactSet more = Programs.data("<< :a :p :d >> rat:probability 0.4 ; rat:choice :c .");
    assertThatThrownBy(() -> start.with(more, List.of()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("1.1");
    assertThat(start.with(more, List.of(Programs.triple(":a :p :b"))).graph().statements())
        .hasSize(1);
  }

  @Test
  void aClosedOneIsNotChanged() {
    Materialization start = Materialization.of(none(), Programs.rules(""));
    start.close();
    start.close();
    assertThatThrownBy(() -> start.with(NOTHING, List.of()))
        .isInstanceOf(IllegalStateException.class);
    assertThat(start.graph().statements()).isEmpty();
  }

  @Test
  void whatALimitCutShortIsClosedAnewByAChange() {
    RuleSet rules = Programs.rules("RULE :r { ?x :p ?z } WHERE { ?x :p ?y . ?y :p ?z }");
    String chain =
        IntStream.range(0, 20)
            .mapToObj(i -> ":n%d :p :n%d .\n".formatted(i, i + 1))
            .collect(Collectors.joining());
    FactSet data = Programs.data(chain);
    Limits limits = new Limits(60, Long.MAX_VALUE, Limits.NONE.time(), Long.MAX_VALUE, () -> false);
    Materialization cut = Materialization.of(FactBase.of(data), rules, Optional.empty(), limits, 1);
    assertThat(cut.graph().incompleteness()).isPresent();
    Set<Triple> all = statements(data);
    List<Triple> half = all.stream().skip(10).toList();
    ProofGraph small = cut.with(NOTHING, half).graph();
    assertThat(small.incompleteness()).isEmpty();
    assertThat(small.statements()).hasSize(55);
  }
}
