package org.rationale.explanations;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.jena.graph.Triple;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.Origin;
import org.rationale.kg.Probability;
import org.rationale.kg.Valuation;
import org.rationale.reasoner.ProofGraph;
import org.rationale.reasoner.RandomInput;
import org.rationale.reasoner.Sensitivity;

/**
 * Finds the minimal sets of changes that reach a goal, breadth first by size. A candidate is what
 * failed before and a plan on top of it: one of {@link Abduction}, or an uncertain input made
 * certain either way where the probability moves with it. Each is tried out by reasoning, so that
 * what an addition blocks is seen, and a set that has a repair in it is no candidate.
 *
 * <p>Between 0 and 1 the probability of a statement given evidence is monotone in that of an input
 * (a quotient of linear functions): if any value reaches the goal, 0 or 1 does.
 */
final class RepairSearch {

  private static final int MOST_STEPS = 60_000;

  /** To look through these takes as long as a trial. */
  private static final int FACTS_OF_A_TRIAL = 10_000;

  private static final int MOST_GROUNDINGS = 400;

  private final Revisable program;
  private final Triple statement;
  private final WhyNot.Wanted wanted;
  private final int size;
  private final int mostTrials;
  private final List<Found> found = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();
  private final Map<Set<Change>, Boolean> known = new HashMap<>();
  private int trials;
  private boolean cut;

  /** A repair. */
  record Found(Candidate candidate, Valuation valuation) {}

  /** All repairs that were found, and up to which size they are all there are. */
  record Result(List<Found> repairs, int complete) {}

  private record Failed(Candidate candidate, ProofGraph graph) {}

  RepairSearch(Revisable program, Triple statement, WhyNot.Options options) {
    this.program = program;
    this.statement = statement;
    this.wanted = options.wanted();
    this.size = options.size();
    this.mostTrials = options.trials();
  }

  /** Whether a probability reaches the goal for sure. */
  static boolean reaches(Valuation valuation, WhyNot.Wanted wanted) {
    return switch (wanted) {
      case WhyNot.Wanted.Possible possible -> valuation.probability().value() > 0;
      case WhyNot.Wanted.AtLeast(Probability threshold) ->
          Valuations.lower(valuation) >= threshold.value();
    };
  }

  Result search() {
    List<Failed> failed = new ArrayList<>();
    failed.add(new Failed(Candidate.NOTHING, program.graph()));
    int complete = 0;
    for (int k = 1; k <= size; k++) {
      List<Failed> next = new ArrayList<>();
      for (Failed base : failed) {
        for (Candidate candidate : extensions(base, k)) {
          attempt(candidate, next);
        }
      }
      failed.addAll(next);
      if (!cut) {
        complete = k;
      }
    }
    return new Result(withoutInstances(found), complete);
  }

  /** The candidates of a size that a plan makes of one that failed. */
  private List<Candidate> extensions(Failed base, int size) {
    int budget = size - base.candidate().size();
    List<Candidate> candidates = new ArrayList<>();
    if (budget < 1 || trials > mostTrials) {
      return candidates;
    }
    FactIndex facts = new FactIndex(base.graph());
    trials += facts.all().size() / FACTS_OF_A_TRIAL;
    Witnesses witnesses = new Witnesses(facts);
    Set<Abduction.Plan> plans = new LinkedHashSet<>();
    cut |=
        !new Abduction(program, facts, MOST_STEPS)
            .plans(
                statement,
                budget,
                plan -> {
                  if (plan.additions().size() + plan.removals().size() == budget) {
                    plans.add(plan);
                  }
                });
    for (Abduction.Plan plan : plans) {
      Optional<Candidate> candidate = witnesses.extend(base.candidate(), plan);
      candidate.filter(extended -> extended.size() == size).ifPresent(candidates::add);
    }
    if (budget == 1 && wanted instanceof WhyNot.Wanted.AtLeast) {
      candidates.addAll(settled(base));
    }
    return candidates;
  }

  /** Uncertain inputs that matter, made certain. */
  private List<Candidate> settled(Failed base) {
    Optional<List<Sensitivity>> sensitivities = base.graph().ask().sensitivities(statement);
    cut |= sensitivities.isEmpty();
    List<Candidate> candidates = new ArrayList<>();
    for (Sensitivity sensitivity : sensitivities.orElse(List.of())) {
      if (sensitivity.input() instanceof RandomInput.OfFact(Triple input, Origin origin)
          && !base.candidate().changes(input)) {
        candidates.add(base.candidate().and(new Change.Believe(input, Probability.ONE)));
        candidates.add(base.candidate().and(new Change.Believe(input, Probability.ZERO)));
      }
    }
    return candidates;
  }

  private void attempt(Candidate candidate, List<Failed> failed) {
    if (!seen.add(Sameness.key(candidate))
        || found.stream().anyMatch(repair -> Sameness.isPart(repair.candidate(), candidate))) {
      return;
    }
    Optional<ProofGraph> graph = tried(List.copyOf(candidate.changes().keySet()));
    if (graph.isEmpty()) {
      return;
    }
    Valuation valuation = valuation(graph.get());
    if (reaches(valuation, wanted)) {
      if (!hasSmallerInstance(candidate)) {
        found.add(new Found(candidate, valuation));
      }
      return;
    }
    failed.add(new Failed(candidate, graph.get()));
    if (candidate.hasVariables()) {
      Witnesses.Groundings groundings = Witnesses.groundings(candidate, program, MOST_GROUNDINGS);
      cut |= !groundings.all();
      groundings.candidates().forEach(ground -> attempt(ground, failed));
    }
  }

  private Valuation valuation(ProofGraph graph) {
    return graph.probability(Statements.asWritten(graph, statement));
  }

  /** What reasoning makes of changes; empty if there were too many trials, or if they cannot be. */
  private Optional<ProofGraph> tried(List<Change> changes) {
    if (++trials > mostTrials) {
      cut = true;
      return Optional.empty();
    }
    try {
      return Optional.of(program.after(changes));
    } catch (InvalidInputException impossible) {
      return Optional.empty(); // The evidence would be impossible.
    }
  }

  /** Whether a part of the candidate that is another repair's instance is enough by itself. */
  private boolean hasSmallerInstance(Candidate candidate) {
    for (Found repair : found) {
      if (repair.candidate().hasVariables() && repair.candidate().size() < candidate.size()) {
        for (Set<Change> part : Sameness.instances(repair.candidate(), candidate)) {
          if (known.computeIfAbsent(part, this::isEnough)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private boolean isEnough(Set<Change> part) {
    return tried(List.copyOf(part)).stream().anyMatch(graph -> reaches(valuation(graph), wanted));
  }

  /** Without those of which another repair says the same of some term in place of a named one. */
  static List<Found> withoutInstances(List<Found> found) {
    return found.stream().filter(repair -> !isInstance(repair, found)).toList();
  }

  private static boolean isInstance(Found repair, List<Found> found) {
    return found.stream()
        .map(Found::candidate)
        .anyMatch(
            other ->
                other.size() == repair.candidate().size()
                    && other.witnesses().size() > repair.candidate().witnesses().size()
                    && other.conditions().isEmpty()
                    && Sameness.instances(other, repair.candidate()).stream()
                        .anyMatch(part -> part.size() == repair.candidate().size()));
  }
}
