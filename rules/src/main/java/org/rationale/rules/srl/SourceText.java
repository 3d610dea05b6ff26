package org.rationale.rules.srl;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.rationale.kg.Diagnostic;

/** A text with a name, the places in it, and what was found wrong with it so far. */
final class SourceText {

  private record Finding(int offset, Diagnostic diagnostic) {}

  private final String name;
  private final String text;
  private final List<Integer> lineStarts = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();

  SourceText(String name, String text) {
    this.name = name;
    this.text = text;
    lineStarts.add(0);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n' || (c == '\r' && !text.startsWith("\n", i + 1))) {
        lineStarts.add(i + 1);
      }
    }
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
    int found = Collections.binarySearch(lineStarts, offset);
    return found >= 0 ? found + 1 : -found - 1;
  }

  /** Counted from 1, in UTF-16 code units. */
  int column(int offset) {
    return offset - lineStarts.get(line(offset) - 1) + 1;
  }

  /** The offset of a line and column, kept within the text. */
  int offset(int line, int column) {
    int index = Math.clamp(line - 1L, 0, lineStarts.size() - 1);
    return Math.clamp(lineStarts.get(index) + column - 1L, 0, text.length());
  }

  String place(int offset) {
    return name + ":" + line(offset) + ":" + column(offset);
  }

  void report(String code, int offset, String message, String hint) {
    findings.add(new Finding(offset, new Diagnostic(code, place(offset), message, hint)));
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
