package org.rationale.rules;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;

/**
 * Triple templates by their constants: a pattern is compared with those only that have the same
 * constants wherever both have some. Thousands of rules may conclude an {@code rdf:type}, but few
 * the same class.
 */
final class TemplateIndex {

  /** Subject, predicate, object, and the same of an object that is a triple term. */
  private static final int POSITIONS = 6;

  /** Stands at a position that has no constant. */
  private static final Object OPEN = new Object();

  /** The object's constant where it is a triple term: no IRI and no literal is one. */
  private static final Object TRIPLE_TERM = new Object();

  /** Templates that have constants at the same positions, by the constants at some of them. */
  private record Key(int template, int joint) {}

  private final List<Triple> templates = new ArrayList<>();
  private final List<Object[]> constants = new ArrayList<>();
  private final TreeMap<Integer, IntList> byPositions = new TreeMap<>();
  private final Map<Key, Map<List<Object>, IntList>> indexes = new HashMap<>();

  /** Adds a template, whose number is how many were added before. */
  void add(Triple template) {
    Object[] found = constants(template);
    byPositions.computeIfAbsent(positions(found), positions -> new IntList()).add(templates.size());
    templates.add(template);
    constants.add(found);
  }

  /** The numbers of the templates that could make a triple which the pattern matches. */
  int[] producersOf(Triple pattern) {
    Object[] wanted = constants(pattern);
    int positions = positions(wanted);
    IntList producers = new IntList();
    byPositions.forEach(
        (template, numbers) -> {
          int joint = template & positions;
          IntList candidates =
              joint == 0
                  ? numbers
                  : index(new Key(template, joint), numbers)
                      .getOrDefault(projected(wanted, joint), new IntList());
          for (int i = 0; i < candidates.size(); i++) {
            if (Unification.unifies(templates.get(candidates.get(i)), pattern)) {
              producers.add(candidates.get(i));
            }
          }
        });
    int[] sorted = producers.toArray();
    Arrays.sort(sorted);
    return sorted;
  }

  private Map<List<Object>, IntList> index(Key key, IntList numbers) {
    return indexes.computeIfAbsent(
        key,
        absent -> {
          Map<List<Object>, IntList> index = HashMap.newHashMap(numbers.size());
          for (int i = 0; i < numbers.size(); i++) {
            int number = numbers.get(i);
            index
                .computeIfAbsent(
                    projected(constants.get(number), key.joint()), values -> new IntList())
                .add(number);
          }
          return index;
        });
  }

  private static Object[] constants(Triple triple) {
    Object[] constants = new Object[POSITIONS];
    Arrays.fill(constants, OPEN);
    constants[0] = constant(triple.getSubject());
    constants[1] = constant(triple.getPredicate());
    constants[2] = constant(triple.getObject());
    if (triple.getObject().isTripleTerm()) {
      Triple term = triple.getObject().getTriple();
      constants[2] = TRIPLE_TERM;
      constants[3] = constant(term.getSubject());
      constants[4] = constant(term.getPredicate());
      constants[5] = constant(term.getObject());
    }
    return constants;
  }

  /** By value, as terms are compared; only unification looks into triple terms further. */
  private static Object constant(Node node) {
    return node.isVariable() || node.isTripleTerm() ? OPEN : node.getIndexingValue();
  }

  private static int positions(Object[] constants) {
    int positions = 0;
    for (int i = 0; i < POSITIONS; i++) {
      if (constants[i] != OPEN) {
        positions |= 1 << i;
      }
    }
    return positions;
  }

  private static List<Object> projected(Object[] constants, int positions) {
    Object[] projected = new Object[Integer.bitCount(positions)];
    int next = 0;
    for (int i = 0; i < POSITIONS; i++) {
      if ((positions & (1 << i)) != 0) {
        projected[next++] = constants[i];
      }
    }
    return Arrays.asList(projected);
  }
}
