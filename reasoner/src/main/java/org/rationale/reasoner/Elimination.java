package org.rationale.reasoner;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The weight of the evidence of a program without cycles, by a table with a cell for each state of
 * the nodes that are open (variable elimination with causal independence; Zhang and Poole 1996). A
 * second pass backwards gives the posterior of every goal and the derivatives with respect to the
 * chances of all variables (Darwiche 2003). Weights have no negative terms, so nothing cancels.
 * Immutable; a function of the shape of the program.
 */
final class Elimination implements Compiled {

  /** All tables of a pass are kept for the way back: 8 bytes a cell. */
  static final double MOST_CELLS = 1 << 24;

  /** Tables are scaled up by this power of 2 where their largest cell is below its inverse. */
  private static final int SCALE = 300;

  /** No wire aside. */
  private static final int ALL = -1;

  private final NoisyNetwork network;
  private final List<EliminationOrder.Step> steps;

  /** For each step the bit of the node that it reads, if it does. */
  private final int[] source;

  /** For each step the bit of the node that it changes or closes, if it does. */
  private final int[] target;

  private Elimination(NoisyNetwork network, List<EliminationOrder.Step> steps) {
    this.network = network;
    this.steps = steps;
    this.source = new int[steps.size()];
    this.target = new int[steps.size()];
    IntArrayList open = new IntArrayList();
    for (int i = 0; i < source.length; i++) {
      switch (steps.get(i)) {
        case EliminationOrder.Step.Open opens -> open.add(opens.node());
        case EliminationOrder.Step.Carry carry -> {
          NoisyNetwork.Wire wire = network.wires().get(carry.wire());
          source[i] = 1 << open.indexOf(wire.source());
          target[i] = 1 << open.indexOf(wire.target());
        }
        case EliminationOrder.Step.Forbid forbid -> {
          int place = open.indexOf(forbid.source());
          source[i] = place < 0 ? 0 : 1 << place;
        }
        case EliminationOrder.Step.Close close -> {
          int place = open.indexOf(close.node());
          target[i] = 1 << place;
          open.removeInt(place);
        }
      }
    }
  }

  /**
   * What is known of a program for certain chances of its variables.
   *
   * @param total the weight of the evidence, times 2 to {@code exponent}
   * @param posteriors of the goals, if the evidence is possible
   * @param slopes derivatives of {@code total} with respect to the chances
   */
  record Pass(double total, int exponent, double[] posteriors, double[] slopes) {}

  /** The way to eliminate a program; empty if it has cycles or its tables would be too large. */
  static Optional<Elimination> of(GroundProgram program) {
    return NoisyNetwork.of(program)
        .flatMap(
            network ->
                EliminationOrder.of(network, MOST_CELLS)
                    .map(steps -> new Elimination(network, steps)));
  }

  /** The weight of the evidence with the goals' posteriors and all derivatives. */
  Pass pass(double[] chances) {
    return new Run(chances).backwards();
  }

  /** The weight of the evidence alone. */
  Pass weigh(double[] chances) {
    Run run = new Run(chances);
    return new Pass(run.total(), run.exponent, new double[0], new double[0]);
  }

  @Override
  public long bytes() {
    return 100L * (steps.size() + network.wires().size());
  }

  private final class Run {

    private final double[] chances;
    private final double[][] tables = new double[steps.size() + 1][];

    /** By how much each step scaled up what came out of it, as a power of 2. */
    private final int[] scaled = new int[steps.size()];

    private int exponent;

    Run(double[] chances) {
      this.chances = chances;
      tables[0] = new double[] {1};
      for (int i = 0; i < scaled.length; i++) {
        tables[i + 1] = after(i, tables[i]);
      }
    }

    double total() {
      return tables[scaled.length][0];
    }

    private double[] after(int step, double[] table) {
      return switch (steps.get(step)) {
        case EliminationOrder.Step.Open open -> opened(open.wires(), table);
        case EliminationOrder.Step.Carry carry -> carried(step, carry.wire(), table);
        case EliminationOrder.Step.Forbid forbid -> scaled(step, forbidden(step, forbid, table));
        case EliminationOrder.Step.Close close -> scaled(step, closed(step, close.node(), table));
      };
    }

    private double[] scaled(int step, double[] table) {
      double largest = 0;
      for (double cell : table) {
        largest = Math.max(largest, cell);
      }
      if (largest > 0 && largest < Math.scalb(1.0, -SCALE)) {
        scaled[step] = SCALE;
        exponent += SCALE;
        scale(table);
      }
      return table;
    }

    private double chance(int wire) {
      return network.wires().get(wire).chance(chances);
    }

    /** That none of some wires carries, one of them aside. */
    private double none(int[] wires, int but) {
      double none = 1;
      for (int i = 0; i < wires.length; i++) {
        if (i != but) {
          none *= 1 - chance(wires[i]);
        }
      }
      return none;
    }

    private double any(int[] wires) {
      double any = 0;
      for (int wire : wires) {
        any += (1 - any) * chance(wire);
      }
      return any;
    }

    private double[] opened(int[] wires, double[] table) {
      double any = any(wires);
      double none = none(wires, ALL);
      double[] result = new double[2 * table.length];
      for (int i = 0; i < table.length; i++) {
        result[i] = none * table[i];
        result[table.length + i] = any * table[i];
      }
      return result;
    }

    private double[] carried(int step, int wire, double[] table) {
      int wanted = network.wires().get(wire).whenFalse() ? 0 : source[step];
      double p = chance(wire);
      double[] result = table.clone();
      for (int i = 0; i < table.length; i++) {
        if ((i & target[step]) == 0 && (i & source[step]) == wanted) {
          result[i] = (1 - p) * table[i];
          result[i | target[step]] += p * table[i];
        }
      }
      return result;
    }

