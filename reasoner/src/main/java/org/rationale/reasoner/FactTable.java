package org.rationale.reasoner;

import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import java.util.Arrays;
import org.apache.jena.graph.Triple;
import org.jspecify.annotations.Nullable;

/**
 * Statements as rows of three term numbers, in order of birth. An overlay continues the numbers of
 * its parent, sees the parent's rows and never changes them.
 *
 * <p>Each access path is a chain through an int array: rows with the same key, the youngest first.
 */
final class FactTable {

  static final int NONE = -1;

  private static final int PREDICATE = 0;
  private static final int SUBJECT = 1;
  private static final int OBJECT = 2;
  private static final int PREDICATE_SUBJECT = 3;
  private static final int PREDICATE_OBJECT = 4;
  private static final int PATHS = 5;

  private final @Nullable FactTable parent;
  private final TermTable terms;
  private final int offset;
  private int size;
  private int[] rows = new int[3 * 64];
  private int capacity = 64;
  private final int[][] next = new int[PATHS][64];
  private final Long2IntOpenHashMap[] heads = new Long2IntOpenHashMap[PATHS];

  FactTable(@Nullable FactTable parent, TermTable terms) {
    this.parent = parent;
    this.terms = terms;
    this.offset = parent == null ? 0 : parent.size();
    for (int path = 0; path < PATHS; path++) {
      heads[path] = new Long2IntOpenHashMap();
      heads[path].defaultReturnValue(NONE);
    }
  }

  TermTable terms() {
    return terms;
  }

  /** The number of the first row that is this table's own and not its parent's. */
  int offset() {
    return offset;
  }

  int size() {
    return offset + size;
  }

  int add(int s, int p, int o) {
    int known = find(s, p, o);
    if (known != NONE) {
      return known;
    }
    if (size == capacity) {
      grow();
    }
    int row = size++;
    rows[3 * row] = s;
    rows[3 * row + 1] = p;
    rows[3 * row + 2] = o;
    for (int path = 0; path < PATHS; path++) {
      next[path][row] = heads[path].put(key(path, s, p, o), offset + row);
    }
    return offset + row;
  }

  int add(Triple triple) {
    return add(
        terms.number(triple.getSubject()),
        terms.number(triple.getPredicate()),
        terms.number(triple.getObject()));
  }

  int find(int s, int p, int o) {
    int fact = heads[PREDICATE_SUBJECT].get(key(PREDICATE_SUBJECT, s, p, o));
    while (fact >= offset) {
      int row = 3 * (fact - offset);
      if (rows[row] == s && rows[row + 1] == p && rows[row + 2] == o) {
        return fact;
      }
      fact = next[PREDICATE_SUBJECT][fact - offset];
    }
    return parent == null ? NONE : parent.find(s, p, o);
  }

  int find(Triple triple) {
    int s = terms.find(triple.getSubject());
    int p = terms.find(triple.getPredicate());
    int o = terms.find(triple.getObject());
    return s == TermTable.NONE || p == TermTable.NONE || o == TermTable.NONE ? NONE : find(s, p, o);
  }

  int subject(int fact) {
    return fact < offset ? parent().subject(fact) : rows[3 * (fact - offset)];
  }

  int predicate(int fact) {
    return fact < offset ? parent().predicate(fact) : rows[3 * (fact - offset) + 1];
  }

  int object(int fact) {
    return fact < offset ? parent().object(fact) : rows[3 * (fact - offset) + 2];
  }

  Triple triple(int fact) {
    return Triple.create(
        terms.term(subject(fact)), terms.term(predicate(fact)), terms.term(object(fact)));
  }

  /**
   * Calls the consumer with every row that matches, the youngest first, as long as it is younger
   * than the limit. A component of {@link TermTable#NONE} matches any term.
   *
   * @param limit rows with this number or above are passed over
   */
  void match(int s, int p, int o, int limit, RowConsumer consumer) {
    if (s != TermTable.NONE && p != TermTable.NONE && o != TermTable.NONE) {
      int fact = find(s, p, o);
      if (fact != NONE && fact < limit) {
        consumer.accept(fact);
      }
      return;
    }
    int path =
        p != TermTable.NONE
            ? s != TermTable.NONE
                ? PREDICATE_SUBJECT
                : o != TermTable.NONE ? PREDICATE_OBJECT : PREDICATE
            : s != TermTable.NONE ? SUBJECT : OBJECT;
    for (FactTable table = this; table != null; table = table.parent) {
      if (p == TermTable.NONE && s == TermTable.NONE && o == TermTable.NONE) {
        for (int fact = Math.min(limit, table.size()) - 1; fact >= table.offset; fact--) {
          consumer.accept(fact);
        }
        continue;
      }
      int fact = table.heads[path].get(key(path, s, p, o));
      while (fact != NONE) {
        if (fact < limit && (path != SUBJECT || o == TermTable.NONE || table.object(fact) == o)) {
          consumer.accept(fact);
        }
        fact = table.next[path][fact - table.offset];
      }
    }
  }

  private FactTable parent() {
    if (parent == null) {
      throw new IllegalStateException("A table without a parent has no inherited rows.");
    }
    return parent;
  }

  private static long key(int path, int s, int p, int o) {
    return switch (path) {
      case PREDICATE -> p;
      case SUBJECT -> s;
      case OBJECT -> o;
      case PREDICATE_SUBJECT -> ((long) p << 32) | s;
      case PREDICATE_OBJECT -> ((long) p << 32) | o;
      default -> throw new IllegalArgumentException("No access path (%d).".formatted(path));
    };
  }

  private void grow() {
    capacity *= 2;
    rows = Arrays.copyOf(rows, 3 * capacity);
    for (int path = 0; path < PATHS; path++) {
      next[path] = Arrays.copyOf(next[path], capacity);
    }
  }

  /** Takes the number of a row. */
  interface RowConsumer {
    void accept(int fact);
  }
}
