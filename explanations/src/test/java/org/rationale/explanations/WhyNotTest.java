package org.rationale.explanations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.vocabulary.RDF;
import org.junit.jupiter.api.Test;
import org.rationale.explanations.WhyNot.Element;
import org.rationale.kg.FactReader;
import org.rationale.kg.Probability;
import org.rationale.kg.RdfFormat;
import org.rationale.reasoner.Limits;
import org.rationale.rules.srl.SrlReader;

class WhyNotTest {

  private static final String PREFIXES =
      """
      PREFIX : <http://e/>
      PREFIX rat: <https://w3id.org/rationale#>
      PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
      """;

  private static RevisableProgram program(String data, String rules) {
    return program(data, rules, Map.of());
  }

  private static RevisableProgram program(
      String data, String rules, Map<Triple, Boolean> evidence) {
    return new RevisableProgram(
        FactReader.readText(PREFIXES + data, RdfFormat.TURTLE, "data.ttl"),
        new SrlReader().readText(PREFIXES + rules, "rules.srl"),
        Optional.empty(),
        evidence,
        Limits.NONE,
        1,
        Optional.empty());
  }

  private static Node n(String name) {
    return NodeFactory.createURI("http://e/" + name);
  }

  private static Triple isA(String subject, String type) {
    return Triple.create(n(subject), RDF.type.asNode(), n(type));
  }

  private static Triple t(String subject, String predicate, String object) {
    return Triple.create(n(subject), n(predicate), n(object));
  }

  private static WhyNot whyNot(RevisableProgram program, Triple statement) {
    return Explainer.whyNot(program, statement, WhyNot.Options.DEFAULT);
  }

  private static WhyNot atLeast(RevisableProgram program, Triple statement, double threshold) {
    return Explainer.whyNot(
        program,
        statement,
        new WhyNot.Options(new WhyNot.Wanted.AtLeast(new Probability(threshold)), 2));
  }

  private static List<List<Change>> changes(WhyNot whyNot) {
    return whyNot.repairs().stream()
        .map(repair -> repair.changes().stream().map(WhyNot.ChangeText::change).toList())
        .toList();
  }

  @Test
  void eachElementOfTheNearestRuleIsMarked() {
    RevisableProgram program =
        program(
            ":bob a :Patient ; :urea 5 ; :takes :Vaccine .",
            """
            RULE :far { ?p a :Ill } WHERE { ?p :has ?f . ?f a :Symptom . ?f :strong true }
            #: label "{?p} is ill with {?f}"
            RULE :near { ?p a :Ill } WHERE {
              ?p a :Patient . ?p :has ?f . ?p :urea ?u . FILTER(?u > 7) NOT { ?p :takes :Vaccine } }
            RULE :sign { ?p :has ?f } WHERE { ?p :shows ?f }
            """);
    WhyNot whyNot = whyNot(program, isA("bob", "Ill"));

    assertThat(whyNot.attempts())
        .extracting(WhyNot.Attempt::rule)
        .containsExactly("http://e/far", "http://e/near");
    WhyNot.Attempt near = whyNot.attempts().get(1);
    assertThat(near.text()).isEqualTo(":bob is ill with ?f");
    assertThat(near.missing()).isEqualTo(3);
    assertThat(near.elements())
        .extracting(element -> element.getClass().getSimpleName() + " " + element.text())
        .containsExactly(
            "Held :bob is a :Patient",
            "Missing :bob :has ?f",
            "Held :bob :urea 5",
            "Refused 5 > 7",
            "Blocked :bob :takes :Vaccine");
    assertThat(near.elements().get(1))
        .isInstanceOfSatisfying(
            Element.Missing.class,
            missing -> {
              assertThat(missing.concludedBy()).containsExactly("http://e/sign");
              assertThat(missing.mayAdd()).isFalse();
            });
    assertThat(near.elements().get(4))
        .isInstanceOfSatisfying(
            Element.Blocked.class,
            blocked ->
                assertThat(blocked.by())
                    .extracting(WhyNot.Blocker::fact)
                    .containsExactly(t("bob", "takes", "Vaccine")));
  }

  @Test
  void aNumberThatFulfilsTheConditionStandsForTheVariable() {
    WhyNot whyNot =
        whyNot(
            program(
                ":bob :urea 5 .",
                "RULE :r { ?p a :Ill } WHERE { ?p :urea ?u . FILTER(?u > 7) FILTER(?u < 9) }"),
            isA("bob", "Ill"));
    assertThat(whyNot.repairs()).hasSize(1);
    WhyNot.Repair repair = whyNot.repairs().getFirst();
    assertThat(repair.changes().getFirst().text()).isEqualTo(":bob :urea ?u");
    assertThat(repair.conditions()).containsExactlyInAnyOrder("?u > 7", "?u < 9");
    assertThat(repair.example())
        .hasEntrySatisfying("u", term -> assertThat(term.getLiteralValue()).isEqualTo(8));
  }

