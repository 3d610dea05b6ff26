package org.rationale.perception;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * What a model answered to examples whose class is known.
 *
 * @param logits one row for each example, one column for each class
 * @param classes the true class of each example, from 0
 * @param classCount how many classes there are, at least 2
 */
record LabelledScores(double[][] logits, int[] classes, int classCount) {

  int size() {
    return classes.length;
  }

  /** How many examples are of a class. */
  int count(int k) {
    return (int) Arrays.stream(classes).filter(c -> c == k).count();
  }

  /** Whether the model ranks the true class above every other one in each example. */
  boolean allRight() {
    return IntStream.range(0, size()).allMatch(this::isRight);
  }

  private boolean isRight(int i) {
    int own = classes[i];
    return IntStream.range(0, classCount).allMatch(k -> k == own || logits[i][k] < logits[i][own]);
  }

  LabelledScores where(IntPredicate chosen) {
    int[] rows = IntStream.range(0, size()).filter(chosen).toArray();
    return new LabelledScores(
        Arrays.stream(rows).mapToObj(i -> logits[i]).toArray(double[][]::new),
        Arrays.stream(rows).map(i -> classes[i]).toArray(),
        classCount);
  }

  /** The log-odds of one class against all others, by example. */
  double[] logOdds(int k) {
    return Arrays.stream(logits).mapToDouble(row -> Softmax.logOdds(row, k)).toArray();
  }

  /** Whether each example is of a class. */
  boolean[] events(int k) {
    boolean[] events = new boolean[size()];
    for (int i = 0; i < events.length; i++) {
      events[i] = classes[i] == k;
    }
    return events;
  }

  /**
   * What the probability of an event is fitted to in an example where it came, of n such: {@code (n
   * + 1) / (n + 2)} (Platt 1999); where it did not come, the rest of that for those. It is
   * Laplace's estimate that one more example like those would be of that class too. Fitted to 1
   * instead, a model that makes no mistake on the examples would become certain of everything.
   */
  static double target(int examples) {
    return (examples + 1.0) / (examples + 2.0);
  }

  /**
   * The fold of each example, such that each fold has as equal a share of every class as can be:
   * the examples of a class are dealt out in turn.
   */
  int[] folds(int count) {
    int[] next = new int[classCount];
    int[] folds = new int[size()];
    for (int i = 0; i < folds.length; i++) {
      // Classes start at different folds, or the first one would get all that is left over.
      folds[i] = (next[classes[i]]++ + classes[i]) % count;
    }
    return folds;
  }
}
