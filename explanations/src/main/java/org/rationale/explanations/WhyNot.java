package org.rationale.explanations;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.rationale.kg.Citation;
import org.rationale.kg.Probability;
import org.rationale.kg.Valuation;

/**
 * Why a statement does not hold, or is not likely enough, and what would change that.
 *
 * @param statement what is explained
 * @param text the statement for people
 * @param valuation its probability given the evidence, as things are
 * @param wanted the goal; what is to be reached
 * @param reached whether the goal is reached as things are: then there is nothing to repair
 * @param attempts the rules that could conclude it, nearest first: those with the fewest elements
 *     in the way, of each rule its nearest instance
 * @param repairs the smallest sets of changes that reach the goal, best first (see {@link Repair})
 * @param size how many changes a repair may have
 * @param complete up to how many changes the repairs are all there are; below {@code size} if the
 *     search was cut short
 * @param otherRules whether rules in DRL can matter to the statement
 * @param among the changes that sets were made of, if they were listed: in a case, and if rules in
 *     DRL can matter to the statement; {@code complete} is of sets of these. Otherwise it is of all
 *     changes
 */
public record WhyNot(
    Triple statement,
    String text,
    Valuation valuation,
    Wanted wanted,
    boolean reached,
    List<Attempt> attempts,
    List<Repair> repairs,
    int size,
    int complete,
    boolean otherRules,
    Optional<Among> among) {

  public WhyNot {
    attempts = List.copyOf(attempts);
    repairs = List.copyOf(repairs);
  }

  /**
   * The changes that sets are made of: of the given facts that can matter to the statement, and of
   * those that can come from outside and can matter.
   *
   * @param changes how many they are
   * @param all whether there are no others; of terms that are left open, over the known ones and
   *     one that nothing is known of
   * @param unreadNumbers whether Java code may tell apart numbers that stand for each other here:
   *     those between two that the rules' texts name
   */
  public record Among(int changes, boolean all, boolean unreadNumbers) {}

  /** What is to be reached. */
  public sealed interface Wanted {

    /** The statement holds in some world that the evidence allows. */
    record Possible() implements Wanted {}

    /**
     * Its probability given the evidence is surely at least this: of an interval, its lower end.
     */
    record AtLeast(Probability threshold) implements Wanted {}
  }

  /**
   * What to ask.
   *
   * @param size how many changes a repair may have, at least 1
   * @param trials how many sets of changes may be tried out by reasoning, at least 1; a trial with
   *     many facts counts for several
   */
  public record Options(Wanted wanted, int size, int trials) {

    /** How many sets may be tried out if nothing else is said. */
    public static final int TRIALS = 2_000;

    /** Any world will do, and three changes at most. */
    public static final Options DEFAULT = new Options(new Wanted.Possible(), 3);

    public Options(Wanted wanted, int size) {
      this(wanted, size, TRIALS);
    }

    public Options {
      if (trials < 1) {
        throw new IllegalArgumentException(
            "The number of trials (%d) is below 1.\nMaybe leave it out.".formatted(trials));
      }
      if (size < 1) {
        throw new IllegalArgumentException(
            "The size of repairs (%d) is below 1.\nMaybe ask for one change.".formatted(size));
      }
    }
  }

  /**
   * A set of changes that reaches the goal, while no smaller part of it does. Each was tried out.
   *
   * @param changes what to add, then what to take back, then what to be surer of; variables stand
   *     for some term
   * @param conditions on the variables, as rules have them
   * @param example of terms for the variables with which it was tried out; a term that nothing is
   *     known of is left out
   * @param valuation the statement's probability then
   * @param plausibility how much speaks for the changes, in (0, 1]: the product over them. Of an
   *     added fact: the share of facts with its object among those with its predicate, (n + 1) / (m
   *     + 2), and 1 if its object is open; of a certain fact that is taken back: 0.01; of an
   *     uncertain one: the probability that it has, or that its absence has. Repairs are ranked by
   *     size, then by this
   */
  public record Repair(
      List<ChangeText> changes,
      List<String> conditions,
      Map<String, Node> example,
      Valuation valuation,
      double plausibility) {
    public Repair {
      changes = List.copyOf(changes);
      conditions = List.copyOf(conditions);
      example = Collections.unmodifiableMap(new LinkedHashMap<>(example));
    }
  }

  /**
   * A change, for people.
   *
   * @param text the statement by the labels of its terms
   * @param before the probability that its sources give the statement now; empty for an addition of
   *     what nothing states
   * @param crossing of a {@link Change.Believe}: the probability at which the goal is just reached,
   *     if it is the repair's only one; all beyond it, towards the change's own, reaches it too
   * @param number of an added number of which only a range matters, which the text states: the name
   *     of its variable
   * @param replaced what the change takes back by itself: other values of the same field
   */
  public record ChangeText(
      Change change,
      String text,
      Optional<Probability> before,
      Optional<Probability> crossing,
      Optional<String> number,
      List<Blocker> replaced) {
    public ChangeText {
      replaced = List.copyOf(replaced);
    }
  }

  /**
   * The nearest instance of a rule.
   *
   * @param rule its id, an IRI where it has one
   * @param text its sentence, with open variables as {@code ?x}
   * @param source where the rule was taken from
   * @param missing how many of its elements are known not to be held
   * @param elements of the body, in its order
   */
  public record Attempt(
      String rule, String text, Optional<Citation> source, int missing, List<Element> elements) {

    public Attempt {
      elements = List.copyOf(elements);
    }
  }

  /** An element of a rule's body. */
  public sealed interface Element {

    /** In words. */
    String text();

    /**
     * A fact that the atom found.
     *
     * @param valuation its probability given the evidence
     */
    record Held(Triple fact, String text, Valuation valuation) implements Element {}

    /**
     * An atom that found nothing, or nothing that goes with the rest.
     *
     * @param pattern with the terms that the rest binds
     * @param mayAdd whether such a fact can come from outside
     * @param concludedBy the ids of rules that could conclude it
     */
    record Missing(Triple pattern, String text, boolean mayAdd, List<String> concludedBy)
        implements Element {
      public Missing {
        concludedBy = List.copyOf(concludedBy);
      }
    }

    /**
     * A negation that found what it must not find.
     *
     * @param by the facts of its matches, which are certain
     */
    record Blocked(String text, List<Blocker> by) implements Element {
      public Blocked {
        by = List.copyOf(by);
      }
    }

    /** A negation that found nothing certain. */
    record Absent(String text) implements Element {}

    /** A condition that is not fulfilled. */
    record Refused(String text) implements Element {}

    /** A condition that is fulfilled. */
    record Fulfilled(String text) implements Element {}

    /** A condition on terms that are not known. */
    record Open(String text) implements Element {}

    /**
     * An atom or a negation of a DRL rule for which there are facts, with a condition that only
     * Drools can check.
     *
     * @param facts that may be those
     * @param conditions as the rule has them
     */
    record Unchecked(String text, List<Blocker> facts, List<String> conditions) implements Element {
      public Unchecked {
        facts = List.copyOf(facts);
        conditions = List.copyOf(conditions);
      }
    }

    /** What only Drools knows, as the rule has it: an accumulation, code. */
    record Unknown(String text) implements Element {}
  }

  /**
   * A fact in the way.
   *
   * @param text for people
   */
  public record Blocker(Triple fact, String text) {}
}
