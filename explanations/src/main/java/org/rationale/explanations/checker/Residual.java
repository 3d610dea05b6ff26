package org.rationale.explanations.checker;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** What is still open of some atoms; equal keys mean equal functions of the unknown variables. */
final class Residual {

  private final StringBuilder key = new StringBuilder();
  private final TreeSet<Integer> open = new TreeSet<>();

  Residual(Program program, Program.State state, byte[] values, Collection<Integer> goal) {
    boolean[] seen = new boolean[state.sure().length];
    List<Integer> todo = new ArrayList<>();
    goal.stream().filter(state::isOpen).forEach(todo::add);
    for (int i = 0; i < todo.size(); i++) {
      int atom = todo.get(i);
      if (seen[atom]) {
        continue;
      }
      seen[atom] = true;
      key.append(' ').append(atom);
      for (Program.Clause clause : program.clauses(atom)) {
        boolean dead =
            program.on(clause.variable(), values) == Program.FALSE
                || Arrays.stream(clause.premises()).anyMatch(p -> !state.possible()[p])
                || Arrays.stream(clause.absent())
                    .anyMatch(set -> Arrays.stream(set).allMatch(p -> state.sure()[p]));
        if (!dead) {
          key.append(':');
          List<Integer> waiting = program.unknown(clause.variable(), values);
          open.addAll(waiting);
          waiting.forEach(v -> key.append('v').append(v));
          add(clause.premises(), state, todo);
          for (int[] set : clause.absent()) {
            if (Arrays.stream(set).allMatch(p -> state.possible()[p])) {
              key.append('!');
              add(set, state, todo);
            }
          }
        }
      }
    }
  }

  private void add(int[] atoms, Program.State state, List<Integer> todo) {
    for (int atom : atoms) {
      if (state.isOpen(atom)) {
        key.append(',').append(atom);
        todo.add(atom);
      }
    }
  }

  String key() {
    return key.toString();
  }

  /** One variable that matters, or -1. */
  int variable() {
    return open.isEmpty() ? Terms.NONE : open.first();
  }
}
