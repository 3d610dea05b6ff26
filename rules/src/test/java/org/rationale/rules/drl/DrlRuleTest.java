package org.rationale.rules.drl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rationale.rules.drl.DrlFixture.compile;
import static org.rationale.rules.drl.DrlFixture.fact;
import static org.rationale.rules.drl.DrlFixture.facts;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rationale.kg.Citation;

class DrlRuleTest {

  @TempDir Path folder;

  private DrlRule rule(String condition) {
    try (DrlRules rules =
        compile(folder, "rule \"ex:r\" when " + condition + " then String s = null; end")) {
      assertThat(rules.rules()).hasSize(1);
      return rules.rules().getFirst();
    }
  }

  @Test
  void annotationsBecomeTextAndSource() {
    try (DrlRules rules =
        compile(
            folder,
            """
            rule "ex:a"
            @text("{$p} has a score of {$n}, which is high")
            @source("BTS guideline 2009, table 2")
            @iri("https://doi.org/10.1136/thx.2009.121434")
            when Statement(predicate == "ex:x", $p : subject, $n : object) then String s = null; end
            rule "ex:b" @iri("https://example.org/only") when Statement(predicate == "ex:x")
            then String s = null; end
            """)) {
      DrlRule first = rules.rules().getFirst();
      assertThat(first.text()).isEqualTo("{?p} has a score of {?n}, which is high");
      assertThat(first.source())
          .contains(
              new Citation(
                  "BTS guideline 2009, table 2",
                  Optional.of("https://doi.org/10.1136/thx.2009.121434")));
      assertThat(rules.rules().get(1).source())
          .contains(
              new Citation("https://example.org/only", Optional.of("https://example.org/only")));
      assertThat(rules.rules().get(1).text()).isEmpty();
    }
  }

  @Test
  void plainConditionsAreMonotone() {
    DrlRule rule =
        rule(
            "(Statement(predicate == \"ex:a\") or Statement(predicate == \"ex:b\"))"
                + " eval(1 < 2) Integer(this > 1) from List.of(1, 2)");
    assertThat(rule.nonmonotone()).isFalse();
    assertThat(rule.watched()).isEmpty();
    assertThat(rule.source()).isEmpty();
  }

  @Test
  void negationWatchesWhatItCouldFind() {
    DrlRule rule =
        rule(
            "$s : Statement(predicate == \"ex:a\")"
                + " not (Statement(predicate == \"ex:b\", object == \"ex:O\")"
                + " and exists Statement(subject == \"ex:S\", number > 1))");
    assertThat(rule.nonmonotone()).isTrue();
    assertThat(rule.watched()).hasSize(2);
    assertThat(rule.watched().get(0).admits(fact(":x :b :O ."))).isTrue();
    assertThat(rule.watched().get(0).admits(fact(":x :b :P ."))).isFalse();
    assertThat(rule.watched().get(0).admits(fact(":x :a :O ."))).isFalse();
    assertThat(rule.watched().get(1).admits(fact(":S :any 1 ."))).isTrue();
    assertThat(rule.watched().get(1).admits(fact(":T :any 1 ."))).isFalse();
  }

  @Test
  void forallAccumulateAndCollectAreNonmonotone() {
    for (String condition :
        List.of(
            "forall($s : Statement(predicate == \"ex:b\") Statement(this == $s, number > 1))",
            "accumulate(Statement(predicate == \"ex:b\", $o : object); $n : count($o))",
            "$n : Number() from accumulate(Statement(predicate == \"ex:b\"), count(1))",
            "$l : List() from collect(Statement(predicate == \"ex:b\"))")) {
      DrlRule rule = rule(condition);
      assertThat(rule.nonmonotone()).as(condition).isTrue();
      assertThat(rule.watched()).as(condition).anyMatch(p -> p.admits(fact(":x :b 1 .")));
      assertThat(rule.watched().getFirst().admits(fact(":x :c 1 ."))).as(condition).isFalse();
    }
  }

  @Test
  void alternativesInAConstraintAreNotTakenForAConstant() {
    DrlRule rule = rule("not Statement(predicate == \"ex:a\" || predicate == \"ex:b\")");
    assertThat(rule.watched()).hasSize(1);
    assertThat(rule.watched().getFirst().predicate()).isEmpty();
  }

  @Test
  void everyKindOfTermComesBackAsItWas() {
    try (DrlRules rules =
        compile(
            folder,
            """
            rule "ex:copy" when Statement(predicate == "ex:in", $s : subject, $o : object)
            then conclusions.conclude(drools, $s, "ex:out", $o); end
            """)) {
      String terms =
          """
          :I , <urn:x:y> , <http://other.example/z> , 05 , 5.0 , 0 , 0.0 , 1e3 , -0.0e0 , true , "text" ,
          "text"@en , "text"@ar--rtl , "2026-01-01"^^<http://www.w3.org/2001/XMLSchema#date> ,
          "INF"^^<http://www.w3.org/2001/XMLSchema#double> ,
          "1.5"^^<http://www.w3.org/2001/XMLSchema#float> ,
          "x"^^<http://www.w3.org/2001/XMLSchema#integer> ,
          "x"^^<http://www.w3.org/2001/XMLSchema#boolean> , <<( :a :b :c )>>
          """;
      List<DrlMatch> matches =
          rules.fire(facts(":s :in " + terms + " . _:b :in 1 . <ex:odd> :in 2 ."));
      assertThat(matches)
          .hasSize(20)
          .allSatisfy(
              match -> {
                assertThat(match.conclusion().getObject())
                    .isEqualTo(match.premises().getFirst().getObject())
                    .isEqualTo(match.bindings().get("o"));
                assertThat(match.conclusion().getSubject())
                    .isEqualTo(match.premises().getFirst().getSubject());
              });
    }
  }

  @Test
  void javaValuesBecomeLiterals() {
    try (DrlRules rules =
        compile(
            folder,
            """
            rule "ex:make" when Statement(predicate == "ex:in")
            then
              Object[] values = {1, 2L, (short) 3, (byte) 4, new java.math.BigInteger("5"), 1.5, 2.5f,
                Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, new BigDecimal("1.50"),
                new BigDecimal("1E2"), true, Literal.of("a"), new Literal("b", "", "en"),
                new Literal("c", "", "he--rtl"), "<http://x.example/>", "rdf:type"};
              for (Object value : values) {
                conclusions.conclude(drools, "ex:s", "ex:out", value);
              }
            end
            """)) {
      assertThat(rules.fire(facts(":s :in 1 .")).stream().map(DrlMatch::conclusion))
          .containsExactlyInAnyOrderElementsOf(
              facts(
                  """
                  PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
                  :s :out 1, 2, 3, 4, 5, 1.5 , "1.5"^^xsd:double, "2.5"^^xsd:float,
                    "INF"^^xsd:double, "-INF"^^xsd:double, "100"^^xsd:decimal, true, "a", "b"@en,
                    "c"@he--rtl, <http://x.example/>,
                    <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> .
                  """));
    }
  }

  @Test
  void patternWithAnOpenPredicateSeesEveryFact() {
    try (DrlRules rules =
        compile(
            folder,
            """
            rule "ex:any" when Statement(object == "ex:O", $p : predicate)
            then conclusions.conclude(drools, "ex:s", "ex:used", $p); end
            """)) {
      assertThat(rules.fire(facts(":a :b :O . :a :c :O ."))).hasSize(2);
    }
  }
}
