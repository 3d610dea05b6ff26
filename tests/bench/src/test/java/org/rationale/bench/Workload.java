package org.rationale.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.vocabulary.RDF;
import org.rationale.kg.CertainFact;
import org.rationale.kg.FactReader;
import org.rationale.rules.BodyElement;
import org.rationale.rules.Rule;
import org.rationale.rules.RuleSet;
import org.rationale.rules.srl.SrlReader;

/** Certain facts and positive rules, the same for every engine. */
record Workload(List<Triple> facts, RuleSet rules) {

  private static final Path FOLDER = Path.of("..", "..", "..", "shared", "data", "lubm");
  private static final String EXAMPLE = "http://example.org/";

  Workload {
    facts = List.copyOf(facts);
  }

  /** The file with the university benchmark's data for a number of universities. */
  static Path lubmFile(int universities) {
    Path file = FOLDER.resolve("lubm-%d.nt.gz".formatted(universities));
    if (!Files.exists(file)) {
      throw new IllegalStateException(
          "The file (%s) is absent.\nMaybe run from the folder tests/bench, with the shared data beside the repository."
              .formatted(file));
    }
    return file;
  }

  static boolean hasLubm() {
    return Files.exists(FOLDER);
  }

  /** The university benchmark. */
  static Workload lubm(int universities) {
    return new Workload(
        FactReader.read(lubmFile(universities)).certain().stream()
            .map(CertainFact::statement)
            .distinct()
            .toList(),
        new SrlReader().read(FOLDER.resolve("lubm.srl")));
  }

  /** A chain of edges and the rule that makes their relation transitive. */
  static Workload chain(int edges) {
    List<Triple> facts = new ArrayList<>();
    Node next = iri("next");
    for (int i = 0; i < edges; i++) {
      facts.add(Triple.create(iri("n" + i), next, iri("n" + (i + 1))));
    }
    return of(facts, "RULE :t { ?x :next ?z } WHERE { ?x :next ?y . ?y :next ?z }");
  }

  /**
   * One instance below a chain of classes, each with two more superclasses.
   *
   * @param typeFirst whether the rule's body starts with the type atom
   */
  static Workload taxonomy(int levels, boolean typeFirst) {
    List<Triple> facts = new ArrayList<>();
    Node below = iri("below");
    facts.add(Triple.create(iri("i"), RDF.type.asNode(), iri("N0")));
    for (int i = 0; i < levels; i++) {
      for (String kind : List.of("N", "I", "J")) {
        facts.add(Triple.create(iri("N" + i), below, iri(kind + (i + 1))));
      }
    }
    String body = typeFirst ? "?x a ?c . ?c :below ?d" : "?c :below ?d . ?x a ?c";
    return of(facts, "RULE :t { ?x a ?d } WHERE { %s }".formatted(body));
  }

  static Workload of(List<Triple> facts, String srl) {
    return new Workload(facts, rules(srl));
  }

  static RuleSet rules(String srl) {
    return new SrlReader().readText("PREFIX : <" + EXAMPLE + ">\n" + srl, "rules.srl");
  }

  static Node iri(String name) {
    return NodeFactory.createURI(EXAMPLE + name);
  }

  /** The same with the type atoms of each body first, or last. */
  Workload withTypeAtoms(boolean first) {
    Comparator<BodyElement> typesLast = Comparator.comparing(Workload::isTypeAtom);
    List<Rule> reordered =
        rules.rules().stream()
            .map(
                rule ->
                    new Rule(
                        rule.id(),
                        rule.text(),
                        rule.source(),
                        rule.probability(),
                        rule.choice(),
                        rule.head(),
                        rule.body().stream()
                            .sorted(first ? typesLast.reversed() : typesLast)
                            .toList(),
                        rule.dataOnly(),
                        rule.place()))
            .toList();
    return new Workload(facts, new RuleSet(reordered, rules.data(), rules.prefixes()));
  }

  private static boolean isTypeAtom(BodyElement element) {
    return patternOf(element).getPredicate().equals(RDF.type.asNode());
  }

  /** The pattern of an element; other engines are given rules of patterns alone. */
  static Triple patternOf(BodyElement element) {
    if (element instanceof BodyElement.Pattern(Triple triple)) {
      return triple;
    }
    throw new IllegalArgumentException(
        "The element (%s) is no pattern.\nMaybe leave filters and negation to our own engine."
            .formatted(element));
  }
}
