package org.rationale.explanations.checker;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.rationale.explanations.certificate.Certificate.Element;
import org.rationale.explanations.certificate.Certificate.Filter;
import org.rationale.explanations.certificate.Certificate.Not;
import org.rationale.explanations.certificate.Certificate.Pattern;
import org.rationale.explanations.certificate.Certificate.Rule;

/** Finds the solutions of rules over facts, one atom after the other. */
public final class Rules {

  /** No term, or any. */
  public static final int NONE = -1;

  /** Where facts are found. */
  public interface Facts {

    /** The numbers of all facts that match a pattern, or of those that a source states. */
    List<Integer> matching(int s, int p, int o, boolean stated);

    /** The fact's subject, predicate and object. */
    List<Integer> fact(int number);
  }

  /** What to do with a solution: a fact for each pattern; known if each filter was evaluated. */
  public interface Found {
    void solution(Map<String, Integer> binding, List<Integer> premises, boolean known);
  }

  /** A match of a negation of which it is not known whether it is one. */
  static final List<Integer> UNKNOWN = List.of(NONE);

  private static final String TOO_MUCH = "matching the rules takes more work than is allowed";

  private final Expressions expressions;
  private final Facts facts;
  private long work;

  /**
   * @param work how many facts may be looked at
   */
  public Rules(List<String> terms, Facts facts, long work) {
    this.expressions = new Expressions(terms);
    this.facts = facts;
    this.work = work;
  }

  /** The variables of a body's own patterns, in the order in which it meets them. */
  public static List<String> variables(List<Element> body) {
    Set<String> met = new LinkedHashSet<>();
    for (Element element : body) {
      if (element instanceof Pattern pattern) {
        pattern.terms().stream().filter(String.class::isInstance).forEach(v -> met.add((String) v));
      }
    }
    return List.copyOf(met);
  }

  /** The solutions of a rule that conclude, by one template of its head, a fact of a pattern. */
  public void concluding(Rule rule, List<Object> template, List<Integer> wanted, Found found) {
    Place.require(--work > 0, TOO_MUCH);
    for (int i = 0; i < 3; i++) {
      if (wanted.get(i) >= 0 && template.get(i) instanceof Integer t && !t.equals(wanted.get(i))) {
        return;
      }
    }
    Map<String, Integer> binding = new HashMap<>();
    boolean matches = true;
    for (int i = 0; i < 3; i++) {
      matches &= wanted.get(i) < 0 || unify(template.get(i), wanted.get(i), binding);
    }
    if (matches) {
      solve(rule.body(), rule.dataOnly(), binding, found);
    }
  }

  private record Body(List<Element> elements, boolean stated, Found found) {}

  /** The solutions of a body that go with what is bound already. */
  void solve(List<Element> body, boolean stated, Map<String, Integer> binding, Found found) {
    List<Integer> todo = new ArrayList<>();
    for (int i = 0; i < body.size(); i++) {
      if (!(body.get(i) instanceof Not)) {
        todo.add(i);
      }
    }
    int patterns = (int) body.stream().filter(Pattern.class::isInstance).count();
    step(new Body(body, stated, found), todo, binding, new Integer[patterns], true);
  }

  /** For each negation the matches, as sets of facts, that it has under a solution of its rule. */
  public List<List<List<Integer>>> absent(Rule rule, Map<String, Integer> solution) {
    List<List<List<Integer>>> all = new ArrayList<>();
    for (int i = 0; i < rule.body().size(); i++) {
      if (rule.body().get(i) instanceof Not not) {
        Map<String, Integer> outer = new HashMap<>(solution);
        // A name that the body meets only later is another variable inside the negation.
        outer.keySet().retainAll(variables(rule.body().subList(0, i)));
        List<List<Integer>> matches = new ArrayList<>();
        solve(
            not.body(),
            rule.dataOnly() || not.dataOnly(),
            outer,
            (inner, premises, known) ->
                matches.add(known ? premises.stream().distinct().sorted().toList() : UNKNOWN));
        all.add(matches.stream().distinct().sorted(Rules::compare).toList());
      }
    }
    return all;
  }

  static int compare(List<Integer> a, List<Integer> b) {
    return Arrays.compare(a.toArray(Integer[]::new), b.toArray(Integer[]::new));
  }

  /** The terms that a template makes under a solution. */
  static List<Integer> build(List<Object> template, Map<String, Integer> solution) {
    return template.stream()
        .map(part -> part instanceof Integer term ? term : solution.getOrDefault(part, NONE))
        .toList();
  }

  private static boolean unify(Object part, Integer term, Map<String, Integer> binding) {
    if (part instanceof String variable) {
      Integer known = binding.putIfAbsent(variable, term);
      return known == null || known.equals(term);
    }
    return part.equals(term);
  }

  private static boolean isBound(Object part, Map<String, Integer> binding) {
    return part instanceof Integer || binding.containsKey(part);
  }

  private void step(
      Body body,
      List<Integer> before,
      Map<String, Integer> binding,
      Integer[] premises,
      boolean knownBefore) {
    List<Integer> todo = new ArrayList<>();
    boolean known = knownBefore;
    for (Integer i : before) {
      if (body.elements().get(i) instanceof Filter filter
          && Expressions.isReady(filter.expression(), binding)) {
        Boolean holds = expressions.holds(filter.expression(), binding);
        if (Boolean.FALSE.equals(holds)) {
          return;
        }
        known &= holds != null;
      } else {
        todo.add(i);
      }
    }
    int next = NONE;
    long most = -1;
    for (int i : todo) {
      if (body.elements().get(i) instanceof Pattern p) {
        long bound = p.terms().stream().filter(part -> isBound(part, binding)).count();
        next = bound > most ? i : next;
        most = Math.max(most, bound);
      }
    }
    if (next == NONE) {
      body.found().solution(binding, List.of(premises), known && todo.isEmpty());
      return;
    }
    todo.remove(Integer.valueOf(next)); // the number, not what stands at it
    List<Object> pattern = ((Pattern) body.elements().get(next)).terms();
    int[] key = new int[3];
    for (int i = 0; i < 3; i++) {
      Object part = pattern.get(i);
      key[i] = part instanceof Integer term ? term : binding.getOrDefault(part, NONE);
    }
    int place =
        (int) body.elements().subList(0, next).stream().filter(Pattern.class::isInstance).count();
    for (Integer fact : facts.matching(key[0], key[1], key[2], body.stated())) {
      Place.require(--work > 0, TOO_MUCH);
      Map<String, Integer> extended = new HashMap<>(binding);
      List<Integer> row = facts.fact(fact);
      if (IntStream.range(0, 3).allMatch(i -> unify(pattern.get(i), row.get(i), extended))) {
        premises[place] = fact;
        step(body, todo, extended, premises, known);
      }
    }
  }
}
