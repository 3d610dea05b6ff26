package org.rationale.reasoner;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides the switches of a {@link Reachability} one by one, for all worlds at once, as {@link
 * Frontier} does for any program. Here a state is a {@link Relation}; without evidence, states that
 * there is no room for are rounded, see {@link Rounding}.
 */
final class RelationFrontier {

  /** How many states are decided before the clock is looked at again. */
  private static final int PATIENCE = 2048;

  private final Reachability arcs;
  private final double[] chances;
  private final int width;
  private final long limit;
  private final BooleanSupplier stop;
  private final @Nullable DecisionGraph graph;
  private final Relation here;
  private final Relation next;
  private final long[] key;
  private final @Nullable StateTable[] tables;
  private final IntArrayList[] nodes;
  private final double[] lower = new double[DecisionGraph.TERMINALS];
  private final double[] upper = new double[DecisionGraph.TERMINALS];
  private int root;
  private long size;
  private boolean isStopped;
  private boolean isComplete = true;

  private RelationFrontier(
      Reachability arcs,
      double[] chances,
      int width,
      long limit,
      BooleanSupplier stop,
      @Nullable DecisionGraph graph) {
    this.arcs = arcs;
    this.chances = chances;
    this.width = width;
    this.limit = limit;
    this.stop = stop;
    this.graph = graph;
    this.here = new Relation(arcs);
    this.next = new Relation(arcs);
    int levels = arcs.program().levels();
    this.tables = new StateTable[levels + 1];
    this.nodes = new IntArrayList[graph == null ? 0 : levels + 1];
    int words = 1;
    for (int level = 0; level <= levels; level++) {
      words = Math.max(words, words(level));
    }
    this.key = new long[words];
  }

  private int words(int level) {
    return Math.max(1, (arcs.before(level).size() + Long.SIZE - 1) / Long.SIZE);
  }

  /**
   * Only weighs.
   *
   * @param chances of the variables
   * @param width how many states of a level are decided
   * @param limit how many states are decided in all
   * @param stop asked now and then; true gives up all that is open
   */
  static RelationFrontier weigh(
      Reachability arcs, double[] chances, int width, long limit, BooleanSupplier stop) {
    RelationFrontier frontier = new RelationFrontier(arcs, chances, width, limit, stop, null);
    frontier.run();
    return frontier;
  }

  /** Also keeps what follows each state, for {@link #functions}. */
  static RelationFrontier decide(Reachability arcs, int limit) {
    double[] even = new double[arcs.program().levels()];
    Arrays.fill(even, 0.5);
    RelationFrontier frontier =
        new RelationFrontier(arcs, even, limit, limit, () -> false, new DecisionGraph());
    frontier.run();
    return frontier;
  }

  private void run() {
    here.start();
    root = enter(here, 0, 1, 1);
    int levels = arcs.program().levels();
    for (int level = 0; level < levels; level++) {
      StateTable table = tables[level];
      if (table != null) {
        decide(table, level);
        tables[level] = null;
      }
    }
  }

  private void decide(StateTable table, int level) {
    boolean isMonotone = arcs.program().evidence().isEmpty();
    boolean[] kept = null;
    if (table.size() > width) {
      isComplete = false;
      kept =
          isMonotone
              ? Rounding.round(arcs, table, level, key.length, width, lower, upper)
              : Rounding.weightiest(table, width);
    }
    double p = chances[arcs.program().switchAt(level)];
    for (int state = 0; state < table.size(); state++) {
      double toLower = table.lower(state);
      double toUpper = table.upper(state);
      if (kept != null && !kept[state]) {
        if (!isMonotone) {
          giveUp(toLower, toUpper);
        }
      } else if (isStopped()) {
        giveUp(toLower, toUpper);
      } else {
        size++;
        table.key(state, key);
        here.read(key, level);
        next.copyFrom(here);
        int low = enter(next, next.decide(level, false), (1 - p) * toLower, (1 - p) * toUpper);
        int high = enter(here, here.decide(level, true), p * toLower, p * toUpper);
        if (graph != null) {
          graph.follow(nodes[level].getInt(state), low, high);
        }
      }
    }
  }

  private boolean isStopped() {
    isStopped |= size >= limit || (size % PATIENCE == 0 && stop.getAsBoolean());
    return isStopped;
  }

  private void giveUp(double toLower, double toUpper) {
    isComplete = false;
    reach(DecisionGraph.UNKNOWN, toLower, toUpper);
  }

  private int reach(int terminal, double toLower, double toUpper) {
    lower[terminal] += toLower;
    upper[terminal] += toUpper;
    return terminal;
  }

  /** What a relation becomes before a level: an end, or the node of a state if nodes are kept. */
  private int enter(Relation relation, int level, double toLower, double toUpper) {
    int verdict = relation.verdict(level);
    if (verdict < DecisionGraph.TERMINALS) {
      return reach(verdict, toLower, toUpper);
    }
    StateTable table = tables[level];
    if (table == null) {
      StateTable before = level == 0 ? null : tables[level - 1];
      table = new StateTable(words(level), before == null ? 0 : Math.min(before.size(), width));
      tables[level] = table;
      if (graph != null) {
        nodes[level] = new IntArrayList();
      }
    }
    relation.write(key, level);
    int known = table.size();
    int state = table.number(key);
    table.add(state, toLower, toUpper);
    if (graph == null) {
      return state;
    }
    if (state == known) {
      nodes[level].add(graph.add(level));
    }
    return nodes[level].getInt(state);
  }

  /** Not above the probability of the goal given the evidence. */
  double least() {
    double all =
        lower[DecisionGraph.HOLDS] + lower[DecisionGraph.FAILS] + lower[DecisionGraph.UNKNOWN];
    return all > 0 ? lower[DecisionGraph.HOLDS] / all : 0;
  }

  /** Not below the probability of the goal given the evidence. */
  double most() {
    double sure = upper[DecisionGraph.HOLDS] + upper[DecisionGraph.UNKNOWN];
    double all = sure + upper[DecisionGraph.FAILS];
    return all > 0 ? sure / all : 1;
  }

  /** How many states were decided. */
  long size() {
    return size;
  }

  /** Whether nothing was rounded or given up. */
  boolean isComplete() {
    return isComplete;
  }

  /** As functions in diagrams: goal with evidence, and evidence. Only where all is decided. */
  long[] functions(Bdd bdd) {
    if (graph == null || !isComplete) {
      throw new IllegalStateException("States were only weighed, or some were given up.");
    }
    return graph.functions(root, bdd);
  }
}
