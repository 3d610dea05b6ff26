package org.rationale.explanations.checker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rationale.explanations.certificate.Certificate;
import org.rationale.explanations.certificate.Certificate.Not;
import org.rationale.explanations.certificate.Certificate.Rule;
import org.rationale.explanations.certificate.Certificate.Step;

/**
 * Checks that each step is an instance of its rule, that none is circular, that what a negation
 * looks for is what is there, and that no step is left out.
 */
final class Derivations {

  private static final long MOST_WORK = 100_000_000;

  private final Certificate c;
  private final FactList facts;
  private final Place place;
  private final Rules rules;
  private final Set<List<Integer>> listed = new HashSet<>();
  private int opaque;

  Derivations(Certificate c, FactList facts, Place place) {
    this.c = c;
    this.facts = facts;
    this.place = place;
    this.rules = new Rules(c.terms(), facts, MOST_WORK);
  }

  /** How many conditions could not be evaluated. */
  int opaque() {
    return opaque;
  }

  /** Whether a negation of a rule, by its number, looks at sources only. */
  static boolean readsDataOnly(Rule rule, int negation) {
    List<Not> all =
        rule.body().stream().filter(Not.class::isInstance).map(Not.class::cast).toList();
    return rule.dataOnly() || (!rule.hosted() && all.get(negation).dataOnly());
  }

  private static List<Integer> key(int fact, int rule, List<Integer> terms, List<Integer> facts) {
    List<Integer> key = new ArrayList<>(List.of(fact, rule));
    key.addAll(terms);
    key.addAll(facts);
    return key;
  }

  void checkSteps() {
    Set<Integer> founded = new HashSet<>();
    List<Integer> last = List.of();
    for (int i = 0; i < c.steps().size(); i++) {
      place.at("steps", i);
      Step step = c.steps().get(i);
      List<Integer> key = key(step.conclusion(), step.rule(), step.substitution(), step.premises());
      Place.require(Rules.compare(last, key) < 0, "it does not come after the step before");
      last = key;
      listed.add(key);
      int layer = layer(step.conclusion());
      Rule rule = c.rules().get(step.rule());
      Place.require(layer >= 0, "layers start from 0");
      Place.require(
          step.premises().stream().allMatch(p -> rule.dataOnly() || layer(p) <= layer),
          "a premise lies in a later layer");
      for (int n = 0; n < step.absent().size(); n++) {
        boolean dataOnly = readsDataOnly(rule, n);
        Place.require(
            step.absent().get(n).stream()
                .flatMap(List::stream)
                .allMatch(p -> layer(p) < layer || dataOnly),
            "what must be absent does not lie in an earlier layer");
      }
      if (step.premises().stream().allMatch(p -> p < step.conclusion())) {
        founded.add(step.conclusion());
      }
      if (!rule.hosted()) {
        checkInstance(step, rule);
      }
    }
    for (int i = 0; i < c.facts().size(); i++) {
      place.at("facts", i);
      Place.require(
          founded.contains(i) || !c.facts().get(i).sources().isEmpty(),
          "no source states it and no step concludes it from facts before it");
    }
  }

  private int layer(int fact) {
    return c.facts().get(fact).layer();
  }

  private void checkInstance(Step step, Rule rule) {
    List<String> variables = Rules.variables(rule.body());
    Map<String, Integer> binding = new HashMap<>();
    for (int i = 0; i < variables.size(); i++) {
      binding.put(variables.get(i), step.substitution().get(i));
    }
    boolean[] found = new boolean[1];
    rules.solve(
        rule.body(),
        rule.dataOnly(),
        binding,
        (solution, premises, known) -> {
          found[0] = premises.equals(step.premises());
          opaque += known ? 0 : 1;
        });
    Place.require(
        found[0] && variables.size() == step.substitution().size(),
        "it is no instance of the body of rule " + rule.id());
    Place.require(
        rule.head().stream()
            .anyMatch(t -> Rules.build(t, binding).equals(facts.fact(step.conclusion()))),
        "the head of rule %s does not conclude it".formatted(rule.id()));
    List<List<List<Integer>>> absent = rules.absent(rule, binding);
    Place.require(absent.size() == step.absent().size(), "its rule has other negations");
    for (int n = 0; n < absent.size(); n++) {
      boolean unknown = absent.get(n).contains(Rules.UNKNOWN);
      opaque += unknown ? 1 : 0;
      Place.require(
          unknown || absent.get(n).equals(step.absent().get(n)),
          "other facts match what its rule negates");
    }
  }

  /** Matches all rules against the facts, for whatever they may conclude in the scope. */
  void checkComplete(Worlds worlds) {
    for (int i = 0; i < c.scope().size(); i++) {
      List<Integer> wanted = c.scope().get(i);
      for (int r = 0; r < c.rules().size(); r++) {
        place.at("rules", r);
        Rule rule = c.rules().get(r);
        int number = r;
        for (List<Object> template : rule.head()) {
          rules.concluding(
              rule,
              template,
              wanted,
              (solution, premises, known) -> {
                if (known && !isBlocked(rule, solution, worlds)) {
                  List<Integer> made = Rules.build(template, solution);
                  List<Integer> terms =
                      Rules.variables(rule.body()).stream().map(solution::get).toList();
                  Place.require(
                      listed.contains(key(facts.find(made), number, terms, premises)),
                      "it concludes %s with %s: that step is left out".formatted(made, solution));
                }
              });
        }
      }
    }
  }

  private boolean isBlocked(Rule rule, Map<String, Integer> solution, Worlds worlds) {
    List<List<List<Integer>>> absent = rules.absent(rule, solution);
    for (int n = 0; n < absent.size(); n++) {
      List<List<Integer>> sets = absent.get(n);
      if (sets.contains(Rules.UNKNOWN) || worlds.isCertain(sets, readsDataOnly(rule, n))) {
        return true;
      }
    }
    return false;
  }
}
