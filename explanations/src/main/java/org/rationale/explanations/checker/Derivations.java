package org.rationale.explanations.checker;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.rationale.explanations.checker.Certificate.Element;
import org.rationale.explanations.checker.Certificate.Fact;
import org.rationale.explanations.checker.Certificate.Not;
import org.rationale.explanations.checker.Certificate.Pattern;
import org.rationale.explanations.checker.Certificate.Rule;
import org.rationale.explanations.checker.Certificate.Step;

/**
 * Checks that each step is an instance of its rule, that none is circular, that what a negation
 * looked for is not there, and that no step is left out.
 */
final class Derivations {

  private static final long MOST_WORK = 50_000_000;
  private static final Comparator<List<Integer>> ORDER = (a, b) -> Arrays.compare(ints(a), ints(b));

  private final Certificate c;
  private final Terms terms;
  private final FactList facts;
  private final Rules rules;
  private int opaque;

  /** Checks that all numbers refer to something. */
  Derivations(Certificate c, Terms terms, FactList facts) {
    this.c = c;
    this.terms = terms;
    this.facts = facts;
    this.rules = new Rules(terms, facts, MOST_WORK);
    for (int i = 0; i < c.rules().size(); i++) {
      Rule rule = c.rules().get(i);
      boolean inOrder = i == 0 || c.rules().get(i - 1).id().compareTo(rule.id()) < 0;
      Rejection.unless(inOrder, "rules", i, "it does not come after the one before");
      boolean right = rule.head().stream().allMatch(this::isTriple) && isBody(rule.body(), true);
      Rejection.unless(right, "rules", i, "its head or body is no list of patterns and such");
    }
    for (int i = 0; i < c.scope().size(); i++) {
      List<Integer> pattern = c.scope().get(i);
      boolean right =
          pattern.size() == 3 && pattern.stream().allMatch(t -> t == Terms.NONE || terms.has(t));
      Rejection.unless(right, "scope", i, "it is no pattern");
      boolean inOrder = i == 0 || ORDER.compare(c.scope().get(i - 1), pattern) < 0;
      Rejection.unless(inOrder, "scope", i, "it does not come after the one before");
    }
    List<Integer> last = List.of();
    for (int i = 0; i < c.steps().size(); i++) {
      Step step = c.steps().get(i);
      boolean right =
          isFact(step.conclusion())
              && step.rule() >= 0
              && step.rule() < c.rules().size()
              && step.premises().stream().allMatch(this::isFact)
              && step.absent().stream()
                  .flatMap(List::stream)
                  .flatMap(List::stream)
                  .allMatch(this::isFact)
              && step.absent().stream().flatMap(List::stream).noneMatch(List::isEmpty)
              && step.substitution().stream().allMatch(terms::has);
      Rejection.unless(right, "steps", i, "it refers to what is not there");
      List<Integer> key = key(step);
      Rejection.unless(
          ORDER.compare(last, key) < 0, "steps", i, "it does not come after the one before");
      last = key;
    }
  }

  private static int[] ints(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }

  private static List<Integer> key(Step step) {
    return key(step.conclusion(), step.rule(), step.substitution(), step.premises());
  }

  private static List<Integer> key(
      int conclusion, int rule, List<Integer> substitution, List<Integer> premises) {
    List<Integer> key = new ArrayList<>(List.of(conclusion, rule));
    key.addAll(substitution);
    key.addAll(premises);
    return key;
  }

  private boolean isFact(int number) {
    return number >= 0 && number < c.facts().size();
  }

  private boolean isTriple(List<Object> pattern) {
    return pattern.size() == 3 && pattern.stream().allMatch(this::isPart);
  }

  private boolean isPart(Object part) {
    return part instanceof String
        || (part instanceof Integer term && terms.has(term))
        || (part instanceof List<?> inner
            && inner.size() == 3
            && inner.stream().allMatch(this::isPart));
  }

  private boolean isBody(List<Element> body, boolean outer) {
    return body.stream()
        .allMatch(
            element ->
                switch (element) {
                  case Pattern pattern -> isTriple(pattern.terms());
                  case Not not -> outer && isBody(not.body(), false);
                  case Certificate.Let let -> outer;
                  case Certificate.Filter filter -> true;
                });
  }

  /** Whether a negation of a rule, by its number, looks at sources only. */
  static boolean readsDataOnly(Rule rule, int negation) {
    List<Not> all =
        rule.body().stream().filter(Not.class::isInstance).map(Not.class::cast).toList();
    return rule.dataOnly() || (negation < all.size() && all.get(negation).dataOnly());
  }

  /** How many conditions were beyond the checker. */
  int opaque() {
    return opaque;
  }

  void check(Program.State state) {
    Set<Integer> founded = new HashSet<>();
    for (int i = 0; i < c.steps().size(); i++) {
      Step step = c.steps().get(i);
      checkOrder(step, i);
      if (step.premises().stream().allMatch(premise -> premise < step.conclusion())) {
        founded.add(step.conclusion());
      }
      if (!c.rules().get(step.rule()).hosted()) {
        checkInstance(step, i, state);
      }
    }
    for (int i = 0; i < c.facts().size(); i++) {
      boolean right = founded.contains(i) || !c.facts().get(i).sources().isEmpty();
      Rejection.unless(
          right, "facts", i, "no source states it and no step concludes it from facts before it");
    }
    checkComplete(state);
  }

