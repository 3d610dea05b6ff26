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

  /**
   * A rectangle of an image, in pixels of the image as it is shown: from its left and upper edge.
   *
   * @param x of the leftmost column
   * @param y of the uppermost row
   * @param width in columns, at least 1
   * @param height in rows, at least 1
   */
  record Box(int x, int y, int width, int height) implements Region {
    public Box {
      if (x < 0 || y < 0 || width < 1 || height < 1) {
        throw new IllegalArgumentException(
            "The box at (%d, %d) of %d by %d pixels is no part of an image."
                .formatted(x, y, width, height));
      }
    }
  }

  /**
   * A stretch of a series.
   *
   * @param start inclusive, in {@code unit} from the first sample
   * @param end exclusive, above {@code start}
   * @param unit UCUM; empty where samples are counted
   */
  record Window(double start, double end, String unit) implements Region {
    public Window {
      if (!(start >= 0 && start < end)) {
        throw new IllegalArgumentException(
            "The window [%s, %s) is no part of a series.".formatted(start, end));
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
