package org.rationale.explanations;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.rationale.kg.ModelIdentity;
import org.rationale.kg.Percept;
import org.rationale.kg.Probability;
import org.rationale.kg.Region;
import org.rationale.perception.Supply;
import org.rationale.reasoner.Decision;
import org.rationale.reasoner.ProofGraph;
import org.rationale.reasoner.Reasoner;
import org.rationale.reasoner.Reasoner.Askable;
import org.rationale.reasoner.SimilarCases;
import org.rationale.rules.Rule;
import org.rationale.rules.drl.DrlRule;

/**
 * A decided case whose readings can be thought otherwise: perceptors may say more of its subject,
 * and what they said may be wrong. The pack's knowledge stays as it is. Immutable; usable as long
 * as the reasoner is open.
 */
public final class RevisableCase implements Revisable {

  private static final ModelIdentity NOBODY = new ModelIdentity("a change", "0".repeat(64));

  private final Reasoner reasoner;
  private final Decision decision;

  /**
   * @param reasoner what decided
   */
  public RevisableCase(Reasoner reasoner, Decision decision) {
    this.reasoner = reasoner;
    this.decision = decision;
  }

  @Override
  public ProofGraph graph() {
    return decision.proofGraph();
  }

  @Override
  public List<Rule> rules() {
    return graph().rules();
  }

  @Override
  public List<DrlRule> drlRules() {
    return reasoner.drlRules();
  }

  @Override
  public boolean mayAdd(Triple pattern) {
    boolean isOfSubject =
        pattern.getSubject().isVariable() || pattern.getSubject().equals(decision.subject());
    return isOfSubject
        && reasoner.askable().stream()
            .map(Askable::supply)
            .anyMatch(supply -> supplies(supply, pattern.getPredicate(), pattern.getObject()));
  }

  @Override
  public boolean maySay(Triple statement) {
    return mayAdd(statement);
  }

  Decision decision() {
    return decision;
  }

  private static boolean supplies(Supply supply, Node predicate, Node object) {
    return switch (supply) {
      case Supply.Terms terms ->
          terms.statements().stream()
              .anyMatch(
                  said ->
                      said.predicate().equals(predicate)
                          && (object.isVariable() || said.object().equals(object)));
      case Supply.Measure measure ->
          measure.predicate().equals(predicate) && (object.isVariable() || object.isLiteral());
    };
  }

  @Override
  public Optional<Node> subject() {
    return Optional.of(decision.subject());
  }

  @Override
  public List<Supply> supplies() {
    return reasoner.askable().stream().map(Askable::supply).toList();
  }

  @Override
  public boolean replaces(Triple added, Triple given) {
    return !added.getObject().equals(given.getObject())
        && added.getPredicate().equals(given.getPredicate())
        && added.getSubject().equals(given.getSubject())
        && supplies().stream()
            .filter(supply -> !supply.many())
            .anyMatch(
                supply ->
                    supplies(supply, added.getPredicate(), added.getObject())
                        && supplies(supply, given.getPredicate(), given.getObject()));
  }

  @Override
  public boolean mayRemove(Triple statement) {
    return decision.percepts().stream().anyMatch(percept -> percept.statement().equals(statement));
  }

  @Override
  public ProofGraph after(List<Change> changes) {
    return reasoner.facts(decision.caseFile(), percepts(changes));
  }

  @Override
  public Trials trials() {
    SimilarCases cases = reasoner.similar(decision.caseFile());
    return new Trials() {
      @Override
      public ProofGraph after(List<Change> changes) {
        return cases.facts(percepts(changes));
      }

      @Override
      public void close() {
        cases.close();
      }
    };
  }

  private List<Percept> percepts(List<Change> changes) {
    List<Percept> percepts = decision.percepts();
    for (Change change : changes) {
      if (change instanceof Change.Add(Triple added)) {
        percepts =
            percepts.stream().filter(percept -> !replaces(added, percept.statement())).toList();
      }
      percepts = changed(percepts, change);
    }
    return percepts;
  }

  private static List<Percept> changed(List<Percept> percepts, Change change) {
    Triple statement = change.statement();
    Probability probability =
        switch (change) {
          case Change.Add add -> Probability.ONE;
          case Change.Remove remove -> Probability.ZERO;
          case Change.Believe believe -> believe.probability();
        };
    Set<Node> choices = new LinkedHashSet<>();
    double before = 1;
    for (Percept percept : percepts) {
      if (percept.statement().equals(statement)) {
        percept.choice().ifPresent(choices::add);
        before = percept.probability().complement().value();
      }
    }
    // What excludes it in a choice shares the rest in its old proportions.
    double share = before == 0 ? 0 : probability.complement().value() / before;
    boolean isRemoval = change instanceof Change.Remove;
    List<Percept> after = new ArrayList<>();
    boolean placed = probability.equals(Probability.ZERO);
    for (Percept percept : percepts) {
      if (percept.statement().equals(statement)) {
        if (!placed) {
          after.add(with(percept, probability));
          placed = true;
        }
      } else if (!isRemoval && percept.choice().filter(choices::contains).isPresent()) {
        double less = Math.clamp(percept.probability().value() * share, 0, 1);
        after.add(with(percept, new Probability(less)));
      } else {
        after.add(percept);
      }
    }
    if (!placed) {
      after.add(added(statement, probability));
    }
    return after;
  }

  private static Percept added(Triple statement, Probability probability) {
    return new Percept(
        "change",
        statement,
        probability,
        1,
        "change",
        NOBODY,
        "change",
        NOBODY.sha256(),
        new Region.Columns(List.of()),
        Optional.empty(),
        "");
  }

  private static Percept with(Percept percept, Probability probability) {
    return new Percept(
        percept.id(),
        percept.statement(),
        probability,
        percept.score(),
        percept.perceptor(),
        percept.model(),
        percept.input(),
        percept.inputSha256(),
        percept.region(),
        percept.choice(),
        percept.note());
  }
}
