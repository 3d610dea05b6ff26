package org.rationale.explanations;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.jena.graph.Triple;
import org.rationale.kg.Citation;
import org.rationale.kg.Origin;
import org.rationale.kg.Percept;
import org.rationale.kg.Probability;
import org.rationale.kg.Rat;
import org.rationale.kg.Valuation;
import org.rationale.reasoner.ProofShares;

/**
 * Why a statement holds: its probability, some of its proofs, and how these make it up.
 *
 * @param statement what is explained
 * @param text the statement for people, by the labels of its terms
 * @param valuation its probability given the evidence, over all proofs and not only those listed
 * @param evidence what was observed, in the order of the statements
 * @param order of the proofs
 * @param from the number of the first listed proof, from 1
 * @param proofs in their order. Empty if the statement holds in no world, or has no proof of this
 *     number
 * @param completeness whether there are others behind the last
 * @param combination how they make up the probability; empty if that would be too large to say
 */
public record Proofs(
    Triple statement,
    String text,
    Valuation valuation,
    List<Observation> evidence,
    ProofQuery.Order order,
    int from,
    List<Proof> proofs,
    Completeness completeness,
    Optional<Combination> combination) {

  public Proofs {
    evidence = List.copyOf(evidence);
    proofs = List.copyOf(proofs);
  }

  /** How the listed proofs relate to all proofs of the statement. */
  public enum Completeness {
    /** There are no others. */
    ALL,
    /** They are the first ones in their order; there may be others. */
    FIRST,
    /** The search was cut short: each is a proof, but an earlier one may have been missed. */
    CUT_SHORT
  }

  /**
   * How proofs make up the probability of the statement given the evidence: {@code before + Σ adds
   * + rest}. See {@link ProofShares} for what the terms are; they exclude each other.
   *
   * @param before what the proofs before the first listed one add
   * @param shares one for each listed proof
   * @param rest what other proofs add
   */
  public record Combination(double before, List<ProofShares.Share> shares, double rest) {
    public Combination {
      shares = List.copyOf(shares);
    }

    /** All of it: the probability of the statement, up to rounding. */
    public double sum() {
      return before + shares.stream().mapToDouble(share -> share.adds().value()).sum() + rest;
    }

    /** Whether there is nothing to add up: one proof is all of it, and was so before evidence. */
    boolean isPlain() {
      return before == 0 && shares.size() == 1 && rest == 0 && shares.getFirst().adds().isCertain();
    }
  }

  /**
   * A statement that was observed to hold or not to hold.
   *
   * @param text the statement for people
   */
  public record Observation(Triple statement, String text, boolean holds) {}

  /**
   * One acyclic choice of an origin for each fact that it uses.
   *
   * @param valuation the probability that all of this proof's own random choices go its way: its
   *     uncertain leaves hold for the origin given here, each of its probabilistic rules fires for
   *     its substitution, and nothing that its negations exclude holds. It is the probability
   *     before any evidence is taken into account, and a choice that occurs several times counts
   *     once. Proofs are not exclusive, so these numbers do not add up to the statement's
   *     probability (see {@link Combination}); without evidence each is a lower bound of it.
   *     Bounded where what is excluded is itself derived from what the proof uses, or where
   *     evidence hides its prior
   * @param leaves what it starts from, in the order of first use
   * @param steps premises first; a shared step stands here once. The last concludes the statement;
   *     empty where the statement itself is a leaf
   */
  public record Proof(Valuation valuation, List<Leaf> leaves, List<Step> steps) {
    public Proof {
      leaves = List.copyOf(leaves);
      steps = List.copyOf(steps);
    }

    /**
     * What to show first: the last conclusion. Where that only says that something is a candidate
     * for a pack's question, what makes it one.
     */
    List<Triple> roots(Triple statement) {
      if (steps.isEmpty() || !steps.getLast().rule().startsWith(Rat.NS + "question/")) {
        return List.of(statement);
      }
      Set<Triple> plain =
          leaves.stream()
              .filter(
                  leaf ->
                      leaf.origin() instanceof Origin.Asserted asserted
                          && asserted.probability().isCertain())
              .map(Leaf::statement)
              .collect(Collectors.toSet());
      List<Triple> roots =
          steps.getLast().premises().stream().filter(premise -> !plain.contains(premise)).toList();
      return roots.isEmpty() ? List.of(statement) : roots;
    }

    /** The sentence of the main conclusion; empty if it is a leaf. */
    Optional<String> because(Triple statement) {
      List<Triple> roots = roots(statement);
      return steps.stream()
          .filter(step -> roots.contains(step.conclusion()))
          .map(Step::text)
          .reduce((first, second) -> second);
    }

    /** What it read, in the order of first use. */
    List<Percept> percepts() {
      return leaves.stream()
          .map(Leaf::origin)
          .filter(Origin.Perceived.class::isInstance)
          .map(origin -> ((Origin.Perceived) origin).percept())
          .toList();
    }
  }

  /**
   * A fact that the proof takes as given.
   *
   * @param text the statement for people
   * @param origin asserted or perceived
   */
  public record Leaf(Triple statement, String text, Origin origin) {
    public Leaf {
      if (origin instanceof Origin.Derived) {
        throw new IllegalArgumentException(
            "The leaf (%s) is derived.\nMaybe it should be a step.".formatted(statement));
      }
    }
  }

  /**
   * One rule instance.
   *
   * @param text the rule's sentence with its placeholders filled in; for a rule without one, the
   *     conclusion by its labels
   * @param rule the rule's IRI or, for a rule without one, its file name and number
   * @param source where the rule was taken from
   * @param probability that the rule fires for this substitution; 1 for a certain rule
   * @param premises each is a leaf or the conclusion of an earlier step
   * @param absences what the rule looked for in vain
   */
  public record Step(
      Triple conclusion,
      String text,
      String rule,
      Optional<Citation> source,
      Probability probability,
      List<Triple> premises,
      List<Absent> absences) {
    public Step {
      premises = List.copyOf(premises);
      absences = List.copyOf(absences);
    }
  }

  /**
   * A pattern that must not hold.
   *
   * @param pattern as in the rule, with the substitution applied
   * @param text the pattern for people: names replaced by labels
   * @param counterevidence uncertain facts that would make the pattern hold, alone or with others
   *     of them; empty when nothing can
   */
  public record Absent(String pattern, String text, List<Counterevidence> counterevidence) {
    public Absent {
      counterevidence = List.copyOf(counterevidence);
    }
  }

  /**
   * A fact that speaks against a step.
   *
   * @param text the fact for people
   * @param valuation its probability given the evidence
   */
  public record Counterevidence(Triple statement, String text, Valuation valuation) {}
}
