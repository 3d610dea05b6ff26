package org.rationale.rules.srl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
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

  /** Where triples stand, which decides what may be in them. */
  enum Block {
    BODY("a body"),
    HEAD("a head"),
    DATA("DATA");

    private final String name;

    Block(String name) {
      this.name = name;
    }
  }

  /** A statement cannot be read; why has been reported. The rest of its block is passed over. */
  private static final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Malformed() {
      super("malformed", null, false, false);
    }
  }

  private final SourceText source;
  private final TokenStream tokens;
  private final Terms terms;
  private final Block block;
  private final BlankNodes blankNodes;
  private final Predicate<Token> isEnd;
  private final List<Triple> triples = new ArrayList<>();
  private final List<Token> mentioned = new ArrayList<>();
  private Token last;
  private int depth;

  /**
   * @param isEnd whether a token ends the block; it is asked outside of brackets only
   */
  TripleReader(
      SourceText source,
      TokenStream tokens,
      Terms terms,
      Block block,
      BlankNodes blankNodes,
      Predicate<Token> isEnd) {
    this.source = source;
    this.tokens = tokens;
    this.terms = terms;
    this.block = block;
    this.blankNodes = blankNodes;
    this.isEnd = isEnd.or(token -> token.is("}") || token.kind() == Token.Kind.END);
    this.last = tokens.peek();
  }

  /** What was read. */
  List<Triple> triples() {
    return triples;
  }

  /** The variables and the labels of blank nodes, each time they stand in the text; not of data. */
  List<Token> mentioned() {
    return mentioned;
  }

  /** Reads up to what ends the block. */
  void read() {
    try {
      while (!isEnd.test(tokens.peek())) {
        statement();
        if (tokens.peek().is(".")) {
          next();
        } else if (!isEnd.test(tokens.peek())) {
          throw unexpected(tokens.peek(), "Maybe a '.' or ';' before it is missing.");
        }
        if (block == Block.DATA) {
          tokens.forget();
        }
      }
    } catch (Malformed malformed) {
      depth = 0;
      passOver();
    }
  }

  private void passOver() {
    int open = 0;
    while (true) {
      Token token = tokens.peek();
      if (token.is("}") || token.kind() == Token.Kind.END || (open == 0 && isEnd.test(token))) {
        return;
      }
      if (SrlParser.startsStatement(tokens)) {
        throw new TokenStream.Stop();
      }
      open = Math.max(0, open + (token.opens() ? 1 : token.closes() ? -1 : 0));
      next();
    }
  }

  private Token next() {
    last = tokens.next();
    boolean isMentioned =
        last.kind() == Token.Kind.VARIABLE || last.kind() == Token.Kind.BLANK_NODE;
    if (isMentioned && block != Block.DATA) {
      mentioned.add(last);
    }
    return last;
  }

  private Malformed unexpected(Token token, String hint) {
    boolean isMissing =
        depth == 0
            && !last.equals(token)
            && !last.is(".")
            && (isEnd.test(token) || token.is(".") || token.is(";") || token.is(","));
    if (isMissing) {
      source.report(
          "syntax",
          last.end(),
          "Something is missing after [%s].".formatted(last.shown()),
          "A triple has a subject, a predicate and an object.");
    } else if (token.kind() == Token.Kind.WORD) {
      source.report(
          "syntax",
          token.start(),
          "The word [%s] is unexpected in %s.".formatted(token.shown(), block.name),
          "Maybe a colon is missing from a prefixed name, or a question mark from a variable.");
    } else {
      source.report(
          "syntax",
          token.start(),
          token.kind() == Token.Kind.END
              ? "The text ends within a bracket of %s.".formatted(block.name)
              : "[%s] is unexpected here.".formatted(token.shown()),
          token.closes() || token.kind() == Token.Kind.END
              ? "Close the bracket that is open before it."
              : token.is("<") ? "An IRI in '<' and '>' has no blanks, quotes or brackets." : hint);
    }
    return new Malformed();
  }

  private Token expect(String punctuation, String hint) {
    if (!tokens.peek().is(punctuation)) {
      throw unexpected(tokens.peek(), hint);
    }
    depth--;
    return next();
  }

  /** Takes a bracket that opens. */
  private void open() {
    Token bracket = next();
    if (++depth > TokenStream.MAXIMUM_NESTING) {
      throw tokens.nestedTooDeep(bracket);
    }
  }

  // Statements.

  private void statement() {
    Token token = tokens.peek();
    boolean standsAlone =
        token.is("<<")
            || (token.is("(") && !tokens.second().is(")"))
            || (token.is("[") && !tokens.second().is("]"));
    Node subject = node("A statement starts with an IRI, a variable or a blank node.");
    checkSubject(subject, token);
    boolean isWhole = standsAlone && (tokens.peek().is(".") || isEnd.test(tokens.peek()));
    if (!isWhole) {
      properties(subject);
    }
  }

  private void checkSubject(Node subject, Token at) {
    if (block == Block.BODY) {
      return;
    }
    if (subject.isLiteral()) {
      source.report(
          "literal-subject",
          at.start(),
          "The literal [%s] is the subject of a triple in %s."
              .formatted(Token.shown(subject.toString()), block.name),
          "A subject is an IRI or a blank node.");
    } else if (subject.isTripleTerm()) {
      source.report(
          "triple-term-subject",
          at.start(),
          "A triple term is the subject of a triple in %s.".formatted(block.name),
          "Write << ... >> without round brackets, which stands for a reifier.");
    }
  }

  /** Predicates and objects, with {@code ;} between them. */
  private void properties(Node subject) {
    objects(subject, verb());
    while (tokens.peek().is(";")) {
      next();
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
      if (tokens.peek().is(",")) {
        next();
      }
      int before = triples.size();
      Node object = node("A term is expected.");
      emit(before, subject, verb, object);
      annotations(subject, verb, object);
    } while (tokens.peek().is(","));
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
    while (tokens.peek().is("~") || tokens.peek().is("{|")) {
      if (!(verb instanceof PropertyPath.Link link)) {
        source.report(
            "syntax",
            tokens.peek().start(),
            "A path is annotated.",
            "Only a triple can be: write the path's last step as a triple of its own.");
        throw new Malformed();
      }
      if (tokens.peek().is("~")) {
        next();
        reifier = Optional.of(reifies(reifierId(), subject, link.predicate(), object));
        continue;
      }
      Node annotated =
          reifier.isPresent()
              ? reifier.get()
              : reifies(blankNodes.unlabelled(), subject, link.predicate(), object);
      open();
      properties(annotated);
      expect("|}", "Close the annotation with '|}'.");
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

  // Predicates.

  private PropertyPath verb() {
    Token token = tokens.peek();
    if (token.kind() == Token.Kind.VARIABLE) {
      return new PropertyPath.Link(variable());
    }
    return path();
  }

  private PropertyPath path() {
    List<PropertyPath> steps = new ArrayList<>();
    steps.add(step());
    while (tokens.peek().is("/")) {
      pathOperator();
      steps.add(step());
    }
    return steps.size() == 1 ? steps.getFirst() : new PropertyPath.Sequence(steps);
  }

  private PropertyPath step() {
    if (tokens.peek().is("^")) {
      pathOperator();
      return new PropertyPath.Inverse(primary());
    }
    if (tokens.peek().is("!")) {
      foreignOperator();
    }
    return primary();
  }

  private PropertyPath primary() {
    PropertyPath primary;
    if (tokens.peek().is("(")) {
      open();
      primary = path();
      expect(")", "Close the path with ')'.");
    } else {
      primary = new PropertyPath.Link(predicate());
    }
    while (isForeignSuffix(tokens.peek())) {
      boolean isAlternative = tokens.peek().is("|");
      foreignOperator();
      if (isAlternative) {
        step();
      }
    }
    return primary;
  }

  /** {@code +1} is an object, and no repetition. */
  private boolean isForeignSuffix(Token token) {
    return token.is("*") || token.is("?") || token.is("|") || (token.is("+") && !isSigned(token));
  }

  private void foreignOperator() {
    if (block == Block.BODY) {
      source.report(
          "not-in-srl",
          tokens.peek().start(),
          "SRL has no path operator [%s].".formatted(tokens.peek().text()),
          "Only '/' and '^' are in it; write rules that derive the path.");
      next();
    } else {
      pathOperator();
    }
  }

  private void pathOperator() {
    Token operator = next();
    if (block != Block.BODY) {
      source.report(
          "path-in-template",
          operator.start(),
          "A path stands in %s.".formatted(block.name),
          "Write one triple for each step.");
    }
  }

  private Node predicate() {
    Token token = tokens.peek();
    if (token.isKeywordA()) {
      next();
      return NodeConst.nodeRDFType;
    }
    if (token.isIri()) {
      return terms.iri(next());
    }
    throw unexpected(token, "A predicate is expected: an IRI, a variable or 'a'.");
  }

  /** Of a triple within {@code <<} and {@code >>}, where no path may stand. */
  private Node plainVerb() {
    return tokens.peek().kind() == Token.Kind.VARIABLE ? variable() : predicate();
  }

  // Terms.

  private Node variable() {
    Token token = next();
    if (block == Block.DATA) {
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
      case IRI, PREFIXED_NAME -> terms.iri(next());
      case BLANK_NODE -> blankNodes.labelled(next().text().substring(2));
      case STRING -> literal();
      case NUMBER -> Terms.number(next().text());
      case WORD -> bool(hint);
      case PUNCTUATION -> {
        if (isSigned(token)) {
          String sign = next().text();
          yield Terms.number(sign + next().text());
        }
        if (!OPENING.contains(token.text())) {
          throw unexpected(token, hint);
        }
        yield switch (token.text()) {
          case "[" -> propertyList();
          case "(" -> collection();
          case "<<" -> reifiedTriple();
          default -> tripleTerm();
        };
      }
      case LANGUAGE, ANNOTATION, END -> throw unexpected(token, hint);
    };
  }

  private Node bool(String hint) {
    Token token = tokens.peek();
    if (token.isWord("true") || token.isWord("false")) {
      next();
      return token.isWord("true") ? NodeConst.nodeTrue : NodeConst.nodeFalse;
    }
    throw unexpected(token, hint);
  }

  /** Whether it is a sign directly before a number. */
  private boolean isSigned(Token token) {
    return (token.is("+") || token.is("-"))
        && tokens.second().kind() == Token.Kind.NUMBER
        && tokens.second().start() == token.end();
  }

  private Node literal() {
    Token string = next();
    if (tokens.peek().kind() == Token.Kind.LANGUAGE) {
      return terms.withLanguage(string, next());
    }
    if (tokens.peek().is("^^")) {
      next();
      if (!tokens.peek().isIri()) {
        throw unexpected(tokens.peek(), "A datatype is an IRI.");
      }
      return terms.withDatatype(string, next());
    }
    return terms.plain(string);
  }

  private Node propertyList() {
    open();
    Node node = blankNodes.unlabelled();
    if (!tokens.peek().is("]")) {
      properties(node);
    }
    expect("]", "Close the property list with ']'.");
    return node;
  }

  private Node collection() {
    open();
    if (tokens.peek().is(")")) {
      expect(")", "");
      return NodeConst.nodeNil;
    }
    Node first = blankNodes.unlabelled();
    Node cell = first;
    while (true) {
      int before = triples.size();
      Node element = node("A collection has terms, and ends with ')'.");
      triples.add(before, Triple.create(cell, NodeConst.nodeFirst, element));
      if (tokens.peek().is(")")) {
        expect(")", "");
        triples.add(Triple.create(cell, NodeConst.nodeRest, NodeConst.nodeNil));
        return first;
      }
      Node rest = blankNodes.unlabelled();
      triples.add(Triple.create(cell, NodeConst.nodeRest, rest));
      cell = rest;
    }
  }

  private Node reifiedTriple() {
    open();
    Token start = tokens.peek();
    Node subject = partOfTriple(false);
    checkSubject(subject, start);
    Node predicate = plainVerb();
    Node object = partOfTriple(false);
    Node reifier;
    if (tokens.peek().is("~")) {
      next();
      reifier = reifierId();
    } else {
      reifier = blankNodes.unlabelled();
    }
    expect(">>", "Close the reified triple with '>>'.");
    return reifies(reifier, subject, predicate, object);
  }

  private Node tripleTerm() {
    open();
    Token start = tokens.peek();
    Node subject = partOfTriple(true);
    checkSubject(subject, start);
    Node predicate = plainVerb();
    Node object = partOfTriple(true);
    expect(")>>", "Close the triple term with ')>>'.");
    return NodeFactory.createTripleTerm(subject, predicate, object);
  }

  /** Property lists and collections do not stand there; reified triples not in a triple term. */
  private Node partOfTriple(boolean ofTerm) {
    Token token = tokens.peek();
    boolean isList =
        (token.is("(") || (token.is("[") && !tokens.second().is("]")))
            || (ofTerm && token.is("<<"));
    if (isList) {
      throw unexpected(token, "Within << and >> stand terms only.");
    }
    return node("A triple has a subject, a predicate and an object.");
  }
}
