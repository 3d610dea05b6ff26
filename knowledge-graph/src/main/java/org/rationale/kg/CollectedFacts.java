package org.rationale.kg;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.jena.graph.Triple;

/** Facts as objects, in the order read. */
final class CollectedFacts implements FactSink {

  private final LinkedHashSet<CertainFact> certain = new LinkedHashSet<>();
  private final List<UncertainFact> uncertain = new ArrayList<>();

  @Override
  public void certain(Triple statement, String source) {
    certain.add(new CertainFact(statement, source));
  }

  @Override
  public void uncertain(UncertainFact fact) {
    uncertain.add(fact);
  }

  @Override
  public void removeCertainIf(Predicate<Triple> unwanted) {
    certain.removeIf(fact -> unwanted.test(fact.statement()));
  }

  @Override
  public void forEachCertain(Consumer<Triple> consumer) {
    certain.forEach(fact -> consumer.accept(fact.statement()));
  }

  FactSet with(Map<String, String> prefixes) {
    return new FactSet(List.copyOf(certain), uncertain, prefixes);
  }
}
