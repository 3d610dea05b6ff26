package org.rationale.rules.drl;

import java.util.List;

/** An element of a DRL rule's condition, as far as it can be read without running Drools. */
public sealed interface DrlCondition {

  /** As in the file, on one line. */
  String text();

  /** A fact must match. */
  record Present(DrlPattern pattern, String text) implements DrlCondition {}

  /** No fact may match. */
  record Absent(DrlPattern pattern, String text) implements DrlCondition {}

  /**
   * What only Drools knows: accumulations, code, alternatives, other objects.
   *
   * @param patterns those over statements that stand inside: other facts do not matter to it
   * @param seesObjects whether it also looks at objects that rules insert
   */
  record Unread(String text, List<DrlPattern> patterns, boolean seesObjects)
      implements DrlCondition {
    public Unread {
      patterns = List.copyOf(patterns);
    }
  }
}
