package org.rationale.explanations;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.jena.graph.Triple;
import org.rationale.explanations.Proofs.Absent;
import org.rationale.explanations.Proofs.Counterevidence;
import org.rationale.explanations.Proofs.Leaf;
import org.rationale.explanations.Proofs.Observation;
import org.rationale.explanations.Proofs.Proof;
import org.rationale.explanations.Proofs.Step;
import org.rationale.kg.Derivation;
import org.rationale.kg.Guarantee;
import org.rationale.kg.Probability;
import org.rationale.kg.Valuation;
import org.rationale.reasoner.ProofGraph;
import org.rationale.reasoner.ProofParts;
import org.rationale.reasoner.ProofShares;
import org.rationale.reasoner.RandomInput;

/** Reads the proofs of a statement from a proof graph. */
final class WhyReading {

  private static final int MAXIMUM_STATES = 20_000;

  /** More states for each proof that is asked for. */
  private static final int STATES_OF_A_PROOF = 100;

  private WhyReading() {}

  /** The most likely proofs. */
  static Proofs why(ProofGraph graph, Wording wording, Triple statement, int maximumProofs) {
    return why(graph, ProofQuery.first(ProofQuery.Order.LIKELY, maximumProofs), wording, statement);
  }

  /** The proofs that a query asks for. */
  static Proofs why(ProofGraph graph, ProofQuery query, Wording wording, Triple statement) {
    ProofSearch.Result result = search(graph, statement, query);
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
    int skipped = Math.min(query.from() - 1, result.proofs().size());
    Optional<Proofs.Combination> combination =
        combination(graph, statement, result.proofs(), skipped);
    List<Proof> proofs = new ArrayList<>();
    for (ProofSearch.Found found : result.proofs().subList(skipped, result.proofs().size())) {
      int number = proofs.size();
      Valuation valuation =
          evidence.isEmpty()
              ? combination
                  .map(all -> whole(found.valuation(), all.shares().get(number)))
                  .orElse(found.valuation())
              : found.valuation();
      proofs.add(proof(graph, wording, statement, found, valuation));
    }
    return new Proofs(
        statement,
        wording.statement(statement),
        graph.probability(statement),
        evidence,
        query.order(),
        query.from(),
        proofs,
        result.completeness(),
        combination);
  }

  /** Without evidence a proof is whole with its prior probability, which may be known no better. */
  private static Valuation whole(Valuation prior, ProofShares.Share share) {
    return prior.guarantee() instanceof Guarantee.Exact
        ? prior
        : new Valuation(share.whole(), Guarantee.EXACT);
  }

  private static ProofSearch.Result search(ProofGraph graph, Triple statement, ProofQuery query) {
    boolean isAny = query.last() == 1 && query.order() == ProofQuery.Order.LIKELY;
    Optional<FirstProof.Found> first = isAny ? FirstProof.of(graph, statement) : Optional.empty();
    return first
        .map(
            found ->
                new ProofSearch.Result(
                    List.of(new ProofSearch.Found(found.ways(), Valuation.CERTAIN, 0)),
                    found.isOnly() ? Proofs.Completeness.ALL : Proofs.Completeness.FIRST))
        .orElseGet(
            () ->
                new ProofSearch(
                        graph,
                        statement,
                        query.order(),
                        (int)
                            Math.min(
                                Integer.MAX_VALUE,
                                MAXIMUM_STATES + (long) STATES_OF_A_PROOF * query.last()))
                    .best(query.last()));
  }

  private static Optional<Proofs.Combination> combination(
      ProofGraph graph, Triple statement, List<ProofSearch.Found> found, int skipped) {
    if (found.size() == 1 && found.getFirst().valuation().equals(Valuation.CERTAIN)) {
      ProofShares.Share all = new ProofShares.Share(Probability.ONE, Probability.ONE);
      return skipped == 0
          ? Optional.of(new Proofs.Combination(0, List.of(all), 0))
          : Optional.of(new Proofs.Combination(1, List.of(), 0));
    }
    return graph
        .shares(statement, found.stream().map(WhyReading::parts).toList())
        .map(
            shares ->
                new Proofs.Combination(
                    shares.proofs().stream()
                        .limit(skipped)
                        .mapToDouble(share -> share.adds().value())
                        .sum(),
                    shares.proofs().stream().skip(skipped).toList(),
                    shares.rest().value()));
  }

  private static ProofParts parts(ProofSearch.Found found) {
    List<RandomInput.OfFact> given = new ArrayList<>();
    List<Derivation> steps = new ArrayList<>();
    for (Way way : found.ways().values()) {
      switch (way) {
        case Way.Given leaf -> given.add(new RandomInput.OfFact(leaf.statement(), leaf.origin()));
        case Way.Concluded concluded -> steps.add(concluded.derivation());
      }
    }
    return new ProofParts(given, steps);
  }

  private static Proof proof(
      ProofGraph graph,
      Wording wording,
      Triple root,
      ProofSearch.Found found,
      Valuation valuation) {
    List<Leaf> leaves = new ArrayList<>();
    List<Step> steps = new ArrayList<>();
    visit(graph, wording, root, found.ways(), new HashSet<>(), leaves, steps);
    return new Proof(valuation, leaves, steps);
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
}