  @Test
  void additionsThatBlockAreFollowedByWhatUnblocks() {
    RevisableProgram program =
        program(
            ":x :strict :yes .",
            """
            RULE :goal { ?x a :Good } WHERE { ?x :ask ?y . NOT { ?x a :Bad } }
            RULE :bad { ?x a :Bad } WHERE { ?x :ask ?y . ?x :strict :yes }
            """);
    assertThat(changes(whyNot(program, isA("x", "Good"))))
        .singleElement()
        .satisfies(
            repair ->
                assertThat(repair).hasSize(2).contains(new Change.Remove(t("x", "strict", "yes"))));
  }

  @Test
  void whatIsMorePlausibleComesFirst() {
    RevisableProgram program =
        program(
            ":a :has :Cough . :b :has :Cough . :c :has :Cough . :c :has :Plague .",
            """
            RULE :one { ?p a :Ill } WHERE { ?p :has :Plague }
            RULE :two { ?p a :Ill } WHERE { ?p :has :Cough }
            """);
    WhyNot whyNot = whyNot(program, isA("d", "Ill"));
    assertThat(changes(whyNot))
        .containsExactly(
            List.of(new Change.Add(t("d", "has", "Cough"))),
            List.of(new Change.Add(t("d", "has", "Plague"))));
    assertThat(whyNot.repairs())
        .extracting(WhyNot.Repair::plausibility)
        .containsExactly(4.0 / 6, 2.0 / 6);
  }

  @Test
  void theStatedProbabilityIsTheOneAtWhichTheThresholdIsReached() {
    RevisableProgram program =
        program(
            """
            << :a :has :Fever >> rat:probability 0.4 .
            << :a :gram :Pos >> rat:probability 0.5 ; rat:choice :g .
            << :a :gram :Neg >> rat:probability 0.3 ; rat:choice :g .
            """,
            "RULE :r { ?p a :Ill } WHERE { ?p :has :Fever . ?p :gram :Pos }");
    WhyNot whyNot = atLeast(program, isA("a", "Ill"), 0.25);
    assertThat(whyNot.repairs()).hasSize(2);
    for (WhyNot.Repair repair : whyNot.repairs()) {
      WhyNot.ChangeText change = repair.changes().getFirst();
      Probability crossing = change.crossing().orElseThrow();
      assertThat(
              program
                  .after(List.of(new Change.Believe(change.change().statement(), crossing)))
                  .probability(isA("a", "Ill"))
                  .probability()
                  .value())
          .isCloseTo(0.25, within(1e-12));
    }
    assertThat(whyNot.repairs().getLast().changes().getFirst().crossing().orElseThrow().value())
        .isCloseTo(0.5, within(1e-12));
  }

  @Test
  void underEvidenceTheCrossingIsThatOfThePosterior() {
    RevisableProgram program =
        program(
            """
            << :a :has :Flu >> rat:probability 0.2 .
            << :a :has :Cold >> rat:probability 0.5 .
            """,
            """
            #: probability 0.9
            RULE :f { ?p :shows :Cough } WHERE { ?p :has :Flu }
            #: probability 0.4
            RULE :c { ?p :shows :Cough } WHERE { ?p :has :Cold }
            """,
            Map.of(t("a", "shows", "Cough"), true));
    WhyNot whyNot = atLeast(program, t("a", "has", "Flu"), 0.7);
    assertThat(changes(whyNot))
        .contains(
            List.of(new Change.Believe(t("a", "has", "Cold"), Probability.ZERO)),
            List.of(new Change.Believe(t("a", "has", "Flu"), Probability.ONE)));
    for (WhyNot.Repair repair : whyNot.repairs()) {
      WhyNot.ChangeText change = repair.changes().getFirst();
      assertThat(
              program
                  .after(
                      List.of(
                          new Change.Believe(
                              change.change().statement(), change.crossing().orElseThrow())))
                  .probability(t("a", "has", "Flu"))
                  .probability()
                  .value())
          .isCloseTo(0.7, within(1e-9));
    }
  }

  @Test
  void whatHoldsNeedsNoRepair() {
    WhyNot whyNot = whyNot(program(":a a :Ill .", ""), isA("a", "Ill"));
    assertThat(whyNot.reached()).isTrue();
    assertThat(whyNot.repairs()).isEmpty();
    assertThat(WhyNotReport.text(whyNot)).contains("ask why");
  }

