package org.rationale.rules.srl;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Tokens and a position in them. Only those of the statement at hand are kept. */
final class TokenStream {

  /** Reading cannot go on here; why has been reported. */
  static final class Stop extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Stop() {
      super("unreadable", null, false, false);
    }
  }

  /** Deeper text is no rule that a person wrote, and would exhaust a recursive parser's stack. */
  static final int MAXIMUM_NESTING = 100;

  private final SourceText source;
  private final Lexer lexer;
  private final List<Token> kept = new ArrayList<>();
  private int position;

  TokenStream(SourceText source) {
    this.source = source;
    this.lexer = new Lexer(source, 0, source.text().length());
  }

  private Token at(int index) {
    while (kept.size() <= index) {
      kept.add(lexer.next());
    }
    return kept.get(index);
  }

  Token peek() {
    skipMisplacedAnnotations();
    return at(position);
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

  /** Holds until {@link #forget}. */
  int position() {
    return position;
  }

  void goBack(int earlier) {
    position = earlier;
  }

  /** Lets go of the tokens before the position. */
  void forget() {
    kept.subList(0, position).clear();
    position = 0;
  }

  /** Only before a rule is an annotation asked for by its kind; elsewhere nothing would read it. */
  private void skipMisplacedAnnotations() {
    while (at(position).kind() == Token.Kind.ANNOTATION) {
      reportMisplaced(at(position));
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

  /** Whether the next token is an annotation. */
  boolean atAnnotation() {
    return at(position).kind() == Token.Kind.ANNOTATION;
  }

  Token annotation() {
    return at(position++);
  }

  /** The token after the next. */
  Token second() {
    return peek().kind() == Token.Kind.END ? peek() : at(position + 1);
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
                  token.kind() == Token.Kind.END ? "" : " before [" + token.shown() + "]"),
          "Add it.");
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
            "Close it before [%s].".formatted(atEnd() ? "the end" : token.text()));
        throw new Stop();
      }
      next();
      if (token.opens()) {
        open.push(token);
        if (open.size() > MAXIMUM_NESTING) {
          throw nestedTooDeep(token);
        }
      } else if (token.closes()) {
        open.pop();
      }
    } while (!open.isEmpty());
    return kept.subList(start, position).stream()
        .filter(token -> token.kind() != Token.Kind.ANNOTATION)
        .toList();
  }

  /** Reports it. */
  Stop nestedTooDeep(Token at) {
    source.report(
        "nested-too-deep",
        at.start(),
        "Brackets are nested more than [%d] deep.".formatted(MAXIMUM_NESTING),
        "Split the expression or the rule.");
    return new Stop();
  }

  /** The names of the variables in a range. */
  Set<String> variables(int from, int to) {
    return kept.subList(from, to).stream()
        .filter(token -> token.kind() == Token.Kind.VARIABLE)
        .map(Token::variableName)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Tokens as written, with one blank for whatever stood between them. */
  String oneLine(int from, int to) {
    StringBuilder line = new StringBuilder();
    for (int i = from; i < to; i++) {
      Token token = kept.get(i);
      if (i > from && token.start() > kept.get(i - 1).end()) {
        line.append(' ');
      }
      line.append(token.text().replace("\r", "").replace("\n", "\\n"));
    }
    return line.toString();
  }
}
