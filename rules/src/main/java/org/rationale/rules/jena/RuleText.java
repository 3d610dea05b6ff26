package org.rationale.rules.jena;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rationale.kg.Diagnostic;

/**
 * A text with Jena rules, cut into its directives and its rules. Jena's parser knows no places, so
 * each rule is given to it alone, and what it is made of is found again in this text.
 */
final class RuleText {

  /** A line that starts with {@code @prefix} or {@code @include}. */
  record Directive(int offset, String line) {}

  /**
   * The text of one rule.
   *
   * @param clauses the offset of each clause, in the order of the text; a nested rule's own clauses
   *     are among them
   * @param tooDeep whether it is nested so deep that nothing should try to parse it
   */
  record Chunk(int offset, String text, List<Integer> clauses, boolean tooDeep) {}

  private static final Pattern LINE = Pattern.compile("[^\r\n]*(?:\r\n|\r|\n|\\z)");

  private final String name;
  private final List<Integer> lineStarts = new ArrayList<>();
  private final List<Directive> directives = new ArrayList<>();
  private final List<Chunk> chunks;

  RuleText(String name, String text) {
    this.name = name;
    this.chunks = new RuleCutter(withoutComments(text)).chunks();
  }

  String name() {
    return name;
  }

  List<Directive> directives() {
    return directives;
  }

  List<Chunk> chunks() {
    return chunks;
  }

  /** File, line and column; both are counted from 1. */
  String place(int offset) {
    int found = Collections.binarySearch(lineStarts, offset);
    int line = found >= 0 ? found : -found - 2;
    return name + ":" + (line + 1) + ":" + (offset - lineStarts.get(line) + 1);
  }

  Diagnostic diagnostic(String code, int offset, String message, String hint) {
    return new Diagnostic(code, place(offset), message, hint);
  }

  /** Blanks stand for comments and directives, which Jena knows by the start of their lines. */
  private String withoutComments(String text) {
    StringBuilder kept = new StringBuilder(text.length());
    Matcher lines = LINE.matcher(text);
    while (lines.find()) {
      int start = lines.start();
      lineStarts.add(start);
      String line = lines.group();
      String trimmed = line.trim();
      if (trimmed.startsWith("@prefix") || trimmed.startsWith("@include")) {
        directives.add(new Directive(start + line.indexOf('@'), trimmed));
        kept.append(line.replaceAll("[^\r\n]", " "));
      } else if (line.startsWith("#") || trimmed.startsWith("//")) {
        kept.append(line.replaceAll("[^\r\n]", " "));
      } else {
        kept.append(line);
      }
      if (lines.end() == text.length()) {
        break;
      }
    }
    return kept.toString();
  }
}
