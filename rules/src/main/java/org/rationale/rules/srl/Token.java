package org.rationale.rules.srl;

import java.util.Locale;

/**
 * A piece of rule text.
 *
 * @param text as written
 * @param start offset of its first character in the source
 */
record Token(Kind kind, String text, int start) {

  enum Kind {
    IRI,
    PREFIXED_NAME,
    BLANK_NODE,
    VARIABLE,
    STRING,
    NUMBER,
    WORD,
    LANGUAGE,
    PUNCTUATION,
    /** A comment that starts with {@code #:}. */
    ANNOTATION,
    END
  }

  int end() {
    return start + text.length();
  }

  boolean is(String punctuation) {
    return kind == Kind.PUNCTUATION && text.equals(punctuation);
  }

  /** Keywords are written in any case. */
  boolean isWord(String word) {
    return kind == Kind.WORD && text.equalsIgnoreCase(word);
  }

  String upperCase() {
    return text.toUpperCase(Locale.ROOT);
  }

  /** Of a variable, without its mark. */
  String variableName() {
    return text.substring(1);
  }

  boolean isIri() {
    return kind == Kind.IRI || kind == Kind.PREFIXED_NAME;
  }

  boolean opens() {
    return kind == Kind.PUNCTUATION
        && switch (text) {
          case "(", "[", "{", "<<", "<<(", "{|" -> true;
          default -> false;
        };
  }

  boolean closes() {
    return kind == Kind.PUNCTUATION
        && switch (text) {
          case ")", "]", "}", ">>", ")>>", "|}" -> true;
          default -> false;
        };
  }

  /** Whether it is the other half of a bracket that opens. */
  boolean closes(Token open) {
    return text.equals(
        switch (open.text()) {
          case "(" -> ")";
          case "[" -> "]";
          case "{" -> "}";
          case "<<" -> ">>";
          case "<<(" -> ")>>";
          default -> "|}";
        });
  }
}
