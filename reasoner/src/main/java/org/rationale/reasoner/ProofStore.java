package org.rationale.reasoner;

import it.unimi.dsi.fastutil.ints.Int2ObjectOpenHashMap;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.ints.IntConsumer;
import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rationale.kg.Origin;

/**
 * The rows of a fact table with their sources and how each was first concluded: the proof graph in
 * numbers. Further derivations are found when asked for, by matching the rules that could conclude
 * a row against the closed table, or are recorded too. An overlay adds to its parent and never
 * changes it.
 */
final class ProofStore {

  private static final int NONE = -1;
  private static final int SMALLEST = 64;

  private final @Nullable ProofStore parent;
  private final Program program;
  private final Recording recording;
  private final FactTable facts;

  /** For each own row where its first derivation starts in the log, or {@link #NONE}. */
  private int[] firsts = new int[0];

  /**
   * Derivations one after the other: rule, then premises; where all are recorded, between the two
   * the next derivation of the same row.
   */
  private int[] log = new int[SMALLEST];

  private int logged;
  private long derivations;
  private long recorded;

  /** For each own row the number of its sources, 0 for none. */
  private int[] sourcesOf = new int[0];

  private final List<List<Origin>> sourceLists = new ArrayList<>(List.of(List.of()));
  private final Map<List<Origin>, Integer> sourceNumbers = new HashMap<>();
  private final Int2ObjectOpenHashMap<List<Origin>> inheritedSources =
      new Int2ObjectOpenHashMap<>();
  private final IntOpenHashSet withoutFirst = new IntOpenHashSet();
  private final Int2ObjectOpenHashMap<List<Match>> drl = new Int2ObjectOpenHashMap<>();
  private volatile @Nullable Dependents dependents;
  private @Nullable Incompleteness incompleteness;
  private int lastLayer = Integer.MAX_VALUE;

  /** An empty store for a program that was compiled with these terms. */
  ProofStore(Program program, TermTable terms, Recording recording) {
    this.parent = null;
    this.program = program;
    this.recording = recording;
    this.facts = new FactTable(null, terms);
    facts.require(program.needs());
  }

  /** An overlay. */
  ProofStore(ProofStore parent) {
    this(parent, new FactTable(parent.facts, new TermTable(parent.facts.terms())));
  }

  private ProofStore(ProofStore parent, FactTable facts) {
    this.parent = parent;
    this.program = parent.program;
    this.recording = parent.recording == Recording.NONE ? Recording.NONE : Recording.FIRST;
    this.facts = facts;
    this.incompleteness = parent.incompleteness;
    this.lastLayer = parent.lastLayer;
  }

  /**
   * A copy of this overlay that may be changed apart from it; the parent is shared.
   *
   * @throws IllegalStateException if this is no overlay
   */
  ProofStore copy() {
    if (parent == null) {
      throw new IllegalStateException("Only an overlay is copied.");
    }
    ProofStore copy = new ProofStore(parent, facts.copy());
    copy.firsts = firsts.clone();
    copy.log = log.clone();
    copy.logged = logged;
    copy.derivations = derivations;
    copy.recorded = recorded;
    copy.sourcesOf = sourcesOf.clone();
    copy.sourceLists.addAll(sourceLists.subList(1, sourceLists.size()));
    copy.sourceNumbers.putAll(sourceNumbers);
    copy.inheritedSources.putAll(inheritedSources);
    copy.withoutFirst.addAll(withoutFirst);
    drl.forEach((row, matches) -> copy.drl.put(row, new ArrayList<>(matches)));
    copy.incompleteness = incompleteness;
    copy.lastLayer = lastLayer;
    return copy;
  }

  /** Why facts may be missing, or null if none is. */
  @Nullable Incompleteness incompleteness() {
    return incompleteness;
  }

  /** Notes that closing ended early, in a layer. */
  void cutShort(Incompleteness why, int layer) {
    if (incompleteness == null) {
      incompleteness = why;
    }
    lastLayer = Math.min(lastLayer, layer);
  }

  /** The last layer whose negations may be believed. */
  int lastLayer() {
    return lastLayer;
  }

  FactTable facts() {
    return facts;
  }

  Program program() {
    return program;
  }

  boolean recordsAll() {
    return recording == Recording.ALL;
  }

  boolean isBase(int row) {
    return facts.isGiven(row);
  }

  boolean isCertain(int row) {
    return facts.isCertain(row);
  }

  static boolean isCertain(Origin source) {
    return switch (source) {
      case Origin.Asserted asserted -> asserted.probability().isCertain();
      case Origin.Perceived perceived -> perceived.percept().probability().isCertain();
      case Origin.Derived derived ->
          throw new IllegalArgumentException("A derivation is no source.");
    };
  }

  /** Asserted and perceived origins, in the order they were given. */
  List<Origin> sources(int row) {
    if (row >= facts.offset()) {
      int own = row - facts.offset();
      return own < sourcesOf.length ? sourceLists.get(sourcesOf[own]) : List.of();
    }
    List<Origin> changed = inheritedSources.get(row);
    return changed != null || parent == null
        ? (changed == null ? List.of() : changed)
        : parent.sources(row);
  }

