package org.rationale.perception;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * How models are run. It is a matter of the machine and not of a pack, and what was used stands in
 * every percept.
 *
 * @param provider what is asked for. Where it is not to be had, the processor computes
 * @param threads for one run of a model on the processor, at least 1. Their number changes the
 *     speed and not the result
 * @param warnings is told, in one sentence, what was asked for and could not be had: once, however
 *     many models ask for it
 */
public record ExecutionSettings(
    ExecutionProvider provider, int threads, Consumer<String> warnings) {

  public ExecutionSettings {
    if (threads < 1) {
      throw new IllegalArgumentException(
          "The number of threads (%d) is below 1.\nMaybe it was meant to be chosen: leave it out."
              .formatted(threads));
    }
    warnings =
        warnings instanceof Once ? warnings : new Once(warnings, ConcurrentHashMap.newKeySet());
  }

  /** Tells each thing once. */
  private record Once(Consumer<String> to, Set<String> told) implements Consumer<String> {
    @Override
    public void accept(String warning) {
      if (told.add(warning)) {
        to.accept(warning);
      }
    }
  }

  /**
   * The processor, with as many threads as the process may use of it: a container's limit counts.
   */
  public static ExecutionSettings standard() {
    return new ExecutionSettings(
        ExecutionProvider.CPU, Runtime.getRuntime().availableProcessors(), warning -> {});
  }
}
