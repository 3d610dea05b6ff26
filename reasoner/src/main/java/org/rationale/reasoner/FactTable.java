package org.rationale.reasoner;

import it.unimi.dsi.fastutil.ints.Int2IntOpenHashMap;
import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.apache.jena.graph.Triple;
import org.jspecify.annotations.Nullable;

/**
 * Statements as rows of three term numbers, in order of birth. An overlay continues the numbers of
 * its parent, sees the parent's rows and never changes them: what it thinks otherwise of a parent's
 * row it keeps to itself.
 *
 * <p>Rows are only ever appended. A statement that is taken back leaves a dead row; one that comes
 * again, or becomes certain, gets a new row. So the premises of a first derivation are always older
 * than its conclusion, and at most one row of a statement is alive.
 *
 * <p>{@link AccessPath}s find rows by some of their terms. The root's paths leave out rows of
 * predicates that no rule asks for in that way until somebody else asks, see {@link
 * #completePaths()}.
 */
final class FactTable {

  static final int NONE = -1;

  /** Some source states it. */
  static final byte GIVEN = 1;

  /** It holds in every world. */
  static final byte CERTAIN = 2;

  /** It was taken back, or another row has taken its place. */
  static final byte DEAD = 4;

  /** A DRL rule concluded it. */
  static final byte CONCLUDED = 8;

  /** A DRL rule concluded it in every world. */
  static final byte CONCLUDED_CERTAINLY = 16;

  /** Some source states it in every world. */
  static final byte GIVEN_CERTAINLY = 32;

  private static final int SMALLEST = 64;

  private final @Nullable FactTable parent;
  private final TermTable terms;
  private final int offset;
  private int size;
  private int[] rows = new int[3 * SMALLEST];
  private byte[] flags = new byte[SMALLEST];

  /**
   * Open addressing: the hash of a statement and, in the lower half, its youngest own row + 1; 0
   * for none.
   */
  private long[] slots = new long[2 * SMALLEST];

  private int statements;

  /** Replaced as a whole, so that threads which read see complete paths or none. */
  private volatile AccessPath[] paths;

  private volatile boolean complete;
  private @Nullable Int2IntOpenHashMap overridden;
  private int dead;
  private int uncertain;

  /** How many own rows the paths know. */
  private int onPaths;

  private boolean postponesPaths;

  FactTable(@Nullable FactTable parent, TermTable terms) {
    this.parent = parent;
    this.terms = terms;
    this.offset = parent == null ? 0 : parent.size();
    AccessPath[] empty = new AccessPath[AccessPath.COUNT];
    for (int path = 0; path < AccessPath.COUNT; path++) {
      empty[path] = new AccessPath(path, SMALLEST);
    }
    this.paths = empty;
    this.complete = parent != null;
    if (parent != null) {
      this.uncertain = parent.uncertain;
      this.dead = parent.dead;
    }
  }

  /** A copy that may be changed apart from this table; the parent, which is not, is shared. */
  FactTable copy() {
    FactTable copy = new FactTable(parent, terms.copy());
    copy.size = size;
    copy.rows = rows.clone();
    copy.flags = flags.clone();
    copy.slots = slots.clone();
    copy.statements = statements;
    copy.paths = Arrays.stream(paths).map(AccessPath::copy).toArray(AccessPath[]::new);
    copy.complete = complete;
    copy.overridden = overridden == null ? null : overridden.clone();
    copy.dead = dead;
    copy.uncertain = uncertain;
    copy.onPaths = onPaths;
    return copy;
  }

  TermTable terms() {
    return terms;
  }

  @Nullable FactTable parent() {
    return parent;
  }

  /** The number of the first row that is this table's own and not its parent's. */
  int offset() {
    return offset;
  }

  /** How many rows there are, dead ones included. */
  int size() {
    return offset + size;
  }

  /** Whether any row is dead. */
  boolean hasDead() {
    return dead > 0;
  }

  /** How many rows are dead, the parent's included. */
  int dead() {
    return dead;
  }

  /** Whether any row that ever was is not certain. */
  boolean hasUncertain() {
    return uncertain > 0;
  }

  /** Says which rows the paths must find from now on; only for an empty root. */
  void require(PathNeeds needs) {
    for (AccessPath path : paths) {
      path.require(needs);
    }
  }

  /** Appends a row; the statement must have no live row. */
  int append(int s, int p, int o, byte flag) {
    if (size == flags.length) {
      grow();
    }
    int row = size++;
    rows[3 * row] = s;
    rows[3 * row + 1] = p;
    rows[3 * row + 2] = o;
    flags[row] = flag;
    if ((flag & CERTAIN) == 0) {
      uncertain++;
    }
    place(row);
    if (!postponesPaths) {
      for (AccessPath path : paths) {
        path.insert(row, rows, complete);
      }
      onPaths = size;
    }
    return offset + row;
  }

