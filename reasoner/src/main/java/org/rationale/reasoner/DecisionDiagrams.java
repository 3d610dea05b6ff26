package org.rationale.reasoner;

import java.util.List;
import org.apache.jena.graph.Triple;

/**
 * Where the exact probabilities of some statements come from: ordered decision diagrams (Bryant
 * 1986) over independent variables, in one list. Along every edge the variables' numbers grow.
 *
 * @param variables in the order in which diagrams test them
 * @param nodes children first. Their numbers start at 2: 0 is falsity and 1 is truth
 * @param roots one for each statement asked for, in their order
 */
public record DecisionDiagrams(List<Variable> variables, List<Node> nodes, List<Root> roots) {

  public DecisionDiagrams {
    variables = List.copyOf(variables);
    nodes = List.copyOf(nodes);
    roots = List.copyOf(roots);
  }

  /**
   * A random input, as a variable of its own. Inputs of one group exclude each other: one goes its
   * way in those worlds where its variable is true and the variables of all earlier places are
   * false. So the chance of a variable is its input's probability, divided by what the earlier
   * places leave of 1.
   *
   * @param group the number of its group; inputs of different groups are independent
   * @param place in its group, from 0
   */
  public record Variable(RandomInput input, int group, int place) {}

  /**
   * A decision.
   *
   * @param variable the number of the variable that is tested
   * @param low the node for where it is false
   * @param high the node for where it is true
   */
  public record Node(int variable, int low, int high) {}

  /**
   * A statement's diagrams: its probability is the weight of one divided by that of the other.
   *
   * @param both the node of the worlds in which the statement holds and what was observed; negative
   *     where the diagrams would be too large
   * @param given the node of the worlds in which what was observed holds
   * @param observed the observations that bear on the statement; the others are independent of it
   */
  public record Root(Triple statement, int both, int given, List<Triple> observed) {
    public Root {
      observed = List.copyOf(observed);
    }
  }
}
