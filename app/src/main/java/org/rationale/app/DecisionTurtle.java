package org.rationale.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.jena.datatypes.xsd.XSDDatatype;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.riot.out.NodeFmtLib;
import org.apache.jena.sparql.graph.NodeConst;
import org.apache.jena.sparql.util.NodeFactoryExtra;
import org.apache.jena.vocabulary.RDF;
import org.apache.jena.vocabulary.RDFS;
import org.rationale.explanations.Certificates;
import org.rationale.explanations.DecisionReport;
import org.rationale.kg.Derivation;
import org.rationale.kg.Fact;
import org.rationale.kg.FactWriter;
import org.rationale.kg.Guarantee;
import org.rationale.kg.Origin;
import org.rationale.kg.Probability;
import org.rationale.kg.Rat;
import org.rationale.kg.RdfFormat;
import org.rationale.reasoner.Answer;
import org.rationale.reasoner.Decision;
import org.rationale.reasoner.Outcome;
import org.rationale.reasoner.PackPart;
import org.rationale.reasoner.ProofGraph;

/**
 * A decision as Turtle 1.2: what was perceived and derived, what that rests on, and what was
 * decided. It conforms to the shapes in {@code decision-shapes.ttl} beside this class.
 */
final class DecisionTurtle {

  private static final String DCTERMS = "http://purl.org/dc/terms/";
  private static final String PROV = "http://www.w3.org/ns/prov#";

  private DecisionTurtle() {}