  /** Keeps rows to come off the paths, until {@link #catchUp}: only {@link #find} sees them. */
  void postponePaths() {
    postponesPaths = true;
  }

  /** Makes room for many more rows at once. */
  void reserve(int more) {
    int capacity = Math.addExact(size, more);
    if (capacity > flags.length) {
      resize(capacity);
    }
    while (2L * capacity > slots.length && slots.length < 1 << 30) {
      rehash();
    }
  }

  /** Puts rows that were kept off the paths on them, each path by one thread. */
  void catchUp(Workers workers) {
    postponesPaths = false;
    int from = onPaths;
    AccessPath[] all = paths;
    IntConsumer insert =
        path -> {
          for (int row = from; row < size; row++) {
            all[path].insert(row, rows, complete);
          }
        };
    if (!workers.areWorthIt(size - from)) {
      IntStream.range(0, AccessPath.COUNT).forEach(insert);
    } else {
      workers.run(AccessPath.COUNT, insert);
    }
    onPaths = size;
  }

  private void place(int row) {
    int s = rows[3 * row];
    int p = rows[3 * row + 1];
    int o = rows[3 * row + 2];
    int hash = hash(s, p, o);
    int mask = slots.length - 1;
    int at = hash & mask;
    while (slots[at] != 0) {
      int known = 3 * ((int) slots[at] - 1);
      if ((int) (slots[at] >>> Integer.SIZE) == hash
          && rows[known] == s
          && rows[known + 1] == p
          && rows[known + 2] == o) {
        slots[at] = slot(hash, row);
        return;
      }
      at = (at + 1) & mask;
    }
    slots[at] = slot(hash, row);
    statements++;
    if (2L * statements > slots.length) {
      rehash();
    }
  }

  private static long slot(int hash, int row) {
    return ((long) hash << Integer.SIZE) | (row + 1);
  }

  private void rehash() {
    long[] old = slots;
    slots = new long[2 * old.length];
    int mask = slots.length - 1;
    for (long slot : old) {
      if (slot != 0) {
        int at = (int) (slot >>> Integer.SIZE) & mask;
        while (slots[at] != 0) {
          at = (at + 1) & mask;
        }
        slots[at] = slot;
      }
    }
  }

  /** The live row of a statement, or {@link #NONE}. */
  int find(int s, int p, int o) {
    int hash = hash(s, p, o);
    int own = findOwn(s, p, o, hash);
    if (own >= 0 && (dead == 0 || (flags[own] & DEAD) == 0)) {
      return offset + own;
    }
    return parent == null ? NONE : findInherited(parent, s, p, o);
  }

  private int findInherited(FactTable from, int s, int p, int o) {
    int inherited = from.find(s, p, o);
    return inherited != NONE && dead > 0 && isDead(inherited) ? NONE : inherited;
  }

  /** The youngest own row of a statement, dead or alive, or -1. */
  private int findOwn(int s, int p, int o, int hash) {
    long[] table = slots;
    int mask = table.length - 1;
    int at = hash & mask;
    for (long slot = table[at]; slot != 0; slot = table[at]) {
      if ((int) (slot >>> Integer.SIZE) == hash) {
        int row = (int) slot - 1;
        int cell = 3 * row;
        if (rows[cell] == s && rows[cell + 1] == p && rows[cell + 2] == o) {
          return row;
        }
      }
      at = (at + 1) & mask;
    }
    return -1;
  }

  /** The live row of a statement, or {@link #NONE}. */
  int find(Triple triple) {
    int s = terms.find(triple.getSubject());
    int p = terms.find(triple.getPredicate());
    int o = terms.find(triple.getObject());
    return s == TermTable.NONE || p == TermTable.NONE || o == TermTable.NONE ? NONE : find(s, p, o);
  }

  int subject(int row) {
    return row < offset ? inherited().subject(row) : rows[3 * (row - offset)];
  }

  int predicate(int row) {
    return row < offset ? inherited().predicate(row) : rows[3 * (row - offset) + 1];
  }

  int object(int row) {
    return row < offset ? inherited().object(row) : rows[3 * (row - offset) + 2];
  }

  Triple triple(int row) {
    return Triple.create(
        terms.term(subject(row)), terms.term(predicate(row)), terms.term(object(row)));
  }

  byte flags(int row) {
    if (row >= offset) {
      return flags[row - offset];
    }
    if (overridden != null && overridden.containsKey(row)) {
      return (byte) overridden.get(row);
    }
    return inherited().flags(row);
  }

  boolean isDead(int row) {
    return (flags(row) & DEAD) != 0;
  }

