package org.rationale.explanations.checker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Terms by number: texts as in N-Triples, and triple terms as lists of three numbers. */
public final class Terms {

  /** Stands for no term, or for any. */
  public static final int NONE = -1;

  private final List<Object> terms = new ArrayList<>();
  private final Map<Object, Integer> numbers = new HashMap<>();

  /** The number of a term, a new one if it has none. */
  public int number(Object term) {
    Integer known = numbers.putIfAbsent(term, terms.size());
    if (known == null) {
      terms.add(term);
      return terms.size() - 1;
    }
    return known;
  }

  int find(Object term) {
    return numbers.getOrDefault(term, NONE);
  }

  /** All terms, by number. */
  public List<Object> all() {
    return List.copyOf(terms);
  }

  Object get(int number) {
    return terms.get(number);
  }

  boolean has(int number) {
    return number >= 0 && number < terms.size();
  }

  /** The text of a term as in N-Triples. */
  public String text(int number) {
    return terms.get(number) instanceof List<?> parts
        ? "<<( %s %s %s )>>".formatted(part(parts, 0), part(parts, 1), part(parts, 2))
        : terms.get(number).toString();
  }

  private String part(List<?> parts, int at) {
    return text((Integer) parts.get(at));
  }

  /** Terms of a certificate: texts, and lists of earlier terms; each once. */
  static Terms of(List<Object> given) {
    Terms terms = new Terms();
    for (Object term : given) {
      int number = terms.terms.size();
      boolean right =
          switch (term) {
            case String text -> text.matches("(?s)<.*>|_:.+|\".*\".*");
            case List<?> parts ->
                parts.size() == 3
                    && parts.stream().allMatch(part -> part instanceof Integer i && terms.has(i));
            default -> false;
          };
      Rejection.unless(right, "terms", number, "it is no term");
      Rejection.unless(terms.number(term) == number, "terms", number, "it is there twice");
    }
    return terms;
  }
}
