package org.rationale.reasoner;

import it.unimi.dsi.fastutil.objects.Object2IntOpenHashMap;
import java.util.ArrayList;
import java.util.List;
import org.apache.jena.graph.Node;
import org.jspecify.annotations.Nullable;

/**
 * Numbers RDF terms. An overlay continues the numbers of its parent, which it never changes. Terms
 * are the same when RDF says so: {@code "1"} and {@code "01"} are two integers.
 */
final class TermTable {

  static final int NONE = -1;

  private final @Nullable TermTable parent;
  private final int offset;
  private final Object2IntOpenHashMap<Node> numbers = new Object2IntOpenHashMap<>();
  private final List<Node> terms = new ArrayList<>();

  TermTable(@Nullable TermTable parent) {
    this.parent = parent;
    this.offset = parent == null ? 0 : parent.size();
    numbers.defaultReturnValue(NONE);
  }

  int size() {
    return offset + terms.size();
  }

  /** The number of a term, a new one if it has none yet. */
  int number(Node term) {
    int known = find(term);
    if (known != NONE) {
      return known;
    }
    int number = size();
    numbers.put(term, number);
    terms.add(term);
    return number;
  }

  /** The number of a term, or {@link #NONE}. */
  int find(Node term) {
    if (parent != null) {
      int inherited = parent.find(term);
      if (inherited != NONE) {
        return inherited;
      }
    }
    return numbers.getInt(term);
  }

  Node term(int number) {
    return parent != null && number < offset ? parent.term(number) : terms.get(number - offset);
  }
}
