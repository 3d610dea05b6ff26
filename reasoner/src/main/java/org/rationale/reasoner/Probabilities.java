package org.rationale.reasoner;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.jena.graph.Triple;
import org.rationale.kg.Guarantee;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.Origin;
import org.rationale.kg.Percept;
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

  private static final int PROOF_STATES = 200_000;

  /** Below this a product of many chances may have lost digits. */
  private static final double SMALL = 1e-280;

  private final ProofStore store;
  private final Grounding grounding;
  private final Grounding.Rows evidence;
  private final CircuitCompiler compiler;
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
        Optional<Circuit> circuit =
            compiler.compile(part.program(), Math.min(nodeLimit, CHEAP_NODES));
        possible &= circuit.isEmpty() || logarithmOfEvidence(part, circuit.get()) > -1e300;
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

  private static double logarithmOfEvidence(Grounding.Part part, Circuit circuit) {
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
    if (shared && part.goals().length > 1) {
      Optional<List<Valuation>> all = marginals(part, nodes(reading));
      if (all.isPresent()) {
        return all.get();
      }
    }
    if (shared) {
      Optional<Circuit> circuit = compiler.compile(part.program(), nodes(reading));
      if (circuit.isPresent()) {
        return Arrays.stream(posteriors(part, circuit.get()))
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
          case Reading.TopK topK -> lowerBound(part, topK.k());
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

  /** Of goals that one switch each decides, from the circuit of the evidence alone. */
  private Optional<List<Valuation>> marginals(Grounding.Part part, int nodes) {
    GroundProgram program = part.program();
    int[] switches =
        program.goals().stream().mapToInt(goal -> program.switchOf(goal).orElse(-1)).toArray();
    if (program.evidence().isTrivial() || Arrays.stream(switches).anyMatch(s -> s < 0)) {
      return Optional.empty();
    }
    Optional<Circuit> compiled = compiler.compile(program.withoutGoals(), nodes);
    if (compiled.isEmpty()) {
      return Optional.empty();
    }
    Circuit circuit = compiled.get();
    double[] chances = Chances.of(program, part.probabilities());
    double[] weights = circuit.weights(chances);
    int given = circuit.root(0);
    if (weights[given] < SMALL) {
      return Optional.empty();
    }
    double[] joint = circuit.whereTrue(given, chances, weights);
    return Optional.of(
        Arrays.stream(switches)
            .mapToObj(s -> new Probability(Math.clamp(joint[s] / weights[given], 0, 1)))
            .map(value -> new Valuation(value, Guarantee.EXACT))
            .toList());
  }

  private int nodes(Reading reading) {
    return reading instanceof Reading.Bounds bounds
        ? Math.min(Math.min(bounds.nodes(), nodeLimit), CHEAP_NODES)
        : nodeLimit;
  }

  /** The value itself is the bound: it is the probability of the proofs. */
  private Valuation lowerBound(Grounding.Part part, int k) {
    Optional<Likely> likely = likely(part, k);
    Probability lower = likely.map(found -> found.together).orElse(Probability.ZERO);
    return new Valuation(lower, new Guarantee.Bounded(lower, Probability.ONE));
  }

  private record Likely(List<LikelyProof> proofs, Probability together, boolean isCut) {}

  private Optional<Likely> likely(Grounding.Part part, int k) {
    GroundProgram program = part.program();
    BestProofs search = new BestProofs(program, part.probabilities(), PROOF_STATES);
    try {
      ProofWeights weights = new ProofWeights(program, part.probabilities(), nodeLimit);
      List<BestProofs.Proof> proofs = search.best(program.goals().getFirst(), k, weights::weight);
      List<LikelyProof> described = new ArrayList<>();
      for (BestProofs.Proof proof : proofs) {
        described.add(
            new LikelyProof(
                new Probability(Math.clamp(proof.weight() / weights.ofEvidence(), 0, 1)),
                Arrays.stream(proof.switches())
                    .mapToObj(s -> grounding.input(part.inputs()[s]))
                    .toList()));
      }
      double together = weights.together(proofs) / weights.ofEvidence();
      return Optional.of(
          new Likely(described, new Probability(Math.clamp(together, 0, 1)), search.isCut()));
    } catch (Bdd.LimitReached tooLarge) {
      return Optional.empty();
    }
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
        : likely(part.get(), most).filter(found -> !found.isCut).map(Likely::proofs);
  }

  synchronized ProofCount proofs(Grounding.Rows goal, long most) {
    Optional<Grounding.Part> part = part(goal);
    if (part.isEmpty()) {
      return new ProofCount(isPossible(goal) ? 1 : 0, true);
    }
    GroundProgram program = part.get().program();
    BestProofs search = new BestProofs(program, part.get().probabilities(), PROOF_STATES);
    long count = search.count(program.goals().getFirst(), most);
    return new ProofCount(count, !search.isCut());
  }

  synchronized Optional<List<Sensitivity>> sensitivities(Grounding.Rows goal) {
    Optional<Grounding.Part> part = part(goal);
    if (part.isEmpty()) {
      return Optional.of(List.of());
    }
    GroundProgram program = part.get().program();
    Optional<Circuit> compiled = compiler.compile(program, nodeLimit);
    if (compiled.isEmpty()) {
      return Optional.empty();
    }
    Circuit circuit = compiled.get();
    double[] probabilities = part.get().probabilities();
    double[] chances = Chances.of(program, probabilities);
    double[] weights = circuit.weights(chances);
    double given = weights[circuit.root(1)];
    double posterior = weights[circuit.root(0)] / given;
    double[] ofJoint = circuit.derivatives(circuit.root(0), chances, weights);
    double[] ofEvidence = circuit.derivatives(circuit.root(1), chances, weights);
    double[] byChance = new double[chances.length];
    for (int s = 0; s < chances.length; s++) {
      byChance[s] = (ofJoint[s] - posterior * ofEvidence[s]) / given;
    }
    double[] derivatives = Chances.derivatives(program, probabilities, byChance);
    List<Sensitivity> sensitivities = new ArrayList<>();
    for (int s = 0; s < derivatives.length; s++) {
      sensitivities.add(new Sensitivity(grounding.input(part.get().inputs()[s]), derivatives[s]));
    }
    sensitivities.sort(
        Comparator.comparingDouble(sensitivity -> -Math.abs(sensitivity.derivative())));
    return Optional.of(sensitivities);
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

  synchronized Optional<List<Contribution>> contributions(
      Grounding.Rows goal, int orders, long seed) {
    Optional<Grounding.Part> part = part(goal);
    if (part.isEmpty()) {
      return Optional.of(List.of());
    }
    GroundProgram program = part.get().program();
    int[] inputs = part.get().inputs();
    int[] players =
        IntStream.range(0, inputs.length).filter(s -> percept(inputs[s]).isPresent()).toArray();
    return compiler
        .compile(program, nodeLimit)
        .map(
            circuit -> {
              Shapley.Values values =
                  new Shapley(program, circuit, part.get().probabilities(), players)
                      .values(orders, seed);
              return IntStream.range(0, players.length)
                  .mapToObj(
                      i ->
                          new Contribution(
                              percept(inputs[players[i]]).orElseThrow(),
                              values.values()[i],
                              values.margins()[i]))
                  .sorted(
                      Comparator.comparingDouble(contribution -> -Math.abs(contribution.value())))
                  .toList();
            });
  }

  private Optional<Percept> percept(int input) {
    return grounding.input(input) instanceof RandomInput.OfFact fact
            && fact.origin() instanceof Origin.Perceived perceived
        ? Optional.of(perceived.percept())
        : Optional.empty();
  }

  synchronized Optional<ProbableWorld> mostProbableWorld(List<Triple> statements) {
    List<Grounding.Rows> rows = new ArrayList<>();
    for (Triple statement : statements) {
      rows.add(new Grounding.Rows(List.of(store.facts().find(statement)), List.of()));
    }
    List<Grounding.Part> all = grounding.parts(rows, evidence);
    boolean[] on = new boolean[grounding.inputs()];
    double logarithm = 0;
    for (Grounding.Part part : all) {
      GroundProgram whole = part.program();
      Optional<Circuit> circuit = compiler.compile(whole.withoutGoals(), nodeLimit);
      if (circuit.isEmpty()) {
        return Optional.empty();
      }
      int root = circuit.get().root(0);
      LikelyWorld likely = new LikelyWorld(whole, circuit.get(), part.probabilities());
      boolean[] world = likely.world(root);
      logarithm += likely.logarithm(root) - logarithmOfEvidence(part, circuit.get());
      for (int s = 0; s < world.length; s++) {
        on[part.inputs()[s]] |= world[s];
      }
    }
    List<RandomInput> chosen =
        IntStream.range(0, on.length).filter(i -> on[i]).mapToObj(grounding::input).toList();
    return Optional.of(
        new ProbableWorld(
            new Probability(Math.clamp(Math.exp(logarithm), 0, 1)),
            chosen,
            holding(all, on, statements)));
  }

  /** The statements that hold in one world, those that hold in every world aside. */
  private static List<Triple> holding(
      List<Grounding.Part> parts, boolean[] on, List<Triple> statements) {
    boolean[] holds = new boolean[statements.size()];
    for (Grounding.Part part : parts) {
      double[] chances = new double[part.inputs().length];
      for (int s = 0; s < chances.length; s++) {
        chances[s] = on[part.inputs()[s]] ? 1 : 0;
      }
      Lineage world =
          new Lineage(part.program(), new SampledWorlds(new SplittableRandom(0), chances));
      for (int i = 0; i < part.goals().length; i++) {
        holds[part.goals()[i]] = world.formula(part.program().goals().get(i)) != 0;
      }
    }
    return IntStream.range(0, holds.length)
        .filter(i -> holds[i])
        .mapToObj(statements::get)
        .toList();
  }

  /** What each proof of a row adds to those before it; empty if circuits would be too large. */
  Optional<ProofShares> shares(int row, List<ProofEvents.Needs> proofs) {
    return new ProofEvents(store).shares(row, proofs, evidence, compiler, nodeLimit);
  }

  /** The probabilities of a part's goals given its evidence. */
  static double[] posteriors(Grounding.Part part, Circuit circuit) {
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
