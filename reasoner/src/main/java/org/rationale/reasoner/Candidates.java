package org.rationale.reasoner;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.ArrayList;
import java.util.List;

/**
 * What rules would conclude from some rows, in the order in which one thread would meet it. Rules
 * that may make terms are only noted, with the row to start them from: terms are numbered by one
 * thread.
 */
final class Candidates {

  private static final int POSTPONED = -1;

  private final IntArrayList entries = new IntArrayList();
  private final List<Program.Trigger> postponed = new ArrayList<>();
  private int met;

  /** Takes what was noted, in order. */
  interface Receiver {

    /** A conclusion; the premises are overwritten by the next one. */
    void conclude(CompiledRule rule, int s, int p, int o, int[] premises);

    void start(Program.Trigger trigger, int row);
  }

  void add(CompiledRule rule, int s, int p, int o, int[] premises) {
    entries.add(rule.index());
    entries.add(s);
    entries.add(p);
    entries.add(o);
    entries.addElements(entries.size(), premises, 0, rule.atoms());
  }

  void postpone(Program.Trigger trigger, int row) {
    entries.add(POSTPONED);
    entries.add(row);
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
    return entries.size();
  }

  void forEach(Program program, Receiver receiver) {
    int[] all = entries.elements();
    int[] premises = new int[program.maximumAtoms()];
    int started = 0;
    int at = 0;
    while (at < entries.size()) {
      int index = all[at];
      if (index == POSTPONED) {
        receiver.start(postponed.get(started++), all[at + 1]);
        at += 2;
      } else {
        CompiledRule rule = program.rules().get(index);
        System.arraycopy(all, at + 4, premises, 0, rule.atoms());
        receiver.conclude(rule, all[at + 1], all[at + 2], all[at + 3], premises);
        at += 4 + rule.atoms();
      }
    }
  }
}