  /**
   * @param time when it is written, if that is to be said
   */
  static String of(Decision decision, Optional<Instant> time) {
    ProofGraph graph = decision.proofGraph();
    Set<Triple> wanted = new LinkedHashSet<>();
    for (Triple statement : graph.statements()) {
      graph
          .fact(statement)
          .filter(fact -> fact.origins().stream().anyMatch(DecisionTurtle::isOfTheCase))
          .ifPresent(fact -> wanted.addAll(withPremises(fact)));
    }
    List<Fact> facts = new ArrayList<>();
    wanted.forEach(statement -> graph.fact(statement).ifPresent(facts::add));
    StringBuilder turtle = new StringBuilder();
    try {
      FactWriter.write(facts, graph::probability, graph.prefixes(), RdfFormat.TURTLE, turtle);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    decided(decision, time)
        .forEach(
            statement ->
                turtle
                    .append(NodeFmtLib.strNT(statement.getSubject()))
                    .append(' ')
                    .append(NodeFmtLib.strNT(statement.getPredicate()))
                    .append(' ')
                    .append(NodeFmtLib.strNT(statement.getObject()))
                    .append(" .\n"));
    return turtle.toString();
  }

  /** What was decided, about which case, under which pack. */
  private static List<Triple> decided(Decision decision, Optional<Instant> time) {
    List<Triple> statements = new ArrayList<>();
    Node node = blank("decision");
    add(statements, node, RDF.Nodes.type, rat("Decision"));
    add(statements, node, RDF.Nodes.type, NodeFactory.createURI(PROV + "Entity"));
    add(statements, node, dcterms("identifier"), text(decision.caseFile().id()));
    add(statements, node, dcterms("subject"), decision.subject());
    add(statements, node, rat("caseSha256"), text(Certificates.sha256(decision.caseFile())));
    add(statements, node, rat("engine"), text(DecisionReport.VERSION));
    time.ifPresent(
        instant ->
            add(
                statements,
                node,
                NodeFactory.createURI(PROV + "generatedAtTime"),
                NodeFactory.createLiteralDT(instant.toString(), XSDDatatype.XSDdateTime)));
    Node pack = blank("pack");
    add(statements, node, NodeFactory.createURI(PROV + "used"), pack);
    add(statements, pack, RDF.Nodes.type, rat("Pack"));
    add(statements, pack, RDFS.Nodes.label, text(decision.pack().name()));
    add(statements, pack, rat("version"), text(decision.pack().version()));
    add(statements, pack, rat("sha256"), text(decision.pack().sha256()));
    for (PackPart part : PackPart.values()) {
      String name = part.name().toLowerCase(Locale.ROOT) + "Sha256";
      add(statements, pack, rat(name), text(decision.pack().sha256(part)));
    }
    int number = 0;
    for (Outcome outcome : decision.outcomes()) {
      number++;
      Node of = blank("outcome" + number);
      add(statements, node, rat("outcome"), of);
      add(statements, of, RDF.Nodes.type, rat("Outcome"));
      add(statements, of, dcterms("identifier"), text(outcome.question().id()));
      add(statements, of, RDFS.Nodes.label, text(outcome.question().label()));
      if (outcome.result() instanceof Outcome.Result.Abstained abstained) {
        add(statements, of, rat("abstained"), text(abstained.reason()));
      }
      candidates(outcome, of, "candidate" + number, statements);
    }
    return statements;
  }

  private static void candidates(Outcome outcome, Node of, String names, List<Triple> statements) {
    List<Answer> chosen =
        outcome.result() instanceof Outcome.Result.Chosen(List<Answer> answers)
            ? answers
            : List.of();
    int rank = 0;
    for (Answer answer : outcome.candidates()) {
      rank++;
      Node candidate = blank(names + "-" + rank);
      add(statements, of, rat("candidate"), candidate);
      add(statements, candidate, RDF.Nodes.type, rat("Candidate"));
      add(statements, candidate, rat("rank"), NodeFactoryExtra.intToNode(rank));
      add(statements, candidate, rat("answer"), answer.value());
      add(statements, candidate, RDFS.Nodes.label, text(answer.label()));
      Node concluded = NodeFactory.createTripleTerm(answer.statement());
      add(statements, candidate, rat("concludes"), concluded);
      Node isChosen = chosen.contains(answer) ? NodeConst.nodeTrue : NodeConst.nodeFalse;
      add(statements, candidate, rat("chosen"), isChosen);
      double posterior = answer.valuation().probability().value();
      add(statements, candidate, rat("posterior"), NodeFactoryExtra.doubleToNode(posterior));
      switch (answer.valuation().guarantee()) {
        case Guarantee.Exact exact -> add(statements, candidate, Rat.GUARANTEE, text("exact"));
        case Guarantee.Bounded bounded -> {
          add(statements, candidate, Rat.GUARANTEE, text("bounded"));
          interval(statements, candidate, bounded.lower(), bounded.upper());
        }
        case Guarantee.Estimated estimated -> {
          add(statements, candidate, Rat.GUARANTEE, text("estimated"));
          interval(statements, candidate, estimated.lower(), estimated.upper());
        }
      }
    }
  }

  private static void interval(
      List<Triple> statements, Node candidate, Probability lower, Probability upper) {
    add(statements, candidate, Rat.LOWER, NodeFactoryExtra.doubleToNode(lower.value()));
    add(statements, candidate, Rat.UPPER, NodeFactoryExtra.doubleToNode(upper.value()));
  }

  private static void add(List<Triple> statements, Node s, Node p, Node o) {
    statements.add(Triple.create(s, p, o));
  }

  private static Node blank(String name) {
    return NodeFactory.createBlankNode(name);
  }

  private static Node rat(String name) {
    return NodeFactory.createURI(Rat.NS + name);
  }

  private static Node dcterms(String name) {
    return NodeFactory.createURI(DCTERMS + name);
  }

  private static Node text(String value) {
    return NodeFactory.createLiteralString(value);
  }

  private static boolean isOfTheCase(Origin origin) {
    return switch (origin) {
      case Origin.Asserted asserted -> false;
      case Origin.Perceived perceived -> true;
      case Origin.Derived derived -> true;
    };
  }

  private static Set<Triple> withPremises(Fact fact) {
    Set<Triple> all = new LinkedHashSet<>();
    all.add(fact.statement());
    for (Origin origin : fact.origins()) {
      if (origin instanceof Origin.Derived derived) {
        derived.derivations().stream().map(Derivation::premises).forEach(all::addAll);
      }
    }
    return all;
  }
}