  void setSources(int row, List<Origin> sources) {
    if (row < facts.offset()) {
      inheritedSources.put(row, sources);
      return;
    }
    int own = row - facts.offset();
    if (sources.isEmpty() && own >= sourcesOf.length) {
      return;
    }
    sourcesOf = withRoom(sourcesOf, own, 0);
    sourcesOf[own] = number(sources);
  }

  private int number(List<Origin> sources) {
    if (sources.isEmpty()) {
      return 0;
    }
    // A file states many facts: the last list asked for is often this one again.
    List<Origin> last = sourceLists.getLast();
    if (last.size() == sources.size() && last.equals(sources)) {
      return sourceLists.size() - 1;
    }
    return sourceNumbers.computeIfAbsent(
        List.copyOf(sources),
        list -> {
          sourceLists.add(list);
          return sourceLists.size() - 1;
        });
  }

  /** Records a derivation of a row that has none yet. */
  void recordFirst(int row, CompiledRule rule, int[] premises) {
    derivations++;
    recorded++;
    if (recording == Recording.NONE) {
      return;
    }
    int at = append(rule, premises);
    if (row < facts.offset()) {
      throw new IllegalStateException("An overlay records derivations of its own rows only.");
    }
    int own = row - facts.offset();
    firsts = withRoom(firsts, own, NONE);
    firsts[own] = at;
  }

  /** Counts further derivations that are not recorded. */
  void countFurther(int number) {
    derivations += number;
  }

  /** Records another derivation of a row, where all are recorded. */
  void recordFurther(int row, CompiledRule rule, int[] premises) {
    derivations++;
    recorded++;
    int own = row - facts.offset();
    int at = append(rule, premises);
    firsts = withRoom(firsts, own, NONE);
    int first = firsts[own];
    if (first == NONE) {
      firsts[own] = at;
      return;
    }
    log[at + 1] = log[first + 1];
    log[first + 1] = at;
  }

  private int append(CompiledRule rule, int[] premises) {
    int length = rule.atoms() + (recordsAll() ? 2 : 1);
    if (logged + length > log.length) {
      log = Arrays.copyOf(log, Math.addExact(logged + length, log.length / 2));
    }
    int at = logged;
    log[logged++] = rule.index();
    if (recordsAll()) {
      log[logged++] = NONE;
    }
    System.arraycopy(premises, 0, log, logged, rule.atoms());
    logged += rule.atoms();
    return at;
  }

  private static int[] withRoom(int[] array, int index, int filler) {
    if (index < array.length) {
      return array;
    }
    int[] larger = Arrays.copyOf(array, Math.max(SMALLEST, index + 1 + index / 2));
    Arrays.fill(larger, array.length, larger.length, filler);
    return larger;
  }

  /**
   * How many derivations were met, recorded or not: all there are of a root that was closed once,
   * for such a closure meets each of them once.
   */
  long derivations() {
    return derivations;
  }

  /** How many derivations were recorded or, without recording, are each the first of a row. */
  long recorded() {
    return recorded;
  }

  private int first(int row) {
    int own = row - facts.offset();
    return own < firsts.length ? firsts[own] : NONE;
  }

  /** The rule of a row's first derivation, or null. */
  @Nullable CompiledRule firstRule(int row) {
    if (row < facts.offset()) {
      return parent == null || withoutFirst.contains(row) ? null : parent.firstRule(row);
    }
    int at = first(row);
    return at == NONE ? null : program.rules().get(log[at]);
  }

  /** The row that a pattern matched in a row's first derivation. */
  int firstPremise(int row, int atom) {
    int premise = recordedPremise(row, atom);
    if (!program.readsGiven() || !facts.isDead(premise) || !firstReadsDataOnly(row)) {
      return premise;
    }
    // A datum may have become certain, in a new row, after the rule has read it as a datum.
    int live = facts.find(facts.subject(premise), facts.predicate(premise), facts.object(premise));
    return live == FactTable.NONE ? premise : live;
  }

  private boolean firstReadsDataOnly(int row) {
    CompiledRule rule = firstRule(row);
    return rule != null && rule.readsDataOnly();
  }

  private int recordedPremise(int row, int atom) {
    return row < facts.offset() && parent != null
        ? parent.recordedPremise(row, atom)
        : log[first(row) + (recordsAll() ? 2 : 1) + atom];
  }

  /** Forgets how a row was first concluded. */
  void dropFirst(int row) {
    if (row < facts.offset()) {
      withoutFirst.add(row);
    } else if (row - facts.offset() < firsts.length) {
      firsts[row - facts.offset()] = NONE;
    }
  }

  /** Whether it is how a row was first concluded. */
  boolean isFirst(int row, CompiledRule rule, int[] premises) {
    CompiledRule known = firstRule(row);
    if (known == null || known.index() != rule.index()) {
      return false;
    }
    for (int atom = 0; atom < rule.atoms(); atom++) {
      if (firstPremise(row, atom) != premises[atom]) {
        return false;
      }
    }
    return true;
  }

