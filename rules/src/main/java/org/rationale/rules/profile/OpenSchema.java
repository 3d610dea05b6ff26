package org.rationale.rules.profile;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;

/**
 * Which rules must stay general, since others may conclude schema triples that no one knows yet.
 */
final class OpenSchema {

  private final List<TableRule> table;
  private final Axioms axioms;
  private final List<Triple> open = new ArrayList<>();

  OpenSchema(List<TableRule> table, Axioms axioms) {
    this.table = table;
    this.axioms = axioms;
  }

  /**
   * The rules about data that read what may be concluded.
   *
   * @param heads of the rules that will run, those about the schema alone excepted
   */
  Set<TableRule> general(List<Triple> heads) {
    heads.forEach(this::open);
    Set<TableRule> reached = new LinkedHashSet<>();
    boolean grows = true;
    while (grows) {
      grows = false;
      for (TableRule rule : table) {
        if (rule.lists().isEmpty() && !rule.isOfData() && readsOpen(rule) && reached.add(rule)) {
          rule.head().forEach(this::open);
          grows = true;
        }
      }
    }
    reached.removeIf(TableRule::isOfSchema);
    return reached;
  }

  private void open(Triple head) {
    if (Vocabulary.mayBeSchema(head) && !axioms.contains(head)) {
      open.add(head);
    }
  }

  private boolean readsOpen(TableRule rule) {
    return rule.schema().stream()
        .anyMatch(atom -> open.stream().anyMatch(head -> mayMatch(head, atom)));
  }

  private static boolean mayMatch(Triple head, Triple atom) {
    return mayMatch(head.getSubject(), atom.getSubject())
        && mayMatch(head.getPredicate(), atom.getPredicate())
        && mayMatch(head.getObject(), atom.getObject());
  }

  private static boolean mayMatch(Node a, Node b) {
    return a.isVariable() || b.isVariable() || a.equals(b) || a.sameValueAs(b);
  }
}
