package org.rationale.explanations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.vocabulary.RDF;
import org.junit.jupiter.api.Test;
import org.rationale.kg.FactReader;
import org.rationale.kg.Probability;
import org.rationale.kg.RdfFormat;
import org.rationale.reasoner.Limits;
import org.rationale.rules.srl.SrlReader;

class WhatIfTest {

  private static final String PREFIXES =
      "PREFIX : <http://e/>\nPREFIX rat: <https://w3id.org/rationale#>\n";

  private final RevisableProgram program =
      new RevisableProgram(
          FactReader.readText(
              PREFIXES
                  + """
                  :ann :has :Fever . :ann :age 70 .
                  << :ann :has :Cough >> rat:probability 0.5 .
                  << :ann :gram :Pos >> rat:probability 0.6 ; rat:choice :g .
                  << :ann :gram :Neg >> rat:probability 0.3 ; rat:choice :g .
                  """,
              RdfFormat.TURTLE,
              "data.ttl"),
          new SrlReader()
              .readText(
                  PREFIXES
                      + """
                      RULE :ill { ?p a :Ill } WHERE { ?p :has :Cough . NOT { ?p :takes ?m } }
                      RULE :hot { ?p a :Hot } WHERE { ?p :has :Fever }
                      DATA { :bob :has :Fever }
                      """,
                  "rules.srl"),
          Optional.empty(),
          Map.of(),
          Limits.NONE,
          1,
          Optional.empty());

  private static Node n(String name) {
    return NodeFactory.createURI("http://e/" + name);
  }

  private static Triple t(String subject, String predicate, String object) {
    return Triple.create(n(subject), n(predicate), n(object));
  }

  private static Triple isA(String subject, String type) {
    return Triple.create(n(subject), RDF.type.asNode(), n(type));
  }

  private double after(Change change, Triple statement) {
    return program.after(List.of(change)).probability(statement).probability().value();
  }

  @Test
  void whatIsGainedLostAndMovedIsSaidWithTheStepsResponsible() {
    WhatIf whatIf =
        Explainer.whatIf(
            program,
            List.of(
                new Change.Add(t("ann", "takes", "Syrup")),
                new Change.Remove(t("ann", "has", "Fever")),
                new Change.Believe(t("ann", "gram", "Pos"), new Probability(0.2))),
            Optional.of(isA("ann", "Ill")));

    assertThat(whatIf.answer().orElseThrow().before().probability().value()).isEqualTo(0.5);
    assertThat(whatIf.answer().orElseThrow().after().probability().value()).isZero();
    assertThat(whatIf.gained())
        .extracting(WhatIf.Stated::statement)
        .containsExactly(t("ann", "takes", "Syrup"));
    assertThat(whatIf.lost())
        .extracting(WhatIf.Stated::statement)
        .containsExactlyInAnyOrder(t("ann", "has", "Fever"), isA("ann", "Hot"), isA("ann", "Ill"));
    assertThat(whatIf.moved())
        .extracting(moved -> moved.text() + " " + moved.after().probability().value())
        .containsExactly(":ann :gram :Neg 0.6", ":ann :gram :Pos 0.2");
    assertThat(whatIf.steps()).hasSize(1);
    assertThat(whatIf.steps().getFirst().gained()).isFalse();
    assertThat(whatIf.steps().getFirst().step().rule()).isEqualTo("http://e/ill");
    assertThat(WhatIfReport.text(whatIf))
        .contains(
            "before: 50.0% (exact)", "after:  0% (exact)", "+ :ann :takes :Syrup", "30.0% → 60.0%");
    assertThat(WhatIfReport.json(whatIf))
        .contains("\"kind\" : \"believe\"", "\"change\" : \"lost\"");
  }

  @Test
  void withoutAStatementTheStepsAreThoseOfAllFactsThatCameOrWent() {
    WhatIf whatIf =
        Explainer.whatIf(
            program, List.of(new Change.Add(t("cat", "has", "Fever"))), Optional.empty());
    assertThat(whatIf.steps())
        .singleElement()
        .satisfies(
            change -> {
              assertThat(change.gained()).isTrue();
              assertThat(change.step().conclusion()).isEqualTo(isA("cat", "Hot"));
            });
  }

  @Test
  void anAlternativeThatIsCertainExcludesTheOthersAndOneThatGoesLeavesThem() {
    assertThat(after(new Change.Add(t("ann", "gram", "Pos")), t("ann", "gram", "Neg"))).isZero();
    assertThat(after(new Change.Remove(t("ann", "gram", "Pos")), t("ann", "gram", "Neg")))
        .isEqualTo(0.3);
    assertThat(
            after(
                new Change.Believe(t("ann", "gram", "Pos"), Probability.ZERO),
                t("ann", "gram", "Neg")))
        .isEqualTo(0.75);
  }

  @Test
  void whatADataBlockStatesCanBeTakenBack() {
    assertThat(after(new Change.Remove(t("bob", "has", "Fever")), isA("bob", "Hot"))).isZero();
    assertThat(
            after(
                new Change.Believe(t("bob", "has", "Fever"), new Probability(0.5)),
                isA("bob", "Hot")))
        .isEqualTo(0.5);
  }

  @Test
  void nothingChangesIsSaid() {
    WhatIf whatIf =
        Explainer.whatIf(
            program,
            List.of(new Change.Add(t("ann", "has", "Fever"))),
            Optional.of(isA("ann", "Hot")));
    assertThat(WhatIfReport.text(whatIf)).contains("Nothing else changes.");
  }
}
