package org.rationale.reasoner;

import it.unimi.dsi.fastutil.ints.IntAVLTreeSet;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A ground program with one more atom for a goal, made ready to be decided switch by switch: atoms
 * with one clause are replaced by it, and each clause knows the level at which its last switch is
 * decided.
 */
final class FlatProgram {

  /** Of a clause without switches. */
  static final int BEFORE_ALL = -1;

  private final GroundProgram program;
  private final int goal;
  private final Map<Integer, Boolean> evidence = new HashMap<>();
  private final int[] levelOf;
  private final int[] switchAt;
  private final int[] endOfGroup;
  private final List<Clause> clauses = new ArrayList<>();
  private final int[][] ofSwitch;
  private final int[][] decidedAt;
  private final int[][] heading;
  private final int[][] mentioning;

  /**
   * All switches on, all of {@code held} and of each excluded set not all.
   *
   * @param switches ascending
   * @param held ascending
   * @param decided the level of its last switch
   */
  record Clause(int head, int[] switches, int[] held, int[][] excluded, int decided) {}

  FlatProgram(GroundProgram program, GroundProgram.Goal goal, int[] levelOf) {
    this.program = program;
    this.goal = program.atoms();
    this.levelOf = levelOf;
    this.switchAt = new int[levelOf.length];
    this.endOfGroup = new int[levelOf.length];
    for (int s = 0; s < levelOf.length; s++) {
      switchAt[levelOf[s]] = s;
      int[] group = program.groups()[program.groupOf(s)];
      endOfGroup[levelOf[s]] = levelOf[group[group.length - 1]];
    }
    for (int atom : program.evidence().held()) {
      evidence.put(atom, true);
    }
    for (int atom : program.evidence().absent()) {
      evidence.put(atom, false);
    }
    List<List<Clause>> byHead = new ArrayList<>();
    for (int atom = 0; atom < program.atoms(); atom++) {
      List<Clause> own = new ArrayList<>();
      for (GroundProgram.Clause clause : program.clauses(atom)) {
        own.add(
            new Clause(
                atom,
                sorted(clause.switches()),
                sorted(clause.premises()),
                clause.excluded(),
                BEFORE_ALL));
      }
      byHead.add(own);
    }
    byHead.add(
        new ArrayList<>(
            List.of(
                new Clause(
                    this.goal,
                    new int[0],
                    sorted(goal.held()),
                    Arrays.stream(goal.absent())
                        .mapToObj(atom -> new int[] {atom})
                        .toArray(int[][]::new),
                    BEFORE_ALL))));
    inline(byHead);
    for (List<Clause> own : byHead) {
      for (Clause clause : own) {
        int decided = BEFORE_ALL;
        for (int s : clause.switches()) {
          decided = Math.max(decided, levelOf[s]);
        }
        clauses.add(
            new Clause(
                clause.head(), clause.switches(), clause.held(), clause.excluded(), decided));
      }
    }
    List<IntArrayList> switches = lists(levelOf.length);
    List<IntArrayList> decided = lists(levelOf.length + 1);
    List<IntArrayList> heads = lists(program.atoms() + 1);
    List<IntArrayList> mentions = lists(program.atoms() + 1);
    for (int c = 0; c < clauses.size(); c++) {
      Clause clause = clauses.get(c);
      for (int s : clause.switches()) {
        switches.get(s).add(c);
      }
      decided.get(clause.decided() + 1).add(c);
      heads.get(clause.head()).add(c);
      mentions.get(clause.head()).add(c);
      for (int atom : clause.held()) {
        mentions.get(atom).add(c);
      }
      for (int[] set : clause.excluded()) {
        for (int atom : set) {
          mentions.get(atom).add(c);
        }
      }
    }
    ofSwitch = arrays(switches);
    decidedAt = arrays(decided);
    heading = arrays(heads);
    mentioning = arrays(mentions);
  }

