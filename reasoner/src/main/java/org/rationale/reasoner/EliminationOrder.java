package org.rationale.reasoner;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.ints.IntLinkedOpenHashSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * In which order the wires of a network are looked at, so that few nodes are open at once: a node
 * is open from its first wire to its last. Each connected part is ordered by itself: whatever
 * leaves the fewest open comes next, and of several attempts that break ties differently the
 * cheapest stays. A function of the network alone.
 */
final class EliminationOrder {

  /** How many attempts there are at most. */
  private static final int ATTEMPTS = 200;

  /** How many steps all attempts may try out. */
  private static final int EFFORT = 1_500_000;

  /** One step over a table with a bit for each open node. */
  sealed interface Step {

    /**
     * Opens a node.
     *
     * @param wires of it that depend on coins alone
     */
    record Open(int node, int[] wires) implements Step {}

    /** Lets a wire carry. */
    record Carry(int wire) implements Step {}

    /**
     * Takes out the worlds in which wires carry to nodes that were observed to fail.
     *
     * @param wires all with one source and one sign
     */
    record Forbid(int source, boolean whenFalse, int[] wires) implements Step {}

    /** Sums over a node, or keeps where it holds if that was observed. */
    record Close(int node) implements Step {}
  }

  private static final int NEW = 0;
  private static final int OPEN = 1;
  private static final int CLOSED = 2;

  private final NoisyNetwork network;
  private final int[][] in;
  private final int[][] out;
  private final int[][] constant;
  private final int[][] forbidding;
  private final int[] state;
  private final boolean[] isComplete;
  private final boolean[] isCarried;
  private final int[] inLeft;
  private final int[] outLeft;

  /** What was done: a node or a wire, and on top of it the kind. */
  private final IntArrayList journal = new IntArrayList();

  private int open;
  private int most;
  private double cells;
  private long effort;

  private static final int OPENS = 0;
  private static final int CARRIES = 1;
  private static final int COMPLETES = 2;
  private static final int CLOSES = 3;

  private EliminationOrder(NoisyNetwork network) {
    this.network = network;
    int nodes = network.nodes();
    List<NoisyNetwork.Wire> wires = network.wires();
    IntArrayList[] ins = lists(nodes);
    IntArrayList[] outs = lists(nodes);
    IntArrayList[] constants = lists(nodes);
    IntArrayList[] forbids = lists(nodes);
    for (int w = 0; w < wires.size(); w++) {
      NoisyNetwork.Wire wire = wires.get(w);
      if (wire.source() == NoisyNetwork.NOTHING) {
        constants[wire.target()].add(w);
      } else if (fails(wire.target())) {
        forbids[wire.source()].add(w);
      } else {
        ins[wire.target()].add(w);
        outs[wire.source()].add(w);
      }
    }
    this.in = arrays(ins);
    this.out = arrays(outs);
    this.constant = arrays(constants);
    this.forbidding = arrays(forbids);
    this.state = new int[nodes];
    this.isComplete = new boolean[nodes];
    this.isCarried = new boolean[wires.size()];
    this.inLeft = new int[nodes];
    this.outLeft = new int[nodes];
    for (int node = 0; node < nodes; node++) {
      inLeft[node] = in[node].length;
      outLeft[node] = out[node].length;
    }
  }

  private static IntArrayList[] lists(int count) {
    IntArrayList[] lists = new IntArrayList[count];
    for (int i = 0; i < count; i++) {
      lists[i] = new IntArrayList();
    }
    return lists;
  }

  private static int[][] arrays(IntArrayList[] lists) {
    int[][] arrays = new int[lists.length][];
    for (int i = 0; i < lists.length; i++) {
      arrays[i] = lists[i].toIntArray();
    }
    return arrays;
  }

  private boolean fails(int node) {
    return network.observed(node) == NoisyNetwork.Observed.FAILS;
  }

  /**
   * The steps for a network.
   *
   * @param mostCells how many cells the tables of all steps may have together
   * @return empty if there would be more
   */
  static Optional<List<Step>> of(NoisyNetwork network, double mostCells) {
    EliminationOrder order = new EliminationOrder(network);
    List<Step> steps = new ArrayList<>();
    double total = 0;
    for (int node = 0; node < network.nodes(); node++) {
      if (order.fails(node) && order.constant[node].length > 0) {
        steps.add(new Step.Forbid(NoisyNetwork.NOTHING, false, order.constant[node]));
      }
    }
    for (int[] part : order.parts()) {
      double found = order.best(part, mostCells - total);
      total += found;
      if (!(total <= mostCells)) {
        return Optional.empty();
      }
    }
    order.journal.forEach(entry -> order.addSteps(entry, steps));
    return Optional.of(steps);
  }

  private void addSteps(int entry, List<Step> steps) {
    int number = entry >> 2;
    switch (entry & 3) {
      case OPENS -> steps.add(new Step.Open(number, constant[number]));
      case CARRIES -> steps.add(new Step.Carry(number));
      case COMPLETES -> {
        for (boolean whenFalse : new boolean[] {false, true}) {
          int[] wires =
              IntArrayList.wrap(forbidding[number])
                  .intStream()
                  .filter(w -> network.wires().get(w).whenFalse() == whenFalse)
                  .toArray();
          if (wires.length > 0) {
            steps.add(new Step.Forbid(number, whenFalse, wires));
          }
        }
      }
      default -> steps.add(new Step.Close(number));
    }
  }

