package org.rationale.explanations;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.jena.graph.Triple;
import org.rationale.explanations.checker.Rules;
import org.rationale.kg.Origin;
import org.rationale.reasoner.ProofGraph;

/**
 * A proof graph's statements, found by any of their terms. It remembers what was looked for: that
 * is what a certificate has to be complete about.
 */
final class GraphFacts implements Rules.Facts {

  private static final int OPEN_SUBJECT = 4;
  private static final int OPEN_PREDICATE = 2;
  private static final int OPEN_OBJECT = 1;

  private final ProofGraph graph;
  private final List<Triple> statements;
  private final List<List<Integer>> rows = new ArrayList<>();

  /** Indexes by which terms are open, made when first needed. */
  private final Map<Integer, Map<List<Integer>, List<Integer>>> indexes = new HashMap<>();

  private final SearchScope scope;

  GraphFacts(ProofGraph graph, RuleEncoding encoding, SearchScope scope) {
    this.graph = graph;
    this.statements = graph.statements();
    this.scope = scope;
    statements.forEach(statement -> rows.add(encoding.triple(statement)));
  }

  Triple statement(int number) {
    return statements.get(number);
  }

  @Override
  public List<Integer> fact(int number) {
    return rows.get(number);
  }

  @Override
  public List<Integer> matching(int s, int p, int o, boolean stated) {
    scope.want(List.of(s, p, o));
    List<Integer> found = matching(s, p, o);
    return stated ? found.stream().filter(this::isStated).toList() : found;
  }

  private boolean isStated(int number) {
    return graph.kinds(statements.get(number)).stream().anyMatch(k -> k != Origin.Kind.DERIVED);
  }

  List<Integer> matching(int s, int p, int o) {
    int open =
        (s == Rules.NONE ? OPEN_SUBJECT : 0)
            + (p == Rules.NONE ? OPEN_PREDICATE : 0)
            + (o == Rules.NONE ? OPEN_OBJECT : 0);
    return indexes.computeIfAbsent(open, this::index).getOrDefault(List.of(s, p, o), List.of());
  }

  private Map<List<Integer>, List<Integer>> index(int open) {
    Map<List<Integer>, List<Integer>> index = new HashMap<>();
    for (int i = 0; i < rows.size(); i++) {
      List<Integer> key =
          Arrays.asList(
              (open & OPEN_SUBJECT) == 0 ? rows.get(i).get(0) : Rules.NONE,
              (open & OPEN_PREDICATE) == 0 ? rows.get(i).get(1) : Rules.NONE,
              (open & OPEN_OBJECT) == 0 ? rows.get(i).get(2) : Rules.NONE);
      index.computeIfAbsent(key, k -> new ArrayList<>()).add(i);
    }
    return index;
  }
}