  private static List<IntArrayList> lists(int count) {
    List<IntArrayList> lists = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      lists.add(new IntArrayList());
    }
    return lists;
  }

  private static int[][] arrays(List<IntArrayList> lists) {
    return lists.stream().map(IntArrayList::toIntArray).toArray(int[][]::new);
  }

  private static int[] sorted(int[] numbers) {
    return Arrays.stream(numbers).sorted().distinct().toArray();
  }

  /** Puts the only clause of an atom in the atom's place, as long as there is such an atom. */
  private void inline(List<List<Clause>> byHead) {
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int atom = 0; atom < byHead.size(); atom++) {
        List<Clause> own = byHead.get(atom);
        int self = atom;
        own.removeIf(clause -> contains(clause.held(), self));
        if (own.size() == 1 && atom != goal && !evidence.containsKey(atom)) {
          Clause only = own.getFirst();
          boolean plain = only.excluded().length == 0 && only.switches().length == 0;
          if (only.excluded().length == 0 && (plain || !isExcluded(atom, byHead))) {
            own.clear();
            for (List<Clause> others : byHead) {
              others.replaceAll(clause -> replaced(clause, self, only));
              others.removeIf(this::isImpossible);
            }
            changed = true;
          }
        }
      }
    }
  }

  private static boolean isExcluded(int atom, List<List<Clause>> byHead) {
    for (List<Clause> own : byHead) {
      for (Clause clause : own) {
        for (int[] set : clause.excluded()) {
          if (contains(set, atom)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private static Clause replaced(Clause clause, int atom, Clause by) {
    boolean held = contains(clause.held(), atom);
    boolean excluded = false;
    int[][] sets = clause.excluded().clone();
    for (int i = 0; i < sets.length; i++) {
      if (contains(sets[i], atom)) {
        sets[i] = joined(without(sets[i], atom), by.held());
        excluded = true;
      }
    }
    if (!held && !excluded) {
      return clause;
    }
    return new Clause(
        clause.head(),
        held ? joined(clause.switches(), by.switches()) : clause.switches(),
        held ? joined(without(clause.held(), atom), by.held()) : clause.held(),
        sets,
        BEFORE_ALL);
  }

  /** Whether it needs two switches of one group. */
  private boolean isImpossible(Clause clause) {
    for (int a : clause.switches()) {
      for (int b : clause.switches()) {
        if (a != b && program.groupOf(a) == program.groupOf(b)) {
          return true;
        }
      }
    }
    return false;
  }

  static boolean contains(int[] numbers, int number) {
    for (int candidate : numbers) {
      if (candidate == number) {
        return true;
      }
    }
    return false;
  }

  static int[] without(int[] numbers, int number) {
    return Arrays.stream(numbers).filter(candidate -> candidate != number).toArray();
  }

  static int[] joined(int[] some, int[] others) {
    IntAVLTreeSet all = new IntAVLTreeSet(some);
    for (int other : others) {
      all.add(other);
    }
    return all.toIntArray();
  }

  /** The atom that stands for the goal. */
  int goal() {
    return goal;
  }

  /** What is observed of some atoms. */
  Map<Integer, Boolean> evidence() {
    return evidence;
  }

  /** How many clauses there are. */
  int clauses() {
    return clauses.size();
  }

  Clause clause(int number) {
    return clauses.get(number);
  }

  /** The clauses with a switch. */
  int[] ofSwitch(int s) {
    return ofSwitch[s];
  }

  /** The clauses whose last switch is decided at a level. */
  int[] decidedAt(int level) {
    return decidedAt[level + 1];
  }

  /** The clauses that conclude an atom. */
  int[] heading(int atom) {
    return heading[atom];
  }

  /** The clauses that conclude or read an atom. */
  int[] mentioning(int atom) {
    return mentioning[atom];
  }

  int levels() {
    return levelOf.length;
  }

  int levelOf(int s) {
    return levelOf[s];
  }

  int switchAt(int level) {
    return switchAt[level];
  }

  /** The last level of the group that a level belongs to. */
  int endOfGroup(int level) {
    return endOfGroup[level];
  }
}
