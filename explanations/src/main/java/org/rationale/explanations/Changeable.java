package org.rationale.explanations;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.vocabulary.RDF;
import org.rationale.perception.Supply;
import org.rationale.rules.BodyElement;
import org.rationale.rules.Rule;
import org.rationale.rules.drl.DrlCondition;
import org.rationale.rules.drl.DrlPattern;
import org.rationale.rules.drl.DrlRule;

/**
 * Which facts changes of a program could bring or take: by their predicates, and for {@code
 * rdf:type} by their classes. All others are as they are, whatever is changed.
 */
final class Changeable {

  private static final Node TYPE = RDF.type.asNode();

  private final Revisable program;

  /** Predicates and classes; {@code rdf:type} stands for any class. */
  private final Set<Node> kinds = new HashSet<>();

  private boolean isSomeClass;
  private boolean isEverything;

  private Changeable(Revisable program) {
    this.program = program;
  }

  static Changeable of(Revisable program, FactIndex facts) {
    Changeable changeable = new Changeable(program);
    changeable.comeFromOutside(facts);
    while (changeable.follow()) {
      // What rules make of these is changeable, too.
    }
    return changeable;
  }

  /** Whether there may be more or fewer facts of a form. */
  boolean contains(Triple pattern) {
    Node predicate = pattern.getPredicate();
    if (isEverything || !predicate.isConcrete()) {
      return true;
    }
    if (!predicate.equals(TYPE)) {
      return kinds.contains(predicate);
    }
    return pattern.getObject().isConcrete()
        ? kinds.contains(pattern.getObject()) || kinds.contains(TYPE)
        : isSomeClass;
  }

  /** Returns whether it is new. */
  private boolean add(Node predicate, Node object) {
    if (!predicate.isConcrete()) {
      boolean isNew = !isEverything;
      isEverything = true;
      return isNew;
    }
    isSomeClass |= predicate.equals(TYPE);
    return kinds.add(predicate.equals(TYPE) && object.isConcrete() ? object : predicate);
  }

  private void comeFromOutside(FactIndex facts) {
    for (Triple fact : facts.all()) {
      if (Statements.isGiven(facts.graph(), fact) && program.mayRemove(fact)) {
        add(fact.getPredicate(), fact.getObject());
      }
    }
    for (Supply supply : program.supplies()) {
      switch (supply) {
        case Supply.Terms terms ->
            terms.statements().forEach(said -> add(said.predicate(), said.object()));
        case Supply.Measure measure -> add(measure.predicate(), Node.ANY);
      }
    }
    if (program.subject().isEmpty()) {
      program.rules().forEach(rule -> patterns(rule.body()).forEach(this::addIfAddable));
      program
          .drlRules()
          .forEach(rule -> patterns(rule).forEach(pattern -> addIfAddable(pattern.triple())));
    }
  }

  private void addIfAddable(Triple pattern) {
    if (pattern.getPredicate().isConcrete() && program.mayAdd(pattern)) {
      add(pattern.getPredicate(), pattern.getObject());
    }
  }

  private boolean follow() {
    boolean isMore = false;
    for (Rule rule : program.rules()) {
      if (patterns(rule.body()).stream().anyMatch(this::contains)) {
        for (Triple template : rule.head()) {
          isMore |= add(template.getPredicate(), template.getObject());
        }
      }
    }
    for (DrlRule rule : program.drlRules()) {
      boolean seesObjects =
          rule.reading().conditions().stream()
              .anyMatch(c -> c instanceof DrlCondition.Unread unread && unread.seesObjects());
      if (seesObjects || patterns(rule).stream().anyMatch(p -> contains(p.triple()))) {
        for (Triple conclusion : rule.reading().conclusions()) {
          isMore |= add(conclusion.getPredicate(), conclusion.getObject());
        }
      }
    }
    return isMore;
  }

  /** Those that must match, and those that must not. */
  private static List<Triple> patterns(List<BodyElement> body) {
    List<Triple> patterns = new ArrayList<>();
    for (BodyElement element : body) {
      switch (element) {
        case BodyElement.Pattern(Triple triple) -> patterns.add(triple);
        case BodyElement.Negation negation -> patterns.addAll(patterns(negation.body()));
        case BodyElement.Filter filter -> {}
        case BodyElement.Assignment assignment -> {}
      }
    }
    return patterns;
  }

  /** Of a DRL rule, those that must match, that must not, and those inside of other elements. */
  static List<DrlPattern> patterns(DrlRule rule) {
    List<DrlPattern> patterns = new ArrayList<>();
    for (DrlCondition condition : rule.reading().conditions()) {
      switch (condition) {
        case DrlCondition.Present present -> patterns.add(present.pattern());
        case DrlCondition.Absent absent -> patterns.add(absent.pattern());
        case DrlCondition.Unread inner -> patterns.addAll(inner.patterns());
      }
    }
    return patterns;
  }
}
