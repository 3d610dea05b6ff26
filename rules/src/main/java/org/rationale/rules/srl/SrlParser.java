package org.rationale.rules.srl;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.TriplePath;
import org.apache.jena.sparql.core.Var;
import org.rationale.rules.BodyElement;
import org.rationale.rules.Rule;

/** Finds the rules, data and declarations of one text. What is wrong is reported to the source. */
final class SrlParser {

  /** An {@code IMPORTS}: where it stands, and what it names. */
  record Import(int offset, String iri) {}

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
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{[?$](\\w+)\\}");

  private final SourceText source;
  private final Names names;
  private final String idPrefix;
  private final TokenStream tokens;
  private final Fragments fragments;
  private final List<Rule> rules = new ArrayList<>();
  private final List<Triple> data = new ArrayList<>();
  private final List<Import> imports = new ArrayList<>();
  private final Map<String, String> prefixes = new LinkedHashMap<>();

  /**
   * @param idPrefix what a rule without an IRI is called by, before its number
   */
  SrlParser(SourceText source, Names names, String idPrefix) {
    this.source = source;
    this.names = names;
    this.idPrefix = idPrefix;
    this.tokens = new TokenStream(source, Lexer.tokens(source, 0, source.text().length()));
    this.fragments = new Fragments(source, names);
  }

  List<Rule> rules() {
    return rules;
  }

  List<Triple> data() {
    return data;
  }

  List<Import> imports() {
    return imports;
  }

  Map<String, String> prefixes() {
    return prefixes;
  }

  void parse() {
    if (!source.isSound()) {
      return;
    }
    while (true) {
      try {
        if (!statement()) {
          return;
        }
      } catch (TokenStream.Stop stop) {
        skipToStart();
      }
    }
  }

  private void skipToStart() {
    while (true) {
      int mark = tokens.position();
      while (tokens.atAnnotation()) {
        tokens.annotation();
      }
      if (tokens.atEnd() || startsStatement()) {
        // Its annotations are read with it.
        tokens.goBack(mark);
        return;
      }
      tokens.next();
    }
  }

  private boolean startsStatement() {
    Token token = tokens.peek();
    return token.kind() == Token.Kind.WORD
        && STARTS.contains(token.upperCase())
        && (!token.isWord("IF") || tokens.second().is("{"));
  }

  private boolean statement() {
    Annotations annotations = new Annotations(source, fragments);
    List<Token> lines = new ArrayList<>();
    while (tokens.atAnnotation()) {
      lines.add(tokens.annotation());
    }
    Token start = tokens.peek();
    boolean isRule =
        start.isWord("RULE")
            || start.isWord("IF")
            || start.isWord("TRANSITIVE")
            || start.isWord("SYMMETRIC")
            || start.isWord("INVERSE");
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
    switch (start.upperCase()) {
      case "PREFIX" -> prefix();
      case "BASE" -> base();
      case "VERSION" -> version();
      case "IMPORTS" -> importStatement();
      case "RULE" -> rule(annotations);
      case "IF" -> ifThen(annotations);
      case "DATA" -> dataBlock();
      case "TRANSITIVE", "SYMMETRIC", "INVERSE" -> shorthand(annotations);
      default -> {
        source.report(
            "syntax",
            start.start(),
            "[%s] is unexpected here.".formatted(start.text()),
            start.text().startsWith("@")
                ? "Write PREFIX or BASE without '@' and without a dot at the end."
                : "A rule starts with RULE or IF, facts with DATA, a declaration with PREFIX.");
        tokens.next();
        throw new TokenStream.Stop();
      }
    }
    return true;
  }

