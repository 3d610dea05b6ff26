package org.rationale.rules.drl;

import java.util.ArrayList;
import java.util.List;
import org.drools.core.reteoo.AccumulateNode.AccumulateContext;
import org.drools.core.reteoo.TupleImpl;
import org.drools.core.rule.consequence.InternalMatch;

/**
 * Reads the statements that a match rests on from the tuples of the rule network.
 *
 * <p>Drools' own {@code getObjectsDeep} gives the accumulated <em>values</em>, not the facts they
 * were read from, so the tuples are walked here: a match is a chain of tuples, one for each
 * pattern, the last first. The tuple before an accumulation's result holds the accumulation's
 * state, and its children are the elements it ran over.
 */
final class Premises {

  private Premises() {}

  /** One group for each pattern in their order; an accumulation's elements are one group. */
  static List<List<Statement>> of(InternalMatch match) {
    return chain(match.getTuple()).reversed();
  }

  private static List<List<Statement>> chain(TupleImpl last) {
    List<List<Statement>> groups = new ArrayList<>();
    for (TupleImpl tuple = last; tuple != null; tuple = tuple.getParent()) {
      if (tuple.getContextObject() instanceof AccumulateContext) {
        groups.add(elements(tuple));
      }
      if (tuple.getFactHandle() != null
          && tuple.getFactHandle().getObject() instanceof Statement statement) {
        groups.add(List.of(statement));
      }
    }
    return groups;
  }

  private static List<Statement> elements(TupleImpl accumulating) {
    List<Statement> elements = new ArrayList<>();
    TupleImpl child = accumulating.getFirstChild();
    while (child != null) {
      TupleImpl element = child.getRightParent();
      if (element.isSubnetworkTuple()) {
        // An accumulation over several patterns: the element is itself a chain of tuples. It
        // starts with the tuples of the patterns before, which are premises in any case.
        chain(element).forEach(elements::addAll);
      } else if (element.getFactHandle().getObject() instanceof Statement statement) {
        elements.add(statement);
      }
      child = child.getHandleNext();
    }
    return elements;
  }
}
