package org.rationale.perception;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.rationale.kg.Diagnostic;
import org.rationale.kg.InvalidInputException;

/**
 * Steps that do not need each other, each of which may find something wrong: all are taken, and
 * then everything that is wrong is told at once.
 */
final class Attempts {

  private final List<Diagnostic> wrong = new ArrayList<>();

  /** Takes a step; empty if something was wrong. */
  <T> Optional<T> take(Supplier<T> step) {
    try {
      return Optional.of(step.get());
    } catch (InvalidInputException invalid) {
      wrong.addAll(invalid.diagnostics());
      return Optional.empty();
    }
  }

  /**
   * What all steps came to, in their order.
   *
   * @param results of {@link #take}
   * @throws InvalidInputException with everything that was wrong with any of them
   */
  <T> List<T> all(List<Optional<T>> results) {
    if (!wrong.isEmpty()) {
      throw new InvalidInputException(wrong);
    }
    return results.stream().map(Optional::orElseThrow).toList();
  }
}
