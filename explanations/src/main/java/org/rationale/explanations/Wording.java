package org.rationale.explanations;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.jena.datatypes.RDFDatatype;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.riot.out.NodeFmtLib;
import org.apache.jena.vocabulary.RDF;
import org.apache.jena.vocabulary.RDFS;
import org.apache.jena.vocabulary.XSD;
import org.rationale.kg.Derivation;
import org.rationale.kg.Rat;
import org.rationale.reasoner.ProofGraph;

/** Puts terms, statements and rule instances into words, by the labels of a proof graph. */
final class Wording {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{[?$]([^{}\\s]+)\\}");

  /** An IRI in angle brackets, a prefixed name, or a quoted literal with its datatype. */
  private static final Pattern NAME =
      Pattern.compile(
          "<([^<>\\s]*)>"
              + "|\"((?:[^\"\\\\]|\\\\.)*)\"(?:\\^\\^(?:<[^<>\\s]*>|[\\w.-]*:[\\w.-]+)|@[\\w-]+)?"
              + "|(?<![\\w?$])([A-Za-z][\\w.-]*)?:([\\w](?:[\\w.-]*[\\w-])?)");

  private final ProofGraph graph;
  private final Map<Node, String> names;
  private final Function<Node, String> labels;

  Wording(ProofGraph graph) {
    this(graph, Map.of());
  }

  private Wording(ProofGraph graph, Map<Node, String> names) {
    this(graph, names, graph::label);
  }

  private Wording(ProofGraph graph, Map<Node, String> names, Function<Node, String> labels) {
    this.graph = graph;
    this.names = names;
    this.labels = labels;
  }

  /** The same, for one thread, with every label looked up once. */
  Wording remembering() {
    Map<Node, String> known = new HashMap<>();
    return new Wording(graph, names, term -> known.computeIfAbsent(term, graph::label));
  }

  /**
   * Calls a subject without a label by the label of its class, {@code the patient}: a case's IRI is
   * no name that helps a reader.
   */
  static Wording about(ProofGraph graph, Node subject) {
    boolean unnamed = subject.isURI() && graph.label(subject).contains(":");
    String kind = graph.label(Rat.SUBJECT);
    return unnamed
        ? new Wording(graph, Map.of(subject, kind.contains(":") ? "the subject" : "the " + kind))
        : new Wording(graph);
  }

  /** About one subject, if the facts are about one. */
  static Wording of(ProofGraph graph, Optional<Node> subject) {
    return subject.map(one -> about(graph, one)).orElseGet(() -> new Wording(graph));
  }

  String term(Node term) {
    if (term.isLiteral()) {
      return literal(term);
    }
    if (term.isTripleTerm()) {
      return "“" + statement(term.getTriple()) + "”";
    }
    String name = names.get(term);
    return name == null ? labels.apply(term) : name;
  }

  String statement(Triple statement) {
    return statement(statement, term(statement.getObject()));
  }

  /** With other words in place of the object. */
  String statement(Triple statement, String object) {
    return term(statement.getSubject()) + " " + verb(statement.getPredicate()) + " " + object;
  }

  /** The derivation's sentence; an unknown placeholder stays as the name of its variable. */
  String sentence(Derivation derivation) {
    if (derivation.text().isBlank()) {
      return statement(derivation.conclusion());
    }
    Map<String, Node> substitution = derivation.substitution();
    return PLACEHOLDER
        .matcher(derivation.text())
        .replaceAll(
            match -> {
              Node value = substitution.get(match.group(1));
              return Matcher.quoteReplacement(value == null ? "?" + match.group(1) : term(value));
            });
  }

  /**
   * A rule's text with its placeholders filled; an open one stays as the name of its variable.
   *
   * @param value of the variable of a name
   */
  String sentence(String text, Function<String, Node> value) {
    return PLACEHOLDER
        .matcher(text)
        .replaceAll(
            match -> {
              Node term = value.apply(match.group(1));
              return Matcher.quoteReplacement(
                  term.isVariable() ? "?" + match.group(1) : term(term));
            });
  }

  /** A pattern of a rule with its names replaced by labels and its variables by "anything". */
  String pattern(String pattern) {
    return NAME.matcher(pattern)
        .replaceAll(match -> Matcher.quoteReplacement(name(match)))
        .replaceAll("\\s+", " ")
        .strip();
  }

  private String name(MatchResult match) {
    if (match.group(1) != null) {
      return verb(NodeFactory.createURI(match.group(1)));
    }
    if (match.group(2) != null) {
      return match.group(2);
    }
    String prefix = match.group(3) == null ? "" : match.group(3);
    String namespace = graph.prefixes().get(prefix);
    return namespace == null
        ? match.group()
        : verb(NodeFactory.createURI(namespace + match.group(4)));
  }

  private String verb(Node predicate) {
    if (predicate.equals(RDF.type.asNode())) {
      return "is a";
    }
    return predicate.equals(RDFS.subClassOf.asNode()) ? "is a kind of" : term(predicate);
  }

  /** The rule's IRI in full where its id is a prefixed name. */
  String rule(String id) {
    int colon = id.indexOf(':');
    if (colon < 0) {
      return id;
    }
    String namespace = graph.prefixes().get(id.substring(0, colon));
    return namespace == null ? id : namespace + id.substring(colon + 1);
  }

  private static String literal(Node literal) {
    String lexical = literal.getLiteralLexicalForm();
    RDFDatatype datatype = literal.getLiteralDatatype();
    boolean fraction =
        datatype.getURI().equals(XSD.decimal.getURI())
            || datatype.getURI().equals(XSD.xdouble.getURI())
            || datatype.getURI().equals(XSD.xfloat.getURI());
    return fraction && literal.getLiteral().isWellFormed() ? number(lexical) : lexical;
  }

  private static String number(String lexical) {
    try {
      BigDecimal value = new BigDecimal(lexical).stripTrailingZeros();
      // A number of astronomic size would print as a page of zeros.
      return Math.abs(value.scale()) > 20 ? lexical : value.toPlainString();
    } catch (NumberFormatException e) {
      return lexical; // INF and NaN are well formed but no decimals
    }
  }

  /** Subject, predicate and object as in N-Triples, with a space between each two. */
  static String ntriples(Triple statement) {
    return ntriples(statement.getSubject())
        + " "
        + ntriples(statement.getPredicate())
        + " "
        + ntriples(statement.getObject());
  }

  /** A term as in N-Triples. */
  static String ntriples(Node term) {
    return NodeFmtLib.strNT(term);
  }
}
