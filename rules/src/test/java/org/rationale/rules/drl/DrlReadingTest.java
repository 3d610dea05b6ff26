package org.rationale.rules.drl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.jena.datatypes.xsd.XSDDatatype;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Var;
import org.junit.jupiter.api.Test;
import org.rationale.kg.Diagnostic;

class DrlReadingTest {

  private static DrlRule read(String condition, String consequence) {
    List<Diagnostic> diagnostics = new ArrayList<>();
    DrlReader reader = new DrlReader(new Prefixes(Map.of("", "http://e/")), diagnostics);
    reader.read(
        List.of(
            new DrlFile(
                "r.drl",
                """
                package p
                import org.rationale.rules.drl.Statement
                global org.rationale.rules.drl.Conclusions conclusions
                rule ":r"
                when
                %s
                then
                %s
                end
                """
                    .formatted(condition, consequence))));
    assertThat(diagnostics).isEmpty();
    return List.copyOf(reader.rules().values()).getFirst();
  }

  private static Node n(String name) {
    return NodeFactory.createURI("http://e/" + name);
  }

  @Test
  void conditionsAndConclusionsAreReadFromTheText() {
    DrlReading reading =
        read(
                """
                  Statement($p : subject, predicate == ":dose", number > 7, $d : object)
                  Statement(subject == $p, predicate == ":has", object == ":Flu", $c : object)
                  not Statement(subject == $p,
                      predicate == ":takes")
                  Statement(subject == $p, predicate == ":age", number < $other)
                  accumulate(Statement(subject == $p, predicate == ":point", $x : object);
                    $n : count($x))
                """,
                "conclusions.conclude(drools, $p, \":score\", $n + 1);"
                    + "conclusions.conclude(drools, $p, \":has\", $c);")
            .reading();

    assertThat(reading.conditions())
        .extracting(DrlCondition::text)
        .containsExactly(
            "Statement($p : subject, predicate == \":dose\", number > 7, $d : object)",
            "Statement(subject == $p, predicate == \":has\", object == \":Flu\", $c : object)",
            "Statement(subject == $p, predicate == \":takes\")",
            "Statement(subject == $p, predicate == \":age\", number < $other)",
            "accumulate(Statement(subject == $p, predicate == \":point\", $x : object);"
                + " $n : count($x))");
    assertThat(reading.conditions().get(0))
        .isInstanceOfSatisfying(
            DrlCondition.Present.class,
            dose -> {
              assertThat(dose.pattern().triple().getSubject()).isEqualTo(Var.alloc("p"));
              assertThat(dose.pattern().triple().getObject()).isEqualTo(Var.alloc("d"));
              assertThat(dose.pattern().bounds())
                  .extracting(DrlPattern.Bound::text)
                  .containsExactly("> 7");
              assertThat(dose.pattern().unread()).isEmpty();
            });
    assertThat(reading.conditions().get(2)).isInstanceOf(DrlCondition.Absent.class);
    assertThat(((DrlCondition.Present) reading.conditions().get(3)).pattern().unread())
        .containsExactly("number < $other");
    assertThat(reading.conditions().get(4))
        .isInstanceOfSatisfying(
            DrlCondition.Unread.class,
            sum -> {
              assertThat(sum.seesObjects()).isFalse();
              assertThat(sum.patterns())
                  .extracting(DrlPattern::triple)
                  .containsExactly(Triple.create(Var.alloc("p"), n("point"), Var.alloc("x")));
            });
    assertThat(reading.names()).containsExactly(Map.entry("c", n("Flu")));
    assertThat(reading.conclusions()).hasSize(2);
    assertThat(reading.conclusions().get(0).getObject().isVariable()).isTrue();
    assertThat(reading.conclusions().get(1).getObject()).isEqualTo(n("Flu"));
  }

  @Test
  void conclusionsThatAreHandedOnMayBeAnything() {
    DrlReading reading =
        read("Statement(predicate == \":a\")", "new Other(conclusions).run();").reading();
    assertThat(reading.conclusions())
        .singleElement()
        .satisfies(any -> assertThat(any.getPredicate().isVariable()).isTrue());
  }

  @Test
  void numbersOfOneValueAreOneTerm() {
    Node five = literal("5", XSDDatatype.XSDinteger);
    assertThat(DrlPattern.isSame(five, literal("5.0", XSDDatatype.XSDdecimal))).isTrue();
    assertThat(DrlPattern.isSame(five, literal("6", XSDDatatype.XSDinteger))).isFalse();
    Node one = literal("1", XSDDatatype.XSDboolean);
    assertThat(DrlPattern.isSame(one, literal("true", XSDDatatype.XSDboolean))).isTrue();
    assertThat(DrlPattern.isSame(one, literal("1", XSDDatatype.XSDinteger))).isFalse();
  }

  private static Node literal(String lexical, XSDDatatype type) {
    return NodeFactory.createLiteralDT(lexical, type);
  }
}