  private void prefix() {
    tokens.next();
    Token name = tokens.next();
    Token iri = tokens.peek();
    boolean wellFormed =
        name.kind() == Token.Kind.PREFIXED_NAME
            && name.text().indexOf(':') == name.text().length() - 1
            && iri.kind() == Token.Kind.IRI;
    if (!wellFormed) {
      throw malformed(name, "PREFIX name: <...>");
    }
    tokens.next();
    String prefix = name.text().substring(0, name.text().length() - 1);
    fragments
        .term(iri)
        .map(Node::getURI)
        .ifPresent(
            resolved -> {
              if (names.setPrefix(prefix, resolved)) {
                prefixes.put(prefix, resolved);
              } else {
                malformed(name, "PREFIX name: <...>");
              }
            });
  }

  private TokenStream.Stop malformed(Token at, String form) {
    source.report(
        "syntax", at.start(), "[%s] is unexpected here.".formatted(at.text()), "Write " + form);
    return new TokenStream.Stop();
  }

  private void base() {
    tokens.next();
    Token iri = tokens.peek();
    if (iri.kind() != Token.Kind.IRI) {
      throw malformed(iri, "BASE <...>");
    }
    tokens.next();
    fragments.term(iri).map(Node::getURI).ifPresent(names::setBase);
  }

  private void version() {
    tokens.next();
    Token version = tokens.peek();
    if (version.kind() != Token.Kind.STRING) {
      throw malformed(version, "VERSION \"1.2\"");
    }
    tokens.next();
  }

  private void importStatement() {
    tokens.next();
    Token token = tokens.peek();
    if (!token.isIri()) {
      throw malformed(token, "IMPORTS <...>");
    }
    tokens.next();
    if (token.kind() == Token.Kind.IRI) {
      imports.add(new Import(token.start(), token.text().substring(1, token.text().length() - 1)));
    } else {
      fragments.term(token).ifPresent(iri -> imports.add(new Import(token.start(), iri.getURI())));
    }
  }

  private void dataBlock() {
    Token start = tokens.next();
    if (!tokens.peek().is("{")) {
      tokens.expect("{", "DATA");
    }
    List<Token> group = tokens.group();
    boolean ground = true;
    for (Token token : group) {
      if (token.kind() == Token.Kind.VARIABLE) {
        ground = false;
        source.report(
            "variable-in-data",
            token.start(),
            "DATA has a variable [%s].".formatted(token.text()),
            "Name the term, or write a rule.");
      }
    }
    if (ground) {
      data.addAll(templates(group, BlankNodes.ofData(source.place(start.start())), "DATA"));
    }
  }

  /** The triples between two brackets. */
  private List<Triple> templates(List<Token> group, BlankNodes scope, String where) {
    List<Triple> result = new ArrayList<>();
    List<Token> inner = group.subList(1, group.size() - 1);
    for (Token token : inner) {
      boolean isStray =
          token.is("{")
              || (token.kind() == Token.Kind.WORD
                  && !token.isWord("a")
                  && !token.isWord("true")
                  && !token.isWord("false"));
      if (isStray) {
        source.report(
            "syntax",
            token.start(),
            "[%s] is unexpected in %s.".formatted(token.text(), where),
            "Only triples stand there.");
        return List.of();
      }
    }
    if (inner.isEmpty()) {
      return List.of();
    }
    for (TriplePath triple : fragments.triples(inner, scope)) {
      int at = inner.getFirst().start();
      if (!triple.isTriple()) {
        source.report(
            "path-in-template",
            inner.stream()
                .filter(t -> t.kind() == Token.Kind.PUNCTUATION && "/^|*+?!".contains(t.text()))
                .findFirst()
                .orElse(inner.getFirst())
                .start(),
            "A path stands in %s.".formatted(where),
            "Write one triple for each step.");
      } else if (triple.getSubject().isLiteral()) {
        source.report(
            "literal-subject",
            at,
            "The literal [%s] is the subject of a triple in %s."
                .formatted(triple.getSubject(), where),
            "A subject is an IRI or a blank node.");
      } else {
        result.add(triple.asTriple());
      }
    }
    return result;
  }

