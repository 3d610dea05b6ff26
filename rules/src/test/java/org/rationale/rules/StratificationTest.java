package org.rationale.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.jena.graph.Node;
import org.junit.jupiter.api.Test;
import org.rationale.kg.Diagnostic;
import org.rationale.kg.InvalidInputException;
import org.rationale.rules.srl.SrlReader;

class StratificationTest {

  private static List<Rule> rules(String text) {
    return new SrlReader().readText("PREFIX : <http://e/>\n" + text, "t.srl").rules();
  }

  /** The local names of the rules of each layer. */
  private static List<List<String>> layers(String text) {
    return Stratification.of(rules(text)).layers().stream()
        .map(layer -> layer.stream().map(rule -> rule.id().replace("http://e/", "")).toList())
        .toList();
  }

  private static List<Diagnostic> problems(String text) {
    List<Rule> rules = rules(text);
    return catchThrowableOfType(InvalidInputException.class, () -> Stratification.of(rules))
        .diagnostics();
  }

  @Test
  void noRulesHaveNoLayers() {
    assertThat(Stratification.of(List.of()).layers()).isEmpty();
  }

  @Test
  void recursionWithoutNegationIsOneLayerInTheOrderGiven() {
    assertThat(
            layers(
                """
                RULE :b { ?x :q ?y } WHERE { ?x :p ?y }
                RULE :a { ?x :p ?z } WHERE { ?x :q ?y . ?y :p ?z }
                """))
        .containsExactly(List.of("b", "a"));
  }

  @Test
  void negationWaitsForWhatItNegates() {
    assertThat(
            layers(
                """
                RULE :last { ?x a :C } WHERE { ?x :p ?y . NOT { ?x a :B } }
                RULE :middle { ?x a :B } WHERE { ?x :p ?y . NOT { ?x a :A } }
                RULE :after { ?x a :D } WHERE { ?x a :C }
                RULE :first { ?x a :A } WHERE { ?x :q ?y }
                """))
        .containsExactly(List.of("first"), List.of("middle"), List.of("last", "after"));
  }

  @Test
  void constantsThatDifferAddNoDependency() {
    assertThat(layers("RULE :r { ?x a :A } WHERE { ?x :p ?y . NOT { ?x a :B } }"))
        .containsExactly(List.of("r"));
    assertThat(layers("RULE :r { :s :p ?y } WHERE { ?x :q ?y . NOT { :t :p ?y } }"))
        .containsExactly(List.of("r"));
    assertThat(layers("RULE :r { ?x :p 1 } WHERE { ?x :q ?y . NOT { ?x :p 2 } }"))
        .containsExactly(List.of("r"));
  }

  @Test
  void literalsOfOneValueAreOneConstant() {
    assertThat(problems("RULE :r { ?x :p 1 } WHERE { ?x :q ?y . NOT { ?x :p 01 } }"))
        .extracting(Diagnostic::code)
        .containsExactly("negation-in-cycle");
  }

  @Test
  void repeatedVariableStandsForOneTerm() {
    assertThat(layers("RULE :r { :s :p :o } WHERE { ?x :q ?y . NOT { ?z :p ?z } }"))
        .containsExactly(List.of("r"));
    assertThat(layers("RULE :r { ?x :p ?x } WHERE { ?x :q ?y . NOT { :s :p :o } }"))
        .containsExactly(List.of("r"));
    assertThat(problems("RULE :r { ?x :p ?x } WHERE { ?x :q ?y . NOT { ?x :p ?y } }")).hasSize(1);
  }

  @Test
  void variablesOfOneNameInTwoRulesAreApart() {
    assertThat(
            problems(
                """
                RULE :a { :s :p ?x } WHERE { ?x :q ?y . NOT { ?x a :B } }
                RULE :b { ?y a :B } WHERE { ?x :p ?y . ?y :p ?x }
                """))
        .hasSize(1);
  }

  @Test
  void variablePredicatesDependOnEverythingTheyCouldMatch() {
    assertThat(problems("RULE :r { ?x :p ?y } WHERE { ?x :q ?y . NOT { ?x ?any ?y } }")).hasSize(1);
    assertThat(problems("RULE :r { ?x ?p ?y } WHERE { ?x ?p ?y . NOT { ?x :q ?y } }")).hasSize(1);
    assertThat(layers("RULE :r { ?x :p 1 } WHERE { ?x :q ?y . NOT { ?x ?any :o } }"))
        .containsExactly(List.of("r"));
  }

