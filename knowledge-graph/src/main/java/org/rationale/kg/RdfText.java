package org.rationale.kg;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.jena.atlas.io.AWriter;
import org.apache.jena.atlas.io.IndentedLineBuffer;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.riot.out.NodeFormatter;
import org.apache.jena.riot.out.NodeFormatterNT;
import org.apache.jena.riot.out.NodeFormatterTTL;
import org.apache.jena.riot.out.NodeToLabel;
import org.apache.jena.riot.system.PrefixMap;
import org.apache.jena.riot.system.PrefixMapFactory;
import org.apache.jena.vocabulary.RDF;
import org.rationale.kg.AnnotatedFact.Property;
import org.rationale.kg.AnnotatedFact.Reifier;

/** The text of annotated facts; one statement or one reifier a line. */
final class RdfText {

  private final FactAnnotations annotations;
  private final Map<String, String> prefixes;

  RdfText(FactAnnotations annotations, Map<String, String> prefixes) {
    this.annotations = annotations;
    this.prefixes = new LinkedHashMap<>(prefixes);
    this.prefixes.putIfAbsent("rat", Rat.NS);
    this.prefixes.putIfAbsent("sh", FactAnnotations.SH);
    this.prefixes.putIfAbsent("prov", FactAnnotations.PROV);
  }

  /** Statements as Turtle, one a line, in their order. */
  static String statements(Iterable<Triple> triples, Map<String, String> prefixes) {
    RdfText text = new RdfText(new FactAnnotations(List.of(), List.of(), Map.of()), prefixes);
    StringBuilder out = new StringBuilder();
    try {
      NodeFormatter terms = text.header(out);
      for (Triple triple : triples) {
        text.statement(triple, terms, "", out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString();
  }

  void write(RdfFormat format, Appendable out) throws IOException {
    switch (format) {
      case NTRIPLES -> lines(out, false);
      case NQUADS -> lines(out, true);
      case TURTLE -> {
        NodeFormatter terms = header(out);
        for (AnnotatedFact fact : all()) {
          if (fact.certain()) {
            statement(fact.statement(), terms, "", out);
          }
          for (Reifier reifier : fact.reifiers()) {
            reifier(fact.statement(), reifier, terms, "", out);
          }
        }
      }
      case TRIG -> trig(out);
    }
  }

  private List<AnnotatedFact> all() {
    List<AnnotatedFact> all = new ArrayList<>(annotations.facts());
    all.addAll(annotations.premises());
    return all;
  }

  private void lines(Appendable out, boolean quads) throws IOException {
    NodeFormatter terms = new NodeFormatterNT();
    for (AnnotatedFact fact : all()) {
      if (fact.certain()) {
        for (Node graph : quads ? fact.graphs() : fact.graphs().subList(0, 1)) {
          line(fact.statement(), graph, terms, quads, out);
        }
      }
      for (Reifier reifier : fact.reifiers()) {
        line(reification(fact.statement(), reifier), reifier.graph(), terms, quads, out);
        for (Triple triple : reifier.triples()) {
          line(triple, reifier.graph(), terms, quads, out);
        }
      }
    }
  }

  static Triple reification(Triple statement, Reifier reifier) {
    return Triple.create(
        reifier.node(), RDF.Nodes.reifies, NodeFactory.createTripleTerm(statement));
  }

  private void line(Triple triple, Node graph, NodeFormatter terms, boolean quads, Appendable out)
      throws IOException {
    out.append(show(triple.getSubject(), terms)).append(' ');
    out.append(show(triple.getPredicate(), terms)).append(' ');
    out.append(show(triple.getObject(), terms));
    if (quads) {
      out.append(' ').append(show(graph, terms));
    }
    out.append(" .\n");
  }

  private void trig(Appendable out) throws IOException {
    NodeFormatter terms = header(out);
    for (Node graph : List.of(Rat.ASSERTED, Rat.PERCEIVED, Rat.DERIVED)) {
      out.append(show(graph, terms)).append(" {\n");
      for (AnnotatedFact fact : all()) {
        if (fact.certain() && fact.graphs().contains(graph)) {
          statement(fact.statement(), terms, "  ", out);
        }
        for (Reifier reifier : fact.reifiers()) {
          if (reifier.graph().equals(graph)) {
            reifier(fact.statement(), reifier, terms, "  ", out);
          }
        }
      }
      out.append("}\n");
    }
  }

  private NodeFormatter header(Appendable out) throws IOException {
    PrefixMap map = PrefixMapFactory.create();
    NodeFormatter full = new NodeFormatterNT();
    for (Map.Entry<String, String> prefix : prefixes.entrySet()) {
      map.add(prefix.getKey(), prefix.getValue());
      IndentedLineBuffer iri = new IndentedLineBuffer();
      full.formatURI(iri, prefix.getValue());
      out.append("PREFIX ").append(prefix.getKey()).append(": ").append(iri.asString());
      out.append('\n');
    }
    out.append('\n');
    // Labels of blank nodes are encoded, so that they can't be mistaken for those of reifiers.
    return new NodeFormatterTTL("", map, NodeToLabel.createBNodeByLabelEncoded());
  }

  private void statement(Triple t, NodeFormatter terms, String indent, Appendable out)
      throws IOException {
    out.append(indent).append(show(t.getSubject(), terms)).append(' ');
    out.append(predicate(t.getPredicate(), terms)).append(' ');
    out.append(show(t.getObject(), terms)).append(" .\n");
  }

  private void reifier(
      Triple t, Reifier reifier, NodeFormatter terms, String indent, Appendable out)
      throws IOException {
    out.append(indent).append("<< ").append(show(t.getSubject(), terms)).append(' ');
    out.append(predicate(t.getPredicate(), terms)).append(' ');
    out.append(show(t.getObject(), terms)).append(" ~ ").append(show(reifier.node(), terms));
    out.append(" >>");
    String separator = " ";
    for (Property property : reifier.properties()) {
      out.append(separator).append(predicate(property.predicate(), terms)).append(' ');
      out.append(show(property.value(), terms));
      separator = " ; ";
    }
    out.append(" .\n");
  }

  private String predicate(Node node, NodeFormatter terms) {
    return node.equals(RDF.Nodes.type) ? "a" : show(node, terms);
  }

  private String show(Node node, NodeFormatter terms) {
    String label = annotations.labels().get(node);
    if (label != null) {
      return "_:" + label;
    }
    IndentedLineBuffer buffer = new IndentedLineBuffer();
    AWriter writer = buffer;
    terms.format(writer, node);
    return buffer.asString();
  }
}
