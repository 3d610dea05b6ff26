package org.rationale.reasoner;

/** What a file of a pack is there for. Each file belongs to one part, the first that applies. */
public enum PackPart {
  /** What is known, and the shapes that it and the inputs must conform to. */
  KNOWLEDGE,
  /** What follows from it: SRL and DRL. */
  RULES,
  /**
   * What reads the inputs: models and what they are prepared and calibrated with. A model that
   * comes with the program is no file of a pack; it is named where it reads something.
   */
  MODELS,
  /** What ties them together: {@code pack.yaml}, with the questions. */
  SETTINGS
}
