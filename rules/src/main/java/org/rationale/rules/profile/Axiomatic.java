package org.rationale.rules.profile;

import java.util.List;
import java.util.stream.Stream;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.rdf.model.Resource;
import org.apache.jena.vocabulary.OWL2;
import org.apache.jena.vocabulary.RDF;
import org.apache.jena.vocabulary.RDFS;
import org.apache.jena.vocabulary.XSD;

/** What the tables state without premises. */
record Axiomatic(String rule, int table, String label, List<Node> terms, Node type) {

  private static final List<Node> ANNOTATIONS =
      nodes(
          RDFS.label,
          RDFS.comment,
          RDFS.seeAlso,
          RDFS.isDefinedBy,
          OWL2.deprecated,
          OWL2.versionInfo,
          OWL2.priorVersion,
          OWL2.backwardCompatibleWith,
          OWL2.incompatibleWith);

  /** The datatypes of OWL 2 RL: OWL 2 Profiles, section 4.2.1. */
  private static final List<Node> DATATYPES =
      Stream.concat(
              Stream.of(
                  NodeFactory.createURI(RDF.getURI() + "PlainLiteral"),
                  NodeFactory.createURI(RDF.getURI() + "XMLLiteral"),
                  RDFS.Literal.asNode()),
              nodes(
                  XSD.decimal,
                  XSD.integer,
                  XSD.nonNegativeInteger,
                  XSD.nonPositiveInteger,
                  XSD.positiveInteger,
                  XSD.negativeInteger,
                  XSD.xlong,
                  XSD.xint,
                  XSD.xshort,
                  XSD.xbyte,
                  XSD.unsignedLong,
                  XSD.unsignedInt,
                  XSD.unsignedShort,
                  XSD.unsignedByte,
                  XSD.xfloat,
                  XSD.xdouble,
                  XSD.xstring,
                  XSD.normalizedString,
                  XSD.token,
                  XSD.language,
                  XSD.Name,
                  XSD.NCName,
                  XSD.NMTOKEN,
                  XSD.xboolean,
                  XSD.hexBinary,
                  XSD.base64Binary,
                  XSD.anyURI,
                  XSD.dateTime,
                  XSD.dateTimeStamp)
                  .stream())
          .toList();

  Axiomatic {
    terms = List.copyOf(terms);
  }

  /** In the order of the tables. */
  static List<Axiomatic> of(Profile profile) {
    return switch (profile) {
      case RDFS -> List.of();
      case OWL2RL ->
          List.of(
              new Axiomatic(
                  "prp-ap",
                  5,
                  "%s is an annotation",
                  ANNOTATIONS,
                  OWL2.AnnotationProperty.asNode()),
              new Axiomatic(
                  "cls-thing", 6, "%s is a class", nodes(OWL2.Thing), OWL2.Class.asNode()),
              new Axiomatic(
                  "cls-nothing1", 6, "%s is a class", nodes(OWL2.Nothing), OWL2.Class.asNode()),
              new Axiomatic("dt-type1", 8, "%s is a datatype", DATATYPES, RDFS.Nodes.Datatype));
    };
  }

  /** One for each term. */
  List<Triple> statements() {
    return terms.stream().map(term -> Triple.create(term, Vocabulary.TYPE, type)).toList();
  }

  private static List<Node> nodes(Resource... terms) {
    return Stream.of(terms).map(Resource::asNode).toList();
  }
}
