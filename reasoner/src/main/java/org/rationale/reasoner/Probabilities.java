package org.rationale.reasoner;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.jena.graph.Triple;
import org.rationale.kg.Guarantee;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.Probability;
import org.rationale.kg.Valuation;

/**
 * Probabilities of conjunctions of rows under evidence and what else is read from the same
 * circuits: exact by weighted model counting on decision diagrams or, when these would grow too
 * large, between bounds. Safe for use by many threads.
 */
final class Probabilities {

  /** About 40 bytes a node with all tables: 160 MB at the worst. */
  static final int NODE_LIMIT = 4_000_000;

  /** What bounds may cost before they are the cheaper way. */
  private static final int CHEAP_NODES = 150_000;

  /** Below this a product of many chances may have lost digits. */
  private static final double SMALL = 1e-280;

  private final ProofStore store;
  private final Grounding grounding;
  private final Grounding.Rows evidence;
  private final CircuitCompiler compiler;
  private final ProofReading proofs;
  private final Influences influences;
  private final int nodeLimit;

  /**
   * @param nodeLimit decision diagrams with more nodes are given up for bounds
   * @throws InvalidInputException if the evidence is impossible
   */
  Probabilities(
      ProofStore store, Map<Triple, Boolean> evidence, CircuitCache cache, int nodeLimit) {
    this.store = store;
    this.grounding = new Grounding(store);
    this.compiler = new CircuitCompiler(cache);
    this.nodeLimit = nodeLimit;
    this.proofs = new ProofReading(grounding, nodeLimit);
    this.influences = new Influences(grounding, compiler, nodeLimit);
    List<Integer> held = new ArrayList<>();
    List<Integer> absent = new ArrayList<>();
    evidence.forEach(
        (statement, holds) -> (holds ? held : absent).add(store.facts().find(statement)));
    this.evidence = new Grounding.Rows(held, absent);
    rejectImpossibleEvidence();
  }

  private void rejectImpossibleEvidence() {
    boolean possible = isPossible(evidence);
    if (possible) {
      for (Grounding.Part part : grounding.parts(List.of(), evidence)) {
        // Where that is much work, bounds of what is asked will hold whether or not it is possible.
        Optional<Compiled> compiled =
            compiler.compileEither(part.program(), Math.min(nodeLimit, CHEAP_NODES));
        possible &= compiled.isEmpty() || isPossible(part, compiled.get());
      }
    }
    if (!possible) {
      throw new InvalidInputException(
          "impossible-evidence",
          "evidence",
          "the observations cannot all be true: together they have the probability 0.",
          "Remove the observation that contradicts the data and the rules.");
    }
  }

  private static boolean isPossible(Grounding.Part part, Compiled compiled) {
    return switch (compiled) {
      case Circuit circuit -> logarithmOfEvidence(part, circuit) > -1e300;
      case Elimination tables ->
          tables.weigh(Chances.of(part.program(), part.probabilities())).total() > 0;
    };
  }

  /** The logarithm of the weight of the evidence, a circuit's last root. */
  static double logarithmOfEvidence(Grounding.Part part, Circuit circuit) {
    double[] chances = Chances.of(part.program(), part.probabilities());
    return circuit.logarithms(chances)[circuit.root(circuit.roots() - 1)];
  }

  /** Whether certain rows and rows that never hold leave it open. */
  private boolean isPossible(Grounding.Rows rows) {
    return !rows.held().contains(FactTable.NONE)
        && rows.absent().stream().noneMatch(row -> row != FactTable.NONE && store.isCertain(row));
  }

  /**
   * The probability that all of some rows hold and none of others, given the evidence. {@link
   * FactTable#NONE} is a row that never holds.
   */
  Valuation of(List<Integer> held, List<Integer> absent) {
    return of(List.of(new Grounding.Rows(held, absent)), Reading.EXACT).getFirst();
  }

  /** The same of many at once, which share the work. */
  synchronized List<Valuation> of(List<Grounding.Rows> goals, Reading reading) {
    Valuation[] valuations = new Valuation[goals.size()];
    List<Grounding.Rows> open = new ArrayList<>();
    int[] numbers = new int[goals.size()];
    for (int i = 0; i < goals.size(); i++) {
      if (isPossible(goals.get(i))) {
        valuations[i] = Valuation.CERTAIN;
        numbers[open.size()] = i;
        open.add(goals.get(i));
      } else {
        valuations[i] = new Valuation(Probability.ZERO, Guarantee.EXACT);
      }
    }
    for (Grounding.Part part : grounding.parts(open, evidence)) {
      if (part.goals().length > 0) {
        List<Valuation> ofPart = read(part, open, reading);
        for (int i = 0; i < part.goals().length; i++) {
          valuations[numbers[part.goals()[i]]] = ofPart.get(i);
        }
      }
    }
    return Arrays.asList(valuations);
  }

