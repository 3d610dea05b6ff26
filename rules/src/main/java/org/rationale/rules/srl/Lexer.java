package org.rationale.rules.srl;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts rule text into tokens, far enough to find its structure and the places of its names: what a
 * token means in a triple or an expression is left to the SPARQL parser, which sees the same text.
 */
final class Lexer {

  /** Deeper text is no rule that a person wrote, and would exhaust a recursive parser's stack. */
  private static final int MAXIMUM_NESTING = 100;

  // Each pattern repeats only character classes: repeated groups would recurse once per character.
  private static final Pattern IRI = Pattern.compile("<[^\\x00-\\x20<>\"{}|^`]*+>");
  private static final String NAME_START = "\\p{L}\\p{Nl}_\\x{10000}-\\x{EFFFF}";
  private static final String NAME_PART = NAME_START + "0-9\\u00B7\\u0300-\\u036F\\u203F\\u2040";
  private static final Pattern VARIABLE =
      Pattern.compile("[?$][" + NAME_START + "0-9][" + NAME_PART + "]*+");
  private static final Pattern BLANK_NODE =
      Pattern.compile("_:[" + NAME_START + "0-9][" + NAME_PART + ".-]*+");
  private static final Pattern PREFIX =
      Pattern.compile("(?:[\\p{L}\\x{10000}-\\x{EFFFF}][" + NAME_PART + ".-]*+)?:(?!=)");
  private static final Pattern LOCAL = Pattern.compile("[" + NAME_PART + ".:%-]++");
  private static final Pattern WORD = Pattern.compile("[\\p{L}_][" + NAME_PART + "]*+");
  private static final Pattern NUMBER =
      Pattern.compile(
          "(?:[0-9]++(?:\\.[0-9]*+(?=[eE])|\\.[0-9]++)?|\\.[0-9]++)(?:[eE][+-]?[0-9]++)?");
  private static final Pattern LANGUAGE = Pattern.compile("@[A-Za-z][A-Za-z0-9-]*+");
  private static final Pattern PUNCTUATION =
      Pattern.compile(
          "<<\\(|\\)>>|<<|>>|\\{\\||\\|\\}|\\^\\^|&&|\\|\\||!=|<=|>=|:=", Pattern.DOTALL);

  private final SourceText source;
  private final int end;
  private final Matcher matcher;
  private final List<Token> tokens = new ArrayList<>();
  private int position;

  private Lexer(SourceText source, int start, int end) {
    this.source = source;
    this.end = end;
    this.position = start;
    this.matcher = IRI.matcher(source.text()).useTransparentBounds(false);
  }

  /** The tokens of a part of a source; the last is of kind {@code END}. */
  static List<Token> tokens(SourceText source, int start, int end) {
    return new Lexer(source, start, end).run();
  }

  private List<Token> run() {
    int depth = 0;
    while (position < end) {
      char c = source.text().charAt(position);
      if (c <= ' ') {
        position++;
        continue;
      }
      if (c == '#') {
        comment();
        continue;
      }
      Token token = next(c);
      tokens.add(token);
      position = token.end();
      if (token.opens() && ++depth > MAXIMUM_NESTING) {
        source.report(
            "nested-too-deep",
            token.start(),
            "Brackets are nested more than [%d] deep.".formatted(MAXIMUM_NESTING),
            "Split the expression or the rule.");
        break;
      }
      if (token.closes()) {
        depth--;
      }
    }
    tokens.add(new Token(Token.Kind.END, "", end));
    return tokens;
  }

  private void comment() {
    int lineEnd = lineEnd();
    if (source.text().startsWith("#:", position)) {
      tokens.add(new Token(Token.Kind.ANNOTATION, source.text(position, lineEnd), position));
    }
    position = lineEnd;
  }

  private Token next(char c) {
    return switch (c) {
      case '<' -> matches(IRI) ? token(Token.Kind.IRI) : punctuation();
      case '"', '\'' -> string(c);
      case '?', '$' -> matches(VARIABLE) ? token(Token.Kind.VARIABLE) : punctuation();
      case '@' -> matches(LANGUAGE) ? token(Token.Kind.LANGUAGE) : punctuation();
      case '.', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' ->
          matches(NUMBER) ? token(Token.Kind.NUMBER) : punctuation();
      default -> {
        if (matches(BLANK_NODE)) {
          yield withoutFinalDots(Token.Kind.BLANK_NODE, matcher.end());
        }
        if (matches(PREFIX)) {
          yield withoutFinalDots(Token.Kind.PREFIXED_NAME, endOfLocalName(matcher.end()));
        }
        yield matches(WORD) ? token(Token.Kind.WORD) : punctuation();
      }
    };
  }

  private Token string(char quote) {
    String text = source.text();
    String longQuote = String.valueOf(quote).repeat(3);
    boolean isLong = text.startsWith(longQuote, position);
    int i = position + (isLong ? 3 : 1);
    while (i < end) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == quote && (!isLong || text.startsWith(longQuote, i))) {
        int close = i + (isLong ? 3 : 1);
        if (close > end) {
          break;
        }
        return new Token(Token.Kind.STRING, source.text(position, close), position);
      } else if (!isLong && (c == '\n' || c == '\r')) {
        break;
      }
      i++;
    }
    source.report(
        "unclosed-string",
        position,
        "A string is not closed.",
        isLong
            ? "Close it with %s.".formatted(longQuote)
            : "Close it with %s on the same line, or start it with %s."
                .formatted(quote, longQuote));
    return new Token(Token.Kind.STRING, source.text(position, isLong ? end : lineEnd()), position);
  }

  private int endOfLocalName(int start) {
    int i = start;
    while (i < end) {
      if (source.text().charAt(i) == '\\' && i + 1 < end) {
        i += 2;
      } else if (matcher.usePattern(LOCAL).region(i, end).lookingAt()) {
        i = matcher.end();
      } else {
        break;
      }
    }
    return i;
  }

  /** A dot at the end of a name is the end of the triple. */
  private Token withoutFinalDots(Token.Kind kind, int nameEnd) {
    int i = nameEnd;
    while (source.text().charAt(i - 1) == '.' && source.text().charAt(i - 2) != '\\') {
      i--;
    }
    return new Token(kind, source.text(position, i), position);
  }

  private int lineEnd() {
    int lineEnd = position;
    while (lineEnd < end
        && source.text().charAt(lineEnd) != '\n'
        && source.text().charAt(lineEnd) != '\r') {
      lineEnd++;
    }
    return lineEnd;
  }

  private boolean matches(Pattern pattern) {
    return matcher.usePattern(pattern).region(position, end).lookingAt();
  }

  private Token token(Token.Kind kind) {
    return new Token(kind, matcher.group(), position);
  }

  private Token punctuation() {
    return matches(PUNCTUATION)
        ? token(Token.Kind.PUNCTUATION)
        : new Token(Token.Kind.PUNCTUATION, source.text(position, position + 1), position);
  }
}
