package org.rationale.explanations;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.rationale.explanations.Explanation.Candidate;
import org.rationale.explanations.Explanation.Conflict;
import org.rationale.explanations.Explanation.Influence;
import org.rationale.explanations.Explanation.Reading;
import org.rationale.explanations.Explanation.Reasoned;
import org.rationale.explanations.Explanation.Role;
import org.rationale.kg.Derivation;
import org.rationale.kg.Guarantee;
import org.rationale.kg.Percept;
import org.rationale.kg.Probability;
import org.rationale.kg.Region;
import org.rationale.kg.Valuation;
import org.rationale.reasoner.Answer;
import org.rationale.reasoner.Decision;
import org.rationale.reasoner.Outcome;
import org.rationale.reasoner.ProofGraph;

/** Reads how a decision came about from its proof graph. */
final class DecisionReading {

  private static final int MAXIMUM_PROOFS_OF_A_DECISION = 3;

  private DecisionReading() {}

  /**
   * How a decision came about: the best proofs of every chosen answer, the best proof of every
   * other candidate, and what each percept does to the chosen answers.
   */
  static Explanation explain(Decision decision) {
    Wording wording = Wording.about(decision.proofGraph(), decision.subject());
    List<Reasoned> outcomes =
        decision.outcomes().stream().map(outcome -> reasoned(decision, wording, outcome)).toList();
    Map<Integer, Role> roles = new LinkedHashMap<>();
    outcomes.stream()
        .flatMap(outcome -> outcome.chosen().stream())
        .flatMap(candidate -> candidate.influences().stream())
        .forEach(
            influence ->
                roles.merge(
                    influence.reading(),
                    influence.direction(),
                    (first, second) -> first.compareTo(second) <= 0 ? first : second));
    List<Reading> readings = new ArrayList<>();
    for (Percept percept : decision.percepts()) {
      int number = readings.size() + 1;
      readings.add(
          new Reading(
              number,
              percept,
              wording.statement(percept.statement()),
              wording.term(percept.statement().getObject()),
              roles.getOrDefault(number, Role.UNUSED)));
    }
    return new Explanation(
        decision,
        wording.term(decision.subject()),
        List.copyOf(
            decision.percepts().stream()
                .map(Percept::model)
                .collect(Collectors.toCollection(LinkedHashSet::new))),
        readings,
        outcomes,
        conflicts(decision, wording),
        Map.of(),
        Optional.empty());
  }

  private static Reasoned reasoned(Decision decision, Wording wording, Outcome outcome) {
    ProofGraph graph = decision.proofGraph();
    List<Answer> chosen =
        switch (outcome.result()) {
          case Outcome.Result.Chosen result -> result.answers();
          case Outcome.Result.Abstained abstained -> List.of();
        };
    // An answer that no candidate lists would otherwise be lost.
    Set<Answer> answers = new LinkedHashSet<>(outcome.candidates());
    answers.addAll(chosen);
    List<Candidate> candidates = new ArrayList<>();
    for (Answer answer : answers) {
      boolean isChosen = chosen.contains(answer);
      boolean weighed = isChosen || (chosen.isEmpty() && candidates.isEmpty());
      Proofs proofs =
          WhyReading.why(
              graph, wording, answer.statement(), weighed ? MAXIMUM_PROOFS_OF_A_DECISION : 1);
      candidates.add(
          new Candidate(
              answer,
              isChosen,
              proofs,
              weighed ? influences(decision, answer.statement(), proofs) : List.of()));
    }
    Set<String> missing = new LinkedHashSet<>();
    if (outcome.result() instanceof Outcome.Result.Abstained abstained) {
      missing.addAll(abstained.missing());
    }
    outcome.question().needs().stream()
        .filter(need -> !isGiven(need, decision.caseFile().inputs()))
        .forEach(missing::add);
    return new Reasoned(outcome, candidates, List.copyOf(missing));
  }

  /** A need is an input, or a member of one after a dot. */
  private static boolean isGiven(String need, Map<String, Object> inputs) {
    int dot = need.indexOf('.');
    return dot < 0
        ? inputs.containsKey(need)
        : inputs.get(need.substring(0, dot)) instanceof Map<?, ?> members
            && members.get(need.substring(dot + 1)) != null;
  }

