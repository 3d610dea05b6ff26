package org.rationale.kg;

/**
 * One thing that is wrong with an input.
 *
 * @param code short and stable, in kebab case: {@code unbound-head-variable}
 * @param place file, line and column as far as they are known: {@code rules/a.srl:12:7}
 * @param message what is wrong, with the offending value in brackets
 * @param hint what to do about it; empty where nothing useful can be said
 */
public record Diagnostic(String code, String place, String message, String hint) {

  /** One line: place, message and hint. */
  @Override
  public String toString() {
    return place + ": " + message + (hint.isEmpty() ? "" : " " + hint) + " [" + code + "]";
  }
}
