package org.rationale.explanations;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.jena.datatypes.xsd.XSDDatatype;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Var;
import org.rationale.explanations.Cone.Help;
import org.rationale.kg.Origin;
import org.rationale.kg.Probability;
import org.rationale.perception.Supply;
import org.rationale.reasoner.ProofGraph;
import org.rationale.rules.drl.DrlCondition;
import org.rationale.rules.drl.DrlPattern;
import org.rationale.rules.drl.DrlRule;

/**
 * All single changes that can matter to a statement: given facts of its cone that could be taken
 * back or be surer or less sure, and facts of its cone that could come from outside. An added
 * number stands for all that rules do not tell from it; where a program leaves a term open, the
 * known terms and one that nothing is known of are there.
 */
final class Possibilities {

  private static final String UNKNOWN = "x";

  private final Revisable program;
  private final Triple statement;
  private final ProofGraph graph;
  private final Cone cone;
  private final boolean withBeliefs;
  private final NumberCuts cuts;
  private final int most;
  private final Map<Change, Possibility> found = new LinkedHashMap<>();
  private boolean cut;

  private Possibilities(
      Revisable program, FactIndex facts, Cone cone, boolean withBeliefs, int most) {
    this.statement = cone.statement();
    this.program = program;
    this.graph = facts.graph();
    this.cone = cone;
    this.withBeliefs = withBeliefs;
    this.most = most;
    this.cuts = NumberCuts.of(cone, facts, measured());
  }

  /**
   * What was found.
   *
   * @param changes in an order that only the program decides
   * @param all whether there are no others
   * @param unreadNumbers whether code may tell more numbers apart than stand here
   */
  record Found(List<Possibility> changes, boolean all, boolean unreadNumbers) {}

  /**
   * @param withBeliefs whether uncertain facts may become surer or less sure
   * @param most how many there may be
   */
  static Found of(Revisable program, FactIndex facts, Cone cone, boolean withBeliefs, int most) {
    Possibilities possibilities = new Possibilities(program, facts, cone, withBeliefs, most);
    possibilities.takeBack();
    if (program.subject().isPresent()) {
      possibilities.sayOfSubject(program.subject().get());
    } else {
      possibilities.add();
    }
    boolean unread =
        possibilities.found.values().stream()
            .filter(possibility -> possibility.range().isPresent())
            .anyMatch(p -> possibilities.cuts.unread().contains(p.statement().getPredicate()));
    return new Found(List.copyOf(possibilities.found.values()), !possibilities.cut, unread);
  }

  private Set<Node> measured() {
    Set<Node> measured = measures(program);
    if (program.subject().isEmpty()) {
      for (Triple fact : graph.statements()) {
        if (DrlPattern.number(fact.getObject()).isPresent() && Statements.isGiven(graph, fact)) {
          measured.add(fact.getPredicate());
        }
      }
    }
    return measured;
  }

  /** The predicates under which numbers can be said of the subject. */
  static Set<Node> measures(Revisable program) {
    Set<Node> measured = new LinkedHashSet<>();
    for (Supply supply : program.supplies()) {
      if (supply instanceof Supply.Measure measure) {
        measured.add(measure.predicate());
      }
    }
    return measured;
  }

  private void put(Possibility possibility) {
    if (cone.isConcluded() && possibility.change().equals(new Change.Add(statement))) {
      return; // To say what rules are to conclude would be no explanation.
    }
    if (found.size() < most) {
      found.putIfAbsent(possibility.change(), possibility);
    } else {
      cut |= !found.containsKey(possibility.change());
    }
  }

  private void takeBack() {
    Set<Node> choices = new HashSet<>();
    List<Triple> given =
        graph.statements().stream().filter(fact -> Statements.isGiven(graph, fact)).toList();
    for (Triple fact : given) {
      Optional<Help> help = program.mayRemove(fact) ? cone.help(fact) : Optional.empty();
      if (help.isPresent()) {
        if (Statements.isStatedAsCertain(graph, fact)) {
          if (help.get() != Help.BY_PRESENCE) {
            put(Possibility.of(new Change.Remove(fact)));
          }
        } else if (withBeliefs) {
          choices.addAll(choices(fact));
          believe(fact, choices(fact).isEmpty() ? help.get() : Help.BOTH);
        }
      }
    }
    // What excludes a fact that matters does matter.
    for (Triple fact : given) {
      if (choices(fact).stream().anyMatch(choices::contains)
          && !Statements.isStatedAsCertain(graph, fact)) {
        believe(fact, Help.BOTH);
      }
    }
  }

  private void believe(Triple fact, Help help) {
    if (help != Help.BY_ABSENCE) {
      put(Possibility.of(new Change.Believe(fact, Probability.ONE)));
    }
    if (help != Help.BY_PRESENCE) {
      put(Possibility.of(new Change.Believe(fact, Probability.ZERO)));
    }
  }

  private List<Node> choices(Triple fact) {
    List<Node> choices = new ArrayList<>();
    for (Origin origin : graph.fact(fact).map(known -> known.origins()).orElse(List.of())) {
      switch (origin) {
        case Origin.Asserted asserted -> asserted.choice().ifPresent(choices::add);
        case Origin.Perceived perceived -> perceived.percept().choice().ifPresent(choices::add);
        case Origin.Derived derived -> {}
      }
    }
    return choices;
  }

