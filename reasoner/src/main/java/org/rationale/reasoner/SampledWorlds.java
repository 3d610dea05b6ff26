package org.rationale.reasoner;

import java.util.SplittableRandom;
import org.rationale.kg.Probability;

/** Sixty-four sampled worlds at once: a function is the set of those in which it is true. */
final class SampledWorlds implements BooleanAlgebra {

  static final int WORLDS = Long.SIZE;

  private final SplittableRandom random;

  SampledWorlds(SplittableRandom random) {
    this.random = random;
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
  public long variable(Probability probability) {
    long worlds = 0;
    for (int world = 0; world < WORLDS; world++) {
      if (random.nextDouble() < probability.value()) {
        worlds |= 1L << world;
      }
    }
    return worlds;
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
