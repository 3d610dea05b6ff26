package org.rationale.reasoner;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.rationale.kg.CertainFact;
import org.rationale.kg.FactSet;
import org.rationale.kg.Origin;
import org.rationale.kg.Percept;
import org.rationale.kg.Probability;
import org.rationale.perception.Perceptor;
import org.rationale.rules.RuleSet;

/** The engine's inside, as far as benchmarks look at it. */
public final class Ours {

  private static final Origin SOURCE =
      new Origin.Asserted("data", Probability.ONE, Optional.empty());

  private static final IdentityHashMap<List<Triple>, FactBase> NUMBERED = new IdentityHashMap<>();

  private final ProofStore store;

  private Ours(ProofStore store) {
    this.store = store;
  }

  /** What is kept of derivations. */
  public enum Keep {
    NOTHING,
    FIRST,
    ALL
  }

  /** Closes facts under rules on one thread. */
  public static Ours close(List<Triple> facts, RuleSet rules, Keep keep) {
    return close(facts, rules, keep, 1);
  }

  /** Closes facts under rules. Their terms are numbered once, as reading a file does it. */
  public static Ours close(List<Triple> facts, RuleSet rules, Keep keep, int threads) {
    FactBase base = NUMBERED.computeIfAbsent(facts, Ours::numbered);
    TermTable terms = new TermTable(base.terms());
    ProofStore store = new ProofStore(new Program(rules, terms), terms, recording(keep));
    try (Workers workers = new Workers(threads)) {
      Closure closure = new Closure(store, Limits.NONE, workers);
      base.addTo(closure);
      closure.closeBase();
    }
    return new Ours(store);
  }

  /** Closes a case under the rules of its pack, as deciding it does first. */
  public static Ours close(Reasoner reasoner, Case given, List<Percept> percepts) {
    return new Ours(reasoner.closed(NodeFactory.createURI(given.subject()), percepts));
  }

  private static FactBase numbered(List<Triple> facts) {
    List<CertainFact> certain = facts.stream().map(fact -> new CertainFact(fact, "data")).toList();
    return FactBase.of(new FactSet(certain, List.of(), Map.of()));
  }

  private static Recording recording(Keep keep) {
    return switch (keep) {
      case NOTHING -> Recording.NONE;
      case FIRST -> Recording.FIRST;
      case ALL -> Recording.ALL;
    };
  }

  /** How many statements hold. */
  public int size() {
    return store.live();
  }

  /** How many derivations were recorded or, where none are kept, met first. */
  public long derivations() {
    return store.derivations();
  }

  /** The statements that hold, in order of birth. */
  public List<Triple> statements() {
    List<Triple> statements = new ArrayList<>();
    for (int row = 0; row < store.facts().size(); row++) {
      if (!store.facts().isDead(row)) {
        statements.add(store.facts().triple(row));
      }
    }
    return statements;
  }

  /** The statements that hold and that not only DRL rules conclude. */
  public List<Triple> givenToDrl() {
    List<Triple> given = new ArrayList<>();
    for (int row = 0; row < store.facts().size(); row++) {
      if (!store.facts().isDead(row)
          && ((store.facts().flags(row) & FactTable.CONCLUDED) == 0
              || store.isBase(row)
              || store.isConcludedByRule(row))) {
        given.add(store.facts().triple(row));
      }
    }
    return given;
  }

  /** The proof graph as the public sees it. */
  public ProofGraph graph() {
    return new RecordedProofGraph(store, Map.of(), Map.of());
  }

  /** Takes a given fact away, closes, gives it back and closes again. */
  public void awayAndBack(Triple fact) {
    List<Background.Sourced> change = List.of(new Background.Sourced(fact, SOURCE));
    Closure closure = new Closure(store, Limits.NONE);
    closure.apply(new Closure.Change(List.of(), change, Map.of(), List.of()));
    closure.apply(new Closure.Change(change, List.of(), Map.of(), List.of()));
  }

  /** Facts and rules that cases share. */
  public static final class Base {

    private final Background background;

    public Base(List<Triple> facts, RuleSet rules) {
      background = new Background(rules, sourced(facts));
    }

    /** Closes a case over it. */
    public Ours overlay(List<Triple> facts) {
      return new Ours(background.overlay(sourced(facts), Map.of()));
    }

    /** How many statements hold. */
    public int size() {
      return background.store().live();
    }

    private static List<Background.Sourced> sourced(List<Triple> facts) {
      return facts.stream().map(fact -> new Background.Sourced(fact, SOURCE)).toList();
    }
  }

  /** The perceptor that takes an input. */
  public static Perceptor perceptor(Reasoner reasoner, String input) {
    return reasoner.perceptors().stream()
        .filter(perceptor -> perceptor.input().equals(input))
        .findFirst()
        .orElseThrow();
  }
}
