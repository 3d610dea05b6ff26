package org.rationale.rules;

import java.util.HashMap;
import java.util.Map;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;

/** Whether a head's template could produce a triple that a pattern matches. */
final class Unification {

  /** A term and whose it is: template and pattern may use one name for different variables. */
  private record Term(Node node, boolean ofTemplate) {

    /** A blank node of a head is no variable here: it is a new node, unlike any that is known. */
    boolean isVariable() {
      return node.isVariable() && !isNewNode(node);
    }

    Term part(Node part) {
      return new Term(part, ofTemplate);
    }
  }

  private final Map<Term, Term> bindings = new HashMap<>();

  private Unification() {}

  static boolean unifies(Triple template, Triple pattern) {
    Unification unification = new Unification();
    return unification.unify(template.getPredicate(), pattern.getPredicate())
        && unification.unify(template.getObject(), pattern.getObject())
        && unification.unify(template.getSubject(), pattern.getSubject());
  }

  /** Whether it is a blank node of a head. */
  static boolean isNewNode(Node node) {
    return node.isVariable() && node.getName().startsWith("_:");
  }

  private boolean unify(Node ofTemplate, Node ofPattern) {
    return unify(new Term(ofTemplate, true), new Term(ofPattern, false));
  }

  private boolean unify(Term first, Term second) {
    Term a = resolved(first);
    Term b = resolved(second);
    if (a.equals(b)) {
      return true;
    }
    if (a.isVariable()) {
      return bind(a, b);
    }
    if (b.isVariable()) {
      return bind(b, a);
    }
    if (a.node().isTripleTerm() && b.node().isTripleTerm()) {
      Triple s = a.node().getTriple();
      Triple t = b.node().getTriple();
      return unify(a.part(s.getPredicate()), b.part(t.getPredicate()))
          && unify(a.part(s.getObject()), b.part(t.getObject()))
          && unify(a.part(s.getSubject()), b.part(t.getSubject()));
    }
    // By value, so that 1 and 01 count as one: a dependency too many is harmless, one too few not.
    return !isNewNode(a.node()) && !isNewNode(b.node()) && a.node().sameValueAs(b.node());
  }

  private Term resolved(Term term) {
    Term at = term;
    for (Term next = bindings.get(at); next != null; next = bindings.get(at)) {
      at = next;
    }
    return at;
  }

  private boolean bind(Term variable, Term to) {
    if (contains(to, variable)) {
      return false;
    }
    bindings.put(variable, to);
    return true;
  }

  /** No term contains itself. */
  private boolean contains(Term term, Term variable) {
    Term at = resolved(term);
    if (!at.node().isTripleTerm()) {
      return at.equals(variable);
    }
    Triple triple = at.node().getTriple();
    return contains(at.part(triple.getSubject()), variable)
        || contains(at.part(triple.getPredicate()), variable)
        || contains(at.part(triple.getObject()), variable);
  }
}
