package org.rationale.explanations.checker;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.rationale.explanations.checker.Certificate.Element;
import org.rationale.explanations.checker.Certificate.Filter;
import org.rationale.explanations.checker.Certificate.Let;
import org.rationale.explanations.checker.Certificate.Not;
import org.rationale.explanations.checker.Certificate.Pattern;
import org.rationale.explanations.checker.Certificate.Rule;

/** Finds the solutions of rules over facts, one atom after the other. */
public final class Rules {

  /** Where facts are found. */
  public interface Facts {

    /**
     * The numbers of all facts that match a pattern.
     *
     * @param stated whether only those count that a source states
     */
    List<Integer> matching(int s, int p, int o, boolean stated);

    /** The fact's subject, predicate and object. */
    int[] fact(int number);
  }

  /** What to do with a solution. */
  public interface Found {

    /**
     * @param premises a fact for each pattern, in order
     * @param known whether each filter was evaluated
     */
    void solution(Map<String, Integer> binding, int[] premises, boolean known);
  }

  /** A match of which it is not known whether it is one. */
  static final List<Integer> UNKNOWN = List.of(-1);

  private final Terms terms;
  private final Facts facts;
  private long work;

  /**
   * @param work how many facts may be looked at
   */
  public Rules(Terms terms, Facts facts, long work) {
    this.terms = terms;
    this.facts = facts;
    this.work = work;
  }

  /**
   * The variables of a body's own patterns and assignments, in the order in which it meets them.
   */
  public static List<String> variables(List<? extends Element> body) {
    Set<String> met = new LinkedHashSet<>();
    for (Element element : body) {
      switch (element) {
        case Pattern pattern -> collect(pattern.terms(), met);
        case Let let -> met.add(let.variable());
        case Filter filter -> {}
        case Not not -> {}
      }
    }
    return List.copyOf(met);
  }

  private static void collect(Object pattern, Set<String> met) {
    if (pattern instanceof String variable) {
      met.add(variable);
    } else if (pattern instanceof List<?> parts) {
      parts.forEach(part -> collect(part, met));
    }
  }

  /** The solutions of a rule that conclude, by one template of its head, a fact of a pattern. */
  public void concluding(Rule rule, List<Object> template, List<Integer> wanted, Found found) {
    for (int i = 0; i < 3; i++) {
      if (wanted.get(i) >= 0 && template.get(i) instanceof Integer t && !t.equals(wanted.get(i))) {
        return;
      }
    }
    Map<String, Integer> binding = new HashMap<>();
    List<String> own = variables(rule.body());
    for (int i = 0; i < 3; i++) {
      Object part = template.get(i);
      boolean open =
          wanted.get(i) == Terms.NONE
              || part instanceof List<?>
              || (part instanceof String variable && !own.contains(variable));
      if (!open && !unify(part, wanted.get(i), binding)) {
        return;
      }
    }
    solve(rule.body(), rule.dataOnly(), binding, found);
  }

  /** The solutions of a body that go with what is bound already. */
  void solve(List<Element> body, boolean stated, Map<String, Integer> binding, Found found) {
    List<Integer> todo = new ArrayList<>();
    int patterns = 0;
    for (int i = 0; i < body.size(); i++) {
      if (!(body.get(i) instanceof Not)) {
        todo.add(i);
      }
      patterns += body.get(i) instanceof Pattern ? 1 : 0;
    }
    new Search(body, stated, found, new int[patterns]).step(todo, binding, true);
  }

  /**
   * For each negation of a rule the matches, as sets of facts, that it has under a solution; {@link
   * #UNKNOWN} among them where a filter cannot be evaluated.
   */
  public List<List<List<Integer>>> absent(Rule rule, Map<String, Integer> solution) {
    List<List<List<Integer>>> all = new ArrayList<>();
    for (int i = 0; i < rule.body().size(); i++) {
      if (rule.body().get(i) instanceof Not not) {
        Map<String, Integer> outer = new HashMap<>(solution);
        // A name that the body meets only later is another variable inside the negation.
        outer.keySet().retainAll(variables(rule.body().subList(0, i)));
        List<List<Integer>> matches = new ArrayList<>();
        boolean stated = rule.dataOnly() || not.dataOnly();
        Found match =
            (binding, premises, known) -> {
              IntStream set = Arrays.stream(premises).distinct().sorted();
              matches.add(known ? set.boxed().toList() : UNKNOWN);
            };
        solve(not.body(), stated, outer, match);
        all.add(matches);
      }
    }
    return all;
  }

