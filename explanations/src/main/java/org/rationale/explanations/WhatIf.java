package org.rationale.explanations;

import java.util.List;
import java.util.Optional;
import org.apache.jena.graph.Triple;
import org.rationale.kg.Valuation;

/**
 * What changes would make of a program's or a case's facts.
 *
 * @param changes what is thought otherwise; empty where inputs were changed
 * @param answer what becomes of the statement that was asked for, if one was
 * @param gained facts that hold in some world only after the changes, sorted
 * @param lost facts that hold in some world only before the changes, sorted
 * @param moved facts that are there before and after with different probabilities, sorted
 * @param allMoved whether these are all: with more than {@value #MOST_COMPARED} uncertain facts
 *     only the answer is compared
 * @param steps the derivations that only one side has: of those below the answer or, where no
 *     statement was asked for, of the gained and lost facts; lost ones first
 */
public record WhatIf(
    List<Change> changes,
    Optional<Moved> answer,
    List<Stated> gained,
    List<Stated> lost,
    List<Moved> moved,
    boolean allMoved,
    List<StepChange> steps) {

  /** With more uncertain facts than this only the answer's probability is compared. */
  public static final int MOST_COMPARED = 20_000;

  public WhatIf {
    changes = List.copyOf(changes);
    gained = List.copyOf(gained);
    lost = List.copyOf(lost);
    moved = List.copyOf(moved);
    steps = List.copyOf(steps);
  }

  /**
   * A fact of one side.
   *
   * @param text for people
   * @param valuation its probability there, given the evidence
   */
  public record Stated(Triple statement, String text, Valuation valuation) {}

  /** A statement and its probability on both sides, given the evidence. */
  public record Moved(Triple statement, String text, Valuation before, Valuation after) {}

  /**
   * A derivation of one side.
   *
   * @param gained whether it is there after the changes, and not before
   */
  public record StepChange(boolean gained, Proofs.Step step) {}
}
