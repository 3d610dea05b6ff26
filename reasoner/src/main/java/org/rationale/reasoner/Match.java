package org.rationale.reasoner;

import java.util.Arrays;
import java.util.List;
import org.rationale.rules.drl.DrlMatch;

/** One instance of a rule over the rows of a fact table. */
sealed interface Match {

  /** The rows that the body matched, in its order; no duplicates. */
  int[] premises();

  /** What the body looked for in vain. */
  List<Absence> absences();

  /**
   * A pattern without a certain match.
   *
   * @param pattern for people
   * @param possible sets of uncertain rows, each of which would be a match
   * @param ofData whether it looked for what sources state and nothing that was concluded
   */
  record Absence(String pattern, List<int[]> possible, boolean ofData) {}

  /**
   * Of a rule in our own rule model.
   *
   * @param solution a term number for each of the rule's slots
   */
  record OfRule(CompiledRule rule, int[] solution, int[] premises, List<Absence> absences)
      implements Match {

    /** The terms of the body's own variables, in the order in which the body meets them. */
    List<Integer> substitution() {
      return Arrays.stream(rule.substitutionSlots()).map(slot -> solution[slot]).boxed().toList();
    }
  }

  /** Of a DRL rule, as Drools matched it. */
  record OfDrl(DrlMatch drl, int[] premises, List<Absence> absences) implements Match {}

  /** Whether its premises are what sources state, whatever else concludes the same. */
  default boolean ofData() {
    return switch (this) {
      case OfRule match -> match.rule().readsDataOnly();
      case OfDrl match -> false;
    };
  }

  /** Whether it fires in every world in which its premises hold. */
  default boolean isUnconditional() {
    boolean fires =
        switch (this) {
          case OfRule match -> match.rule().isCertain();
          case OfDrl match -> true;
        };
    return fires && absences().stream().allMatch(absence -> absence.possible().isEmpty());
  }
}
