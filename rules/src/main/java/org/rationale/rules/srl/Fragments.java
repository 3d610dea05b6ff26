package org.rationale.rules.srl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.query.QueryFactory;
import org.apache.jena.query.QueryParseException;
import org.apache.jena.query.Syntax;
import org.apache.jena.sparql.core.TriplePath;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.expr.Expr;
import org.apache.jena.sparql.function.FunctionRegistry;
import org.apache.jena.sparql.path.Path;
import org.apache.jena.sparql.syntax.Element;
import org.apache.jena.sparql.syntax.ElementFilter;
import org.apache.jena.sparql.syntax.ElementGroup;
import org.apache.jena.sparql.syntax.ElementPathBlock;
import org.apache.jena.sys.JenaSystem;

/**
 * Hands triples and expressions of a text to ARQ's SPARQL 1.2 parser, and finds what it complains
 * about in our text again. Everything before a fragment goes on one line of its own, and blanks
 * stand for what precedes it on its first line, so ARQ's columns are ours.
 */
final class Fragments {

  static {
    JenaSystem.init();
  }

  private static final Pattern ARQ_PLACE = Pattern.compile("line (\\d+), column (\\d+)");
  private static final Pattern ARQ_REASON = Pattern.compile("Line \\d+, column \\d+: (.*)");
  private static final Set<String> NOT_IN_SRL =
      Set.of(
          "EXISTS",
          "BOUND",
          "COALESCE",
          "COUNT",
          "SUM",
          "MIN",
          "MAX",
          "AVG",
          "SAMPLE",
          "GROUP_CONCAT");

  /** ARQ's grammar recurses once per statement, so a long block goes to it in parts. */
  private static final int STATEMENTS_AT_ONCE = 100;

  private final SourceText source;
  private final Names names;

  Fragments(SourceText source, Names names) {
    this.source = source;
    this.names = names;
  }

