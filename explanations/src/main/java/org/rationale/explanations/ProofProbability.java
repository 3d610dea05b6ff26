package org.rationale.explanations;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.jena.graph.Triple;
import org.rationale.kg.Derivation;
import org.rationale.kg.Guarantee;
import org.rationale.kg.Origin;
import org.rationale.kg.Probability;
import org.rationale.kg.Valuation;
import org.rationale.reasoner.ProofGraph;

/**
 * The probability that a proof's own random choices all go its way.
 *
 * <p>Without negation it is the product of the distinct choices. With negation it is that product
 * times P(nothing excluded holds | own choices). The condition is empty where the excluded facts
 * rest on no choice of the proof, and is the conjunction of the shared leaves where each of these
 * has no other origin; both are then asked of the proof graph, sets of several facts by inclusion
 * and exclusion. In any other case, and under evidence, which the proof graph cannot set aside, the
 * product is given as the upper bound of an interval.
 */
final class ProofProbability {

  /** Inclusion and exclusion asks for 2^n conjunctions. */
  private static final int MAXIMUM_EXCLUDED_SETS = 10;

  private final ProofGraph graph;

  ProofProbability(ProofGraph graph) {
    this.graph = graph;
  }

  /**
   * @param ways of an acyclic proof
   * @param product of the probabilities of its distinct random choices
   */
  Valuation of(Map<Triple, Way> ways, double product) {
    Probability own = new Probability(product);
    Set<Set<Triple>> excluded = new LinkedHashSet<>();
    for (Way way : ways.values()) {
      if (way instanceof Way.Concluded concluded) {
        for (Derivation.Absence absence : concluded.derivation().absences()) {
          for (List<Triple> possible : absence.possible()) {
            Set<Triple> rest = new LinkedHashSet<>(possible);
            rest.removeAll(ways.keySet());
            if (rest.isEmpty()) {
              return new Valuation(Probability.ZERO, Guarantee.EXACT);
            }
            excluded.add(rest);
          }
        }
      }
    }
    // A set is implied by any part of it that is excluded too.
    excluded.removeIf(
        set -> excluded.stream().anyMatch(part -> !part.equals(set) && set.containsAll(part)));
    if (excluded.isEmpty()) {
      return new Valuation(own, Guarantee.EXACT);
    }
    if (!graph.evidence().isEmpty()) {
      return upTo(own);
    }
    return shared(ways, excluded)
        .map(leaves -> given(own, leaves, excluded))
        .orElseGet(() -> upTo(own));
  }

  private static Valuation upTo(Probability upper) {
    return new Valuation(upper, new Guarantee.Bounded(Probability.ZERO, upper));
  }

  /**
   * The proof's leaves that the excluded facts rest on too; empty if they share anything that a
   * conjunction of statements cannot express.
   */
  private Optional<List<Triple>> shared(Map<Triple, Way> ways, Set<Set<Triple>> excluded) {
    Set<Way.RandomChoice> reachable = choicesBelow(excluded);
    List<Triple> leaves = new ArrayList<>();
    for (Map.Entry<Triple, Way> entry : ways.entrySet()) {
      Way way = entry.getValue();
      if (way.probability().isCertain() || !related(way.choice(), reachable)) {
        continue;
      }
      boolean onlyOrigin =
          way instanceof Way.Given
              && graph.derivations(entry.getKey()).isEmpty()
              && graph.fact(entry.getKey()).stream().allMatch(fact -> fact.origins().size() == 1);
      if (!onlyOrigin) {
        return Optional.empty();
      }
      leaves.add(entry.getKey());
    }
    return Optional.of(leaves);
  }

  /**
   * Whether the choice is among them, or may exclude one of them: rules that are alternatives have
   * the same body and so the same substitution, and a derivation does not name their choice.
   */
  private static boolean related(Way.RandomChoice choice, Set<Way.RandomChoice> choices) {
    return choices.contains(choice)
        || (choice instanceof Way.RandomChoice.Switch own
            && choices.stream()
                .anyMatch(
                    other ->
                        other instanceof Way.RandomChoice.Switch them
                            && them.substitution().equals(own.substitution())));
  }

  private Set<Way.RandomChoice> choicesBelow(Set<Set<Triple>> roots) {
    Set<Way.RandomChoice> choices = new HashSet<>();
    Set<Triple> seen = new HashSet<>();
    Deque<Triple> open = new ArrayDeque<>();
    roots.forEach(open::addAll);
    while (!open.isEmpty()) {
      Triple statement = open.remove();
      if (!seen.add(statement)) {
        continue;
      }
      graph.fact(statement).stream()
          .flatMap(fact -> fact.origins().stream())
          .filter(origin -> !(origin instanceof Origin.Derived))
          .forEach(origin -> choices.add(new Way.Given(statement, origin).choice()));
      for (Derivation derivation : graph.derivations(statement)) {
        choices.add(new Way.Concluded(derivation).choice());
        open.addAll(derivation.premises());
        derivation.absences().forEach(absence -> absence.possible().forEach(open::addAll));
      }
    }
    return choices;
  }

  /** own * P(none of the excluded sets | held), with P(A and none | ...) by inclusion-exclusion. */
  private Valuation given(Probability own, List<Triple> held, Set<Set<Triple>> excluded) {
    List<Triple> single =
        excluded.stream().filter(set -> set.size() == 1).flatMap(Set::stream).toList();
    List<Set<Triple>> several = excluded.stream().filter(set -> set.size() > 1).toList();
    if (several.size() > MAXIMUM_EXCLUDED_SETS) {
      return upTo(own);
    }
    Valuation condition = graph.probability(held, List.of());
    if (condition.probability().equals(Probability.ZERO) || !exact(condition)) {
      return upTo(own);
    }
    double joint = 0;
    for (int subset = 0; subset < 1 << several.size(); subset++) {
      Set<Triple> all = new LinkedHashSet<>(held);
      for (int i = 0; i < several.size(); i++) {
        if ((subset >> i & 1) == 1) {
          all.addAll(several.get(i));
        }
      }
      Valuation term = graph.probability(List.copyOf(all), single);
      if (!exact(term)) {
        return upTo(own);
      }
      joint += (Integer.bitCount(subset) % 2 == 0 ? 1 : -1) * term.probability().value();
    }
    double share = Math.clamp(joint / condition.probability().value(), 0, 1);
    return new Valuation(new Probability(own.value() * share), Guarantee.EXACT);
  }

  private static boolean exact(Valuation valuation) {
    return valuation.guarantee() instanceof Guarantee.Exact;
  }
}
