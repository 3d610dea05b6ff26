package org.rationale.explanations.checker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rationale.explanations.certificate.Certificate;
import org.rationale.explanations.certificate.Certificate.Fact;

/** A certificate's facts; to look for others than those in its scope is an error. */
final class FactList implements Rules.Facts {

  private final Certificate c;
  private final Map<List<Integer>, List<Integer>> index = new HashMap<>();
  private final Set<List<Integer>> scope;

  FactList(Certificate c, Place place) {
    this.c = c;
    this.scope = new HashSet<>(c.scope());
    for (int number = 0; number < c.facts().size(); number++) {
      place.at("facts", number);
      List<Integer> fact = fact(number);
      fact.forEach(term -> c.terms().get(term));
      Place.require(find(fact) < 0, "it is there twice");
      Place.require(isCovered(fact), "no pattern of the scope covers it");
      for (int open = 0; open < 8; open++) {
        index.computeIfAbsent(pattern(fact, open), key -> new ArrayList<>()).add(number);
      }
    }
  }

  private static List<Integer> pattern(List<Integer> terms, int open) {
    return List.of(
        (open & 1) == 0 ? terms.get(0) : Rules.NONE,
        (open & 2) == 0 ? terms.get(1) : Rules.NONE,
        (open & 4) == 0 ? terms.get(2) : Rules.NONE);
  }

  /** Whether all facts of a pattern are said to be here. */
  boolean isCovered(List<Integer> terms) {
    for (int open = 0; open < 8; open++) {
      if (scope.contains(pattern(terms, open))) {
        return true;
      }
    }
    return false;
  }

  /** The number of a fact, or {@link Rules#NONE}. */
  int find(List<Integer> terms) {
    return index.getOrDefault(terms, List.of(Rules.NONE)).getFirst();
  }

  @Override
  public List<Integer> matching(int s, int p, int o, boolean stated) {
    List<Integer> terms = List.of(s, p, o);
    Place.require(
        isCovered(terms), "facts matter whose terms are %s: the scope lacks them".formatted(terms));
    List<Integer> found = index.getOrDefault(terms, List.of());
    return stated
        ? found.stream().filter(fact -> !c.facts().get(fact).sources().isEmpty()).toList()
        : found;
  }

  @Override
  public List<Integer> fact(int number) {
    Fact fact = c.facts().get(number);
    return List.of(fact.s(), fact.p(), fact.o());
  }
}