  private void rule(Annotations annotations) {
    Token start = tokens.next();
    Optional<String> id = Optional.empty();
    if (tokens.peek().isIri()) {
      id = fragments.term(tokens.next()).map(Node::getURI);
    }
    List<Token> head = head("RULE");
    if (!tokens.peek().isWord("WHERE")) {
      throw malformed(tokens.peek(), "RULE :name { head } WHERE { body }");
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
      throw malformed(tokens.peek(), "IF { body } THEN { head }");
    }
    tokens.next();
    finish(start, Optional.empty(), annotations, head("THEN"), body, false);
  }

  private List<Token> head(String after) {
    if (!tokens.peek().is("{")) {
      tokens.expect("{", after);
    }
    return tokens.group();
  }

  private record Body(List<BodyElement> elements, Set<String> bound, Set<String> mentioned) {}

  private Body body(String after, boolean dataOnly) {
    tokens.expect("{", after);
    int first = tokens.position();
    Set<String> bound = new HashSet<>();
    BodyParser parser = new BodyParser(source, tokens, fragments, dataOnly);
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
      List<Token> headTokens,
      Body body,
      boolean dataOnly) {
    Set<String> reported = new HashSet<>();
    Set<String> mentioned = new LinkedHashSet<>(body.mentioned());
    for (Token token : headTokens) {
      if (token.kind() != Token.Kind.VARIABLE) {
        continue;
      }
      String name = token.variableName();
      mentioned.add(name);
      if (!body.bound().contains(name) && reported.add(name)) {
        source.report(
            "unbound-head-variable",
            token.start(),
            "The variable [?%s] of the head is bound by no pattern and no SET of the body."
                .formatted(name),
            "Add a pattern with ?%s to the body; a pattern within NOT does not bind it."
                .formatted(name));
      }
    }
    PLACEHOLDER
        .matcher(annotations.label())
        .results()
        .map(match -> match.group(1))
        .filter(name -> !mentioned.contains(name))
        .forEach(
            name ->
                source.report(
                    "unknown-placeholder",
                    annotations.labelStart(),
                    "The label has a placeholder for [?%s], which the rule does not have."
                        .formatted(name),
                    "Use a variable of the rule."));
    List<Triple> head = templates(headTokens, BlankNodes.ofHead(), "a head");
    add(start, id, annotations, head, body.elements(), dataOnly);
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

  private void shorthand(Annotations annotations) {
    Token start = tokens.next();
    tokens.expect("(", start.upperCase());
    Node first = property();
    Node second = first;
    if (start.isWord("INVERSE")) {
      tokens.expect(",", "INVERSE");
      second = property();
    }
    tokens.expect(")", start.upperCase());
    Var x = Var.alloc("x");
    Var y = Var.alloc("y");
    Var z = Var.alloc("z");
    if (start.isWord("TRANSITIVE")) {
      addShorthand(
          start,
          annotations,
          Triple.create(x, first, z),
          Triple.create(x, first, y),
          Triple.create(y, first, z));
      return;
    }
    addShorthand(start, annotations, Triple.create(y, second, x), Triple.create(x, first, y));
    if (start.isWord("INVERSE")) {
      addShorthand(start, annotations, Triple.create(y, first, x), Triple.create(x, second, y));
    }
  }

  private void addShorthand(Token start, Annotations annotations, Triple head, Triple... body) {
    List<BodyElement> patterns = new ArrayList<>();
    for (Triple triple : body) {
      patterns.add(new BodyElement.Pattern(triple));
    }
    add(start, Optional.empty(), annotations, List.of(head), patterns, false);
  }

  private Node property() {
    Token token = tokens.peek();
    if (!token.isIri()) {
      throw malformed(token, "a property: TRANSITIVE(:p), SYMMETRIC(:p), INVERSE(:p, :q)");
    }
    tokens.next();
    return fragments.term(token).orElseThrow(TokenStream.Stop::new);
  }
}
