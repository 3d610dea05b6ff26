package org.rationale.reasoner;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.jena.graph.Triple;

/**
 * What is stated otherwise than at some start.
 *
 * @param removed statements that no source of the start states any more
 * @param added further sources, in the order they came
 */
record SourceChange(Set<Triple> removed, List<Background.Sourced> added) {

  static final SourceChange NONE = new SourceChange(Set.of(), List.of());

  SourceChange {
    removed = Collections.unmodifiableSet(new LinkedHashSet<>(removed));
    added = List.copyOf(added);
  }

  /** This change and then another, which starts from what this one left. */
  SourceChange then(SourceChange later) {
    Set<Triple> gone = new LinkedHashSet<>(removed);
    gone.addAll(later.removed);
    List<Background.Sourced> come = new ArrayList<>(added);
    come.removeIf(sourced -> later.removed.contains(sourced.statement()));
    come.addAll(later.added);
    return new SourceChange(gone, come);
  }

  /** The sources of the removed statements in a store. */
  List<Background.Sourced> removedFrom(ProofStore store) {
    List<Background.Sourced> sources = new ArrayList<>();
    for (Triple statement : removed) {
      int row = store.facts().find(statement);
      if (row != FactTable.NONE) {
        store
            .sources(row)
            .forEach(origin -> sources.add(new Background.Sourced(statement, origin)));
      }
    }
    return sources;
  }
}
