package org.rationale.reasoner;

import it.unimi.dsi.fastutil.ints.Int2IntOpenHashMap;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.ints.IntLinkedOpenHashSet;
import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import org.rationale.kg.InvalidInputException;

/**
 * The strongly connected components of the uncertain rows that a row depends on, premises first
 * (Tarjan 1972, with a stack of its own: proofs may be deeper than the thread's).
 */
final class Components {

  private static final int[] NOTHING = {};

  private final ProofStore store;
  private final IntPredicate isSolved;
  private final Int2IntOpenHashMap index = new Int2IntOpenHashMap();
  private final Int2IntOpenHashMap lowest = new Int2IntOpenHashMap();
  private final IntArrayList open = new IntArrayList();
  private final IntOpenHashSet isOpen = new IntOpenHashSet();
  private final List<Component> components = new ArrayList<>();

  /**
   * @param isSolved rows to stop at
   */
  Components(ProofStore store, IntPredicate isSolved) {
    this.store = store;
    this.isSolved = isSolved;
  }

  /** Rows that depend on each other. */
  record Component(int[] facts, boolean isCyclic) {}

  /**
   * The components that a row depends on, its own last.
   *
   * @throws InvalidInputException if a component depends on itself through an absence
   */
  List<Component> from(int start) {
    List<Frame> stack = new ArrayList<>();
    stack.add(enter(start));
    while (!stack.isEmpty()) {
      Frame frame = stack.getLast();
      if (frame.next < frame.dependencies.length) {
        int dependency = frame.dependencies[frame.next++];
        if (!index.containsKey(dependency)) {
          stack.add(enter(dependency));
        } else if (isOpen.contains(dependency)) {
          lower(frame.fact, index.get(dependency));
        }
      } else {
        stack.removeLast();
        if (lowest.get(frame.fact) == index.get(frame.fact)) {
          close(frame.fact);
        }
        if (!stack.isEmpty()) {
          lower(stack.getLast().fact, lowest.get(frame.fact));
        }
      }
    }
    return components;
  }

  private Frame enter(int fact) {
    int order = index.size();
    index.put(fact, order);
    lowest.put(fact, order);
    open.add(fact);
    isOpen.add(fact);
    return new Frame(fact, dependencies(fact));
  }

  private void lower(int fact, int order) {
    lowest.put(fact, Math.min(lowest.get(fact), order));
  }

  private void close(int root) {
    IntArrayList members = new IntArrayList();
    int fact;
    do {
      fact = open.removeInt(open.size() - 1);
      isOpen.remove(fact);
      members.add(fact);
    } while (fact != root);
    int[] facts = members.toIntArray();
    IntOpenHashSet component = new IntOpenHashSet(facts);
    boolean cyclic = facts.length > 1 || contains(dependencies(root), root);
    if (cyclic) {
      rejectNegation(component);
    }
    components.add(new Component(facts, cyclic));
  }

  private void rejectNegation(IntOpenHashSet component) {
    TreeSet<String> rules = new TreeSet<>();
    for (int fact : component) {
      for (Match match : store.matches(fact)) {
        boolean negates =
            match.absences().stream()
                .filter(absence -> !absence.ofData())
                .flatMap(absence -> absence.possible().stream())
                .anyMatch(rows -> component.intStream().anyMatch(row -> contains(rows, row)));
        if (negates) {
          rules.add(
              switch (match) {
                case Match.OfRule rule -> rule.rule().rule().id();
                case Match.OfDrl drl -> drl.drl().rule().id();
              });
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

  private int[] dependencies(int fact) {
    IntLinkedOpenHashSet dependencies = new IntLinkedOpenHashSet();
    for (Match match : store.matches(fact)) {
      // On what sources state, nothing depends but their own random choices.
      for (int premise : match.ofData() ? NOTHING : match.premises()) {
        add(premise, dependencies);
      }
      for (Match.Absence absence : match.absences()) {
        for (int[] rows : absence.ofData() ? List.<int[]>of() : absence.possible()) {
          for (int row : rows) {
            add(row, dependencies);
          }
        }
      }
    }
    return dependencies.toIntArray();
  }

  private void add(int fact, IntLinkedOpenHashSet dependencies) {
    if (!store.isCertain(fact) && !isSolved.test(fact)) {
      dependencies.add(fact);
    }
  }

  private static boolean contains(int[] rows, int row) {
    for (int candidate : rows) {
      if (candidate == row) {
        return true;
      }
    }
    return false;
  }

  private static final class Frame {
    private final int fact;
    private final int[] dependencies;
    private int next;

    Frame(int fact, int[] dependencies) {
      this.fact = fact;
      this.dependencies = dependencies;
    }
  }
}
