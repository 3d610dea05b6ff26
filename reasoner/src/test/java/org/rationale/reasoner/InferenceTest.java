package org.rationale.reasoner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.rationale.reasoner.Programs.probability;
import static org.rationale.reasoner.Programs.run;
import static org.rationale.reasoner.Programs.triple;

import java.util.List;
import org.apache.jena.graph.Triple;
import org.junit.jupiter.api.Test;
import org.rationale.kg.Derivation;
import org.rationale.kg.Fact;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.Origin;

class InferenceTest {

  @Test
  void sharedPremiseIsCountedOnce() {
    ProofGraph graph =
        run(
            "<< :a :p :b >> rat:probability 0.5 .",
            """
            RULE :r1 { :a :q :b } WHERE { :a :p :b }
            RULE :r2 { :a :r :b } WHERE { :a :p :b }
            RULE :r3 { :a :s :b } WHERE { :a :q :b . :a :r :b }
            """);
    assertThat(probability(graph, ":a :s :b")).isCloseTo(0.5, within(1e-12));
  }

  @Test
  void independentRulesCombineByNoisyOr() {
    ProofGraph graph =
        run(
            ":a :p :b .",
            """
            #: probability 0.3
            RULE :r1 { :a :q :b } WHERE { :a :p :b }
            #: probability 0.5
            RULE :r2 { :a :q :b } WHERE { :a :p :b }
            """);
    assertThat(probability(graph, ":a :q :b")).isCloseTo(1 - 0.7 * 0.5, within(1e-12));
  }

  @Test
  void alternativesOfAChoiceExcludeEachOther() {
    ProofGraph graph =
        run(
            """
            << :a :gram :Positive >> rat:probability 0.7 ; rat:choice :g .
            << :a :gram :Negative >> rat:probability 0.2 ; rat:choice :g .
            """,
            """
            RULE :either { :a :gram :Any } WHERE { :a :gram :Positive }
            RULE :or { :a :gram :Any } WHERE { :a :gram :Negative }
            RULE :both { :a :gram :Both } WHERE { :a :gram :Positive . :a :gram :Negative }
            """);
    assertThat(probability(graph, ":a :gram :Any")).isCloseTo(0.9, within(1e-12));
    assertThat(probability(graph, ":a :gram :Both")).isZero();
  }

  @Test
  void severalReifiersAreIndependentSources() {
    ProofGraph graph =
        run("<< :a :p :b >> rat:probability 0.5 . << :a :p :b >> rat:probability 0.5 .", "");
    assertThat(probability(graph, ":a :p :b")).isCloseTo(0.75, within(1e-12));
  }

  @Test
  void burglaryAndEarthquakeHaveTheTextbookPosterior() {
    String rules =
        """
        #: probability 0.95
        #: choice :both
        RULE :r1 { :home :alarm :on } WHERE { :home :burglary true . :home :quake true }
        #: probability 0.94
        RULE :r2 { :home :alarm :on } WHERE { :home :burglary true . NOT { :home :quake true } }
        #: probability 0.29
        RULE :r3 { :home :alarm :on } WHERE { :home :quake true . NOT { :home :burglary true } }
        #: probability 0.001
        RULE :r4 { :home :alarm :on }
          WHERE { :home a :House . NOT { :home :burglary true } NOT { :home :quake true } }
        #: probability 0.9
        RULE :r5 { :john :calls true } WHERE { :home :alarm :on }
        #: probability 0.05
        RULE :r6 { :john :calls true } WHERE { :home a :House . NOT { :home :alarm :on } }
        #: probability 0.7
        RULE :r7 { :mary :calls true } WHERE { :home :alarm :on }
        #: probability 0.01
        RULE :r8 { :mary :calls true } WHERE { :home a :House . NOT { :home :alarm :on } }
        """;
    ProofGraph graph =
        run(
            """
            :home a :House .
            << :home :burglary true >> rat:probability 0.001 .
            << :home :quake true >> rat:probability 0.002 .
            """,
            rules,
            "<< :john :calls true >> rat:observed true . << :mary :calls true >> rat:observed true .");
    // Russell and Norvig, Artificial Intelligence: A Modern Approach, the burglary network.
    assertThat(probability(graph, ":home :burglary true")).isCloseTo(0.284171835, within(1e-8));
  }

