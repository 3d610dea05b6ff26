package org.rationale.reasoner;

/** The posterior of a program's only goal as a function of the chances of its variables. */
sealed interface Posterior {

  /** The posterior, or 0 where the evidence is impossible. */
  double value(double[] chances);

  /** Its derivatives with respect to the chances, where the evidence is possible. */
  double[] slopes(double[] chances);

  /**
   * From decision diagrams.
   *
   * @param circuit of the goal with the evidence and of the evidence
   */
  record OfCircuit(Circuit circuit) implements Posterior {

    @Override
    public double value(double[] chances) {
      double[] weights = circuit.weights(chances);
      double given = weights[circuit.root(1)];
      return given == 0 ? 0 : weights[circuit.root(0)] / given;
    }

    @Override
    public double[] slopes(double[] chances) {
      double[] weights = circuit.weights(chances);
      double given = weights[circuit.root(1)];
      double posterior = weights[circuit.root(0)] / given;
      double[] ofJoint = circuit.derivatives(circuit.root(0), chances, weights);
      double[] ofEvidence = circuit.derivatives(circuit.root(1), chances, weights);
      double[] slopes = new double[chances.length];
      for (int s = 0; s < slopes.length; s++) {
        slopes[s] = (ofJoint[s] - posterior * ofEvidence[s]) / given;
      }
      return slopes;
    }
  }

  /**
   * From tables.
   *
   * @param joint of the evidence and the goal
   */
  record OfTables(Elimination joint, Elimination evidence) implements Posterior {

    @Override
    public double value(double[] chances) {
      return ratio(joint.weigh(chances), evidence.weigh(chances));
    }

    private static double ratio(Elimination.Pass joint, Elimination.Pass given) {
      return given.total() == 0
          ? 0
          : Math.scalb(joint.total() / given.total(), given.exponent() - joint.exponent());
    }

    @Override
    public double[] slopes(double[] chances) {
      Elimination.Pass ofJoint = joint.pass(chances);
      Elimination.Pass given = evidence.pass(chances);
      double posterior = ratio(ofJoint, given);
      double[] slopes = new double[chances.length];
      for (int s = 0; s < slopes.length; s++) {
        double scaled = Math.scalb(ofJoint.slopes()[s], given.exponent() - ofJoint.exponent());
        slopes[s] = (scaled - posterior * given.slopes()[s]) / given.total();
      }
      return slopes;
    }
  }
}
