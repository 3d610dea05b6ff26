package org.rationale.reasoner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.jena.graph.Triple;
import org.junit.jupiter.api.Test;
import org.rationale.kg.FactReader;
import org.rationale.kg.FactSet;
import org.rationale.kg.Guarantee;
import org.rationale.kg.ModelIdentity;
import org.rationale.kg.Origin;
import org.rationale.kg.Percept;
import org.rationale.kg.Probability;
import org.rationale.kg.RdfFormat;
import org.rationale.kg.Region;
import org.rationale.kg.UncertainFact;
import org.rationale.kg.Valuation;
import org.rationale.rules.RuleSet;
import org.rationale.rules.srl.SrlReader;

/**
 * Every reading of random programs, with and without evidence, against the enumeration of their
 * worlds. For longer runs, the property {@code rationale.programs} sets how many programs there
 * are, {@code rationale.seed} sets others and {@code rationale.logWorlds} how many worlds they may
 * have, as a power of 2.
 */
class ProbabilityQueryAgainstWorldsTest {

  private static final int PROGRAMS = Integer.getInteger("rationale.programs", 60);
  private static final long SEED = Long.getLong("rationale.seed", 23);
  private static final int MAXIMUM_LOG_WORLDS = Integer.getInteger("rationale.logWorlds", 9);

  /** A program, an observation or none, and what enumeration says. */
  private record Sample(
      FactSet data,
      RuleSet rules,
      Map<Triple, Boolean> evidence,
      WorldEnumeration worlds,
      Map<Triple, Double> expected,
      ProofGraph graph,
      String text) {

    double of(Triple statement) {
      return expected.getOrDefault(statement, 0.0);
    }
  }

