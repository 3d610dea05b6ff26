package org.rationale.explanations.checker;

import java.util.List;
import java.util.stream.IntStream;
import org.rationale.explanations.certificate.Certificate.Element;
import org.rationale.explanations.certificate.Certificate.Filter;
import org.rationale.explanations.certificate.Certificate.Not;
import org.rationale.explanations.certificate.Certificate.Pattern;
import org.rationale.explanations.certificate.Certificate.Rule;

/** That the rules lie in layers: none negates what depends on what it concludes. */
final class Strata {

  private final List<Rule> rules;
  private final int[] layers;
  private long work = 1_000_000_000;

  Strata(List<Rule> rules) {
    this.rules = rules;
    this.layers = new int[rules.size()];
  }

  void check(Place place) {
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int r = 0; r < layers.length; r++) {
        place.at("rules", r);
        int least = rules.get(r).dataOnly() ? 0 : highest(rules.get(r).body());
        Place.require(least <= layers.length, "it negates what depends on what it concludes");
        changed |= least > layers[r];
        layers[r] = least;
      }
    }
  }

  private int highest(List<Element> body) {
    return body.stream().mapToInt(this::layer).max().orElse(0);
  }

  private int layer(Element element) {
    return switch (element) {
      case Pattern pattern -> layer(pattern.terms());
      case Filter filter -> 0;
      case Not not -> not.dataOnly() ? 0 : 1 + highest(not.body());
    };
  }

  /** That of the last rule that concludes facts of a pattern, as far as the terms say. */
  private int layer(List<Object> pattern) {
    work -= layers.length;
    Place.require(work > 0, "there are too many rules");
    return IntStream.range(0, layers.length)
        .filter(r -> rules.get(r).head().stream().anyMatch(head -> meet(head, pattern)))
        .map(r -> layers[r])
        .max()
        .orElse(0);
  }

  private static boolean meet(List<Object> one, List<Object> other) {
    return IntStream.range(0, 3)
        .filter(i -> one.get(i) instanceof Integer && other.get(i) instanceof Integer)
        .allMatch(i -> one.get(i).equals(other.get(i)));
  }
}
