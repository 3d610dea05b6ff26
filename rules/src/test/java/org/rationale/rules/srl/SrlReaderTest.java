package org.rationale.rules.srl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.jena.graph.Triple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rationale.kg.Citation;
import org.rationale.kg.Probability;
import org.rationale.rules.BodyElement;
import org.rationale.rules.Rule;
import org.rationale.rules.RuleSet;

class SrlReaderTest {

  private static RuleSet read(String text) {
    return new SrlReader().readText("PREFIX : <http://e/>\n" + text, "t.srl");
  }

  private static Rule rule(String text) {
    List<Rule> rules = read(text).rules();
    assertThat(rules).hasSize(1);
    return rules.getFirst();
  }

  /** Terms of {@code http://e/} by their local names. */
  private static String shown(Triple triple) {
    return triple.toString().replace("http://e/", ":").replace("rdf:", "");
  }

  private static List<String> patterns(List<BodyElement> body) {
    return body.stream()
        .filter(BodyElement.Pattern.class::isInstance)
        .map(element -> shown(((BodyElement.Pattern) element).triple()))
        .toList();
  }

  @Test
  void partsOfARuleKeepTheirOrder() {
    Rule rule =
        rule(
            """
            RULE :r { ?x :sum ?s . ?x a :Sum }
            WHERE { ?x :p ?v ; :q ?w . FILTER (?v > 1) . SET (?s := ?v + ?w)
                    NOT { ?x :not  ?s # why
                          . FILTER(?s < 9) } . ?x a :T . }
            """);

    assertThat(rule.id()).isEqualTo("http://e/r");
    assertThat(rule.place()).isEqualTo("t.srl:2:1");
    assertThat(rule.dataOnly()).isFalse();
    assertThat(rule.head().stream().map(SrlReaderTest::shown))
        .containsExactly("?x :sum ?s", "?x type :Sum");
    assertThat(rule.body().stream().map(element -> element.getClass().getSimpleName()))
        .containsExactly("Pattern", "Pattern", "Filter", "Assignment", "Negation", "Pattern");
    assertThat(((BodyElement.Filter) rule.body().get(2)).expression()).hasToString("(> ?v 1)");
    assertThat(rule.body().get(3))
        .isInstanceOfSatisfying(
            BodyElement.Assignment.class,
            set -> {
              assertThat(set.variable().getName()).isEqualTo("s");
              assertThat(set.expression()).hasToString("(+ ?v ?w)");
            });
    assertThat(rule.body().get(4))
        .isInstanceOfSatisfying(
            BodyElement.Negation.class,
            not -> {
              assertThat(not.dataOnly()).isFalse();
              assertThat(not.text()).isEqualTo("?x :not ?s . FILTER(?s < 9)");
              assertThat(patterns(not.body())).containsExactly("?x :not ?s");
              assertThat(not.body()).hasSize(2);
            });
  }

  @Test
  void ifThenIsTheSameRuleTheOtherWayRound() {
    Rule rule = rule("if { ?x :p ?y } then { ?y :p ?x }");

    assertThat(rule.id()).isEqualTo("t.srl#1");
    assertThat(shown(rule.head().getFirst())).isEqualTo("?y :p ?x");
    assertThat(patterns(rule.body())).containsExactly("?x :p ?y");
  }

  @Test
  void wordDataLooksAtTheBaseGraphOnly() {
    Rule whole = rule("RULE { ?x a :A } WHERE DATA { ?x :p 1 NOT { ?x :q 1 } }");
    Rule negation = rule("RULE { ?x a :A } WHERE { ?x :p 1 . NOT DATA { ?x :q 1 } }");

    assertThat(whole.dataOnly()).isTrue();
    assertThat(((BodyElement.Negation) whole.body().getLast()).dataOnly()).isTrue();
    assertThat(negation.dataOnly()).isFalse();
    assertThat(((BodyElement.Negation) negation.body().getLast()).dataOnly()).isTrue();
  }

  @Test
  void bindIsReadAsSet() {
    assertThat(rule("RULE { ?x :q ?v } WHERE { ?x :p ?w BIND (?w * 2 AS ?v) }").body())
        .isEqualTo(rule("RULE { ?x :q ?v } WHERE { ?x :p ?w SET (?v := ?w * 2) }").body());
  }

