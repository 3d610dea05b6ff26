package org.rationale.rules.srl;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.rationale.rules.BodyElement;
import org.rationale.rules.Rule;

/** Finds the rules, data and declarations of one text. What is wrong is reported to the source. */
final class SrlParser {

  private static final Set<String> STARTS =
      Set.of(
          "PREFIX",
          "BASE",
          "VERSION",
          "IMPORTS",
          "RULE",
          "IF",
          "TRANSITIVE",
          "SYMMETRIC",
          "INVERSE");

  private final SourceText source;
  private final Terms terms;
  private final String idPrefix;
  private final TokenStream tokens;
  private final Declarations declarations;
  private final List<Rule> rules = new ArrayList<>();
  private final List<Triple> data = new ArrayList<>();

  /**
   * @param idPrefix what a rule without an IRI is called by, before its number
   */
  SrlParser(SourceText source, Names names, String idPrefix) {
    this.source = source;
    this.terms = new Terms(source, names);
    this.idPrefix = idPrefix;
    this.tokens = new TokenStream(source);
    this.declarations = new Declarations(source, tokens, terms);
  }

  List<Rule> rules() {
    return rules;
  }

  List<Triple> data() {
    return data;
  }

  Declarations declarations() {
    return declarations;
  }

  void parse() {
    if (!source.isSound()) {
      return;
    }
    boolean isLost = false;
    while (!source.isFull()) {
      try {
        if (isLost) {
          skipToStart();
          isLost = false;
        }
        tokens.forget();
        if (!statement()) {
          return;
        }
      } catch (TokenStream.Stop stop) {
        isLost = true;
      }
    }
  }

  private void skipToStart() {
    while (true) {
      tokens.forget();
      while (tokens.atAnnotation()) {
        tokens.annotation();
      }
      if (tokens.atEnd() || startsStatement(tokens)) {
        // Its annotations are read with it.
        tokens.goBack(0);
        return;
      }
      tokens.next();
    }
  }

  /** Whether the next token can only start a statement. */
  static boolean startsStatement(TokenStream tokens) {
    Token token = tokens.peek();
    return token.kind() == Token.Kind.WORD
        && STARTS.contains(token.upperCase())
        && (!token.isWord("IF") || tokens.second().is("{"));
  }

  private boolean statement() {
    Annotations annotations = new Annotations(source, terms);
    List<Token> lines = new ArrayList<>();
    while (tokens.atAnnotation()) {
      lines.add(tokens.annotation());
    }
    Token start = tokens.peek();
    Optional<Shorthand> shorthand = Shorthand.of(start);
    boolean isRule = start.isWord("RULE") || start.isWord("IF") || shorthand.isPresent();
    for (Token line : lines) {
      if (isRule) {
        annotations.read(line);
      } else {
        tokens.reportMisplaced(line);
      }
    }
    if (tokens.atEnd()) {
      return false;
    }
    if (shorthand.isPresent()) {
      shorthand(shorthand.get(), annotations);
      return true;
    }
    switch (start.upperCase()) {
      case "PREFIX" -> declarations.prefix();
      case "BASE" -> declarations.base();
      case "VERSION" -> declarations.version();
      case "IMPORTS" -> declarations.imports(start);
      case "RULE" -> rule(annotations);
      case "IF" -> ifThen(annotations);
      case "DATA" -> dataBlock();
      default -> {
        source.report(
            "syntax",
            start.start(),
            "[%s] is unexpected here.".formatted(start.shown()),
            start.text().startsWith("@")
                ? "Write PREFIX or BASE without '@' and without a dot at the end."
                : "A rule starts with RULE or IF, facts with DATA, a declaration with PREFIX.");
        tokens.next();
        throw new TokenStream.Stop();
      }
    }
    return true;
  }

  private void dataBlock() {
    Token start = tokens.next();
    BlankNodes blankNodes = BlankNodes.ofData(source.place(start.start()));
    data.addAll(templates(BlockTokens.Block.DATA, blankNodes, "DATA").triples());
  }

