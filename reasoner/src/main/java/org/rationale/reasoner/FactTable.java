package org.rationale.reasoner;

import it.unimi.dsi.fastutil.ints.Int2IntOpenHashMap;
import it.unimi.dsi.fastutil.ints.IntArrayList;
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
  private static final int EVERY_PATH = (1 << AccessPath.COUNT) - 1;

  private final @Nullable FactTable parent;
  private final TermTable terms;
  private final int offset;
  private int size;
  private int[] rows = new int[3 * SMALLEST];
  private byte[] flags = new byte[SMALLEST];

  /** From a statement to its youngest own row, dead or alive. */
  private StatementIndex index;

  /** Replaced as a whole, so that threads which read see complete paths or none. */
  private volatile AccessPath[] paths;

  private volatile boolean complete;

  /** Which rows the paths must find while they are not complete. */
  private PathNeeds needs = PathNeeds.NOTHING;

  private @Nullable Int2IntOpenHashMap overridden;
  private int dead;
  private int uncertain;

  /** How many own rows the paths know. */
  private int onPaths;

  private boolean postponesPaths;

  FactTable(@Nullable FactTable parent, TermTable terms) {
    this.parent = parent;
    this.terms = terms;
    this.index = new StatementIndex(terms);
    this.offset = parent == null ? 0 : parent.size();
    AccessPath[] empty = new AccessPath[AccessPath.COUNT];
    for (int path = 0; path < AccessPath.COUNT; path++) {
      empty[path] = new AccessPath(path, SMALLEST, terms);
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
    copy.index = index.copy(copy.terms);
    copy.needs = needs;
    copy.paths = Arrays.stream(paths).map(path -> path.copy(copy.terms)).toArray(AccessPath[]::new);
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
    this.needs = needs;
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
    index.put(row, rows);
    if (!postponesPaths) {
      AccessPath[] all = paths;
      for (int left = complete ? EVERY_PATH : needs.of(p); left != 0; left &= left - 1) {
        all[Integer.numberOfTrailingZeros(left)].insert(row, rows);
      }
      onPaths = size;
    }
    return offset + row;
  }

  /**
   * Appends many rows to an empty root; until {@link #catchUp} only {@link #find} sees them.
   *
   * @param quads the statements, four ints each, of which the last is left alone
   * @return the places of statements that came before, in ascending order; they get no row
   */
  int[] appendAll(int[] quads, int number, byte flag, Workers workers) {
    if (parent != null || size > 0) {
      throw new IllegalStateException("The table (%d rows) is no empty root.".formatted(size()));
    }
    reserve(number);
    postponePaths();
    int[] cells = rows;
    int parts = workers.areWorthIt(number) ? 4 * workers.threads() : 1;
    workers.run(
        parts,
        part -> {
          int end = bound(number, part + 1, parts);
          for (int row = bound(number, part, parts); row < end; row++) {
            cells[3 * row] = quads[4 * row];
            cells[3 * row + 1] = quads[4 * row + 1];
            cells[3 * row + 2] = quads[4 * row + 2];
          }
        });
    IntArrayList[] repeated = new IntArrayList[parts];
    workers.run(
        parts,
        part ->
            repeated[part] =
                index.putAll(
                    bound(number, part, parts), bound(number, part + 1, parts), cells, parts > 1));
    int[] gone = Arrays.stream(repeated).flatMapToInt(IntArrayList::intStream).sorted().toArray();
    index.count(number - gone.length);
    if (gone.length > 0) {
      takeOut(gone, number);
      index.closeGaps(gone);
    }
    size = number - gone.length;
    Arrays.fill(flags, 0, size, flag);
    if ((flag & CERTAIN) == 0) {
      uncertain += size;
    }
    return gone;
  }

  private static int bound(int number, int part, int parts) {
    return (int) ((long) number * part / parts);
  }

  private void takeOut(int[] gone, int number) {
    int next = 0;
    int kept = gone[0];
    for (int row = kept; row < number; row++) {
      if (next < gone.length && gone[next] == row) {
        next++;
      } else {
        System.arraycopy(rows, 3 * row, rows, 3 * kept++, 3);
      }
    }
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
    index.reserve(capacity, rows);
  }

  /** Puts rows that were kept off the paths on them, each path by one thread. */
  void catchUp(Workers workers) {
    postponesPaths = false;
    int from = onPaths;
    AccessPath[] all = paths;
    IntConsumer insert =
        path -> {
          boolean every = complete;
          if (!every && !needs.includesSome(path)) {
            return;
          }
          for (int row = from; row < size; row++) {
            if (every || (needs.of(rows[3 * row + 1]) & 1 << path) != 0) {
              all[path].insert(row, rows);
            }
          }
        };
    if (!workers.areWorthIt(size - from)) {
      IntStream.range(0, AccessPath.COUNT).forEach(insert);
    } else {
      workers.run(AccessPath.COUNT, insert);
    }
    onPaths = size;
  }

  /** The live row of a statement, or {@link #NONE}. */
  int find(int s, int p, int o) {
    int own = index.find(s, p, o, rows);
    if (own >= 0 && (dead == 0 || (flags[own] & DEAD) == 0)) {
      return offset + own;
    }
    return parent == null ? NONE : findInherited(parent, s, p, o);
  }

  private int findInherited(FactTable from, int s, int p, int o) {
    int inherited = from.find(s, p, o);
    return inherited != NONE && dead > 0 && isDead(inherited) ? NONE : inherited;
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
    long bytes = 4L * rows.length + flags.length + index.bytes();
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
