package org.rationale.reasoner;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.rationale.kg.Guarantee;
import org.rationale.kg.Probability;
import org.rationale.kg.Valuation;

/**
 * An interval that holds the probability of a goal given the evidence: switches are decided with
 * more and more states a level, and the narrowest interval is kept. The widths that are tried do
 * not depend on the limit, and what a run that is cut short has found grows with time: so more time
 * never widens.
 */
final class Bounding {

  private static final int FIRST_WIDTH = 256;
  private static final int GROWTH = 4;

  /** Relations are small, so that a run with few states is worth little of the time. */
  private static final int FIRST_RELATIONS = 180;

  private static final int GROWTH_OF_RELATIONS = 8;

  /** All states that {@link Frontier} makes are in memory. */
  private static final long LARGEST_FRONTIER = 4_000_000;

  /** Bounds are widened by this much: sums of millions of doubles are rounded. */
  private static final double ROUNDING = 1e-12;

  private double lower;
  private double upper = 1;

  private Bounding() {}

  /**
   * @param width how wide the interval may be
   * @param states how many may be decided
   * @param stop asked now and then; true ends the search
   */
  static Valuation of(Grounding.Part part, double width, long states, BooleanSupplier stop) {
    GroundProgram program = part.program();
    double[] chances = Chances.of(program, part.probabilities());
    FlatProgram flat =
        new FlatProgram(program, program.goals().getFirst(), VariableOrder.levels(program));
    Optional<Reachability> arcs = Reachability.of(flat);
    Bounding bounding = new Bounding();
    return arcs.isPresent()
        ? bounding.narrow(arcs.get(), chances, width, states, stop)
        : bounding.narrow(flat, chances, width, Math.min(states, LARGEST_FRONTIER), stop);
  }

  private Valuation narrow(
      Reachability arcs, double[] chances, double width, long states, BooleanSupplier stop) {
    long left = states;
    for (int room = FIRST_RELATIONS;
        left > 0 && !stop.getAsBoolean();
        room *= GROWTH_OF_RELATIONS) {
      RelationFrontier frontier = RelationFrontier.weigh(arcs, chances, room, left, stop);
      left -= frontier.size();
      if (frontier.isComplete()) {
        return exact(frontier.least());
      }
      if (isNarrow(frontier.least(), frontier.most(), width)) {
        break;
      }
    }
    return between();
  }

  private Valuation narrow(
      FlatProgram flat, double[] chances, double width, long states, BooleanSupplier stop) {
    int left = (int) states;
    for (int room = FIRST_WIDTH; left > 0 && !stop.getAsBoolean(); room *= GROWTH) {
      Frontier frontier = Frontier.of(flat, chances, room, left, stop);
      left -= frontier.size();
      double all = frontier.holds() + frontier.fails() + frontier.unknown();
      if (frontier.isComplete() && all > 0) {
        return exact(frontier.holds() / all);
      }
      if (all > 0
          && isNarrow(
              frontier.holds() / all, (frontier.holds() + frontier.unknown()) / all, width)) {
        break;
      }
    }
    return between();
  }

  private boolean isNarrow(double least, double most, double width) {
    lower = Math.max(lower, least - ROUNDING);
    upper = Math.min(upper, most + ROUNDING);
    return upper - lower <= width;
  }

  private static Valuation exact(double value) {
    return new Valuation(new Probability(Math.clamp(value, 0, 1)), Guarantee.EXACT);
  }

  private Valuation between() {
    Probability least = new Probability(Math.clamp(lower, 0, 1));
    Probability most = new Probability(Math.clamp(Math.max(lower, upper), 0, 1));
    return new Valuation(
        new Probability((least.value() + most.value()) / 2), new Guarantee.Bounded(least, most));
  }
}
