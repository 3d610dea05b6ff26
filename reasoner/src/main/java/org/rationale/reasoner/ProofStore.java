package org.rationale.reasoner;

import it.unimi.dsi.fastutil.ints.Int2ObjectOpenHashMap;
import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rationale.kg.Origin;

/**
 * The rows of a fact table with their sources and matches: the proof graph in numbers. An overlay
 * adds to its parent and never changes it.
 */
final class ProofStore {

  private final @Nullable ProofStore parent;
  private final FactTable facts;
  private final Int2ObjectOpenHashMap<List<Origin>> sources = new Int2ObjectOpenHashMap<>();
  private final Int2ObjectOpenHashMap<List<Match>> matches = new Int2ObjectOpenHashMap<>();
  private final IntOpenHashSet certain = new IntOpenHashSet();

  ProofStore(@Nullable ProofStore parent) {
    this.parent = parent;
    this.facts =
        parent == null
            ? new FactTable(null, new TermTable(null))
            : new FactTable(parent.facts, new TermTable(parent.facts.terms()));
  }

  FactTable facts() {
    return facts;
  }

  /** Records that a row was given. */
  void addSource(int fact, Origin source) {
    sources.computeIfAbsent(fact, f -> new ArrayList<>()).add(source);
    if (isCertain(source)) {
      certain.add(fact);
    }
  }

  /** Records a match that concludes a row. */
  void addMatch(int fact, Match match) {
    matches.computeIfAbsent(fact, f -> new ArrayList<>()).add(match);
    if (isCertain(match)) {
      certain.add(fact);
    }
  }

  void addCertain(int fact) {
    certain.add(fact);
  }

  /** The rows that are certain when nothing but sources is taken for certain at first. */
  IntOpenHashSet foundedCertainty() {
    IntOpenHashSet founded = new IntOpenHashSet();
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int fact = 0; fact < facts.size(); fact++) {
        if (!founded.contains(fact)
            && (sources(fact).stream().anyMatch(ProofStore::isCertain)
                || matches(fact).stream().anyMatch(match -> isFounded(match, founded)))) {
          founded.add(fact);
          changed = true;
        }
      }
    }
    return founded;
  }

  private static boolean isFounded(Match match, IntOpenHashSet founded) {
    return match.isUnconditional() && Arrays.stream(match.premises()).allMatch(founded::contains);
  }

  static boolean isCertain(Origin source) {
    return switch (source) {
      case Origin.Asserted asserted -> asserted.probability().isCertain();
      case Origin.Perceived perceived -> perceived.percept().probability().isCertain();
      case Origin.Derived derived ->
          throw new IllegalArgumentException("A derivation is no source.");
    };
  }

  boolean isBase(int fact) {
    return sources.containsKey(fact) || (parent != null && parent.isBase(fact));
  }

  boolean isCertain(int fact) {
    return certain.contains(fact) || (parent != null && parent.isCertain(fact));
  }

  private boolean isCertain(Match match) {
    if (!match.isUnconditional()) {
      return false;
    }
    for (int premise : match.premises()) {
      if (!isCertain(premise)) {
        return false;
      }
    }
    return true;
  }

  /** Asserted and perceived origins, the parent's first. */
  List<Origin> sources(int fact) {
    return joined(
        parent == null ? List.of() : parent.sources(fact), sources.getOrDefault(fact, List.of()));
  }

  /** Matches that conclude a row, the parent's first. */
  List<Match> matches(int fact) {
    return joined(
        parent == null ? List.of() : parent.matches(fact), matches.getOrDefault(fact, List.of()));
  }

  private static <T> List<T> joined(List<T> inherited, List<T> own) {
    if (inherited.isEmpty() || own.isEmpty()) {
      return own.isEmpty() ? inherited : own;
    }
    List<T> all = new ArrayList<>(inherited);
    all.addAll(own);
    return all;
  }

  /**
   * Marks rows certain whose matches became so after they were recorded, until no more are found.
   */
  void spreadCertainty() {
    boolean changed = true;
    while (changed) {
      changed = false;
      for (var entry : matches.int2ObjectEntrySet()) {
        if (!isCertain(entry.getIntKey()) && entry.getValue().stream().anyMatch(this::isCertain)) {
          certain.add(entry.getIntKey());
          changed = true;
        }
      }
    }
  }
}
