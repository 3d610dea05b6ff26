package org.rationale.rules.srl;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts rule text into SPARQL's terminals, one at a time: a text of a million rules is never all in
 * tokens.
 */
final class Lexer {

  private static final String[] LONG_PUNCTUATION = {
    "<<(", ")>>", "<<", ">>", "{|", "|}", "^^", "&&", "||", "!=", "<=", ">=", ":="
  };
  private static final String[] SHORT_PUNCTUATION = new String[128];

  static {
    for (int c = 0; c < SHORT_PUNCTUATION.length; c++) {
      SHORT_PUNCTUATION[c] = String.valueOf((char) c);
    }
  }

  private final SourceText source;
  private final String text;
  private final int end;
  private int position;

  /**
   * Up to here dots join words, but no colon follows: a.a.a.a is not looked through once a word.
   */
  private int noPrefixBefore;

  Lexer(SourceText source, int start, int end) {
    this.source = source;
    this.text = source.text();
    this.end = end;
    this.position = start;
  }

  /**
   * The tokens of a part of a source; the last is of kind {@code END}.
   *
   * @throws TokenStream.Stop if a string is not closed
   */
  static List<Token> tokens(SourceText source, int start, int end) {
    Lexer lexer = new Lexer(source, start, end);
    List<Token> tokens = new ArrayList<>();
    Token token;
    do {
      token = lexer.next();
      tokens.add(token);
    } while (token.kind() != Token.Kind.END);
    return tokens;
  }

  /**
   * The next token; at the end of the text, again and again {@code END}.
   *
   * @throws TokenStream.Stop if a string is not closed; the lexer goes on behind its line
   */
  Token next() {
    while (position < end) {
      char c = text.charAt(position);
      if (c == '#') {
        int start = position;
        position = lineEnd();
        if (text.startsWith("#:", start)) {
          return new Token(Token.Kind.ANNOTATION, text.substring(start, position), start);
        }
      } else if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
        position++;
      } else {
        Token token = token(c);
        position = token.end();
        return token;
      }
    }
    return new Token(Token.Kind.END, "", end);
  }

  private Token token(char c) {
    return switch (c) {
      case '<' -> iri();
      case '"', '\'' -> string(c);
      case '?', '$' -> variable();
      case '@' -> language();
      case '.', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
      case '_' -> at(position + 1) == ':' ? blankNode() : word();
      case ':' -> at(position + 1) == '=' ? punctuation() : prefixedName(position);
      default -> NameCharacters.isBase(at(position)) ? name() : punctuation();
    };
  }

  /** The code point at an index, or -1 behind the end. */
  private int at(int index) {
    return index < end ? text.codePointAt(index) : -1;
  }

  private Token upTo(Token.Kind kind, int tokenEnd) {
    return new Token(kind, text.substring(position, tokenEnd), position);
  }

  private Token iri() {
    int i = position + 1;
    while (i < end && NameCharacters.isOfIri(text.charAt(i))) {
      i++;
    }
    return at(i) == '>' ? upTo(Token.Kind.IRI, i + 1) : punctuation();
  }

  private Token variable() {
    int i = position + 1;
    while (NameCharacters.isVariablePart(at(i))
        && (i > position + 1 || NameCharacters.isStart(at(i)) || NameCharacters.isDigit(at(i)))) {
      i += Character.charCount(at(i));
    }
    return i > position + 1 ? upTo(Token.Kind.VARIABLE, i) : punctuation();
  }

  private Token language() {
    int i = position + 1;
    while (at(i) < 0x80 && (NameCharacters.isBase(at(i)) || (i > position + 1 && isTag(at(i))))) {
      i++;
    }
    return i > position + 1 ? upTo(Token.Kind.LANGUAGE, i) : punctuation();
  }

  private static boolean isTag(int c) {
    return c == '-' || NameCharacters.isDigit(c);
  }

  private Token number() {
    int i = digits(position);
    if (at(i) == '.') {
      int fraction = digits(i + 1);
      if (fraction > i + 1 || (i > position && exponent(fraction) > fraction)) {
        i = fraction;
      }
    }
    if (i == position) {
      return punctuation();
    }
    return upTo(Token.Kind.NUMBER, exponent(i));
  }

  private int digits(int start) {
    int i = start;
    while (NameCharacters.isDigit(at(i))) {
      i++;
    }
    return i;
  }

  /** The end of the exponent that starts at an index, or that index where none does. */
  private int exponent(int start) {
    if (at(start) != 'e' && at(start) != 'E') {
      return start;
    }
    int first = at(start + 1) == '+' || at(start + 1) == '-' ? start + 2 : start + 1;
    int last = digits(first);
    return last > first ? last : start;
  }

  private Token blankNode() {
    int first = position + 2;
    if (!NameCharacters.isStart(at(first)) && !NameCharacters.isDigit(at(first))) {
      return punctuation();
    }
    return upTo(Token.Kind.BLANK_NODE, endOfDotted(first));
  }

  /** The end of a name that may have dots, but not as its last characters. */
  private int endOfDotted(int start) {
    int i = start;
    int last = start;
    while (at(i) == '.' || NameCharacters.isPart(at(i))) {
      boolean dot = at(i) == '.';
      i += Character.charCount(at(i));
      if (!dot) {
        last = i;
      }
    }
    return last;
  }

  private Token name() {
    if (position < noPrefixBefore) {
      return word();
    }
    int i = endOfDotted(position);
    if (at(i) == ':' && at(i + 1) != '=') {
      return prefixedName(i);
    }
    noPrefixBefore = i;
    return word();
  }

  private Token word() {
    int i = position;
    while (NameCharacters.isVariablePart(at(i))) {
      i += Character.charCount(at(i));
    }
    return upTo(Token.Kind.WORD, i);
  }

  private Token prefixedName(int colon) {
    int i = colon + 1;
    int last = i;
    while (true) {
      int c = at(i);
      if (c == '%' && NameCharacters.isHex(at(i + 1)) && NameCharacters.isHex(at(i + 2))) {
        i += 3;
      } else if (c == '\\' && NameCharacters.isEscapable(at(i + 1))) {
        i += 2;
      } else if (c == ':'
          || NameCharacters.isStart(c)
          || NameCharacters.isDigit(c)
          || (i > colon + 1 && NameCharacters.isPart(c))) {
        i += Character.charCount(c);
      } else if (c == '.' && i > colon + 1) {
        // A dot at the end of a name is the end of the triple.
        i++;
        continue;
      } else {
        return upTo(Token.Kind.PREFIXED_NAME, last);
      }
      last = i;
    }
  }

  private Token string(char quote) {
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
        return upTo(Token.Kind.STRING, close);
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
    position = isLong ? end : lineEnd();
    throw new TokenStream.Stop();
  }

  private int lineEnd() {
    int lineEnd = position;
    while (lineEnd < end && text.charAt(lineEnd) != '\n' && text.charAt(lineEnd) != '\r') {
      lineEnd++;
    }
    return lineEnd;
  }

  private Token punctuation() {
    for (String punctuation : LONG_PUNCTUATION) {
      if (text.startsWith(punctuation, position) && position + punctuation.length() <= end) {
        return new Token(Token.Kind.PUNCTUATION, punctuation, position);
      }
    }
    int c = text.codePointAt(position);
    return new Token(
        Token.Kind.PUNCTUATION,
        c < SHORT_PUNCTUATION.length ? SHORT_PUNCTUATION[c] : Character.toString(c),
        position);
  }
}
