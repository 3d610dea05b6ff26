package org.rationale.rules.profile;

import java.util.List;
import java.util.stream.Stream;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.rdf.model.Resource;
import org.apache.jena.vocabulary.OWL2;
import org.apache.jena.vocabulary.RDF;
import org.apache.jena.vocabulary.RDFS;
import org.apache.jena.vocabulary.XSD;

/** Terms of which tables 5 and 8 of OWL 2 RL state something without premises. */
final class Axiomatic {

  /** The built-in annotation properties of OWL 2. */
  static final List<Node> ANNOTATIONS =
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
  static final List<Node> DATATYPES =
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

  private Axiomatic() {}

  private static List<Node> nodes(Resource... terms) {
    return Stream.of(terms).map(Resource::asNode).toList();
  }
}
