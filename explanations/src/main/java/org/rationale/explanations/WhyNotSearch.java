package org.rationale.explanations;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.rationale.explanations.WhyNot.Attempt;
import org.rationale.explanations.WhyNot.ChangeText;
import org.rationale.explanations.WhyNot.Repair;
import org.rationale.explanations.WhyNot.Wanted;
import org.rationale.kg.Guarantee;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.Probability;
import org.rationale.kg.Valuation;
import org.rationale.reasoner.ProofGraph;

/** Puts together why a statement does not hold. */
final class WhyNotSearch {

  /** How plausible it is that what is stated for certain is wrong. */
  private static final double CERTAIN_IS_WRONG = 0.01;

  /** Best first. */
  private static final Comparator<Repair> RANKING =
      Comparator.comparingInt((Repair repair) -> repair.changes().size())
          .thenComparing(Comparator.comparingDouble(Repair::plausibility).reversed())
          .thenComparing(repair -> repair.changes().toString());

  private final Revisable program;
  private final FactIndex facts;
  private final Wording wording;

  WhyNotSearch(Revisable program) {
    this.program = program;
    this.facts = new FactIndex(program.graph());
    this.wording = Wording.of(program.graph(), program.subject());
  }

  WhyNot of(Triple asked, WhyNot.Options options) {
    Triple statement = Statements.asWritten(program.graph(), asked);
    Valuation valuation = program.graph().probability(statement);
    boolean reached = RepairSearch.reaches(valuation, options.wanted());
    Cone cone = Cone.of(statement, program, facts, program.graph().evidence().keySet());
    RepairSearch.Result result = new RepairSearch.Result(List.of(), options.size());
    Optional<WhyNot.Among> among = Optional.empty();
    boolean isListed = program.subject().isPresent() || !cone.drlRules().isEmpty();
    if (!reached && !isListed) {
      result = new RepairSearch(program, statement, options).search();
    } else if (!reached) {
      SubsetSearch search = new SubsetSearch(program, facts, cone, options);
      result = search.search();
      among = Optional.of(search.among());
    }
    return new WhyNot(
        statement,
        wording.statement(statement),
        valuation,
        options.wanted(),
        reached,
        attempts(statement),
        result.repairs().stream()
            .map(found -> repair(found, statement, options.wanted()))
            .sorted(RANKING)
            .toList(),
        options.size(),
        result.complete(),
        !cone.drlRules().isEmpty(),
        among);
  }

  /** Nearest first. */
  private List<Attempt> attempts(Triple statement) {
    List<Attempt> attempts =
        new ArrayList<>(new NearestRules(program, facts, wording).of(statement));
    attempts.addAll(new NearestDrlRules(program, facts, wording).of(statement));
    attempts.sort(Comparator.comparingInt(Attempt::missing));
    return attempts;
  }

  private Repair repair(RepairSearch.Found found, Triple statement, Wanted wanted) {
    Candidate candidate = found.candidate();
    List<Change> changes = new ArrayList<>(candidate.changes().keySet());
    changes.sort(
        Comparator.comparingInt(WhyNotSearch::kind)
            .thenComparing(change -> Wording.ntriples(change.statement())));
    long beliefs = changes.stream().filter(Change.Believe.class::isInstance).count();
    List<ChangeText> texts = new ArrayList<>();
    double plausibility = 1;
    for (Change change : changes) {
      Triple pattern = candidate.changes().getOrDefault(change, change.statement());
      Change shown = change instanceof Change.Add ? new Change.Add(pattern) : change;
      Probability stated = Statements.stated(program.graph(), change.statement());
      plausibility *= plausibility(shown, stated);
      Optional<NumberRange> range = Optional.ofNullable(candidate.ranges().get(change));
      texts.add(
          new ChangeText(
              shown,
              range
                  .map(numbers -> wording.statement(shown.statement(), numbers.text()))
                  .orElseGet(() -> wording.statement(shown.statement())),
              stated.equals(Probability.ZERO) ? Optional.empty() : Optional.of(stated),
              beliefs == 1 && change instanceof Change.Believe believe
                  ? crossing(statement, wanted, changes, believe, found.valuation())
                  : Optional.empty(),
              range.map(numbers -> shown.statement().getObject().getName()),
              replaced(change)));
    }
    return new Repair(
        texts, candidate.conditions(), example(candidate), found.valuation(), plausibility);
  }

