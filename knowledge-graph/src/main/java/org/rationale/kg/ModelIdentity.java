package org.rationale.kg;

import java.util.Optional;

/**
 * What read a percept.
 *
 * @param name for people
 * @param sha256 of the model file, in hexadecimal. A reader without a model (a field of a form,
 *     say) has the SHA-256 of its configuration
 * @param execution how the model was run; empty for a reader without a model
 */
public record ModelIdentity(String name, String sha256, Optional<Execution> execution) {

  /** A reader without a model. */
  public ModelIdentity(String name, String sha256) {
    this(name, sha256, Optional.empty());
  }

  /**
   * What else than the model decides what it says: the same model may answer otherwise in the last
   * digits under another version of its runtime or on another device.
   *
   * @param operators the versions of the operator sets that the model uses: {@code ai.onnx 17}
   * @param runtime the runtime's name and version: {@code ONNX Runtime 1.29.0}
   * @param provider the device that computed it, as the runtime names it: {@code CPU}
   * @param preparation how an input was made ready for the model, with a version that changes when
   *     it is made ready in another way: {@code columns 1}
   */
  public record Execution(String operators, String runtime, String provider, String preparation) {}

  /** The same model, run in this way. */
  public ModelIdentity ranBy(Execution by) {
    return new ModelIdentity(name, sha256, Optional.of(by));
  }
}
