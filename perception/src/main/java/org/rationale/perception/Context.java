package org.rationale.perception;

import java.util.Locale;
import java.util.Optional;

/** In which sense a note mentions a finding. */
enum Context {
  PRESENT,
  /** The writer is not sure. Reported under the predicate of present findings. */
  POSSIBLE,
  ABSENT,
  HISTORICAL,
  FAMILY,
  /** A condition, an instruction or someone else's finding: nothing is said of the patient. */
  HYPOTHETICAL;

  /** The categories that predicates tell apart; empty where no percept follows. */
  Optional<Context> category() {
    return switch (this) {
      case PRESENT, POSSIBLE -> Optional.of(PRESENT);
      case ABSENT, HISTORICAL, FAMILY -> Optional.of(this);
      case HYPOTHETICAL -> Optional.empty();
    };
  }

  /** As configurations and labels write it. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
