package org.rationale.reasoner;

import it.unimi.dsi.fastutil.ints.Int2IntOpenHashMap;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.ints.IntCollection;
import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A {@link Residual} and the numbers that it is kept as while others are looked at.
 *
 * @param killed clauses to come that can no longer add anything
 * @param known atoms that hold
 * @param stands for each atom of a class the one that stands for it
 * @param rules in their order
 */
record ResidualCode(
    IntOpenHashSet killed,
    IntOpenHashSet known,
    Int2IntOpenHashMap stands,
    List<ResidualRule> rules) {

  static ResidualCode empty() {
    return new ResidualCode(
        new IntOpenHashSet(), new IntOpenHashSet(), new Int2IntOpenHashMap(), new ArrayList<>());
  }

  /** What a code stands for. */
  static ResidualCode read(int[] code) {
    ResidualCode read = empty();
    int at = 0;
    for (int n = code[at++]; n > 0; n--) {
      read.killed.add(code[at++]);
    }
    for (int n = code[at++]; n > 0; n--) {
      read.known.add(code[at++]);
    }
    for (int n = code[at++]; n > 0; n--) {
      read.stands.put(code[at++], code[at++]);
    }
    for (int n = code[at++]; n > 0; n--) {
      int head = code[at++];
      int[] held = Arrays.copyOfRange(code, at + 1, at + 1 + code[at]);
      at += 1 + held.length;
      int[][] excluded = new int[code[at++]][];
      for (int i = 0; i < excluded.length; i++) {
        excluded[i] = Arrays.copyOfRange(code, at + 1, at + 1 + code[at]);
        at += 1 + excluded[i].length;
      }
      read.rules.add(new ResidualRule(head, held, excluded));
    }
    return read;
  }

  /** Numbers from which the same residual can be read; the same for the same residual. */
  int[] code() {
    IntArrayList code = new IntArrayList();
    add(killed, code);
    add(known, code);
    code.add(stands.size());
    for (int atom : sorted(stands.keySet())) {
      code.add(atom);
      code.add(stands.get(atom));
    }
    code.add(rules.size());
    for (ResidualRule rule : rules) {
      code.add(rule.head());
      code.add(rule.held().length);
      code.addElements(code.size(), rule.held());
      code.add(rule.excluded().length);
      for (int[] set : rule.excluded()) {
        code.add(set.length);
        code.addElements(code.size(), set);
      }
    }
    return code.toIntArray();
  }

  /** Whether a level, or another of its group after it, matters to what a code stands for. */
  static boolean matters(FlatProgram program, int[] code, int level) {
    for (int at = level; at <= program.endOfGroup(level); at++) {
      for (int c : program.ofSwitch(program.switchAt(at))) {
        if (Arrays.binarySearch(code, 1, 1 + code[0], c) < 0) {
          return true;
        }
      }
    }
    return false;
  }

  /** The code of the same at a later level, where the levels between do not matter. */
  static int[] later(FlatProgram program, int[] code, int level) {
    IntArrayList later = new IntArrayList(code.length);
    later.add(0);
    for (int i = 1; i <= code[0]; i++) {
      if (program.clause(code[i]).decided() > level) {
        later.add(code[i]);
      }
    }
    later.set(0, later.size() - 1);
    later.addElements(later.size(), code, 1 + code[0], code.length - 1 - code[0]);
    return later.toIntArray();
  }

  private static void add(IntOpenHashSet numbers, IntArrayList code) {
    code.add(numbers.size());
    for (int number : sorted(numbers)) {
      code.add(number);
    }
  }

  static int[] sorted(IntCollection numbers) {
    int[] sorted = numbers.toIntArray();
    Arrays.sort(sorted);
    return sorted;
  }
}
