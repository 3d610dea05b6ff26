package org.rationale.explanations;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.rationale.explanations.DecisionWhatIf.OutcomeChange;
import org.rationale.explanations.WhatIf.Moved;
import org.rationale.kg.Valuation;
import org.rationale.reasoner.Answer;
import org.rationale.reasoner.Decision;
import org.rationale.reasoner.Outcome;

/** Compares two decisions of one pack. */
final class DecisionDifference {

  private DecisionDifference() {}

  static DecisionWhatIf of(Decision before, Decision after) {
    Wording first = Wording.about(before.proofGraph(), before.subject());
    Wording second = Wording.about(after.proofGraph(), after.subject());
    List<OutcomeChange> outcomes = new ArrayList<>();
    for (int i = 0; i < before.outcomes().size(); i++) {
      Outcome one = before.outcomes().get(i);
      Outcome other = after.outcomes().get(i);
      outcomes.add(
          new OutcomeChange(
              one,
              other,
              !chosen(one).equals(chosen(other)),
              moved(before, after, one, other, second)));
    }
    return new DecisionWhatIf(
        before,
        after,
        outcomes,
        new Difference(before.proofGraph(), after.proofGraph(), first, second)
            .of(List.of(), Optional.empty()));
  }

  /** The chosen values; empty for an abstention, unlike the choice of none. */
  static Optional<Set<Node>> chosen(Outcome outcome) {
    return switch (outcome.result()) {
      case Outcome.Result.Chosen(List<Answer> answers) -> {
        Set<Node> values = new LinkedHashSet<>();
        answers.forEach(answer -> values.add(answer.value()));
        yield Optional.of(values);
      }
      case Outcome.Result.Abstained abstained -> Optional.empty();
    };
  }

  private static List<Moved> moved(
      Decision before, Decision after, Outcome one, Outcome other, Wording wording) {
    Set<String> seen = new TreeSet<>();
    List<Moved> moved = new ArrayList<>();
    List<Answer> candidates = new ArrayList<>(other.candidates());
    candidates.addAll(one.candidates());
    for (Answer candidate : candidates) {
      Triple statement = candidate.statement();
      if (seen.add(Wording.ntriples(statement))) {
        Valuation was = before.proofGraph().probability(statement);
        Valuation is = after.proofGraph().probability(statement);
        if (Difference.differs(was, is)) {
          moved.add(new Moved(statement, wording.term(statement.getObject()), was, is));
        }
      }
    }
    return moved;
  }
}
