package org.rationale.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.vocabulary.RDF;

/**
 * Statements as rows of relations, for engines that think in these: a relation for each predicate
 * and, where no rule asks for a type it does not name, one for each class. That spares those
 * engines the largest of all relations.
 */
final class Relations {

  private final boolean byClass;
  private final Map<Key, Relation> relations = new LinkedHashMap<>();

  private record Key(Node predicate, boolean isClass) {}

  /**
   * A relation.
   *
   * @param name a letter and a number
   * @param predicate the predicate, or the class
   * @param isClass whether it has the instances of a class: one column
   */
  record Relation(String name, Node predicate, boolean isClass) {

    Triple statement(List<Node> row) {
      return isClass
          ? Triple.create(row.getFirst(), RDF.type.asNode(), predicate)
          : Triple.create(row.get(0), predicate, row.get(1));
    }
  }

  /** A row, or the pattern of one. */
  record Atom(Relation relation, List<Node> terms) {}

  Relations(Workload workload) {
    this.byClass =
        workload.rules().rules().stream()
            .flatMap(
                rule ->
                    Stream.concat(
                        rule.head().stream(), rule.body().stream().map(Workload::patternOf)))
            .noneMatch(
                triple ->
                    triple.getPredicate().equals(RDF.type.asNode())
                        && triple.getObject() instanceof Var);
  }

  Atom atom(Triple triple) {
    Node predicate = triple.getPredicate();
    if (predicate instanceof Var) {
      throw new IllegalArgumentException("The predicate of (%s) is open.".formatted(triple));
    }
    boolean isClass = byClass && predicate.equals(RDF.type.asNode());
    Key key = new Key(isClass ? triple.getObject() : predicate, isClass);
    Relation relation =
        relations.computeIfAbsent(
            key, k -> new Relation("R" + relations.size(), k.predicate(), k.isClass()));
    return new Atom(
        relation,
        isClass ? List.of(triple.getSubject()) : List.of(triple.getSubject(), triple.getObject()));
  }

  /** All that were asked for. */
  List<Relation> all() {
    return new ArrayList<>(relations.values());
  }
}
