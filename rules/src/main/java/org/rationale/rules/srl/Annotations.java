package org.rationale.rules.srl;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.jena.graph.Node;
import org.rationale.kg.Citation;
import org.rationale.kg.Probability;

/** What the {@code #:} lines above a rule say. */
final class Annotations {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{[?$](\\w+)\\}");

  private final SourceText source;
  private final Terms terms;
  private final Set<String> seen = new HashSet<>();
  private String label = "";
  private int labelStart;
  private Optional<Citation> citation = Optional.empty();
  private Probability probability = Probability.ONE;
  private Optional<Node> choice = Optional.empty();

  Annotations(SourceText source, Terms terms) {
    this.source = source;
    this.terms = terms;
  }

  String label() {
    return label;
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
                "The annotation [%s] is unknown.".formatted(keyword.shown()),
                "There are label, source, probability and choice; drop the colon of '#:' for a"
                    + " comment.");
            yield true;
          }
        };
    if (!read) {
      source.report(
          "malformed-annotation",
          keyword.start(),
          "The annotation [%s] cannot be read.".formatted(Token.shown(line.text().strip())),
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
          "The rule has a second annotation [%s].".formatted(keyword.shown()),
          "Keep one of them.");
    }
  }

  /**
   * Reports placeholders of the label that stand for nothing.
   *
   * @param variables those of the rule
   */
  void checkPlaceholders(Set<String> variables) {
    PLACEHOLDER
        .matcher(label)
        .results()
        .map(match -> match.group(1))
        .filter(name -> !variables.contains(name))
        .forEach(
            name ->
                source.report(
                    "unknown-placeholder",
                    labelStart,
                    "The label has a placeholder for [?%s], which the rule does not have."
                        .formatted(Token.shown(name)),
                    "Use a variable of the rule."));
  }

  private boolean readLabel(List<Token> values) {
    if (values.size() != 1 || values.getFirst().kind() != Token.Kind.STRING) {
      return false;
    }
    labelStart = values.getFirst().start();
    label = terms.string(values.getFirst());
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
        values.size() == 1 ? Optional.empty() : Optional.of(terms.iri(values.getLast()).getURI());
    citation = Optional.of(new Citation(terms.string(values.getFirst()), iri));
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
    choice = Optional.of(terms.iri(values.getFirst()));
    return true;
  }
}
