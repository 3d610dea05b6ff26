package org.rationale.explanations;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The page's style sheet in the CSS that the PDF library knows, which has no variables, no unit
 * {@code rem} and no choice of colours: the light theme, as it is printed.
 */
final class PrintSheet {

  private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/", Pattern.DOTALL);
  private static final Pattern VARIABLE = Pattern.compile("var\\((--[a-z-]+)\\)");
  private static final Pattern REM = Pattern.compile("(?<![\\w.])(\\d*\\.?\\d+)rem\\b");

  /** The size of the root's characters on paper. */
  private static final double POINTS_PER_REM = 9.5;

  private PrintSheet() {}

  /** A rule, or a rule of rules. */
  private record Block(String prelude, String body) {}

  /** The page's own sheet and what is added for paper. */
  static String packaged() {
    return of(HtmlPage.sheet("report.css") + "\n" + HtmlPage.sheet("report-pdf.css"));
  }

  static String of(String css) {
    Map<String, String> variables = new LinkedHashMap<>();
    List<Block> rules = new ArrayList<>();
    collect(css, variables, rules);
    StringBuilder sheet = new StringBuilder();
    for (Block rule : rules) {
      sheet.append(rule.prelude()).append(" {").append(plain(rule.body(), variables)).append("}\n");
    }
    return sheet.toString();
  }

  private static void collect(String css, Map<String, String> variables, List<Block> rules) {
    for (Block block : blocks(COMMENT.matcher(css).replaceAll(""))) {
      if (block.prelude().equals(":root")) {
        for (String declaration : block.body().split(";", -1)) {
          int colon = declaration.indexOf(':');
          if (declaration.strip().startsWith("--") && colon > 0) {
            variables.put(
                declaration.substring(0, colon).strip(), declaration.substring(colon + 1).strip());
          }
        }
      } else if (block.prelude().equals("@media print")) {
        collect(block.body(), variables, rules);
      } else if (!block.prelude().startsWith("@") || block.prelude().startsWith("@page")) {
        rules.add(block);
      }
    }
  }

  private static List<Block> blocks(String css) {
    List<Block> blocks = new ArrayList<>();
    int start = 0;
    int open = css.indexOf('{');
    while (open >= 0) {
      int depth = 1;
      int end = open + 1;
      while (depth > 0) {
        if (end == css.length()) {
          throw new IllegalArgumentException(
              "The style sheet has no end for (%s).".formatted(css.substring(start, open).strip()));
        }
        char c = css.charAt(end++);
        depth += c == '{' ? 1 : c == '}' ? -1 : 0;
      }
      blocks.add(new Block(css.substring(start, open).strip(), css.substring(open + 1, end - 1)));
      start = end;
      open = css.indexOf('{', start);
    }
    return blocks;
  }

  private static String plain(String body, Map<String, String> variables) {
    String colours = VARIABLE.matcher(body).replaceAll(found -> value(found, variables));
    return REM.matcher(colours)
        .replaceAll(found -> POINTS_PER_REM * Double.parseDouble(found.group(1)) + "pt");
  }

  private static String value(MatchResult found, Map<String, String> variables) {
    String value = variables.get(found.group(1));
    if (value == null) {
      throw new IllegalArgumentException(
          "The style sheet uses a variable (%s) that it does not set.".formatted(found.group(1)));
    }
    return value;
  }
}
