package org.rationale.reasoner;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Puts the circuits of independent parts into one list of variables and nodes. */
final class DiagramList {

  private static final int TERMINALS = 2;

  private final Grounding grounding;
  private final List<DecisionDiagrams.Variable> variables = new ArrayList<>();
  private final List<DecisionDiagrams.Node> nodes = new ArrayList<>();
  private int groups;

  DiagramList(Grounding grounding) {
    this.grounding = grounding;
  }

  /** Adds a circuit; returns how far the numbers of its nodes have moved. */
  int add(Grounding.Part part, Circuit circuit) {
    GroundProgram program = part.program();
    Map<Integer, Integer> places = new HashMap<>();
    for (int[] group : program.groups()) {
      for (int place = 0; place < group.length; place++) {
        places.put(group[place], place);
      }
    }
    int firstVariable = variables.size();
    int firstNode = nodes.size();
    for (int level = 0; level < circuit.levels(); level++) {
      int s = circuit.switchAt(level);
      variables.add(
          new DecisionDiagrams.Variable(
              grounding.input(part.inputs()[s]),
              groups + program.groupOf(s),
              places.getOrDefault(s, 0)));
    }
    groups += program.groups().length;
    for (int node = TERMINALS; node < circuit.size(); node++) {
      nodes.add(
          new DecisionDiagrams.Node(
              firstVariable + circuit.level(node),
              node(circuit.low(node), firstNode),
              node(circuit.high(node), firstNode)));
    }
    return firstNode;
  }

  /** The number in the list of a circuit's node; the terminals keep theirs. */
  int node(int node, int moved) {
    return node < TERMINALS ? node : node + moved;
  }

  DecisionDiagrams diagrams(List<DecisionDiagrams.Root> roots) {
    return new DecisionDiagrams(variables, nodes, roots);
  }
}
