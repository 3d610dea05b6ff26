package org.rationale.rules.srl;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.rationale.kg.Diagnostic;

/** A text with a name, the places in it, and what was found wrong with it so far. */
final class SourceText {

  private record Finding(int offset, Diagnostic diagnostic) {}

  /** More than anybody mends at once; a text of another kind would have one per word. */
  static final int MAXIMUM_FINDINGS = 1000;

  private final String name;
  private final String text;
  private final int[] lineStarts;
  private final List<Finding> findings = new ArrayList<>();
  private boolean isFull;

  SourceText(String name, String text) {
    this.name = name;
    this.text = text;
    this.lineStarts = lineStarts(text);
    int unpaired = unpairedSurrogate(text);
    if (unpaired >= 0) {
      report(
          "unpaired-surrogate",
          unpaired,
          "Half of a surrogate pair [U+%04X] is no character."
              .formatted((int) text.charAt(unpaired)),
          "Write the character that was meant.");
    }
  }

  private static int[] lineStarts(String text) {
    int[] starts = new int[16];
    int lines = 1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n' || (c == '\r' && !text.startsWith("\n", i + 1))) {
        if (lines == starts.length) {
          starts = Arrays.copyOf(starts, 2 * lines);
        }
        starts[lines++] = i + 1;
      }
    }
    return Arrays.copyOf(starts, lines);
  }

  /** Where the first one is, or -1. */
  private static int unpairedSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (Character.charCount(text.codePointAt(i)) == 1) {
          return i;
        }
        i++;
      }
    }
    return -1;
  }

  String name() {
    return name;
  }

  String text() {
    return text;
  }

  String text(int start, int end) {
    return text.substring(start, end);
  }

  /** Counted from 1. */
  int line(int offset) {
    int found = Arrays.binarySearch(lineStarts, offset);
    return found >= 0 ? found + 1 : -found - 1;
  }

  /** Counted from 1, in UTF-16 code units. */
  int column(int offset) {
    return offset - lineStarts[line(offset) - 1] + 1;
  }

  /** The offset of a line and column, kept within the text. */
  int offset(int line, int column) {
    int index = Math.clamp(line - 1L, 0, lineStarts.length - 1);
    return Math.clamp(lineStarts[index] + column - 1L, 0, text.length());
  }

  String place(int offset) {
    return name + ":" + line(offset) + ":" + column(offset);
  }

  void report(String code, int offset, String message, String hint) {
    if (findings.size() < MAXIMUM_FINDINGS) {
      findings.add(new Finding(offset, new Diagnostic(code, place(offset), message, hint)));
    } else if (!isFull) {
      isFull = true;
      findings.add(new Finding(offset, tooMany(place(offset))));
    }
  }

  /** Says that more is wrong from a place on. */
  static Diagnostic tooMany(String place) {
    return new Diagnostic(
        "too-many-problems",
        place,
        "There are more than [%d] problems; the rest is not listed.".formatted(MAXIMUM_FINDINGS),
        "Mend those above. Is it rule text at all?");
  }

  /** Whether so much is wrong that reading on helps nobody. */
  boolean isFull() {
    return isFull;
  }

  /** How much was found wrong so far. */
  int findings() {
    return findings.size();
  }

  boolean isSound() {
    return findings.isEmpty();
  }

  /** In the order of their places. */
  List<Diagnostic> diagnostics() {
    return findings.stream()
        .sorted(Comparator.comparingInt(Finding::offset))
        .map(Finding::diagnostic)
        .distinct()
        .toList();
  }
}