  @Test
  void recursionThroughACycleIsExact() {
    ProofGraph graph =
        run(
            """
            << :a :edge :b >> rat:probability 0.5 .
            << :b :edge :a >> rat:probability 0.5 .
            << :b :edge :c >> rat:probability 0.5 .
            << :a :edge :c >> rat:probability 0.5 .
            """,
            """
            RULE :base { ?x :path ?y } WHERE { ?x :edge ?y }
            RULE :step { ?x :path ?z } WHERE { ?x :path ?y . ?y :path ?z }
            """);
    assertThat(probability(graph, ":a :path :c")).isCloseTo(0.5 + 0.5 * 0.25, within(1e-12));
    assertThat(probability(graph, ":a :path :a")).isCloseTo(0.25, within(1e-12));
  }

  @Test
  void negationOverAnUncertainFactIsItsComplement() {
    ProofGraph graph =
        run(
            ":a a :P . << :a :lacks :f >> rat:probability 0.3 .",
            "RULE :r { ?x :present :f } WHERE { ?x a :P . NOT { ?x :lacks :f } }");
    assertThat(probability(graph, ":a :present :f")).isCloseTo(0.7, within(1e-12));
    Derivation derivation = graph.derivations(triple(":a :present :f")).getFirst();
    assertThat(derivation.absences()).hasSize(1);
    assertThat(derivation.absences().getFirst().pattern()).contains("http://example.org/a");
    assertThat(derivation.absences().getFirst().possible())
        .containsExactly(List.of(triple(":a :lacks :f")));
  }

  @Test
  void negationOverACertainFactLeavesNoDerivation() {
    ProofGraph graph =
        run(
            ":a a :P . :a :lacks :f .",
            "RULE :r { ?x :present :f } WHERE { ?x a :P . NOT { ?x :lacks :f } }");
    assertThat(graph.fact(triple(":a :present :f"))).isEmpty();
    assertThat(probability(graph, ":a :present :f")).isZero();
  }

  @Test
  void aVariableThatOnlyALaterPatternBindsIsTheNegationsOwn() {
    ProofGraph graph =
        run(
            ":a :p :b . :c :q :d .",
            "RULE :r { ?x :found ?y } WHERE { ?x :p ?z . NOT { ?x :r ?y } ?w :q ?y }");
    assertThat(graph.fact(triple(":a :found :d"))).isPresent();
    ProofGraph blocked =
        run(
            ":a :p :b . :c :q :d . :a :r :somethingElse .",
            "RULE :r { ?x :found ?y } WHERE { ?x :p ?z . NOT { ?x :r ?y } ?w :q ?y }");
    assertThat(blocked.fact(triple(":a :found :d"))).isEmpty();
  }

  @Test
  void aVariableTwiceInAPatternMatchesEqualTermsOnly() {
    ProofGraph graph = run(":a :p :a . :a :p :b .", "RULE :r { ?x a :Loop } WHERE { ?x :p ?x }");
    assertThat(graph.fact(triple(":a a :Loop"))).isPresent();
    assertThat(graph.derivations(triple(":a a :Loop"))).hasSize(1);
  }

  @Test
  void aVariablePredicateMatchesEveryStatement() {
    ProofGraph graph =
        run(
            ":a :p :b . :p a :Symmetric .",
            "RULE :r { ?y ?q ?x } WHERE { ?q a :Symmetric . ?x ?q ?y }");
    assertThat(graph.fact(triple(":b :p :a"))).isPresent();
    assertThat(graph.derivations(triple(":a :p :b"))).hasSize(1);
  }

  @Test
  void filtersCompareAndErrorsCountAsFalse() {
    ProofGraph graph =
        run(
            ":a :urea 8.2 . :b :urea 6.9 . :c :urea \"high\" .",
            "RULE :r { ?x a :High } WHERE { ?x :urea ?u . FILTER(?u > 7) }");
    assertThat(graph.fact(triple(":a a :High"))).isPresent();
    assertThat(graph.fact(triple(":b a :High"))).isEmpty();
    assertThat(graph.fact(triple(":c a :High"))).isEmpty();
  }

  @Test
  void anErrorInAnAssignmentDropsTheSolution() {
    ProofGraph graph =
        run(
            ":a :n 3 . :b :n \"x\" .",
            "RULE :r { ?x :twice ?m } WHERE { ?x :n ?n . SET(?m := ?n * 2) }");
    assertThat(graph.fact(triple(":a :twice 6"))).isPresent();
    assertThat(
            graph.statements(triple(":b :n 0").getSubject(), triple(":b :twice 0").getPredicate()))
        .isEmpty();
  }