  private List<Valuation> read(Grounding.Part part, List<Grounding.Rows> open, Reading reading) {
    boolean shared =
        switch (reading) {
          case Reading.Exact exact -> true;
          case Reading.Bounds bounds -> !bounds.time().isZero();
          case Reading.TopK topK -> false;
          case Reading.Sampled sampled -> false;
        };
    if (shared) {
      Optional<double[]> all =
          part.goals().length > 1 ? marginals(part, nodes(reading)) : Optional.empty();
      if (all.isEmpty()) {
        all =
            compiler
                .compileEither(part.program(), nodes(reading))
                .map(compiled -> posteriors(part, compiled));
      }
      if (all.isPresent()) {
        return Arrays.stream(all.get())
            .mapToObj(value -> new Valuation(new Probability(value), Guarantee.EXACT))
            .toList();
      }
    }
    if (part.goals().length > 1) {
      return oneByOne(part, open, reading);
    }
    return List.of(
        switch (reading) {
          case Reading.Exact exact -> Bounding.of(part, 0, nodeLimit, () -> false);
          case Reading.Bounds bounds -> {
            long end = System.nanoTime() + bounds.time().toNanos();
            yield Bounding.of(part, bounds.width(), bounds.nodes(), () -> System.nanoTime() >= end);
          }
          case Reading.TopK topK -> proofs.lowerBound(part, topK.k());
          case Reading.Sampled sampled -> Estimate.of(part, sampled);
        });
  }

  /** Goals that do not fit together; each has its share of what is left of the time. */
  private List<Valuation> oneByOne(
      Grounding.Part part, List<Grounding.Rows> open, Reading reading) {
    long started = System.nanoTime();
    List<Valuation> valuations = new ArrayList<>();
    for (int goal : part.goals()) {
      Reading own = reading;
      if (reading instanceof Reading.Bounds bounds) {
        long left = bounds.time().toNanos() - (System.nanoTime() - started);
        int goals = part.goals().length - valuations.size();
        own =
            new Reading.Bounds(
                bounds.width(), bounds.nodes(), Duration.ofNanos(Math.max(0, left / goals)));
      }
      valuations.add(of(List.of(open.get(goal)), own).getFirst());
    }
    return valuations;
  }

  /** Of goals that one switch each decides, from what was compiled of the evidence alone. */
  private Optional<double[]> marginals(Grounding.Part part, int nodes) {
    GroundProgram program = part.program();
    int[] switches =
        program.goals().stream().mapToInt(goal -> program.switchOf(goal).orElse(-1)).toArray();
    if (program.evidence().isTrivial() || Arrays.stream(switches).anyMatch(s -> s < 0)) {
      return Optional.empty();
    }
    double[] chances = Chances.of(program, part.probabilities());
    return compiler
        .compileEither(program.withoutGoals(), nodes)
        .flatMap(compiled -> whereTrue(compiled, chances))
        .map(all -> Arrays.stream(switches).mapToDouble(s -> Math.clamp(all[s], 0, 1)).toArray());
  }

  /**
   * For each switch the posterior of its variable, given the evidence; empty if that is too small
   * for a double.
   */
  private static Optional<double[]> whereTrue(Compiled evidence, double[] chances) {
    double[] posteriors = new double[chances.length];
    switch (evidence) {
      case Circuit circuit -> {
        double[] weights = circuit.weights(chances);
        double given = weights[circuit.root(0)];
        if (given < SMALL) {
          return Optional.empty();
        }
        double[] joint = circuit.whereTrue(circuit.root(0), chances, weights);
        Arrays.setAll(posteriors, s -> joint[s] / given);
      }
      case Elimination tables -> {
        Elimination.Pass pass = tables.pass(chances);
        Arrays.setAll(
            posteriors, s -> chances[s] * (1 + (1 - chances[s]) * pass.slopes()[s] / pass.total()));
      }
    }
    return Optional.of(posteriors);
  }

  private int nodes(Reading reading) {
    return reading instanceof Reading.Bounds bounds
        ? Math.min(Math.min(bounds.nodes(), nodeLimit), CHEAP_NODES)
        : nodeLimit;
  }

  /** The part of one goal; empty if the goal is decided without random choices. */
  private Optional<Grounding.Part> part(Grounding.Rows goal) {
    return isPossible(goal)
        ? grounding.parts(List.of(goal), evidence).stream()
            .filter(part -> part.goals().length > 0)
            .findFirst()
        : Optional.empty();
  }

