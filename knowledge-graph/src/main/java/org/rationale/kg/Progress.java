package org.rationale.kg;

/** Is told how far a long piece of work has come. Called by one thread at a time for one task. */
@FunctionalInterface
public interface Progress {

  /** For nobody. */
  Progress NONE = (task, done, total) -> {};

  /**
   * Called at the start, now and then, and at the end.
   *
   * @param task what is done, in words for people
   * @param done from 0 to {@code total}
   */
  void report(String task, int done, int total);
}