  private static List<Influence> influences(Decision decision, Triple answer, Proofs proofs) {
    ProofGraph graph = decision.proofGraph();
    Set<Triple> used = new HashSet<>();
    proofs.proofs().forEach(proof -> proof.leaves().forEach(leaf -> used.add(leaf.statement())));
    Set<Triple> relevant = below(graph, answer);
    Valuation plain = graph.probability(answer);
    List<Influence> influences = new ArrayList<>();
    List<Percept> percepts = decision.percepts();
    for (int i = 0; i < percepts.size(); i++) {
      Triple statement = percepts.get(i).statement();
      if (!relevant.contains(statement)) {
        continue;
      }
      Valuation prior = graph.probability(statement);
      if (prior.probability().isCertain()) {
        if (used.contains(statement)) {
          influences.add(new Influence(i + 1, plain, Optional.empty(), Role.SUPPORTS));
        }
        continue;
      }
      if (prior.probability().equals(Probability.ZERO)) {
        continue;
      }
      Valuation both = graph.probability(List.of(answer, statement), List.of());
      Valuation ifTrue = Valuations.quotient(both, prior);
      Valuation ifFalse =
          Valuations.quotient(
              Valuations.difference(plain, both)
                  .orElseGet(() -> graph.probability(List.of(answer), List.of(statement))),
              Valuations.complement(prior));
      influences.add(
          new Influence(i + 1, ifTrue, Optional.of(ifFalse), direction(ifTrue, ifFalse)));
    }
    return influences.stream()
        .sorted(
            Comparator.comparingDouble(DecisionReading::strength)
                .reversed()
                .thenComparingInt(Influence::reading))
        .toList();
  }

  private static double strength(Influence influence) {
    return influence
        .ifFalse()
        .map(
            ifFalse ->
                Math.abs(influence.ifTrue().probability().value() - ifFalse.probability().value()))
        .orElse(-1.0);
  }

  private static Role direction(Valuation ifTrue, Valuation ifFalse) {
    double difference = ifTrue.probability().value() - ifFalse.probability().value();
    boolean exact =
        ifTrue.guarantee() instanceof Guarantee.Exact
            && ifFalse.guarantee() instanceof Guarantee.Exact;
    // Quotients of doubles differ in their last digits where the answer does not depend on it.
    if (Math.abs(difference) < (exact ? 1e-9 : 1e-3)) {
      return Role.UNUSED;
    }
    return difference > 0 ? Role.SUPPORTS : Role.OPPOSES;
  }

  /** Every statement that a statement's derivations rest on, through negation too. */
  private static Set<Triple> below(ProofGraph graph, Triple root) {
    Set<Triple> seen = new LinkedHashSet<>();
    Deque<Triple> open = new ArrayDeque<>(List.of(root));
    while (!open.isEmpty()) {
      Triple statement = open.remove();
      if (seen.add(statement)) {
        for (Derivation derivation : graph.derivations(statement)) {
          open.addAll(derivation.premises());
          derivation.absences().forEach(absence -> absence.possible().forEach(open::addAll));
        }
      }
    }
    return seen;
  }

  private static List<Conflict> conflicts(Decision decision, Wording wording) {
    record Topic(String perceptor, Node subject, Node object) {}
    Map<Topic, List<Integer>> read = new LinkedHashMap<>();
    List<Percept> percepts = decision.percepts();
    for (int i = 0; i < percepts.size(); i++) {
      Percept percept = percepts.get(i);
      Triple statement = percept.statement();
      // One number in two fields is no contradiction; one finding under two predicates may be.
      if (statement.getObject().isURI() && percept.region() instanceof Region.TextSpan) {
        read.computeIfAbsent(
                new Topic(percept.perceptor(), statement.getSubject(), statement.getObject()),
                topic -> new ArrayList<>())
            .add(i + 1);
      }
    }
    return read.entrySet().stream()
        .filter(
            entry ->
                entry.getValue().stream()
                        .map(number -> percepts.get(number - 1).statement().getPredicate())
                        .distinct()
                        .count()
                    > 1)
        .map(entry -> new Conflict(wording.term(entry.getKey().object()), entry.getValue()))
        .toList();
  }
}
