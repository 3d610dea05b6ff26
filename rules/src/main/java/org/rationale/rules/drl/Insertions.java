package org.rationale.rules.drl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Calls of {@code insert} and {@code insertLogical} in consequences. They are turned into calls of
 * {@link Conclusions#insert}, because Drools neither says what justifies an object nor takes
 * objects back that only support each other.
 *
 * <pre>
 * insertLogical(new Reading($p, 5));
 * conclusions.insert(drools, new Reading($p, 5));
 * </pre>
 */
final class Insertions {

  private static final Pattern CALL =
      Pattern.compile(
          "\"(?:\\\\.|[^\"\\\\])*\"|'(?:\\\\.|[^'\\\\])*'|//[^\\n]*|/\\*(?s:.*?)\\*/"
              + "|(?:(?<call>(?:(?<![\\w$.])|\\bdrools\\s*\\.\\s*)insert(?:Logical)?\\s*\\()"
              + "|(?<turned>\\bconclusions\\s*\\.\\s*insert\\s*\\(\\s*drools\\s*,))"
              + "(?:\\s*new\\s+(?<type>[\\w.$]+))?");

  private Insertions() {}

  /** A file's text with the calls turned; each character stays in its line. */
  static String turned(String text) {
    Matcher matcher = CALL.matcher(text);
    StringBuilder turned = new StringBuilder();
    while (matcher.find()) {
      String call = matcher.group("call");
      String lines = call == null ? "" : "\n".repeat((int) call.lines().count() - 1);
      String replacement =
          call == null
              ? matcher.group()
              : "conclusions.insert("
                  + lines
                  + "drools, "
                  + matcher.group().substring(call.length());
      matcher.appendReplacement(turned, Matcher.quoteReplacement(replacement));
    }
    return matcher.appendTail(turned).toString();
  }

  /** For each call in a consequence the class that is made there, or empty if it is not clear. */
  static List<Optional<String>> types(String consequence) {
    List<Optional<String>> types = new ArrayList<>();
    for (MatchResult call : CALL.matcher(consequence).results().toList()) {
      if (call.group("call") != null || call.group("turned") != null) {
        types.add(Optional.ofNullable(call.group("type")));
      }
    }
    return types;
  }
}
