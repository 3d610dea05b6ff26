package org.rationale.rules.profile;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.vocabulary.OWL;
import org.apache.jena.vocabulary.OWL2;
import org.apache.jena.vocabulary.RDF;
import org.apache.jena.vocabulary.RDFS;

/** The terms by which a triple is part of a schema. */
final class Vocabulary {

  static final Node SAME_AS = OWL.sameAs.asNode();
  static final Node TYPE = RDF.Nodes.type;
  static final Node SUB_CLASS = RDFS.Nodes.subClassOf;
  static final Node SUB_PROPERTY = RDFS.Nodes.subPropertyOf;

  private static final Set<Node> PREDICATES =
      Stream.of(
              RDFS.subClassOf,
              RDFS.subPropertyOf,
              RDFS.domain,
              RDFS.range,
              OWL2.equivalentClass,
              OWL2.equivalentProperty,
              OWL2.inverseOf,
              OWL2.propertyChainAxiom,
              OWL2.hasKey,
              OWL2.propertyDisjointWith,
              OWL2.disjointWith,
              OWL2.complementOf,
              OWL2.intersectionOf,
              OWL2.unionOf,
              OWL2.oneOf,
              OWL2.members,
              OWL2.distinctMembers,
              OWL2.onProperty,
              OWL2.onClass,
              OWL2.someValuesFrom,
              OWL2.allValuesFrom,
              OWL2.hasValue,
              OWL2.maxCardinality,
              OWL2.maxQualifiedCardinality,
              OWL2.sourceIndividual,
              OWL2.assertionProperty,
              OWL2.targetIndividual,
              OWL2.targetValue)
          .map(property -> property.asNode())
          .collect(Collectors.toUnmodifiableSet());

  private static final Set<Node> TYPES =
      Stream.of(
              RDFS.Class,
              RDFS.Datatype,
              RDFS.ContainerMembershipProperty,
              RDF.Property,
              OWL2.Class,
              OWL2.ObjectProperty,
              OWL2.DatatypeProperty,
              OWL2.FunctionalProperty,
              OWL2.InverseFunctionalProperty,
              OWL2.IrreflexiveProperty,
              OWL2.SymmetricProperty,
              OWL2.AsymmetricProperty,
              OWL2.TransitiveProperty,
              OWL2.AllDifferent,
              OWL2.AllDisjointClasses,
              OWL2.AllDisjointProperties)
          .map(type -> type.asNode())
          .collect(Collectors.toUnmodifiableSet());

  private Vocabulary() {}

  /** Whether a triple or a pattern with these constants is about the schema. */
  static boolean isSchema(Triple triple) {
    return PREDICATES.contains(triple.getPredicate())
        || (triple.getPredicate().equals(TYPE) && TYPES.contains(triple.getObject()));
  }

  /** Whether an instance of a head's template may be about the schema. */
  static boolean mayBeSchema(Triple template) {
    return template.getPredicate().isVariable()
        || (template.getPredicate().equals(TYPE) && template.getObject().isVariable())
        || isSchema(template);
  }

  static boolean isListCell(Triple triple) {
    return triple.getPredicate().equals(RDF.Nodes.first)
        || triple.getPredicate().equals(RDF.Nodes.rest);
  }
}