  /** What a template makes under a solution, or {@link Terms#NONE} where there is no such term. */
  public int build(Object template, Rule rule, Map<String, Integer> solution) {
    if (template instanceof String variable && !solution.containsKey(variable)) {
      StringBuilder key = new StringBuilder(rule.id());
      for (String name : variables(rule.body())) {
        key.append(' ').append(terms.text(solution.getOrDefault(name, 0)));
      }
      String hash = Canonical.sha256(key.toString().getBytes(StandardCharsets.UTF_8));
      return terms.find("_:r" + hash.substring(0, 24) + variable.replaceAll("[^A-Za-z0-9]", ""));
    }
    return resolve(
        template instanceof List<?> parts
            ? parts.stream().map(part -> (Object) build(part, rule, solution)).toList()
            : template,
        solution);
  }

  private static boolean isBound(Object part, Map<String, Integer> binding) {
    return switch (part) {
      case String variable -> binding.containsKey(variable);
      case List<?> parts -> parts.stream().allMatch(inner -> isBound(inner, binding));
      default -> true;
    };
  }

  private int resolve(Object part, Map<String, Integer> binding) {
    return switch (part) {
      case Integer term -> term;
      case String variable -> binding.getOrDefault(variable, Terms.NONE);
      case List<?> parts ->
          terms.find(parts.stream().map(inner -> (Object) resolve(inner, binding)).toList());
      default -> Terms.NONE;
    };
  }

  private boolean unify(Object part, int term, Map<String, Integer> binding) {
    if (part instanceof String variable) {
      Integer known = binding.putIfAbsent(variable, term);
      return known == null || known == term;
    }
    if (part instanceof List<?> parts && terms.get(term) instanceof List<?> inner) {
      return IntStream.range(0, 3)
          .allMatch(i -> unify(parts.get(i), (Integer) inner.get(i), binding));
    }
    return part.equals(term);
  }

  private final class Search {

    private final List<Element> body;
    private final boolean stated;
    private final Found found;
    private final int[] premises;

    Search(List<Element> body, boolean stated, Found found, int[] premises) {
      this.body = body;
      this.stated = stated;
      this.found = found;
      this.premises = premises;
    }

    void step(List<Integer> before, Map<String, Integer> binding, boolean knownBefore) {
      List<Integer> todo = new ArrayList<>(before);
      boolean known = knownBefore;
      Expressions expressions = new Expressions(terms, binding);
      int next = -1;
      int most = -1;
      for (int i : before) {
        Object held = expressions.held(body.get(i));
        if (held.equals(false)) {
          return;
        } else if (held != Expressions.NOT_YET) {
          todo.remove((Integer) i);
          known &= held.equals(true);
        }
      }
      for (int i : todo) {
        if (body.get(i) instanceof Pattern pattern) {
          int bound = 0;
          for (Object part : pattern.terms()) {
            bound += isBound(part, binding) ? 1 : 0;
          }
          next = bound > most ? i : next;
          most = Math.max(bound, most);
        }
      }
      if (next < 0) {
        found.solution(binding, premises, known && todo.isEmpty());
        return;
      }
      todo.remove((Integer) next);
      follow((Pattern) body.get(next), next, todo, binding, known);
    }

    private void follow(
        Pattern next, int at, List<Integer> todo, Map<String, Integer> binding, boolean known) {
      int[] key = new int[3];
      for (int i = 0; i < 3; i++) {
        boolean bound = isBound(next.terms().get(i), binding);
        key[i] = bound ? resolve(next.terms().get(i), binding) : Terms.NONE;
        if (bound && key[i] == Terms.NONE) {
          return;
        }
      }
      int place = (int) body.subList(0, at).stream().filter(Pattern.class::isInstance).count();
      for (int fact : facts.matching(key[0], key[1], key[2], stated)) {
        Rejection.unless(--work > 0, "rules", "matching them takes more work than is allowed");
        Map<String, Integer> extended = new HashMap<>(binding);
        int[] row = facts.fact(fact);
        boolean matches = true;
        for (int i = 0; i < 3 && matches; i++) {
          matches = unify(next.terms().get(i), row[i], extended);
        }
        if (matches) {
          premises[place] = fact;
          step(todo, extended, known);
        }
      }
    }
  }
}
