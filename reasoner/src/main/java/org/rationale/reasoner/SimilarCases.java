package org.rationale.reasoner;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.rationale.kg.Percept;

/**
 * Closes one case many times with other percepts, as {@link Reasoner#facts} would, but sooner: DRL
 * rules are told only what differs from the time before. Safe for use by many threads.
 */
public final class SimilarCases implements AutoCloseable {

  private final Reasoner reasoner;
  private final JointFixpoint fixpoint;
  private final Case given;
  private final Node subject;
  private final ConcurrentLinkedDeque<JointFixpoint.Running> idle = new ConcurrentLinkedDeque<>();

  SimilarCases(Reasoner reasoner, JointFixpoint fixpoint, Case given) {
    this.reasoner = reasoner;
    this.fixpoint = fixpoint;
    this.given = given;
    this.subject = NodeFactory.createURI(given.subject());
  }

  /**
   * All facts of the case from these percepts.
   *
   * @throws org.rationale.kg.InvalidInputException as {@link Reasoner#facts} does
   * @throws IllegalStateException if the reasoner is closed
   */
  public ProofGraph facts(List<Percept> percepts) {
    if (fixpoint.isWithoutDrl()) {
      return reasoner.facts(given, percepts);
    }
    reasoner.requireOpen();
    JointFixpoint.Running polled = idle.pollFirst();
    JointFixpoint.Running running = polled == null ? fixpoint.running() : polled;
    boolean isWhole = false;
    try {
      ProofStore store =
          fixpoint.close(Reasoner.added(subject, reasoner.settled(percepts)), running);
      isWhole = true;
      return reasoner.graph(store);
    } finally {
      if (isWhole) {
        idle.addFirst(running);
      } else {
        running.close(); // What failed says nothing of what it was given.
      }
    }
  }

  /** Ends the sessions that were used. Graphs stay usable. */
  @Override
  public void close() {
    for (JointFixpoint.Running running = idle.pollFirst();
        running != null;
        running = idle.pollFirst()) {
      running.close();
    }
  }
}