  private List<WhyNot.Blocker> replaced(Change change) {
    if (!(change instanceof Change.Add(Triple added))) {
      return List.of();
    }
    return program.graph().statements(added.getSubject(), added.getPredicate()).stream()
        .filter(given -> program.mayRemove(given) && program.replaces(added, given))
        .map(given -> new WhyNot.Blocker(given, wording.term(given.getObject())))
        .toList();
  }

  /** The terms that conditions chose, by the names of their variables. */
  private static Map<String, Node> example(Candidate candidate) {
    Map<String, Node> example = new LinkedHashMap<>(candidate.witnesses());
    example.values().removeIf(Witnesses::isFresh);
    return example;
  }

  private static int kind(Change change) {
    return switch (change) {
      case Change.Add add -> 0;
      case Change.Remove remove -> 1;
      case Change.Believe believe -> 2;
    };
  }

  private double plausibility(Change change, Probability stated) {
    return switch (change) {
      case Change.Add(Triple added) ->
          added.getObject().isVariable()
              ? 1
              : (facts.count(added.getPredicate(), added.getObject()) + 1.0)
                  / (facts.count(added.getPredicate()) + 2.0);
      case Change.Remove remove ->
          stated.isCertain() ? CERTAIN_IS_WRONG : stated.complement().value();
      case Change.Believe believe ->
          believe.probability().isCertain() ? stated.value() : stated.complement().value();
    };
  }

  /**
   * The probability of an input at which the goal is just reached. With p1 and p0 the statement's
   * probability where the input is certain to hold and not to hold, and r the ratio of the
   * evidence's probabilities there, it is (q r p1 + (1 - q) p0) / (q r + 1 - q) at q; r follows
   * from its value pm at 1/2.
   */
  private Optional<Probability> crossing(
      Triple statement,
      Wanted wanted,
      List<Change> changes,
      Change.Believe believe,
      Valuation atEnd) {
    if (!(wanted instanceof Wanted.AtLeast(Probability threshold))) {
      return Optional.empty();
    }
    double theta = threshold.value();
    double end = believe.probability().value();
    Optional<Double> other = at(statement, changes, believe, 1 - end);
    Optional<Double> middle = at(statement, changes, believe, 0.5);
    if (other.isEmpty() || middle.isEmpty() || !(atEnd.guarantee() instanceof Guarantee.Exact)) {
      return Optional.empty();
    }
    double p1 = end == 1 ? atEnd.probability().value() : other.get();
    double p0 = end == 1 ? other.get() : atEnd.probability().value();
    double pm = middle.get();
    double r = (p0 - pm) / (pm - p1);
    double q = (theta - p0) / (theta - p0 + r * (p1 - theta));
    return Double.isFinite(q) && q >= 0 && q <= 1
        ? Optional.of(new Probability(q))
        : Optional.empty();
  }

  private Optional<Double> at(
      Triple statement, List<Change> changes, Change.Believe believe, double probability) {
    List<Change> moved = new ArrayList<>(changes);
    moved.replaceAll(
        change ->
            change.equals(believe)
                ? new Change.Believe(believe.statement(), new Probability(probability))
                : change);
    try {
      ProofGraph graph = program.after(moved);
      Valuation valuation = graph.probability(Statements.asWritten(graph, statement));
      return valuation.guarantee() instanceof Guarantee.Exact
          ? Optional.of(valuation.probability().value())
          : Optional.empty();
    } catch (InvalidInputException impossible) {
      return Optional.empty();
    }
  }
}
