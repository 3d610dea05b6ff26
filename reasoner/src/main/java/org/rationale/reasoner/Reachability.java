package org.rationale.reasoner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A flat program in which no clause needs more than one atom and nothing is excluded, made ready to
 * be decided switch by switch: a clause is an arc from an atom to another, and which atom reaches
 * which is all there is to know. Atoms that both decided arcs and arcs to come touch have a slot;
 * slots are used again. Immutable.
 */
final class Reachability {

  /** The slot of what holds in every world; arcs without an atom start there. */
  static final int SOURCE = 0;

  private static final int NO_SLOT = -1;
  private static final int NEVER = -2;

  private final FlatProgram program;
  private final int[] slotOf;
  private final int[] birth;
  private final int[] lastIn;
  private final int[] lastOut;
  private final int[] firstSwitch;
  private final int[] bitOf;
  private final Level[] before;
  private int width = 1;

  /**
   * What is so before a level is decided.
   *
   * @param in slots that arcs to come may lead to
   * @param out slots that arcs to come may start at, and those asked for
   * @param use slots that arcs to come may start at
   * @param fromSource whether arcs to come may start at the source
   * @param goal the goal's slot, if it has one by then
   * @param held slots of what is observed
   * @param isHeldReachable whether all that is observed to hold has a slot by then
   * @param absent slots of what is observed to be false
   * @param isNothingAbsent whether nothing is observed to be false, with a slot or without
   * @param halfDecided clauses of which some switches are decided and some are not
   * @param bits of those clauses
   */
  record Level(
      long in,
      long out,
      long use,
      boolean fromSource,
      long goal,
      long held,
      boolean isHeldReachable,
      long absent,
      boolean isNothingAbsent,
      int[] halfDecided,
      long bits) {

    /** The size of a state. */
    int size() {
      return (1 + Long.bitCount(in)) * Long.bitCount(out) + Long.bitCount(bits);
    }
  }

  private Reachability(FlatProgram program) {
    this.program = program;
    int atoms = program.goal() + 1;
    slotOf = filled(atoms, NO_SLOT);
    birth = filled(atoms, Integer.MAX_VALUE);
    lastIn = filled(atoms, NEVER);
    lastOut = filled(atoms, NEVER);
    firstSwitch = new int[program.clauses()];
    bitOf = new int[program.clauses()];
    before = new Level[program.levels() + 1];
  }

  private static int[] filled(int length, int value) {
    int[] array = new int[length];
    Arrays.fill(array, value);
    return array;
  }

  /** Empty if a clause needs more than one atom or an absence, or if slots do not suffice. */
  static Optional<Reachability> of(FlatProgram program) {
    for (int c = 0; c < program.clauses(); c++) {
      FlatProgram.Clause clause = program.clause(c);
      if (clause.held().length > 1 || clause.excluded().length > 0) {
        return Optional.empty();
      }
    }
    Reachability reachability = new Reachability(program);
    return reachability.assign() ? Optional.of(reachability) : Optional.empty();
  }

  private boolean assign() {
    int lastFromSource = NEVER;
    for (int c = 0; c < program.clauses(); c++) {
      FlatProgram.Clause clause = program.clause(c);
      int decided = clause.decided();
      birth[clause.head()] = Math.min(birth[clause.head()], decided);
      lastIn[clause.head()] = Math.max(lastIn[clause.head()], decided);
      if (clause.held().length == 0) {
        lastFromSource = Math.max(lastFromSource, decided);
      } else {
        int body = clause.held()[0];
        birth[body] = Math.min(birth[body], decided);
        lastOut[body] = Math.max(lastOut[body], decided);
      }
      firstSwitch[c] = decided;
      for (int s : clause.switches()) {
        firstSwitch[c] = Math.min(firstSwitch[c], program.levelOf(s));
      }
    }
    int[] atomIn = filled(Long.SIZE, NO_SLOT);
    List<Integer> half = new ArrayList<>();
    long bits = 0;
    for (int level = FlatProgram.BEFORE_ALL; level < program.levels(); level++) {
      boolean hasRoom = giveSlots(level, atomIn);
      if (level != FlatProgram.BEFORE_ALL) {
        bits = giveBits(level, bits, half);
        hasRoom &= bits != -1;
      }
      if (!hasRoom) {
        return false;
      }
      before[level + 1] = after(level, atomIn, lastFromSource > level, half, bits);
    }
    return true;
  }

