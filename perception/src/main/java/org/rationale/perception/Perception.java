package org.rationale.perception;

import java.util.List;
import org.rationale.kg.Percept;
import org.rationale.kg.Withheld;

/**
 * What perceptors made of inputs.
 *
 * @param percepts what they claim, in the order of inputs and of regions
 * @param withheld what they make no claim about, and why
 */
public record Perception(List<Percept> percepts, List<Withheld> withheld) {

  public Perception {
    percepts = List.copyOf(percepts);
    withheld = List.copyOf(withheld);
  }

  /** Claims, and nothing withheld. */
  public static Perception of(List<Percept> percepts) {
    return new Perception(percepts, List.of());
  }

  /** No claim. */
  public static Perception withheld(Withheld withheld) {
    return new Perception(List.of(), List.of(withheld));
  }
}
