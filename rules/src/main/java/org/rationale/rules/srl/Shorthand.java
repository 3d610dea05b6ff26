package org.rationale.rules.srl;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Var;
import org.rationale.rules.BodyElement;

/**
 * The abbreviations that the draft had until July 2026, and the rules that each stands for: a head
 * of one triple, and a body of patterns.
 */
enum Shorthand {
  TRANSITIVE,
  SYMMETRIC,
  INVERSE;

  record Meaning(Triple head, List<BodyElement> body) {

    Meaning(Triple head, Triple... body) {
      this(head, List.of(body).stream().<BodyElement>map(BodyElement.Pattern::new).toList());
    }
  }

  private static final Var X = Var.alloc("x");
  private static final Var Y = Var.alloc("y");
  private static final Var Z = Var.alloc("z");

  /** The one that a word is. */
  static Optional<Shorthand> of(Token word) {
    for (Shorthand shorthand : values()) {
      if (word.isWord(shorthand.name())) {
        return Optional.of(shorthand);
      }
    }
    return Optional.empty();
  }

  /** How it is written. */
  String form() {
    return name().toUpperCase(Locale.ROOT) + (this == INVERSE ? "(:p, :q)" : "(:p)");
  }

  /**
   * The rules of two properties.
   *
   * @param second of {@link #INVERSE} only; else the first again
   */
  List<Meaning> rules(Node first, Node second) {
    return switch (this) {
      case TRANSITIVE ->
          List.of(
              new Meaning(
                  Triple.create(X, first, Z),
                  Triple.create(X, first, Y),
                  Triple.create(Y, first, Z)));
      case SYMMETRIC ->
          List.of(new Meaning(Triple.create(Y, first, X), Triple.create(X, first, Y)));
      case INVERSE ->
          List.of(
              new Meaning(Triple.create(Y, second, X), Triple.create(X, first, Y)),
              new Meaning(Triple.create(Y, first, X), Triple.create(X, second, Y)));
    };
  }
}
