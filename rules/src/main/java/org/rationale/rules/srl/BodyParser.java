package org.rationale.rules.srl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.jena.sparql.core.Var;
import org.rationale.rules.BodyElement;

/** Reads one body, and checks in its order that variables are bound before they are used. */
final class BodyParser {

  private static final Set<String> NOT_IN_SRL =
      Set.of(
          "OPTIONAL",
          "UNION",
          "MINUS",
          "GRAPH",
          "SERVICE",
          "VALUES",
          "EXISTS",
          "SELECT",
          "LET",
          "UNFOLD",
          "LATERAL",
          "UNSAID",
          "NOTEXISTS",
          "ORDER",
          "GROUP",
          "HAVING",
          "LIMIT",
          "OFFSET");
  private final SourceText source;
  private final TokenStream tokens;
  private final Terms terms;
  private final boolean dataOnly;
  private final BlankNodes blankNodes = BlankNodes.ofBody();
  private final Map<String, Integer> groupOfLabel = new HashMap<>();
  private final Set<String> assigned = new HashSet<>();
  private int groups;

  /**
   * @param dataOnly whether negations look at the base graph only, however they are written
   */
  BodyParser(SourceText source, TokenStream tokens, Terms terms, boolean dataOnly) {
    this.source = source;
    this.tokens = tokens;
    this.terms = terms;
    this.dataOnly = dataOnly;
  }

  /**
   * Reads up to the bracket that closes the body, or to the end.
   *
   * @param bound gets the variables that the body binds
   */
  List<BodyElement> read(Set<String> bound) {
    return elements(bound, false);
  }

  private List<BodyElement> elements(Set<String> bound, boolean negated) {
    int group = groups++;
    List<BodyElement> body = new ArrayList<>();
    while (!tokens.atEnd() && !tokens.peek().is("}")) {
      Token token = tokens.peek();
      if (token.isWord("FILTER")) {
        filter(bound, body);
      } else if (token.isWord("NOT")) {
        negation(bound, negated, body);
      } else if (token.isWord("SET") || token.isWord("BIND")) {
        assignment(bound, negated, body);
      } else if (isForeign(token)) {
        foreign(token);
        continue;
      } else {
        triples(bound, group, body);
        continue;
      }
      if (tokens.peek().is(".")) {
        tokens.next();
      }
    }
    return body;
  }

  private static boolean isForeign(Token token) {
    return token.is("{")
        || (token.kind() == Token.Kind.WORD && NOT_IN_SRL.contains(token.upperCase()));
  }

  private static boolean endsTriples(Token token) {
    return token.is("}")
        || isForeign(token)
        || token.isWord("FILTER")
        || token.isWord("NOT")
        || token.isWord("SET")
        || token.isWord("BIND");
  }

  private void foreign(Token token) {
    if (token.is("{")) {
      source.report(
          "not-in-srl",
          token.start(),
          "SRL has no groups within a body.",
          "Write the patterns without the brackets, or a rule for each alternative.");
    } else {
      source.report(
          "not-in-srl",
          token.start(),
          "SRL has no [%s].".formatted(token.upperCase()),
          switch (token.upperCase()) {
            case "MINUS", "EXISTS" -> "Write NOT { ... }.";
            case "UNION", "OPTIONAL", "VALUES" -> "Write a rule for each alternative.";
            case "LET" -> "Write SET (?v := ...).";
            default -> "Leave it out.";
          });
      tokens.next();
    }
    while (!tokens.atEnd() && !tokens.peek().is("{") && !tokens.peek().is("}") && !token.is("{")) {
      // What follows the word up to its group belongs to it: GRAPH ?g { ... }
      if (endsTriples(tokens.peek()) || tokens.peek().is(".")) {
        return;
      }
      tokens.next();
    }
    if (tokens.peek().is("{")) {
      tokens.group();
    }
  }

  private void triples(Set<String> bound, int group, List<BodyElement> body) {
    BlockTokens.Block where = BlockTokens.Block.BODY;
    BlockTokens block = new BlockTokens(source, tokens, where, BodyParser::endsTriples);
    TripleReader reader = new TripleReader(source, block, terms, where, blankNodes);
    reader.read();
    for (Token token : block.mentioned()) {
      if (token.kind() == Token.Kind.VARIABLE) {
        bound.add(token.variableName());
      } else if (groupOfLabel.computeIfAbsent(token.text(), label -> group) != group) {
        source.report(
            "blank-node-scope",
            token.start(),
            "The blank node [%s] is used inside and outside of a negation."
                .formatted(token.shown()),
            "Write a variable in its stead.");
      }
    }
    reader.triples().forEach(triple -> body.add(new BodyElement.Pattern(triple)));
  }

