package org.rationale.rules.jena;

import java.util.ArrayList;
import java.util.List;
import org.apache.jena.util.SimpleTokenizer;
import org.rationale.rules.jena.RuleText.Chunk;

/**
 * Finds where rules begin and end, by the tokens of Jena's own tokenizer: a rule ends at a bracket
 * or a lone dot, outside parentheses and quotes.
 */
final class RuleCutter {

  /** Rules in rules, or parentheses in parentheses; one of each is all that has a meaning. */
  private static final int MAXIMUM_DEPTH = 20;

  /** Tells where its tokens stand. */
  private static final class Tokens extends SimpleTokenizer {

    Tokens(String text) {
      super(text, "()[], \t\n\r", "'\"", true);
    }

    boolean atEnd() {
      return p >= source.length();
    }

    int offset() {
      return p;
    }
  }

  private enum Quote {
    NONE,
    OPEN,
    READ
  }

  private static final int NONE = -1;

  private final String text;
  private final Tokens tokens;
  private final List<Chunk> chunks = new ArrayList<>();
  private List<Integer> clauses = new ArrayList<>();
  private int start = NONE;
  private int rules;
  private int parentheses;
  private int builtIn = NONE;
  private boolean atName;
  private boolean tooDeep;

  RuleCutter(String text) {
    this.text = text;
    this.tokens = new Tokens(text);
  }

  List<Chunk> chunks() {
    Quote quote = Quote.NONE;
    while (!tokens.atEnd()) {
      int offset = tokens.offset();
      String token = tokens.nextToken();
      quote =
          switch (quote) {
            case OPEN -> Quote.READ;
            case READ -> Quote.NONE;
            case NONE -> token.equals("'") || token.equals("\"") ? Quote.OPEN : Quote.NONE;
          };
      if (quote == Quote.NONE && !isSeparator(token)) {
        take(token, offset);
      } else if (quote == Quote.OPEN && start == NONE) {
        begin(offset);
      }
    }
    if (start != NONE) {
      end();
    }
    return chunks;
  }

  private static boolean isSeparator(String token) {
    return token.equals(",") || token.isBlank() || token.equals("'") || token.equals("\"");
  }

  private void take(String token, int offset) {
    if (start == NONE) {
      begin(offset);
      if (token.equals("[")) {
        return;
      }
    }
    switch (token) {
      case "(" -> {
        if (parentheses++ == 0) {
          clauses.add(builtIn == NONE ? offset : builtIn);
        }
        tooDeep |= parentheses > MAXIMUM_DEPTH;
        builtIn = NONE;
        atName = false;
      }
      case ")" -> parentheses = Math.max(0, parentheses - 1);
      case "[" -> {
        rules++;
        tooDeep |= rules > MAXIMUM_DEPTH;
        atName = true;
      }
      case "]" -> close();
      case "." -> {
        if (parentheses == 0) {
          close();
        }
      }
      case "->", "<-" -> {
        builtIn = NONE;
        atName = false;
      }
      default -> {
        boolean isName = atName && token.endsWith(":");
        builtIn = parentheses == 0 && !isName ? offset : NONE;
        atName = false;
      }
    }
  }

  private void begin(int offset) {
    start = offset;
    rules = 1;
    parentheses = 0;
    builtIn = NONE;
    atName = true;
    tooDeep = false;
    clauses = new ArrayList<>();
  }

  /** A bracket closes its rule even where a parenthesis was left open: so the next one is whole. */
  private void close() {
    parentheses = 0;
    if (--rules == 0) {
      end();
    }
  }

  private void end() {
    chunks.add(
        new Chunk(start, text.substring(start, tokens.offset()), List.copyOf(clauses), tooDeep));
    start = NONE;
  }
}