  /** Layers: nothing rests on a later one, and no absence on its own. */
  private void checkOrder(Step step, int number) {
    int layer = c.facts().get(step.conclusion()).layer();
    Rule rule = c.rules().get(step.rule());
    boolean right =
        rule.dataOnly()
            || step.premises().stream().allMatch(p -> c.facts().get(p).layer() <= layer);
    for (int n = 0; n < step.absent().size(); n++) {
      right &=
          readsDataOnly(rule, n)
              || step.absent().get(n).stream()
                  .flatMap(List::stream)
                  .allMatch(p -> c.facts().get(p).layer() < layer);
    }
    Rejection.unless(
        right && layer >= 0,
        "steps",
        number,
        "it rests on a later layer, or its absence on its own");
  }

  private void checkInstance(Step step, int number, Program.State state) {
    Rule rule = c.rules().get(step.rule());
    List<String> variables = Rules.variables(rule.body());
    Rejection.unless(
        variables.size() == step.substitution().size(),
        "steps",
        number,
        "its substitution has not as many terms as the rule has variables");
    Map<String, Integer> binding = new HashMap<>();
    IntStream.range(0, variables.size())
        .forEach(i -> binding.put(variables.get(i), step.substitution().get(i)));
    boolean[] found = new boolean[1];
    rules.solve(
        rule.body(),
        rule.dataOnly(),
        binding,
        (solution, premises, known) -> {
          found[0] = Arrays.equals(premises, ints(step.premises()));
          opaque += known ? 0 : 1;
        });
    Rejection.unless(
        found[0], "steps", number, "it is no instance of the body of its rule " + rule.id());
    Fact fact = c.facts().get(step.conclusion());
    boolean concludes =
        rule.head().stream()
            .anyMatch(
                template ->
                    rules.build(template.get(0), rule, binding) == fact.s()
                        && rules.build(template.get(1), rule, binding) == fact.p()
                        && rules.build(template.get(2), rule, binding) == fact.o());
    Rejection.unless(
        concludes, "steps", number, "the head of its rule " + rule.id() + " does not conclude it");
    List<List<List<Integer>>> absent = rules.absent(rule, binding);
    for (int n = 0; n < absent.size(); n++) {
      if (absent.get(n).contains(Rules.UNKNOWN)) {
        opaque++;
      } else {
        boolean same =
            n < step.absent().size()
                && step.absent().get(n).equals(uncertain(rule, n, absent.get(n), state));
        Rejection.unless(
            same,
            "steps",
            number,
            "what its negation %d looks for is not what is stated".formatted(n));
      }
    }
    Rejection.unless(
        absent.size() == step.absent().size(),
        "steps",
        number,
        "its rule has not as many negations");
  }

  /** The matches of a negation without what is certain, in order. */
  private static List<List<Integer>> uncertain(
      Rule rule, int negation, List<List<Integer>> matches, Program.State state) {
    int stated = readsDataOnly(rule, negation) ? 1 : 0;
    return matches.stream()
        .map(set -> set.stream().filter(f -> !state.sure()[2 * f + stated]).toList())
        .distinct()
        .sorted(ORDER)
        .toList();
  }

  /** Matches all rules against the facts, for whatever they may conclude in the scope. */
  private void checkComplete(Program.State state) {
    Set<List<Integer>> listed = new HashSet<>();
    c.steps().forEach(step -> listed.add(key(step)));
    for (List<Integer> wanted : c.scope()) {
      for (int r = 0; r < c.rules().size(); r++) {
        Rule rule = c.rules().get(r);
        for (List<Object> template : rule.head()) {
          int number = r;
          rules.concluding(
              rule,
              template,
              wanted,
              (solution, premises, known) -> {
                if (known) {
                  checkListed(rule, number, template, wanted, solution, premises, state, listed);
                }
              });
        }
      }
    }
  }

  private void checkListed(
      Rule rule,
      int number,
      List<Object> template,
      List<Integer> wanted,
      Map<String, Integer> solution,
      int[] premises,
      Program.State state,
      Set<List<Integer>> listed) {
    List<Integer> made = template.stream().map(part -> rules.build(part, rule, solution)).toList();
    if (IntStream.range(0, 3)
        .anyMatch(i -> wanted.get(i) >= 0 && !wanted.get(i).equals(made.get(i)))) {
      return;
    }
    List<List<List<Integer>>> absent = rules.absent(rule, solution);
    for (int n = 0; n < absent.size(); n++) {
      if (absent.get(n).contains(Rules.UNKNOWN)
          || uncertain(rule, n, absent.get(n), state).contains(List.<Integer>of())) {
        return;
      }
    }
    int fact = facts.find(made.get(0), made.get(1), made.get(2));
    List<Integer> substitution = Rules.variables(rule.body()).stream().map(solution::get).toList();
    boolean found =
        fact >= 0
            && listed.contains(
                key(fact, number, substitution, Arrays.stream(premises).boxed().toList()));
    Rejection.unless(
        found,
        "steps",
        "rule %s has a solution %s whose step is left out".formatted(rule.id(), solution));
  }
}
