package org.rationale.kg;

import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;

/** The terms of the {@code rat:} vocabulary that the engine reads and writes. */
public final class Rat {

  public static final String NS = "https://w3id.org/rationale#";

  /** Of a reifier: the probability that this source makes its triple true. */
  public static final Node PROBABILITY = term("probability");

  /** Of a reifier: the choice that its triple is an alternative of. */
  public static final Node CHOICE = term("choice");

  /** Of a reifier: whether its triple was observed to hold. */
  public static final Node OBSERVED = term("observed");

  /** The class of a case's subject. */
  public static final Node SUBJECT = term("Subject");

  /** The named graph of statements that were asserted. */
  public static final Node ASSERTED = term("asserted");

  /** The named graph of statements that were perceived. */
  public static final Node PERCEIVED = term("perceived");

  /** The named graph of statements that were derived. */
  public static final Node DERIVED = term("derived");

  private Rat() {}

  private static Node term(String localName) {
    return NodeFactory.createURI(NS + localName);
  }
}
