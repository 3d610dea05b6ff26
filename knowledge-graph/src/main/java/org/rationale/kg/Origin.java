package org.rationale.kg;

import java.util.List;
import java.util.Optional;
import org.apache.jena.graph.Node;

/** Why a fact is in the graph. A fact may have several origins. */
public sealed interface Origin {

  /**
   * Stated in data.
   *
   * @param source the file or the name of what stated it: {@code knowledge/findings.ttl}
   * @param probability 1 unless the data say otherwise
   * @param choice shared by facts that exclude each other
   */
  record Asserted(String source, Probability probability, Optional<Node> choice)
      implements Origin {}

  /** Read from an input by a perceptor. */
  record Perceived(Percept percept) implements Origin {}

  /** Concluded by rules, in as many ways as there are derivations. */
  record Derived(List<Derivation> derivations) implements Origin {
    public Derived {
      derivations = List.copyOf(derivations);
    }
  }

  /** Which of the three an origin is. */
  enum Kind {
    ASSERTED,
    PERCEIVED,
    DERIVED
  }

  /** Which of the three this is. */
  default Kind kind() {
    return switch (this) {
      case Asserted asserted -> Kind.ASSERTED;
      case Perceived perceived -> Kind.PERCEIVED;
      case Derived derived -> Kind.DERIVED;
    };
  }
}