  @Test
  void whatNoRuleConcludesIsToBeStated() {
    RevisableProgram program = program(":a :knows :b .", "");
    assertThat(changes(whyNot(program, t("b", "knows", "a"))))
        .containsExactly(List.of(new Change.Add(t("b", "knows", "a"))));
  }

  @Test
  void dataThatBlocksIsTakenBackEvenIfARuleConcludesItToo() {
    RevisableProgram program =
        program(
            ":a :odd :yes ; :ask :yes .",
            """
            RULE :goal { ?x a :Good } WHERE { ?x :ask :yes . NOT DATA { ?x :odd :yes } }
            RULE :again { ?x :odd :yes } WHERE { ?x :ask :yes }
            """);
    assertThat(changes(whyNot(program, isA("a", "Good"))))
        .containsExactly(List.of(new Change.Remove(t("a", "odd", "yes"))));
  }

  @Test
  void namedKindsAreTheOnlyOnesAdded() {
    RevisableProgram program =
        new RevisableProgram(
            FactReader.readText(PREFIXES + ":a :p :b .", RdfFormat.TURTLE, "data.ttl"),
            new SrlReader()
                .readText(
                    PREFIXES
                        + "RULE :r { ?x a :C } WHERE { ?x :p :c } RULE :s { ?x a :C } WHERE { ?x :q :c }",
                    "rules.srl"),
            Optional.empty(),
            Map.of(),
            Limits.NONE,
            1,
            Optional.of(Set.of(n("q"))));
    assertThat(changes(whyNot(program, isA("a", "C"))))
        .containsExactly(List.of(new Change.Add(t("a", "q", "c"))));
  }

  @Test
  void hostileLabelsAreShownAndNotObeyed() {
    RevisableProgram program =
        program(
            ":Ill rdfs:label \"ill\\u202E<script>alert(1)</script>\\u001B[31m\" . :a :p :b .",
            "RULE :r { ?x a :Ill } WHERE { ?x :q ?y }");
    String text = WhyNotReport.text(whyNot(program, isA("a", "Ill")));
    assertThat(text)
        .contains("[U+202E]<script>alert(1)</script>[U+001B]")
        .doesNotContain("\u202E")
        .doesNotContain("\u001B");
  }

  @Test
  void aSizeBelowOneIsRefused() {
    assertThatThrownBy(() -> new WhyNot.Options(new WhyNot.Wanted.Possible(), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(0)");
  }

  @Test
  void aPartOfALongerNameIsRecognizedAndSoIsAnotherNamespace() {
    RevisableProgram program =
        program(":ann :has :AsthmaAttack . :bob :has :AsthmaAttackAtNight , :heart-failure .", "");
    Map<String, String> meant =
        Map.of(
            "http://e/Asthma", "AsthmaAttack",
            "http://e/attack", "AsthmaAttack",
            "http://e/AcuteHeartFailure", "heart-failure",
            "http://elsewhere/asthmaattack", "AsthmaAttack",
            "http://e/AttackOfAsthma", "AsthmaAttack");
    meant.forEach(
        (written, known) ->
            assertThat(
                    UnknownTerm.in(
                        Triple.create(n("ann"), n("has"), NodeFactory.createURI(written)),
                        program.graph(),
                        program.rules(),
                        List.of()))
                .as(written)
                .extracting(UnknownTerm::nearest)
                .containsExactly(Optional.of(n(known))));
    assertThat(
            UnknownTerm.in(
                Triple.create(n("ann"), n("has"), n("Ast")),
                program.graph(),
                program.rules(),
                List.of()))
        .extracting(UnknownTerm::nearest)
        .containsExactly(Optional.empty());
  }

  @Test
  void aSlipOfOneOrTwoLettersIsRecognized() {
    RevisableProgram program = program(":patient a :Patient . :ann a :Patient .", "");
    assertThat(
            UnknownTerm.in(
                Triple.create(n("patinet"), RDF.type.asNode(), n("Elephant")),
                program.graph(),
                program.rules(),
                List.of()))
        .containsExactly(
            new UnknownTerm(n("patinet"), Optional.of(n("patient"))),
            new UnknownTerm(n("Elephant"), Optional.empty()));
    assertThat(UnknownTerm.in(isA("anna", "Patient"), program.graph(), program.rules(), List.of()))
        .containsExactly(new UnknownTerm(n("anna"), Optional.of(n("ann"))));
  }
}
