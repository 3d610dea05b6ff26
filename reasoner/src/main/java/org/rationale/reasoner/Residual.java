package org.rationale.reasoner;

import it.unimi.dsi.fastutil.ints.Int2IntOpenHashMap;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is left of a program when the switches of the first levels are decided, made small: known
 * atoms are taken out, atoms that imply each other are one, and atoms that nothing to come speaks
 * of are resolved away. Equal codes mean equal futures.
 */
final class Residual {

  private final FlatProgram program;
  private final int level;
  private final IntOpenHashSet killed;
  private final IntOpenHashSet known;
  private final Int2IntOpenHashMap stands;
  private final IntOpenHashSet touched = new IntOpenHashSet();
  private List<ResidualRule> rules;
  private boolean contradicted;

  /** How much is decided: of the goal and of the evidence together. */
  enum Verdict {
    HOLDS,
    FAILS,
    EXCLUDED,
    OPEN
  }

  /**
   * @param level the last that is decided
   */
  private Residual(FlatProgram program, int level, ResidualCode start) {
    this.program = program;
    this.level = level;
    this.killed = start.killed();
    this.known = start.known();
    this.stands = start.stands();
    this.rules = start.rules();
  }

  /** Before any switch is decided. */
  static Residual start(FlatProgram program) {
    Residual residual = new Residual(program, FlatProgram.BEFORE_ALL, ResidualCode.empty());
    residual.decide(FlatProgram.BEFORE_ALL);
    for (int atom = 0; atom <= program.goal(); atom++) {
      residual.touched.add(atom);
    }
    residual.simplify();
    return residual;
  }

  /** What a code of {@link #code()} stands for, with further levels decided. */
  static Residual next(FlatProgram program, int[] code, int level, boolean on) {
    int end = on ? program.endOfGroup(level) : level;
    Residual residual = new Residual(program, end, ResidualCode.read(code));
    for (int at = on ? level + 1 : level; at <= end; at++) {
      for (int c : program.ofSwitch(program.switchAt(at))) {
        residual.kill(c);
      }
    }
    for (int c : program.ofSwitch(program.switchAt(level))) {
      residual.touched.add(residual.standsFor(program.clause(c).head()));
    }
    if (on) {
      residual.decide(level);
    }
    residual.simplify();
    return residual;
  }

  private void kill(int c) {
    if (killed.add(c)) {
      touched.add(standsFor(program.clause(c).head()));
    }
  }

  /** Numbers from which the same residual can be read; the same for the same residual. */
  int[] code() {
    return new ResidualCode(killed, known, stands, rules).code();
  }

  Verdict verdict() {
    if (contradicted) {
      return Verdict.EXCLUDED;
    }
    for (Map.Entry<Integer, Boolean> observed : program.evidence().entrySet()) {
      int atom = standsFor(observed.getKey());
      boolean decided = observed.getValue() ? known.contains(atom) : isFalse(atom);
      if (!decided) {
        return Verdict.OPEN;
      }
    }
    int goal = standsFor(program.goal());
    return known.contains(goal) ? Verdict.HOLDS : isFalse(goal) ? Verdict.FAILS : Verdict.OPEN;
  }

  /** Takes in the clauses that are decided at a level; those that a switch killed are gone. */
  private void decide(int at) {
    for (int c : program.decidedAt(at)) {
      if (!killed.contains(c)) {
        FlatProgram.Clause clause = program.clause(c);
        rules.add(new ResidualRule(clause.head(), clause.held(), clause.excluded()));
      }
    }
  }

  private int standsFor(int atom) {
    return stands.getOrDefault(atom, atom);
  }

  private boolean isPending(int c) {
    return program.clause(c).decided() > level && !killed.contains(c);
  }