  /** The triples and paths of a block; blank nodes are what the scope makes of them. */
  List<TriplePath> triples(List<Token> tokens, BlankNodes scope) {
    if (!namesAreKnown(tokens)) {
      return List.of();
    }
    List<TriplePath> result = new ArrayList<>();
    int start = 0;
    int depth = 0;
    int statements = 0;
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      depth += token.opens() ? 1 : token.closes() ? -1 : 0;
      if (depth == 0 && token.is(".") && ++statements % STATEMENTS_AT_ONCE == 0) {
        result.addAll(block(tokens.subList(start, i + 1), scope));
        start = i + 1;
      }
    }
    if (start < tokens.size()) {
      result.addAll(block(tokens.subList(start, tokens.size()), scope));
    }
    return result;
  }

  private List<TriplePath> block(List<Token> tokens, BlankNodes scope) {
    // ARQ numbers blank nodes afresh for each fragment. A triple per label, put before the text,
    // tells which number a label got.
    SequencedSet<String> labels = new LinkedHashSet<>();
    for (Token token : tokens) {
      if (token.kind() == Token.Kind.BLANK_NODE) {
        labels.add(token.text().substring(2));
      }
    }
    StringBuilder before = new StringBuilder("ASK { ");
    labels.forEach(label -> before.append("_:").append(label).append(" <urn:label> 0 . "));
    List<TriplePath> parsed = new ArrayList<>();
    for (Element element : parse(before.toString(), tokens, "}")) {
      if (element instanceof ElementPathBlock block) {
        block.getPattern().forEach(parsed::add);
      }
    }
    if (parsed.isEmpty()) {
      return List.of();
    }
    Map<Node, Node> nodes = new HashMap<>();
    int i = 0;
    for (String label : labels) {
      nodes.put(parsed.get(i++).getSubject(), scope.labelled(label));
    }
    Function<Node, Node> rename =
        node ->
            Var.isBlankNodeVar(node)
                ? nodes.computeIfAbsent(node, unlabelled -> scope.unlabelled())
                : node;
    return parsed.stream().skip(labels.size()).map(triple -> renamed(triple, rename)).toList();
  }

  private static TriplePath renamed(TriplePath triple, Function<Node, Node> rename) {
    Node subject = renamed(triple.getSubject(), rename);
    Path path = triple.getPath();
    Node predicate = triple.getPredicate();
    Node object = renamed(triple.getObject(), rename);
    return predicate == null && path != null
        ? new TriplePath(subject, path, object)
        : new TriplePath(Triple.create(subject, predicate, object));
  }

  private static Node renamed(Node node, Function<Node, Node> rename) {
    if (!node.isTripleTerm()) {
      return rename.apply(node);
    }
    Triple triple = node.getTriple();
    return NodeFactory.createTripleTerm(
        renamed(triple.getSubject(), rename),
        triple.getPredicate(),
        renamed(triple.getObject(), rename));
  }

  /** What follows {@code FILTER}: an expression in brackets, or a call. */
  Optional<Expr> constraint(List<Token> tokens) {
    return expression("ASK { FILTER", tokens, "}");
  }

  Optional<Expr> expression(List<Token> tokens) {
    return expression("ASK { FILTER(", tokens, ")}");
  }

  private Optional<Expr> expression(String before, List<Token> tokens, String after) {
    if (!namesAreKnown(tokens) || !functionsAreKnown(tokens)) {
      return Optional.empty();
    }
    for (Element element : parse(before, tokens, after)) {
      if (element instanceof ElementFilter filter) {
        return Optional.of(filter.getExpr());
      }
    }
    return Optional.empty();
  }

  /** The term that an IRI, a prefixed name or a string stands for. */
  Optional<Node> term(Token token) {
    List<Token> tokens = List.of(token);
    if (!namesAreKnown(tokens)) {
      return Optional.empty();
    }
    for (Element element : parse("ASK { <urn:s> <urn:p>", tokens, "}")) {
      if (element instanceof ElementPathBlock block) {
        return Optional.of(block.getPattern().get(0).getObject());
      }
    }
    return Optional.empty();
  }

  private List<Element> parse(String before, List<Token> tokens, String after) {
    int start = tokens.getFirst().start();
    int end = tokens.getLast().end();
    String text =
        before
            + "\n"
            + " ".repeat(source.column(start) - 1)
            + source.text(start, end)
            + "\n"
            + after;
    try {
      var query =
          QueryFactory.parse(
              names.query(), text, names.base().orElse("urn:none:"), Syntax.syntaxSPARQL_12);
      return ((ElementGroup) query.getQueryPattern()).getElements();
    } catch (QueryParseException e) {
      complain(e, tokens, start, end);
      return List.of();
    }
  }

  private void complain(QueryParseException e, List<Token> tokens, int start, int end) {
    String arq = e.getMessage() == null ? "" : e.getMessage().lines().findFirst().orElse("");
    Matcher place = ARQ_PLACE.matcher(arq);
    int line = e.getLine();
    int column = e.getColumn();
    if (place.find()) {
      line = Integer.parseInt(place.group(1));
      column = Integer.parseInt(place.group(2));
    }
    if (line < 2) {
      source.report(
          "syntax", start, "The text cannot be read.", "Maybe it is nested too deeply: split it.");
      return;
    }
    int sourceLine = line - 2 + source.line(start);
    int offset = source.offset(sourceLine, column);
    if (sourceLine > source.line(end) || offset >= end) {
      source.report(
          "syntax",
          end,
          "Something is missing after [%s].".formatted(tokens.getLast().text()),
          "A triple has a subject, a predicate and an object; a bracket that opens has to close.");
      return;
    }
    Matcher reason = ARQ_REASON.matcher(arq);
    if (reason.matches()) {
      source.report("syntax", offset, reason.group(1) + ".", "");
      return;
    }
    String unexpected =
        tokens.stream()
            .filter(token -> token.start() <= offset && offset < token.end())
            .map(Token::text)
            .findFirst()
            .orElse(source.text(offset, offset + 1));
    source.report(
        "syntax",
        offset,
        "[%s] is unexpected here.".formatted(unexpected),
        "Maybe a '.' between triples, an operator or a bracket before it is missing.");
  }

  private boolean namesAreKnown(List<Token> tokens) {
    boolean known = true;
    for (Token token : tokens) {
      if (token.kind() == Token.Kind.PREFIXED_NAME) {
        String prefix = token.text().substring(0, token.text().indexOf(':'));
        if (!names.knows(prefix)) {
          known = false;
          source.report(
              "unknown-prefix",
              token.start(),
              "The prefix [%s:] is not declared.".formatted(prefix),
              "Declare it above: PREFIX %s: <...>".formatted(prefix));
        }
      } else if (token.kind() == Token.Kind.IRI
          && names.resolve(token.text().substring(1, token.text().length() - 1)).isEmpty()) {
        known = false;
        source.report(
            "unusable-iri",
            token.start(),
            "The IRI [%s] is malformed, or relative while no base is known."
                .formatted(token.text()),
            "Write it in full, or declare BASE <...>.");
      }
    }
    return known;
  }

  private boolean functionsAreKnown(List<Token> tokens) {
    boolean known = true;
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      if (token.kind() == Token.Kind.WORD && NOT_IN_SRL.contains(token.upperCase())) {
        known = false;
        source.report(
            "not-in-srl",
            token.start(),
            "SRL has no [%s] in expressions.".formatted(token.upperCase()),
            token.isWord("EXISTS")
                ? "Write a pattern, or NOT { ... } in the body."
                : "Use patterns, NOT { ... } and SET; sums and counts belong in DRL.");
      }
      // ARQ would load a class for an IRI like java:..., so only functions that it has are called.
      if (token.isIri() && i + 1 < tokens.size() && tokens.get(i + 1).is("(")) {
        Optional<Node> function = term(token);
        if (function.isPresent() && !FunctionRegistry.get().isRegistered(function.get().getURI())) {
          known = false;
          source.report(
              "unknown-function",
              token.start(),
              "There is no function [%s].".formatted(token.text()),
              "Use SPARQL's functions and the casts of xsd.");
        }
      }
    }
    return known;
  }
}
