package org.rationale.perception;

import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rationale.perception.ClinicalText.Range;

/**
 * A span of a note that may name a concept.
 *
 * @param sentence its sentence's index
 * @param range its words
 * @param used those of its words that the phrase was found by; all but function words if it was
 *     found by its meaning
 * @param phrase the index of the concept's phrase that is closest to it
 * @param full whether every word of the phrase is there
 * @param features one value for each of {@link #FEATURES}
 */
@SuppressWarnings("ArrayRecordComponent") // the arrays never leave this package
record Candidate(
    int sentence, Range range, BitSet used, int phrase, boolean full, double[] features) {

  /**
   * What speaks for a candidate. Cosines are between vectors of the span, read alone or in its
   * sentence, and of the phrase; the margin is to the best other concept. {@code insideOther} is
   * the cosine of the best candidate for another concept that has more words around this one, and
   * {@code aroundExact} says that a whole phrase of another concept lies inside it.
   */
  static final List<String> FEATURES =
      List.of(
          "bias",
          "exact",
          "phraseCovered",
          "spanCovered",
          "cosineAlone",
          "margin",
          "cosineInContext",
          "gaps",
          "phraseLength",
          "abbreviation",
          "insideOther",
          "aroundExact");

  static final int EXACT = FEATURES.indexOf("exact");
  static final int COSINE = FEATURES.indexOf("cosineAlone");
  static final int MARGIN = FEATURES.indexOf("margin");
  static final int INSIDE_OTHER = FEATURES.indexOf("insideOther");
  static final int AROUND_EXACT = FEATURES.indexOf("aroundExact");

  boolean exact() {
    return features[EXACT] > 0;
  }

  /** Whether the two read the same words in ways that cannot both be meant. */
  boolean conflictsWith(Candidate other, PhraseIndex index) {
    if (!used.intersects(other.used)) {
      return false;
    }
    boolean nothing = index.phrase(phrase).isOfNothing();
    if (nothing || index.phrase(other.phrase).isOfNothing()) {
      // "CXR" names nothing, and "CXR shows shadowing" something with a word more.
      return nothing ? contains(used, other.used) : contains(other.used, used);
    }
    boolean sameConcept = index.concept(phrase) == index.concept(other.phrase);
    if (sameConcept || !full || !other.full) {
      return true;
    }
    if (used.equals(other.used)) {
      // One phrase may stand for several concepts: a dry cough is a cough and no productive one.
      return !index.phrase(phrase).forms().equals(index.phrase(other.phrase).forms());
    }
    // "Cough productive of green sputum" names two; "productive cough" does not name a second one.
    return contains(used, other.used) || contains(other.used, used);
  }

  static boolean contains(BitSet whole, BitSet part) {
    BitSet rest = (BitSet) part.clone();
    rest.andNot(whole);
    return rest.isEmpty();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }

  @Override
  public String toString() {
    return "Candidate[" + range + ", phrase " + phrase + "]";
  }
}