  /** Slots for the atoms that have their first arc now, and back from those that have no more. */
  private boolean giveSlots(int level, int[] atomIn) {
    for (int atom = 0; atom < slotOf.length; atom++) {
      if (birth[atom] == level) {
        int slot = 1;
        while (slot < atomIn.length && atomIn[slot] != NO_SLOT) {
          slot++;
        }
        if (slot == atomIn.length) {
          return false;
        }
        atomIn[slot] = atom;
        slotOf[atom] = slot;
        width = Math.max(width, slot + 1);
      }
    }
    for (int slot = 1; slot < atomIn.length; slot++) {
      int atom = atomIn[slot];
      if (atom != NO_SLOT
          && lastIn[atom] <= level
          && lastOut[atom] <= level
          && atom != program.goal()
          && !program.evidence().containsKey(atom)) {
        atomIn[slot] = NO_SLOT;
      }
    }
    return true;
  }

  /** A bit for each clause, from its first switch to its last; -1 if there are too many. */
  private long giveBits(int level, long before, List<Integer> half) {
    long bits = before;
    for (int c : program.ofSwitch(program.switchAt(level))) {
      if (isDecidedAt(c, level)) {
        if (isHalfDecidedBefore(c, level)) {
          bits &= ~bit(c);
          half.remove(Integer.valueOf(c));
        }
      } else if (firstSwitch[c] == level) {
        bitOf[c] = Long.numberOfTrailingZeros(~bits);
        bits |= bit(c);
        half.add(c);
        if (bits == -1) {
          return -1;
        }
      }
    }
    return bits;
  }

  private Level after(int level, int[] atomIn, boolean fromSource, List<Integer> half, long bits) {
    long in = 0;
    long use = 0;
    for (int slot = 1; slot < atomIn.length; slot++) {
      int atom = atomIn[slot];
      if (atom != NO_SLOT) {
        in |= lastIn[atom] > level ? 1L << slot : 0;
        use |= lastOut[atom] > level ? 1L << slot : 0;
      }
    }
    long goal = slotAfter(level, program.goal());
    long held = 0;
    long absent = 0;
    boolean isHeldReachable = true;
    for (Map.Entry<Integer, Boolean> observed : program.evidence().entrySet()) {
      long slot = slotAfter(level, observed.getKey());
      if (observed.getValue()) {
        held |= slot;
        isHeldReachable &= slot != 0;
      } else {
        absent |= slot;
      }
    }
    return new Level(
        in,
        use | goal | held | absent,
        use,
        fromSource,
        goal,
        held,
        isHeldReachable,
        absent,
        !program.evidence().containsValue(false),
        half.stream().mapToInt(c -> c).toArray(),
        bits);
  }

  private long slotAfter(int level, int atom) {
    return birth[atom] <= level ? 1L << slotOf[atom] : 0;
  }

  FlatProgram program() {
    return program;
  }

  /** How many slots there are. */
  int width() {
    return width;
  }

  /** What is so before a level is decided; the number of levels stands for the end. */
  Level before(int level) {
    return before[level];
  }

  /** The slot that an arc starts at. */
  int start(FlatProgram.Clause arc) {
    return arc.held().length == 0 ? SOURCE : slotOf[arc.held()[0]];
  }

  /** The slot that an arc leads to. */
  int end(FlatProgram.Clause arc) {
    return slotOf[arc.head()];
  }

  /** Whether both ends of an arc have their slots before a level is decided. */
  boolean hasSlots(FlatProgram.Clause arc, int level) {
    return birth[arc.head()] < level && (arc.held().length == 0 || birth[arc.held()[0]] < level);
  }

  /** Whether no switch of a clause is decided after a level. */
  boolean isDecidedAt(int c, int level) {
    return program.clause(c).decided() <= level;
  }

  /** Whether some switch of a clause is decided before a level. */
  boolean isHalfDecidedBefore(int c, int level) {
    return firstSwitch[c] < level;
  }

  /** The bit of a clause while it is half decided. */
  long bit(int c) {
    return 1L << bitOf[c];
  }
}