  private boolean isOpen(int atom) {
    for (int c : program.heading(atom)) {
      if (isPending(c)) {
        return true;
      }
    }
    for (var entry : stands.int2IntEntrySet()) {
      if (entry.getIntValue() == atom && entry.getIntKey() != atom) {
        for (int c : program.heading(entry.getIntKey())) {
          if (isPending(c)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private boolean isFalse(int atom) {
    if (known.contains(atom)) {
      return false;
    }
    for (ResidualRule rule : rules) {
      if (rule.head() == atom) {
        return false;
      }
    }
    return !isOpen(atom);
  }

  /** Takes out the clauses to come that can no longer add anything. */
  private boolean killIdle() {
    int before = killed.size();
    for (int atom : ResidualCode.sorted(known)) {
      killHeading(atom);
    }
    for (var entry : stands.int2IntEntrySet()) {
      if (known.contains(entry.getIntValue())) {
        killHeading(entry.getIntKey());
      }
    }
    while (!touched.isEmpty()) {
      int atom = touched.iterator().nextInt();
      touched.remove(atom);
      if (isFalse(atom)) {
        for (int c : program.mentioning(atom)) {
          if (isPending(c) && FlatProgram.contains(program.clause(c).held(), atom)) {
            kill(c);
          }
        }
      }
    }
    return killed.size() > before;
  }

  private void killHeading(int atom) {
    for (int c : program.heading(atom)) {
      if (isPending(c)) {
        kill(c);
      }
    }
  }

  /** Whether anything to come speaks of an atom, or it is asked for. */
  private boolean isAlive(int atom) {
    if (atom == program.goal() || program.evidence().containsKey(atom)) {
      return true;
    }
    for (int c : program.mentioning(atom)) {
      if (isPending(c)) {
        return true;
      }
    }
    return false;
  }

  private void simplify() {
    boolean changed = true;
    while (changed) {
      changed = propagate();
      changed |= dropUnfounded();
      changed |= killIdle();
      changed |= merge();
      if (!changed) {
        changed = forget();
      }
    }
    killed.removeIf(c -> program.clause(c).decided() <= level);
    known.removeIf(atom -> !isAlive(atom));
    rules.sort(ResidualRule.ORDER);
    for (Map.Entry<Integer, Boolean> observed : program.evidence().entrySet()) {
      int atom = standsFor(observed.getKey());
      contradicted |= observed.getValue() ? isFalse(atom) : known.contains(atom);
    }
  }

  @SuppressWarnings("ReferenceEquality") // A rule that nothing changed in comes back itself.
  private boolean propagate() {
    boolean any = false;
    boolean changed = true;
    while (changed) {
      changed = false;
      IntOpenHashSet heads = new IntOpenHashSet();
      rules.forEach(rule -> heads.add(standsFor(rule.head())));
      List<ResidualRule> left = new ArrayList<>();
      for (ResidualRule rule : rules) {
        ResidualRule reduced = reduced(rule, heads);
        if (reduced == null) {
          touched.add(standsFor(rule.head()));
          changed = true;
        } else if (reduced.held().length == 0 && reduced.excluded().length == 0) {
          known.add(reduced.head());
          changed = true;
        } else {
          changed |= reduced != rule;
          left.add(reduced);
        }
      }
      rules = ResidualRule.withoutSubsumed(left);
      any |= changed;
    }
    return any;
  }

  private @Nullable ResidualRule reduced(ResidualRule rule, IntOpenHashSet heads) {
    int head = standsFor(rule.head());
    if (known.contains(head)) {
      return null;
    }
    boolean same = head == rule.head();
    IntArrayList held = new IntArrayList();
    for (int old : rule.held()) {
      int atom = standsFor(old);
      if (atom == head || isFalse(atom, heads)) {
        return null;
      }
      if (!known.contains(atom) && !held.contains(atom)) {
        held.add(atom);
      }
      same &= atom == old;
    }
    List<int[]> excluded = new ArrayList<>();
    for (int[] set : rule.excluded()) {
      IntArrayList left = new IntArrayList();
      boolean fails = false;
      for (int old : set) {
        int atom = standsFor(old);
        fails |= isFalse(atom, heads);
        if (!known.contains(atom) && !left.contains(atom)) {
          left.add(atom);
        }
        same &= atom == old;
      }
      if (fails) {
        same = false;
      } else if (left.isEmpty()) {
        return null;
      } else {
        same &= left.size() == set.length;
        left.sort(null);
        excluded.add(left.toIntArray());
      }
    }
    if (same && held.size() == rule.held().length) {
      return rule;
    }
    held.sort(null);
    excluded.sort(Arrays::compare);
    return new ResidualRule(head, held.toIntArray(), excluded.toArray(int[][]::new));
  }

  private boolean isFalse(int atom, IntOpenHashSet heads) {
    return !known.contains(atom) && !heads.contains(atom) && !isOpen(atom);
  }

  /** Drops rules that rest on each other only. */
  private boolean dropUnfounded() {
    IntOpenHashSet possible = new IntOpenHashSet();
    boolean changed = true;
    while (changed) {
      changed = false;
      for (ResidualRule rule : rules) {
        if (!possible.contains(rule.head())) {
          boolean all = true;
          for (int atom : rule.held()) {
            all &= possible.contains(atom) || isOpen(atom);
          }
          changed |= all && possible.add(rule.head());
        }
      }
    }
    List<ResidualRule> founded = new ArrayList<>();
    for (ResidualRule rule : rules) {
      if (possible.contains(rule.head()) || isOpen(rule.head())) {
        founded.add(rule);
      } else {
        touched.add(rule.head());
      }
    }
    boolean dropped = founded.size() < rules.size();
    rules = founded;
    return dropped;
  }

  /** Makes one atom of two that imply each other. */
  private boolean merge() {
    for (ResidualRule rule : rules) {
      if (rule.isUnary() && rule.head() < rule.held()[0]) {
        int other = rule.held()[0];
        for (ResidualRule back : rules) {
          if (back.isUnary() && back.head() == other && back.held()[0] == rule.head()) {
            rename(other, rule.head());
            return true;
          }
        }
      }
    }
    return false;
  }

  private void rename(int from, int to) {
    for (var entry : stands.int2IntEntrySet()) {
      if (entry.getIntValue() == from) {
        entry.setValue(to);
      }
    }
    stands.put(from, to);
    stands.put(to, to);
  }

  /** Resolves away one atom that nothing to come speaks of. */
  private boolean forget() {
    if (tidyClasses()) {
      return true;
    }
    IntOpenHashSet mentioned = new IntOpenHashSet();
    for (ResidualRule rule : rules) {
      mentioned.add(rule.head());
      for (int atom : rule.held()) {
        mentioned.add(atom);
      }
      for (int[] set : rule.excluded()) {
        for (int atom : set) {
          mentioned.add(atom);
        }
      }
    }
    for (int atom : ResidualCode.sorted(mentioned)) {
      if (!stands.containsKey(atom) && !isAlive(atom)) {
        Optional<List<ResidualRule>> resolved = ResidualRule.withoutAtom(rules, atom);
        if (resolved.isPresent()) {
          rules = resolved.get();
          return true;
        }
      }
    }
    return false;
  }

  /** Lets the least living member stand for each class. */
  private boolean tidyClasses() {
    if (stands.isEmpty()) {
      return false;
    }
    Int2IntOpenHashMap least = new Int2IntOpenHashMap();
    Int2IntOpenHashMap count = new Int2IntOpenHashMap();
    for (int atom : ResidualCode.sorted(stands.keySet())) {
      if (isAlive(atom)) {
        least.putIfAbsent(stands.get(atom), atom);
        count.addTo(stands.get(atom), 1);
      }
    }
    Int2IntOpenHashMap tidy = new Int2IntOpenHashMap();
    Int2IntOpenHashMap renamed = new Int2IntOpenHashMap();
    IntOpenHashSet knownNow = new IntOpenHashSet();
    for (var entry : stands.int2IntEntrySet()) {
      int root = entry.getIntValue();
      if (known.contains(root)) {
        knownNow.add(entry.getIntKey());
      } else if (least.containsKey(root)) {
        int now = least.get(root);
        if (now != root) {
          renamed.put(root, now);
        }
        // A lonely atom stands for itself.
        if (isAlive(entry.getIntKey()) && count.get(root) > 1) {
          tidy.put(entry.getIntKey(), now);
        }
      }
    }
    boolean changed = !tidy.equals(stands);
    if (changed) {
      stands.clear();
      stands.putAll(renamed);
      List<ResidualRule> now = new ArrayList<>();
      for (ResidualRule rule : rules) {
        now.add(
            new ResidualRule(
                standsFor(rule.head()),
                translated(rule.held()),
                Arrays.stream(rule.excluded()).map(this::translated).toArray(int[][]::new)));
      }
      rules = now;
      known.addAll(knownNow);
      stands.clear();
      stands.putAll(tidy);
    }
    return changed;
  }

  private int[] translated(int[] atoms) {
    return Arrays.stream(atoms).map(this::standsFor).sorted().distinct().toArray();
  }
}
