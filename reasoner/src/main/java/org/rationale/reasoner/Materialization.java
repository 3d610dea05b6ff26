package org.rationale.reasoner;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.riot.out.NodeFmtLib;
import org.rationale.kg.CertainFact;
import org.rationale.kg.Diagnostic;
import org.rationale.kg.FactSet;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.Origin;
import org.rationale.kg.UncertainFact;
import org.rationale.rules.RuleSet;
import org.rationale.rules.drl.DrlRules;

/**
 * Facts closed under rules, from which others are made by adding and removing facts.
 *
 * <p>Immutable: {@link #with} makes another materialization and leaves this one as it is. What a
 * change costs depends on what follows from it and on how far the materialization already is from
 * the facts closed first, not on how many these are; when it has gone far, all is closed anew,
 * which only the time shows. Facts, derivations and probabilities are those of closing the changed
 * facts from nothing; only which derivation of a fact comes first may differ. With DRL rules, a
 * change runs them over all they look for, not over the difference. Where limits ended closing, a
 * change closes from nothing.
 *
 * <p>Safe for use by many threads. Those made from each other share DRL sessions, which end with
 * the last of them that is closed; without DRL rules nothing needs closing. Graphs stay usable.
 */
public final class Materialization implements AutoCloseable {

  /** Less is not worth closing anew for. */
  private static final int FEW = 1 << 10;

  /** What a choice's probabilities may add up to beyond 1, because decimals become doubles. */
  private static final double SLACK = 1e-9;

  private final Start start;
  private final SourceChange change;
  private final ProofStore store;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Materialization(Start start, SourceChange change, ProofStore store) {
    this.start = start;
    this.change = change;
    this.store = store;
  }

  /** What is closed, and how. */
  private record Program(
      FactBase data, RuleSet rules, Optional<DrlRules> drl, Limits limits, int threads) {}

  /** Facts closed from nothing, which materializations lie over. */
  private static final class Start {

    private final Program program;

    /** How these facts differ from the program's. */
    private final SourceChange change;

    private final Background background;
    private final JointFixpoint fixpoint;
    private final AtomicInteger users = new AtomicInteger(1);

    Start(Program program, SourceChange change) {
      this.program = program;
      this.change = change;
      this.background =
          new Background(
              program.rules(), program.data(), change, program.limits(), program.threads());
      this.fixpoint = new JointFixpoint(background, program.drl());
    }

    ProofStore close(SourceChange further) {
      return fixpoint.close(further.added(), further.removedFrom(background.store()));
    }

    void leave() {
      if (users.decrementAndGet() == 0) {
        fixpoint.close();
      }
    }
  }

  /**
   * Closes facts under SRL rules, without limits and with one thread.
   *
   * @throws InvalidInputException if the rules negate through a cycle
   */
  public static Materialization of(FactBase data, RuleSet rules) {
    return of(data, rules, Optional.empty(), Limits.NONE, 1);
  }

  /**
   * Closes facts under rules of both kinds.
   *
   * @param data certain and uncertain facts
   * @param rules SRL rules and the data that came with them
   * @param drl DRL rules, if any; they stay open
   * @param limits how far reasoning may go for this and, each time from anew, for a change
   * @param threads how many threads may close facts from nothing, at least 1
   * @throws InvalidInputException if the rules negate through a cycle
   */
  public static Materialization of(
      FactBase data, RuleSet rules, Optional<DrlRules> drl, Limits limits, int threads) {
    return from(new Program(data, rules, drl, limits, threads), SourceChange.NONE);
  }

  private static Materialization from(Program program, SourceChange change) {
    Start start = new Start(program, change);
    try {
      return new Materialization(start, SourceChange.NONE, start.close(SourceChange.NONE));
    } catch (RuntimeException | Error failed) {
      start.leave();
      throw failed;
    }
  }

  /**
   * The materialization of other facts: first all sources of the removed statements go, then the
   * added facts come. What comes beside a source that is there already makes it no less certain.
   *
   * @param added certain and uncertain facts; prefixes are ignored
   * @param removed statements that data or {@code DATA} blocks state
   * @throws InvalidInputException if nothing states a statement that is to be removed, or if the
   *     alternatives of a choice then add up to more than 1
   * @throws IllegalStateException if this was closed
   */
  public Materialization with(FactSet added, Collection<Triple> removed) {
    if (closed.get()) {
      throw new IllegalStateException("This materialization was closed.");
    }
    SourceChange further = change(added, removed);
    if (further.equals(SourceChange.NONE)) {
      start.users.incrementAndGet();
      return new Materialization(start, change, store);
    }
    SourceChange all = change.then(further);
    boolean isWhole = store.incompleteness() == null;
    if (!isWhole || isLarge(all)) {
      return from(start.program, start.change.then(all));
    }
    ProofStore next;
    if (start.fixpoint.isWithoutDrl() && !isMostlyDead()) {
      next = store.copy();
      new Closure(next, start.program.limits())
          .apply(
              new Closure.Change(further.added(), further.removedFrom(store), Map.of(), List.of()));
    } else {
      next = start.close(all);
    }
    start.users.incrementAndGet();
    return new Materialization(start, all, next);
  }