  @Test
  void tripleTermsAreMatchedInside() {
    ProofGraph graph =
        run(
            ":a :says <<( :b :likes :c )>> .",
            "RULE :r { ?x :reports ?o } WHERE { ?x :says <<( ?s :likes ?o )>> }");
    assertThat(graph.fact(triple(":a :reports :c"))).isPresent();
  }

  @Test
  void tripleTermsAreBuiltInHeads() {
    ProofGraph graph =
        run(
            ":a :likes :c . :z :p :q .",
            "RULE :r { ?x :holds <<( ?x :likes ?o )>> } WHERE { ?x :likes ?o }");
    assertThat(graph.fact(triple(":a :holds <<( :a :likes :c )>>"))).isPresent();
  }

  @Test
  void blankNodesInHeadsAreNewForEachSubstitutionAndTheSameEachTime() {
    String rules = "RULE :r { ?x :has [ :part ?y ] } WHERE { ?x :p ?y }";
    ProofGraph graph = run(":a :p :b, :c .", rules);
    List<Triple> parts =
        graph.statements(triple(":a :has 0").getSubject(), triple(":a :has 0").getPredicate());
    assertThat(parts).hasSize(2);
    assertThat(run(":a :p :b, :c .", rules).statements()).isEqualTo(graph.statements());
  }

  @Test
  void dataPatternsSeeOnlyWhatWasGiven() {
    String rules =
        """
        RULE :r1 { ?x a :Derived } WHERE { ?x a :Given }
        RULE :r2 { ?x a :Seen } WHERE DATA { ?x a :Derived }
        RULE :r3 { ?x a :Unseen } WHERE { ?x a :Given . NOT DATA { ?x a :Derived } }
        """;
    ProofGraph graph = run(":a a :Given . :b a :Given, :Derived .", rules);
    assertThat(graph.fact(triple(":a a :Seen"))).isEmpty();
    assertThat(graph.fact(triple(":b a :Seen"))).isPresent();
    assertThat(graph.fact(triple(":a a :Unseen"))).isPresent();
    assertThat(graph.fact(triple(":b a :Unseen"))).isEmpty();
  }

  @Test
  void dataBlocksAreBaseFacts() {
    ProofGraph graph =
        run("", "DATA { :a a :Given } RULE :r { ?x a :Seen } WHERE DATA { ?x a :Given }");
    assertThat(graph.fact(triple(":a a :Seen"))).isPresent();
  }

  @Test
  void aRuleWithoutPatternsFiresOnce() {
    ProofGraph graph =
        run(
            "",
            """
            RULE :r1 { :a :n ?n } WHERE { SET(?n := 1 + 1) }
            RULE :r2 { :a a :Free } WHERE { NOT { :a :p :b } }
            """);
    assertThat(graph.fact(triple(":a :n 2"))).isPresent();
    assertThat(graph.fact(triple(":a a :Free"))).isPresent();
  }

  @Test
  void aLiteralSubjectIsNotConcluded() {
    ProofGraph graph = run(":a :p \"text\" .", "RULE :r { ?o :of ?s } WHERE { ?s :p ?o }");
    assertThat(graph.statements()).hasSize(1);
  }

  @Test
  void everySubstitutionIsOneDerivation() {
    ProofGraph graph =
        run(
            ":a :p :b, :c . :b :q :d . :c :q :d .",
            "RULE :r { ?x :r ?z } WHERE { ?x :p ?y . ?y :q ?z }");
    List<Derivation> derivations = graph.derivations(triple(":a :r :d"));
    assertThat(derivations).hasSize(2);
    assertThat(derivations.getFirst().substitution().keySet()).containsExactly("x", "y", "z");
    assertThat(derivations.getFirst().premises())
        .containsExactly(triple(":a :p :b"), triple(":b :q :d"));
  }

  @Test
  void derivationsOfLeastHeightComeFirst() {
    ProofGraph graph =
        run(
            ":a :p :b . :a :direct :c .",
            """
            RULE :a1 { ?x :q ?y } WHERE { ?x :p ?y }
            RULE :a2 { ?x a :Goal } WHERE { ?x :q ?y }
            RULE :b1 { ?x a :Goal } WHERE { ?x :direct ?y }
            """);
    assertThat(graph.derivations(triple(":a a :Goal")))
        .extracting(Derivation::rule)
        .containsExactly("http://example.org/b1", "http://example.org/a2");
  }