  @Test
  void tripleTermsAreComparedPartByPart() {
    String head = "RULE :r { ?x :says <<( ?x :p :o )>> } WHERE { ?x :q ?y . NOT { ";
    assertThat(problems(head + "?x :says <<( :s :p ?z )>> } }")).hasSize(1);
    assertThat(layers(head + "?x :says <<( :s :p :other )>> } }")).hasSize(1);
    assertThat(layers(head + "?x :says :o } }")).hasSize(1);
    assertThat(problems(head + "?x :says ?t } }")).hasSize(1);
  }

  @Test
  void noTermContainsItself() {
    assertThat(
            layers(
                "RULE :r { ?x :says <<( ?x :p :o )>> } WHERE { ?x :q ?y . NOT { ?z :says ?z } }"))
        .containsExactly(List.of("r"));
  }

  @Test
  void patternsOverTheBaseGraphAddNoDependency() {
    assertThat(
            layers(
                """
                RULE :a { ?x a :A } WHERE { ?x :p ?y . NOT DATA { ?x a :A } }
                RULE :b { ?x a :B } WHERE DATA { ?x a :B . NOT { ?x a :B } }
                """))
        .containsExactly(List.of("a", "b"));
  }

  @Test
  void negationThroughACycleIsRefusedWithTheWholeCycle() {
    List<Diagnostic> problems =
        problems(
            """
            RULE :a { ?x a :A } WHERE { ?x :p ?y . NOT { ?x a :C } }
            RULE :b { ?x a :B } WHERE { ?x a :A }
            RULE :c { ?x a :C } WHERE { ?x a :B }
            RULE :d { ?x a :D } WHERE { ?x a :A . ?x a :D }
            """);

    assertThat(problems).hasSize(1);
    assertThat(problems.getFirst().code()).isEqualTo("negation-in-cycle");
    assertThat(problems.getFirst().place()).isEqualTo("t.srl:2:1");
    assertThat(problems.getFirst().message())
        .isEqualTo(
            "A negation is in a cycle of dependencies: [http://e/a] (t.srl:2:1) negates what is"
                + " derived by [http://e/c] (t.srl:4:1), which needs what is derived by"
                + " [http://e/b] (t.srl:3:1), which needs what is derived by [http://e/a]"
                + " (t.srl:2:1).");
  }

  @Test
  void everyCycleWithANegationIsReported() {
    assertThat(
            problems(
                """
                RULE :a { ?x a :A } WHERE { ?x :p ?y . NOT { ?x a :A } }
                RULE :b { ?x a :B } WHERE { ?x :p ?y . NOT { ?x a :B . ?x :q ?z . FILTER(?z > 1) } }
                """))
        .extracting(Diagnostic::place)
        .containsExactly("t.srl:2:1", "t.srl:3:1");
  }

