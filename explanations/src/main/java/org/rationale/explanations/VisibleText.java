package org.rationale.explanations;

import java.util.Locale;

/**
 * Makes characters visible that would change how the text around them is shown: controls (a
 * terminal obeys some of them), directional overrides and isolates, and characters without width.
 */
public final class VisibleText {

  private VisibleText() {}

  /** The text with each such character as {@code [U+202E]}; line breaks and tabs stay. */
  public static String of(String text) {
    StringBuilder visible = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (hidden(c)) {
                visible.append(String.format(Locale.ROOT, "[U+%04X]", c));
              } else {
                visible.appendCodePoint(c);
              }
            });
    return visible.toString();
  }

  /** The same on one line: line breaks and tabs have become spaces. */
  public static String line(String text) {
    return of(text.replaceAll("\\s+", " ").strip());
  }

  private static boolean hidden(int c) {
    if (c == '\n' || c == '\t') {
      return false;
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          c != 0x200D && c != 0x00AD; // joins letters and emoji; a soft hyphen
      default -> false;
    };
  }
}
