package org.rationale.kg;

import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;

/** The terms of the {@code rat:} vocabulary that the engine reads and writes. */
public final class Rat {

  public static final String NS = "https://w3id.org/rationale#";

  /** How the predicates begin that relate a subject to the candidates for a pack's question. */
  public static final String QUESTION = NS + "question/";

  /** Of a reifier: the probability that this source makes its triple true. */
  public static final Node PROBABILITY = term("probability");

  /** Of a reifier: the choice that its triple is an alternative of. */
  public static final Node CHOICE = term("choice");

  /** Of a reifier: whether its triple was observed to hold. */
  public static final Node OBSERVED = term("observed");

  /**
   * Of a reifier: the probability of this source alone, where {@link #PROBABILITY} is the fact's
   * probability, all sources and evidence considered. Where both are there, this one is read.
   */
  public static final Node PRIOR = term("prior");

  /** Of a reifier: which kind of origin it stands for, named by the graph of such statements. */
  public static final Node ORIGIN = term("origin");

  /** Of a reifier of an assertion: the file or the name of what stated it. */
  public static final Node SOURCE = term("source");

  /** Of a computed probability: the greatest value known to be at most the exact one. */
  public static final Node LOWER = term("lower");

  /** Of a computed probability: the least value known to be at least the exact one. */
  public static final Node UPPER = term("upper");

  /** Of a computed probability: {@code "exact"}, {@code "bounded"} or {@code "estimated"}. */
  public static final Node GUARANTEE = term("guarantee");

  /** Of a reifier of a percept: the percept's id. */
  public static final Node PERCEPT = term("percept");

  /** Of a reifier of a percept: the perceptor's id. */
  public static final Node PERCEPTOR = term("perceptor");

  /** Of a reifier of a percept: what the model said before calibration. */
  public static final Node SCORE = term("score");

  /** Of a reifier of a percept: the model's name. */
  public static final Node MODEL = term("model");

  /** Of a reifier of a percept: the SHA-256 of the model, in hexadecimal. */
  public static final Node MODEL_SHA256 = term("modelSha256");

  /** Of a reifier of a percept: the versions of the operator sets that the model uses. */
  public static final Node MODEL_OPERATORS = term("modelOperators");

  /** Of a reifier of a percept: what ran the model, and its version. */
  public static final Node RUNTIME = term("runtime");

  /** Of a reifier of a percept: the device that computed the model. */
  public static final Node PROVIDER = term("provider");

  /** Of a reifier of a percept: how the input was made ready for the model, and its version. */
  public static final Node PREPARATION = term("preparation");

  /** Of a reifier of a percept: a class that its conformal prediction set holds. */
  public static final Node PLAUSIBLE = term("plausible");

  /** Of a reifier of a percept: the coverage of its conformal prediction set. */
  public static final Node COVERAGE = term("coverage");

  /** Of a reifier of a percept: how unlike the input is to those that the model knows. */
  public static final Node OUTSIDE_SCORE = term("outsideScore");

  /** Of a reifier of a percept: up to which {@link #OUTSIDE_SCORE} an input counts as known. */
  public static final Node OUTSIDE_LIMIT = term("outsideLimit");

  /** Of a reifier of a percept: the share of the base rate in its probability. */
  public static final Node OUTSIDE_WEIGHT = term("outsideWeight");

  /** Of a reifier of a percept: its probability before it was moved towards the base rate. */
  public static final Node CALIBRATED = term("calibrated");

  /** Of a reifier of a percept: the input's name in the case. */
  public static final Node INPUT = term("input");

  /** Of a reifier of a percept: the SHA-256 of the input, in hexadecimal. */
  public static final Node INPUT_SHA256 = term("inputSha256");

  /**
   * Of a reifier of a percept: where its span begins, in UTF-16 units from 0, or its window, in
   * {@link #UNIT}, else in samples.
   */
  public static final Node START = term("start");

  /** Of a reifier of a percept: where its span or window ends, exclusive. */
  public static final Node END = term("end");

  /** Of a reifier of a percept: the characters of its span. */
  public static final Node QUOTE = term("quote");

  /** Of a reifier of a percept: the UCUM unit of its window. */
  public static final Node UNIT = term("unit");

  /** Of a reifier of a percept: a part of an image: {@code x,y,width,height} in pixels. */
  public static final Node BOX = term("box");

  /** Of a reifier of a percept: a column that it was read from. */
  public static final Node COLUMN = term("column");

  /** Of a reifier of a percept: how it was read, in words. */
  public static final Node NOTE = term("note");

  /** Of a reifier of a derivation: the probability that the rule's substitution fires. */
  public static final Node FIRES = term("fires");

  /** Of a reifier of a derivation: a pattern that the rule looked for in vain. */
  public static final Node ABSENT = term("absent");

  /**
   * Of a thing: what about it is contradictory, as the name of the W3C's rule that found it: {@code
   * "cax-dw"} for a member of two disjoint classes.
   */
  public static final Node INCONSISTENCY = term("inconsistency");

  /** Of a Java class: an object of that class, written out, that a DRL rule inserted. */
  public static final Node WORKING_MEMORY = term("workingMemory");

  /** The class of a case's subject. */
  public static final Node SUBJECT = term("Subject");

  /** The named graph of statements that were asserted. */
  public static final Node ASSERTED = term("asserted");

  /** The named graph of statements that were perceived. */
  public static final Node PERCEIVED = term("perceived");

  /** The named graph of statements that were derived. */
  public static final Node DERIVED = term("derived");

  /** The origin of a reifier that stands for a premise which is not in the document itself. */
  public static final Node PREMISE = term("premise");

  private Rat() {}

  private static Node term(String localName) {
    return NodeFactory.createURI(NS + localName);
  }
}
