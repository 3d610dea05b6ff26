package org.rationale.explanations;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rationale.kg.ModelIdentity;
import org.rationale.kg.Percept;
import org.rationale.kg.Valuation;
import org.rationale.reasoner.Answer;
import org.rationale.reasoner.Decision;
import org.rationale.reasoner.Outcome;

/**
 * How a decision came about. Every view of a decision is a rendering of this value.
 *
 * @param decision what is explained
 * @param subject the decision's subject, for people
 * @param models what read the inputs, in the order of first use
 * @param readings the decision's percepts in their order
 * @param outcomes the decision's outcomes in their order
 * @param conflicts percepts that say different things of one thing
 * @param contrasts the chosen answers against the likeliest others, by the ids of their questions;
 *     none if they were not asked for
 * @param prospects what other readings and replies would do; empty if that was not tried out
 */
public record Explanation(
    Decision decision,
    String subject,
    List<ModelIdentity> models,
    List<Reading> readings,
    List<Reasoned> outcomes,
    List<Conflict> conflicts,
    Map<String, Contrast> contrasts,
    Optional<Prospects> prospects) {

  public Explanation {
    models = List.copyOf(models);
    readings = List.copyOf(readings);
    outcomes = List.copyOf(outcomes);
    conflicts = List.copyOf(conflicts);
    contrasts = Collections.unmodifiableMap(new LinkedHashMap<>(contrasts));
  }

  /** The same, with the chosen answers against the likeliest others. */
  public Explanation withContrasts() {
    return new Explanation(
        decision,
        subject,
        models,
        readings,
        outcomes,
        conflicts,
        Explainer.contrasts(decision),
        prospects);
  }

  /** The same, with what takes longer to find out. */
  Explanation with(AskNext tried) {
    return new Explanation(
        decision,
        subject,
        models,
        readings,
        outcomes,
        conflicts,
        Explainer.contrasts(decision),
        Optional.of(new Prospects(tried.turns(), tried.inquiries())));
  }

  /**
   * What would become of the decision with other readings.
   *
   * @param turns readings without which the first question is answered with something else
   * @param inquiries what could be asked for, what moves the decision farthest first
   */
  public record Prospects(List<Turn> turns, List<Inquiry> inquiries) {
    public Prospects {
      turns = List.copyOf(turns);
      inquiries = List.copyOf(inquiries);
    }
  }

  /**
   * A reading that the decision turns on.
   *
   * @param reading its number
   * @param verdict what the first question is answered with without it
   */
  public record Turn(int reading, String verdict) {}

  /**
   * A percept and its part in the decision.
   *
   * @param number from 1, unique in the decision
   * @param text its statement for people
   * @param value its object for people: {@code 38.5}, {@code fever}
   * @param role its part in the chosen answers
   */
  public record Reading(int number, Percept percept, String text, String value, Role role) {}

  /** A percept's part in the chosen answers; the first that applies. */
  public enum Role {
    /** A chosen answer has a listed proof from it, or is likelier if it is true. */
    SUPPORTS,
    /** A chosen answer is less likely if it is true. */
    OPPOSES,
    /** No chosen answer depends on it. */
    UNUSED
  }

  /**
   * An outcome and its candidates.
   *
   * @param candidates the outcome's candidates in their order
   * @param missing inputs that were not given and that the question needs, or an abstention names
   */
  public record Reasoned(Outcome outcome, List<Candidate> candidates, List<String> missing) {
    public Reasoned {
      candidates = List.copyOf(candidates);
      missing = List.copyOf(missing);
    }

    /** The chosen ones, most probable first. */
    public List<Candidate> chosen() {
      return candidates.stream().filter(Candidate::chosen).toList();
    }

    /** Those that were not chosen, most probable first. */
    public List<Candidate> others() {
      return candidates.stream().filter(candidate -> !candidate.chosen()).toList();
    }
  }

  /**
   * A candidate answer.
   *
   * @param chosen whether it is the answer or one of the answers
   * @param proofs the best ones for a chosen answer, the best one for any other
   * @param influences of the percepts that the answer depends on, strongest first; given values
   *     last. Only for chosen answers; for an abstention, those of the first candidate
   */
  public record Candidate(
      Answer answer, boolean chosen, Proofs proofs, List<Influence> influences) {
    public Candidate {
      influences = List.copyOf(influences);
    }
  }

  /**
   * What a percept does to an answer.
   *
   * @param reading the number of the percept's {@link Reading}
   * @param ifTrue the answer's probability if the percept's statement holds
   * @param ifFalse the answer's probability if it does not; empty for a statement that is certain
   *     and so cannot be imagined away
   * @param direction of the difference
   */
  public record Influence(
      int reading, Valuation ifTrue, Optional<Valuation> ifFalse, Role direction) {}

  /**
   * One thing that was read in more than one way from one input.
   *
   * @param about the thing, for people
   * @param readings their numbers, in order; at least two
   */
  public record Conflict(String about, List<Integer> readings) {
    public Conflict {
      readings = List.copyOf(readings);
    }
  }
}
