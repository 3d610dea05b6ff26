package org.rationale.reasoner;

import java.util.Arrays;

/**
 * Which slots of a {@link Reachability} reach which in some worlds, made canonical: closed under
 * composition, without what is known anyway, and only between slots that arcs to come can enter and
 * slots that they can leave. Equal keys mean equal futures. Mutable, confined to one thread.
 */
final class Relation {

  private final Reachability arcs;
  private final FlatProgram program;

  /** For each slot those that it reaches, itself aside; of the source, those that hold. */
  private final long[] rows;

  /** Bits of half decided clauses of which a switch is off, or that add nothing. */
  private long dead;

  Relation(Reachability arcs) {
    this.arcs = arcs;
    this.program = arcs.program();
    this.rows = new long[arcs.width()];
  }

  /** Before any switch is decided. */
  void start() {
    Arrays.fill(rows, 0);
    dead = 0;
    for (int c : program.decidedAt(FlatProgram.BEFORE_ALL)) {
      link(program.clause(c));
    }
    tidy(0);
  }

  /** Reads what {@link #write} wrote. */
  void read(long[] key, int level) {
    Reachability.Level now = arcs.before(level);
    int columns = Long.bitCount(now.out());
    Arrays.fill(rows, 0);
    int at = 0;
    rows[0] = Long.expand(bits(key, at, columns), now.out());
    for (long left = now.in(); left != 0; left &= left - 1) {
      at += columns;
      rows[Long.numberOfTrailingZeros(left)] = Long.expand(bits(key, at, columns), now.out());
    }
    dead = Long.expand(bits(key, at + columns, Long.bitCount(now.bits())), now.bits());
  }

  private static long bits(long[] key, int at, int count) {
    if (count == 0) {
      return 0;
    }
    int word = at >> 6;
    long bits = key[word] >>> at;
    if ((at & 63) + count > Long.SIZE) {
      bits |= key[word + 1] << -at;
    }
    return count == Long.SIZE ? bits : bits & ((1L << count) - 1);
  }

  void write(long[] key, int level) {
    Reachability.Level now = arcs.before(level);
    int columns = Long.bitCount(now.out());
    Arrays.fill(key, 0);
    int at = 0;
    put(Long.compress(rows[0], now.out()), key, at, columns);
    for (long left = now.in(); left != 0; left &= left - 1) {
      at += columns;
      put(Long.compress(rows[Long.numberOfTrailingZeros(left)], now.out()), key, at, columns);
    }
    put(Long.compress(dead, now.bits()), key, at + columns, Long.bitCount(now.bits()));
  }

  private static void put(long bits, long[] key, int at, int count) {
    if (count > 0) {
      key[at >> 6] |= bits << at;
      if ((at & 63) + count > Long.SIZE) {
        key[(at >> 6) + 1] |= bits >>> -at;
      }
    }
  }

  /** Decides the switch of a level; if it is on, the others of its group are off. */
  int decide(int level, boolean on) {
    int end = on ? program.endOfGroup(level) : level;
    for (int at = level; at <= end; at++) {
      for (int c : program.ofSwitch(program.switchAt(at))) {
        boolean isOff = !on || at > level;
        if (!arcs.isDecidedAt(c, at)) {
          boolean wasDead = arcs.isHalfDecidedBefore(c, at) && (dead & arcs.bit(c)) != 0;
          set(c, isOff || wasDead);
        } else if (arcs.isHalfDecidedBefore(c, at)) {
          if (!isOff && (dead & arcs.bit(c)) == 0) {
            link(program.clause(c));
          }
          set(c, false);
        } else if (!isOff) {
          link(program.clause(c));
        }
      }
      if (at < end) {
        keep(arcs.before(at + 1));
      }
    }
    tidy(end + 1);
    return end + 1;
  }

  private void set(int c, boolean isDead) {
    dead = isDead ? dead | arcs.bit(c) : dead & ~arcs.bit(c);
  }

  /** Slots that are given back may be another atom's at the next level. */
  private void keep(Reachability.Level next) {
    rows[0] &= next.out();
    for (int slot = 1; slot < rows.length; slot++) {
      rows[slot] = (next.in() >> slot & 1) == 0 ? 0 : rows[slot] & next.out();
    }
  }

  private void link(FlatProgram.Clause arc) {
    link(arcs.start(arc), arcs.end(arc));
  }

  private void link(int from, int to) {
    if (from == to) {
      return;
    }
    long reached = rows[to] | 1L << to;
    if ((rows[from] & reached) == reached) {
      return;
    }
    rows[from] |= reached;
    for (int slot = 0; slot < rows.length; slot++) {
      if ((rows[slot] >> from & 1) != 0) {
        rows[slot] |= reached;
      }
    }
  }

