package org.rationale.reasoner;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.jena.graph.Triple;
import org.rationale.kg.Origin;
import org.rationale.rules.Rule;
import org.rationale.rules.RuleSet;

/**
 * Rules and the facts that every case shares, closed once. Immutable after construction; overlays
 * over it may be closed by many threads at once, each of which sees it and changes none of it.
 */
final class Background {

  private final RuleSet rules;
  private final ProofStore store;
  private final Limits limits;
  private final Predicate<Rule> triedAgain;

  /** A base fact with one of its sources. */
  record Sourced(Triple statement, Origin origin) {}

  Background(RuleSet rules, List<Sourced> base) {
    this(rules, base, Limits.NONE, 1);
  }

  /**
   * @param limits for closing the background and then, from anew, for each overlay
   * @param threads for closing the background, at least 1
   */
  Background(RuleSet rules, List<Sourced> base, Limits limits, int threads) {
    this.rules = rules;
    this.limits = limits;
    this.triedAgain = rule -> false;
    TermTable terms = new TermTable(null);
    Program program = new Program(rules, terms);
    store = new ProofStore(program, terms, Recording.FIRST);
    try (Workers workers = new Workers(threads)) {
      Closure closure = new Closure(store, limits, workers);
      for (Sourced sourced : base) {
        closure.addSource(sourced.statement(), sourced.origin());
      }
      closure.closeBase();
    }
  }

  /**
   * @param limits for closing the background and then, from anew, for each overlay
   * @param threads for closing the background, at least 1
   */
  Background(RuleSet rules, FactBase base, Limits limits, int threads) {
    this(rules, base, SourceChange.NONE, limits, threads);
  }

  /**
   * @param change what is not as the base and the rules state it
   * @param limits for closing the background and then, from anew, for each overlay
   * @param threads for closing the background, at least 1
   */
  Background(RuleSet rules, FactBase base, SourceChange change, Limits limits, int threads) {
    this(rules, base, change, limits, threads, rule -> false);
  }

  /** What sampled worlds share: no rule with a coin has fired, and each overlay tries them all. */
  static Background ofWorlds(SampledRules rules, FactBase base, Limits limits) {
    return new Background(rules.rules(), base, SourceChange.NONE, limits, 1, rules.haveCoins());
  }

  private Background(
      RuleSet rules,
      FactBase base,
      SourceChange change,
      Limits limits,
      int threads,
      Predicate<Rule> triedAgain) {
    this.rules = rules;
    this.limits = limits;
    this.triedAgain = triedAgain;
    TermTable terms = new TermTable(base.terms());
    Program program = new Program(rules, terms);
    store = new ProofStore(program, terms, Recording.FIRST);
    try (Workers workers = new Workers(threads)) {
      Closure closure = new Closure(store, limits, workers);
      base.addTo(closure, change.removed());
      for (Triple triple : rules.data()) {
        if (!change.removed().contains(triple)) {
          closure.addSource(triple, Inference.DATA);
        }
      }
      change.added().forEach(sourced -> closure.addSource(sourced.statement(), sourced.origin()));
      closure.closeBase();
    }
  }

  RuleSet rules() {
    return rules;
  }

  /** For closing an overlay. */
  Limits limits() {
    return limits;
  }

  /** The closed facts; not to be changed. */
  ProofStore store() {
    return store;
  }

  /**
   * Closes a case over this background.
   *
   * @param added the case's own base facts
   * @param concluded what DRL rules concluded, and whether it holds in every world
   */
  ProofStore overlay(List<Sourced> added, Map<Triple, Boolean> concluded) {
    return overlay(added, List.of(), concluded);
  }

  /**
   * Closes a case over this background.
   *
   * @param added the case's own base facts
   * @param removed what the background states and the case does not
   * @param concluded what DRL rules concluded, and whether it holds in every world
   */
  ProofStore overlay(List<Sourced> added, List<Sourced> removed, Map<Triple, Boolean> concluded) {
    ProofStore overlay = new ProofStore(store);
    Closure closure = new Closure(overlay, limits);
    closure.tryAgain(triedAgain);
    closure.apply(new Closure.Change(added, removed, concluded, List.of()));
    return overlay;
  }
}
