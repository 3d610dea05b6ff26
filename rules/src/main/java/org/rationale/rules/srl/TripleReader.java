package org.rationale.rules.srl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.graph.NodeConst;
import org.apache.jena.vocabulary.RDF;

/**
 * Reads triples: SPARQL 1.2's grammar of triple patterns and templates, with collections, property
 * lists, reified triples and annotations, and paths of {@code /} and {@code ^}.
 *
 * <p>It recurses only into brackets, which are not nested deep.
 */
final class TripleReader {

  private final SourceText source;
  private final BlockTokens tokens;
  private final PathReader paths;
  private final Terms terms;
  private final BlockTokens.Block block;
  private final BlankNodes blankNodes;
  private final List<Triple> triples = new ArrayList<>();

  TripleReader(
      SourceText source,
      BlockTokens tokens,
      Terms terms,
      BlockTokens.Block block,
      BlankNodes blankNodes) {
    this.source = source;
    this.tokens = tokens;
    this.paths = new PathReader(source, tokens, terms, block);
    this.terms = terms;
    this.block = block;
    this.blankNodes = blankNodes;
  }

  /** What was read. */
  List<Triple> triples() {
    return triples;
  }

  /** Reads up to what ends the block. */
  void read() {
    try {
      while (!tokens.atEnd()) {
        statement();
        if (tokens.at(".")) {
          tokens.next();
        } else if (!tokens.atEnd()) {
          throw tokens.unexpected("Maybe a '.' or ';' before it is missing.");
        }
        tokens.endStatement();
      }
    } catch (BlockTokens.Malformed malformed) {
      tokens.passOver();
    }
  }

  private void statement() {
    Token token = tokens.peek();
    boolean standsAlone =
        token.is("<<")
            || (token.is("(") && !tokens.second().is(")"))
            || (token.is("[") && !tokens.second().is("]"));
    Node subject = node("A statement starts with an IRI, a variable or a blank node.");
    checkSubject(subject, token);
    boolean isWhole = standsAlone && (tokens.at(".") || tokens.atEnd());
    if (!isWhole) {
      properties(subject);
    }
  }

  private void checkSubject(Node subject, Token at) {
    if (block == BlockTokens.Block.BODY) {
      return;
    }
    if (subject.isLiteral()) {
      source.report(
          "literal-subject",
          at.start(),
          "The literal [%s] is the subject of a triple in %s."
              .formatted(Token.shown(subject.toString()), block.title),
          "A subject is an IRI or a blank node.");
    } else if (subject.isTripleTerm()) {
      source.report(
          "triple-term-subject",
          at.start(),
          "A triple term is the subject of a triple in %s.".formatted(block.title),
          "Write << ... >> without round brackets, which stands for a reifier.");
    }
  }

  /** Predicates and objects, with {@code ;} between them. */
  private void properties(Node subject) {
    objects(subject, verb());
    while (tokens.at(";")) {
      tokens.next();
      if (startsVerb(tokens.peek())) {
        objects(subject, verb());
      }
    }
  }

  private static boolean startsVerb(Token token) {
    return token.isIri()
        || token.kind() == Token.Kind.VARIABLE
        || token.isKeywordA()
        || token.is("^")
        || token.is("(")
        || token.is("!");
  }

  private void objects(Node subject, PropertyPath verb) {
    do {
      if (tokens.at(",")) {
        tokens.next();
      }
      int before = triples.size();
      Node object = node("A term is expected.");
      emit(before, subject, verb, object);
      annotations(subject, verb, object);
    } while (tokens.at(","));
  }

  private void emit(int index, Node subject, PropertyPath verb, Node object) {
    if (verb instanceof PropertyPath.Link link) {
      triples.add(index, Triple.create(subject, link.predicate(), object));
    } else {
      List<Triple> steps = new ArrayList<>();
      expand(subject, verb, object, steps);
      triples.addAll(index, steps);
    }
  }

  private void expand(Node subject, PropertyPath path, Node object, List<Triple> steps) {
    switch (path) {
      case PropertyPath.Link link -> steps.add(Triple.create(subject, link.predicate(), object));
      case PropertyPath.Inverse inverse -> expand(object, inverse.path(), subject, steps);
      case PropertyPath.Sequence sequence -> {
        Node from = subject;
        for (int i = 0; i < sequence.steps().size(); i++) {
          boolean isLast = i == sequence.steps().size() - 1;
          Node to = isLast ? object : blankNodes.unlabelled();
          expand(from, sequence.steps().get(i), to, steps);
          from = to;
        }
      }
    }
  }

  private void annotations(Node subject, PropertyPath verb, Node object) {
    Optional<Node> reifier = Optional.empty();
    while (tokens.at("~") || tokens.at("{|")) {
      if (!(verb instanceof PropertyPath.Link link)) {
        source.report(
            "syntax",
            tokens.peek().start(),
            "A path is annotated.",
            "Only a triple can be: write the path's last step as a triple of its own.");
        throw new BlockTokens.Malformed();
      }
      if (tokens.at("~")) {
        tokens.next();
        reifier = Optional.of(reifies(reifierId(), subject, link.predicate(), object));
        continue;
      }
      Node annotated =
          reifier.isPresent()
              ? reifier.get()
              : reifies(blankNodes.unlabelled(), subject, link.predicate(), object);
      tokens.open();
      properties(annotated);
      tokens.close("|}", "Close the annotation with '|}'.");
      reifier = Optional.empty();
    }
  }

