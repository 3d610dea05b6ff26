package org.rationale.reasoner;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.jena.graph.Triple;
import org.apache.jena.riot.out.NodeFmtLib;
import org.rationale.kg.CertainFact;
import org.rationale.kg.Diagnostic;
import org.rationale.kg.FactSet;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.Origin;
import org.rationale.kg.Probability;
import org.rationale.kg.UncertainFact;
import org.rationale.rules.RuleSet;
import org.rationale.rules.drl.DrlRules;

/** Reasoning over plain data and rules, without a pack. */
public final class Inference {

  /** The source of what the {@code DATA} blocks of rules state. */
  static final Origin DATA = new Origin.Asserted("DATA", Probability.ONE, Optional.empty());

  private Inference() {}

  /**
   * Closes data under rules of both kinds and keeps every derivation.
   *
   * @param data certain and uncertain facts
   * @param rules SRL rules and the data that came with them
   * @param drl DRL rules, if any; they stay open
   * @param evidence observations that every probability is conditioned on
   * @throws InvalidInputException if the rules negate through a cycle, or if the evidence is
   *     impossible or speaks of a statement that can never hold
   */
  public static ProofGraph run(
      FactSet data, RuleSet rules, Optional<DrlRules> drl, Map<Triple, Boolean> evidence) {
    return run(data, rules, drl, evidence, Limits.NONE, 1);
  }

  /**
   * The same, within limits. If one is reached, the graph holds what was found until then: {@link
   * ProofGraph#incompleteness()} says so. DRL rules run only over facts that are all there.
   *
   * @param data certain and uncertain facts
   * @param rules SRL rules and the data that came with them
   * @param drl DRL rules, if any; they stay open
   * @param evidence observations that every probability is conditioned on
   * @param limits how far reasoning may go
   * @param threads how many threads may work on it, at least 1; the graph is the same for any
   *     number
   * @throws InvalidInputException if the rules negate through a cycle, or if the evidence is
   *     impossible or speaks of a statement that can never hold
   */
  public static ProofGraph run(
      FactSet data,
      RuleSet rules,
      Optional<DrlRules> drl,
      Map<Triple, Boolean> evidence,
      Limits limits,
      int threads) {
    return run(FactBase.of(data), rules, drl, evidence, limits, threads);
  }

  /**
   * Closes data under rules of both kinds and keeps every derivation.
   *
   * @param data certain and uncertain facts, which stay as they are
   * @param rules SRL rules and the data that came with them
   * @param drl DRL rules, if any; they stay open
   * @param evidence observations that every probability is conditioned on
   * @param limits how far reasoning may go
   * @param threads how many threads may work on it, at least 1; the graph is the same for any
   *     number
   * @throws InvalidInputException if the rules negate through a cycle, or if the evidence is
   *     impossible or speaks of a statement that can never hold
   */
  public static ProofGraph run(
      FactBase data,
      RuleSet rules,
      Optional<DrlRules> drl,
      Map<Triple, Boolean> evidence,
      Limits limits,
      int threads) {
    try (Materialization closed = Materialization.of(data, rules, drl, limits, threads)) {
      return closed.graph(evidence);
    }
  }

  /**
   * Draws worlds at random and counts in how many of them each statement holds: for programs whose
   * exact answer is out of reach, such as DRL rules that count over many uncertain facts. The same
   * program, seed and number give the same answer.
   *
   * @param data certain and uncertain facts, which stay as they are
   * @param rules SRL rules and the data that came with them
   * @param drl DRL rules, if any; they stay open
   * @param evidence observations; worlds in which they do not all hold are drawn and not counted
   * @param sampled how many worlds are drawn, and from which seed
   * @param limits how far reasoning may go in each world, and how long drawing may take in all: if
   *     time is over, fewer worlds are drawn, and the answer says so
   * @throws InvalidInputException if the rules negate through a cycle, if a world could not be
   *     closed within the limits, or if the evidence held in no world that was drawn
   */
  public static SampledFacts sample(
      FactBase data,
      RuleSet rules,
      Optional<DrlRules> drl,
      Map<Triple, Boolean> evidence,
      Reading.Sampled sampled,
      Limits limits) {
    return new Sampling(data, rules, evidence, sampled, limits).run(drl);
  }

  /**
   * Refuses observations that contradict what was closed.
   *
   * @throws InvalidInputException if the evidence is impossible or speaks of a statement that can
   *     never hold
   */
  static void reject(Map<Triple, Boolean> evidence, ProofStore store) {
    List<Diagnostic> diagnostics = new ArrayList<>();
    evidence.forEach(
        (statement, holds) -> {
          int fact = store.facts().find(statement);
          if (holds && fact == FactTable.NONE) {
            diagnostics.add(
                new Diagnostic(
                    "unknown-evidence",
                    "evidence",
                    "(%s) was observed, but it holds in no possible world."
                        .formatted(NodeFmtLib.strNT(statement)),
                    "Check its terms, or add a rule or a fact that can make it true."));
          } else if (!holds && fact != FactTable.NONE && store.isCertain(fact)) {
            diagnostics.add(
                new Diagnostic(
                    "contradicted-evidence",
                    "evidence",
                    "(%s) was observed to be false, but it holds in every possible world."
                        .formatted(NodeFmtLib.strNT(statement)),
                    "Give the fact it rests on a probability, or remove the observation."));
          }
        });
    if (!diagnostics.isEmpty()) {
      throw new InvalidInputException(diagnostics);
    }
  }

  static Origin origin(CertainFact fact) {
    return new Origin.Asserted(fact.source(), Probability.ONE, Optional.empty());
  }

  static Origin origin(UncertainFact fact) {
    return new Origin.Asserted(fact.source(), fact.probability(), fact.choice());
  }

  /** The base facts of data and of the {@code DATA} blocks of rules. */
  static List<Background.Sourced> base(FactSet data, RuleSet rules) {
    List<Background.Sourced> base = new ArrayList<>();
    for (CertainFact fact : data.certain()) {
      base.add(new Background.Sourced(fact.statement(), origin(fact)));
    }
    for (UncertainFact fact : data.uncertain()) {
      base.add(new Background.Sourced(fact.statement(), origin(fact)));
    }
    for (Triple triple : rules.data()) {
      base.add(new Background.Sourced(triple, DATA));
    }
    return base;
  }
}