  @Test
  void shorthandsStandForTheirRules() {
    List<Rule> rules = read("TRANSITIVE(:p) SYMMETRIC(:q) INVERSE(:r, :s)").rules();

    assertThat(rules)
        .extracting(rule -> shown(rule.head().getFirst()) + " <- " + patterns(rule.body()))
        .containsExactly(
            "?x :p ?z <- [?x :p ?y, ?y :p ?z]",
            "?y :q ?x <- [?x :q ?y]",
            "?y :s ?x <- [?x :r ?y]",
            "?y :r ?x <- [?x :s ?y]");
    assertThat(rules)
        .extracting(Rule::id)
        .containsExactly("t.srl#1", "t.srl#2", "t.srl#3", "t.srl#4");
  }

  @Test
  void pathsBecomePatternsWithVariablesOfTheirOwn() {
    assertThat(
            patterns(rule("RULE { ?x a :A } WHERE { ?x :p/^:q/a ?y . ?y (^(:r/:s)) ?z }").body()))
        .containsExactly("?x :p ??.0", "??.1 :q ??.0", "??.1 type ?y", "?z :r ??.2", "??.2 :s ?y");
  }

  @Test
  void blankNodesAreVariablesInABodyAndNewNodesInAHead() {
    Rule rule =
        rule(
            """
            RULE { _:b :of ?x . [] :at _:b } WHERE { ?x :p _:b . FILTER(?x != :y) _:b :q [ :r ( 1 ) ] }
            """);

    assertThat(patterns(rule.body()))
        .containsExactly(
            "?x :p ??b",
            "??b :q ??.0",
            "??.0 :r ??.1",
            "??.1 first \"1\"^^xsd:integer",
            "??.1 rest nil");
    assertThat(rule.head().stream().map(SrlReaderTest::shown))
        .containsExactly("?_:b :of ?x", "?_:.0 :at ?_:b");
    assertThat(rule.head())
        .allSatisfy(triple -> assertThat(triple.getSubject().getName()).startsWith("_:"));
  }

  @Test
  void reifiedTriplesAndAnnotationsAreReadEverywhere() {
    RuleSet rules =
        read(
            """
            DATA { << :a :p :b >> :source :s . :c :p :d ~ :r {| :sure 0.5 |} }
            RULE { ?x :q ?y {| :from ?t |} } WHERE { << ?x :p ?y ~ ?t >> :source ?s }
            """);
    Rule rule = rules.rules().getFirst();

    assertThat(patterns(rule.body()))
        .containsExactly("?t reifies <<( ?x :p ?y )>>", "?t :source ?s");
    assertThat(rule.head().stream().map(SrlReaderTest::shown))
        .containsExactly("?x :q ?y", "?_:.0 reifies <<( ?x :q ?y )>>", "?_:.0 :from ?t");
    assertThat(rules.data()).hasSize(5);
    assertThat(rules.data().getFirst().getSubject().isBlank()).isTrue();
    assertThat(shown(rules.data().getLast())).isEqualTo(":r :sure \"0.5\"^^xsd:decimal");
  }

  @Test
  void blankNodesOfDataAreTheSameAtEachReadingAndApartBetweenBlocks() {
    String text = "DATA { _:a :p 1 . _:a :p [] } DATA { _:a :p 2 }";
    List<Triple> data = read(text).data();

    assertThat(data).isEqualTo(read(text).data()).hasSize(3);
    assertThat(data.get(0).getSubject()).isEqualTo(data.get(1).getSubject());
    assertThat(data.stream().flatMap(t -> List.of(t.getSubject(), t.getObject()).stream()))
        .filteredOn(node -> node.isBlank())
        .satisfies(nodes -> assertThat(Set.copyOf(nodes)).hasSize(3));
  }

  @Test
  void longDataIsReadWhole() {
    StringBuilder text = new StringBuilder("DATA {\n");
    for (int i = 0; i < 20_000; i++) {
      text.append(":s").append(i).append(" :p _:b .\n");
    }

    List<Triple> data = read(text.append("}").toString()).data();

    assertThat(data).hasSize(20_000);
    assertThat(data.stream().map(Triple::getObject).collect(Collectors.toSet())).hasSize(1);
  }

  @Test
  void annotationsAreRead() {
    Rule rule =
        rule(
            """
            # a comment
            #: label "{?p} scores: urea \\"{?u}\\""
            #: source "BTS guideline 2009, table 2" <https://doi.org/10.1136/thx>
            # another
            #: probability 0.9 # measured
            #: choice :c
            RULE :r { ?p :point :Urea } WHERE { ?p :urea ?u }
            """);

    assertThat(rule.text()).isEqualTo("{?p} scores: urea \"{?u}\"");
    assertThat(rule.source())
        .contains(
            new Citation(
                "BTS guideline 2009, table 2", Optional.of("https://doi.org/10.1136/thx")));
    assertThat(rule.probability()).isEqualTo(new Probability(0.9));
    assertThat(rule.choice()).hasValueSatisfying(c -> assertThat(c).hasToString("http://e/c"));
    assertThat(rule.place()).isEqualTo("t.srl:8:1");
  }

