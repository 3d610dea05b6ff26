package org.rationale.explanations;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.rationale.explanations.WhatIf.Moved;
import org.rationale.explanations.WhatIf.Stated;
import org.rationale.explanations.WhatIf.StepChange;
import org.rationale.kg.Derivation;
import org.rationale.kg.Guarantee;
import org.rationale.kg.Valuation;
import org.rationale.reasoner.ProofGraph;
import org.rationale.reasoner.Reading;

/** Compares two proof graphs, each named by the labels of its own. */
final class Difference {

  /** Probabilities that differ only by rounding are equal. */
  private static final double SAME = 1e-9;

  private final ProofGraph before;
  private final ProofGraph after;
  private final Wording wordingBefore;
  private final Wording wordingAfter;

  /** What makes a derivation the same on both sides, whatever its absences could find. */
  private record Instance(String rule, Map<String, Node> substitution, List<Triple> premises) {}

  Difference(ProofGraph before, ProofGraph after, Wording wordingBefore, Wording wordingAfter) {
    this.before = before;
    this.after = after;
    this.wordingBefore = wordingBefore;
    this.wordingAfter = wordingAfter;
  }

  WhatIf of(List<Change> changes, Optional<Triple> asked) {
    Set<Triple> wereThere = new LinkedHashSet<>(before.statements());
    Set<Triple> areThere = new LinkedHashSet<>(after.statements());
    List<Triple> gained = areThere.stream().filter(s -> !wereThere.contains(s)).toList();
    List<Triple> lost = wereThere.stream().filter(s -> !areThere.contains(s)).toList();
    List<Triple> uncertain =
        areThere.stream()
            .filter(wereThere::contains)
            .filter(s -> !before.isCertain(s) || !after.isCertain(s))
            .toList();
    boolean all = uncertain.size() <= WhatIf.MOST_COMPARED;
    Optional<Moved> answer =
        asked.map(
            statement ->
                moved(statement, before.probability(statement), after.probability(statement)));
    List<Moved> moved = new ArrayList<>();
    if (all) {
      Map<Triple, Valuation> first = before.ask().valuations(uncertain, Reading.EXACT);
      Map<Triple, Valuation> second = after.ask().valuations(uncertain, Reading.EXACT);
      first.forEach(
          (statement, valuation) -> {
            Valuation now = second.getOrDefault(statement, valuation);
            if (differs(valuation, now)) {
              moved.add(moved(statement, valuation, now));
            }
          });
    } else {
      answer.filter(a -> differs(a.before(), a.after())).ifPresent(moved::add);
    }
    return new WhatIf(
        changes,
        answer,
        stated(gained, after, wordingAfter),
        stated(lost, before, wordingBefore),
        moved,
        all,
        steps(asked.map(List::of).orElse(List.of()), gained, lost));
  }

  private Moved moved(Triple statement, Valuation first, Valuation second) {
    return new Moved(statement, wordingAfter.statement(statement), first, second);
  }

  static boolean differs(Valuation first, Valuation second) {
    boolean exact =
        first.guarantee() instanceof Guarantee.Exact
            && second.guarantee() instanceof Guarantee.Exact;
    return exact
        ? Math.abs(first.probability().value() - second.probability().value()) > SAME
        : !first.equals(second);
  }

  private static List<Stated> stated(List<Triple> statements, ProofGraph graph, Wording wording) {
    Map<Triple, Valuation> valuations = graph.ask().valuations(statements, Reading.EXACT);
    return statements.stream()
        .map(
            statement ->
                new Stated(
                    statement,
                    wording.statement(statement),
                    valuations.getOrDefault(statement, Valuation.CERTAIN)))
        .toList();
  }

  private List<StepChange> steps(List<Triple> asked, List<Triple> gained, List<Triple> lost) {
    Map<Instance, Derivation> first = asked.isEmpty() ? ofAll(before, lost) : below(before, asked);
    Map<Instance, Derivation> second = asked.isEmpty() ? ofAll(after, gained) : below(after, asked);
    List<StepChange> steps = new ArrayList<>();
    first.forEach(
        (instance, derivation) -> {
          if (!second.containsKey(instance)) {
            steps.add(new StepChange(false, WhyReading.step(before, wordingBefore, derivation)));
          }
        });
    second.forEach(
        (instance, derivation) -> {
          if (!first.containsKey(instance)) {
            steps.add(new StepChange(true, WhyReading.step(after, wordingAfter, derivation)));
          }
        });
    return steps;
  }

  private static Map<Instance, Derivation> ofAll(ProofGraph graph, List<Triple> statements) {
    Map<Instance, Derivation> found = new LinkedHashMap<>();
    for (Triple statement : statements) {
      graph
          .derivations(statement)
          .forEach(derivation -> found.put(instance(derivation), derivation));
    }
    return found;
  }

  private static Map<Instance, Derivation> below(ProofGraph graph, List<Triple> roots) {
    Map<Instance, Derivation> found = new LinkedHashMap<>();
    Set<Triple> seen = new HashSet<>();
    Deque<Triple> open = new ArrayDeque<>(roots);
    while (!open.isEmpty()) {
      Triple statement = open.remove();
      if (seen.add(statement)) {
        for (Derivation derivation : graph.derivations(statement)) {
          found.put(instance(derivation), derivation);
          open.addAll(derivation.premises());
          derivation.absences().forEach(absence -> absence.possible().forEach(open::addAll));
        }
      }
    }
    return found;
  }

  private static Instance instance(Derivation derivation) {
    return new Instance(derivation.rule(), derivation.substitution(), derivation.premises());
  }
}
