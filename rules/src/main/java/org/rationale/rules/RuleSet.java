package org.rationale.rules;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.jena.graph.Triple;

/**
 * Rules, the data that came with them, and the prefixes of their text.
 *
 * @param rules in the order read; ids are unique
 * @param data triples of {@code DATA} blocks: they count as base facts
 * @param prefixes without the colon: {@code rat -> https://w3id.org/rationale#}
 */
public record RuleSet(List<Rule> rules, List<Triple> data, Map<String, String> prefixes) {
  public RuleSet {
    rules = List.copyOf(rules);
    data = List.copyOf(data);
    prefixes = Collections.unmodifiableMap(new LinkedHashMap<>(prefixes));
  }
}
