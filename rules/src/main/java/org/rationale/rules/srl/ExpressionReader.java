package org.rationale.rules.srl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.query.ARQ;
import org.apache.jena.query.QueryException;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.expr.*;
import org.apache.jena.sparql.function.FunctionRegistry;
import org.apache.jena.sparql.graph.NodeConst;

/**
 * Reads one expression: SPARQL 1.2's grammar of expressions, into what ARQ evaluates. It recurses
 * into brackets and after prefix operators, whose number is limited.
 */
final class ExpressionReader {

  /** An expression cannot be read; why has been reported. */
  private static final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Malformed() {
      super("malformed", null, false, false);
    }
  }

  /** A chain of operators is evaluated as deep as it is long. */
  private static final int MAXIMUM_OPERATORS = 1000;

  private final SourceText source;
  private final Terms terms;
  private final List<Token> tokens;
  private int position;
  private int operators;

  private ExpressionReader(SourceText source, Terms terms, List<Token> tokens) {
    this.source = source;
    this.terms = terms;
    this.tokens = tokens;
  }

  /**
   * What follows {@code FILTER}: an expression in brackets, or a call; empty if it is unreadable.
   */
  static Optional<Expr> constraint(SourceText source, Terms terms, List<Token> tokens) {
    ExpressionReader reader = new ExpressionReader(source, terms, tokens);
    return reader.whole(reader::primary);
  }

  /** An expression; empty if it is unreadable. */
  static Optional<Expr> expression(SourceText source, Terms terms, List<Token> tokens) {
    ExpressionReader reader = new ExpressionReader(source, terms, tokens);
    return reader.whole(reader::disjunction);
  }

  private Optional<Expr> whole(Supplier<Expr> part) {
    try {
      Expr expression = part.get();
      if (position < tokens.size()) {
        throw unexpected("Maybe an operator or a comma before it is missing.");
      }
      return Optional.of(expression);
    } catch (Malformed malformed) {
      return Optional.empty();
    }
  }

  private Token peek() {
    return position < tokens.size()
        ? tokens.get(position)
        : new Token(Token.Kind.END, "", tokens.getLast().end());
  }

  private Token next() {
    Token token = peek();
    position++;
    return token;
  }

  private boolean take(String punctuation) {
    if (peek().is(punctuation)) {
      position++;
      return true;
    }
    return false;
  }

  private void expect(String punctuation) {
    if (!take(punctuation)) {
      throw unexpected("[%s] is missing before it.".formatted(punctuation));
    }
  }

  private void operator() {
    Token operator = next();
    if (++operators > MAXIMUM_OPERATORS) {
      throw malformed(
          "expression-too-long",
          operator,
          "An expression has more than [%d] operators.".formatted(MAXIMUM_OPERATORS),
          "Write IN (...) for alternatives, or a FILTER or a rule for each part.");
    }
  }

  private Malformed unexpected(String hint) {
    Token token = peek();
    return token.kind() == Token.Kind.END
        ? malformed(
            "syntax",
            token,
            "Something is missing after [%s].".formatted(tokens.getLast().shown()),
            "An operator stands between two expressions.")
        : malformed("syntax", token, "[%s] is unexpected here.".formatted(token.shown()), hint);
  }

  private Malformed malformed(String code, Token at, String message, String hint) {
    source.report(code, at.start(), message, hint);
    return new Malformed();
  }

  private Expr disjunction() {
    Expr left = conjunction();
    while (peek().is("||")) {
      operator();
      left = new E_LogicalOr(left, conjunction());
    }
    return left;
  }

  private Expr conjunction() {
    Expr left = relation();
    while (peek().is("&&")) {
      operator();
      left = new E_LogicalAnd(left, relation());
    }
    return left;
  }

  private Expr relation() {
    Expr left = sum();
    Token token = peek();
    if (token.isWord("IN")) {
      next();
      return new E_OneOf(left, new ExprList(arguments()));
    }
    if (token.isWord("NOT")) {
      next();
      if (!next().isWord("IN")) {
        position--;
        throw unexpected("Within an expression NOT stands before IN only; elsewhere write '!'.");
      }
      return new E_NotOneOf(left, new ExprList(arguments()));
    }
    if (token.kind() != Token.Kind.PUNCTUATION) {
      return left;
    }
    return switch (token.text()) {
      case "=" -> new E_Equals(left, rightOfRelation());
      case "!=" -> new E_NotEquals(left, rightOfRelation());
      case "<" -> new E_LessThan(left, rightOfRelation());
      case ">" -> new E_GreaterThan(left, rightOfRelation());
      case "<=" -> new E_LessThanOrEqual(left, rightOfRelation());
      case ">=" -> new E_GreaterThanOrEqual(left, rightOfRelation());
      default -> left;
    };
  }

  private Expr rightOfRelation() {
    operator();
    return sum();
  }

  private Expr sum() {
    Expr left = product();
    while (peek().is("+") || peek().is("-")) {
      boolean isPlus = peek().is("+");
      operator();
      Expr right = product();
      left = isPlus ? new E_Add(left, right) : new E_Subtract(left, right);
    }
    return left;
  }

  private Expr product() {
    Expr left = unary();
    while (peek().is("*") || peek().is("/")) {
      boolean isTimes = peek().is("*");
      operator();
      Expr right = unary();
      left = isTimes ? new E_Multiply(left, right) : new E_Divide(left, right);
    }
    return left;
  }

  private Expr unary() {
    Token token = peek();
    if (token.is("!")) {
      operator();
      return new E_LogicalNot(unary());
    }
    if (token.is("+") || token.is("-")) {
      operator();
      if (peek().kind() == Token.Kind.NUMBER && peek().start() == token.end()) {
        return NodeValue.makeNode(Terms.number(token.text() + next().text()));
      }
      Expr operand = unary();
      return token.is("+") ? new E_UnaryPlus(operand) : new E_UnaryMinus(operand);
    }
    return primary();
  }

  private Expr primary() {
    Token token = peek();
    return switch (token.kind()) {
      case VARIABLE -> new ExprVar(Var.alloc(next().variableName()));
      case IRI, PREFIXED_NAME -> iriOrCall();
      case STRING, NUMBER -> NodeValue.makeNode(literal());
      case WORD -> word();
      case PUNCTUATION -> {
        if (take("(")) {
          Expr inner = disjunction();
          expect(")");
          yield inner;
        }
        if (token.is("<<(")) {
          yield ExprLib.nodeToExpr(tripleTerm());
        }
        throw unexpected("A variable, a value, a call or a bracket is expected.");
      }
      case BLANK_NODE, LANGUAGE, ANNOTATION, END ->
          throw unexpected("A variable, a value, a call or a bracket is expected.");
    };
  }

  private Node literal() {
    Token token = next();
    if (token.kind() == Token.Kind.NUMBER) {
      return Terms.number(token.text());
    }
    if (peek().kind() == Token.Kind.LANGUAGE) {
      return terms.withLanguage(token, next());
    }
    if (take("^^")) {
      if (!peek().isIri()) {
        throw unexpected("A datatype is an IRI.");
      }
      return terms.withDatatype(token, next());
    }
    return terms.plain(token);
  }

  private Expr word() {
    Token name = next();
    if (name.isWord("true") || name.isWord("false")) {
      return NodeValue.makeNode(bool(name));
    }
    if (Builtins.isLeftOut(name)) {
      throw malformed(
          "not-in-srl",
          name,
          "SRL has no [%s] in expressions.".formatted(name.upperCase()),
          name.isWord("EXISTS")
              ? "Write a pattern, or NOT { ... } in the body."
              : "Use patterns, NOT { ... } and SET; sums and counts belong in DRL.");
    }
    Builtins.Builtin builtin =
        Builtins.of(name.text(), terms.names().base().orElse(Names.NO_BASE))
            .orElseThrow(
                () ->
                    malformed(
                        "unknown-function",
                        name,
                        "There is no function [%s].".formatted(name.shown()),
                        "Use SPARQL's functions. Maybe a colon or a question mark is missing."));
    List<Expr> arguments = arguments();
    if (arguments.size() < builtin.minimum() || arguments.size() > builtin.maximum()) {
      throw malformed(
          "wrong-arguments",
          name,
          "The function [%s] has [%d] arguments.".formatted(name.upperCase(), arguments.size()),
          builtin.minimum() == builtin.maximum()
              ? "It takes %d.".formatted(builtin.minimum())
              : "It takes %d to %d.".formatted(builtin.minimum(), builtin.maximum()));
    }
    try {
      return builtin.call(arguments);
    } catch (QueryException e) {
      throw wrongArguments(name, e);
    }
  }

  private Malformed wrongArguments(Token name, RuntimeException e) {
    return malformed(
        "wrong-arguments",
        name,
        "The call of [%s] cannot be made: %s"
            .formatted(name.shown(), Token.shown(String.valueOf(e.getMessage()))),
        "Look up its arguments.");
  }

  private static Node bool(Token word) {
    return word.isWord("true") ? NodeConst.nodeTrue : NodeConst.nodeFalse;
  }

  private List<Expr> arguments() {
    expect("(");
    List<Expr> arguments = new ArrayList<>();
    if (take(")")) {
      return arguments;
    }
    do {
      arguments.add(disjunction());
    } while (take(","));
    expect(")");
    return arguments;
  }

  private Expr iriOrCall() {
    Token name = next();
    Node iri = terms.iri(name);
    if (!peek().is("(")) {
      return NodeValue.makeNode(iri);
    }
    ExprList arguments = new ExprList(arguments());
    // ARQ would load a class for an IRI like java:..., so only functions that it has are called.
    if (!FunctionRegistry.get().isRegistered(iri.getURI())) {
      if (!terms.isUnreadable(iri)) {
        source.report(
            "unknown-function",
            name.start(),
            "There is no function [%s].".formatted(name.shown()),
            "Use SPARQL's functions and the casts of xsd.");
      }
      throw new Malformed();
    }
    try {
      FunctionRegistry.get()
          .getFunction(iri.getURI())
          .build(iri.getURI(), arguments, ARQ.getContext());
    } catch (QueryException e) {
      throw wrongArguments(name, e);
    }
    return new E_Function(iri.getURI(), arguments);
  }

  private Node tripleTerm() {
    next();
    Node subject = partOfTriple();
    Token verb = peek();
    Node predicate =
        switch (verb.kind()) {
          case VARIABLE -> Var.alloc(next().variableName());
          case IRI, PREFIXED_NAME -> terms.iri(next());
          case WORD, STRING, NUMBER, BLANK_NODE, LANGUAGE, PUNCTUATION, ANNOTATION, END -> {
            if (!verb.isKeywordA()) {
              throw unexpected("A predicate is expected: an IRI, a variable or 'a'.");
            }
            next();
            yield NodeConst.nodeRDFType;
          }
        };
    Node object = partOfTriple();
    expect(")>>");
    return NodeFactory.createTripleTerm(subject, predicate, object);
  }

  private Node partOfTriple() {
    Token token = peek();
    return switch (token.kind()) {
      case VARIABLE -> Var.alloc(next().variableName());
      case IRI, PREFIXED_NAME -> terms.iri(next());
      case STRING, NUMBER -> literal();
      case WORD -> {
        if (!token.isWord("true") && !token.isWord("false")) {
          throw unexpected("A term is expected.");
        }
        yield bool(next());
      }
      case PUNCTUATION -> {
        if (token.is("+") || token.is("-")) {
          next();
          if (peek().kind() == Token.Kind.NUMBER && peek().start() == token.end()) {
            yield Terms.number(token.text() + next().text());
          }
          throw unexpected("A term is expected; no operator stands in a triple term.");
        }
        if (!token.is("<<(")) {
          throw unexpected("A term is expected; a blank node is none in an expression.");
        }
        yield tripleTerm();
      }
      case BLANK_NODE, LANGUAGE, ANNOTATION, END ->
          throw unexpected("A term is expected; a blank node is none in an expression.");
    };
  }
}