  @Test
  void rulesThatMakeNewTermsMustNotFeedThemselves() {
    assertThat(problems("RULE :r { ?x :n ?m } WHERE { ?x :n ?k . SET(?m := ?k + 1) }"))
        .extracting(Diagnostic::code)
        .containsExactly("new-terms-in-cycle");
    assertThat(
            problems(
                """
                RULE :r { ?x :child _:c } WHERE { ?x a :Person }
                RULE :s { ?y a :Person } WHERE { ?x :child ?y }
                """))
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.message()).contains("[http://e/r]").contains("[http://e/s]"));
    assertThat(
            problems(
                "RULE :r { ?x :says <<( ?x :n ?m )>> } WHERE { ?x :says ?t . SET(?m := STR(?x)) }"))
        .hasSize(1);
  }

  @Test
  void newTermsOutsideOfACycleAreFine() {
    assertThat(
            layers(
                """
                RULE :r { ?x :n ?m } WHERE { ?x :k ?k . SET(?m := ?k + 1) }
                RULE :s { ?x :k2 ?k } WHERE { ?x :k2 ?k . SET(?m := ?k + 1) . FILTER(?m > 3) }
                RULE :t { [] :made ?x } WHERE { ?x :k ?y . :o :made ?x }
                """))
        .as("a SET that stays in its body makes no term, and a new node is no :o")
        .containsExactly(List.of("r", "s", "t"));
  }

  @Test
  void newNodeIsNoKnownConstant() {
    assertThat(layers("RULE :r { ?x :p [] } WHERE { ?x :q ?y . NOT { ?x :p :o } }"))
        .containsExactly(List.of("r"));
    assertThat(problems("RULE :r { ?x :p [] } WHERE { ?x :q ?y . NOT { ?x :p ?o } }"))
        .extracting(Diagnostic::code)
        .containsExactly("negation-in-cycle", "new-terms-in-cycle");
  }

  @Test
  void thousandsOfRulesInOneChainAreLayered() {
    StringBuilder text = new StringBuilder();
    int size = 4000;
    for (int i = 0; i < size; i++) {
      text.append("RULE :r%d { ?x a :C%d } WHERE { ?x a :C%d }%n".formatted(i, i, i + 1));
    }
    text.append("RULE :not { ?x a :N } WHERE { ?x :p ?y . NOT { ?x a :C0 } }");

    List<List<Rule>> layers = Stratification.of(rules(text.toString())).layers();

    assertThat(layers).hasSize(2);
    assertThat(layers.getFirst()).hasSize(size);
    assertThat(layers.getLast()).extracting(Rule::id).containsExactly("http://e/not");
  }

  /** Against reachability found by repeating: slow and obvious. */
  @Test
  void randomProgramsAreLayeredAsTheirDependenciesSay() {
    Random random = new Random(7);
    int refused = 0;
    for (int round = 0; round < 300; round++) {
      int classes = 6;
      List<int[]> edges = new ArrayList<>();
      StringBuilder text = new StringBuilder();
      int size = 1 + random.nextInt(8);
      for (int i = 0; i < size; i++) {
        int head = random.nextInt(classes);
        int positive = random.nextInt(classes);
        int negative = random.nextInt(classes);
        boolean negates = random.nextInt(3) == 0;
        edges.add(new int[] {head, positive, 0});
        text.append("RULE :r%d { ?x a :C%d } WHERE { ?x a :C%d".formatted(i, head, positive));
        if (negates) {
          edges.add(new int[] {head, negative, 1});
          text.append(" . NOT { ?x a :C").append(negative).append(" }");
        }
        text.append(" }\n");
      }
      int[] stratum = new int[classes];
      boolean[] derived = new boolean[classes];
      edges.forEach(edge -> derived[edge[0]] = true);
      for (int pass = 0; pass < 100; pass++) {
        for (int[] edge : edges) {
          int needed = derived[edge[1]] ? stratum[edge[1]] + edge[2] : 0;
          stratum[edge[0]] = Math.max(stratum[edge[0]], needed);
        }
      }
      List<Rule> rules = rules(text.toString());
      if (Arrays.stream(stratum).max().orElse(0) > classes) {
        refused++;
        assertThatThrownBy(() -> Stratification.of(rules))
            .as(text.toString())
            .isInstanceOf(InvalidInputException.class);
        continue;
      }
      List<List<Rule>> layers = Stratification.of(rules).layers();
      for (int l = 0; l < layers.size(); l++) {
        for (Rule rule : layers.get(l)) {
          for (BodyElement element : rule.body()) {
            int least = l;
            switch (element) {
              case BodyElement.Pattern pattern ->
                  assertThat(layerOf(layers, pattern.triple().getObject()))
                      .as(text.toString())
                      .isLessThanOrEqualTo(least);
              case BodyElement.Negation negation ->
                  assertThat(
                          layerOf(
                              layers,
                              ((BodyElement.Pattern) negation.body().getFirst())
                                  .triple()
                                  .getObject()))
                      .as(text.toString())
                      .isLessThan(least);
              case BodyElement.Filter filter -> {}
              case BodyElement.Assignment assignment -> {}
            }
          }
        }
      }
    }
    assertThat(refused).as("both outcomes are met").isBetween(30, 270);
  }

  /** The last layer with a rule for a class; -1 if none has one. */
  private static int layerOf(List<List<Rule>> layers, Node type) {
    int last = -1;
    for (int l = 0; l < layers.size(); l++) {
      for (Rule rule : layers.get(l)) {
        if (rule.head().getFirst().getObject().equals(type)) {
          last = l;
        }
      }
    }
    return last;
  }
}
