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
import org.rationale.explanations.Proofs.Absent;
import org.rationale.explanations.Proofs.Counterevidence;
import org.rationale.explanations.Proofs.Leaf;
import org.rationale.explanations.Proofs.Observation;
import org.rationale.explanations.Proofs.Proof;
import org.rationale.explanations.Proofs.Step;
import org.rationale.kg.Derivation;
import org.rationale.kg.Guarantee;
import org.rationale.kg.Percept;
import org.rationale.kg.Probability;
import org.rationale.kg.Region;
import org.rationale.kg.Valuation;
import org.rationale.reasoner.Answer;
import org.rationale.reasoner.Decision;
import org.rationale.reasoner.Outcome;
import org.rationale.reasoner.Policy;
import org.rationale.reasoner.ProofGraph;

/** Reads explanations from a proof graph. */
public final class Explainer {

  private static final int MAXIMUM_PROOFS_OF_A_DECISION = 3;
  private static final int MAXIMUM_STATES = 20_000;

  private Explainer() {}

  /**
   * Why a statement holds.
   *
   * @param maximumProofs at least 1
   * @return its most likely proofs; none if the statement holds in no world
   */
  public static Proofs why(ProofGraph graph, Triple statement, int maximumProofs) {
    if (maximumProofs < 1) {
      throw new IllegalArgumentException(
          "The number of proofs (%d) is below 1.\nMaybe ask for one.".formatted(maximumProofs));
    }
    return why(graph, new Wording(graph), statement, maximumProofs);
  }

  /**
   * Why a statement does not hold, or is not likely enough, and the smallest sets of changes that
   * would mend that.
   */
  public static WhyNot whyNot(Revisable program, Triple statement, WhyNot.Options options) {
    return new WhyNotSearch(program).of(statement, options);
  }

  /**
   * What would become of a program's facts if some were different.
   *
   * @param asked the statement of interest, if there is one
   */
  public static WhatIf whatIf(Revisable program, List<Change> changes, Optional<Triple> asked) {
    ProofGraph after = program.after(changes);
    return new Difference(program.graph(), after, new Wording(program.graph()), new Wording(after))
        .of(changes, asked);
  }

  /**
   * What other inputs make of a decision.
   *
   * @param before and {@code after}: decisions of one pack about one subject
   */
  public static DecisionWhatIf whatIf(Decision before, Decision after) {
    return DecisionDifference.of(before, after);
  }

  /**
   * Why one answer of a decision rather than another, by what its percepts contribute.
   *
   * @return empty if the circuits would be too large
   */
  public static Optional<Contrast> contrast(Decision decision, Triple first, Triple second) {
    ProofGraph graph = decision.proofGraph();
    return new ContrastReading(graph, Wording.about(graph, decision.subject()))
        .ofPercepts(first, second);
  }

  /**
   * The chosen answers against the likeliest others, by the ids of the questions: of those where
   * the most probable candidate is chosen among several.
   */
  public static Map<String, Contrast> contrasts(Decision decision) {
    Map<String, Contrast> contrasts = new LinkedHashMap<>();
    for (Outcome outcome : decision.outcomes()) {
      if (outcome.question().policy() instanceof Policy.MostProbable
          && outcome.result() instanceof Outcome.Result.Chosen(List<Answer> answers)
          && answers.size() == 1) {
        Answer chosen = answers.getFirst();
        outcome.candidates().stream()
            .filter(candidate -> !candidate.equals(chosen))
            .findFirst()
            .flatMap(other -> contrast(decision, chosen.statement(), other.statement()))
            .ifPresent(contrast -> contrasts.put(outcome.question().id(), contrast));
      }
    }
    return contrasts;
  }

  /**
   * Why one statement rather than another, by what the uncertain facts contribute.
   *
   * @return empty if the circuits would be too large
   */
  public static Optional<Contrast> contrast(RevisableProgram program, Triple first, Triple second) {
    return ContrastReading.ofFacts(program, first, second);
  }

  static Proofs why(ProofGraph graph, Wording wording, Triple statement, int maximumProofs) {
    ProofSearch.Result result = search(graph, statement, maximumProofs);
    List<Observation> evidence =
        graph.evidence().entrySet().stream()
            .map(
                entry ->
                    new Observation(
                        entry.getKey(), wording.statement(entry.getKey()), entry.getValue()))
            .sorted(
                Comparator.comparing(
                    (Observation observation) -> Wording.ntriples(observation.statement())))
            .toList();
    return new Proofs(
        statement,
        wording.statement(statement),
        graph.probability(statement),
        evidence,
        result.proofs().stream().map(found -> proof(graph, wording, statement, found)).toList(),
        result.completeness());
  }

  private static ProofSearch.Result search(ProofGraph graph, Triple statement, int maximumProofs) {
    Optional<FirstProof.Found> first =
        maximumProofs == 1 ? FirstProof.of(graph, statement) : Optional.empty();
    return first
        .map(
            found ->
                new ProofSearch.Result(
                    List.of(new ProofSearch.Found(found.ways(), Valuation.CERTAIN, 0)),
                    found.isOnly() ? Proofs.Completeness.ALL : Proofs.Completeness.MOST_LIKELY))
        .orElseGet(() -> new ProofSearch(graph, statement, MAXIMUM_STATES).best(maximumProofs));
  }

  private static Proof proof(
      ProofGraph graph, Wording wording, Triple root, ProofSearch.Found found) {
    List<Leaf> leaves = new ArrayList<>();
    List<Step> steps = new ArrayList<>();
    visit(graph, wording, root, found.ways(), new HashSet<>(), leaves, steps);
    return new Proof(found.valuation(), leaves, steps);
  }

  private static void visit(
      ProofGraph graph,
      Wording wording,
      Triple statement,
      Map<Triple, Way> ways,
      Set<Triple> seen,
      List<Leaf> leaves,
      List<Step> steps) {
    Way way = ways.get(statement);
    if (way == null || !seen.add(statement)) {
      return;
    }
    switch (way) {
      case Way.Given given ->
          leaves.add(new Leaf(statement, wording.statement(statement), given.origin()));
      case Way.Concluded concluded -> {
        Derivation derivation = concluded.derivation();
        for (Triple premise : derivation.premises()) {
          visit(graph, wording, premise, ways, seen, leaves, steps);
        }
        steps.add(step(graph, wording, derivation));
      }
    }
  }

  /** A derivation as it is shown. */
  static Step step(ProofGraph graph, Wording wording, Derivation derivation) {
    return new Step(
        derivation.conclusion(),
        wording.sentence(derivation),
        wording.rule(derivation.rule()),
        derivation.source(),
        derivation.probability(),
        derivation.premises(),
        derivation.absences().stream().map(absence -> absent(graph, wording, absence)).toList());
  }

  private static Absent absent(ProofGraph graph, Wording wording, Derivation.Absence absence) {
    List<Counterevidence> counterevidence =
        absence.possible().stream()
            .flatMap(List::stream)
            .distinct()
            .map(
                statement ->
                    new Counterevidence(
                        statement, wording.statement(statement), graph.probability(statement)))
            .toList();
    return new Absent(absence.pattern(), wording.pattern(absence.pattern()), counterevidence);
  }

  /**
   * How a decision came about: the best proofs of every chosen answer, the best proof of every
   * other candidate, and what each percept does to the chosen answers.
   */
  public static Explanation explain(Decision decision) {
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
        conflicts(decision, wording));
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
          why(graph, wording, answer.statement(), weighed ? MAXIMUM_PROOFS_OF_A_DECISION : 1);
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
            Comparator.comparingDouble(Explainer::strength)
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
