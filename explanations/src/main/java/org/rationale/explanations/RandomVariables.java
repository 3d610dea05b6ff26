package org.rationale.explanations;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.rationale.explanations.checker.Rules;
import org.rationale.kg.Derivation;
import org.rationale.kg.Origin;
import org.rationale.kg.Probability;
import org.rationale.reasoner.DecisionDiagrams;
import org.rationale.reasoner.RandomInput;
import org.rationale.rules.Rule;

/**
 * The random inputs of a certificate by number: those that its diagrams decide, in their order, and
 * after them those that only facts beside the claims rest on.
 */
final class RandomVariables {

  /** A rule's choice; a source's is the bare term. */
  private record RuleChoice(Node choice, Map<String, Node> substitution) {}

  private record SourceKey(Triple statement, Origin origin) {}

  private record RuleKey(String rule, Map<String, Node> substitution) {}

  private final List<Integer> places = new ArrayList<>();

  /** Two sources of one statement may be equal, and are two inputs all the same. */
  private final Map<SourceKey, Deque<Integer>> sources = new HashMap<>();

  private final Map<RuleKey, Integer> fires = new HashMap<>();
  private final Map<Object, Integer> groups = new HashMap<>();
  private final Map<Integer, Integer> sizes = new HashMap<>();
  private final Map<String, Rule> rules = new HashMap<>();
  private int nextGroup;

  RandomVariables(List<DecisionDiagrams.Variable> decided, List<Rule> all) {
    all.forEach(rule -> rules.put(rule.id(), rule));
    for (DecisionDiagrams.Variable variable : decided) {
      int number = places.size();
      int group = variable.group();
      places.add(variable.place());
      nextGroup = Math.max(nextGroup, group + 1);
      sizes.merge(group, 1, Integer::sum);
      switch (variable.input()) {
        case RandomInput.OfFact fact -> {
          SourceKey key = new SourceKey(fact.statement(), fact.origin());
          sources.computeIfAbsent(key, k -> new ArrayDeque<>()).add(number);
          choice(fact.origin()).ifPresent(choice -> groups.put(choice, group));
        }
        case RandomInput.OfRule rule -> {
          fires.put(new RuleKey(rule.rule(), rule.substitution()), number);
          choice(rule.rule(), rule.substitution()).ifPresent(choice -> groups.put(choice, group));
        }
      }
    }
  }

  private static Optional<Node> choice(Origin origin) {
    return switch (origin) {
      case Origin.Asserted asserted -> asserted.choice();
      case Origin.Perceived perceived -> perceived.percept().choice();
      case Origin.Derived derived -> Optional.empty();
    };
  }

  private Optional<RuleChoice> choice(String rule, Map<String, Node> substitution) {
    return Optional.ofNullable(rules.get(rule))
        .flatMap(Rule::choice)
        .map(choice -> new RuleChoice(choice, substitution));
  }

  /** The number of a source, or -1 for one that is certain. Asked once for each. */
  int ofSource(Triple statement, Origin origin) {
    Probability probability =
        switch (origin) {
          case Origin.Asserted asserted -> asserted.probability();
          case Origin.Perceived perceived -> perceived.percept().probability();
          case Origin.Derived derived -> Probability.ONE;
        };
    Optional<Node> choice = choice(origin);
    if (probability.isCertain() && choice.isEmpty()) {
      return Rules.NONE;
    }
    Deque<Integer> known = sources.get(new SourceKey(statement, origin));
    return known == null || known.isEmpty() ? add(choice) : known.removeFirst();
  }

  /** The number of a rule's substitution, or -1 if it always fires. */
  int ofRule(Derivation derivation) {
    Optional<RuleChoice> choice = choice(derivation.rule(), derivation.substitution());
    if (derivation.probability().isCertain() && choice.isEmpty()) {
      return Rules.NONE;
    }
    return fires.computeIfAbsent(
        new RuleKey(derivation.rule(), derivation.substitution()), key -> add(choice));
  }

  private int add(Optional<?> choice) {
    int group =
        choice.isPresent() ? groups.computeIfAbsent(choice.get(), c -> nextGroup++) : nextGroup++;
    int place = sizes.merge(group, 1, Integer::sum) - 1;
    places.add(place);
    return places.size() - 1;
  }

  /** The place of each among those that exclude each other. */
  List<Integer> places() {
    return List.copyOf(places);
  }
}
