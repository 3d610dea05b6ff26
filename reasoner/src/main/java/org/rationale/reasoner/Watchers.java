package org.rationale.reasoner;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.rationale.rules.drl.DrlRule;
import org.rationale.rules.drl.DrlRules;
import org.rationale.rules.drl.StatementPattern;

/**
 * Which of the rules that negate or accumulate look at which facts. Read from the rules once,
 * because every case asks for it several times.
 */
final class Watchers {

  private record Watcher(int rule, StatementPattern pattern) {}

  private final List<String> ids = new ArrayList<>();
  private final Map<String, Integer> numbers = new HashMap<>();
  private final Map<Node, List<Watcher>> byPredicate = new HashMap<>();
  private final List<Watcher> ofAnyPredicate = new ArrayList<>();

  Watchers(DrlRules rules) {
    for (DrlRule rule : rules.rules()) {
      if (rule.nonmonotone()) {
        int number = ids.size();
        ids.add(rule.id());
        numbers.put(rule.id(), number);
        for (StatementPattern pattern : rule.watched()) {
          pattern
              .predicate()
              .map(predicate -> byPredicate.computeIfAbsent(predicate, p -> new ArrayList<>()))
              .orElse(ofAnyPredicate)
              .add(new Watcher(number, pattern));
        }
      }
    }
  }

  /** How many rules negate or accumulate; their numbers start at 0. */
  int size() {
    return ids.size();
  }

  /** A rule's IRI by its number. */
  String id(int number) {
    return ids.get(number);
  }

  /** The number of a rule that negates or accumulates. */
  int number(DrlRule rule) {
    Integer number = numbers.get(rule.id());
    if (number == null) {
      throw new IllegalArgumentException("The rule (%s) watches nothing.".formatted(rule.id()));
    }
    return number;
  }

  /** Calls the consumer with the number of each rule that looks at a fact, perhaps repeatedly. */
  void forEach(Triple fact, IntConsumer consumer) {
    for (Watcher watcher : byPredicate.getOrDefault(fact.getPredicate(), List.of())) {
      if (watcher.pattern().admits(fact)) {
        consumer.accept(watcher.rule());
      }
    }
    for (Watcher watcher : ofAnyPredicate) {
      if (watcher.pattern().admits(fact)) {
        consumer.accept(watcher.rule());
      }
    }
  }
}
