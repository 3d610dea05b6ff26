package org.rationale.rules.drl;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.jena.graph.Triple;

/** DRL rules over facts that come and go; used by one thread at a time. */
public sealed interface DrlSession extends AutoCloseable {

  /**
   * Changes what holds and fires the rules until nothing is new.
   *
   * @param added facts that hold from now on; repetition does not matter
   * @param removed facts that hold no more, shared ones too; a conclusion among them stays as long
   *     as rules conclude it
   * @return what {@link DrlRules#fire} returns for all facts that hold now, in no order
   * @throws org.rationale.kg.InvalidInputException as {@link DrlRules#fire} does; the session is of
   *     no further use then, except to be closed
   */
  List<DrlMatch> change(Collection<Triple> added, Collection<Triple> removed);

  /** Whether a fact was given, be it shared or added, and not removed since. */
  boolean holds(Triple fact);

  /** Forgets all facts but the shared ones. */
  @Override
  void close();

  /** Keeps a Drools session and tells it what changes. */
  final class Pooled implements DrlSession {

    private final DrlSessions owner;
    private final Firing firing;
    private final Set<Triple> own = new LinkedHashSet<>();
    private final Set<Triple> missing = new LinkedHashSet<>();
    private boolean broken;
    private boolean closed;

    Pooled(DrlSessions owner, Firing firing) {
      this.owner = owner;
      this.firing = firing;
    }

    @Override
    public List<DrlMatch> change(Collection<Triple> added, Collection<Triple> removed) {
      if (broken || closed) {
        throw new IllegalStateException("This DRL session has failed or was closed.");
      }
      broken = true;
      for (Triple fact : removed) {
        if (!own.remove(fact) && firing.isGiven(fact)) {
          missing.add(fact);
        }
      }
      for (Triple fact : added) {
        if (!missing.remove(fact) && !firing.isGiven(fact)) {
          own.add(fact);
        }
      }
      List<DrlMatch> matches = firing.change(added, removed);
      broken = false;
      return matches;
    }

    @Override
    public boolean holds(Triple fact) {
      return firing.isGiven(fact);
    }

    @Override
    public void close() {
      if (closed) {
        return;
      }
      closed = true;
      if (broken) {
        firing.dispose();
        return;
      }
      firing.change(missing, own);
      owner.giveBack(firing);
    }
  }

  /** Fires all rules anew over all facts. */
  final class Anew implements DrlSession {

    private final DrlRules rules;
    private final Set<Triple> facts;

    Anew(DrlRules rules, List<Triple> shared) {
      this.rules = rules;
      this.facts = new LinkedHashSet<>(shared);
    }

    @Override
    public List<DrlMatch> change(Collection<Triple> added, Collection<Triple> removed) {
      removed.forEach(facts::remove);
      facts.addAll(added);
      return rules.fire(facts);
    }

    @Override
    public boolean holds(Triple fact) {
      return facts.contains(fact);
    }

    @Override
    public void close() {
      facts.clear();
    }
  }
}
