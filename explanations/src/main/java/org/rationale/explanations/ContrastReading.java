package org.rationale.explanations;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.jena.graph.Triple;
import org.rationale.explanations.Contrast.Ground;
import org.rationale.explanations.Contrast.Side;
import org.rationale.explanations.Proofs.Leaf;
import org.rationale.kg.Valuation;
import org.rationale.reasoner.Contribution;
import org.rationale.reasoner.ProofGraph;
import org.rationale.reasoner.RandomInput;
import org.rationale.reasoner.Sensitivity;

/** Compares two statements of one proof graph. */
final class ContrastReading {

  private static final int ORDERS = 400;
  private static final long SEED = 1;

  /** What is below this is rounding. */
  private static final double NOTHING = 1e-9;

  /** Roots and weights of the Legendre polynomial of degree 16, on [-1, 1]; symmetric. */
  private static final double[][] GAUSS = {
    {0.0950125098376374, 0.1894506104550685},
    {0.2816035507792589, 0.1826034150449236},
    {0.4580167776572274, 0.1691565193950025},
    {0.6178762444026438, 0.1495959888165767},
    {0.7554044083550030, 0.1246289712555339},
    {0.8656312023878318, 0.0951585116824928},
    {0.9445750230732326, 0.0622535239386479},
    {0.9894009349916499, 0.0271524594117541}
  };

  /** An input's Shapley value, and whether it is no estimate. */
  private record Value(double value, boolean isExact) {

    static final Value NONE = new Value(0, true);

    static Value sum(Value one, Value other) {
      return new Value(one.value() + other.value(), one.isExact() && other.isExact());
    }
  }

  private final ProofGraph graph;
  private final Wording wording;

  ContrastReading(ProofGraph graph, Wording wording) {
    this.graph = graph;
    this.wording = wording;
  }

  /** The percepts' part; empty if the circuits would be too large. */
  Optional<Contrast> ofPercepts(Triple first, Triple second) {
    return percepts(first).flatMap(one -> percepts(second).map(two -> of(first, one, second, two)));
  }

  private Optional<Map<Triple, Value>> percepts(Triple statement) {
    return graph
        .ask()
        .contributions(statement, ORDERS, SEED)
        .map(
            contributions -> {
              Map<Triple, Value> values = new LinkedHashMap<>();
              for (Contribution contribution : contributions) {
                values.merge(
                    contribution.percept().statement(),
                    new Value(contribution.value(), contribution.margin() == 0),
                    Value::sum);
              }
              return values;
            });
  }

  /**
   * The part of all uncertain facts of a program; empty if the circuits would be too large.
   *
   * <p>The values are integrals over t from 0 to 1 of the derivatives when every fact is there with
   * t times its probability (Owen 1972; given evidence those of Aumann and Shapley 1974), by
   * quadrature with 16 points: exact up to 32 facts without evidence.
   */
  static Optional<Contrast> ofFacts(RevisableProgram program, Triple first, Triple second) {
    Map<Triple, Value> one = new LinkedHashMap<>();
    Map<Triple, Value> two = new LinkedHashMap<>();
    for (double[] point : GAUSS) {
      for (int sign : new int[] {-1, 1}) {
        double t = (1 + sign * point[0]) / 2;
        ProofGraph scaled = program.scaled(t);
        if (!add(scaled, first, point[1] / 2 / t, one)
            || !add(scaled, second, point[1] / 2 / t, two)) {
          return Optional.empty();
        }
      }
    }
    ProofGraph graph = program.graph();
    return Optional.of(new ContrastReading(graph, new Wording(graph)).of(first, one, second, two));
  }

  /** Adds each fact's derivative times its probability there times a weight. */
  private static boolean add(
      ProofGraph graph, Triple statement, double weight, Map<Triple, Value> values) {
    Optional<List<Sensitivity>> sensitivities = graph.ask().sensitivities(statement);
    for (Sensitivity sensitivity : sensitivities.orElse(List.of())) {
      if (sensitivity.input() instanceof RandomInput.OfFact fact) {
        double value = weight * fact.probability().value() * sensitivity.derivative();
        values.merge(fact.statement(), new Value(value, true), Value::sum);
      }
    }
    return sensitivities.isPresent();
  }

  private Contrast of(
      Triple first, Map<Triple, Value> toFirst, Triple second, Map<Triple, Value> toSecond) {
    Side one = side(first, toFirst);
    Side two = side(second, toSecond);
    double k1 = slope(one);
    double k2 = slope(two);
    Set<Triple> inputs = new LinkedHashSet<>(toFirst.keySet());
    inputs.addAll(toSecond.keySet());
    List<Ground> grounds = new ArrayList<>();
    for (Triple input : inputs) {
      Value a = toFirst.getOrDefault(input, Value.NONE);
      Value b = toSecond.getOrDefault(input, Value.NONE);
      double logOdds = a.value() * k1 - b.value() * k2;
      if (Math.abs(logOdds) > NOTHING) {
        grounds.add(
            new Ground(
                input,
                wording.statement(input),
                a.value(),
                b.value(),
                logOdds,
                a.isExact() && b.isExact()));
      }
    }
    grounds.sort(
        Comparator.comparingDouble((Ground ground) -> -Math.abs(ground.logOdds()))
            .thenComparing(ground -> Wording.ntriples(ground.statement())));
    List<Leaf> ofFirst = leaves(first);
    List<Leaf> ofSecond = leaves(second);
    return new Contrast(
        one,
        two,
        log(one.valuation().probability().value()) - log(two.valuation().probability().value()),
        log(one.prior()) - log(two.prior()),
        grounds,
        without(ofFirst, ofSecond),
        without(ofSecond, ofFirst));
  }

  private Side side(Triple statement, Map<Triple, Value> values) {
    Valuation valuation = graph.probability(statement);
    double all = values.values().stream().mapToDouble(Value::value).sum();
    double prior = valuation.probability().value() - all;
    return new Side(
        statement,
        wording.statement(statement),
        valuation,
        Math.abs(prior) < NOTHING ? 0 : Math.min(prior, 1));
  }

  /**
   * The secant of the logarithm between the prior and the probability; its slope where they meet.
   */
  private static double slope(Side side) {
    double probability = side.valuation().probability().value();
    double moved = probability - side.prior();
    return Math.abs(moved) < NOTHING
        ? 1 / Math.max(probability, Contrast.LEAST)
        : (log(probability) - log(side.prior())) / moved;
  }

  private static double log(double probability) {
    return Math.log(Math.max(probability, Contrast.LEAST));
  }

  private List<Leaf> leaves(Triple statement) {
    return WhyReading.why(graph, wording, statement, 1).proofs().stream()
        .flatMap(proof -> proof.leaves().stream())
        .toList();
  }

  private static List<Leaf> without(List<Leaf> leaves, List<Leaf> others) {
    Set<Triple> shared = others.stream().map(Leaf::statement).collect(Collectors.toSet());
    return leaves.stream().filter(leaf -> !shared.contains(leaf.statement())).toList();
  }
}