  boolean isCertain(int row) {
    return (flags(row) & CERTAIN) != 0;
  }

  boolean isGiven(int row) {
    return (flags(row) & GIVEN) != 0;
  }

  /** Whether a row holds in every world, as a fact or, to those that only read data, as a datum. */
  boolean isCertain(int row, boolean asDatum) {
    return (flags(row) & (asDatum ? GIVEN_CERTAINLY : CERTAIN)) != 0;
  }

  void setFlags(int row, byte value) {
    byte before = flags(row);
    if (before == value) {
      return;
    }
    if ((before & DEAD) == 0 && (value & DEAD) != 0) {
      dead++;
    }
    if (row >= offset) {
      flags[row - offset] = value;
      return;
    }
    if (overridden == null) {
      overridden = new Int2IntOpenHashMap();
    }
    overridden.put(row, value);
  }

  /** Whether this overlay thinks otherwise of some of its parent's rows. */
  boolean overridesParent() {
    return overridden != null;
  }

  /** The way to this table's own rows by some of their terms; its rows count from 0. */
  AccessPath path(int kind) {
    return paths[kind];
  }

  /** Own rows, three ints each; replaced when the table grows. */
  int[] cells() {
    return rows;
  }

  /** Calls the consumer with every row of the parent that this overlay thinks otherwise of. */
  void forEachOverridden(IntConsumer consumer) {
    if (overridden != null) {
      overridden.keySet().intStream().forEach(consumer);
    }
  }

  /** The youngest own row on a path, dead ones included, or {@link #NONE}. */
  int first(int path, int a, int b) {
    int own = paths[path].first(a, b, rows);
    return own < 0 ? NONE : offset + own;
  }

  /** The next older own row on a path, or {@link #NONE}. */
  int next(int path, int row) {
    int own = paths[path].next(row - offset);
    return own < 0 ? NONE : offset + own;
  }

  /**
   * Calls the consumer with every live row that matches, this table's own first, the youngest
   * first. A component of {@link TermTable#NONE} matches any term.
   */
  void match(int s, int p, int o, RowConsumer consumer) {
    if (s != TermTable.NONE && p != TermTable.NONE && o != TermTable.NONE) {
      int row = find(s, p, o);
      if (row != NONE) {
        consumer.accept(row);
      }
      return;
    }
    completePaths();
    boolean noS = s == TermTable.NONE;
    boolean noP = p == TermTable.NONE;
    boolean noO = o == TermTable.NONE;
    int path = AccessPath.of(!noS, !noP, !noO);
    int a = AccessPath.firstKey(path, s, p, o);
    int b = AccessPath.secondKey(path, s, p, o);
    for (FactTable table = this; table != null; table = table.parent) {
      if (path == AccessPath.ALL) {
        for (int row = table.size() - 1; row >= table.offset; row--) {
          if (!isDead(row)) {
            consumer.accept(row);
          }
        }
        continue;
      }
      for (int row = table.first(path, a, b); row != NONE; row = table.next(path, row)) {
        if (!isDead(row) && (noO || table.object(row) == o)) {
          consumer.accept(row);
        }
      }
    }
  }

  /**
   * Makes every row findable on every path. May be called by many threads, also while they read.
   */
  void completePaths() {
    if (parent != null) {
      parent.completePaths();
    }
    if (!complete) {
      synchronized (this) {
        if (!complete) {
          AccessPath[] completed = new AccessPath[AccessPath.COUNT];
          for (int path = 0; path < AccessPath.COUNT; path++) {
            completed[path] = paths[path].completed(rows, size);
          }
          paths = completed;
          complete = true;
        }
      }
    }
  }

  /** Bytes held by this table alone, the terms aside. */
  long bytes() {
    long bytes = 4L * rows.length + flags.length + 8L * slots.length;
    for (AccessPath path : paths) {
      bytes += path.bytes();
    }
    return bytes;
  }

  private FactTable inherited() {
    if (parent == null) {
      throw new IllegalStateException("A table without a parent has no inherited rows.");
    }
    return parent;
  }

  private static int hash(int s, int p, int o) {
    int hash = s * 0x9E3779B1 + o * 0x85EBCA77 + p * 0xC2B2AE3D;
    hash ^= hash >>> 16;
    hash *= 0x7FEB352D;
    return hash ^ (hash >>> 15);
  }

  private void grow() {
    resize(Math.addExact(size, Math.max(SMALLEST, size / 2)));
  }

  private void resize(int capacity) {
    rows = Arrays.copyOf(rows, Math.multiplyExact(3, capacity));
    flags = Arrays.copyOf(flags, capacity);
    for (AccessPath path : paths) {
      path.grow(capacity);
    }
  }

  /** Takes the number of a row. */
  interface RowConsumer {
    void accept(int row);
  }
}
