package org.rationale.reasoner;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * What a question about probabilities rests on and nothing else: ground clauses over atoms and
 * random switches. Atoms and switches are numbered as a walk from the goals meets them, and no term
 * and no probability is left, so that programs of one shape are equal.
 *
 * <p>A switch is an alternative of a group; at most one switch of a group is on. Groups are
 * independent of each other.
 */
final class GroundProgram {

  private final List<List<Clause>> clauses;
  private final int[] groupOf;
  private final int[][] groups;
  private final List<Goal> goals;
  private final Goal evidence;
  private final Key key;

  /**
   * One way in which an atom holds: all switches are on, all premises hold and of each excluded set
   * something does not hold.
   *
   * @param rule for people, empty for a source
   */
  record Clause(String rule, int[] switches, int[] premises, int[][] excluded) {}

  /** Atoms that all hold and atoms of which none holds. */
  record Goal(int[] held, int[] absent) {

    boolean isTrivial() {
      return held.length == 0 && absent.length == 0;
    }
  }

  /** The shape of a program. */
  static final class Key {

    private final int[] code;
    private final int hash;

    private Key(int[] code) {
      this.code = code;
      this.hash = Arrays.hashCode(code);
    }

    int size() {
      return code.length;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key && Arrays.equals(code, key.code);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  /**
   * @param clauses for each atom
   * @param groupOf for each switch
   */
  GroundProgram(List<List<Clause>> clauses, int[] groupOf, List<Goal> goals, Goal evidence) {
    this.clauses = List.copyOf(clauses);
    this.groupOf = groupOf;
    this.goals = List.copyOf(goals);
    this.evidence = evidence;
    this.groups = groups(groupOf);
    this.key = new Key(code());
  }

  private static int[][] groups(int[] groupOf) {
    int count = Arrays.stream(groupOf).max().orElse(-1) + 1;
    int[] sizes = new int[count];
    for (int group : groupOf) {
      sizes[group]++;
    }
    int[][] groups = new int[count][];
    for (int group = 0; group < count; group++) {
      groups[group] = new int[sizes[group]];
    }
    int[] filled = new int[count];
    for (int s = 0; s < groupOf.length; s++) {
      groups[groupOf[s]][filled[groupOf[s]]++] = s;
    }
    return groups;
  }

  private int[] code() {
    IntArrayList code = new IntArrayList();
    add(groupOf, code);
    code.add(goals.size());
    for (Goal goal : goals) {
      add(goal.held(), code);
      add(goal.absent(), code);
    }
    add(evidence.held(), code);
    add(evidence.absent(), code);
    for (List<Clause> ofAtom : clauses) {
      code.add(ofAtom.size());
      for (Clause clause : ofAtom) {
        add(clause.switches(), code);
        add(clause.premises(), code);
        code.add(clause.excluded().length);
        for (int[] set : clause.excluded()) {
          add(set, code);
        }
      }
    }
    return code.toIntArray();
  }

  private static void add(int[] numbers, IntArrayList code) {
    code.add(numbers.length);
    for (int number : numbers) {
      code.add(number);
    }
  }

  int atoms() {
    return clauses.size();
  }

  List<Clause> clauses(int atom) {
    return clauses.get(atom);
  }

  int switches() {
    return groupOf.length;
  }

  /** The group of a switch. */
  int groupOf(int s) {
    return groupOf[s];
  }

  /** The switches of each group, in the order of their numbers. */
  int[][] groups() {
    return groups;
  }

  List<Goal> goals() {
    return goals;
  }

  Goal evidence() {
    return evidence;
  }

  /** The same with no goal. */
  GroundProgram withoutGoals() {
    return new GroundProgram(clauses, groupOf, List.of(), evidence);
  }

  /** The same with one goal. */
  GroundProgram withGoal(Goal goal) {
    return new GroundProgram(clauses, groupOf, List.of(goal), evidence);
  }

  /** The same with a goal observed as well, and no goal. */
  GroundProgram observing(Goal goal) {
    return new GroundProgram(
        clauses,
        groupOf,
        List.of(),
        new Goal(
            IntStream.concat(Arrays.stream(evidence.held()), Arrays.stream(goal.held()))
                .distinct()
                .toArray(),
            IntStream.concat(Arrays.stream(evidence.absent()), Arrays.stream(goal.absent()))
                .distinct()
                .toArray()));
  }

  /**
   * The switch that alone decides a goal: it holds exactly where the switch is on, and no other
   * switch is an alternative.
   */
  OptionalInt switchOf(Goal goal) {
    if (goal.held().length != 1 || goal.absent().length != 0) {
      return OptionalInt.empty();
    }
    List<Clause> own = clauses.get(goal.held()[0]);
    if (own.size() != 1) {
      return OptionalInt.empty();
    }
    Clause only = own.getFirst();
    return only.switches().length == 1
            && only.premises().length == 0
            && only.excluded().length == 0
            && groups[groupOf[only.switches()[0]]].length == 1
        ? OptionalInt.of(only.switches()[0])
        : OptionalInt.empty();
  }

  /** Equal for programs of one shape. */
  Key key() {
    return key;
  }
}
