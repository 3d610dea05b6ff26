package org.rationale.rules.srl;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.rationale.kg.Citation;
import org.rationale.kg.Probability;

/** What the {@code #:} lines above a rule say. */
final class Annotations {

  private final SourceText source;
  private final Fragments fragments;
  private final Set<String> seen = new HashSet<>();
  private String label = "";
  private int labelStart;
  private Optional<Citation> citation = Optional.empty();
  private Probability probability = Probability.ONE;
  private Optional<Node> choice = Optional.empty();

  Annotations(SourceText source, Fragments fragments) {
    this.source = source;
    this.fragments = fragments;
  }

  String label() {
    return label;
  }

  int labelStart() {
    return labelStart;
  }

  Optional<Citation> citation() {
    return citation;
  }

  Probability probability() {
    return probability;
  }

  Optional<Node> choice() {
    return choice;
  }

  /** Reads one line. */
  void read(Token line) {
    List<Token> tokens = Lexer.tokens(source, line.start() + 2, line.end());
    Token keyword = tokens.getFirst();
    List<Token> values = tokens.subList(1, Math.max(1, tokens.size() - 1));
    String name = keyword.upperCase();
    boolean read =
        switch (name) {
          case "LABEL" -> readLabel(values);
          case "SOURCE" -> readSource(values);
          case "PROBABILITY" -> readProbability(values);
          case "CHOICE" -> readChoice(values);
          default -> {
            source.report(
                "unknown-annotation",
                keyword.start(),
                "The annotation [%s] is unknown.".formatted(keyword.text()),
                "There are label, source, probability and choice; drop the colon of '#:' for a"
                    + " comment.");
            yield true;
          }
        };
    if (!read) {
      source.report(
          "malformed-annotation",
          keyword.start(),
          "The annotation [%s] cannot be read.".formatted(line.text().strip()),
          switch (name) {
            case "LABEL" -> "Write label \"...\".";
            case "SOURCE" -> "Write source \"...\" <...>; the IRI may be left out.";
            case "PROBABILITY" -> "Write a number: probability 0.9.";
            default -> "Write an IRI or a prefixed name: choice :c.";
          });
    } else if (!seen.add(name)) {
      source.report(
          "repeated-annotation",
          keyword.start(),
          "The rule has a second annotation [%s].".formatted(keyword.text()),
          "Keep one of them.");
    }
  }

  private boolean readLabel(List<Token> values) {
    if (values.size() != 1 || values.getFirst().kind() != Token.Kind.STRING) {
      return false;
    }
    labelStart = values.getFirst().start();
    fragments.term(values.getFirst()).ifPresent(term -> label = term.getLiteralLexicalForm());
    return true;
  }

  private boolean readSource(List<Token> values) {
    if (values.isEmpty()
        || values.size() > 2
        || values.getFirst().kind() != Token.Kind.STRING
        || !(values.size() == 1 || values.getLast().isIri())) {
      return false;
    }
    Optional<String> iri =
        values.size() == 1 ? Optional.empty() : fragments.term(values.getLast()).map(Node::getURI);
    citation =
        fragments
            .term(values.getFirst())
            .map(text -> new Citation(text.getLiteralLexicalForm(), iri));
    return true;
  }

  private boolean readProbability(List<Token> values) {
    boolean signed = values.size() == 2 && (values.getFirst().is("-") || values.getFirst().is("+"));
    if (!(values.size() == 1 || signed) || values.getLast().kind() != Token.Kind.NUMBER) {
      return false;
    }
    double value = Double.parseDouble(values.getLast().text());
    if (signed && values.getFirst().is("-")) {
      value = -value;
    }
    if (value >= 0 && value <= 1) {
      probability = new Probability(value);
    } else {
      source.report(
          "probability-out-of-range",
          values.getFirst().start(),
          "The probability [%s] is not in [0, 1].".formatted(value),
          "Write a number from 0 to 1; divide a percentage by 100.");
    }
    return true;
  }

  private boolean readChoice(List<Token> values) {
    if (values.size() != 1 || !values.getFirst().isIri()) {
      return false;
    }
    choice = fragments.term(values.getFirst());
    return true;
  }
}
