package org.rationale.explanations;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.vocabulary.RDF;
import org.rationale.kg.CertainFact;
import org.rationale.kg.FactSet;
import org.rationale.kg.Probability;
import org.rationale.kg.UncertainFact;
import org.rationale.reasoner.FactBase;
import org.rationale.reasoner.Limits;
import org.rationale.reasoner.Materialization;
import org.rationale.reasoner.ProofGraph;
import org.rationale.rules.Rule;
import org.rationale.rules.RuleSet;
import org.rationale.rules.drl.DrlRule;
import org.rationale.rules.drl.DrlRules;

/**
 * Data and rules without a pack, whose facts can be thought otherwise. Immutable. Changes are
 * closed over what is closed already.
 */
public final class RevisableProgram implements Revisable, AutoCloseable {

  private static final String SOURCE = "change";

  private final FactSet facts;
  private final RuleSet rules;
  private final List<DrlRule> drlRules;
  private final Map<Triple, Boolean> evidence;
  private final Optional<Set<Node>> addable;
  private final Set<Node> stated = new HashSet<>();
  private final Materialization materialization;
  private final ProofGraph graph;

  /**
   * Closes a program.
   *
   * @param drl DRL rules, if any; they stay open
   * @param evidence observations that every probability is conditioned on
   * @param limits how far reasoning may go, each time
   * @param threads how many threads may work on it, at least 1
   * @param addable the predicates, and for {@code rdf:type} the classes, of facts that may be
   *     added; empty for the default: those that data state, and those that no rule concludes
   */
  public RevisableProgram(
      FactSet facts,
      RuleSet rules,
      Optional<DrlRules> drl,
      Map<Triple, Boolean> evidence,
      Limits limits,
      int threads,
      Optional<Set<Node>> addable) {
    this.facts = facts;
    this.rules = rules;
    this.drlRules = drl.map(DrlRules::rules).orElse(List.of());
    this.evidence = evidence;
    this.addable = addable.map(LinkedHashSet::new);
    facts.certain().forEach(fact -> stated.add(kind(fact.statement())));
    facts.uncertain().forEach(fact -> stated.add(kind(fact.statement())));
    rules.data().forEach(statement -> stated.add(kind(statement)));
    this.materialization = Materialization.of(FactBase.of(facts), rules, drl, limits, threads);
    this.graph = materialization.graph(evidence);
  }

  /** What a fact is one of: its class or its predicate. */
  private static Node kind(Triple statement) {
    return statement.getPredicate().equals(RDF.type.asNode())
        ? statement.getObject()
        : statement.getPredicate();
  }

  @Override
  public ProofGraph graph() {
    return graph;
  }

  @Override
  public List<Rule> rules() {
    return rules.rules();
  }

  @Override
  public List<DrlRule> drlRules() {
    return drlRules;
  }

  @Override
  public boolean mayAdd(Triple pattern) {
    Node kind = kind(pattern);
    if (addable.isPresent()) {
      return addable.get().contains(kind);
    }
    return stated.contains(kind)
        || (rules.rules().stream().noneMatch(rule -> concludes(rule.head(), pattern))
            && drlRules.stream()
                .noneMatch(rule -> concludes(rule.reading().conclusions(), pattern)));
  }

  private static boolean concludes(List<Triple> templates, Triple pattern) {
    return templates.stream()
        // What code hands on may be anything, and says nothing of this form.
        .filter(
            template -> template.getPredicate().isConcrete() || pattern.getPredicate().isVariable())
        .anyMatch(
            template ->
                Substitution.EMPTY.unify(Substitution.copy(template, 1), pattern).isPresent());
  }

  @Override
  public boolean mayRemove(Triple statement) {
    return true;
  }