  private static List<Sample> samples(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < PROGRAMS; i++) {
      RandomProgram program = RandomProgram.of(random);
      FactSet data = FactReader.readText(program.data(), RdfFormat.TURTLE, "data.ttl");
      RuleSet rules = new SrlReader().readText(program.rules(), "rules.srl");
      WorldEnumeration worlds = new WorldEnumeration(data, rules);
      if (worlds.logWorlds() > MAXIMUM_LOG_WORLDS) {
        continue;
      }
      Map<Triple, Double> prior = worlds.probabilities(Map.of());
      List<Triple> open =
          prior.entrySet().stream()
              .filter(entry -> entry.getValue() > 1e-6 && entry.getValue() < 1 - 1e-6)
              .map(Map.Entry::getKey)
              .sorted(Comparator.comparing(Triple::toString))
              .toList();
      Map<Triple, Boolean> evidence = new LinkedHashMap<>();
      if (!open.isEmpty() && random.nextInt(3) > 0) {
        evidence.put(open.get(random.nextInt(open.size())), random.nextBoolean());
      }
      samples.add(
          new Sample(
              data,
              rules,
              evidence,
              worlds,
              evidence.isEmpty() ? prior : worlds.probabilities(evidence),
              Inference.run(data, rules, Optional.empty(), evidence),
              "%s\n%s\ngiven %s".formatted(program.data(), program.rules(), evidence)));
    }
    return samples;
  }

  private static Grounding.Rows rows(ProofStore store, Map<Triple, Boolean> evidence) {
    List<Integer> held = new ArrayList<>();
    List<Integer> absent = new ArrayList<>();
    evidence.forEach(
        (statement, holds) -> (holds ? held : absent).add(store.facts().find(statement)));
    return new Grounding.Rows(held, absent);
  }

  private static ProofStore store(Sample sample) {
    return new Background(sample.rules(), Inference.base(sample.data(), sample.rules()))
        .overlay(List.of(), Map.of());
  }

  @Test
  void manyStatementsAtOnceHaveTheWeightsOfTheirWorlds() {
    int compared = 0;
    for (Sample sample : samples(SEED)) {
      Map<Triple, Valuation> found =
          sample.graph().ask().valuations(sample.graph().statements(), Reading.EXACT);
      assertThat(found.keySet()).containsExactlyElementsOf(sample.graph().statements());
      found.forEach(
          (statement, valuation) -> {
            assertThat(valuation.guarantee()).isEqualTo(Guarantee.EXACT);
            assertThat(valuation.probability().value())
                .as("%s in %s", statement, sample.text())
                .isCloseTo(sample.of(statement), within(1e-9));
          });
      compared += found.size();
    }
    assertThat(compared).isGreaterThan(300);
  }

  @Test
  void inputsAskedForTogetherHaveTheirPosteriors() {
    int compared = 0;
    for (Sample sample : samples(SEED + 7)) {
      List<Triple> inputs =
          sample.data().uncertain().stream()
              .filter(fact -> fact.choice().isEmpty())
              .map(UncertainFact::statement)
              .distinct()
              .filter(
                  statement ->
                      sample.graph().fact(statement).orElseThrow().origins().size() == 1
                          && sample.graph().derivations(statement).isEmpty())
              .toList();
      Map<Triple, Valuation> found = sample.graph().ask().valuations(inputs, Reading.EXACT);
      found.forEach(
          (input, valuation) ->
              assertThat(valuation.probability().value())
                  .as("%s in %s", input, sample.text())
                  .isCloseTo(sample.of(input), within(1e-9)));
      compared += sample.evidence().isEmpty() ? 0 : found.size();
    }
    assertThat(compared).isGreaterThan(60);
  }

  @Test
  void decidingSwitchBySwitchGivesTheSameWeights() {
    int compared = 0;
    for (Sample sample : samples(SEED + 1)) {
      ProofStore store = store(sample);
      Grounding grounding = new Grounding(store);
      for (Triple statement : sample.graph().statements()) {
        int row = store.facts().find(statement);
        if (store.isCertain(row)) {
          continue;
        }
        Grounding.Rows goal = new Grounding.Rows(List.of(row), List.of());
        for (Grounding.Part part : grounding.parts(List.of(goal), rows(store, sample.evidence()))) {
          if (part.goals().length > 0) {
            GroundProgram program = part.program();
            Frontier frontier =
                Frontier.of(
                    new FlatProgram(
                        program, program.goals().getFirst(), VariableOrder.levels(program)),
                    Chances.of(program, part.probabilities()),
                    100_000,
                    1_000_000,
                    () -> false);
            assertThat(frontier.isComplete()).isTrue();
            assertThat(frontier.holds() / (frontier.holds() + frontier.fails()))
                .as("%s in %s", statement, sample.text())
                .isCloseTo(sample.of(statement), within(1e-9));
            compared++;
          }
        }
      }
    }
    assertThat(compared).isGreaterThan(150);
  }

  @Test
  void boundsHoldTheExactValueAndNeverWiden() {
    int bounded = 0;
    for (Sample sample : samples(SEED + 2)) {
      for (Triple statement : sample.graph().statements()) {
        double exact = sample.of(statement);
        double lower = 0;
        double upper = 1;
        for (int nodes : new int[] {5, 9, 16, 40, 100_000}) {
          Valuation valuation =
              sample
                  .graph()
                  .ask()
                  .valuation(statement, new Reading.Bounds(0, nodes, Duration.ofDays(1)));
          switch (valuation.guarantee()) {
            case Guarantee.Exact certain ->
                assertThat(valuation.probability().value()).isCloseTo(exact, within(1e-9));
            case Guarantee.Bounded interval -> {
              assertThat(interval.lower().value())
                  .as("%s with %d in %s", statement, nodes, sample.text())
                  .isLessThanOrEqualTo(exact + 1e-15)
                  .isGreaterThanOrEqualTo(lower - 1e-9);
              assertThat(interval.upper().value())
                  .as("%s with %d in %s", statement, nodes, sample.text())
                  .isGreaterThanOrEqualTo(exact - 1e-15)
                  .isLessThanOrEqualTo(upper + 1e-9);
              lower = interval.lower().value();
              upper = interval.upper().value();
              bounded++;
            }
            case Guarantee.Estimated estimated ->
                throw new AssertionError("Bounds were asked for: " + estimated);
          }
        }
      }
    }
    assertThat(bounded).isGreaterThan(50);
  }

  @Test
  void theBestProofsAreALowerBoundThatReachesTheExactValue() {
    int compared = 0;
    for (Sample sample : samples(SEED + 3)) {
      for (Triple statement : sample.graph().statements()) {
        double exact = sample.of(statement);
        double before = 0;
        for (int k : new int[] {1, 2, 1000}) {
          double found =
              sample.graph().ask().valuation(statement, new Reading.TopK(k)).probability().value();
          assertThat(found)
              .as("%s, %d proofs, in %s", statement, k, sample.text())
              .isBetween(before - 1e-9, exact + 1e-9);
          before = found;
        }
        assertThat(before).as("%s in %s", statement, sample.text()).isCloseTo(exact, within(1e-9));
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(200);
  }

  @Test
  void noWorldIsMoreProbableThanTheMostProbable() {
    int compared = 0;
    for (Sample sample : samples(SEED + 4)) {
      Grounding grounding = new Grounding(store(sample));
      ProofStore store = store(sample);
      grounding.parts(
          sample.graph().statements().stream()
              .map(s -> new Grounding.Rows(List.of(store.facts().find(s)), List.of()))
              .toList(),
          rows(store, sample.evidence()));
      if (grounding.inputs() != sample.worlds().alternatives()) {
        // Enumeration also has choices that nothing depends on.
        continue;
      }
      ProbableWorld world = sample.graph().ask().mostProbableWorld().orElseThrow();
      assertThat(world.probability().value())
          .as(sample.text())
          .isCloseTo(sample.worlds().largest(sample.evidence()), within(1e-9));
      sample
          .evidence()
          .forEach(
              (statement, holds) ->
                  assertThat(world.statements().contains(statement)).isEqualTo(holds));
      compared++;
    }
    assertThat(compared).isGreaterThan(PROGRAMS / 10);
  }

  @Test
  void derivativesAreTheSlopesOfEnumeratedProbabilities() {
    double step = 1e-4;
    int compared = 0;
    for (Sample sample : samples(SEED + 5)) {
      for (int i = 0; i < sample.data().uncertain().size(); i++) {
        UncertainFact fact = sample.data().uncertain().get(i);
        double sum =
            sample.data().uncertain().stream()
                .filter(other -> fact.choice().isPresent() && other.choice().equals(fact.choice()))
                .mapToDouble(other -> other.probability().value())
                .sum();
        if (sum > 1 - 2 * step || fact.probability().value() < 2 * step) {
          continue;
        }
        Map<Triple, Double> more = moved(sample, i, step);
        Map<Triple, Double> less = moved(sample, i, -step);
        Map<Triple, Double> slopes = new HashMap<>();
        for (Triple statement : sample.graph().statements()) {
          slopes.put(
              statement,
              (more.getOrDefault(statement, 0.0) - less.getOrDefault(statement, 0.0)) / (2 * step));
        }
        long same =
            sample.data().uncertain().stream()
                .filter(other -> other.statement().equals(fact.statement()))
                .count();
        if (same > 1) {
          continue;
        }
        for (Triple statement : sample.graph().statements()) {
          double derivative =
              sample.graph().ask().sensitivities(statement).orElseThrow().stream()
                  .filter(
                      found ->
                          found.input() instanceof RandomInput.OfFact of
                              && of.statement().equals(fact.statement()))
                  .mapToDouble(Sensitivity::derivative)
                  .sum();
          assertThat(derivative)
              .as("%s by %s in %s", statement, fact.statement(), sample.text())
              .isCloseTo(slopes.getOrDefault(statement, 0.0), within(1e-5));
          compared++;
        }
      }
    }
    assertThat(compared).isGreaterThan(500);
  }

  private static Map<Triple, Double> moved(Sample sample, int index, double by) {
    List<UncertainFact> uncertain = new ArrayList<>(sample.data().uncertain());
    UncertainFact fact = uncertain.get(index);
    uncertain.set(
        index,
        new UncertainFact(
            fact.statement(),
            new Probability(fact.probability().value() + by),
            fact.choice(),
            fact.reifier(),
            fact.source(),
            fact.place()));
    FactSet data = new FactSet(sample.data().certain(), uncertain, sample.data().prefixes());
    return new WorldEnumeration(data, sample.rules()).probabilities(sample.evidence());
  }

  @Test
  void contributionsAreShapleyValues() {
    int compared = 0;
    for (Sample sample : samples(SEED + 6)) {
      int n = sample.data().uncertain().size();
      if (n > 5) {
        continue;
      }
      ProofGraph graph = perceived(sample, -1);
      Map<Integer, ProofGraph> coalitions = new HashMap<>();
      for (Triple statement : sample.graph().statements()) {
        double[] expected = new double[n];
        boolean bears = evidenceBearsOn(sample, statement);
        for (int[] order : orders(n)) {
          int set = 0;
          double before = worth(sample, bears, set, statement, coalitions);
          for (int player : order) {
            set |= 1 << player;
            double now = worth(sample, bears, set, statement, coalitions);
            expected[player] += (now - before) / orders(n).size();
            before = now;
          }
        }
        List<Contribution> found = graph.ask().contributions(statement, 10, 1).orElseThrow();
        for (int i = 0; i < n; i++) {
          String id = "percept/" + i;
          double value =
              found.stream()
                  .filter(contribution -> contribution.percept().id().equals(id))
                  .mapToDouble(Contribution::value)
                  .sum();
          assertThat(value)
              .as("%s to %s in %s", id, statement, sample.text())
              .isCloseTo(expected[i], within(1e-9));
          compared++;
        }
      }
      if (compared > 400) {
        break;
      }
    }
    assertThat(compared).isGreaterThan(100);
  }

  private static boolean evidenceBearsOn(Sample sample, Triple statement) {
    ProofStore store = store(sample);
    Grounding.Rows goal = new Grounding.Rows(List.of(store.facts().find(statement)), List.of());
    return new Grounding(store)
        .parts(List.of(goal), rows(store, sample.evidence())).stream()
            .anyMatch(part -> part.goals().length > 0 && !part.program().evidence().isTrivial());
  }

  private static double worth(
      Sample sample,
      boolean evidenceBears,
      int set,
      Triple statement,
      Map<Integer, ProofGraph> coalitions) {
    ProofGraph graph = coalitions.computeIfAbsent(set, members -> perceived(sample, members));
    if (!evidenceBears) {
      return graph.probability(statement).probability().value();
    }
    Map.Entry<Triple, Boolean> observed = sample.evidence().entrySet().iterator().next();
    List<Triple> held = observed.getValue() ? List.of(observed.getKey()) : List.of();
    List<Triple> absent = observed.getValue() ? List.of() : List.of(observed.getKey());
    double evidence = graph.probability(held, absent).probability().value();
    List<Triple> both = new ArrayList<>(held);
    both.add(statement);
    return evidence == 0 ? 0 : graph.probability(both, absent).probability().value() / evidence;
  }

  /** The sample with its uncertain facts as percepts; without evidence where some are left out. */
  private static ProofGraph perceived(Sample sample, int members) {
    List<Background.Sourced> added = new ArrayList<>();
    for (int i = 0; i < sample.data().uncertain().size(); i++) {
      UncertainFact fact = sample.data().uncertain().get(i);
      if ((members >> i & 1) == 1) {
        added.add(
            new Background.Sourced(
                fact.statement(),
                new Origin.Perceived(
                    new Percept(
                        "percept/" + i,
                        fact.statement(),
                        fact.probability(),
                        0,
                        "note",
                        new ModelIdentity("model", "00"),
                        "note",
                        "00",
                        new Region.TextSpan(0, 1, "x"),
                        fact.choice(),
                        ""))));
      }
    }
    FactSet certain = new FactSet(sample.data().certain(), List.of(), sample.data().prefixes());
    ProofStore store =
        new Background(sample.rules(), Inference.base(certain, sample.rules()))
            .overlay(added, Map.of());
    return new RecordedProofGraph(store, members == -1 ? sample.evidence() : Map.of(), Map.of());
  }

  private static List<int[]> orders(int n) {
    if (n == 0) {
      return List.of(new int[0]);
    }
    List<int[]> orders = new ArrayList<>();
    for (int[] shorter : orders(n - 1)) {
      for (int at = 0; at < n; at++) {
        int[] order = Arrays.copyOf(shorter, n);
        System.arraycopy(shorter, at, order, at + 1, n - 1 - at);
        order[at] = n - 1;
        orders.add(order);
      }
    }
    return orders;
  }
}
