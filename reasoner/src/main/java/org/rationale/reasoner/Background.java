package org.rationale.reasoner;

import it.unimi.dsi.fastutil.ints.Int2ObjectOpenHashMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.jena.graph.Triple;
import org.rationale.kg.Origin;
import org.rationale.rules.RuleSet;
import org.rationale.rules.Stratification;

/**
 * Rules and the facts that every case shares, closed once under the rules without negation. What a
 * rule with negation matched is kept until a case says what is absent. Immutable after
 * construction; overlays over it may be closed by many threads at once.
 */
final class Background {

  private final RuleSet rules;
  private final List<Sourced> base;
  private final ProofStore store = new ProofStore(null);
  private final List<List<CompiledRule>> layers;
  private final Map<CompiledRule, List<RuleMatcher.Solution>> pending = new HashMap<>();

  /** A base fact with one of its sources. */
  record Sourced(Triple statement, Origin origin) {}

  Background(RuleSet rules, List<Sourced> base) {
    this.rules = rules;
    this.base = List.copyOf(base);
    TermTable terms = store.facts().terms();
    layers =
        Stratification.of(rules.rules()).layers().stream()
            .map(layer -> layer.stream().map(rule -> CompiledRule.of(rule, terms)).toList())
            .toList();
    add(store, base);
    close();
    store.spreadCertainty();
  }

  RuleSet rules() {
    return rules;
  }

  private void close() {
    RuleMatcher matcher = new RuleMatcher(store);
    List<CompiledRule> positive = new ArrayList<>();
    List<CompiledRule> negative = new ArrayList<>();
    for (List<CompiledRule> layer : layers) {
      for (CompiledRule rule : layer) {
        (rule.hasNegation() ? negative : positive).add(rule);
      }
    }
    for (CompiledRule rule : positive) {
      if (rule.atoms().isEmpty()) {
        matcher.matchWithoutAtoms(rule, s -> conclude(store, matcher, s));
      }
    }
    fixpoint(store, matcher, new RuleIndex(positive), 0);
    RuleIndex index = new RuleIndex(negative);
    for (CompiledRule rule : negative) {
      if (rule.atoms().isEmpty()) {
        matcher.matchWithoutAtoms(rule, this::keep);
      }
    }
    int size = store.facts().size();
    for (int fact = 0; fact < size; fact++) {
      index.match(matcher, store.facts(), fact, this::keep);
    }
  }

  private void keep(RuleMatcher.Solution solution) {
    pending.computeIfAbsent(solution.rule(), rule -> new ArrayList<>()).add(solution);
  }

  /**
   * Closes a case over this background.
   *
   * @param added the case's own base facts
   * @param concluded what DRL rules concluded, and whether it holds in every world
   */
  ProofStore overlay(List<Sourced> added, Map<Triple, Boolean> concluded) {
    if (changesWhatDataPatternsSee(added)) {
      List<Sourced> all = new ArrayList<>(base);
      all.addAll(added);
      return new Background(rules, all).overlay(List.of(), concluded);
    }
    ProofStore overlay = new ProofStore(store);
    add(overlay, added);
    concluded.forEach(
        (statement, isCertain) -> {
          int fact = overlay.facts().add(statement);
          if (isCertain) {
            overlay.addCertain(fact);
          }
        });
    RuleMatcher matcher = new RuleMatcher(overlay);
    for (List<CompiledRule> layer : layers) {
      for (CompiledRule rule : layer) {
        for (RuleMatcher.Solution solution : pending.getOrDefault(rule, List.of())) {
          conclude(overlay, matcher, solution);
        }
      }
      fixpoint(overlay, matcher, new RuleIndex(layer), overlay.facts().offset());
      overlay.spreadCertainty();
    }
    return overlay;
  }

  /**
   * A statement that the background only derives but a case gives becomes visible to {@code DATA}
   * patterns, which the closed background cannot take back.
   */
  private boolean changesWhatDataPatternsSee(List<Sourced> added) {
    boolean sensitive =
        layers.stream()
            .flatMap(List::stream)
            .anyMatch(rule -> rule.atoms().stream().anyMatch(CompiledRule.Atom::dataOnly));
    return sensitive
        && added.stream()
            .mapToInt(fact -> store.facts().find(fact.statement()))
            .anyMatch(fact -> fact != FactTable.NONE && !store.isBase(fact));
  }

  private static void add(ProofStore target, List<Sourced> base) {
    for (Sourced sourced : base) {
      target.addSource(target.facts().add(sourced.statement()), sourced.origin());
    }
  }

  private static void fixpoint(
      ProofStore target, RuleMatcher matcher, RuleIndex index, int firstFact) {
    for (int fact = firstFact; fact < target.facts().size(); fact++) {
      index.match(matcher, target.facts(), fact, s -> conclude(target, matcher, s));
    }
  }

  private static void conclude(
      ProofStore target, RuleMatcher matcher, RuleMatcher.Solution solution) {
    Optional<Match.OfRule> match = matcher.complete(solution);
    if (match.isEmpty()) {
      return;
    }
    CompiledRule rule = solution.rule();
    TermTable terms = target.facts().terms();
    String blankName = rule.makesBlankNodes() ? rule.blankName(solution.terms(), terms) : "";
    for (CompiledRule.Template template : rule.head()) {
      Triple conclusion = rule.conclude(template, solution.terms(), terms, blankName);
      if (CompiledRule.isStatement(conclusion)) {
        target.addMatch(target.facts().add(conclusion), match.get());
      }
    }
  }

  /** Which atoms of which rules a row may fill, by its predicate. */
  private static final class RuleIndex {

    private record Entry(CompiledRule rule, int atom) {}

    private final Int2ObjectOpenHashMap<List<Entry>> byPredicate = new Int2ObjectOpenHashMap<>();
    private final List<Entry> anyPredicate = new ArrayList<>();

    RuleIndex(List<CompiledRule> rules) {
      for (CompiledRule rule : rules) {
        for (CompiledRule.Atom atom : rule.atoms()) {
          Entry entry = new Entry(rule, atom.index());
          if (atom.p() < 0) {
            anyPredicate.add(entry);
          } else {
            byPredicate.computeIfAbsent(atom.p(), p -> new ArrayList<>()).add(entry);
          }
        }
      }
    }

    void match(
        RuleMatcher matcher, FactTable facts, int fact, Consumer<RuleMatcher.Solution> consumer) {
      for (Entry entry : byPredicate.getOrDefault(facts.predicate(fact), List.of())) {
        matcher.match(entry.rule(), entry.atom(), fact, consumer);
      }
      for (Entry entry : anyPredicate) {
        matcher.match(entry.rule(), entry.atom(), fact, consumer);
      }
    }
  }
}