    private double[] forbidden(int step, EliminationOrder.Step.Forbid forbid, double[] table) {
      int wanted = forbid.whenFalse() ? 0 : source[step];
      double none = none(forbid.wires(), ALL);
      double[] result = table.clone();
      for (int i = 0; i < table.length; i++) {
        if ((i & source[step]) == wanted) {
          result[i] *= none;
        }
      }
      return result;
    }

    private double[] closed(int step, int node, double[] table) {
      boolean both = network.observed(node) == NoisyNetwork.Observed.NO;
      double[] result = new double[table.length / 2];
      for (int i = 0; i < result.length; i++) {
        int fails = failing(i, target[step]);
        int holds = fails | target[step];
        result[i] = both ? table[fails] + table[holds] : table[holds];
      }
      return result;
    }

    /** On the way back tables hold the derivatives of the total by the cells before each step. */
    Pass backwards() {
      double[] slopes = new double[chances.length];
      double[] holds = new double[network.nodes()];
      double[] fails = new double[network.nodes()];
      double[] later = {1};
      for (int step = scaled.length - 1; step >= 0; step--) {
        if (scaled[step] > 0) {
          later = later.clone();
          scale(later);
        }
        double[] table = tables[step];
        later =
            switch (steps.get(step)) {
              case EliminationOrder.Step.Open open ->
                  beforeOpened(open.wires(), table, later, slopes);
              case EliminationOrder.Step.Carry carry ->
                  beforeCarried(step, carry.wire(), table, later, slopes);
              case EliminationOrder.Step.Forbid forbid ->
                  beforeForbidden(step, forbid, table, later, slopes);
              case EliminationOrder.Step.Close close -> {
                double[] before = beforeClosed(step, close.node(), later);
                for (int i = 0; i < table.length; i++) {
                  double[] side = (i & target[step]) == 0 ? fails : holds;
                  side[close.node()] += table[i] * before[i];
                }
                yield before;
              }
            };
      }
      return new Pass(total(), exponent, posteriors(holds, fails), slopes);
    }

    private double[] posteriors(double[] holds, double[] fails) {
      double[] posteriors = new double[network.goals()];
      for (int goal = 0; goal < posteriors.length; goal++) {
        NoisyNetwork.Literal literal = network.goal(goal);
        if (literal.isConstant()) {
          posteriors[goal] = literal.negated() ? 0 : 1;
        } else {
          double weight = (literal.negated() ? fails : holds)[literal.node()];
          posteriors[goal] = weight / (holds[literal.node()] + fails[literal.node()]);
        }
      }
      return posteriors;
    }

    private void addSlope(int wire, double slope, double[] slopes) {
      int[] coins = network.wires().get(wire).coins();
      for (int coin : coins) {
        double others = 1;
        for (int other : coins) {
          others *= other == coin ? 1 : chances[other];
        }
        slopes[coin] += slope * others;
      }
    }

    private double[] beforeOpened(int[] wires, double[] table, double[] later, double[] slopes) {
      double any = any(wires);
      double none = none(wires, ALL);
      double[] result = new double[table.length];
      double slope = 0;
      for (int i = 0; i < table.length; i++) {
        double fails = later[i];
        double holds = later[table.length + i];
        result[i] = none * fails + any * holds;
        slope += table[i] * (holds - fails);
      }
      for (int i = 0; i < wires.length; i++) {
        addSlope(wires[i], slope * none(wires, i), slopes);
      }
      return result;
    }

    private double[] beforeCarried(
        int step, int wire, double[] table, double[] later, double[] slopes) {
      int wanted = network.wires().get(wire).whenFalse() ? 0 : source[step];
      double p = chance(wire);
      double[] result = later.clone();
      double slope = 0;
      for (int i = 0; i < table.length; i++) {
        if ((i & target[step]) == 0 && (i & source[step]) == wanted) {
          double fails = later[i];
          double holds = later[i | target[step]];
          result[i] = (1 - p) * fails + p * holds;
          slope += table[i] * (holds - fails);
        }
      }
      addSlope(wire, slope, slopes);
      return result;
    }

    private double[] beforeForbidden(
        int step,
        EliminationOrder.Step.Forbid forbid,
        double[] table,
        double[] later,
        double[] slopes) {
      int wanted = forbid.whenFalse() ? 0 : source[step];
      double none = none(forbid.wires(), ALL);
      double[] result = later.clone();
      double slope = 0;
      for (int i = 0; i < table.length; i++) {
        if ((i & source[step]) == wanted) {
          result[i] *= none;
          slope -= table[i] * later[i];
        }
      }
      for (int i = 0; i < forbid.wires().length; i++) {
        addSlope(forbid.wires()[i], slope * none(forbid.wires(), i), slopes);
      }
      return result;
    }

    private double[] beforeClosed(int step, int node, double[] later) {
      boolean both = network.observed(node) == NoisyNetwork.Observed.NO;
      double[] result = new double[2 * later.length];
      for (int i = 0; i < later.length; i++) {
        int fails = failing(i, target[step]);
        result[fails] = both ? later[i] : 0;
        result[fails | target[step]] = later[i];
      }
      return result;
    }
  }

  private static void scale(double[] table) {
    for (int i = 0; i < table.length; i++) {
      table[i] = Math.scalb(table[i], SCALE);
    }
  }

  /** The cell in which a node fails that is closed, for a cell of what is left. */
  private static int failing(int cell, int own) {
    return (cell & -own) << 1 | (cell & (own - 1));
  }
}