  @Override
  public ProofGraph after(List<Change> changes) {
    List<UncertainFact> touched = touched(changes);
    FactSet instead = new FactSet(List.of(), touched, Map.of());
    for (Change change : changes) {
      instead = changed(instead, change);
    }
    Set<Triple> removed = new LinkedHashSet<>();
    touched.forEach(fact -> removed.add(fact.statement()));
    changes.stream().map(Change::statement).filter(this::states).forEach(removed::add);
    try (Materialization after = materialization.with(instead, removed)) {
      return after.graph(evidence);
    }
  }

  /**
   * As it would be if every uncertain fact had a share of its probability.
   *
   * @param share in [0, 1]
   */
  ProofGraph scaled(double share) {
    List<UncertainFact> less =
        facts.uncertain().stream()
            .map(fact -> with(fact, new Probability(fact.probability().value() * share)))
            .toList();
    Set<Triple> removed = new LinkedHashSet<>();
    less.forEach(fact -> removed.add(fact.statement()));
    try (Materialization after =
        materialization.with(new FactSet(List.of(), less, Map.of()), removed)) {
      return after.graph(evidence);
    }
  }

  /** The uncertain facts that changes may move: what they name and what shares a choice with it. */
  private List<UncertainFact> touched(List<Change> changes) {
    Set<Triple> statements = new HashSet<>();
    changes.forEach(change -> statements.add(change.statement()));
    Set<Node> choices = new HashSet<>();
    facts.uncertain().stream()
        .filter(fact -> statements.contains(fact.statement()))
        .forEach(fact -> fact.choice().ifPresent(choices::add));
    facts.uncertain().stream()
        .filter(fact -> fact.choice().stream().anyMatch(choices::contains))
        .forEach(fact -> statements.add(fact.statement()));
    return facts.uncertain().stream()
        .filter(fact -> statements.contains(fact.statement()))
        .toList();
  }

  private static FactSet changed(FactSet facts, Change change) {
    Triple statement = change.statement();
    Probability probability =
        switch (change) {
          case Change.Add add -> Probability.ONE;
          case Change.Remove remove -> Probability.ZERO;
          case Change.Believe believe -> believe.probability();
        };
    List<CertainFact> certain = new ArrayList<>(facts.certain());
    certain.removeIf(fact -> fact.statement().equals(statement));
    if (probability.isCertain()) {
      certain.add(new CertainFact(statement, SOURCE));
    }
    Map<Node, Double> shares = new HashMap<>();
    if (!(change instanceof Change.Remove)) {
      // In its choice, the others have what it leaves them.
      for (UncertainFact fact : facts.uncertain()) {
        if (fact.statement().equals(statement) && fact.choice().isPresent()) {
          double before = fact.probability().complement().value();
          shares.put(
              fact.choice().get(), before == 0 ? 0 : probability.complement().value() / before);
        }
      }
    }
    List<UncertainFact> uncertain = new ArrayList<>();
    boolean placed = probability.isCertain() || probability.equals(Probability.ZERO);
    for (UncertainFact fact : facts.uncertain()) {
      Double share = fact.choice().map(shares::get).orElse(null);
      if (!fact.statement().equals(statement)) {
        Probability left =
            share == null
                ? fact.probability()
                : new Probability(Math.clamp(fact.probability().value() * share, 0, 1));
        if (!left.equals(Probability.ZERO)) {
          uncertain.add(with(fact, left));
        }
      } else if (!placed) {
        placed = true;
        uncertain.add(with(fact, probability));
      }
    }
    if (!placed) {
      uncertain.add(
          new UncertainFact(
              statement, probability, Optional.empty(), Optional.empty(), SOURCE, SOURCE));
    }
    return new FactSet(certain, uncertain, facts.prefixes());
  }

  private static UncertainFact with(UncertainFact fact, Probability probability) {
    return new UncertainFact(
        fact.statement(), probability, fact.choice(), fact.reifier(), fact.source(), fact.place());
  }

  /** Ends what DRL rules need; without these, nothing needs closing. */
  @Override
  public void close() {
    materialization.close();
  }
}
