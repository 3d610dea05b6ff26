package org.rationale.reasoner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What rules would conclude from some rows, in the order in which one thread would meet it. Rules
 * that may make terms are only noted, with the row to start them from: terms are numbered by one
 * thread.
 */
final class Candidates {

  private static final int POSTPONED = -1;
  private static final int HEAD = 4;
  private static final int EXPECTED = 1 << 13;

  /** For a conclusion its rule, subject, predicate, object and premises. */
  private int[] entries = new int[EXPECTED];

  private int size;
  private final List<Program.Trigger> postponed = new ArrayList<>();
  private int met;

  /** Takes what was noted, in order. */
  interface Receiver {

    /** A conclusion; the premises are overwritten by the next one. */
    void conclude(CompiledRule rule, int s, int p, int o, int[] premises);

    void start(Program.Trigger trigger, int row);
  }

  void add(CompiledRule rule, int s, int p, int o, int[] premises) {
    int at = room(HEAD + rule.atoms());
    entries[at] = rule.index();
    entries[at + 1] = s;
    entries[at + 2] = p;
    entries[at + 3] = o;
    // Few, so that a loop is shorter than a call.
    for (int atom = 0; atom < rule.atoms(); atom++) {
      entries[at + HEAD + atom] = premises[atom];
    }
  }

  void postpone(Program.Trigger trigger, int row) {
    int at = room(2);
    entries[at] = POSTPONED;
    entries[at + 1] = row;
    postponed.add(trigger);
  }

  /** Notes a derivation of what was there before. */
  void meet() {
    met++;
  }

  /** How many derivations there were of what was there before and needs no more than counting. */
  int met() {
    return met;
  }

  /** How much there is, in ints. */
  int size() {
    return size;
  }

  private int room(int more) {
    if (size + more > entries.length) {
      entries = Arrays.copyOf(entries, Math.max(size + more, Math.multiplyExact(2, size)));
    }
    int at = size;
    size += more;
    return at;
  }

  void forEach(Program program, Receiver receiver) {
    int[] all = entries;
    int[] premises = new int[program.maximumAtoms()];
    int started = 0;
    int at = 0;
    while (at < size) {
      int index = all[at];
      if (index == POSTPONED) {
        receiver.start(postponed.get(started++), all[at + 1]);
        at += 2;
      } else {
        CompiledRule rule = program.rules().get(index);
        System.arraycopy(all, at + HEAD, premises, 0, rule.atoms());
        receiver.conclude(rule, all[at + 1], all[at + 2], all[at + 3], premises);
        at += HEAD + rule.atoms();
      }
    }
  }
}
