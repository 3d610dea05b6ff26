package org.rationale.reasoner;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An order of switches that keeps what belongs together close: atoms and groups of switches are
 * placed on a line, and each is drawn to the middle of the clauses that it is in (Aloul, Markov and
 * Sakallah, <i>FORCE: a fast and easy-to-implement variable-ordering heuristic</i>, 2003). The
 * switches of a group stand together, in the order of their numbers.
 */
final class VariableOrder {

  private static final int ROUNDS = 60;
  private static final int PATIENCE = 4;

  private VariableOrder() {}

  /** For each switch its level. */
  static int[] levels(GroundProgram program) {
    int[] sorted = sortedGroups(program);
    int[] levels = new int[program.switches()];
    int level = 0;
    for (int group : sorted) {
      for (int s : program.groups()[group]) {
        levels[s] = level++;
      }
    }
    return levels;
  }

  private static int[] sortedGroups(GroundProgram program) {
    int atoms = program.atoms();
    int groups = program.groups().length;
    int things = atoms + groups;
    List<int[]> edges = edges(program);
    double[] best = met(program, things);
    double[] place = best;
    double least = span(edges, place);
    int worse = 0;
    for (int round = 0; round < ROUNDS && worse < PATIENCE; round++) {
      place = drawn(edges, place);
      double span = span(edges, place);
      if (span < least) {
        least = span;
        best = place;
        worse = 0;
      } else {
        worse++;
      }
    }
    double[] found = best;
    int[] part = parts(edges, things);
    return IntStream.range(0, groups)
        .boxed()
        .sorted(
            Comparator.comparingInt((Integer group) -> part[atoms + group])
                .thenComparingDouble(group -> found[atoms + group]))
        .mapToInt(group -> group)
        .toArray();
  }

  /** Each clause with all that it speaks of; groups are numbered after the atoms. */
  private static List<int[]> edges(GroundProgram program) {
    List<int[]> edges = new ArrayList<>();
    IntArrayList edge = new IntArrayList();
    for (int atom = 0; atom < program.atoms(); atom++) {
      for (GroundProgram.Clause clause : program.clauses(atom)) {
        edge.clear();
        // What makes an atom that is observed to be false must fail, each by itself.
        if (!isObservedFalse(atom, program)) {
          edge.add(atom);
        }
        for (int s : clause.switches()) {
          edge.add(program.atoms() + program.groupOf(s));
        }
        edge.addElements(edge.size(), clause.premises());
        for (int[] set : clause.excluded()) {
          edge.addElements(edge.size(), set);
        }
        if (edge.size() > 1) {
          edges.add(edge.toIntArray());
        }
      }
    }
    return edges;
  }

  /** For each thing the least of those that clauses link it with: parts must not interleave. */
  private static int[] parts(List<int[]> edges, int things) {
    int[] part = IntStream.range(0, things).toArray();
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int[] edge : edges) {
        int least = Arrays.stream(edge).map(thing -> part[thing]).min().orElseThrow();
        for (int thing : edge) {
          changed |= part[thing] != least;
          part[thing] = least;
        }
      }
    }
    return part;
  }

  private static boolean isObservedFalse(int atom, GroundProgram program) {
    return Arrays.stream(program.evidence().absent()).anyMatch(absent -> absent == atom);
  }

  /** The order in which a walk meets them. */
  private static double[] met(GroundProgram program, int things) {
    double[] place = new double[things];
    boolean[] seen = new boolean[program.groups().length];
    int next = 0;
    for (int atom = 0; atom < program.atoms(); atom++) {
      place[atom] = next++;
      for (GroundProgram.Clause clause : program.clauses(atom)) {
        for (int s : clause.switches()) {
          int group = program.groupOf(s);
          if (!seen[group]) {
            seen[group] = true;
            place[program.atoms() + group] = next++;
          }
        }
      }
    }
    return place;
  }

  private static double span(List<int[]> edges, double[] place) {
    double span = 0;
    for (int[] edge : edges) {
      double least = Double.POSITIVE_INFINITY;
      double most = Double.NEGATIVE_INFINITY;
      for (int thing : edge) {
        least = Math.min(least, place[thing]);
        most = Math.max(most, place[thing]);
      }
      span += most - least;
    }
    return span;
  }

  private static double[] drawn(List<int[]> edges, double[] place) {
    double[] sum = new double[place.length];
    int[] count = new int[place.length];
    for (int[] edge : edges) {
      double middle = 0;
      for (int thing : edge) {
        middle += place[thing];
      }
      middle /= edge.length;
      for (int thing : edge) {
        sum[thing] += middle;
        count[thing]++;
      }
    }
    Integer[] sorted = new Integer[place.length];
    Arrays.setAll(sorted, thing -> thing);
    Arrays.sort(
        sorted,
        Comparator.comparingDouble(
            thing -> count[thing] == 0 ? place[thing] : sum[thing] / count[thing]));
    double[] result = new double[place.length];
    for (int i = 0; i < sorted.length; i++) {
      result[sorted[i]] = i;
    }
    return result;
  }
}