  /** The nodes that wires connect, but for those that were observed to fail: they need no bit. */
  private List<int[]> parts() {
    List<int[]> parts = new ArrayList<>();
    boolean[] seen = new boolean[network.nodes()];
    for (int start = 0; start < seen.length; start++) {
      if (!seen[start] && !fails(start)) {
        IntArrayList part = new IntArrayList();
        part.add(start);
        seen[start] = true;
        for (int i = 0; i < part.size(); i++) {
          int node = part.getInt(i);
          for (int w : in[node]) {
            meet(network.wires().get(w).source(), seen, part);
          }
          for (int w : out[node]) {
            meet(network.wires().get(w).target(), seen, part);
          }
        }
        parts.add(part.toIntArray());
      }
    }
    return parts;
  }

  private static void meet(int node, boolean[] seen, IntArrayList part) {
    if (!seen[node]) {
      seen[node] = true;
      part.add(node);
    }
  }

  /** Does the cheapest order of a part that is found; returns its cells. */
  private double best(int[] part, double mostCells) {
    SplittableRandom random = new SplittableRandom(part.length);
    int start = journal.size();
    int[] cheapest = {};
    double least = Double.POSITIVE_INFINITY;
    long before = effort;
    // Looking for an order should not take longer than what it can save.
    for (int attempt = 0;
        attempt < ATTEMPTS && (attempt == 0 || effort - before < Math.min(EFFORT, least));
        attempt++) {
      cells = 0;
      boolean finished = attempt(part, random, Math.min(least, mostCells));
      if (finished && cells < least) {
        least = cells;
        cheapest = journal.subList(start, journal.size()).toIntArray();
      }
      undo(start);
    }
    for (int entry : cheapest) {
      redo(entry);
    }
    return least;
  }

  private boolean attempt(int[] part, SplittableRandom random, double mostCells) {
    IntLinkedOpenHashSet opened = new IntLinkedOpenHashSet();
    int closed = 0;
    IntLinkedOpenHashSet choices = new IntLinkedOpenHashSet();
    while (closed < part.length) {
      choices.clear();
      if (opened.isEmpty()) {
        for (int node : part) {
          if (state[node] == NEW) {
            choices.add(2 * node);
            choices.add(2 * node + 1);
          }
        }
      }
      for (int node : opened) {
        addChoices(node, choices);
      }
      int chosen = -1;
      double least = Double.POSITIVE_INFINITY;
      for (int choice : choices) {
        int mark = journal.size();
        double before = cells;
        most = open;
        run(choice);
        double score = open + most / 64.0 + random.nextDouble() / 128;
        undo(mark);
        cells = before;
        if (score < least) {
          least = score;
          chosen = choice;
        }
      }
      int mark = journal.size();
      run(chosen);
      for (int i = mark; i < journal.size(); i++) {
        int number = journal.getInt(i) >> 2;
        switch (journal.getInt(i) & 3) {
          case OPENS -> opened.add(number);
          case CLOSES -> {
            opened.remove(number);
            closed++;
          }
          default -> {}
        }
      }
      if (!(cells < mostCells)) {
        return false;
      }
    }
    return true;
  }

  /** Twice a node to look at all that goes into it, plus one for all that comes out of it. */
  private void addChoices(int node, IntLinkedOpenHashSet choices) {
    if (isComplete[node]) {
      choices.add(2 * node + 1);
      for (int w : out[node]) {
        if (!isCarried[w]) {
          choices.add(2 * network.wires().get(w).target());
        }
      }
    } else {
      choices.add(2 * node);
      for (int w : in[node]) {
        if (!isCarried[w]) {
          choices.add(2 * network.wires().get(w).source() + 1);
        }
      }
    }
  }

  private void run(int choice) {
    int node = choice >> 1;
    complete(node);
    if ((choice & 1) == 1) {
      for (int w : out[node]) {
        if (!isCarried[w]) {
          carry(w);
        }
      }
    }
  }

  private void complete(int node) {
    if (isComplete[node]) {
      return;
    }
    for (int w : in[node]) {
      if (!isCarried[w]) {
        complete(network.wires().get(w).source());
        carry(w);
      }
    }
    if (in[node].length == 0) {
      perform(OPENS, node);
      completed(node);
    }
  }

  private void carry(int w) {
    NoisyNetwork.Wire wire = network.wires().get(w);
    if (state[wire.target()] == NEW) {
      perform(OPENS, wire.target());
    }
    perform(CARRIES, w);
    if (outLeft[wire.source()] == 0) {
      perform(CLOSES, wire.source());
    }
    if (inLeft[wire.target()] == 0) {
      completed(wire.target());
    }
  }

  private void completed(int node) {
    perform(COMPLETES, node);
    if (outLeft[node] == 0) {
      perform(CLOSES, node);
    }
  }

  private void perform(int kind, int number) {
    effort++;
    redo(number << 2 | kind);
    cells += Math.scalb(1.0, open);
    most = Math.max(most, open);
  }

  private void redo(int entry) {
    journal.add(entry);
    int number = entry >> 2;
    switch (entry & 3) {
      case OPENS -> {
        state[number] = OPEN;
        open++;
      }
      case CARRIES -> {
        isCarried[number] = true;
        outLeft[network.wires().get(number).source()]--;
        inLeft[network.wires().get(number).target()]--;
      }
      case COMPLETES -> isComplete[number] = true;
      default -> {
        state[number] = CLOSED;
        open--;
      }
    }
  }

  private void undo(int mark) {
    while (journal.size() > mark) {
      int entry = journal.removeInt(journal.size() - 1);
      int number = entry >> 2;
      switch (entry & 3) {
        case OPENS -> {
          state[number] = NEW;
          open--;
        }
        case CARRIES -> {
          isCarried[number] = false;
          outLeft[network.wires().get(number).source()]++;
          inLeft[network.wires().get(number).target()]++;
        }
        case COMPLETES -> isComplete[number] = false;
        default -> {
          state[number] = OPEN;
          open++;
        }
      }
    }
  }
}
