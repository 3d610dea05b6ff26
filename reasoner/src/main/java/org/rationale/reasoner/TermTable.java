package org.rationale.reasoner;

import java.util.Arrays;
import org.apache.jena.graph.Node;
import org.jspecify.annotations.Nullable;

/**
 * Numbers RDF terms. An overlay continues the numbers of its parent, which it never changes. Terms
 * are the same when RDF says so: {@code "1"} and {@code "01"} are two integers.
 *
 * <p>One open-addressing table of numbers; the terms' hashes are kept, so that growing asks no term
 * again and most comparisons of unequal terms end at an int.
 */
final class TermTable {

  static final int NONE = -1;

  private static final int SMALLEST = 64;
  private static final byte OTHER = 0;
  private static final byte BLANK = 1;
  private static final byte IRI = 2;

  /** Of a node or a string without its characters, roughly. */
  private static final long OBJECT_BYTES = 40;

  private final @Nullable TermTable parent;
  private final int offset;
  private Node[] terms = new Node[SMALLEST];

  /** What can be told of a term without reading it. */
  private byte[] kinds = new byte[SMALLEST];

  /** The hash of a term and, in the lower half, its place in this table + 1; 0 for none. */
  private long[] slots = new long[2 * SMALLEST];

  private int size;
  private long textBytes;

  TermTable(@Nullable TermTable parent) {
    this.parent = parent;
    this.offset = parent == null ? 0 : parent.size();
  }

  /** A copy that may be changed apart from this table; the parent, which is not, is shared. */
  TermTable copy() {
    TermTable copy = new TermTable(parent);
    copy.terms = terms.clone();
    copy.kinds = kinds.clone();
    copy.slots = slots.clone();
    copy.size = size;
    copy.textBytes = textBytes;
    return copy;
  }

  int size() {
    return offset + size;
  }

  /** The number of a term, a new one if it has none yet. */
  int number(Node term) {
    int hash = hash(term);
    int known = find(term, hash);
    return known != NONE ? known : add(term, hash);
  }

  /** The number of a term, or {@link #NONE}. */
  int find(Node term) {
    return find(term, hash(term));
  }

  Node term(int number) {
    return parent != null && number < offset ? parent.term(number) : terms[number - offset];
  }

  /** Whether a term can be the subject of a statement. */
  boolean isResource(int number) {
    return kind(number) >= BLANK;
  }

  /** Only an IRI can be the predicate of a statement. */
  boolean isIri(int number) {
    return kind(number) == IRI;
  }

  private byte kind(int number) {
    return parent != null && number < offset ? parent.kind(number) : kinds[number - offset];
  }

  private int find(Node term, int hash) {
    if (parent != null) {
      int inherited = parent.find(term, hash);
      if (inherited != NONE) {
        return inherited;
      }
    }
    int mask = slots.length - 1;
    int at = hash & mask;
    for (long slot = slots[at]; slot != 0; slot = slots[at]) {
      int own = (int) slot - 1;
      if ((int) (slot >>> Integer.SIZE) == hash && terms[own].equals(term)) {
        return offset + own;
      }
      at = (at + 1) & mask;
    }
    return NONE;
  }

  private int add(Node term, int hash) {
    if (size == terms.length) {
      grow();
    }
    terms[size] = term;
    kinds[size] = term.isURI() ? IRI : term.isBlank() ? BLANK : OTHER;
    textBytes += textBytes(term);
    place(((long) hash << Integer.SIZE) | (size + 1));
    return offset + size++;
  }

  /** An estimate of what the terms' own text takes. */
  long textBytes() {
    return textBytes;
  }

  /** An estimate of what this table takes, its terms' own text included. */
  long bytes() {
    return 8L * terms.length + kinds.length + 8L * slots.length + textBytes;
  }

  private static long textBytes(Node term) {
    if (term.isTripleTerm()) {
      // Its parts are likely to be terms of their own.
      return 3 * OBJECT_BYTES;
    }
    int length =
        term.isURI()
            ? term.getURI().length()
            : term.isLiteral() ? term.getLiteralLexicalForm().length() : 0;
    return 2 * OBJECT_BYTES + length;
  }

  private void place(long slot) {
    int mask = slots.length - 1;
    int at = (int) (slot >>> Integer.SIZE) & mask;
    while (slots[at] != 0) {
      at = (at + 1) & mask;
    }
    slots[at] = slot;
  }

  private void grow() {
    terms = Arrays.copyOf(terms, 2 * size);
    kinds = Arrays.copyOf(kinds, 2 * size);
    long[] old = slots;
    slots = new long[4 * size];
    for (long slot : old) {
      if (slot != 0) {
        place(slot);
      }
    }
  }

  private static int hash(Node term) {
    int hash = term.hashCode() * 0x9E3779B9;
    return hash ^ (hash >>> 15);
  }
}
