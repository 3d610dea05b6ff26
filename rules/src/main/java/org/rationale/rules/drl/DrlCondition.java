package org.rationale.rules.drl;

/** An element of a DRL rule's condition, as far as it can be read without running Drools. */
public sealed interface DrlCondition {

  /** As in the file, on one line. */
  String text();

  /** A fact must match. */
  record Present(DrlPattern pattern, String text) implements DrlCondition {}

  /** No fact may match. */
  record Absent(DrlPattern pattern, String text) implements DrlCondition {}

  /** What only Drools knows: accumulations, code, alternatives, other objects. */
  record Unread(String text) implements DrlCondition {}
}
