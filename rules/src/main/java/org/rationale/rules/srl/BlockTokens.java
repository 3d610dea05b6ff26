package org.rationale.rules.srl;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The tokens of one block of triples: those that it ends with are known, and what is wrong too. */
final class BlockTokens {

  /** Where triples stand, which decides what may be in them. */
  enum Block {
    BODY("a body"),
    HEAD("a head"),
    DATA("DATA");

    final String title;

    Block(String title) {
      this.title = title;
    }
  }

  /** A statement cannot be read; why has been reported. The rest of its block is passed over. */
  static final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Malformed() {
      super("malformed", null, false, false);
    }
  }

  private final SourceText source;
  private final TokenStream tokens;
  private final Block block;
  private final Predicate<Token> isEnd;
  private final List<Token> mentioned = new ArrayList<>();
  private Token last;
  private int depth;

  /**
   * Starts at the next token.
   *
   * @param isEnd whether a token ends the block, beside a bracket that closes it
   */
  BlockTokens(SourceText source, TokenStream tokens, Block block, Predicate<Token> isEnd) {
    this.source = source;
    this.tokens = tokens;
    this.block = block;
    this.isEnd = isEnd.or(token -> token.is("}") || token.kind() == Token.Kind.END);
    this.last = tokens.peek();
  }

  /** The variables and the labels of blank nodes, each time they stand in the text; not of data. */
  List<Token> mentioned() {
    return mentioned;
  }

  Token peek() {
    return tokens.peek();
  }

  boolean at(String punctuation) {
    return tokens.peek().is(punctuation);
  }

  /** The token after the next. */
  Token second() {
    return tokens.second();
  }

  /** Whether the next token ends the block; only asked outside of brackets. */
  boolean atEnd() {
    return isEnd.test(tokens.peek());
  }

  Token next() {
    last = tokens.next();
    boolean isMentioned =
        last.kind() == Token.Kind.VARIABLE || last.kind() == Token.Kind.BLANK_NODE;
    if (isMentioned && block != Block.DATA) {
      mentioned.add(last);
    }
    return last;
  }

  /** Data has no use for the tokens of what was read, and may be long. */
  void endStatement() {
    if (block == Block.DATA) {
      tokens.forget();
    }
  }

  /** Whether the next token is a sign directly before a number. */
  boolean atSignedNumber() {
    return (at("+") || at("-"))
        && second().kind() == Token.Kind.NUMBER
        && second().start() == peek().end();
  }

  /** Takes a bracket that opens. */
  void open() {
    Token bracket = next();
    if (++depth > TokenStream.MAXIMUM_NESTING) {
      throw tokens.nestedTooDeep(bracket);
    }
  }

  /** Takes a bracket that closes. */
  void close(String punctuation, String hint) {
    if (!tokens.peek().is(punctuation)) {
      throw unexpected(hint);
    }
    depth--;
    next();
  }

  /** Reports the next token. */
  Malformed unexpected(String hint) {
    Token token = peek();
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
          "The word [%s] is unexpected in %s.".formatted(token.shown(), block.title),
          "Maybe a colon is missing from a prefixed name, or a question mark from a variable.");
    } else {
      source.report(
          "syntax",
          token.start(),
          token.kind() == Token.Kind.END
              ? "The text ends within a bracket of %s.".formatted(block.title)
              : "[%s] is unexpected here.".formatted(token.shown()),
          token.closes() || token.kind() == Token.Kind.END
              ? "Close the bracket that is open before it."
              : token.is("<") ? "An IRI in '<' and '>' has no blanks, quotes or brackets." : hint);
    }
    return new Malformed();
  }

  /** Goes on behind what cannot be read, to the end of the block. */
  void passOver() {
    depth = 0;
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
}
