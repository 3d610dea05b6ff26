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

  /** As much of a text as a message can hold, and what cannot be seen as its code point. */
  private static final int SHOWN = 60;

  int end() {
    return start + text.length();
  }

  /** For messages. */
  String shown() {
    return shown(text);
  }

  /** A text for messages, cut where it is long. */
  static String shown(String text) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      if (i > SHOWN) {
        return shown.append("\u2026").toString();
      }
      int c = text.codePointAt(i);
      boolean isVisible =
          switch (Character.getType(c)) {
            case Character.CONTROL,
                Character.FORMAT,
                Character.SURROGATE,
                Character.UNASSIGNED,
                Character.LINE_SEPARATOR,
                Character.PARAGRAPH_SEPARATOR ->
                false;
            default -> c == ' ' || !Character.isSpaceChar(c);
          };
      if (isVisible) {
        shown.appendCodePoint(c);
      } else {
        shown.append("U+%04X".formatted(c));
      }
    }
    return shown.toString();
  }

  boolean is(String punctuation) {
    return kind == Kind.PUNCTUATION && text.equals(punctuation);
  }

  /** Keywords are written in any case. */
  boolean isWord(String word) {
    return kind == Kind.WORD && text.equalsIgnoreCase(word);
  }

  /** The predicate {@code a}, the one keyword whose case matters. */
  boolean isKeywordA() {
    return kind == Kind.WORD && text.equals("a");
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
