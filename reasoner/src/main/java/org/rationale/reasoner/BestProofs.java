package org.rationale.reasoner;

import it.unimi.dsi.fastutil.ints.IntAVLTreeSet;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;

/**
 * Proofs of a ground program's goal, best first. A proof chooses one clause for each atom that it
 * uses, without a circle. What a part of a proof is worth at most is the product of the switches it
 * has, and no more than the likeliest way to any atom still open, so the search is exact (A*, Hart,
 * Nilsson and Raphael 1968).
 */
final class BestProofs {

  private final GroundProgram program;
  private final double[] probabilities;
  private final int stateLimit;
  private final double[] bottlenecks;
  private int states;
  private boolean cut;

  /**
   * A proof as what it needs.
   *
   * @param excluded sets of atoms of which not all hold
   * @param weight of the worlds in which it is whole and the evidence holds
   */
  record Proof(int[] switches, int[][] excluded, double weight) {}

  private record State(
      Map<Integer, GroundProgram.Clause> chosen,
      IntArrayList open,
      IntAVLTreeSet switches,
      double product,
      double bound,
      int number) {}

  /**
   * @param stateLimit how many parts of proofs may be made
   */
  BestProofs(GroundProgram program, double[] probabilities, int stateLimit) {
    this.program = program;
    this.probabilities = probabilities;
    this.stateLimit = stateLimit;
    this.bottlenecks = bottlenecks();
  }

  /** Whether a search stopped at the limit. */
  boolean isCut() {
    return cut;
  }

  /** For each atom at least the probability of its likeliest proof. */
  private double[] bottlenecks() {
    double[] best = new double[program.atoms()];
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int atom = 0; atom < best.length; atom++) {
        for (GroundProgram.Clause clause : program.clauses(atom)) {
          double bound = 1;
          for (int s : clause.switches()) {
            bound = Math.min(bound, probabilities[s]);
          }
          for (int premise : clause.premises()) {
            bound = Math.min(bound, best[premise]);
          }
          if (bound > best[atom]) {
            best[atom] = bound;
            changed = true;
          }
        }
      }
    }
    return best;
  }

  private PriorityQueue<State> start(GroundProgram.Goal goal) {
    PriorityQueue<State> queue =
        new PriorityQueue<>(
            Comparator.comparingDouble((State state) -> -state.bound())
                .thenComparingInt(State::number));
    queue.add(
        new State(Map.of(), new IntArrayList(goal.held()), new IntAVLTreeSet(), 1, 1, states++));
    return queue;
  }

  /**
   * The proofs of the largest weights, no two with the same needs.
   *
   * @param weigh gives a proof's weight, at most the product of its switches
   */
  List<Proof> best(GroundProgram.Goal goal, int most, ToDoubleFunction<Proof> weigh) {
    List<Proof> found = new ArrayList<>();
    Map<String, Boolean> seen = new HashMap<>();
    PriorityQueue<State> queue = start(goal);
    DoubleSupplier least = () -> found.size() < most ? 0 : found.get(most - 1).weight();
    while (!queue.isEmpty()) {
      State state = queue.remove();
      if (state.bound() <= least.getAsDouble()) {
        break;
      }
      if (states > stateLimit) {
        cut = true;
        break;
      }
      if (!state.open().isEmpty()) {
        expand(state, queue);
        continue;
      }
      Proof proof = proof(state, goal);
      String needs = Arrays.toString(proof.switches()) + Arrays.deepToString(proof.excluded());
      double weight = seen.putIfAbsent(needs, true) == null ? weigh.applyAsDouble(proof) : 0;
      if (weight > 0) {
        found.add(new Proof(proof.switches(), proof.excluded(), weight));
        found.sort(Comparator.comparingDouble((Proof known) -> -known.weight()));
      }
    }
    return List.copyOf(found.subList(0, Math.min(most, found.size())));
  }

  /** How many proofs there are, or as many as asked for. */
  long count(GroundProgram.Goal goal, long most) {
    long count = 0;
    PriorityQueue<State> queue = start(goal);
    while (!queue.isEmpty() && count < most) {
      if (states > stateLimit) {
        cut = true;
        return count;
      }
      State state = queue.remove();
      if (state.open().isEmpty()) {
        count++;
      } else {
        expand(state, queue);
      }
    }
    cut |= !queue.isEmpty();
    return count;
  }

  private Proof proof(State state, GroundProgram.Goal goal) {
    List<int[]> excluded = new ArrayList<>();
    for (int atom : goal.absent()) {
      excluded.add(new int[] {atom});
    }
    for (GroundProgram.Clause clause : state.chosen().values()) {
      excluded.addAll(Arrays.asList(clause.excluded()));
    }
    excluded.sort(Arrays::compare);
    return new Proof(state.switches().toIntArray(), excluded.toArray(int[][]::new), 0);
  }

  private void expand(State state, PriorityQueue<State> queue) {
    int atom = state.open().getInt(state.open().size() - 1);
    for (GroundProgram.Clause clause : program.clauses(atom)) {
      if (!isCircular(atom, clause, state.chosen())) {
        extend(state, atom, clause, queue);
      }
    }
  }

  private void extend(
      State state, int atom, GroundProgram.Clause clause, PriorityQueue<State> queue) {
    IntAVLTreeSet switches = new IntAVLTreeSet(state.switches());
    double product = state.product();
    for (int s : clause.switches()) {
      for (int other : program.groups()[program.groupOf(s)]) {
        if (other != s && switches.contains(other)) {
          return;
        }
      }
      if (switches.add(s)) {
        product *= probabilities[s];
      }
    }
    Map<Integer, GroundProgram.Clause> chosen = new HashMap<>(state.chosen());
    chosen.put(atom, clause);
    IntArrayList open = new IntArrayList(state.open());
    open.removeInt(open.size() - 1);
    for (int premise : clause.premises()) {
      if (!chosen.containsKey(premise) && !open.contains(premise)) {
        open.add(premise);
      }
    }
    double bound = product;
    for (int i = 0; i < open.size(); i++) {
      bound = Math.min(bound, bottlenecks[open.getInt(i)]);
    }
    if (bound > 0) {
      queue.add(new State(chosen, open, switches, product, bound, states++));
    }
  }

  /** Whether a premise rests on the atom itself. */
  private static boolean isCircular(
      int atom, GroundProgram.Clause clause, Map<Integer, GroundProgram.Clause> chosen) {
    IntArrayList below = new IntArrayList(clause.premises());
    IntOpenHashSet seen = new IntOpenHashSet();
    while (!below.isEmpty()) {
      int next = below.popInt();
      if (next == atom) {
        return true;
      }
      GroundProgram.Clause way = chosen.get(next);
      if (way != null && seen.add(next)) {
        below.addElements(below.size(), way.premises());
      }
    }
    return false;
  }
}