  synchronized Optional<List<LikelyProof>> likeliestProofs(Grounding.Rows goal, int most) {
    if (!isPossible(goal)) {
      return Optional.of(List.of());
    }
    Optional<Grounding.Part> part = part(goal);
    return part.isEmpty()
        ? Optional.of(List.of(new LikelyProof(Probability.ONE, List.of())))
        : proofs.likeliest(part.get(), most);
  }

  synchronized ProofCount proofs(Grounding.Rows goal, long most) {
    return part(goal)
        .map(part -> proofs.count(part, most))
        .orElseGet(() -> new ProofCount(isPossible(goal) ? 1 : 0, true));
  }

  synchronized Optional<List<Sensitivity>> sensitivities(Grounding.Rows goal) {
    Optional<Grounding.Part> part = part(goal);
    return part.isEmpty() ? Optional.of(List.of()) : influences.sensitivities(part.get());
  }

  synchronized Optional<List<Contribution>> contributions(
      Grounding.Rows goal, int orders, long seed) {
    Optional<Grounding.Part> part = part(goal);
    return part.isEmpty()
        ? Optional.of(List.of())
        : influences.contributions(part.get(), orders, seed);
  }

  synchronized Optional<ProbableWorld> mostProbableWorld(List<Triple> statements) {
    List<Grounding.Rows> rows =
        statements.stream()
            .map(statement -> new Grounding.Rows(List.of(store.facts().find(statement)), List.of()))
            .toList();
    return new WorldReading(grounding, compiler, nodeLimit)
        .mostProbable(grounding.parts(rows, evidence), statements);
  }

  /** The diagrams of statements; those that are too large have none. */
  synchronized DecisionDiagrams diagrams(List<Triple> statements) {
    DecisionDiagrams.Root[] roots = new DecisionDiagrams.Root[statements.size()];
    List<Grounding.Rows> open = new ArrayList<>();
    int[] numbers = new int[statements.size()];
    for (int i = 0; i < roots.length; i++) {
      Grounding.Rows goal =
          new Grounding.Rows(List.of(store.facts().find(statements.get(i))), List.of());
      boolean possible = isPossible(goal);
      roots[i] = new DecisionDiagrams.Root(statements.get(i), possible ? 1 : 0, 1, List.of());
      if (possible) {
        numbers[open.size()] = i;
        open.add(goal);
      }
    }
    DiagramList list = new DiagramList(grounding);
    for (Grounding.Part part : grounding.parts(open, evidence)) {
      Optional<Circuit> circuit =
          part.goals().length == 0 ? Optional.empty() : compiler.compile(part.program(), nodeLimit);
      List<Triple> observed =
          Arrays.stream(part.observed()).mapToObj(store.facts()::triple).toList();
      int first = circuit.map(made -> list.add(part, made)).orElse(0);
      for (int i = 0; i < part.goals().length; i++) {
        int number = numbers[part.goals()[i]];
        int both = circuit.isEmpty() ? -1 : list.node(circuit.get().root(i), first);
        int given =
            circuit.isEmpty()
                ? -1
                : list.node(circuit.get().root(circuit.get().roots() - 1), first);
        roots[number] = new DecisionDiagrams.Root(statements.get(number), both, given, observed);
      }
    }
    return list.diagrams(Arrays.asList(roots));
  }

  private static double[] posteriors(Grounding.Part part, Compiled compiled) {
    return switch (compiled) {
      case Circuit circuit -> posteriors(part, circuit);
      case Elimination tables -> posteriors(part, tables);
    };
  }

  private static double[] posteriors(Grounding.Part part, Elimination tables) {
    double[] chances = Chances.of(part.program(), part.probabilities());
    return Arrays.stream(tables.pass(chances).posteriors())
        .map(value -> Math.clamp(value, 0, 1))
        .toArray();
  }

  private static double[] posteriors(Grounding.Part part, Circuit circuit) {
    double[] chances = Chances.of(part.program(), part.probabilities());
    double[] weights = circuit.weights(chances);
    int goals = circuit.roots() - 1;
    int given = circuit.root(goals);
    double[] posteriors = new double[goals];
    double[] logs = weights[given] < SMALL ? circuit.logarithms(chances) : weights;
    for (int i = 0; i < goals; i++) {
      int joint = circuit.root(i);
      double ratio =
          weights[given] < SMALL
              ? Math.exp(logs[joint] - logs[given])
              : weights[joint] / weights[given];
      posteriors[i] = Math.clamp(ratio, 0, 1);
    }
    return posteriors;
  }
}
