package org.rationale.explanations;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.rationale.reasoner.Answer;
import org.rationale.reasoner.Decision;
import org.rationale.reasoner.Outcome;
import org.rationale.reasoner.Policy;
import org.rationale.reasoner.ProofGraph;
import org.rationale.reasoner.Reasoner;

/** Reads explanations from a proof graph. */
public final class Explainer {

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
    return WhyReading.why(graph, new Wording(graph), statement, maximumProofs);
  }

  /**
   * Why a statement holds.
   *
   * @return the proofs that are asked for; none if the statement holds in no world
   */
  public static Proofs why(ProofGraph graph, Triple statement, ProofQuery query) {
    return WhyReading.why(graph, query, new Wording(graph), statement);
  }

  /**
   * A statement as a graph has it, if it only has it with the same number or truth value written in
   * another way: {@code 6.0} for {@code 6}.
   */
  public static Triple asWritten(ProofGraph graph, Triple statement) {
    return Statements.asWritten(graph, statement);
  }

  /**
   * Why a statement holds.
   *
   * @param subject what the facts are about, if they are about one: it is called by its class if it
   *     has no label
   * @return the proofs that are asked for; none if the statement holds in no world
   */
  public static Proofs why(
      ProofGraph graph, Triple statement, ProofQuery query, Optional<Node> subject) {
    return WhyReading.why(graph, query, Wording.of(graph, subject), statement);
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
    return new Difference(
            program.graph(),
            after,
            Wording.of(program.graph(), program.subject()),
            Wording.of(after, program.subject()))
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
   * Why one statement rather than another, by what the uncertain facts contribute; of a case, by
   * what its percepts do.
   *
   * @return empty if the circuits would be too large
   */
  public static Optional<Contrast> contrast(Revisable program, Triple first, Triple second) {
    return switch (program) {
      case RevisableProgram facts -> ContrastReading.ofFacts(facts, first, second);
      case RevisableCase decided -> contrast(decided.decision(), first, second);
    };
  }

  /**
   * How a decision came about: the best proofs of every chosen answer, the best proof of every
   * other candidate, and what each percept does to the chosen answers.
   */
  public static Explanation explain(Decision decision) {
    return DecisionReading.explain(decision);
  }

  /**
   * The same, with what to ask next and what would change the decision.
   *
   * @param reasoner what decided; the case is decided again with each reply
   */
  public static Explanation explain(Decision decision, Reasoner reasoner) {
    return DecisionReading.explain(decision).with(new AskNext(reasoner, decision));
  }

  /**
   * What could be asked for next, what moves the decision farthest first; see {@link Inquiry} for
   * what that means. What would change nothing is left out.
   *
   * @param reasoner what decided
   */
  public static List<Inquiry> whatToAsk(Decision decision, Reasoner reasoner) {
    return new AskNext(reasoner, decision).inquiries();
  }
}
