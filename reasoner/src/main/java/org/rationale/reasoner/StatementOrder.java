package org.rationale.reasoner;

import it.unimi.dsi.fastutil.ints.IntArrays;
import java.util.Arrays;
import org.apache.jena.riot.out.NodeFmtLib;

/**
 * The order of statements by subject, predicate and object as N-Triples writes them. Each term is
 * written once and gets a rank; rows are then sorted by ranks, so that sorting a million statements
 * compares no more texts than there are terms.
 */
final class StatementOrder {

  private StatementOrder() {}

  /** Sorts rows of a table; the array is the caller's no more. */
  static int[] sort(int[] rows, FactTable facts) {
    int[] ranks = ranks(rows, facts);
    int count = rows.length;
    int[] from = rows;
    int[] to = new int[count];
    int[] starts = new int[facts.terms().size() + 1];
    for (int column = 2; column >= 0; column--) {
      Arrays.fill(starts, 0);
      for (int row : from) {
        starts[ranks[term(facts, row, column)] + 1]++;
      }
      for (int i = 1; i < starts.length; i++) {
        starts[i] += starts[i - 1];
      }
      for (int row : from) {
        to[starts[ranks[term(facts, row, column)]]++] = row;
      }
      int[] sorted = to;
      to = from;
      from = sorted;
    }
    return from;
  }

  /** For each term in the rows its place among them. */
  private static int[] ranks(int[] rows, FactTable facts) {
    String[] texts = new String[facts.terms().size()];
    int used = 0;
    for (int row : rows) {
      for (int column = 0; column < 3; column++) {
        int term = term(facts, row, column);
        if (texts[term] == null) {
          texts[term] = NodeFmtLib.strNT(facts.terms().term(term));
          used++;
        }
      }
    }
    int[] terms = new int[used];
    int next = 0;
    for (int term = 0; term < texts.length; term++) {
      if (texts[term] != null) {
        terms[next++] = term;
      }
    }
    IntArrays.quickSort(terms, (a, b) -> texts[a].compareTo(texts[b]));
    int[] ranks = new int[texts.length];
    for (int rank = 0; rank < used; rank++) {
      ranks[terms[rank]] = rank;
    }
    return ranks;
  }

  private static int term(FactTable facts, int row, int column) {
    return switch (column) {
      case 0 -> facts.subject(row);
      case 1 -> facts.predicate(row);
      case 2 -> facts.object(row);
      default ->
          throw new IllegalArgumentException("A statement has no term %d.".formatted(column));
    };
  }
}
