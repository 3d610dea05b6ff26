package org.rationale.rules.drl;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.drools.core.reteoo.AccumulateNode.AccumulateContext;
import org.drools.core.reteoo.TupleImpl;
import org.drools.core.rule.consequence.InternalMatch;

/**
 * Reads the facts that a match rests on from the tuples of the rule network.
 *
 * <p>Drools' own {@code getObjectsDeep} gives the accumulated <em>values</em>, not the facts they
 * were read from, so the tuples are walked here: a match is a chain of tuples, one for each
 * pattern, the last first. The tuple before an accumulation's result holds the accumulation's
 * state, and its children are the elements it ran over.
 */
final class Premises {

  private final Predicate<Object> isFact;

  private Premises(Predicate<Object> isFact) {
    this.isFact = isFact;
  }

  /**
   * One group for each pattern in their order; an accumulation's elements are one group.
   *
   * @param isFact tells facts from what patterns take {@code from} elsewhere
   */
  static List<List<Object>> of(InternalMatch match, Predicate<Object> isFact) {
    return new Premises(isFact).chain(match.getTuple()).reversed();
  }

  private List<List<Object>> chain(TupleImpl last) {
    List<List<Object>> groups = new ArrayList<>();
    for (TupleImpl tuple = last; tuple != null; tuple = tuple.getParent()) {
      if (tuple.getContextObject() instanceof AccumulateContext) {
        groups.add(elements(tuple));
      }
      if (tuple.getFactHandle() != null && isFact.test(tuple.getFactHandle().getObject())) {
        groups.add(List.of(tuple.getFactHandle().getObject()));
      }
    }
    return groups;
  }

  private List<Object> elements(TupleImpl accumulating) {
    List<Object> elements = new ArrayList<>();
    TupleImpl child = accumulating.getFirstChild();
    while (child != null) {
      TupleImpl element = child.getRightParent();
      if (element.isSubnetworkTuple()) {
        // An accumulation over several patterns: the element is itself a chain of tuples. It
        // starts with the tuples of the patterns before, which are premises in any case.
        chain(element).forEach(elements::addAll);
      } else if (isFact.test(element.getFactHandle().getObject())) {
        elements.add(element.getFactHandle().getObject());
      }
      child = child.getHandleNext();
    }
    return elements;
  }
}
