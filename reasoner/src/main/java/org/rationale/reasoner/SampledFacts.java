package org.rationale.reasoner;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.jena.graph.Triple;
import org.apache.jena.riot.out.NodeFmtLib;
import org.rationale.kg.Origin;
import org.rationale.kg.Valuation;

/**
 * What held in sampled worlds, and how often. A fact's probability is the share of those worlds
 * with the evidence in which it holds, {@code Estimated} with a Wilson score interval of 95%
 * confidence; each interval is for its fact alone, so of many facts about one in twenty lies
 * outside. What follows from certain facts without negation is exact. There are no derivations:
 * each world had its own. Immutable after construction.
 */
public final class SampledFacts {

  private static final Comparator<Triple> ORDER =
      Comparator.comparing((Triple triple) -> NodeFmtLib.strNT(triple.getSubject()))
          .thenComparing(triple -> NodeFmtLib.strNT(triple.getPredicate()))
          .thenComparing(triple -> NodeFmtLib.strNT(triple.getObject()));

  private final ProofStore background;
  private final Set<Triple> certain;
  private final Map<Triple, Tally> tallies;
  private final int worlds;
  private final int counted;
  private final Optional<Incompleteness> incompleteness;
  private final List<Triple> statements;

  /** What is known of one statement. */
  static final class Tally {
    private int holds;
    private boolean asserted;
    private boolean uncertain;
    private boolean concluded;
  }

  /** Counts, world by world. */
  static final class Counting {

    private final ProofStore background;
    private final Set<Triple> certain;
    private final Map<Triple, Tally> tallies = new HashMap<>();
    private int worlds;
    private int counted;

    /**
     * @param background what the worlds share
     * @param certain statements that hold in every world
     * @param uncertain statements that data state with a probability
     */
    Counting(ProofStore background, Set<Triple> certain, List<Triple> uncertain) {
      this.background = background;
      this.certain = certain;
      FactTable facts = background.facts();
      for (int row = 0; row < facts.size(); row++) {
        if (!facts.isDead(row)) {
          Tally tally = tally(facts.triple(row));
          tally.asserted = facts.isGiven(row);
          tally.concluded = !facts.isGiven(row);
        }
      }
      uncertain.forEach(statement -> tally(statement).uncertain = true);
    }

    private Tally tally(Triple statement) {
      return tallies.computeIfAbsent(statement, s -> new Tally());
    }

    void skip() {
      worlds++;
    }

    /** Takes in a world with the evidence. */
    void add(ProofStore world) {
      worlds++;
      counted++;
      FactTable facts = world.facts();
      for (int row = facts.offset(); row < facts.size(); row++) {
        if (!facts.isDead(row)) {
          Tally tally = tally(facts.triple(row));
          tally.holds++;
          tally.concluded |=
              !facts.isGiven(row) || world.hasDrlMatch(row) || world.isConcludedByRule(row);
        }
      }
      facts.forEachOverridden(
          row -> {
            Tally tally = tally(facts.triple(row));
            if (facts.isDead(row)) {
              tally.holds--;
            } else {
              tally.concluded |= world.hasDrlMatch(row);
            }
          });
    }

    /** How many worlds with the evidence there were. */
    int counted() {
      return counted;
    }

    int worlds() {
      return worlds;
    }

    SampledFacts facts(Optional<Incompleteness> incompleteness) {
      // What the background holds, holds in each world that did not take it back.
      FactTable facts = background.facts();
      for (int row = 0; row < facts.size(); row++) {
        if (!facts.isDead(row)) {
          tally(facts.triple(row)).holds += counted;
        }
      }
      return new SampledFacts(this, incompleteness);
    }
  }

  private SampledFacts(Counting counting, Optional<Incompleteness> incompleteness) {
    this.background = counting.background;
    this.certain = counting.certain;
    this.tallies = counting.tallies;
    this.worlds = counting.worlds;
    this.counted = counting.counted;
    this.incompleteness = incompleteness;
    List<Triple> found = new ArrayList<>();
    tallies.forEach(
        (statement, tally) -> {
          if (tally.holds > 0 || tally.uncertain) {
            found.add(statement);
          }
        });
    found.sort(ORDER);
    this.statements = List.copyOf(found);
  }

  /**
   * The statements that held in a world with the evidence and those that data state with a
   * probability, sorted by subject, predicate and object as N-Triples writes them.
   */
  public List<Triple> statements() {
    return statements;
  }

  /**
   * The statements that rules concluded and that data do not assert without a probability, sorted
   * like {@link #statements()}.
   */
  public List<Triple> derived() {
    return statements.stream().filter(this::isDerived).toList();
  }

  private boolean isDerived(Triple statement) {
    Tally tally = tallies.get(statement);
    return tally != null && tally.concluded && !tally.asserted;
  }

  /**
   * The share of worlds with the evidence in which a statement holds; of one that held in none it
   * is 0, with an interval.
   */
  public Valuation probability(Triple statement) {
    if (certain.contains(statement)) {
      return Valuation.CERTAIN;
    }
    Tally tally = tallies.get(statement);
    return Estimate.wilson(tally == null ? 0 : tally.holds, counted);
  }

  /** Which kinds of origin a statement had in any world. */
  public Set<Origin.Kind> kinds(Triple statement) {
    Set<Origin.Kind> kinds = EnumSet.noneOf(Origin.Kind.class);
    Tally tally = tallies.get(statement);
    if (tally != null && (tally.asserted || tally.uncertain)) {
      kinds.add(Origin.Kind.ASSERTED);
    }
    if (tally != null && (tally.concluded || isConcludedBeside(statement))) {
      kinds.add(Origin.Kind.DERIVED);
    }
    return kinds;
  }

  /** Whether certain rules conclude what data assert. */
  private boolean isConcludedBeside(Triple statement) {
    int row = background.facts().find(statement);
    return row != FactTable.NONE && background.isConcludedByRule(row);
  }

  /** How many statements there are of each kind; derivations are not kept and count as 0. */
  public FactCounts counts() {
    long asserted = 0;
    long uncertain = 0;
    long concluded = 0;
    for (Triple statement : statements) {
      Tally tally = tallies.get(statement);
      if (tally != null && tally.asserted) {
        asserted++;
      } else if (tally != null) {
        uncertain += tally.uncertain ? 1 : 0;
        concluded += tally.concluded ? 1 : 0;
      }
    }
    return new FactCounts(asserted, uncertain, concluded, 0);
  }

  /** How many worlds were drawn. */
  public int worlds() {
    return worlds;
  }

  /** In how many of them the evidence held: these alone count. */
  public int counted() {
    return counted;
  }

  /** Why fewer worlds were drawn than asked for, if so. */
  public Optional<Incompleteness> incompleteness() {
    return incompleteness;
  }

  @Override
  public String toString() {
    return "SampledFacts[%d statements in %d of %d worlds]"
        .formatted(statements.size(), counted, worlds);
  }
}
