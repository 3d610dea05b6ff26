package org.rationale.kg;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.jena.datatypes.xsd.XSDDatatype;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.vocabulary.RDF;

/** One fact of each kind. */
final class SampleFacts {

  static final Triple PATIENT = Triple.create(e("ann"), RDF.Nodes.type, e("Patient"));
  static final Triple PERSON = Triple.create(e("ann"), RDF.Nodes.type, e("Person"));
  static final Triple GRAM = t("ann", "gram", e("Neg"));
  static final Triple FEVER = t("ann", "shows", e("Fever"));
  static final Triple AGE =
      t("ann", "age", NodeFactory.createLiteralDT("71", XSDDatatype.XSDinteger));
  static final Triple FLU = t("ann", "has", e("Flu"));
  static final Triple HOME = t("bob", "at", e("Home"));

  static final List<Fact> FACTS =
      List.of(
          fact(PATIENT, asserted(1, Optional.empty())),
          fact(PERSON, asserted(1, Optional.empty())),
          fact(GRAM, asserted(0.3, Optional.of(e("gram")))),
          fact(
              FEVER,
              percept("note", FEVER, 0.8, 3.25, "minilm", new Region.TextSpan(4, 9, "fever"))),
          fact(AGE, percept("vitals", AGE, 1, 1, "fields", new Region.Columns(List.of("age")))),
          fact(
              FLU,
              new Origin.Derived(
                  List.of(
                      derivation(
                          "http://e/flu",
                          0.9,
                          List.of(FEVER, PATIENT),
                          List.of(new Derivation.Absence("?x :lacks :Fever", List.of()))),
                      derivation("a.srl#3", 1, List.of(HOME), List.of())))));

  private SampleFacts() {}

  static Node e(String name) {
    return NodeFactory.createURI("http://e/" + name);
  }

  static Triple t(String s, String p, Node o) {
    return Triple.create(e(s), e(p), o);
  }

  static Valuation probability(Triple t) {
    double p = t.equals(GRAM) ? 0.3 : t.equals(FEVER) ? 0.9 : t.equals(FLU) ? 0.72 : 1;
    return new Valuation(new Probability(p), Guarantee.EXACT);
  }

  private static Fact fact(Triple t, Origin origin) {
    return new Fact(t, List.of(origin));
  }

  private static Origin asserted(double p, Optional<Node> choice) {
    return new Origin.Asserted("a.ttl", new Probability(p), choice);
  }

  private static Origin percept(
      String perceptor, Triple t, double p, double score, String model, Region region) {
    return new Origin.Perceived(
        new Percept(
            perceptor + "/1",
            t,
            new Probability(p),
            score,
            perceptor,
            new ModelIdentity(model, "ab12"),
            perceptor,
            "cd34",
            region,
            Optional.empty(),
            perceptor.equals("note") ? "matched \"fever\"" : ""));
  }

  private static Derivation derivation(
      String rule, double p, List<Triple> premises, List<Derivation.Absence> absences) {
    return new Derivation(
        rule, "", Optional.empty(), new Probability(p), Map.of(), premises, absences, FLU);
  }
}