  /** Calls the consumer with the rows of this root whose first derivation uses a row. */
  void forEachDependent(int row, IntConsumer consumer) {
    Dependents known = dependents;
    if (known == null) {
      synchronized (this) {
        known = dependents;
        if (known == null) {
          known = Dependents.of(this);
          dependents = known;
        }
      }
    }
    known.forEach(row, consumer);
  }

  @Nullable ProofStore parent() {
    return parent;
  }

  /** Records a match of a DRL rule. */
  void addMatch(int row, Match.OfDrl match) {
    drl.computeIfAbsent(row, r -> new ArrayList<>()).add(match);
  }

  /** All derivations of all rows. */
  long countDerivations() {
    if (parent == null && incompleteness == null) {
      return derivations;
    }
    if (parent != null
        && facts.size() == facts.offset()
        && !facts.overridesParent()
        && drl.isEmpty()) {
      return parent.countDerivations();
    }
    long count = 0;
    for (int row = 0; row < facts.size(); row++) {
      count += facts.isDead(row) ? 0 : matches(row).size();
    }
    return count;
  }

  /** Whether a match of a DRL rule concludes a row. */
  boolean hasDrlMatch(int row) {
    for (ProofStore store = this; store != null; store = store.parent) {
      if (store.drl.containsKey(row)) {
        return true;
      }
    }
    return false;
  }

  /** All matches that conclude a row, each once, in the order of the rules and premises. */
  List<Match> matches(int row) {
    List<Match> matches = new ArrayList<>();
    if (mayBeConcluded(row)) {
      new Derivations(this).of(row, matches::add);
    }
    for (ProofStore store = this; store != null; store = store.parent) {
      matches.addAll(store.drl.getOrDefault(row, List.of()));
    }
    return matches;
  }

  /**
   * The own rows that are certain when nothing is taken for certain but what the parent knows and
   * what sources state.
   */
  IntOpenHashSet foundedCertainty() {
    IntOpenHashSet founded = new IntOpenHashSet();
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int row = facts.offset(); row < facts.size(); row++) {
        if (!facts.isDead(row) && facts.isCertain(row) && !founded.contains(row)) {
          boolean isFounded =
              sources(row).stream().anyMatch(ProofStore::isCertain)
                  || matches(row).stream().anyMatch(match -> isFounded(match, founded));
          changed |= isFounded && founded.add(row);
        }
      }
    }
    return founded;
  }

  private boolean isFounded(Match match, IntOpenHashSet founded) {
    return match.isUnconditional()
        && Arrays.stream(match.premises())
            .allMatch(
                row ->
                    match.ofData()
                        ? facts.isCertain(row, true)
                        : row < facts.offset() ? facts.isCertain(row) : founded.contains(row));
  }

  private boolean mayBeConcluded(int row) {
    Program.Dispatch heads = program.heads();
    return !heads.ofAny().isEmpty()
        || !heads.ofPredicate(facts.predicate(row)).isEmpty()
        || !heads.ofObject(facts.predicate(row), facts.object(row)).isEmpty();
  }

  /** Whether a rule, not DRL, concluded a row. */
  boolean isConcludedByRule(int row) {
    return firstRule(row) != null || (mayBeConcluded(row) && new Derivations(this).any(row));
  }

  /** How many rows alive. */
  int live() {
    return facts.size() - facts.dead();
  }

  /** Bytes held for rows and derivations, own rows only, the terms aside. */
  long bytes() {
    return facts.bytes() + 4L * (firsts.length + log.length + sourcesOf.length);
  }

  /** The rows whose first derivation uses a row, for a store that changes no more. */
  private record Dependents(int[] starts, int[] rows) {

    static Dependents of(ProofStore store) {
      int size = store.facts.size();
      int[] starts = new int[size + 1];
      IntArrayList premises = new IntArrayList();
      for (int row = 0; row < size; row++) {
        premisesOf(store, row, premises);
        for (int i = 0; i < premises.size(); i++) {
          starts[premises.getInt(i)]++;
        }
      }
      int total = 0;
      for (int row = 0; row <= size; row++) {
        total += starts[row];
        starts[row] = total;
      }
      int[] rows = new int[total];
      for (int row = size - 1; row >= 0; row--) {
        premisesOf(store, row, premises);
        for (int i = 0; i < premises.size(); i++) {
          rows[--starts[premises.getInt(i)]] = row;
        }
      }
      return new Dependents(starts, rows);
    }

    private static void premisesOf(ProofStore store, int row, IntArrayList premises) {
      premises.clear();
      CompiledRule rule = store.firstRule(row);
      if (rule != null) {
        for (int atom = 0; atom < rule.atoms(); atom++) {
          premises.add(store.firstPremise(row, atom));
        }
      }
    }

    void forEach(int row, IntConsumer consumer) {
      for (int i = starts[row]; i < starts[row + 1]; i++) {
        consumer.accept(rows[i]);
      }
    }
  }
}
