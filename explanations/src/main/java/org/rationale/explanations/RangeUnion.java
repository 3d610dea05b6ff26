package org.rationale.explanations;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rationale.kg.Valuation;

/** Puts repairs together that differ in one number only, where the ranges of it meet. */
final class RangeUnion {

  private RangeUnion() {}

  /** Changes and what they make of the statement's probability. */
  record Repair(List<Possibility> changes, Valuation valuation) {
    Repair {
      changes = List.copyOf(changes);
    }
  }

  static List<Repair> of(List<Repair> repairs) {
    List<Repair> left = new ArrayList<>(repairs);
    for (int i = 0; i < left.size(); i++) {
      for (int j = 0; j < left.size(); j++) {
        Optional<Repair> union = i == j ? Optional.empty() : union(left.get(i), left.get(j));
        if (union.isPresent()) {
          left.set(i, union.get());
          left.remove(j);
          i = -1; // A wider range may meet others that came before.
          break;
        }
      }
    }
    return left;
  }

  private static Optional<Repair> union(Repair low, Repair high) {
    if (low.changes().size() != high.changes().size()
        || !low.valuation().equals(high.valuation())) {
      return Optional.empty();
    }
    List<Possibility> ofLow = new ArrayList<>(low.changes());
    List<Possibility> ofHigh = new ArrayList<>(high.changes());
    ofLow.removeAll(high.changes());
    ofHigh.removeAll(low.changes());
    if (ofLow.size() != 1
        || !ofLow.getFirst().isOfSamePlace(ofHigh.getFirst())
        || ofLow.getFirst().range().isEmpty()
        || ofHigh.getFirst().range().isEmpty()) {
      return Optional.empty();
    }
    NumberRange first = ofLow.getFirst().range().get();
    NumberRange second = ofHigh.getFirst().range().get();
    if (!first.isJustBelow(second)) {
      return Optional.empty();
    }
    List<Possibility> changes = new ArrayList<>(low.changes());
    changes.replaceAll(
        change -> change.equals(ofLow.getFirst()) ? change.with(first.with(second)) : change);
    return Optional.of(new Repair(changes, low.valuation()));
  }
}
