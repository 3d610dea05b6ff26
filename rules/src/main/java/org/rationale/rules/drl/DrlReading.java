package org.rationale.rules.drl;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;

/**
 * What a DRL rule's text says of when it fires and what it concludes then.
 *
 * @param conditions all of which must hold, in their order
 * @param conclusions what a match may conclude; a variable stands for any term unless a pattern
 *     binds it. One of three variables if the consequence could not be read
 * @param names what names in the file stand for, without {@code $}, where that is a constant or a
 *     variable of another name
 */
public record DrlReading(
    List<DrlCondition> conditions, List<Triple> conclusions, Map<String, Node> names) {

  public DrlReading {
    conditions = List.copyOf(conditions);
    conclusions = List.copyOf(conclusions);
    names = Collections.unmodifiableMap(new LinkedHashMap<>(names));
  }
}
