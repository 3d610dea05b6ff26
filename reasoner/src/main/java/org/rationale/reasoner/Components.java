package org.rationale.reasoner;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.ints.IntLinkedOpenHashSet;
import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.rationale.kg.InvalidInputException;

/**
 * The strongly connected components of a ground program, premises first (Tarjan 1972, with a stack
 * of its own: proofs may be deeper than the thread's).
 */
final class Components {

  private static final int NEW = -1;

  private final GroundProgram program;
  private final int[] index;
  private final int[] lowest;
  private final boolean[] isOpen;
  private final IntArrayList open = new IntArrayList();
  private final List<Component> components = new ArrayList<>();
  private int met;

  private Components(GroundProgram program) {
    this.program = program;
    this.index = new int[program.atoms()];
    this.lowest = new int[program.atoms()];
    this.isOpen = new boolean[program.atoms()];
    Arrays.fill(index, NEW);
  }

  /** Atoms that depend on each other. */
  record Component(int[] atoms, boolean isCyclic) {}

  /**
   * All components of a program.
   *
   * @throws InvalidInputException if a component depends on itself through an absence
   */
  static List<Component> of(GroundProgram program) {
    Components components = new Components(program);
    for (int atom = 0; atom < program.atoms(); atom++) {
      if (components.index[atom] == NEW) {
        components.from(atom);
      }
    }
    return components.components;
  }

  private void from(int start) {
    List<Frame> stack = new ArrayList<>();
    stack.add(enter(start));
    while (!stack.isEmpty()) {
      Frame frame = stack.getLast();
      if (frame.next < frame.dependencies.length) {
        int dependency = frame.dependencies[frame.next++];
        if (index[dependency] == NEW) {
          stack.add(enter(dependency));
        } else if (isOpen[dependency]) {
          lowest[frame.atom] = Math.min(lowest[frame.atom], index[dependency]);
        }
      } else {
        stack.removeLast();
        if (lowest[frame.atom] == index[frame.atom]) {
          close(frame.atom);
        }
        if (!stack.isEmpty()) {
          int below = stack.getLast().atom;
          lowest[below] = Math.min(lowest[below], lowest[frame.atom]);
        }
      }
    }
  }

  private Frame enter(int atom) {
    index[atom] = met;
    lowest[atom] = met++;
    open.add(atom);
    isOpen[atom] = true;
    return new Frame(atom, dependencies(atom));
  }

  private void close(int root) {
    IntArrayList members = new IntArrayList();
    int atom;
    do {
      atom = open.popInt();
      isOpen[atom] = false;
      members.add(atom);
    } while (atom != root);
    int[] atoms = members.toIntArray();
    boolean cyclic =
        atoms.length > 1 || Arrays.stream(dependencies(root)).anyMatch(other -> other == root);
    if (cyclic) {
      rejectNegation(new IntOpenHashSet(atoms));
    }
    components.add(new Component(atoms, cyclic));
  }

  private void rejectNegation(IntOpenHashSet component) {
    TreeSet<String> rules = new TreeSet<>();
    for (int atom : component) {
      for (GroundProgram.Clause clause : program.clauses(atom)) {
        for (int[] set : clause.excluded()) {
          if (Arrays.stream(set).anyMatch(component::contains)) {
            rules.add(clause.rule());
          }
        }
      }
    }
    if (!rules.isEmpty()) {
      throw new InvalidInputException(
          "negation-through-cycle",
          String.join(", ", rules),
          "what these rules look for in vain depends on what they conclude.",
          "Conclude under a predicate that none of the facts they read depends on.");
    }
  }

  private int[] dependencies(int atom) {
    IntLinkedOpenHashSet dependencies = new IntLinkedOpenHashSet();
    for (GroundProgram.Clause clause : program.clauses(atom)) {
      for (int premise : clause.premises()) {
        dependencies.add(premise);
      }
      for (int[] set : clause.excluded()) {
        for (int excluded : set) {
          dependencies.add(excluded);
        }
      }
    }
    return dependencies.toIntArray();
  }

  private static final class Frame {
    private final int atom;
    private final int[] dependencies;
    private int next;

    Frame(int atom, int[] dependencies) {
      this.atom = atom;
      this.dependencies = dependencies;
    }
  }
}
