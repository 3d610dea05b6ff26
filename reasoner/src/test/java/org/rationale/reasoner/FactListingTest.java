package org.rationale.reasoner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.jena.graph.Triple;
import org.apache.jena.riot.out.NodeFmtLib;
import org.junit.jupiter.api.Test;
import org.rationale.kg.Fact;
import org.rationale.kg.FactReader;
import org.rationale.kg.FactSet;
import org.rationale.kg.Origin;
import org.rationale.kg.RdfFormat;
import org.rationale.rules.RuleSet;
import org.rationale.rules.srl.SrlReader;

/**
 * What a graph lists and counts without looking at derivations is what the facts themselves say.
 */
class FactListingTest {

  @Test
  void listsAndCountsAreThoseOfTheFacts() {
    SplittableRandom random = new SplittableRandom(43);
    long derivations = 0;
    int both = 0;
    for (int i = 0; i < 120; i++) {
      RandomProgram program = RandomProgram.of(random);
      FactSet data = FactReader.readText(program.data(), RdfFormat.TURTLE, "data.ttl");
      RuleSet rules = new SrlReader().readText(program.rules(), "rules.srl");
      ProofGraph graph =
          Inference.run(
              FactBase.of(data), rules, Optional.empty(), Map.of(), Limits.NONE, 1 + i % 3);
      List<Triple> derived = new ArrayList<>();
      long asserted = 0;
      long uncertain = 0;
      long found = 0;
      for (Triple statement : graph.statements()) {
        Fact fact = graph.fact(statement).orElseThrow();
        assertThat(graph.kinds(statement))
            .containsExactlyInAnyOrderElementsOf(
                fact.origins().stream().map(Origin::kind).distinct().toList());
        boolean isAsserted = fact.origins().stream().anyMatch(FactListingTest::isCertain);
        boolean isGiven = fact.origins().stream().anyMatch(Origin.Asserted.class::isInstance);
        found += graph.derivations(statement).size();
        asserted += isAsserted ? 1 : 0;
        uncertain += isGiven && !isAsserted ? 1 : 0;
        if (!isAsserted && !graph.derivations(statement).isEmpty()) {
          derived.add(statement);
          both += isGiven ? 1 : 0;
        }
        if (graph.isCertain(statement)) {
          assertThat(graph.probability(statement).probability().value()).isEqualTo(1);
        }
      }
      assertThat(graph.derived()).as(program.toString()).isEqualTo(derived);
      assertThat(graph.counts())
          .as(program.toString())
          .isEqualTo(new FactCounts(asserted, uncertain, derived.size(), found));
      derivations += found;
    }
    assertThat(derivations).isGreaterThan(500);
    assertThat(both).isGreaterThan(10);
  }

  private static boolean isCertain(Origin origin) {
    return origin instanceof Origin.Asserted asserted && asserted.probability().isCertain();
  }

  @Test
  void statementsAreSortedAsTheirTermsAreWritten() {
    String[] terms = {
      ":a", ":a1", ":b", "<http://example.org/%20>", "<http://example.org/\\u00e9>", "_:x", "_:y"
    };
    String[] objects = {"'a'", "'a'@en", "'a b'", "1", "1.0", "'\\n'", "'\"'", "<<( :a :b 'c' )>>"};
    StringBuilder data = new StringBuilder();
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 60; i++) {
      data.append(terms[random.nextInt(terms.length)])
          .append(" :p")
          .append(random.nextInt(12))
          .append(' ')
          .append(
              random.nextBoolean()
                  ? terms[random.nextInt(terms.length)]
                  : objects[random.nextInt(objects.length)])
          .append(" .\n");
    }
    List<Triple> listed = Programs.run(data.toString(), "").statements();
    assertThat(listed)
        .hasSizeGreaterThan(40)
        .isSortedAccordingTo(
            Comparator.<Triple, String>comparing(t -> NodeFmtLib.strNT(t.getSubject()))
                .thenComparing(t -> NodeFmtLib.strNT(t.getPredicate()))
                .thenComparing(t -> NodeFmtLib.strNT(t.getObject())));
  }
}
