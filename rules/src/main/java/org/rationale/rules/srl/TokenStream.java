package org.rationale.rules.srl;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Tokens and a position in them. */
final class TokenStream {

  /** Reading cannot go on here; why has been reported. */
  static final class Stop extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Stop() {
      super("unreadable", null, false, false);
    }
  }

  private final SourceText source;
  private final List<Token> tokens;
  private int position;

  TokenStream(SourceText source, List<Token> tokens) {
    this.source = source;
    this.tokens = tokens;
  }

  Token peek() {
    skipMisplacedAnnotations();
    return tokens.get(position);
  }

  Token next() {
    Token token = peek();
    if (token.kind() != Token.Kind.END) {
      position++;
    }
    return token;
  }

  boolean atEnd() {
    return peek().kind() == Token.Kind.END;
  }

  int position() {
    return position;
  }

  void goBack(int earlier) {
    position = earlier;
  }

  /** Only before a rule is an annotation asked for by its kind; elsewhere nothing would read it. */
  private void skipMisplacedAnnotations() {
    while (tokens.get(position).kind() == Token.Kind.ANNOTATION) {
      reportMisplaced(tokens.get(position));
      position++;
    }
  }

  void reportMisplaced(Token annotation) {
    source.report(
        "misplaced-annotation",
        annotation.start(),
        "An annotation stands where no rule follows it.",
        "Move it to a line directly above its rule, or drop the colon of '#:'.");
  }

  /** The next token if it is an annotation. */
  boolean atAnnotation() {
    return tokens.get(position).kind() == Token.Kind.ANNOTATION;
  }

  Token annotation() {
    return tokens.get(position++);
  }

  /** The token after the next. */
  Token second() {
    peek();
    return tokens.get(Math.min(position + 1, tokens.size() - 1));
  }

  Token expect(String punctuation, String of) {
    Token token = peek();
    if (!token.is(punctuation)) {
      source.report(
          "syntax",
          token.start(),
          "[%s] of %s is missing%s."
              .formatted(
                  punctuation,
                  of,
                  token.kind() == Token.Kind.END ? "" : " before [" + token.text() + "]"),
          "");
      throw new Stop();
    }
    return next();
  }

  /** From a bracket that opens to the one that closes it, both included. */
  List<Token> group() {
    int start = position;
    Deque<Token> open = new ArrayDeque<>();
    do {
      Token token = peek();
      // A bracket of another kind is left: it may close what is around the group.
      if (atEnd() || (token.closes() && !token.closes(open.getFirst()))) {
        source.report(
            "syntax",
            open.getFirst().start(),
            "The bracket [%s] is not closed.".formatted(open.getFirst().text()),
            "");
        throw new Stop();
      }
      next();
      if (token.opens()) {
        open.push(token);
      } else if (token.closes()) {
        open.pop();
      }
    } while (!open.isEmpty());
    return tokens.subList(start, position).stream()
        .filter(token -> token.kind() != Token.Kind.ANNOTATION)
        .toList();
  }

  /** The names of the variables in a range. */
  Set<String> variables(int from, int to) {
    return tokens.subList(from, to).stream()
        .filter(token -> token.kind() == Token.Kind.VARIABLE)
        .map(Token::variableName)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Tokens as written, with one blank for whatever stood between them. */
  String oneLine(int from, int to) {
    StringBuilder line = new StringBuilder();
    for (int i = from; i < to; i++) {
      Token token = tokens.get(i);
      if (i > from && token.start() > tokens.get(i - 1).end()) {
        line.append(' ');
      }
      line.append(token.text().replace("\r", "").replace("\n", "\\n"));
    }
    return line.toString();
  }
}
