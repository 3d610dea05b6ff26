package org.rationale.app;

import java.io.PrintWriter;
import org.rationale.kg.Progress;

/** Tells of progress in a few lines: at the start, after each quarter, and at the end. */
final class ProgressLines implements Progress {

  private static final int PARTS = 4;

  private final PrintWriter err;
  private int part = -1;

  ProgressLines(PrintWriter err) {
    this.err = err;
  }

  @Override
  public void report(String task, int done, int total) {
    int reached = total == 0 ? PARTS : (int) ((long) PARTS * done / total);
    if (done == 0 || reached != part) {
      err.printf("%s: %d of %d%n", task, done, total);
      err.flush();
    }
    part = reached;
  }
}