  private void tidy(int level) {
    Reachability.Level now = arcs.before(level);
    rows[0] &= now.out();
    long columns = now.out() & ~rows[0];
    long entered = now.in() & ~rows[0];
    for (int slot = 1; slot < rows.length; slot++) {
      rows[slot] = (entered >> slot & 1) == 0 ? 0 : rows[slot] & columns & ~(1L << slot);
    }
    if (now.bits() != 0) {
      kill(now, level);
    }
  }

  /** Half decided clauses that can add nothing are as good as off. */
  private void kill(Reachability.Level now, int level) {
    long possible = now.in() | rows[0];
    for (int slot = 1; slot < rows.length; slot++) {
      possible |= rows[slot];
    }
    for (int c : now.halfDecided()) {
      FlatProgram.Clause arc = program.clause(c);
      if (arcs.hasSlots(arc, level)) {
        int from = arcs.start(arc);
        boolean adds =
            (rows[0] >> arcs.end(arc) & 1) == 0
                && (from == Reachability.SOURCE || (possible >> from & 1) != 0);
        set(c, !adds || (dead & arcs.bit(c)) != 0);
      }
    }
  }

  /** One of {@link DecisionGraph}'s ends, or {@link DecisionGraph#TERMINALS} if all is open. */
  int verdict(int level) {
    Reachability.Level now = arcs.before(level);
    long known = rows[0];
    if ((known & now.absent()) != 0) {
      return DecisionGraph.EXCLUDED;
    }
    boolean holds = (known & now.goal()) != 0;
    boolean isHeld = now.isHeldReachable() && (known & now.held()) == now.held();
    if ((known & now.use()) == 0 && !now.fromSource()) {
      return !isHeld ? DecisionGraph.EXCLUDED : holds ? DecisionGraph.HOLDS : DecisionGraph.FAILS;
    }
    return holds && isHeld && now.isNothingAbsent() ? DecisionGraph.HOLDS : DecisionGraph.TERMINALS;
  }

  void copyFrom(Relation other) {
    System.arraycopy(other.rows, 0, rows, 0, rows.length);
    dead = other.dead;
  }

  /** Slots that reach or are reached, or hold. */
  long tied() {
    long tied = rows[0];
    for (int slot = 1; slot < rows.length; slot++) {
      tied |= rows[slot] == 0 ? 0 : rows[slot] | 1L << slot;
    }
    return tied;
  }

  /** The source and the slots that do not hold, one of those that reach each other. */
  long representatives(int level) {
    Reachability.Level now = arcs.before(level);
    long left = (now.in() | now.out()) & ~rows[0];
    long found = 1L << Reachability.SOURCE;
    while (left != 0) {
      int slot = Long.numberOfTrailingZeros(left);
      found |= 1L << slot;
      left &= left - 1;
      for (long reached = rows[slot] & left; reached != 0; reached &= reached - 1) {
        int other = Long.numberOfTrailingZeros(reached);
        left &= (rows[other] >> slot & 1) != 0 ? ~(1L << other) : -1;
      }
    }
    return found;
  }

  /** A weaker relation: a slot is neither reached nor reaches anything. */
  void copyIsolated(Relation other, int slot) {
    for (int from = 0; from < rows.length; from++) {
      rows[from] = other.rows[from] & ~(1L << slot);
    }
    rows[slot] = 0;
    dead = other.dead;
  }

  /** A stronger relation: two slots reach each other, or the source reaches the second. */
  void copyTied(Relation other, int a, int b) {
    long both = 1L << a | 1L << b;
    long reached = both | other.rows[a] | other.rows[b];
    dead = other.dead;
    if (a == Reachability.SOURCE) {
      rows[0] = reached & ~1L;
      for (int from = 1; from < rows.length; from++) {
        rows[from] = (reached >> from & 1) != 0 ? 0 : other.rows[from] & ~reached;
      }
      return;
    }
    rows[0] = other.rows[0];
    for (int from = 1; from < rows.length; from++) {
      long row = other.rows[from];
      long self = 1L << from;
      rows[from] = ((row | self) & both) != 0 ? (row | reached) & ~self : row;
    }
  }

  /** Greater than that of any weaker relation. */
  int rank() {
    int rank = Long.bitCount(rows[0]) * (2 * rows.length + 1);
    for (int slot = 1; slot < rows.length; slot++) {
      rank += Long.bitCount(rows[slot]);
    }
    return rank;
  }
}