  /** Whether so much is changed that closing anew costs little more. */
  private boolean isLarge(SourceChange change) {
    int changed = change.added().size() + change.removed().size();
    return changed > FEW && changed > start.background.store().live() / 4;
  }

  /** Whether copying the rows that are taken back costs more than closing the change anew. */
  private boolean isMostlyDead() {
    FactTable facts = store.facts();
    int own = facts.size() - facts.offset();
    int dead = facts.dead() - start.background.store().facts().dead();
    return own > FEW && dead > own / 2;
  }

  private SourceChange change(FactSet added, Collection<Triple> removed) {
    Set<Triple> gone = new LinkedHashSet<>(removed);
    List<Diagnostic> diagnostics = new ArrayList<>();
    for (Triple statement : gone) {
      int row = store.facts().find(statement);
      if (row == FactTable.NONE || store.sources(row).isEmpty()) {
        diagnostics.add(notStated(statement, row != FactTable.NONE));
      }
    }
    if (!diagnostics.isEmpty()) {
      throw new InvalidInputException(diagnostics);
    }
    List<Background.Sourced> come = new ArrayList<>();
    Set<Background.Sourced> certain = new LinkedHashSet<>();
    for (CertainFact fact : added.certain()) {
      Triple statement = fact.statement();
      Background.Sourced sourced = new Background.Sourced(statement, Inference.origin(fact));
      int row = gone.contains(statement) ? FactTable.NONE : store.facts().find(statement);
      if (row == FactTable.NONE || !store.sources(row).contains(sourced.origin())) {
        certain.add(sourced);
      }
    }
    come.addAll(certain);
    for (UncertainFact fact : added.uncertain()) {
      come.add(new Background.Sourced(fact.statement(), Inference.origin(fact)));
    }
    SourceChange further = new SourceChange(gone, come);
    if (come.stream().anyMatch(sourced -> choice(sourced.origin()).isPresent())) {
      requireChoicesWithinOne(start.change.then(change).then(further));
    }
    return further;
  }

  private static Diagnostic notStated(Triple statement, boolean isDerived) {
    return new Diagnostic(
        "not-stated",
        "change",
        "(%s) cannot be removed: no data state it.".formatted(NodeFmtLib.strNT(statement)),
        isDerived
            ? "Rules conclude it: remove what they conclude it from."
            : "Check its terms against the data.");
  }

  private static Optional<Node> choice(Origin origin) {
    return origin instanceof Origin.Asserted asserted ? asserted.choice() : Optional.empty();
  }

  private void requireChoicesWithinOne(SourceChange all) {
    Map<Node, Double> sums = new LinkedHashMap<>();
    start.program.data().uncertain().stream()
        .filter(fact -> !all.removed().contains(fact.statement()))
        .forEach(fact -> add(Inference.origin(fact), sums));
    all.added().forEach(sourced -> add(sourced.origin(), sums));
    List<Diagnostic> diagnostics = new ArrayList<>();
    sums.forEach(
        (choice, sum) -> {
          if (sum > 1 + SLACK) {
            diagnostics.add(
                new Diagnostic(
                    "choice-above-one",
                    "change",
                    "After the change the alternatives of the choice (%s) add up to %s, which is"
                            .formatted(NodeFmtLib.strNT(choice), Math.round(sum * 1e9) / 1e9)
                        + " above 1.",
                    "Remove those alternatives that the added ones take the place of."));
          }
        });
    if (!diagnostics.isEmpty()) {
      throw new InvalidInputException(diagnostics);
    }
  }

  private static void add(Origin origin, Map<Node, Double> sums) {
    if (origin instanceof Origin.Asserted asserted) {
      asserted
          .choice()
          .ifPresent(choice -> sums.merge(choice, asserted.probability().value(), Double::sum));
    }
  }

  /** The facts and all their derivations, with probabilities that nothing was observed for. */
  public ProofGraph graph() {
    return graph(Map.of());
  }

  /**
   * The facts and all their derivations, with probabilities given observations.
   *
   * @param evidence observations that every probability is conditioned on
   * @throws InvalidInputException if the evidence is impossible or speaks of a statement that can
   *     never hold
   */
  public ProofGraph graph(Map<Triple, Boolean> evidence) {
    if (store.incompleteness() == null) {
      Inference.reject(evidence, store);
    }
    Map<String, String> prefixes = new LinkedHashMap<>(start.program.data().prefixes());
    start.program.rules().prefixes().forEach(prefixes::putIfAbsent);
    return new RecordedProofGraph(store, evidence, prefixes);
  }

  /**
   * Ends the DRL sessions if no other materialization made from this one, or before it, is open.
   */
  @Override
  public void close() {
    if (!closed.getAndSet(true)) {
      start.leave();
    }
  }
}
