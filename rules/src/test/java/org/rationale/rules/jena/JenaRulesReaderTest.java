package org.rationale.rules.jena;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Var;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rationale.rules.BodyElement;
import org.rationale.rules.Rule;
import org.rationale.rules.RuleSet;

class JenaRulesReaderTest {

  @TempDir private Path folder;

  private static RuleSet read(String text) {
    return new JenaRulesReader().readText("@prefix e: <http://e/> .\n" + text, "t.rules");
  }

  private static Rule rule(String text) {
    List<Rule> rules = read(text).rules();
    assertThat(rules).hasSize(1);
    return rules.getFirst();
  }

  private static List<String> ids(RuleSet rules) {
    return rules.rules().stream().map(Rule::id).toList();
  }

  private static List<String> patterns(Rule rule) {
    return rule.body().stream()
        .filter(BodyElement.Pattern.class::isInstance)
        .map(element -> ((BodyElement.Pattern) element).triple().toString())
        .toList();
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  @Test
  void aForwardRuleIsABodyAndAHeadOfSeveralTriples() {
    Rule rule = rule("[r: (?x e:p ?y), (?y e:q e:a) -> (?x e:r ?y) (?y e:s 'text')]");
    assertThat(rule.id()).isEqualTo("t.rules#r");
    assertThat(rule.place()).isEqualTo("t.rules:2:1");
    assertThat(rule.probability().isCertain()).isTrue();
    assertThat(patterns(rule)).containsExactly("?x http://e/p ?y", "?y http://e/q http://e/a");
    assertThat(rule.head().stream().map(Triple::toString))
        .containsExactly("?x http://e/r ?y", "?y http://e/s \"text\"");
  }

  @Test
  void aBackwardRuleIsReadFromItsHead() {
    Rule rule = rule("[(?x e:r ?y) <- (?x e:p ?y)]");
    assertThat(patterns(rule)).containsExactly("?x http://e/p ?y");
    assertThat(rule.head()).hasSize(1);
    assertThat(rule.head().getFirst().getPredicate().getURI()).isEqualTo("http://e/r");
  }

  @Test
  void aRuleInAHeadBringsItsBodyAlong() {
    RuleSet rules =
        read("[h: (?p e:is e:T) -> (?p e:seen 'y') [(?x ?p ?z) <- (?x ?p ?y) (?y ?p ?z)]]");
    assertThat(ids(rules)).containsExactly("t.rules#h", "t.rules#h.2");
    assertThat(patterns(rules.rules().get(0))).containsExactly("?p http://e/is http://e/T");
    assertThat(patterns(rules.rules().get(1)))
        .containsExactly("?p http://e/is http://e/T", "?x ?p ?y", "?y ?p ?z");
  }

  @Test
  void aNameThatIsAnIriIsTheIdAndOthersFollowTheFilesName() {
    RuleSet rules =
        read(
            """
            [e:one: (?x e:p ?y) -> (?x e:q ?y)]
            [http://f/two: (?x e:p ?y) -> (?x e:q ?y)]
            [three: (?x e:p ?y) -> (?x e:q ?y)]
            (?x e:p ?y) -> (?x e:q ?y) .
            [three: (?x e:p ?y) -> (?x e:q ?y)]
            """);
    assertThat(ids(rules))
        .containsExactly(
            "http://e/one", "http://f/two", "t.rules#three", "t.rules#4", "t.rules#three.2");
    assertThat(rules.rules().stream().map(Rule::place))
        .containsExactly("t.rules:2:1", "t.rules:3:1", "t.rules:4:1", "t.rules:5:1", "t.rules:6:1");
  }

  @Test
  void commentsAndQuotedBracketsDoNotMoveAPlace() {
    RuleSet rules =
        read(
            """
            # [no: rule]
              // nor this ]
            [a: (?x e:p '] . [ # no comment') -> (?x e:q "it's")]

              [b: (?x e:p ?y)
            # between clauses
                 -> (?x e:q ?y)]
            """);
    assertThat(rules.rules().stream().map(Rule::place))
        .containsExactly("t.rules:4:1", "t.rules:6:3");
    assertThat(patterns(rules.rules().getFirst()))
        .containsExactly("?x http://e/p \"] . [ # no comment\"");
  }

  @Test
  void aNumberInAPatternMatchesByItsValue() {
    Rule rule = rule("[(?x e:p 5) (?x e:q 'five') -> (?x e:r 5)]");
    assertThat(patterns(rule)).containsExactly("?x http://e/p ??j0", "?x http://e/q \"five\"");
    assertThat(rule.body().get(1)).isInstanceOf(BodyElement.Filter.class);
    assertThat(rule.head().getFirst().getObject().getLiteralLexicalForm()).isEqualTo("5");
  }

  @Test
  void builtInsComeAfterThePatternsWhereverTheyStand() {
    Rule rule = rule("[greaterThan(?a 1) (?x e:p ?a) sum(?a 1 ?b) (?x e:q ?c) -> (?x e:r ?b)]");
    assertThat(rule.body().stream().map(element -> element.getClass().getSimpleName()))
        .containsExactly("Pattern", "Pattern", "Filter", "Filter", "Assignment");
  }

  @Test
  void aComputedValueThatIsBoundAlreadyIsCompared() {
    Rule rule = rule("[(?x e:p ?a) (?x e:q ?b) sum(?a 1 ?b) -> (?x e:r ?b)]");
    assertThat(rule.body()).noneMatch(BodyElement.Assignment.class::isInstance);
  }

  @Test
  void noValueLooksForAnythingWhereAVariableIsFree() {
    Rule rule = rule("[(?x e:p ?y) noValue(?x e:q) noValue(?z e:r ?z) -> (?x e:s ?y)]");
    BodyElement.Negation first = (BodyElement.Negation) rule.body().get(1);
    BodyElement.Negation second = (BodyElement.Negation) rule.body().get(2);
    assertThat(first.text()).isEqualTo("?x e:q []");
    assertThat(second.text()).isEqualTo("[] e:r []");
    Triple pattern = ((BodyElement.Pattern) second.body().getFirst()).triple();
    // To Jena both are wildcards, not one term.
    assertThat(pattern.getSubject()).isNotEqualTo(pattern.getObject());
  }

  @Test
  void noValueOfAnOuterRuleDoesNotSeeWhatTheInnerOneBinds() {
    Rule rule = rule("[(?p e:is e:T) noValue(?p e:not ?y) -> [(?y ?p ?x) <- (?x ?p ?y)]]");
    BodyElement.Negation negation =
        (BodyElement.Negation)
            rule.body().stream()
                .filter(BodyElement.Negation.class::isInstance)
                .findFirst()
                .orElseThrow();
    assertThat(negation.text()).isEqualTo("?p e:not []");
  }

  @Test
  void makeTempMakesANewNodeForTheHead() {
    Rule rule = rule("[(?x e:p ?y) makeTemp(?n) -> (?x e:part ?n) (?n e:of ?y)]");
    assertThat(rule.head().get(0).getObject()).isEqualTo(Var.alloc("_:n"));
    assertThat(rule.head().get(1).getSubject()).isEqualTo(Var.alloc("_:n"));
  }

  @Test
  void jenasOwnPrefixesAreKnown() {
    assertThat(patterns(rule("[(?x rdf:type owl:Thing) -> (?x e:is 'thing')]")))
        .containsExactly("?x rdf:type owl:Thing");
    assertThat(read("").prefixes()).containsExactly(java.util.Map.entry("e", "http://e/"));
  }

  @Test
  void includedFilesComeFirstAndOnce() throws IOException {
    write("a.rules", "@prefix e: <http://e/>\n@include <b.rules>\n[a: (?x e:p ?y) -> (?x e:q ?y)]");
    write(
        "b.rules",
        "@prefix e: <http://f/>\n@include <file:a.rules>\n[b: (?x e:p ?y) -> (?x e:q ?y)]");
    RuleSet rules =
        new JenaRulesReader().read(List.of(folder.resolve("a.rules"), folder.resolve("b.rules")));
    assertThat(ids(rules)).containsExactly("b.rules#b", "a.rules#a");
    assertThat(patterns(rules.rules().get(0))).containsExactly("?x http://f/p ?y");
    assertThat(patterns(rules.rules().get(1))).containsExactly("?x http://e/p ?y");
  }

  @Test
  void aZippedFileIsRead() throws IOException {
    Path file = folder.resolve("r.rules.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(
          "[a: (?x rdf:type ?y) -> (?y rdf:type rdfs:Class)]".getBytes(StandardCharsets.UTF_8));
    }
    assertThat(ids(new JenaRulesReader().read(file))).containsExactly("r.rules.gz#a");
  }

  @Test
  void anEmptyTextHasNoRules() {
    assertThat(read("\n# nothing\n").rules()).isEmpty();
  }

  @Test
  void manyRulesAreReadInOneGo() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 5000; i++) {
      text.append("[r%d: (?x e:p%d ?y) -> (?x e:q%d ?y)]\n".formatted(i, i, i));
    }
    assertThat(read(text.toString()).rules()).hasSize(5000);
  }
}
