package org.rationale.reasoner;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.rationale.kg.Origin;
import org.rationale.kg.Percept;

/** How much the random inputs of a part matter to its goal. */
final class Influences {

  private final Grounding grounding;
  private final CircuitCompiler compiler;
  private final int nodeLimit;

  Influences(Grounding grounding, CircuitCompiler compiler, int nodeLimit) {
    this.grounding = grounding;
    this.compiler = compiler;
    this.nodeLimit = nodeLimit;
  }

  /** How the posterior of a part's goal moves with its inputs, the strongest first. */
  Optional<List<Sensitivity>> sensitivities(Grounding.Part part) {
    GroundProgram program = part.program();
    Optional<Posterior> posterior = compiler.posterior(program, nodeLimit);
    if (posterior.isEmpty()) {
      return Optional.empty();
    }
    double[] probabilities = part.probabilities();
    double[] derivatives =
        Chances.derivatives(
            program, probabilities, posterior.get().slopes(Chances.of(program, probabilities)));
    List<Sensitivity> sensitivities = new ArrayList<>();
    for (int s = 0; s < derivatives.length; s++) {
      sensitivities.add(new Sensitivity(grounding.input(part.inputs()[s]), derivatives[s]));
    }
    sensitivities.sort(
        Comparator.comparingDouble(sensitivity -> -Math.abs(sensitivity.derivative())));
    return Optional.of(sensitivities);
  }

  /** What each percept adds to the posterior of a part's goal, the largest first. */
  Optional<List<Contribution>> contributions(Grounding.Part part, int orders, long seed) {
    GroundProgram program = part.program();
    int[] inputs = part.inputs();
    int[] players =
        IntStream.range(0, inputs.length).filter(s -> percept(inputs[s]).isPresent()).toArray();
    return compiler
        .posterior(program, nodeLimit)
        .map(
            posterior -> {
              Shapley.Values values =
                  new Shapley(program, posterior, part.probabilities(), players)
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
}
