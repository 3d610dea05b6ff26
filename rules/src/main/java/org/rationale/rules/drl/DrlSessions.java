package org.rationale.rules.drl;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.apache.jena.graph.Triple;

/**
 * Sessions of DRL rules over facts that all of them share. A session that is closed forgets its own
 * facts and is given out again, so that the shared ones are matched once and not for every case.
 *
 * <p>Rules whose result might depend on a session's past (see {@link DrlRules}) get a fresh Drools
 * session for each firing instead; the answers are the same.
 *
 * <p>Safe for use by several threads. A session belongs to one thread at a time.
 */
public final class DrlSessions implements AutoCloseable {

  private final DrlRules rules;
  private final List<Triple> shared;
  private final ConcurrentLinkedDeque<Firing> idle = new ConcurrentLinkedDeque<>();
  private volatile boolean closed;

  DrlSessions(DrlRules rules, Collection<Triple> shared) {
    this.rules = rules;
    this.shared = shared.stream().filter(rules::sees).distinct().toList();
  }

  /** A session that knows the shared facts and no others. */
  public DrlSession open() {
    if (closed) {
      throw new IllegalStateException("These DRL sessions were closed.");
    }
    return rules.isIncremental()
        ? new DrlSession.Pooled(this, firing())
        : new DrlSession.Anew(rules, shared);
  }

  private Firing firing() {
    return Optional.ofNullable(idle.pollFirst()).orElseGet(this::started);
  }

  private Firing started() {
    Firing firing = rules.firing();
    firing.change(shared, List.of());
    firing.forgetTerms();
    return firing;
  }

  /** Takes back a session that knows the shared facts alone. */
  void giveBack(Firing firing) {
    firing.forgetTerms();
    if (closed) {
      firing.dispose();
    } else {
      idle.addFirst(firing);
    }
  }

  /** Disposes of the sessions that are idle; others are disposed of when they are closed. */
  @Override
  public void close() {
    closed = true;
    for (Firing firing = idle.pollFirst(); firing != null; firing = idle.pollFirst()) {
      firing.dispose();
    }
  }
}
