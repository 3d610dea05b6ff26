package org.rationale.rules.drl;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.jspecify.annotations.Nullable;
import org.kie.api.runtime.rule.FactHandle;
import org.rationale.kg.Rat;

/**
 * The objects that rules inserted into a session. A proof names each by a statement: {@code
 * <java:CLASS> rat:workingMemory "its text"}. Objects with one statement are one fact.
 */
final class TypedFacts {

  private static final String SCHEME = "java:";

  private record Inserted(Object object, FactHandle handle) {}

  private final Map<Triple, Inserted> inserted = new HashMap<>();

  /** By identity, for objects need not tell equality. */
  private final IdentityHashMap<Object, Triple> statements = new IdentityHashMap<>();

  /**
   * What patterns over objects can match.
   *
   * @param className empty for objects of any class
   */
  static StatementPattern pattern(Optional<String> className) {
    return new StatementPattern(
        className.map(TypedFacts::type), Optional.of(Rat.WORKING_MEMORY), Optional.empty());
  }

  private static Node type(String className) {
    return NodeFactory.createURI(SCHEME + className);
  }

  /** The statement that names an object; empty if its contents cannot be read. */
  static Optional<Triple> statement(Object object) {
    return ObjectText.of(object)
        .map(
            text ->
                Triple.create(
                    type(object.getClass().getName()),
                    Rat.WORKING_MEMORY,
                    NodeFactory.createLiteralString(text)));
  }

  boolean isEmpty() {
    return inserted.isEmpty();
  }

  boolean contains(Triple statement) {
    return inserted.containsKey(statement);
  }

  void add(Triple statement, Object object, FactHandle handle) {
    inserted.put(statement, new Inserted(object, handle));
    statements.put(object, statement);
  }

  /** The statement of an object, or null if no rule inserted it. */
  @Nullable Triple statementOf(Object object) {
    return statements.get(object);
  }

  /** Forgets all objects but those whose statements are wanted, and tells which. */
  Collection<FactHandle> removeAllBut(Predicate<Triple> wanted) {
    List<FactHandle> removed = new ArrayList<>();
    for (Iterator<Map.Entry<Triple, Inserted>> all = inserted.entrySet().iterator();
        all.hasNext(); ) {
      Map.Entry<Triple, Inserted> entry = all.next();
      if (!wanted.test(entry.getKey())) {
        removed.add(entry.getValue().handle());
        statements.remove(entry.getValue().object());
        all.remove();
      }
    }
    return removed;
  }
}
