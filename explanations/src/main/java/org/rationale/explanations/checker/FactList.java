package org.rationale.explanations.checker;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rationale.explanations.checker.Certificate.Fact;

/** A certificate's facts; to look for others than those in its scope is an error. */
final class FactList implements Rules.Facts {

  private final List<Fact> facts;
  private final Terms terms;
  private final Map<List<Integer>, List<Integer>> index = new HashMap<>();
  private final Set<List<Integer>> scope;

  FactList(Certificate certificate, Terms terms) {
    this.facts = certificate.facts();
    this.terms = terms;
    this.scope = new HashSet<>(certificate.scope());
    for (int number = 0; number < facts.size(); number++) {
      Fact fact = facts.get(number);
      boolean right = terms.has(fact.s()) && terms.has(fact.p()) && terms.has(fact.o());
      Rejection.unless(right, "facts", number, "there is no such term");
      Rejection.unless(
          find(fact.s(), fact.p(), fact.o()) < 0, "facts", number, "the fact is there twice");
      for (int open = 0; open < 8; open++) {
        index.computeIfAbsent(key(fact, open), key -> new ArrayList<>()).add(number);
      }
      Rejection.unless(
          isCovered(fact.s(), fact.p(), fact.o()),
          "facts",
          number,
          "no pattern of the scope covers it");
    }
  }

  private static List<Integer> key(Fact fact, int open) {
    return key(fact.s(), fact.p(), fact.o(), open);
  }

  private static List<Integer> key(int s, int p, int o, int open) {
    return Arrays.asList(
        (open & 4) == 0 ? s : Terms.NONE,
        (open & 2) == 0 ? p : Terms.NONE,
        (open & 1) == 0 ? o : Terms.NONE);
  }

  /** Whether all facts of a pattern are said to be here. */
  boolean isCovered(int s, int p, int o) {
    for (int open = 0; open < 8; open++) {
      if (scope.contains(key(s, p, o, open))) {
        return true;
      }
    }
    return false;
  }

  /** The number of a fact, or {@link Terms#NONE}. */
  int find(int s, int p, int o) {
    List<Integer> found = index.get(key(s, p, o, 0));
    return found == null ? Terms.NONE : found.getFirst();
  }

  @Override
  public List<Integer> matching(int s, int p, int o, boolean stated) {
    if (!isCovered(s, p, o)) {
      throw new Rejection(
          "scope",
          "whether facts of the pattern (%s %s %s) exist matters, but no pattern covers it"
              .formatted(text(s), text(p), text(o)));
    }
    List<Integer> found = index.getOrDefault(key(s, p, o, 0), List.of());
    return stated
        ? found.stream().filter(fact -> !facts.get(fact).sources().isEmpty()).toList()
        : found;
  }

  private String text(int term) {
    return term == Terms.NONE ? "any" : terms.has(term) ? terms.text(term) : "a new term";
  }

  @Override
  public int[] fact(int number) {
    Fact fact = facts.get(number);
    return new int[] {fact.s(), fact.p(), fact.o()};
  }
}
