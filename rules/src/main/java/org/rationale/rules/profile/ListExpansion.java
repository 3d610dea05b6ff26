package org.rationale.rules.profile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Var;

/**
 * What a rule about a list is for one list of an ontology.
 *
 * @param premises the axiom's triples, the cells of its list included
 * @param data the atoms that facts answer
 */
record ListExpansion(Map<Var, Node> binding, List<Triple> premises, List<Triple> data) {

  /** One for each choice of members that the rule asks for; none where the list is malformed. */
  static List<ListExpansion> of(
      TableRule rule, Map<Var, Node> binding, List<Triple> premises, Axioms axioms) {
    if (rule.lists().isEmpty()) {
      return List.of(new ListExpansion(binding, premises, instances(rule.data(), binding)));
    }
    TableRule.ListAtom atom = rule.lists().getFirst();
    Node head = Axioms.instance(atom.list(), binding);
    Optional<Axioms.RdfList> found = axioms.list(head);
    if (found.isEmpty()) {
      return List.of();
    }
    Axioms.RdfList list = found.get();
    int size = list.members().size();
    List<ListExpansion> expansions = new ArrayList<>();
    switch (atom.kind()) {
      case SOME -> {
        for (int i = 0; i < size; i++) {
          Map<Var, Node> extended = with(binding, atom.variables().get(0), list.members().get(i));
          expansions.add(
              new ListExpansion(
                  extended,
                  join(premises, list.cells(i + 1, i)),
                  instances(rule.data(), extended)));
        }
      }
      case PAIR -> {
        for (int i = 0; i < size; i++) {
          for (int j = i + 1; j < size; j++) {
            Map<Var, Node> extended = with(binding, atom.variables().get(0), list.members().get(i));
            extended = with(extended, atom.variables().get(1), list.members().get(j));
            expansions.add(
                new ListExpansion(
                    extended,
                    join(premises, list.cells(j + 1, i, j)),
                    instances(rule.data(), extended)));
          }
        }
      }
      case ALL -> {
        List<Triple> data = new ArrayList<>();
        for (Node member : list.members()) {
          data.addAll(instances(rule.data(), with(binding, atom.variables().get(0), member)));
        }
        expansions.add(new ListExpansion(binding, join(premises, list.cells()), data));
      }
      case CHAIN -> {
        List<Triple> data = new ArrayList<>();
        Node from = atom.variables().get(0);
        for (int i = 0; i < size; i++) {
          Node to = i == size - 1 ? atom.variables().get(1) : Var.alloc("?c" + i);
          data.add(Triple.create(from, list.members().get(i), to));
          from = to;
        }
        expansions.add(new ListExpansion(binding, join(premises, list.cells()), data));
      }
      case KEYS -> {
        List<Triple> data = new ArrayList<>();
        for (int i = 0; i < size; i++) {
          Var value = Var.alloc("?k" + i);
          data.add(Triple.create(atom.variables().get(0), list.members().get(i), value));
          data.add(Triple.create(atom.variables().get(1), list.members().get(i), value));
        }
        data.addAll(instances(rule.data(), binding));
        expansions.add(new ListExpansion(binding, join(premises, list.cells()), data));
      }
    }
    return expansions;
  }

  private static Map<Var, Node> with(Map<Var, Node> binding, Var variable, Node value) {
    Map<Var, Node> extended = new LinkedHashMap<>(binding);
    extended.put(variable, value);
    return extended;
  }

  private static List<Triple> join(List<Triple> premises, List<Triple> cells) {
    List<Triple> joined = new ArrayList<>(premises);
    joined.addAll(cells);
    return joined;
  }

  private static List<Triple> instances(List<Triple> atoms, Map<Var, Node> binding) {
    return atoms.stream().map(atom -> Axioms.instance(atom, binding)).toList();
  }
}
