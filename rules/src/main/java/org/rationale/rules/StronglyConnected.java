package org.rationale.rules;

import java.util.Arrays;

/**
 * Strongly connected components by Tarjan's algorithm (<i>Depth-first search and linear graph
 * algorithms</i>, 1972), with its own stack: a chain of thousands of rules is no deep recursion.
 */
final class StronglyConnected {

  private static final int UNSEEN = -1;

  private final int[][] targets;
  private final int[] index;
  private final int[] low;
  private final int[] component;
  private final int[] nextTarget;
  private final IntList open = new IntList();
  private int seen;
  private int components;

  private StronglyConnected(int[][] targets) {
    this.targets = targets;
    int size = targets.length;
    index = new int[size];
    low = new int[size];
    component = new int[size];
    nextTarget = new int[size];
    Arrays.fill(index, UNSEEN);
    Arrays.fill(component, UNSEEN);
  }

  /**
   * The component of each node; a component that can be reached from another has the lower number.
   *
   * @param targets the nodes that each node has an edge to
   */
  static int[] components(int[][] targets) {
    StronglyConnected search = new StronglyConnected(targets);
    for (int node = 0; node < targets.length; node++) {
      if (search.index[node] == UNSEEN) {
        search.visit(node);
      }
    }
    return search.component;
  }

  private void visit(int root) {
    IntList path = new IntList();
    enter(root, path);
    while (!path.isEmpty()) {
      int node = path.last();
      if (nextTarget[node] < targets[node].length) {
        int target = targets[node][nextTarget[node]++];
        if (index[target] == UNSEEN) {
          enter(target, path);
        } else if (component[target] == UNSEEN) {
          low[node] = Math.min(low[node], index[target]);
        }
        continue;
      }
      path.removeLast();
      if (!path.isEmpty()) {
        low[path.last()] = Math.min(low[path.last()], low[node]);
      }
      if (low[node] == index[node]) {
        close(node);
      }
    }
  }

  private void enter(int node, IntList path) {
    index[node] = seen;
    low[node] = seen++;
    open.add(node);
    path.add(node);
  }

  private void close(int root) {
    int node;
    do {
      node = open.removeLast();
      component[node] = components;
    } while (node != root);
    components++;
  }
}