  private void filter(Set<String> bound, List<BodyElement> body) {
    tokens.next();
    List<Token> constraint = new ArrayList<>();
    if (tokens.peek().isWord("NOT") || tokens.peek().isWord("EXISTS")) {
      source.report(
          "not-in-srl",
          tokens.peek().start(),
          "SRL has no [FILTER %s].".formatted(tokens.peek().upperCase()),
          "Write a pattern, or NOT { ... } in the body.");
      while (tokens.peek().kind() == Token.Kind.WORD) {
        tokens.next();
      }
      if (tokens.peek().is("{")) {
        tokens.group();
      }
      return;
    }
    if (!tokens.peek().is("(")) {
      constraint.add(tokens.next());
    }
    if (!tokens.peek().is("(")) {
      source.report(
          "syntax",
          tokens.peek().start(),
          "A FILTER needs an expression in round brackets, or a call of a function.",
          "Write FILTER (...).");
      throw new TokenStream.Stop();
    }
    constraint.addAll(tokens.group());
    requireBound(constraint, bound, "unbound-filter-variable", "FILTER");
    ExpressionReader.constraint(source, terms, constraint)
        .map(BodyElement.Filter::new)
        .ifPresent(body::add);
  }

  private void requireBound(List<Token> expression, Set<String> bound, String code, String where) {
    Set<String> seen = new HashSet<>(bound);
    for (Token token : expression) {
      if (token.kind() == Token.Kind.VARIABLE
          && !assigned.contains(token.variableName())
          && seen.add(token.variableName())) {
        source.report(
            code,
            token.start(),
            "The variable [?%s] is used in a %s before anything binds it."
                .formatted(token.variableName(), where),
            "Put a triple pattern or a SET with ?%s before it.".formatted(token.variableName()));
      }
    }
  }

  private void negation(Set<String> bound, boolean negated, List<BodyElement> body) {
    Token not = tokens.next();
    if (negated) {
      source.report(
          "nested-negation",
          not.start(),
          "SRL has no NOT within a NOT.",
          "Derive the inner condition by a rule of its own, and negate what it derives.");
      while (!tokens.atEnd() && !tokens.peek().is("{") && !tokens.peek().is("}")) {
        tokens.next();
      }
      if (tokens.peek().is("{")) {
        tokens.group();
      }
      return;
    }
    boolean baseOnly = tokens.peek().isWord("DATA");
    if (baseOnly) {
      tokens.next();
    }
    if (tokens.peek().isWord("EXISTS")) {
      source.report(
          "not-in-srl",
          tokens.peek().start(),
          "SRL has no [NOT EXISTS].",
          "Leave out EXISTS: NOT { ... }.");
      tokens.next();
    }
    tokens.expect("{", "NOT");
    int first = tokens.position();
    List<BodyElement> inner = elements(new HashSet<>(bound), true);
    String text = tokens.oneLine(first, tokens.position());
    tokens.expect("}", "the body of NOT");
    body.add(new BodyElement.Negation(inner, baseOnly || dataOnly, text));
  }

  private void assignment(Set<String> bound, boolean negated, List<BodyElement> body) {
    Token keyword = tokens.next();
    if (negated) {
      source.report(
          "assignment-in-negation",
          keyword.start(),
          "A NOT has patterns and filters only.",
          "Put the %s before the NOT.".formatted(keyword.upperCase()));
    }
    if (!tokens.peek().is("(")) {
      malformedAssignment(tokens.peek());
    }
    List<Token> group = tokens.group();
    List<Token> inner = group.subList(1, group.size() - 1);
    boolean isSet = keyword.isWord("SET");
    int size = inner.size();
    boolean wellFormed =
        size >= 3
            && (isSet
                ? inner.get(0).kind() == Token.Kind.VARIABLE && inner.get(1).is(":=")
                : inner.get(size - 1).kind() == Token.Kind.VARIABLE
                    && inner.get(size - 2).isWord("AS"));
    if (!wellFormed) {
      malformedAssignment(keyword);
    }
    Token variable = isSet ? inner.getFirst() : inner.getLast();
    List<Token> expression = isSet ? inner.subList(2, size) : inner.subList(0, size - 2);
    requireBound(expression, bound, "unbound-set-variable", keyword.upperCase());
    String name = variable.variableName();
    if (assigned.contains(name)) {
      source.report(
          "reassigned-variable",
          variable.start(),
          "The variable [?%s] is assigned a second time.".formatted(name),
          "Choose another name for the second.");
    } else if (bound.contains(name)) {
      source.report(
          "assigned-after-pattern",
          variable.start(),
          "The variable [?%s] is assigned, but a pattern before has bound it.".formatted(name),
          "Assign another variable and compare the two in a FILTER.");
    }
    ExpressionReader.expression(source, terms, expression)
        .map(e -> new BodyElement.Assignment(Var.alloc(name), e))
        .ifPresent(body::add);
    assigned.add(name);
  }

  private void malformedAssignment(Token at) {
    source.report(
        "syntax",
        at.start(),
        "An assignment has the form SET (?variable := expression).",
        "The old form BIND (expression AS ?variable) is read too.");
    throw new TokenStream.Stop();
  }

  /** Variables that a SET of this body has assigned. */
  Set<String> assigned() {
    return assigned;
  }
}
