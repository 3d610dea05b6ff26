package org.rationale.rules.srl;

import java.util.ArrayList;
import java.util.List;
import org.apache.jena.graph.Node;
import org.apache.jena.sparql.graph.NodeConst;

/** Reads predicates and paths: {@code /}, {@code ^} and brackets, in bodies only. */
final class PathReader {

  private final SourceText source;
  private final BlockTokens tokens;
  private final Terms terms;
  private final BlockTokens.Block block;

  PathReader(SourceText source, BlockTokens tokens, Terms terms, BlockTokens.Block block) {
    this.source = source;
    this.tokens = tokens;
    this.terms = terms;
    this.block = block;
  }

  PropertyPath path() {
    List<PropertyPath> steps = new ArrayList<>();
    steps.add(step());
    while (tokens.at("/")) {
      pathOperator();
      steps.add(step());
    }
    return steps.size() == 1 ? steps.getFirst() : new PropertyPath.Sequence(steps);
  }

  private PropertyPath step() {
    if (tokens.at("^")) {
      pathOperator();
      return new PropertyPath.Inverse(primary());
    }
    if (tokens.at("!")) {
      foreignOperator();
    }
    return primary();
  }

  private PropertyPath primary() {
    PropertyPath primary;
    if (tokens.at("(")) {
      tokens.open();
      primary = path();
      tokens.close(")", "Close the path with ')'.");
    } else {
      primary = new PropertyPath.Link(predicate());
    }
    while (isForeignSuffix(tokens.peek())) {
      boolean isAlternative = tokens.at("|");
      foreignOperator();
      if (isAlternative) {
        step();
      }
    }
    return primary;
  }

  /** {@code +1} is an object, and no repetition. */
  private boolean isForeignSuffix(Token token) {
    return token.is("*")
        || token.is("?")
        || token.is("|")
        || (token.is("+") && !tokens.atSignedNumber());
  }

  private void foreignOperator() {
    if (block == BlockTokens.Block.BODY) {
      source.report(
          "not-in-srl",
          tokens.peek().start(),
          "SRL has no path operator [%s].".formatted(tokens.peek().text()),
          "Only '/' and '^' are in it; write rules that derive the path.");
      tokens.next();
    } else {
      pathOperator();
    }
  }

  private void pathOperator() {
    Token operator = tokens.next();
    if (block != BlockTokens.Block.BODY) {
      source.report(
          "path-in-template",
          operator.start(),
          "A path stands in %s.".formatted(block.title),
          "Write one triple for each step.");
    }
  }

  /** A single one. */
  Node predicate() {
    Token token = tokens.peek();
    if (token.isKeywordA()) {
      tokens.next();
      return NodeConst.nodeRDFType;
    }
    if (token.isIri()) {
      return terms.iri(tokens.next());
    }
    throw tokens.unexpected("A predicate is expected: an IRI, a variable or 'a'.");
  }
}
