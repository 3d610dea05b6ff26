package org.rationale.perception;

/**
 * The cosines of a span with every anchor, with what each candidate asks of them.
 *
 * @param of by anchor
 * @param concept whose anchor is nearest
 * @param best the nearest one's; -1 if all are below
 * @param other the nearest one's of another concept; -1 if there is none
 */
record Cosines(float[] of, int concept, double best, double other) {

  /**
   * Looks cosines through.
   *
   * @param of by anchor
   * @param concepts of the anchors
   */
  static Cosines of(float[] of, int[] concepts) {
    float best = -1;
    float other = -1;
    int concept = -1;
    for (int i = 0; i < of.length; i++) {
      if (concepts[i] == concept) {
        best = Math.max(best, of[i]);
      } else if (of[i] > best) {
        other = best;
        best = of[i];
        concept = concepts[i];
      } else if (of[i] > other) {
        other = of[i];
      }
    }
    return new Cosines(of, concept, best, other);
  }

  /** The best cosine with an anchor of any concept but one. */
  double besides(int excluded) {
    return excluded == concept ? other : best;
  }
}
