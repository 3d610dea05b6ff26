package org.rationale.rules.profile;

import java.util.List;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Var;
import org.rationale.rules.BodyElement;

/**
 * A rule of a table. Its variables are {@link Var}s.
 *
 * @param name as in the table: {@code cax-sco}
 * @param table the table's number; 0 where there is only one
 * @param label the sentence that phrases an instance
 * @param schema atoms that the ontology answers
 * @param lists what is said of the ontology's lists
 * @param data atoms that facts answer
 * @param tests filters
 * @param head what it concludes
 * @param extendsSchema whether it may conclude schema triples from which others follow about data
 * @param needsSameAs whether it is there only if something can be the same as something else
 */
record TableRule(
    String name,
    int table,
    String label,
    List<Triple> schema,
    List<ListAtom> lists,
    List<Triple> data,
    List<BodyElement.Filter> tests,
    List<Triple> head,
    boolean extendsSchema,
    boolean needsSameAs) {

  TableRule {
    schema = List.copyOf(schema);
    lists = List.copyOf(lists);
    data = List.copyOf(data);
    tests = List.copyOf(tests);
    head = List.copyOf(head);
  }

  /** Whether it speaks of the schema only, and of no list. */
  boolean isOfSchema() {
    return data.isEmpty() && lists.isEmpty() && !schema.isEmpty();
  }

  /** Whether it speaks of data only. */
  boolean isOfData() {
    return schema.isEmpty();
  }

  /** What a rule says of a list, see the table of OWL 2 RL. */
  record ListAtom(Kind kind, Var list, List<Var> variables) {

    ListAtom {
      variables = List.copyOf(variables);
    }
  }

  /** The functors for lists. */
  enum Kind {
    ALL,
    SOME,
    PAIR,
    CHAIN,
    KEYS
  }
}