  private void sayOfSubject(Node subject) {
    for (Triple need : cone.needs().keySet()) {
      for (Supply supply : program.supplies()) {
        switch (supply) {
          case Supply.Terms terms -> {
            for (Supply.Said said : terms.statements()) {
              Triple statement = Triple.create(subject, said.predicate(), said.object());
              if (need.matches(statement)) {
                say(statement);
                if (!terms.many() && cone.help(statement).orElse(Help.BOTH) != Help.BY_PRESENCE) {
                  // Each other value takes this one's place.
                  terms.statements().stream()
                      .map(other -> Triple.create(subject, other.predicate(), other.object()))
                      .forEach(this::addIfNew);
                }
              }
            }
          }
          case Supply.Measure measure -> {
            if (need.getPredicate().equals(Node.ANY)
                || need.getPredicate().equals(measure.predicate())) {
              if (need.getSubject().equals(Node.ANY) || need.getSubject().equals(subject)) {
                measure(subject, measure);
              }
            }
          }
        }
      }
    }
  }

  private void say(Triple statement) {
    if (cone.help(statement).orElse(Help.BOTH) != Help.BY_ABSENCE) {
      addIfNew(statement);
    }
  }

  private void addIfNew(Triple statement) {
    if (!Statements.isGiven(graph, statement) && !graph.isCertain(statement)) {
      put(Possibility.of(new Change.Add(statement)));
    }
  }

  private void measure(Node subject, Supply.Measure measure) {
    for (NumberRange range : cuts.ranges(measure.predicate())) {
      addNumber(
          subject,
          measure.predicate(),
          range.openBeyond(measure.minimum(), measure.maximum()),
          range.example(measure.minimum(), measure.maximum(), measure.whole()),
          measure.whole());
    }
  }

  /** Adds a number, unless one that does the same is stated. */
  private void addNumber(
      Node subject,
      Node predicate,
      NumberRange range,
      Optional<BigDecimal> example,
      boolean whole) {
    boolean isThere =
        graph.statements(subject, predicate).stream()
            .filter(fact -> Statements.isStatedAsCertain(graph, fact))
            .anyMatch(
                fact -> DrlPattern.number(fact.getObject()).filter(range::contains).isPresent());
    if (example.isPresent() && !isThere) {
      BigDecimal number = example.get();
      boolean isInteger = program.subject().isPresent() ? whole : number.scale() <= 0;
      Node object =
          NodeFactory.createLiteralDT(
              number.toPlainString(), isInteger ? XSDDatatype.XSDinteger : XSDDatatype.XSDdecimal);
      put(
          new Possibility(
              new Change.Add(Triple.create(subject, predicate, object)), Optional.of(range)));
    }
  }

  private void add() {
    List<Node> terms = terms();
    cone.needs()
        .forEach(
            (need, help) -> {
              if (help != Help.BY_ABSENCE
                  && need.getPredicate().isConcrete()
                  && program.mayAdd(open(need))) {
                add(need, terms);
              }
            });
  }

  private void add(Triple need, List<Node> terms) {
    Node predicate = need.getPredicate();
    for (Node subject : need.getSubject().isConcrete() ? List.of(need.getSubject()) : terms) {
      if (subject.isLiteral() || cut) {
        continue;
      }
      boolean isNumber =
          cuts.isMeasured(predicate)
              && (!need.getObject().isConcrete()
                  || DrlPattern.number(need.getObject()).isPresent());
      if (isNumber) {
        for (NumberRange range : cuts.ranges(predicate)) {
          Optional<BigDecimal> example = range.example(Optional.empty(), Optional.empty(), false);
          addNumber(subject, predicate, range, example, false);
        }
        continue;
      }
      for (Node object : need.getObject().isConcrete() ? List.of(need.getObject()) : terms) {
        addIfNew(Triple.create(subject, predicate, object));
      }
    }
  }

  private static Triple open(Triple need) {
    return Triple.create(
        need.getSubject().isConcrete() ? need.getSubject() : Var.alloc("s"),
        need.getPredicate(),
        need.getObject().isConcrete() ? need.getObject() : Var.alloc("o"));
  }

  /** The subjects and objects of facts and rules, and one that nothing is known of. */
  private List<Node> terms() {
    Set<Node> terms = new LinkedHashSet<>();
    terms.add(Witnesses.fresh(UNKNOWN));
    for (Triple fact : graph.statements()) {
      addTerm(fact.getSubject(), terms);
      addTerm(fact.getObject(), terms);
    }
    cone.needs()
        .keySet()
        .forEach(
            need -> {
              addTerm(need.getSubject(), terms);
              addTerm(need.getObject(), terms);
            });
    for (DrlRule rule : cone.drlRules()) {
      for (DrlCondition condition : rule.reading().conditions()) {
        if (condition instanceof DrlCondition.Present(DrlPattern pattern, String text)) {
          addTerm(pattern.triple().getObject(), terms);
        }
      }
    }
    return List.copyOf(terms);
  }

  private static void addTerm(Node term, Set<Node> terms) {
    if (term.isConcrete() && !term.isTripleTerm()) {
      terms.add(term);
    }
  }
}
