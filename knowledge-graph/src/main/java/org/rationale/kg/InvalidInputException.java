package org.rationale.kg;

import java.util.List;
import java.util.stream.Collectors;

/** An input is unusable; carries everything that is wrong with it, in the order of its places. */
public final class InvalidInputException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<Diagnostic> diagnostics;

  public InvalidInputException(List<Diagnostic> diagnostics) {
    super(diagnostics.stream().map(Diagnostic::toString).collect(Collectors.joining("\n")));
    if (diagnostics.isEmpty()) {
      throw new IllegalArgumentException("An invalid input needs at least one diagnostic.");
    }
    this.diagnostics = List.copyOf(diagnostics);
  }

  public InvalidInputException(String code, String place, String message, String hint) {
    this(List.of(new Diagnostic(code, place, message, hint)));
  }

  public List<Diagnostic> diagnostics() {
    return diagnostics;
  }
}