  private Node reifies(Node reifier, Node subject, Node predicate, Node object) {
    triples.add(
        Triple.create(
            reifier, RDF.Nodes.reifies, NodeFactory.createTripleTerm(subject, predicate, object)));
    return reifier;
  }

  /** What follows {@code ~}; a new blank node where nothing does. */
  private Node reifierId() {
    Token token = tokens.peek();
    boolean isNamed =
        token.isIri()
            || token.kind() == Token.Kind.VARIABLE
            || token.kind() == Token.Kind.BLANK_NODE
            || (token.is("[") && tokens.second().is("]"));
    return isNamed ? node("") : blankNodes.unlabelled();
  }

  private PropertyPath verb() {
    Token token = tokens.peek();
    if (token.kind() == Token.Kind.VARIABLE) {
      return new PropertyPath.Link(variable());
    }
    return paths.path();
  }

  /** Of a triple within {@code <<} and {@code >>}, where no path may stand. */
  private Node plainVerb() {
    return tokens.peek().kind() == Token.Kind.VARIABLE ? variable() : paths.predicate();
  }

  private Node variable() {
    Token token = tokens.next();
    if (block == BlockTokens.Block.DATA) {
      source.report(
          "variable-in-data",
          token.start(),
          "DATA has a variable [%s].".formatted(token.shown()),
          "Name the term, or write a rule.");
    }
    return Var.alloc(token.variableName());
  }

  private static final Set<String> OPENING = Set.of("[", "(", "<<", "<<(");

  private Node node(String hint) {
    Token token = tokens.peek();
    return switch (token.kind()) {
      case VARIABLE -> variable();
      case IRI, PREFIXED_NAME -> terms.iri(tokens.next());
      case BLANK_NODE -> blankNodes.labelled(tokens.next().text().substring(2));
      case STRING -> literal();
      case NUMBER -> Terms.number(tokens.next().text());
      case WORD -> bool(hint);
      case PUNCTUATION -> {
        if (tokens.atSignedNumber()) {
          String sign = tokens.next().text();
          yield Terms.number(sign + tokens.next().text());
        }
        if (!OPENING.contains(token.text())) {
          throw tokens.unexpected(hint);
        }
        yield switch (token.text()) {
          case "[" -> propertyList();
          case "(" -> collection();
          case "<<" -> reifiedTriple();
          default -> tripleTerm();
        };
      }
      case LANGUAGE, ANNOTATION, END -> throw tokens.unexpected(hint);
    };
  }

  private Node bool(String hint) {
    Token token = tokens.peek();
    if (token.isWord("true") || token.isWord("false")) {
      tokens.next();
      return token.isWord("true") ? NodeConst.nodeTrue : NodeConst.nodeFalse;
    }
    throw tokens.unexpected(hint);
  }

  private Node literal() {
    Token string = tokens.next();
    if (tokens.peek().kind() == Token.Kind.LANGUAGE) {
      return terms.withLanguage(string, tokens.next());
    }
    if (tokens.at("^^")) {
      tokens.next();
      if (!tokens.peek().isIri()) {
        throw tokens.unexpected("A datatype is an IRI.");
      }
      return terms.withDatatype(string, tokens.next());
    }
    return terms.plain(string);
  }

  private Node propertyList() {
    tokens.open();
    Node node = blankNodes.unlabelled();
    if (!tokens.at("]")) {
      properties(node);
    }
    tokens.close("]", "Close the property list with ']'.");
    return node;
  }

  private Node collection() {
    tokens.open();
    if (tokens.at(")")) {
      tokens.close(")", "");
      return NodeConst.nodeNil;
    }
    Node first = blankNodes.unlabelled();
    Node cell = first;
    while (true) {
      int before = triples.size();
      Node element = node("A collection has terms, and ends with ')'.");
      triples.add(before, Triple.create(cell, NodeConst.nodeFirst, element));
      if (tokens.at(")")) {
        tokens.close(")", "");
        triples.add(Triple.create(cell, NodeConst.nodeRest, NodeConst.nodeNil));
        return first;
      }
      Node rest = blankNodes.unlabelled();
      triples.add(Triple.create(cell, NodeConst.nodeRest, rest));
      cell = rest;
    }
  }

  private Node reifiedTriple() {
    tokens.open();
    Token start = tokens.peek();
    Node subject = partOfTriple(false);
    checkSubject(subject, start);
    Node predicate = plainVerb();
    Node object = partOfTriple(false);
    Node reifier;
    if (tokens.at("~")) {
      tokens.next();
      reifier = reifierId();
    } else {
      reifier = blankNodes.unlabelled();
    }
    tokens.close(">>", "Close the reified triple with '>>'.");
    return reifies(reifier, subject, predicate, object);
  }

  private Node tripleTerm() {
    tokens.open();
    Token start = tokens.peek();
    Node subject = partOfTriple(true);
    checkSubject(subject, start);
    Node predicate = plainVerb();
    Node object = partOfTriple(true);
    tokens.close(")>>", "Close the triple term with ')>>'.");
    return NodeFactory.createTripleTerm(subject, predicate, object);
  }

  /** Property lists and collections do not stand there; reified triples not in a triple term. */
  private Node partOfTriple(boolean ofTerm) {
    Token token = tokens.peek();
    boolean isList =
        (token.is("(") || (token.is("[") && !tokens.second().is("]")))
            || (ofTerm && token.is("<<"));
    if (isList) {
      throw tokens.unexpected("Within << and >> stand terms only.");
    }
    return node("A triple has a subject, a predicate and an object.");
  }
}