  @Test
  void aFactHasAllItsOrigins() {
    ProofGraph graph =
        run(
            ":a :p :b . << :a :q :b >> rat:probability 0.4 .",
            "RULE :r { ?x :q ?y } WHERE { ?x :p ?y }");
    Fact fact = graph.fact(triple(":a :q :b")).orElseThrow();
    assertThat(fact.origins()).hasSize(2);
    assertThat(fact.origins().get(0)).isInstanceOf(Origin.Asserted.class);
    assertThat(fact.origins().get(1)).isInstanceOf(Origin.Derived.class);
    assertThat(probability(graph, ":a :q :b")).isEqualTo(1);
  }

  @Test
  void conjunctionsAndAbsencesHaveProbabilitiesOfTheirOwn() {
    ProofGraph graph =
        run("<< :a :p :b >> rat:probability 0.5 . << :a :q :b >> rat:probability 0.4 .", "");
    Triple p = triple(":a :p :b");
    Triple q = triple(":a :q :b");
    Triple never = triple(":a :never :b");
    assertThat(graph.probability(List.of(p, q), List.of()).probability().value())
        .isCloseTo(0.2, within(1e-12));
    assertThat(graph.probability(List.of(p), List.of(q, never)).probability().value())
        .isCloseTo(0.3, within(1e-12));
    assertThat(graph.probability(List.of(p, never), List.of()).probability().value()).isZero();
  }

  @Test
  void impossibleEvidenceIsAnError() {
    assertThatThrownBy(
            () ->
                run(
                    """
                    << :a :g :x >> rat:probability 0.5 ; rat:choice :c .
                    << :a :g :y >> rat:probability 0.5 ; rat:choice :c .
                    """,
                    "",
                    "<< :a :g :x >> rat:observed true . << :a :g :y >> rat:observed true ."))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("impossible-evidence");
  }

  @Test
  void evidenceOnWhatNeverHoldsIsAnErrorUnlessItIsFalse() {
    assertThatThrownBy(() -> run(":a :p :b .", "", "<< :a :q :b >> rat:observed true ."))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("unknown-evidence");
    assertThat(
            probability(run(":a :p :b .", "", "<< :a :q :b >> rat:observed false ."), ":a :p :b"))
        .isEqualTo(1);
  }

  @Test
  void evidenceAgainstACertainFactIsAnError() {
    assertThatThrownBy(() -> run(":a :p :b .", "", "<< :a :p :b >> rat:observed false ."))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("contradicted-evidence");
  }

  @Test
  void labelsAreEnglishNamesElseShortForms() {
    ProofGraph graph =
        run(
            """
            :a rdfs:label "un chat"@fr, "a cat"@en . :b :p :c . :b rdfs:label :notALabel .
            :d rdfs:label "chien"@fr . :a :p <http://elsewhere.org/x>, [] .
            """,
            "");
    assertThat(graph.label(triple(":a :p 0").getSubject())).isEqualTo("a cat");
    assertThat(graph.label(triple(":b :p 0").getSubject())).isEqualTo(":b");
    assertThat(graph.label(triple(":d :p 0").getSubject())).isEqualTo("chien");
    assertThat(graph.label(triple(":d :p 0.5").getObject())).isEqualTo("0.5");
    assertThat(graph.label(triple(":d :p <http://elsewhere.org/x>").getObject()))
        .isEqualTo("http://elsewhere.org/x");
    Triple blank =
        graph.statements().stream().filter(t -> t.getObject().isBlank()).findFirst().orElseThrow();
    assertThat(graph.label(blank.getObject())).startsWith("_:");
  }

  @Test
  void deepRecursionNeedsNoDeepStack() {
    StringBuilder data = new StringBuilder("<< :n0 a :Reached >> rat:probability 0.5 .\n");
    for (int i = 0; i < 3000; i++) {
      data.append(":n%d :next :n%d .\n".formatted(i, i + 1));
    }
    ProofGraph graph =
        run(data.toString(), "RULE :r { ?y a :Reached } WHERE { ?x a :Reached . ?x :next ?y }");
    assertThat(probability(graph, ":n3000 a :Reached")).isCloseTo(0.5, within(1e-12));
  }
}
