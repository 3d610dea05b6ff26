package org.rationale.reasoner;

import java.util.SplittableRandom;

/** Sixty-four sampled worlds at once: a function is the set of those in which it is true. */
final class SampledWorlds implements BooleanAlgebra {

  static final int WORLDS = Long.SIZE;

  private final long[] variables;

  /**
   * @param chances of the variable of each switch
   */
  SampledWorlds(SplittableRandom random, double[] chances) {
    variables = new long[chances.length];
    for (int s = 0; s < chances.length; s++) {
      for (int world = 0; world < WORLDS; world++) {
        if (random.nextDouble() < chances[s]) {
          variables[s] |= 1L << world;
        }
      }
    }
  }

  @Override
  public long falsity() {
    return 0;
  }

  @Override
  public long truth() {
    return -1;
  }

  @Override
  public long variable(int s) {
    return variables[s];
  }

  @Override
  public long and(long a, long b) {
    return a & b;
  }

  @Override
  public long or(long a, long b) {
    return a | b;
  }

  @Override
  public long not(long a) {
    return ~a;
  }
}
