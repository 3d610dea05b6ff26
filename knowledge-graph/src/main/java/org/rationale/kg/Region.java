package org.rationale.kg;

import java.util.List;

/** The part of an input that a percept was read from. */
public sealed interface Region {

  /**
   * Characters of a text.
   *
   * @param start first character, in UTF-16 units from 0
   * @param end one past the last character
   * @param text exactly those characters
   */
  record TextSpan(int start, int end, String text) implements Region {
    public TextSpan {
      if (start < 0 || end - start != text.length()) {
        throw new IllegalArgumentException(
            "The span [%d, %d) does not fit its text of %d characters."
                .formatted(start, end, text.length()));
      }
    }
  }

  /** Named columns of a record, in the order in which the model takes them. */
  record Columns(List<String> names) implements Region {
    public Columns {
      names = List.copyOf(names);
    }
  }
}
