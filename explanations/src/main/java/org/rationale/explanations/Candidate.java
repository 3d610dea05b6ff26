package org.rationale.explanations;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;

/**
 * A set of changes that may be a repair.
 *
 * @param changes as they are tried out, each with the statement as it is shown, where variables
 *     stand for some term
 * @param witnesses the terms that were tried out for the variables, by their names
 * @param conditions on the variables
 * @param ranges of the added numbers of which only that is known: their objects are variables
 */
record Candidate(
    Map<Change, Triple> changes,
    Map<String, Node> witnesses,
    List<String> conditions,
    Map<Change, NumberRange> ranges) {

  static final Candidate NOTHING = new Candidate(Map.of(), Map.of(), List.of());

  Candidate(Map<Change, Triple> changes, Map<String, Node> witnesses, List<String> conditions) {
    this(changes, witnesses, conditions, Map.of());
  }

  Candidate {
    ranges = Map.copyOf(ranges);
    changes = Collections.unmodifiableMap(new LinkedHashMap<>(changes));
    witnesses = Collections.unmodifiableMap(new LinkedHashMap<>(witnesses));
    conditions = conditions.stream().distinct().toList();
  }

  int size() {
    return changes.size();
  }

  boolean hasVariables() {
    return !witnesses.isEmpty();
  }

  boolean changes(Triple statement) {
    return changes.keySet().stream().anyMatch(change -> change.statement().equals(statement));
  }

  /** The same and one change without variables more. */
  Candidate and(Change change) {
    Map<Change, Triple> more = new LinkedHashMap<>(changes);
    more.put(change, change.statement());
    return new Candidate(more, witnesses, conditions);
  }
}