  @Test
  void annotationsHoldForTheNextRuleOnly() {
    List<Rule> rules =
        read("""
                #: source "book"
                #: probability 1e-2
                IF { ?x :p 1 } THEN { ?x :q 1 }
                RULE { ?x :q 2 } WHERE { ?x :p 2 }
                """)
            .rules();

    assertThat(rules.getFirst().source()).contains(new Citation("book", Optional.empty()));
    assertThat(rules.getFirst().probability().value()).isEqualTo(0.01);
    assertThat(rules.getLast().probability()).isEqualTo(Probability.ONE);
    assertThat(rules.getLast().source()).isEmpty();
    assertThat(rules.getLast().text()).isEmpty();
  }

  @Test
  void choiceMayAddUpToOneByManyDecimals() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 10; i++) {
      text.append("#: probability 0.1\n#: choice :c\n")
          .append("RULE { ?x :d ")
          .append(i)
          .append(" } WHERE { ?x :p 1 NOT{?x :q ")
          .append(" ".repeat(i))
          .append("2} }\n");
    }
    assertThat(read(text.toString()).rules()).hasSize(10);
  }

  @Test
  void declarationsHoldFromWhereTheyStand() {
    RuleSet rules =
        new SrlReader()
            .readText(
                """
                VERSION "1.2" BASE <http://base/> PREFIX a.b-c: <x#>
                RULE <r1> { ?x a.b-c:p <y> } WHERE { ?x a <T> }
                PREFIX a.b-c: <http://other/> base <http://b2/>
                RULE <r2> { ?x a.b-c:p <y> } WHERE { ?x a <T> }
                """,
                "t.srl");

    assertThat(rules.rules())
        .extracting(Rule::id)
        .containsExactly("http://base/r1", "http://b2/r2");
    assertThat(rules.rules())
        .extracting(rule -> rule.head().getFirst().getPredicate().getURI())
        .containsExactly("http://base/x#p", "http://other/p");
    assertThat(rules.rules().getLast().head().getFirst().getObject().getURI())
        .isEqualTo("http://b2/y");
    assertThat(rules.prefixes()).containsExactly(Map.entry("a.b-c", "http://other/"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "# only a comment",
        "RULE {} WHERE {}",
        "DATA {}",
        "DATA { :s :p 'it', '''a \"{\" # no comment\n }''' , \"\"\"\\\"\"\"\"@en--ltr , 1.5e3, -2, .5 }",
        "RULE { ?x :p <http://e/#frag> } WHERE { ?x :p 3 . }",
        "RULE { $x :p true } WHERE { ?x :p 3 FILTER regex(?x, '^a{2}') FILTER(?x<5 && ?x>=2) }",
        "RULE { ?x :p 1 } WHERE { ?x :p ?y FILTER(?y IN (1, 2) || ?y NOT IN (3)) }",
        "RULE { ?x :p 1 } WHERE { ?x :p ?y FILTER <http://www.w3.org/2001/XMLSchema#boolean>(?y) }",
        "RULE { ?x :p 1 } WHERE { SET(?x := IRI('http://e/x')) ?x :q 2 }",
        "RULE { ?x :p ?t } WHERE { ?x :p ?y SET(?t := <<( :s :p ?y )>>) FILTER(isTRIPLE(?t)) }",
        "RULE { :a\\(b\\) :p :x.y } WHERE { :%41 :p_ :1 . }",
        "RULE{?x:p?y}WHERE{?x:q?y.FILTER(?x=?y)}",
        "PREFIX e: <http://f/> DATA { e: e:p e:x. }"
      })
  void goodSyntaxIsRead(String text) {
    assertThat(read(text).prefixes()).containsEntry("", "http://e/");
  }

  @Test
  void bareBodyOfAQuestionIsRead() {
    List<BodyElement> body =
        new SrlReader()
            .readBody(
                "?subject resp:hasCondition ?answer . FILTER(?answer != resp:None) NOT { ?answer a"
                    + " resp:Old }",
                Map.of("resp", "http://e/"),
                "pack.yaml");

    assertThat(body).hasSize(3);
    assertThat(patterns(body)).containsExactly("?subject :hasCondition ?answer");
  }
}
