package org.rationale.reasoner;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.jena.graph.Triple;
import org.rationale.kg.Probability;

/** The most probable world given the evidence. */
final class WorldReading {

  private final Grounding grounding;
  private final CircuitCompiler compiler;
  private final int nodeLimit;

  WorldReading(Grounding grounding, CircuitCompiler compiler, int nodeLimit) {
    this.grounding = grounding;
    this.compiler = compiler;
    this.nodeLimit = nodeLimit;
  }

  /**
   * The most probable world of parts that are independent of each other.
   *
   * @param statements the goals of the parts
   */
  Optional<ProbableWorld> mostProbable(List<Grounding.Part> all, List<Triple> statements) {
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
      logarithm += likely.logarithm(root) - Probabilities.logarithmOfEvidence(part, circuit.get());
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
}
