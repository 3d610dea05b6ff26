package org.rationale.kg;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What data state, certain and uncertain.
 *
 * @param certain in the order read; a statement occurs once for each source that states it, and not
 *     at all if data give it a probability below 1
 * @param uncertain in the order read; several for one statement are independent of each other
 * @param prefixes without the colon, in the order read; the first declaration of a prefix counts
 */
public record FactSet(
    List<CertainFact> certain, List<UncertainFact> uncertain, Map<String, String> prefixes) {
  public FactSet {
    certain = List.copyOf(certain);
    uncertain = List.copyOf(uncertain);
    prefixes = Collections.unmodifiableMap(new LinkedHashMap<>(prefixes));
  }
}
