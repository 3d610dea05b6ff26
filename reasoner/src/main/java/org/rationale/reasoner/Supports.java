package org.rationale.reasoner;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.ArrayList;
import java.util.List;
import org.apache.jena.graph.Triple;
import org.rationale.kg.Origin;

/**
 * What supports statements other than the rules that {@link Closure} runs: sources, and DRL rules.
 * Comes and goes; what is left without any support dies, and closing may bring it back.
 */
final class Supports {

  private final ProofStore store;
  private final Program program;
  private final FactTable facts;
  private final TermTable terms;
  private final IntArrayList gone = new IntArrayList();

  Supports(ProofStore store) {
    this.store = store;
    this.program = store.program();
    this.facts = store.facts();
    this.terms = facts.terms();
  }

  /** The rows that died since this was last cleared, in order. */
  IntArrayList gone() {
    return gone;
  }

  /** Adds a source of a statement; closing is left to the caller. */
  void addSource(Triple statement, Origin origin) {
    addSource(
        terms.number(statement.getSubject()),
        terms.number(statement.getPredicate()),
        terms.number(statement.getObject()),
        origin);
  }

  /**
   * Adds many certain facts to an empty root; until the closure is closed they are found as
   * statements only.
   *
   * @param quads subject, predicate, object and the number of the source, one after the other
   * @param origins the sources, all certain
   */
  void addAllCertain(int[] quads, int number, List<? extends Origin> origins, Workers workers) {
    int[] repeated = facts.appendAll(quads, number, given(true), workers);
    store.setSources(quads, number, repeated, origins);
    for (int at : repeated) {
      addCertain(
          quads[4 * at], quads[4 * at + 1], quads[4 * at + 2], origins.get(quads[4 * at + 3]));
    }
  }

  /** Adds a source that states something for certain, unless the statement has it already. */
  private void addCertain(int s, int p, int o, Origin origin) {
    int row = facts.find(s, p, o);
    if (row == FactTable.NONE || !store.sources(row).contains(origin)) {
      addSource(s, p, o, origin);
    }
  }

  private void addSource(int s, int p, int o, Origin origin) {
    boolean isCertain = ProofStore.isCertain(origin);
    int row = facts.find(s, p, o);
    if (row == FactTable.NONE) {
      store.setSources(facts.append(s, p, o, given(isCertain)), List.of(origin));
      return;
    }
    List<Origin> sources = new ArrayList<>(store.sources(row));
    sources.add(origin);
    byte flags = facts.flags(row);
    byte now = (byte) (flags | given(isCertain));
    store.setSources(row, List.copyOf(sources));
    if (now != flags && (program.readsGiven() || (isCertain && !facts.isCertain(row)))) {
      // What rules conclude of it, they conclude anew.
      renew(row, now);
    } else {
      facts.setFlags(row, now);
    }
  }

  /** The marks of a statement that has a source. */
  private static byte given(boolean certainly) {
    return certainly
        ? FactTable.GIVEN | FactTable.GIVEN_CERTAINLY | FactTable.CERTAIN
        : FactTable.GIVEN;
  }

  /** Gives a statement a new row if sources or DRL rules support it, as surely as they do. */
  private void renew(int row, byte flags) {
    boolean surely = (flags & (FactTable.GIVEN_CERTAINLY | FactTable.CONCLUDED_CERTAINLY)) != 0;
    if ((flags & (FactTable.GIVEN | FactTable.CONCLUDED)) != 0) {
      replace(row, (byte) (surely ? flags | FactTable.CERTAIN : flags & ~FactTable.CERTAIN));
    } else {
      facts.setFlags(row, flags);
      die(row);
    }
  }

  /** Takes a source of a statement away. */
  void removeSource(Background.Sourced sourced) {
    int row = facts.find(sourced.statement());
    List<Origin> sources =
        row == FactTable.NONE ? new ArrayList<>() : new ArrayList<>(store.sources(row));
    if (!sources.remove(sourced.origin())) {
      throw new IllegalArgumentException(
          "The statement (%s) has no source (%s) to remove."
              .formatted(sourced.statement(), sourced.origin()));
    }
    store.setSources(row, List.copyOf(sources));
    byte flags = facts.flags(row);
    int left = flags;
    if (sources.isEmpty()) {
      left &= ~(FactTable.GIVEN | FactTable.GIVEN_CERTAINLY);
    } else if (sources.stream().noneMatch(ProofStore::isCertain)) {
      left &= ~FactTable.GIVEN_CERTAINLY;
    }
    if (left != flags && program.readsGiven()) {
      renew(row, (byte) left);
    } else {
      facts.setFlags(row, (byte) left);
      reassess(row);
    }
  }

  /** Notes that a DRL rule concludes a statement. */
  void addConcluded(Triple statement, boolean isCertain) {
    int s = terms.number(statement.getSubject());
    int p = terms.number(statement.getPredicate());
    int o = terms.number(statement.getObject());
    byte mark =
        (byte)
            (FactTable.CONCLUDED
                | (isCertain ? FactTable.CONCLUDED_CERTAINLY | FactTable.CERTAIN : 0));
    int row = facts.find(s, p, o);
    if (row == FactTable.NONE) {
      facts.append(s, p, o, mark);
    } else if (isCertain && !facts.isCertain(row)) {
      replace(row, (byte) (facts.flags(row) | mark));
    } else {
      facts.setFlags(row, (byte) (facts.flags(row) | mark));
    }
  }

  /** Notes that no DRL rule concludes a statement any more. */
  void withdraw(Triple statement) {
    int row = facts.find(statement);
    if (row == FactTable.NONE) {
      return;
    }
    byte marks = FactTable.CONCLUDED | FactTable.CONCLUDED_CERTAINLY;
    facts.setFlags(row, (byte) (facts.flags(row) & ~marks));
    reassess(row);
  }

  /** Lets a row die, or become uncertain, if what is left does not support it as it is. */
  void reassess(int row) {
    byte flags = facts.flags(row);
    boolean isCertain = (flags & FactTable.CERTAIN) != 0;
    int supports =
        isCertain
            ? FactTable.GIVEN_CERTAINLY | FactTable.CONCLUDED_CERTAINLY
            : FactTable.GIVEN | FactTable.CONCLUDED;
    if ((flags & supports) == 0 && store.firstRule(row) == null) {
      renew(row, flags);
    }
  }

  private void die(int row) {
    facts.setFlags(row, (byte) (facts.flags(row) | FactTable.DEAD));
    gone.add(row);
  }

  /** Gives a statement a new row, which keeps its sources. */
  int replace(int row, byte flags) {
    die(row);
    int successor =
        facts.append(facts.subject(row), facts.predicate(row), facts.object(row), flags);
    store.setSources(successor, store.sources(row));
    return successor;
  }
}
