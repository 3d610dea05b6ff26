package org.rationale.perception;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** A map from the log-odds that a model gives an event to the event's probability. Never falls. */
sealed interface BinaryCalibration
    permits BinaryCalibration.Platt, BinaryCalibration.Beta, BinaryCalibration.Isotonic {

  /** Decides the parameters where the examples do not, as when all have one score. */
  double RIDGE = 1e-6;

  /** In (0, 1) for finite log-odds, but for rounding. */
  double probability(double logOdds);

  /** As in a calibration file. */
  String kind();

  /** For people. */
  String words();

  /**
   * {@code 1 / (1 + exp(-(slope * x + intercept)))} (Platt, Probabilistic Outputs for Support
   * Vector Machines, 1999).
   *
   * @param slope at least 0
   */
  record Platt(double slope, double intercept) implements BinaryCalibration {

    /** Maximum likelihood of {@link LabelledScores#target}s by Newton's method. */
    static Platt fit(double[] logOdds, boolean[] events) {
      double[] targets = targets(events);
      double[][] rows =
          Arrays.stream(logOdds).mapToObj(x -> new double[] {1, x}).toArray(double[][]::new);
      double[] weights = LogisticRegression.fit(rows, targets, RIDGE);
      // Scores that point the wrong way say nothing; turned round they would follow the noise.
      return weights[1] >= 0
          ? new Platt(Rounded.nearest(weights[1]), Rounded.nearest(weights[0]))
          : new Platt(0, Rounded.nearest(baseLogOdds(targets)));
    }

    @Override
    public double probability(double logOdds) {
      return Softmax.logistic(slope * logOdds + intercept);
    }

    @Override
    public String kind() {
      return "platt";
    }

    @Override
    public String words() {
      return "Platt's slope %s and intercept %s"
          .formatted(Rounded.words(slope), Rounded.words(intercept));
    }
  }

  /**
   * {@code 1 / (1 + exp(-(a ln p - b ln(1 - p) + c)))} of the model's probability p (Kull, Silva
   * Filho and Flach, Beta calibration, AISTATS 2017). With a = b it is Platt's map.
   *
   * @param a at least 0
   * @param b at least 0
   */
  record Beta(double a, double b, double c) implements BinaryCalibration {

    /**
     * Maximum likelihood of {@link LabelledScores#target}s with a and b at least 0: of the fits
     * with both, one or none of them free, the likeliest that keeps within.
     */
    static Beta fit(double[] logOdds, boolean[] events) {
      double[] targets = targets(events);
      Beta best = new Beta(0, 0, baseLogOdds(targets));
      for (boolean[] free : new boolean[][] {{true, true}, {true, false}, {false, true}}) {
        double[][] rows =
            Arrays.stream(logOdds)
                .mapToObj(x -> new double[] {1, free[0] ? logP(x) : 0, free[1] ? -logP(-x) : 0})
                .toArray(double[][]::new);
        double[] weights = LogisticRegression.fit(rows, targets, RIDGE);
        Beta fitted = new Beta(free[0] ? weights[1] : 0, free[1] ? weights[2] : 0, weights[0]);
        if (fitted.a >= 0
            && fitted.b >= 0
            && fitted.loss(logOdds, targets) < best.loss(logOdds, targets)) {
          best = fitted;
        }
      }
      return new Beta(Rounded.nearest(best.a), Rounded.nearest(best.b), Rounded.nearest(best.c));
    }

    /** The logarithm of the probability whose log-odds are x. */
    private static double logP(double x) {
      return -Softmax.softplus(-x);
    }

    private double mapped(double logOdds) {
      return a * logP(logOdds) - b * logP(-logOdds) + c;
    }

    private double loss(double[] logOdds, double[] targets) {
      return IntStream.range(0, logOdds.length)
          .mapToDouble(
              i -> {
                double x = mapped(logOdds[i]);
                return Softmax.softplus(x) - targets[i] * x;
              })
          .sum();
    }

    @Override
    public double probability(double logOdds) {
      return Softmax.logistic(mapped(logOdds));
    }

    @Override
    public String kind() {
      return "beta";
    }

    @Override
    public String words() {
      return "beta a %s, b %s, c %s"
          .formatted(Rounded.words(a), Rounded.words(b), Rounded.words(c));
    }
  }

  /**
   * The non-decreasing function of least squared error (Zadrozny and Elkan 2002), by pooling
   * adjacent violators. Between the steps it rises in straight lines over the log-odds; beyond the
   * outermost examples it is constant.
   *
   * <p>It is fitted as if one event more had the lowest score of all, and one non-event more the
   * highest. So it never says 0 or 1: the lowest of its values is at least {@code 1 / (m + 1)}
   * where m examples share it, and the highest at most {@code m / (m + 1)}. A step of a hundred
   * examples without an exception may say 0.99, one of three 0.75.
   *
   * @param knots log-odds and probabilities, neither of which falls
   */
  record Isotonic(List<Knot> knots) implements BinaryCalibration {

    record Knot(double logOdds, double probability) {}

    /** Examples with one value: how many, how many events, and the lowest and highest log-odds. */
    private record Block(int size, int events, double low, double high) {

      double mean() {
        return (double) events / size;
      }

      Block and(Block next) {
        return new Block(size + next.size, events + next.events, low, next.high);
      }
    }

    public Isotonic {
      knots = List.copyOf(knots);
      for (int i = 0; i < knots.size(); i++) {
        Knot knot = knots.get(i);
        if (!(knot.probability() > 0 && knot.probability() < 1)
            || (i > 0
                && (knot.logOdds() < knots.get(i - 1).logOdds()
                    || knot.probability() < knots.get(i - 1).probability()))) {
          throw new IllegalArgumentException(
              "The knot (%s) is out of order or not between 0 and 1.".formatted(knot));
        }
      }
      if (knots.isEmpty()) {
        throw new IllegalArgumentException("There are no knots.");
      }
    }

    static Isotonic fit(double[] logOdds, boolean[] events) {
      List<Block> stack = new ArrayList<>();
      int[] order =
          IntStream.range(0, logOdds.length)
              .boxed()
              .sorted((i, j) -> Double.compare(logOdds[i], logOdds[j]))
              .mapToInt(Integer::intValue)
              .toArray();
      double low = logOdds[order[0]];
      double high = logOdds[order[order.length - 1]];
      push(stack, new Block(1, 1, low, low));
      for (int at = 0; at < order.length; ) {
        double x = logOdds[order[at]];
        Block tied = new Block(0, 0, x, x);
        for (; at < order.length && logOdds[order[at]] == x; at++) {
          tied = tied.and(new Block(1, events[order[at]] ? 1 : 0, x, x));
        }
        push(stack, tied);
      }
      push(stack, new Block(1, 0, high, high));
      List<Knot> knots = new ArrayList<>();
      for (Block block : stack) {
        knots.add(new Knot(Rounded.nearest(block.low()), Rounded.nearest(block.mean())));
        if (block.high() > block.low()) {
          knots.add(new Knot(Rounded.nearest(block.high()), Rounded.nearest(block.mean())));
        }
      }
      return new Isotonic(knots);
    }

    private static void push(List<Block> stack, Block next) {
      Block pooled = next;
      while (!stack.isEmpty() && stack.getLast().mean() >= pooled.mean()) {
        pooled = stack.removeLast().and(pooled);
      }
      stack.add(pooled);
    }

    @Override
    public double probability(double logOdds) {
      int above = 0;
      while (above < knots.size() && knots.get(above).logOdds() < logOdds) {
        above++;
      }
      if (above == 0) {
        return knots.getFirst().probability();
      }
      if (above == knots.size()) {
        return knots.getLast().probability();
      }
      Knot left = knots.get(above - 1);
      Knot right = knots.get(above);
      double part = (logOdds - left.logOdds()) / (right.logOdds() - left.logOdds());
      return left.probability() + part * (right.probability() - left.probability());
    }

    @Override
    public String kind() {
      return "isotonic";
    }

    @Override
    public String words() {
      return "isotonic, %d knots".formatted(knots.size());
    }
  }

  private static double[] targets(boolean[] events) {
    int count = 0;
    for (boolean event : events) {
      count += event ? 1 : 0;
    }
    double yes = LabelledScores.target(count);
    double no = 1 - LabelledScores.target(events.length - count);
    double[] targets = new double[events.length];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = events[i] ? yes : no;
    }
    return targets;
  }

  private static double baseLogOdds(double[] targets) {
    double mean = Arrays.stream(targets).average().orElse(0.5);
    return StrictMath.log(mean / (1 - mean));
  }
}