  private void rule(Annotations annotations) {
    Token start = tokens.next();
    Optional<String> id = Optional.empty();
    if (tokens.peek().isIri()) {
      Node iri = terms.iri(tokens.next());
      id = terms.isUnreadable(iri) ? Optional.empty() : Optional.of(iri.getURI());
    }
    Templates head = head("RULE");
    if (!tokens.peek().isWord("WHERE")) {
      throw declarations.malformed(tokens.peek(), "RULE :name { head } WHERE { body }");
    }
    tokens.next();
    boolean dataOnly = tokens.peek().isWord("DATA");
    if (dataOnly) {
      tokens.next();
    }
    Body body = body("WHERE", dataOnly);
    finish(start, id, annotations, head, body, dataOnly);
  }

  private void ifThen(Annotations annotations) {
    Token start = tokens.next();
    Body body = body("IF", false);
    if (!tokens.peek().isWord("THEN")) {
      throw declarations.malformed(tokens.peek(), "IF { body } THEN { head }");
    }
    tokens.next();
    finish(start, Optional.empty(), annotations, head("THEN"), body, false);
  }

  private Templates head(String after) {
    return templates(BlockTokens.Block.HEAD, BlankNodes.ofHead(), after);
  }

  /**
   * What stands between two brackets.
   *
   * @param mentioned the variables, each time they occur; not of data
   */
  private record Templates(List<Triple> triples, List<Token> mentioned) {}

  private Templates templates(BlockTokens.Block block, BlankNodes blankNodes, String after) {
    Token bracket = tokens.expect("{", after);
    BlockTokens inner = new BlockTokens(source, tokens, block, token -> false);
    TripleReader reader = new TripleReader(source, inner, terms, block, blankNodes);
    reader.read();
    if (tokens.atEnd()) {
      source.report(
          "syntax",
          bracket.start(),
          "The bracket [{] is not closed.",
          "Close it with '}' behind its last triple.");
      throw new TokenStream.Stop();
    }
    tokens.expect("}", after);
    return new Templates(
        reader.triples(),
        inner.mentioned().stream().filter(t -> t.kind() == Token.Kind.VARIABLE).toList());
  }

  private record Body(List<BodyElement> elements, Set<String> bound, Set<String> mentioned) {}

  private Body body(String after, boolean dataOnly) {
    tokens.expect("{", after);
    int first = tokens.position();
    Set<String> bound = new HashSet<>();
    BodyParser parser = new BodyParser(source, tokens, terms, dataOnly);
    List<BodyElement> elements = parser.read(bound);
    int last = tokens.position();
    tokens.expect("}", "the body");
    bound.addAll(parser.assigned());
    return new Body(elements, bound, tokens.variables(first, last));
  }

  private void finish(
      Token start,
      Optional<String> id,
      Annotations annotations,
      Templates head,
      Body body,
      boolean dataOnly) {
    Set<String> mentioned = new HashSet<>(body.mentioned());
    for (Token token : head.mentioned()) {
      String name = token.variableName();
      mentioned.add(name);
      if (body.bound().add(name)) {
        source.report(
            "unbound-head-variable",
            token.start(),
            "The variable [?%s] of the head is bound by no pattern and no SET of the body."
                .formatted(Token.shown(name)),
            "Add a pattern with ?%s to the body; a pattern within NOT does not bind it."
                .formatted(Token.shown(name)));
      }
    }
    annotations.checkPlaceholders(mentioned);
    add(start, id, annotations, head.triples(), body.elements(), dataOnly);
  }

  private void add(
      Token start,
      Optional<String> id,
      Annotations annotations,
      List<Triple> head,
      List<BodyElement> body,
      boolean dataOnly) {
    rules.add(
        new Rule(
            id.orElse(idPrefix + "#" + (rules.size() + 1)),
            annotations.label(),
            annotations.citation(),
            annotations.probability(),
            annotations.choice(),
            head,
            body,
            dataOnly,
            source.place(start.start())));
  }

  private void shorthand(Shorthand shorthand, Annotations annotations) {
    Token start = tokens.next();
    tokens.expect("(", shorthand.name());
    Node first = property(shorthand);
    Node second = first;
    if (shorthand == Shorthand.INVERSE) {
      tokens.expect(",", shorthand.name());
      second = property(shorthand);
    }
    tokens.expect(")", shorthand.name());
    for (Shorthand.Meaning rule : shorthand.rules(first, second)) {
      add(start, Optional.empty(), annotations, List.of(rule.head()), rule.body(), false);
    }
  }

  private Node property(Shorthand shorthand) {
    Token token = tokens.peek();
    if (!token.isIri()) {
      throw declarations.malformed(token, "a property: " + shorthand.form());
    }
    return terms.iri(tokens.next());
  }
}
